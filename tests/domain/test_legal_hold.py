"""What must be kept for the law is not erased, and what is to be erased is not held: whichever was recorded first stands."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from actionlearning.domain.member import errors, holding
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.member.events import (
    ErasureRequested,
    LegalHoldLifted,
    LegalHoldPlaced,
    MemberRegistered,
    PersonalDataErased,
    SelfRatingGiven,
)
from actionlearning.domain.member.fold import apply
from actionlearning.domain.personal import Personal
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import Instrument, MemberId, RatingPhase
from actionlearning.testing.scenario import Given, Scenario

AISHA, COUNSEL = MemberId(uuid4()), MemberId(uuid4())
JANUARY, FEBRUARY, MARCH, APRIL = (datetime(2025, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4))
REASON = "Claim 2025-17"
REGISTERED = MemberRegistered("Trust", None, None, Personal(AISHA, text="Aisha"), Personal(AISHA, text="manager"))

member = Scenario(apply)
HELD = (LegalHoldPlaced(REASON), FEBRUARY)
ASKED = (ErasureRequested(), MARCH)
aisha = member.given((REGISTERED, JANUARY))
held = member.given((REGISTERED, JANUARY), HELD)
lifted = member.given((REGISTERED, JANUARY), HELD, (LegalHoldLifted("Settled"), MARCH))


def place(it: Member, *, by: MemberId = COUNSEL, at: datetime = APRIL) -> LegalHoldPlaced:
    return holding.place_hold(it, reason=REASON, by=by, at=at)


def lift(it: Member, *, by: MemberId = COUNSEL, at: datetime = APRIL) -> LegalHoldLifted:
    return holding.lift_hold(it, reason="Settled", by=by, at=at)


def forget(it: Member, at: datetime = APRIL) -> tuple[ErasureRequested, ...]:
    return it.request_erasure(by=AISHA, at=at)


def test_who_is_under_a_hold_cannot_be_forgotten() -> None:
    aisha.when(forget).then(ErasureRequested())  # the control
    held.when(forget).refused(errors.UnderLegalHold(member=AISHA, since=FEBRUARY))
    lifted.when(forget).then(ErasureRequested())


def test_who_asked_to_be_forgotten_cannot_be_held() -> None:
    for late in ((ASKED,), (ASKED, (PersonalDataErased(), APRIL))):
        member.given((REGISTERED, JANUARY), *late).when(place).refused(errors.TooLateToHold(member=AISHA, asked=MARCH))


def test_a_hold_is_placed_once_and_lifted_once() -> None:
    aisha.when(place).then(LegalHoldPlaced(REASON))
    held.when(place).refused(errors.HeldAlready(member=AISHA, since=FEBRUARY))
    held.when(lift).then(LegalHoldLifted("Settled"))
    for free in (aisha, lifted):
        free.when(lift).refused(errors.NoHold(member=AISHA))
    lifted.when(place).then(LegalHoldPlaced(REASON))


def test_nobody_decides_on_a_hold_over_themself() -> None:
    for given, decide in ((aisha, place), (held, lift)):
        given.when(lambda it, decide=decide: decide(it, by=AISHA)).refused(errors.NotOverOneself(member=AISHA))


@pytest.mark.parametrize(("given", "decide", "last"), [(held, lift, FEBRUARY), (lifted, place, MARCH), (lifted, forget, MARCH)])
def test_a_hold_changes_in_the_order_of_time(given: Given[Member], decide: Callable[..., object], last: datetime) -> None:
    given.when(lambda it: decide(it, at=JANUARY)).refused(BeforeLastChange(what="the legal hold", at=JANUARY, last=last))


def test_who_is_held_still_writes_about_themself() -> None:
    held.when(lambda it: it.rate(Instrument.SELF_EFFICACY, phase=RatingPhase.AFTER, score=7, by=AISHA, at=APRIL)).then(
        SelfRatingGiven(Instrument.SELF_EFFICACY, RatingPhase.AFTER, 7)
    )
