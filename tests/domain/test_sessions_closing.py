"""Members go home, the process is reviewed and the session closes, and nothing that happened in it comes after that."""

from __future__ import annotations

from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CLOSED,
    CLOSED_AT,
    DIARY,
    ELEVEN,
    EMPTY_ROOM,
    IN_SESSION,
    OPEN_AT,
    arrived,
    at,
    first,
    said,
    the_set,
)

from actionlearning.domain.set.errors import AlreadyCheckedOut, NotCheckedIn, OutsideTheSession, WrongSessionStage
from actionlearning.domain.set.events import AdviserAppointed, CheckedOut, ProcessReviewed, SessionClosed, SessionOpened
from actionlearning.domain.times import BeforeLastChange

# Going home


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
