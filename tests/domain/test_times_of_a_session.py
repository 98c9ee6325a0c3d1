"""What happens in a session happens while it is open, in a slot while that is, and minutes are corrected within it."""

from __future__ import annotations

from calder_vale import (
    AISHA,
    BEN,
    CLOSED,
    CLOSED_AT,
    CONTRACTING,
    DIARY,
    FEBRUARY,
    FOUR,
    IN_SESSION,
    LONDON,
    OPEN_AT,
    ROSTERS,
    RUTH,
    THEATRES,
    arrived,
    at,
    first,
    on,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.set.corrections import correct_slot_minutes
from actionlearning.domain.set.errors import MinutesStand, NotTheirProblem, OutsideTheSession, SlotTaken, WrongSessionStage
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AirtimeAllocated,
    CheckedOut,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SetClosed,
    SetStarted,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.set.practice_events import GroundRuleBreachNoted, InterventionMade, SlotMinutesCorrected
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import InterventionKind

HALF_PAST, QUARTER_TO, ELEVEN, QUARTER_PAST = (at("01-14", clock) for clock in ("10:30", "10:45", "11:00", "11:15"))
TENTH = at("01-10")
IN_A_SLOT = (*IN_SESSION, AirtimeAllocated(1, AISHA, ROSTERS, 30), (SlotOpened(1, AISHA, ROSTERS), HALF_PAST))


# While it is open


def test_no_session_opens_before_the_set_started() -> None:
    late = (*CONTRACTING, scheduled(1, "01-14"), (SetStarted(), at("01-20")))
    the_set.given(*late).seen_as(first).when(lambda it: it.open(adviser=RUTH, at=OPEN_AT)).refused(
        BeforeLastChange(what="the set", at=OPEN_AT, last=at("01-20"))
    )


def test_an_absence_is_one_from_a_session_that_is_open() -> None:
    early = at("01-14", "09:59")
    given = the_set.given(*DIARY, (SessionOpened(1, RUTH), OPEN_AT)).seen_as(first)
    given.when(lambda it: it.record_absence(BEN, apology=True, at=early)).refused(
        OutsideTheSession(session=1, at=early, opened=OPEN_AT, closed=None)
    )
    given.when(lambda it: it.record_absence(BEN, apology=True, at=OPEN_AT)).then(AbsenceRecorded(1, BEN, apology=True))


def test_a_member_leaves_the_room_during_somebody_elses_slot_and_before_an_intervention() -> None:
    intervened = (InterventionMade(1, RUTH, InterventionKind.SILENCE), ELEVEN)
    given = the_set.given(*IN_A_SLOT, intervened).seen_as(first)
    given.when(lambda it: it.check_out(BEN, energy=None, last_acts=(), at=QUARTER_TO)).then(CheckedOut(1, BEN))


def test_no_slot_opens_before_one_that_is_open_however_early_it_is_said_to_have_been() -> None:
    both = (*IN_SESSION, AirtimeAllocated(1, BEN, THEATRES, 30), *IN_A_SLOT[len(IN_SESSION) :])
    the_set.given(*both).seen_as(first).when(lambda it: it.open_slot(THEATRES, by=BEN, at=at("01-14", "10:10"))).refused(
        SlotTaken(session=1, problem=ROSTERS)
    )


def test_a_slot_recorded_late_ends_before_its_session_does() -> None:
    closed = (SessionClosed(1, inquorate=False), CLOSED_AT)
    late, given = at("01-14", "12:01"), the_set.given(*IN_A_SLOT[:-1], closed, IN_A_SLOT[-1]).seen_as(first)
    given.when(lambda it: it.close_slot(minutes=30, at=late)).refused(
        OutsideTheSession(session=1, at=late, opened=OPEN_AT, closed=CLOSED_AT)
    )
    given.when(lambda it: it.close_slot(minutes=30, at=CLOSED_AT)).then(SlotClosed(1, 30))


def test_a_set_closes_with_its_sessions_behind_it() -> None:
    """What is still in its diary will not be held."""
    the_set.given(*CLOSED).when(lambda it: it.close(open_actions=(), at=FEBRUARY)).then(SetClosed())


def test_an_adviser_who_checked_out_had_not_left_before_that() -> None:
    advised = (*DIARY, AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT), *arrived(1, BEN), (CheckedOut(1, BEN), ELEVEN))
    meeting = the_set.given(*advised).seen_as(first).state
    assert [False, True] == [meeting.roster(moment).adviser_has_left for moment in (QUARTER_TO, ELEVEN)]


