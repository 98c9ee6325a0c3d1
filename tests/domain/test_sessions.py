"""The diary, and what happens in the room: opening, arriving, the process, closing."""

from __future__ import annotations

from datetime import datetime

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CLOSED,
    CLOSED_AT,
    DIARY,
    ELEVEN,
    EMPTY_ROOM,
    EVA,
    IN_SESSION,
    MEETING,
    OPEN_AT,
    RUTH,
    agreed,
    arrived,
    at,
    first,
    on,
    proposed,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import (
    AlreadyCheckedIn,
    AlreadyCheckedOut,
    AnotherSessionIsOpen,
    ContractNotAgreed,
    NoSuchSession,
    NotAMember,
    NotAnAdviser,
    NotCheckedIn,
    OutsideTheSession,
    SessionExists,
    WrongSessionStage,
    WrongStage,
)
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    CheckedIn,
    CheckedOut,
    MemberLeft,
    ProcessReviewed,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
)
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AttendanceMode, SessionKind

# The diary


def test_a_session_takes_the_agreed_length_unless_given_one() -> None:
    def decide(it: Set, minutes: int | None) -> SessionScheduled:
        return it.schedule(
            1, kind=SessionKind.REGULAR, starts_at=OPEN_AT, minutes=minutes, mode=AttendanceMode.HYBRID, at=at("01-07")
        )

    scheduled_for = SessionScheduled(1, SessionKind.REGULAR, OPEN_AT, 180, AttendanceMode.HYBRID)
    the_set.given(*MEETING).when(lambda it: decide(it, None)).then(scheduled_for)
    the_set.given(*MEETING).when(lambda it: decide(it, 90)).then(
        SessionScheduled(1, SessionKind.REGULAR, OPEN_AT, 90, AttendanceMode.HYBRID)
    )


def test_a_session_number_is_given_once() -> None:
    (
        the_set.given(*DIARY)
        .when(
            lambda it: it.schedule(
                2, kind=SessionKind.REGULAR, starts_at=OPEN_AT, minutes=None, mode=AttendanceMode.ONLINE, at=at("01-07")
            )
        )
        .refused(SessionExists(session=2))
    )


def test_a_scheduled_session_is_cancelled_and_an_open_one_is_history() -> None:
    the_set.given(*DIARY).when(lambda it: it.session(1).cancel(at=at("01-07"))).then(SessionCancelled(1))
    the_set.given(*IN_SESSION).when(lambda it: it.session(1).cancel(at=at("01-07"))).refused(
        WrongSessionStage(session=1, wanted="cancel it", stage="open")
    )


def test_a_session_that_was_never_scheduled_is_none() -> None:
    the_set.given(*DIARY).when(lambda it: it.session(7)).refused(NoSuchSession(session=7))


def test_the_next_session_is_the_next_in_the_diary_that_is_not_cancelled() -> None:
    follow_up = scheduled(3, "01-28", kind=SessionKind.FOLLOW_UP)
    assert on("02-11") == the_set.given(*DIARY).state.next_session_after(1)
    assert on("01-28") == the_set.given(*DIARY, follow_up).state.next_session_after(1)
    assert on("02-11") == the_set.given(*DIARY, follow_up, SessionCancelled(3)).state.next_session_after(1)
    assert the_set.given(*DIARY).state.next_session_after(2) is None


# Opening


def test_a_session_opens_with_an_appointed_adviser() -> None:
    the_set.given(*DIARY).when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=OPEN_AT)).then(SessionOpened(1, RUTH))


def test_nobody_else_advises() -> None:
    (
        the_set.given(*DIARY)
        .when(lambda it: Meeting.of(it, 1).open(adviser=BEN, at=OPEN_AT))
        .refused(NotAnAdviser(adviser=BEN, at=OPEN_AT))
    )


def test_an_adviser_advises_from_their_appointment_on() -> None:
    given = the_set.given(*DIARY, (AdviserAppointed(EVA), OPEN_AT))
    given.when(lambda it: Meeting.of(it, 1).open(adviser=EVA, at=OPEN_AT)).then(SessionOpened(1, EVA))
    early = at("01-14", "09:59")
    given.when(lambda it: Meeting.of(it, 1).open(adviser=EVA, at=early)).refused(NotAnAdviser(adviser=EVA, at=early))


def test_a_set_that_has_not_started_holds_no_session() -> None:
    (
        the_set.given(*MEETING[:-1], scheduled(1, "01-14"))
        .when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=OPEN_AT))
        .refused(WrongStage(wanted="open a session", stage="contracting"))
    )


