"""Airtime: asked for, given, and protected, one slot at a time."""

from __future__ import annotations

from calder_vale import (
    AISHA,
    BEDS,
    BEN,
    CLOSED,
    CLOSED_AT,
    DIARY,
    ELEVEN,
    HALF_PAST,
    IN_SESSION,
    MEETING,
    OPEN_AT,
    ROSTERS,
    RUTH,
    THEATRES,
    arrived,
    at,
    first,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.set.errors import (
    AdviserTakesNoSlot,
    LongerThanTheSession,
    NoAirtime,
    NoOpenSlot,
    NotAMember,
    NotCheckedIn,
    NotTheirProblem,
    OutsideTheSession,
    SlotTaken,
    WrongSessionStage,
)
from actionlearning.domain.set.events import (
    AdviserAppointed,
    AirtimeAllocated,
    AirtimeBid,
    CheckedOut,
    MemberLeft,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.times import BeforeLastChange

QUARTER_TO = at("01-14", "10:45")
AIRTIME = (
    *IN_SESSION,
    AirtimeAllocated(1, AISHA, ROSTERS, 30),
    AirtimeAllocated(1, BEN, THEATRES, 30),
    AirtimeAllocated(1, AISHA, BEDS, 20),
)
IN_A_SLOT = (*AIRTIME, (SlotOpened(1, AISHA, ROSTERS), HALF_PAST))
AFTER_A_SLOT = (*IN_A_SLOT, (SlotClosed(1, 30), ELEVEN))


# What a slot may not be


def test_airtime_is_neither_asked_for_nor_given_before_the_session_was_scheduled() -> None:
    day, before = at("01-07"), at("01-06")
    given = the_set.given(*MEETING, (scheduled(1, "01-14"), day)).seen_as(first)
    given.when(lambda it: it.bid(AISHA, problem=ROSTERS, owner=AISHA, at=day)).then(AirtimeBid(1, AISHA, ROSTERS))
    for decide in (
        lambda it: it.bid(AISHA, problem=ROSTERS, owner=AISHA, at=before),
        lambda it: it.allocate(AISHA, problem=ROSTERS, owner=AISHA, minutes=30, at=before),
    ):
        given.when(decide).refused(BeforeLastChange(what="session 1", at=before, last=day))


def test_who_advises_a_session_takes_no_slot_in_it() -> None:
    advised = (*DIARY, AirtimeAllocated(1, BEN, THEATRES, 30), AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT))
    given = the_set.given(*advised, *arrived(1, AISHA, BEN)).seen_as(first)
    refusal = AdviserTakesNoSlot(session=1, adviser=BEN)
    given.when(lambda it: it.open_slot(THEATRES, by=BEN, at=HALF_PAST)).refused(refusal)
    given.when(lambda it: it.allocate(BEN, problem=THEATRES, owner=BEN, minutes=10, at=HALF_PAST)).refused(refusal)
    given.when(lambda it: it.allocate(AISHA, problem=ROSTERS, owner=AISHA, minutes=10, at=HALF_PAST)).then(
        AirtimeAllocated(1, AISHA, ROSTERS, 10)
    )


def test_a_slot_is_no_longer_than_its_session() -> None:
    given = the_set.given(*IN_A_SLOT).seen_as(first)
    given.when(lambda it: it.close_slot(minutes=120, at=ELEVEN)).then(SlotClosed(1, 120))
    given.when(lambda it: it.close_slot(minutes=121, at=ELEVEN)).refused(
        LongerThanTheSession(session=1, minutes=121, length=120)
    )


def test_a_presenter_checks_out_after_their_slot() -> None:
    (
        the_set.given(*IN_A_SLOT)
        .seen_as(first)
        .when(lambda it: it.check_out(AISHA, energy=None, last_acts=(), at=ELEVEN))
        .refused(SlotTaken(session=1, problem=ROSTERS))
    )
    after = the_set.given(*AFTER_A_SLOT).seen_as(first)
    after.when(lambda it: it.check_out(AISHA, energy=None, last_acts=(), at=ELEVEN)).then(CheckedOut(1, AISHA))
    after.when(lambda it: it.check_out(AISHA, energy=None, last_acts=(), at=QUARTER_TO)).refused(
        BeforeLastChange(what="their slot", at=QUARTER_TO, last=ELEVEN)
    )


def test_a_slot_recorded_late_ends_before_its_presenter_checked_out() -> None:
    gone = (*AIRTIME, (CheckedOut(1, AISHA), QUARTER_TO))
    the_set.given(*gone).seen_as(first).when(lambda it: it.open_slot(ROSTERS, by=AISHA, at=QUARTER_TO)).refused(
        NotCheckedIn(session=1, member=AISHA)
    )
    given = the_set.given(*gone, (SlotOpened(1, AISHA, ROSTERS), HALF_PAST)).seen_as(first)
    given.when(lambda it: it.close_slot(minutes=None, at=QUARTER_TO)).then(SlotClosed(1, 15))
    given.when(lambda it: it.close_slot(minutes=None, at=ELEVEN)).refused(NotCheckedIn(session=1, member=AISHA))


# Bidding and allocating


def test_a_member_bids_for_a_problem_of_their_own_before_the_session() -> None:
    (
        the_set.given(*DIARY)
        .seen_as(first)
        .when(lambda it: it.bid(BEN, problem=THEATRES, owner=BEN, at=at("01-10")))
        .then(AirtimeBid(1, BEN, THEATRES))
    )


def test_nobody_bids_for_somebody_elses_problem() -> None:
    (
        the_set.given(*DIARY)
        .seen_as(first)
        .when(lambda it: it.bid(BEN, problem=ROSTERS, owner=AISHA, at=at("01-10")))
        .refused(NotTheirProblem(member=BEN, problem=ROSTERS))
    )


def test_airtime_is_given_before_the_session_or_in_it() -> None:
    for given, moment in ((DIARY, at("01-10")), (IN_SESSION, HALF_PAST)):
        (
            the_set.given(*given)
            .seen_as(first)
            .when(lambda it, m=moment: it.allocate(BEN, problem=THEATRES, owner=BEN, minutes=30, at=m))
            .then(AirtimeAllocated(1, BEN, THEATRES, 30))
        )


def test_no_airtime_is_given_in_a_session_that_is_over_or_cancelled() -> None:
    for given, stage in ((CLOSED, "closed"), ((*DIARY, SessionCancelled(1)), "cancelled")):
        (
            the_set.given(*given)
            .seen_as(first)
            .when(lambda it: it.allocate(BEN, problem=THEATRES, owner=BEN, minutes=30, at=HALF_PAST))
            .refused(WrongSessionStage(session=1, wanted="allocate airtime", stage=stage))
        )


def test_only_members_get_airtime() -> None:
    (
        the_set.given(*DIARY)
        .seen_as(first)
        .when(lambda it: it.allocate(RUTH, problem=BEDS, owner=RUTH, minutes=30, at=OPEN_AT))
        .refused(NotAMember(member=RUTH, at=OPEN_AT))
    )


def test_who_has_left_gets_no_airtime_however_early_it_is_said_to_have_been_given() -> None:
    """Their problems were parked as they left; this one would be forgotten."""
    left = (*DIARY, (MemberLeft(BEN, said()), at("01-12")))
    (
        the_set.given(*left)
        .seen_as(first)
        .when(lambda it: it.allocate(BEN, problem=THEATRES, owner=BEN, minutes=30, at=at("01-11")))
        .refused(NotAMember(member=BEN, at=at("01-12")))
    )


# One slot at a time


def test_a_presenter_takes_their_airtime() -> None:
    the_set.given(*AIRTIME).seen_as(first).when(lambda it: it.open_slot(ROSTERS, by=AISHA, at=HALF_PAST)).then(
        SlotOpened(1, AISHA, ROSTERS)
    )


def test_nobody_takes_airtime_that_they_were_not_given() -> None:
    meeting = the_set.given(*AIRTIME).seen_as(first)
    meeting.when(lambda it: it.open_slot(ROSTERS, by=BEN, at=HALF_PAST)).refused(NoAirtime(session=1, problem=ROSTERS))
    (
        the_set.given(*IN_SESSION)
        .seen_as(first)
        .when(lambda it: it.open_slot(ROSTERS, by=AISHA, at=HALF_PAST))
        .refused(NoAirtime(session=1, problem=ROSTERS))
    )


def test_a_presenter_is_in_the_room() -> None:
    (
        the_set.given(*AIRTIME)
        .seen_as(first)
        .when(lambda it: it.open_slot(ROSTERS, by=RUTH, at=HALF_PAST))
        .refused(NotCheckedIn(session=1, member=RUTH))
    )


def test_while_a_slot_is_open_no_other_opens() -> None:
    meeting = the_set.given(*IN_A_SLOT).seen_as(first)
    for problem, by in ((THEATRES, BEN), (BEDS, AISHA), (ROSTERS, AISHA)):
        meeting.when(lambda it, p=problem, b=by: it.open_slot(p, by=b, at=QUARTER_TO)).refused(
            SlotTaken(session=1, problem=ROSTERS)
        )


def test_the_next_slot_opens_as_the_last_one_closes() -> None:
    meeting = the_set.given(*AFTER_A_SLOT).seen_as(first)
    meeting.when(lambda it: it.open_slot(THEATRES, by=BEN, at=ELEVEN)).then(SlotOpened(1, BEN, THEATRES))
    meeting.when(lambda it: it.open_slot(THEATRES, by=BEN, at=at("01-14", "10:59"))).refused(
        SlotTaken(session=1, problem=ROSTERS)
    )
    meeting.when(lambda it: it.open_slot(THEATRES, by=BEN, at=HALF_PAST)).refused(SlotTaken(session=1, problem=ROSTERS))


def test_an_earlier_slot_recorded_late_ends_before_the_later_one_begins() -> None:
    earlier = the_set.given(*AFTER_A_SLOT, (SlotOpened(1, BEN, THEATRES), at("01-14", "10:05"))).seen_as(first)
    earlier.when(lambda it: it.close_slot(minutes=None, at=HALF_PAST)).then(SlotClosed(1, 25))
    earlier.when(lambda it: it.close_slot(minutes=None, at=QUARTER_TO)).refused(SlotTaken(session=1, problem=ROSTERS))


# Closing a slot


def test_a_slot_has_the_minutes_that_the_clock_or_the_set_counts() -> None:
    meeting = the_set.given(*IN_A_SLOT).seen_as(first)
    meeting.when(lambda it: it.close_slot(minutes=None, at=QUARTER_TO)).then(SlotClosed(1, 15))
    meeting.when(lambda it: it.close_slot(minutes=12, at=QUARTER_TO)).then(SlotClosed(1, 12))


def test_a_slot_is_not_closed_before_it_opened_or_when_there_is_none() -> None:
    (
        the_set.given(*IN_A_SLOT)
        .seen_as(first)
        .when(lambda it: it.close_slot(minutes=None, at=OPEN_AT))
        .refused(BeforeLastChange(what="the slot", at=OPEN_AT, last=HALF_PAST))
    )
    for given in (AIRTIME, AFTER_A_SLOT):
        the_set.given(*given).seen_as(first).when(lambda it: it.close_slot(minutes=None, at=CLOSED_AT)).refused(
            NoOpenSlot(session=1)
        )


def test_a_session_does_not_close_in_the_middle_of_a_slot() -> None:
    (
        the_set.given(*IN_A_SLOT)
        .seen_as(first)
        .when(lambda it: it.close(last_acts=(), at=CLOSED_AT))
        .refused(SlotTaken(session=1, problem=ROSTERS))
    )


def test_a_slot_lies_within_its_session() -> None:
    late = at("01-14", "12:01")
    (
        the_set.given(*AIRTIME, (SessionClosed(1, inquorate=False), CLOSED_AT))
        .seen_as(first)
        .when(lambda it: it.open_slot(ROSTERS, by=AISHA, at=late))
        .refused(OutsideTheSession(session=1, at=late, opened=OPEN_AT, closed=CLOSED_AT))
    )
