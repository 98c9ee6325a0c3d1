"""What is challenged, voiced, seen and rated in the room, on the way from a problem to what is done about it."""

from __future__ import annotations

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEN,
    CHLOE,
    CLOSED_AT,
    DEV,
    ELEVEN,
    IN_SESSION,
    LATER,
    MARCH,
    PRESENTED,
    REPORTED,
    RUTH,
    SECOND,
    TRIAL,
    at,
    problem,
    room,
    said,
    the_set,
)
from speaking import OF_PEERS, OF_THE_OWNER, PARKED, Said, clarity, feel, gain, not_know, support

from actionlearning.domain.problem.errors import (
    NeverPresented,
    NotPresentedThen,
    NotTheOwner,
    NotWorkedOn,
    TakesSomebodyElse,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import OutcomeReviewed, ProblemPresented, QuestionAsked
from actionlearning.domain.problem.thinking_events import (
    ClarityRated,
    FeelingVoiced,
    NotKnowingVoiced,
    PerspectiveGained,
    SupportRated,
)
from actionlearning.domain.set.errors import NotCheckedIn
from actionlearning.domain.set.events import CheckedOut, MemberLeft, SessionClosed
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import Feeling, QuestionForm, QuestionFunction

NOON = at("01-14", "12:00")
BEFORE = at("01-14", "10:29")


PRESENTED_AGAIN = (*PRESENTED, (ProblemPresented(2), SECOND))


each_of_the_owner = pytest.mark.parametrize("it", OF_THE_OWNER, ids=lambda it: it.wanted)
each_in_the_room = pytest.mark.parametrize("it", [*OF_PEERS, *OF_THE_OWNER], ids=lambda it: it.wanted)


# In the room


@each_in_the_room
def test_what_is_said_in_the_room_is_recorded(it: Said) -> None:
    problem.given(*PRESENTED).when(it.decide()).then(it.event)


@each_in_the_room
def test_nothing_is_said_of_a_problem_before_it_was_presented(it: Said) -> None:
    problem.given(*ACCEPTED).when(it.decide()).refused(NeverPresented(wanted=it.wanted))
    problem.given(*PRESENTED).when(it.decide(when=BEFORE)).refused(NeverPresented(wanted=it.wanted))


@each_in_the_room
def test_what_was_said_before_a_problem_ended_is_recorded_late(it: Said) -> None:
    problem.given(*PARKED).when(it.decide()).then(it.event)
    problem.given(*PARKED).when(it.decide(when=MARCH)).refused(WrongProblemStage(wanted=it.wanted, stage="parked"))


@each_in_the_room
def test_nobody_speaks_who_is_not_in_the_room(it: Said) -> None:
    problem.given(*PRESENTED).when(it.decide(there=room(1, CHLOE, DEV))).refused(NotCheckedIn(session=1, member=it.by))


@each_of_the_owner
def test_only_the_owner_says_what_they_take_from_it(it: Said) -> None:
    for by in (BEN, RUTH):
        problem.given(*PRESENTED).when(it.decide(by=by)).refused(NotTheOwner(member=by, owner=AISHA, wanted=it.wanted))


@each_in_the_room
def test_neither_a_session_closes_nor_anybody_checks_out_before_what_they_said(it: Said) -> None:
    heard = problem.given(*PRESENTED, (it.event, ELEVEN)).state
    assert ELEVEN in heard.last_acts_in(1, it.by)
    meeting = the_set.given(*IN_SESSION).seen_as(lambda one: Meeting.of(one, 1))
    meeting.when(lambda one: one.check_out(it.by, energy=None, last_acts=heard.last_acts_in(1, it.by), at=LATER)).refused(
        BeforeLastChange(what="what they did in the session", at=LATER, last=ELEVEN)
    )
    meeting.when(lambda one: one.close(last_acts=heard.last_acts_in(1), at=at("01-14", "10:50"))).refused(
        BeforeLastChange(what="session 1", at=at("01-14", "10:50"), last=ELEVEN)
    )


def test_whose_perspective_was_gained_was_there_until_then() -> None:
    heard = problem.given(*PRESENTED, (PerspectiveGained(1, CHLOE, said()), ELEVEN)).state
    assert (ELEVEN,) == heard.last_acts_in(1, CHLOE)


@each_in_the_room
def test_a_late_fact_counts_those_who_were_members_and_there_at_its_time(it: Said) -> None:
    """Ben and Aisha went home at eleven, and left the set in February."""
    left = (
        *IN_SESSION,
        (CheckedOut(1, BEN), ELEVEN),
        (CheckedOut(1, AISHA), ELEVEN),
        (SessionClosed(1, inquorate=False), CLOSED_AT),
        (MemberLeft(BEN, said()), at("02-01")),
        (MemberLeft(AISHA, said()), at("02-01")),
    )
    meeting = Meeting.of(the_set.given(*left).state, 1)
    given = problem.given(*PRESENTED)
    given.when(it.decide(there=meeting.roster(LATER))).then(it.event)
    given.when(it.decide(when=NOON, there=meeting.roster(NOON))).refused(NotCheckedIn(session=1, member=it.by))


@each_in_the_room
def test_who_left_during_a_session_said_nothing_in_it_afterwards(it: Said) -> None:
    """A leaver is no member from the moment of leaving, checked in or not."""
    left = the_set.given(*IN_SESSION, (MemberLeft(it.by, said()), ELEVEN)).state
    after = at("01-14", "11:01")
    roster = Meeting.of(left, 1).roster(after)
    problem.given(*PRESENTED).when(it.decide(when=after, there=roster)).refused(NotCheckedIn(session=1, member=it.by))


# Feelings, not knowing, perspectives


def test_the_owner_and_the_adviser_voice_what_they_feel_and_do_not_know() -> None:
    given = problem.given(*PRESENTED)
    for by in (AISHA, RUTH):
        given.when(feel(by)).then(FeelingVoiced(1, by, Feeling.UNEASE, said("hm", by)))
        given.when(not_know(by)).then(NotKnowingVoiced(1, by))


def test_a_perspective_comes_from_somebody_else_who_is_there() -> None:
    given = problem.given(*PRESENTED)
    given.when(gain(other=RUTH)).then(PerspectiveGained(1, RUTH, said("as a nurse")))
    given.when(gain(other=AISHA)).refused(TakesSomebodyElse(owner=AISHA, what="another perspective"))
    given.when(gain(there=room(1, AISHA, BEN))).refused(NotCheckedIn(session=1, member=CHLOE))


# Ratings


def test_support_is_rated_in_every_session_that_worked_on_the_problem_presented_or_not() -> None:
    asked = QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    when = at("02-11", "11:00")
    rated = support(when=when, there=room(2))
    problem.given(*PRESENTED).when(rated).refused(NotWorkedOn(session=2, wanted="rate challenge and support"))
    problem.given(*PRESENTED, (asked, SECOND)).when(rated).then(SupportRated(2, AISHA, 7, 9))
    problem.given(*REPORTED, (OutcomeReviewed(TRIAL, 2, (BEN,), (), said()), SECOND)).when(rated).then(
        SupportRated(2, AISHA, 7, 9)
    )
    problem.given(*PRESENTED_AGAIN).when(rated).then(SupportRated(2, AISHA, 7, 9))


def test_support_is_not_rated_before_the_set_worked_on_the_problem() -> None:
    problem.given(*PRESENTED_AGAIN).when(support(when=at("02-11", "10:29"), there=room(2))).refused(
        NotWorkedOn(session=2, wanted="rate challenge and support")
    )
    earlier = (QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), at("02-11", "10:20"))
    problem.given(*PRESENTED_AGAIN, earlier).when(support(when=at("02-11", "10:29"), there=room(2))).then(
        SupportRated(2, AISHA, 7, 9)
    )


def test_a_rating_alone_is_no_work_on_the_problem() -> None:
    problem.given(*PRESENTED, (SupportRated(2, AISHA, 7, 9), SECOND)).when(support(when=SECOND, there=room(2))).refused(
        NotWorkedOn(session=2, wanted="rate challenge and support")
    )


def test_clarity_is_rated_after_presenting_in_that_session() -> None:
    asked = QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    when = at("02-11", "11:00")
    problem.given(*PRESENTED, (asked, SECOND)).when(clarity(when=when, there=room(2))).refused(NotPresentedThen(session=2))
    problem.given(*PRESENTED_AGAIN).when(clarity(when=at("02-11", "10:29"), there=room(2))).refused(NotPresentedThen(session=2))
    problem.given(*PRESENTED_AGAIN).when(clarity(when=SECOND, there=room(2))).then(ClarityRated(2, 8))
