"""A member leaves a set with nothing open, once, and not out of a session they came to."""

from __future__ import annotations

from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CONTRACTING,
    DEV,
    EVA,
    FEBRUARY,
    FOUR,
    IN_SESSION,
    MEETING,
    RUTH,
    TRIAL,
    arrived,
    at,
    consents,
    invited,
    joined,
    left,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.set.errors import ActionsStillOpen, AlreadyLeft, LeftDuringASession, NotAMember
from actionlearning.domain.set.events import SessionClosed, SessionOpened


def test_a_member_leaves_with_nothing_open() -> None:
    (
        the_set.given(*MEETING)
        .when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=(), at=FEBRUARY))
        .then(left())
    )


def test_nobody_leaves_with_an_action_open() -> None:
    (
        the_set.given(*MEETING)
        .when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=[TRIAL], at=FEBRUARY))
        .refused(ActionsStillOpen(actions=(TRIAL,)))
    )


def test_who_is_not_a_member_cannot_leave() -> None:
    (
        the_set.given(*MEETING)
        .when(lambda it: it.leave(EVA, reason=said(), open_actions=(), at=FEBRUARY))
        .refused(NotAMember(member=EVA, at=FEBRUARY))
    )


def test_who_has_left_is_no_longer_a_member_from_that_moment() -> None:
    (
        the_set.given(*MEETING, (left(), FEBRUARY))
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY))
        .refused(NotAMember(member=BEN, at=FEBRUARY))
    )


def test_nobody_leaves_a_second_time_at_an_earlier_time() -> None:
    (
        the_set.given(*MEETING, (left(), FEBRUARY))
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-20")))
        .refused(AlreadyLeft(member=BEN, at=at("01-20")))
    )


def test_a_membership_that_ended_cannot_end_again_after_coming_back() -> None:
    back = (*MEETING, (left(), at("01-20")), *invited(BEN), *consents(BEN, AISHA, CHLOE, DEV), *joined(BEN))
    (
        the_set.given(*back)
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-10")))
        .refused(AlreadyLeft(member=BEN, at=at("01-10")))
    )


def test_nobody_leaves_during_a_session_they_came_to() -> None:
    (
        the_set.given(*IN_SESSION)
        .when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-14", "11:00")))
        .refused(LeftDuringASession(member=BEN, session=1))
    )


def test_a_member_leaves_at_the_moment_the_session_closes_but_not_before() -> None:
    given = the_set.given(*IN_SESSION, (SessionClosed(1, inquorate=False), at("01-14", "12:00")))
    given.when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=(), at=at("01-14", "12:00"))).then(left())
    given.when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=at("01-14", "11:59"))).refused(
        LeftDuringASession(member=BEN, session=1)
    )


def test_who_did_not_come_may_leave_during_a_session() -> None:
    given = (*MEETING, scheduled(1, "01-14"), (SessionOpened(1, RUTH), at("01-14", "10:00")), *arrived(1, AISHA, CHLOE, DEV))
    (
        the_set.given(*given)
        .when(lambda it: it.leave(BEN, reason=said("a new post", BEN), open_actions=(), at=at("01-14", "11:00")))
        .then(left())
    )


def test_members_are_known_for_every_moment() -> None:
    it = the_set.given(*CONTRACTING, (left(), FEBRUARY)).state
    assert frozenset() == it.members(at("01-05"))
    assert frozenset(FOUR) == it.members(the_set.at)
    assert frozenset(FOUR) == it.members(at("01-31"))
    assert frozenset({AISHA, CHLOE, DEV}) == it.members(FEBRUARY)
