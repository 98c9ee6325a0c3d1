"""The shipped policy keeps the contract of a policy, and the contract finds those that do not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from actionlearning.application.access import (
    AccessPolicy,
    Asked,
    DefaultPolicy,
    Purpose,
    Reader,
    Role,
    Text,
    TextKind,
    Ties,
)
from actionlearning.testing.access import AccessPolicyContract


class TestDefaultPolicy(AccessPolicyContract):
    @pytest.fixture
    def policy(self) -> AccessPolicy:
        return DefaultPolicy()


class Denying:
    """The strictest of all keeps the contract too."""

    def may_read(self, *_: object) -> bool:
        return False

    may_have = may_read


class TestDenying(AccessPolicyContract):
    @pytest.fixture
    def policy(self) -> AccessPolicy:
        return Denying()


class OpenToAuditors(DefaultPolicy):
    def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
        return reader.role is Role.AUDITOR or super().may_read(reader, text, ties)


class OpenToSponsors(DefaultPolicy):
    def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
        return (reader.role is Role.SPONSOR and ties.sponsor) or super().may_read(reader, text, ties)


class Curious(DefaultPolicy):
    def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
        return (text.kind is TextKind.OWN and ties.adviser) or super().may_read(reader, text, ties)


class OpenDoors(DefaultPolicy):
    def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
        return ties.acquainted or super().may_read(reader, text, ties)


class Generous(DefaultPolicy):
    def may_have(self, reader: Reader, asked: Asked, ties: Ties) -> bool:
        return asked.purpose is Purpose.EXPORT or super().may_have(reader, asked, ties)


class Moody(DefaultPolicy):
    def __init__(self) -> None:
        self._asked = count()

    def may_read(self, *_: object) -> bool:
        return next(self._asked) % 2 == 0


@pytest.mark.parametrize(
    ("faulty", "broken"),
    [
        (OpenToAuditors, "test_an_auditor_reads_nothing"),
        (OpenToSponsors, "test_nobody_outside_reads_what_was_not_released"),
        (OpenToSponsors, "test_what_was_felt_leaves_the_set_for_no_sponsor_and_nobody_else"),
        (Curious, "test_what_is_somebodys_alone_is_read_by_nobody_else"),
        (OpenDoors, "test_who_has_no_tie_to_a_set_reads_nothing_said_there"),
        (Generous, "test_what_it_does_not_know_is_for_nobody_but_who_holds_it_all"),
        (Moody, "test_it_answers_yes_or_no_whatever_it_is_asked_and_the_same_each_time"),
    ],
)
def test_the_contract_finds_a_policy_that_crosses_a_line(faulty: Callable[[], Any], broken: str) -> None:
    getattr(AccessPolicyContract(), broken)(DefaultPolicy())  # the control: the shipped one passes
    with pytest.raises(AssertionError):
        getattr(AccessPolicyContract(), broken)(faulty())
