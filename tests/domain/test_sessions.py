"""A session is put in the diary and opened, once, with an appointed adviser, when the one before it has closed."""

from __future__ import annotations

import pytest
from calder_vale import BEN, CLOSED, CLOSED_AT, DIARY, EVA, IN_SESSION, MEETING, OPEN_AT, RUTH, at, on, scheduled, the_set

from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import (
    AnotherSessionIsOpen,
    NoSuchSession,
    NotAnAdviser,
    SessionExists,
    WrongSessionStage,
    WrongStage,
)
from actionlearning.domain.set.events import AdviserAppointed, SessionCancelled, SessionOpened, SessionScheduled
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