def test_a_problem_is_told_who_was_in_the_room_and_when_the_set_meets_again() -> None:
    def roster(*, set_closed: bool = False) -> Roster:
        return Roster(
            session=1,
            opened_at=OPEN_AT,
            time_zone=LONDON,
            present=frozenset(FOUR),
            adviser=RUTH,
            next_session=on("02-11"),
            set_closed=set_closed,
        )

    given = the_set.given(*IN_SESSION).seen_as(first)
    assert roster() == given.state.roster(ELEVEN)
    closed = the_set.given(*CLOSED, (SetClosed(), FEBRUARY)).seen_as(first)
    assert roster(set_closed=True) == closed.state.roster(ELEVEN)


def test_no_airtime_is_asked_for_in_a_cancelled_session() -> None:
    the_set.given(*DIARY, SessionCancelled(1)).seen_as(first).when(
        lambda it: it.bid(BEN, problem=ROSTERS, owner=BEN, at=TENTH)
    ).refused(WrongSessionStage(session=1, wanted="bid for airtime", stage="cancelled"))


def test_nobody_is_given_airtime_for_somebody_elses_problem() -> None:
    the_set.given(*DIARY).seen_as(first).when(
        lambda it: it.allocate(BEN, problem=ROSTERS, owner=AISHA, minutes=30, at=TENTH)
    ).refused(NotTheirProblem(member=BEN, problem=ROSTERS))


def test_the_clock_counts_minutes_of_sixty_seconds() -> None:
    the_set.given(*IN_A_SLOT).seen_as(first).when(lambda it: it.close_slot(minutes=None, at=CLOSED_AT)).then(SlotClosed(1, 90))


def test_a_broken_rule_is_noted_in_words() -> None:
    note = said("told Aisha what to do", BEN)
    the_set.given(*IN_SESSION).seen_as(first).when(lambda it: it.note_breach(1, note=note, by=BEN, at=ELEVEN)).then(
        GroundRuleBreachNoted(1, 1, note)
    )


# Corrected minutes


def test_minutes_are_corrected_while_another_slot_is_open() -> None:
    another = (AirtimeAllocated(1, BEN, THEATRES, 30), (SlotOpened(1, BEN, THEATRES), ELEVEN))
    given = the_set.given(*IN_A_SLOT, (SlotClosed(1, 30), ELEVEN), *another).seen_as(first)
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=25, at=ELEVEN)).then(SlotMinutesCorrected(1, ROSTERS, 25))


def test_a_slot_may_have_had_all_the_minutes_of_its_session() -> None:
    given = the_set.given(*IN_A_SLOT, (SlotClosed(1, 30), ELEVEN)).seen_as(first)
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=120, at=FEBRUARY)).then(
        SlotMinutesCorrected(1, ROSTERS, 120)
    )


def test_the_last_slot_of_a_problem_is_the_latest_whichever_was_recorded_last() -> None:
    later = ((SlotOpened(1, AISHA, ROSTERS), ELEVEN), (SlotClosed(1, 15), QUARTER_PAST))
    earlier = ((SlotOpened(1, AISHA, ROSTERS), HALF_PAST), (SlotClosed(1, 10), QUARTER_TO))
    given = the_set.given(*IN_A_SLOT[:-1], *later, *earlier).seen_as(first)
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=15, at=FEBRUARY)).refused(
        MinutesStand(session=1, problem=ROSTERS, minutes=15)
    )
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=10, at=FEBRUARY)).then(SlotMinutesCorrected(1, ROSTERS, 10))