def test_one_session_is_open_at_a_time() -> None:
    (
        the_set.given(*IN_SESSION)
        .when(lambda it: Meeting.of(it, 2).open(adviser=RUTH, at=at("02-11", "10:00")))
        .refused(AnotherSessionIsOpen(session=1))
    )


def test_a_session_opens_when_the_last_one_closes_and_not_before() -> None:
    given = the_set.given(*CLOSED)
    given.when(lambda it: Meeting.of(it, 2).open(adviser=RUTH, at=CLOSED_AT)).then(SessionOpened(2, RUTH))
    early = at("01-14", "11:59")
    given.when(lambda it: Meeting.of(it, 2).open(adviser=RUTH, at=early)).refused(
        BeforeLastChange(what="the set's last session", at=early, last=CLOSED_AT)
    )


@pytest.mark.parametrize(
    ("given", "stage"), [(IN_SESSION, "open"), (CLOSED, "closed"), ((*DIARY, SessionCancelled(1)), "cancelled")]
)
def test_a_session_opens_once(given: tuple[object, ...], stage: str) -> None:
    (
        the_set.given(*given)
        .when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=OPEN_AT))
        .refused(WrongSessionStage(session=1, wanted="open it", stage=stage))
    )


def test_a_set_closes_after_its_session_has() -> None:
    (
        the_set.given(*IN_SESSION)
        .when(lambda it: it.close(open_actions=(), at=CLOSED_AT))
        .refused(AnotherSessionIsOpen(session=1))
    )


# Arriving


def test_a_member_checks_in() -> None:
    the_set.given(*EMPTY_ROOM).seen_as(first).when(lambda it: it.check_in(BEN, energy=7, at=OPEN_AT)).then(CheckedIn(1, BEN, 7))


def test_only_members_check_in() -> None:
    (
        the_set.given(*EMPTY_ROOM)
        .seen_as(first)
        .when(lambda it: it.check_in(RUTH, energy=None, at=OPEN_AT))
        .refused(NotAMember(member=RUTH, at=OPEN_AT))
    )


def test_nobody_checks_in_twice() -> None:
    (
        the_set.given(*IN_SESSION)
        .seen_as(first)
        .when(lambda it: it.check_in(BEN, energy=None, at=OPEN_AT))
        .refused(AlreadyCheckedIn(session=1, member=BEN))
    )


def test_after_an_amendment_who_has_not_agreed_it_stays_out_and_the_others_meet() -> None:
    given = the_set.given(*CLOSED, (proposed(2), at("02-01")), *agreed(2, BEN), (SessionOpened(2, RUTH), at("02-11", "10:00")))
    second = given.seen_as(lambda it: Meeting.of(it, 2))
    second.when(lambda it: it.check_in(BEN, energy=None, at=at("02-11", "10:00"))).then(CheckedIn(2, BEN))
    second.when(lambda it: it.check_in(AISHA, energy=None, at=at("02-11", "10:00"))).refused(
        ContractNotAgreed(version=2, missing=(AISHA,))
    )


def test_a_check_in_recorded_late_is_judged_by_the_contract_of_its_time() -> None:
    amended = (*EMPTY_ROOM, (SessionClosed(1, inquorate=True), CLOSED_AT), (proposed(2), at("02-01")))
    (
        the_set.given(*amended)
        .seen_as(first)
        .when(lambda it: it.check_in(BEN, energy=None, at=at("01-14", "10:05")))
        .then(CheckedIn(1, BEN))
    )


@pytest.mark.parametrize("moment", [at("01-14", "09:59"), at("01-14", "12:01")])
def test_nobody_checks_in_outside_the_session(moment: datetime) -> None:
    (
        the_set.given(*EMPTY_ROOM, (SessionClosed(1, inquorate=True), CLOSED_AT))
        .seen_as(first)
        .when(lambda it: it.check_in(BEN, energy=None, at=moment))
        .refused(OutsideTheSession(session=1, at=moment, opened=OPEN_AT, closed=CLOSED_AT))
    )


def test_opening_and_close_belong_to_the_session() -> None:
    closed = the_set.given(*EMPTY_ROOM, (SessionClosed(1, inquorate=True), CLOSED_AT)).seen_as(first)
    closed.when(lambda it: it.check_in(BEN, energy=None, at=OPEN_AT)).then(CheckedIn(1, BEN))
    closed.when(lambda it: it.check_in(BEN, energy=None, at=CLOSED_AT)).then(CheckedIn(1, BEN))


