"""Members arrive at a session or are absent, and who is in the room at a moment is known."""

from __future__ import annotations

from datetime import datetime

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CLOSED,
    CLOSED_AT,
    DIARY,
    EMPTY_ROOM,
    EVA,
    IN_SESSION,
    OPEN_AT,
    RUTH,
    agreed,
    arrived,
    at,
    first,
    proposed,
    said,
    the_set,
)

from actionlearning.domain.set.errors import AlreadyCheckedIn, ContractNotAgreed, NotAMember, NotCheckedIn, OutsideTheSession
from actionlearning.domain.set.events import AbsenceRecorded, CheckedIn, MemberLeft, SessionClosed, SessionOpened
from actionlearning.domain.set.meeting import Meeting

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


# Who was in the room at a moment


def test_the_room_holds_who_had_arrived_by_then() -> None:
    late = the_set.given(*EMPTY_ROOM, *arrived(1, AISHA), (*arrived(1, BEN), at("01-14", "10:30")))
    assert frozenset({AISHA}) == first(late.state).roster(at("01-14", "10:29")).present
    assert frozenset({AISHA, BEN}) == first(late.state).roster(at("01-14", "10:30")).present


def test_who_has_arrived_but_was_not_in_the_room_yet_is_refused() -> None:
    late = the_set.given(*EMPTY_ROOM, (*arrived(1, BEN), at("01-14", "10:30"))).seen_as(first)
    late.when(lambda it: it.roster(at("01-14", "10:29")).must_hold(BEN)).refused(NotCheckedIn(session=1, member=BEN))
