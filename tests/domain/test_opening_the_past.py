"""What was said before somebody joined belongs to those who were there, and each of them speaks for themself."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.set import errors
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import MemberInvited, MemberJoined, MemberLeft, SetFormed
from actionlearning.domain.set.fold import apply
from actionlearning.domain.set.practice import open_the_past
from actionlearning.domain.set.practice_events import PastOpened
from actionlearning.domain.values import MemberId, ProgrammeId, SetKind
from actionlearning.testing.scenario import Given, Scenario

AISHA, BEN, EVA = (MemberId(uuid4()) for _ in range(3))
JANUARY, MARCH, APRIL, MAY = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 3, 4, 5))
FORMED = SetFormed(ProgrammeId(uuid4()), "Ward set", "Peers", SetKind.WORKPLACE, "Europe/London", SetPolicy())

the_set = Scenario(apply)


def together(*more: object) -> Given[Set]:
    """Aisha and Ben since January, Eva since March."""
    joined = [event for who in (AISHA, BEN) for event in (MemberInvited(who, "7"), MemberJoined(who))]
    return the_set.given((FORMED, JANUARY), *joined, (MemberInvited(EVA, "7"), MARCH), MemberJoined(EVA), *more)


def looks_back(given: Given[Set], at: datetime = MAY) -> bool:
    return given.state.lets_look_back(EVA, at)


def test_everybody_speaks_for_themself() -> None:
    for member in (AISHA, BEN):
        together().when(lambda it, by=member: open_the_past(it, EVA, by=by, at=APRIL)).then(PastOpened(EVA, member))
    together().when(lambda it: open_the_past(it, EVA, by=EVA, at=APRIL)).refused(errors.NotOnesOwnToOpen(member=EVA))


@pytest.mark.parametrize(("by", "newcomer", "who"), [(uuid4(), EVA, "by"), (AISHA, uuid4(), "newcomer")])
def test_only_members_open_it_and_only_to_a_member(by: MemberId, newcomer: MemberId, who: str) -> None:
    stranger = by if who == "by" else newcomer
    together().when(lambda it: open_the_past(it, newcomer, by=by, at=APRIL)).refused(
        errors.NotAMember(member=stranger, at=APRIL)
    )
    together().when(lambda it: open_the_past(it, EVA, by=AISHA, at=JANUARY)).refused(errors.NotAMember(member=EVA, at=JANUARY))


def test_it_is_open_once_everybody_who_is_there_has_said_so() -> None:
    aisha, ben = (PastOpened(EVA, AISHA), APRIL), (PastOpened(EVA, BEN), APRIL)
    assert not looks_back(together())
    assert not looks_back(together(aisha))
    assert looks_back(together(aisha, ben))
    assert not looks_back(together(aisha, ben), at=MARCH)
    left = (MemberLeft(BEN, Personal(BEN, text="a new post")), APRIL)
    assert looks_back(together(aisha, left))
    assert not looks_back(together(left))