def test_nobody_checks_in_to_a_session_that_has_not_begun() -> None:
    (
        the_set.given(*DIARY)
        .seen_as(first)
        .when(lambda it: it.check_in(BEN, energy=None, at=OPEN_AT))
        .refused(OutsideTheSession(session=1, at=OPEN_AT, opened=None, closed=None))
    )


def test_who_left_the_set_after_a_session_may_still_be_recorded_in_it() -> None:
    left = (*EMPTY_ROOM, (SessionClosed(1, inquorate=True), CLOSED_AT), (MemberLeft(BEN, said()), CLOSED_AT))
    (
        the_set.given(*left)
        .seen_as(first)
        .when(lambda it: it.check_in(BEN, energy=None, at=at("01-14", "10:05")))
        .then(CheckedIn(1, BEN))
    )


def test_who_left_the_set_before_a_session_ended_is_not_recorded_in_it() -> None:
    """Or what they commit to there would stay open after they have gone."""
    gone = at("01-14", "11:00")
    for given in (
        (*EMPTY_ROOM, (MemberLeft(BEN, said()), gone)),
        (*EMPTY_ROOM, (MemberLeft(BEN, said()), gone), (SessionClosed(1, inquorate=True), CLOSED_AT)),
    ):
        (
            the_set.given(*given)
            .seen_as(first)
            .when(lambda it: it.check_in(BEN, energy=None, at=at("01-14", "10:05")))
            .refused(NotAMember(member=BEN, at=gone))
        )


def test_an_absence_is_recorded_with_or_without_an_apology() -> None:
    meeting = the_set.given(*EMPTY_ROOM).seen_as(first)
    for apology in (True, False):
        meeting.when(lambda it, a=apology: it.record_absence(BEN, apology=a, at=OPEN_AT)).then(AbsenceRecorded(1, BEN, apology))


def test_nobody_is_both_present_and_absent() -> None:
    (
        the_set.given(*IN_SESSION)
        .seen_as(first)
        .when(lambda it: it.record_absence(BEN, apology=True, at=OPEN_AT))
        .refused(AlreadyCheckedIn(session=1, member=BEN))
    )
    (
        the_set.given(*EMPTY_ROOM, AbsenceRecorded(1, BEN, apology=True))
        .seen_as(first)
        .when(lambda it: it.check_in(BEN, energy=None, at=OPEN_AT))
        .refused(AlreadyCheckedIn(session=1, member=BEN))
    )


def test_a_stranger_is_not_absent() -> None:
    (
        the_set.given(*EMPTY_ROOM)
        .seen_as(first)
        .when(lambda it: it.record_absence(EVA, apology=True, at=OPEN_AT))
        .refused(NotAMember(member=EVA, at=OPEN_AT))
    )


def test_only_who_checked_in_checks_out() -> None:
    given = the_set.given(*EMPTY_ROOM, *arrived(1, BEN)).seen_as(first)
    given.when(lambda it: it.check_out(BEN, energy=8, last_acts=(), at=CLOSED_AT)).then(CheckedOut(1, BEN, 8))
    given.when(lambda it: it.check_out(AISHA, energy=None, last_acts=(), at=CLOSED_AT)).refused(
        NotCheckedIn(session=1, member=AISHA)
    )


def test_nobody_checks_out_twice() -> None:
    given = the_set.given(*IN_SESSION, (CheckedOut(1, BEN), ELEVEN)).seen_as(first)
    for moment in (at("01-14", "10:30"), ELEVEN, CLOSED_AT):
        given.when(lambda it, at=moment: it.check_out(BEN, energy=None, last_acts=(), at=at)).refused(
            AlreadyCheckedOut(session=1, member=BEN, left=ELEVEN)
        )
    given.when(lambda it: it.check_out(CHLOE, energy=None, last_acts=(), at=ELEVEN)).then(CheckedOut(1, CHLOE))


def test_nobody_checks_out_before_what_they_did_in_the_session() -> None:
    given = the_set.given(*IN_SESSION).seen_as(first)
    earlier = at("01-14", "10:59")
    given.when(lambda it: it.check_out(BEN, energy=None, last_acts=[ELEVEN], at=ELEVEN)).then(CheckedOut(1, BEN))
    given.when(lambda it: it.check_out(BEN, energy=None, last_acts=[OPEN_AT, ELEVEN], at=earlier)).refused(
        BeforeLastChange(what="what they did in the session", at=earlier, last=ELEVEN)
    )


