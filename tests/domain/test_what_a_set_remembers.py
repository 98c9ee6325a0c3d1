"""What a set remembers when things are recorded twice, late or out of order, and when they happen again."""

from __future__ import annotations

from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CLOSED_AT,
    CONTRACTING,
    DEV,
    DIARY,
    EVA,
    FEBRUARY,
    FOUR,
    IN_SESSION,
    MARCH,
    MEETING,
    OPEN_AT,
    PROGRAMME,
    ROSTERS,
    RUTH,
    THEATRES,
    Somebody,
    agreed,
    arrived,
    at,
    consents,
    first,
    formed,
    invited,
    joined,
    proposed,
    said,
    the_set,
)

from actionlearning.domain.policies import Policy, PolicyBreachNoted
from actionlearning.domain.set.aggregate import Set, SetStage
from actionlearning.domain.set.corrections import correct_slot_minutes
from actionlearning.domain.set.errors import ContractNotAgreed, MinutesStand, NotInvited
from actionlearning.domain.set.events import (
    AdviserAppointed,
    AirtimeAllocated,
    AirtimeBid,
    BecameSelfFacilitating,
    CheckedIn,
    MemberJoined,
    MemberLeft,
    ProcessReviewed,
    SessionClosed,
    SessionOpened,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice import become_self_facilitating
from actionlearning.domain.set.practice_events import (
    GroundRuleBreachNoted,
    InterventionMade,
    SetEvaluated,
    SlotMinutesCorrected,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import InterventionKind

TENTH, ELEVENTH, TWELFTH, FIFTEENTH, TWENTIETH = (at(f"01-{day}") for day in (10, 11, 12, 15, 20))
TEN_PAST, HALF_PAST, QUARTER_TO, ELEVEN, QUARTER_PAST = (
    at("01-14", clock) for clock in ("10:10", "10:30", "10:45", "11:00", "11:15")
)
LEFT_BEN = MemberLeft(BEN, said())
NEWCOMER = (*MEETING, *invited(EVA), *agreed(1, EVA))


def joining(it: Set) -> object:
    return it.join(Somebody(EVA), others=(), at=TWELFTH)


# Who belongs


def test_a_set_knows_its_programme() -> None:
    assert PROGRAMME == the_set.given(formed()).state.programme


@pytest.mark.parametrize("days", [(TENTH, TWENTIETH), (TWENTIETH, TENTH)])
def test_who_is_invited_twice_is_invited_from_the_earlier_time(days: tuple[Any, ...]) -> None:
    twice = tuple((invited(EVA)[0], day) for day in days)
    the_set.given(formed(), *twice).when(joining).then(MemberJoined(EVA))


@pytest.mark.parametrize("days", [(TENTH, TWENTIETH), (TWENTIETH, TENTH)])
def test_a_consent_given_twice_holds_from_the_earlier_time(days: tuple[Any, ...]) -> None:
    twice = tuple((consents(EVA, AISHA)[0], day) for day in days)
    the_set.given(*NEWCOMER, *consents(EVA, BEN, CHLOE, DEV), *twice).when(joining).then(MemberJoined(EVA))


def test_an_invitation_lets_somebody_in_once() -> None:
    the_set.given(*CONTRACTING, (LEFT_BEN, TWENTIETH)).when(lambda it: it.join(Somebody(BEN), others=(), at=FEBRUARY)).refused(
        NotInvited(member=BEN)
    )


def test_who_left_twice_was_no_member_between_the_first_time_and_coming_back() -> None:
    back = (*invited(BEN), *joined(BEN))
    it = the_set.given(*CONTRACTING, (LEFT_BEN, TENTH), (back[0], TWENTIETH), back[1], (LEFT_BEN, FEBRUARY)).state
    assert [True, False, False, True, False] == [
        it.is_member(BEN, day) for day in (the_set.at, TENTH, FIFTEENTH, TWENTIETH, FEBRUARY)
    ]


def test_an_old_contract_that_is_agreed_late_is_no_agreement_to_the_new_one() -> None:
    amended = (*DIARY, (proposed(2), TWELFTH), *agreed(2, AISHA, CHLOE, DEV), (agreed(1, BEN)[0], TENTH))
    given = the_set.given(*amended, (SessionOpened(1, RUTH), OPEN_AT)).seen_as(first)
    given.when(lambda it: it.check_in(BEN, energy=None, at=ELEVEN)).refused(ContractNotAgreed(version=2, missing=(BEN,)))
    given.when(lambda it: it.check_in(AISHA, energy=None, at=ELEVEN)).then(CheckedIn(1, AISHA))


def test_a_noted_breach_leaves_a_set_as_it_was() -> None:
    noted = PolicyBreachNoted(Policy.SIZE, "2 members, agreed 3 to 8")
    assert the_set.given(*DIARY).state == the_set.given(*DIARY, noted).state


# Who facilitates


def test_a_rota_that_has_ended_stays_ended() -> None:
    changes = (
        (BecameSelfFacilitating((AISHA, BEN)), TENTH),
        (AdviserAppointed(EVA), ELEVENTH),
        (AdviserAppointed(DEV), FIFTEENTH),
    )
    it = the_set.given(*DIARY, *changes).state
    assert [False, True, False, False] == [
        it.may_advise_as_a_member(BEN, day) for day in (the_set.at, TENTH, ELEVENTH, TWELFTH)
    ]


def test_no_rota_is_agreed_before_the_latest_appointment_whichever_was_recorded_last() -> None:
    the_set.given(*DIARY, (AdviserAppointed(EVA), TWENTIETH), (AdviserAppointed(DEV), TENTH)).when(
        lambda it: become_self_facilitating(it, (AISHA,), at=FIFTEENTH)
    ).refused(BeforeLastChange(what="who facilitates the set", at=FIFTEENTH, last=TWENTIETH))


def test_a_set_that_is_closing_goes_on_closing_when_its_members_take_turns() -> None:
    evaluated = (SetEvaluated(BEN, 8, 9), TENTH)
    assert SetStage.CLOSING is the_set.given(*DIARY, evaluated, BecameSelfFacilitating(FOUR)).state.stage
    assert SetStage.SELF_FACILITATING is the_set.given(*DIARY, BecameSelfFacilitating(FOUR)).state.stage


# What happened in a session


def test_a_bid_changes_nothing_but_is_heard() -> None:
    bid = (AirtimeBid(1, AISHA, ROSTERS), CLOSED_AT)
    sessions = the_set.given(*IN_SESSION, bid).state.sessions
    assert the_set.given(*IN_SESSION).state.sessions == sessions


def test_a_session_does_not_close_before_its_latest_fact_whichever_was_recorded_last() -> None:
    facts = (
        (ProcessReviewed(1, 8, 8, 8), ELEVEN),
        (GroundRuleBreachNoted(1, 1), HALF_PAST),
        (CheckedIn(1, DEV), TEN_PAST),
    )
    given = the_set.given(*IN_SESSION[:-1], *facts).seen_as(first)
    given.when(lambda it: it.close(last_acts=(), at=QUARTER_TO)).refused(
        BeforeLastChange(what="session 1", at=QUARTER_TO, last=ELEVEN)
    )
    given.when(lambda it: it.close(last_acts=(), at=ELEVEN)).then(SessionClosed(1, inquorate=False))


def test_an_adviser_does_not_leave_before_their_latest_intervention_whichever_was_recorded_last() -> None:
    advised = (*DIARY, AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT), *arrived(1, *FOUR))
    interventions = tuple((InterventionMade(1, BEN, InterventionKind.SILENCE), moment) for moment in (ELEVEN, HALF_PAST))
    the_set.given(*advised, *interventions).seen_as(first).when(
        lambda it: it.check_out(BEN, energy=None, last_acts=(), at=QUARTER_TO)
    ).refused(BeforeLastChange(what="what they did in the session", at=QUARTER_TO, last=ELEVEN))


TWO_SLOTS = (
    *IN_SESSION,
    AirtimeAllocated(1, AISHA, ROSTERS, 30),
    AirtimeAllocated(1, BEN, THEATRES, 30),
    (SlotOpened(1, AISHA, ROSTERS), HALF_PAST),
    (SlotClosed(1, 15), QUARTER_TO),
    (SlotOpened(1, BEN, THEATRES), ELEVEN),
    (SlotClosed(1, 12), QUARTER_PAST),
)


def test_every_slot_keeps_its_own_minutes() -> None:
    corrected = (SlotMinutesCorrected(1, THEATRES, 14), FEBRUARY)
    for given, minutes in ((TWO_SLOTS, {ROSTERS: 15, THEATRES: 12}), ((*TWO_SLOTS, corrected), {ROSTERS: 15, THEATRES: 14})):
        meeting = the_set.given(*given).seen_as(first)
        for problem, count in minutes.items():
            meeting.when(lambda it, p=problem, m=count: correct_slot_minutes(it, p, minutes=m, at=MARCH)).refused(
                MinutesStand(session=1, problem=problem, minutes=count)
            )


def test_every_slot_keeps_its_own_end() -> None:
    the_set.given(*TWO_SLOTS).seen_as(first).when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=10, at=QUARTER_TO)).then(
        SlotMinutesCorrected(1, ROSTERS, 10)
    )
