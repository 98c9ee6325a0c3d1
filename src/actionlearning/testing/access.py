"""The contract of an access policy: what any of them must keep to, however a host decides, as tests to inherit.

```python
class TestOurPolicy(AccessPolicyContract):
    @pytest.fixture
    def policy(self):
        return OurPolicy()
```

A policy may be stricter than the shipped one, and may be asked about anything; these are the lines that none of them crosses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from uuid import UUID, uuid4

import attrs
import pytest

from actionlearning.application.access import AccessPolicy, Asked, Purpose, Reader, Role, Text, TextKind, Ties
from actionlearning.domain.values import ConsentScope, MemberId

__all__ = ["AccessPolicyContract"]

KINDS = ("programme", "set", "problem", "member", "candidate", "journal", "something newer")
SOMEBODY, HOME = MemberId(uuid4()), uuid4()
SPONSOR = frozenset({ConsentScope.SPONSOR})
NOBODY: frozenset[ConsentScope] = frozenset()


def all_ties() -> Iterator[Ties]:
    """Every way in which a reader can stand to a thing."""
    names = [field.name for field in attrs.fields(Ties)]
    for flags in product((False, True), repeat=len(names)):
        yield Ties(**dict(zip(names, flags, strict=True)))


def texts(*kinds: TextKind, released: tuple[bool, ...] = (False, True)) -> Iterator[Text]:
    """Texts of these kinds, or of all, released or not, under every state of consent."""
    for kind, is_released, (given, withdrawn) in product(
        kinds or TextKind, released, ((NOBODY, NOBODY), (SPONSOR, NOBODY), (NOBODY, SPONSOR))
    ):
        yield Text(
            kind=kind,
            subjects=(SOMEBODY,),
            home=HOME,
            said_at=None,
            released=is_released,
            consented=given,
            withdrawn=withdrawn,
        )


def reader(role: Role) -> Reader:
    return Reader(role, None if role in (Role.KEEPER, Role.AUDITOR, Role.PUBLIC) else UUID(int=9))


class AccessPolicyContract:
    """Inherit, and give the fixture ``policy``."""

    @pytest.fixture
    def policy(self) -> AccessPolicy:
        """The policy under test."""
        raise NotImplementedError("give the fixture policy: the access policy under test")

    def test_it_answers_yes_or_no_whatever_it_is_asked_and_the_same_each_time(self, policy: AccessPolicy) -> None:
        some = list(all_ties())[::7]
        for role, text, ties in product(Role, texts(), some):
            first = policy.may_read(reader(role), text, ties)
            assert first in (True, False, None)
            assert first is policy.may_read(reader(role), text, ties)
        for role, purpose, kind, only in product(Role, Purpose, KINDS, (False, True)):
            asked = Asked(purpose=purpose, kind=kind, figures_only=only)
            answers = {policy.may_have(reader(role), asked, ties) for _ in range(2) for ties in some[:1]}
            assert len(answers) == 1
            assert answers <= {True, False, None}

    def test_an_auditor_reads_nothing(self, policy: AccessPolicy) -> None:
        self._denied(policy, (Role.AUDITOR,), texts(), all_ties())

    def test_nobody_outside_reads_what_was_not_released(self, policy: AccessPolicy) -> None:
        self._denied(policy, (Role.PUBLIC,), texts(released=(False,)), all_ties())
        unreleased = texts(TextKind.SAID, TextKind.FELT, TextKind.OWN, TextKind.CENTRE, released=(False,))
        self._denied(policy, (Role.SPONSOR,), unreleased, all_ties())

    def test_what_was_felt_leaves_the_set_for_no_sponsor_and_nobody_else(self, policy: AccessPolicy) -> None:
        self._denied(
            policy, (Role.SPONSOR, Role.PUBLIC, Role.CENTRE), texts(TextKind.FELT), [Ties(sponsor=True, takes_part=True)]
        )

    def test_what_is_somebodys_alone_is_read_by_nobody_else(self, policy: AccessPolicy) -> None:
        roles = set(Role) - {Role.KEEPER}
        self._denied(policy, roles, texts(TextKind.OWN), (ties for ties in all_ties() if not ties.own))

    def test_who_has_no_tie_to_a_set_reads_nothing_said_there(self, policy: AccessPolicy) -> None:
        roles = set(Role) - {Role.KEEPER, Role.PUBLIC}
        self._denied(policy, roles, texts(TextKind.SAID, TextKind.FELT), [Ties(), Ties(acquainted=True), Ties(takes_part=True)])

    def test_what_it_does_not_know_is_for_nobody_but_who_holds_it_all(self, policy: AccessPolicy) -> None:
        for role, purpose, ties in product(set(Role) - {Role.KEEPER, Role.AUDITOR}, Purpose, all_ties()):
            for kind in ("journal", "something newer"):
                assert not policy.may_have(reader(role), Asked(purpose=purpose, kind=kind), ties)

    def _denied(self, policy: AccessPolicy, roles: Iterable[Role], asked: Iterable[Text], ties: Iterable[Ties]) -> None:
        for role, text, each in product(roles, asked, ties):
            assert not policy.may_read(reader(role), text, each), (role, text, each)