def test_who_has_checked_out_is_in_the_room_no_longer() -> None:
    given = the_set.given(*IN_SESSION, (CheckedOut(1, BEN), ELEVEN)).seen_as(first)
    given.when(lambda it: it.roster(at("01-14", "10:59")).must_let_ask(BEN) is None).then(True)
    given.when(lambda it: it.roster(ELEVEN).must_let_ask(BEN)).refused(NotCheckedIn(session=1, member=BEN))


def test_an_adviser_who_has_checked_out_asks_no_longer() -> None:
    advised = (*DIARY, AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT), *arrived(1, BEN), (CheckedOut(1, BEN), ELEVEN))
    given = the_set.given(*advised).seen_as(first)
    given.when(lambda it: it.roster(at("01-14", "10:59")).must_let_ask(BEN) is None).then(True)
    given.when(lambda it: it.roster(ELEVEN).must_let_ask(BEN)).refused(NotCheckedIn(session=1, member=BEN))


# What comes before a session


def test_a_session_is_neither_cancelled_nor_opened_before_it_was_scheduled() -> None:
    day, before = at("01-07"), at("01-06")
    given = the_set.given(*MEETING, (scheduled(1, "01-14"), day))
    given.when(lambda it: it.session(1).cancel(at=day)).then(SessionCancelled(1))
    given.when(lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=day)).then(SessionOpened(1, RUTH))
    for decide in (
        lambda it: it.session(1).cancel(at=before),
        lambda it: Meeting.of(it, 1).open(adviser=RUTH, at=before),
    ):
        given.when(decide).refused(BeforeLastChange(what="session 1", at=before, last=day))


# Who was in the room at a moment


def test_the_room_holds_who_had_arrived_by_then() -> None:
    late = the_set.given(*EMPTY_ROOM, *arrived(1, AISHA), (*arrived(1, BEN), at("01-14", "10:30")))
    assert frozenset({AISHA}) == first(late.state).roster(at("01-14", "10:29")).present
    assert frozenset({AISHA, BEN}) == first(late.state).roster(at("01-14", "10:30")).present


def test_who_has_arrived_but_was_not_in_the_room_yet_is_refused() -> None:
    late = the_set.given(*EMPTY_ROOM, (*arrived(1, BEN), at("01-14", "10:30"))).seen_as(first)
    late.when(lambda it: it.roster(at("01-14", "10:29")).must_hold(BEN)).refused(NotCheckedIn(session=1, member=BEN))


# The process, and closing


def test_the_process_is_reviewed_within_the_session() -> None:
    given = the_set.given(*IN_SESSION).seen_as(first)
    given.when(lambda it: it.review_process(safety=8, challenge=7, support=9, note=said("warm"), at=CLOSED_AT)).then(
        ProcessReviewed(1, 8, 7, 9, said("warm"))
    )
    early = at("01-14", "09:00")
    given.when(lambda it: it.review_process(safety=8, challenge=7, support=9, note=None, at=early)).refused(
        OutsideTheSession(session=1, at=early, opened=OPEN_AT, closed=None)
    )


def test_a_session_closes_once() -> None:
    the_set.given(*IN_SESSION).seen_as(first).when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(
        SessionClosed(1, inquorate=False)
    )
    (
        the_set.given(*CLOSED)
        .seen_as(first)
        .when(lambda it: it.close(last_acts=(), at=CLOSED_AT))
        .refused(WrongSessionStage(session=1, wanted="close it", stage="closed"))
    )


def test_a_session_does_not_close_before_its_opening_or_anything_that_happened_in_it() -> None:
    half_past = at("01-14", "10:30")
    (
        the_set.given(*EMPTY_ROOM)
        .seen_as(first)
        .when(lambda it: it.close(last_acts=(), at=at("01-14", "09:59")))
        .refused(BeforeLastChange(what="session 1", at=at("01-14", "09:59"), last=OPEN_AT))
    )
    (
        the_set.given(*EMPTY_ROOM, (*arrived(1, BEN), half_past))
        .seen_as(first)
        .when(lambda it: it.close(last_acts=(), at=OPEN_AT))
        .refused(BeforeLastChange(what="session 1", at=OPEN_AT, last=half_past))
    )
    (
        the_set.given(*EMPTY_ROOM)
        .seen_as(first)
        .when(lambda it: it.close(last_acts=[OPEN_AT, half_past], at=at("01-14", "10:29")))
        .refused(BeforeLastChange(what="session 1", at=at("01-14", "10:29"), last=half_past))
    )
