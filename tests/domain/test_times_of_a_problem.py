"""A problem and its actions judge everything at its time, and keep the words in which it was said."""

from __future__ import annotations

from typing import Any

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEN,
    COMMITTED,
    COMMITTED_AT,
    ELEVEN,
    LATER,
    MEETING,
    PRESENTED,
    PRESENTED_AT,
    RAISED,
    REPORTED,
    SECOND,
    SET,
    THIRD,
    TRIAL,
    at,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.problem.aggregate import raise_problem
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.errors import ActionNotOpen, NeverPresented, NotPresentedThen, NotTheOwner, ReviewedTooSoon
from actionlearning.domain.problem.events import (
    ActionReleased,
    OutcomeReopened,
    OutcomeReviewed,
    ProblemRaised,
    ProblemWithdrawn,
    ProgressReported,
    QuestionAsked,
)
from actionlearning.domain.problem.thinking import encourage, map_stakeholders
from actionlearning.domain.problem.thinking_events import ClarityRated, NotKnowingVoiced, StakeholdersMapped, SupportRated
from actionlearning.domain.set.errors import WrongStage
from actionlearning.domain.set.events import SetClosed
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import QuestionForm, QuestionFunction

ASKED = QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)


def in_the_room(it: Any) -> Discussion:
    return Discussion(it, room())


# What is said in a session


def test_a_question_is_kept_in_the_words_in_which_it_was_asked() -> None:
    words = said("what have you not tried?", BEN)
    problem.given(*PRESENTED).seen_as(in_the_room).when(
        lambda it: it.ask(asker=BEN, form=QuestionForm.OPEN, function=QuestionFunction.PROBING, text=words, at=LATER)
    ).then(QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING, words))


def test_not_knowing_is_kept_in_the_words_in_which_it_was_voiced() -> None:
    words = said("I have no idea", BEN)
    problem.given(*PRESENTED).seen_as(in_the_room).when(lambda it: it.voice_not_knowing(words=words, by=BEN, at=LATER)).then(
        NotKnowingVoiced(1, BEN, words)
    )


def test_no_advice_is_heard_on_a_problem_before_it_was_presented() -> None:
    problem.given(*ACCEPTED).seen_as(in_the_room).when(lambda it: it.hear_advice(giver=BEN, text=None, at=LATER)).refused(
        NeverPresented(wanted="give advice")
    )


def test_a_session_is_rated_from_the_moment_at_which_the_set_worked_on_the_problem() -> None:
    def rate(moment: Any) -> Any:
        return lambda it: it.rate_support(challenge=7, support=9, by=AISHA, at=moment)

    given = problem.given(*PRESENTED, (ASKED, ELEVEN)).seen_as(in_the_room)
    given.when(rate(PRESENTED_AT)).then(SupportRated(1, AISHA, 7, 9))
    given.when(rate(LATER)).then(SupportRated(1, AISHA, 7, 9))


def test_a_problem_stays_presented_in_a_session_whatever_is_said_afterwards() -> None:
    given = problem.given(*PRESENTED, (ASKED, LATER)).seen_as(in_the_room)
    given.when(lambda it: it.rate_clarity(clarity=8, by=AISHA, at=ELEVEN)).then(ClarityRated(1, 8))


def test_clarity_is_not_rated_in_a_session_that_did_not_work_on_the_problem() -> None:
    problem.given(*PRESENTED).seen_as(lambda it: Discussion(it, room(2))).when(
        lambda it: it.rate_clarity(clarity=8, by=AISHA, at=SECOND)
    ).refused(NotPresentedThen(session=2))


@pytest.mark.parametrize("who", ["knows", "cares", "can"])
def test_one_stakeholder_of_any_sort_is_enough_for_a_map(who: str) -> None:
    nobody = dict.fromkeys(("knows", "cares", "can"))
    named: dict[str, Any] = {**nobody, who: said("the ward clerk")}
    problem.given(*ACCEPTED).when(lambda it: map_stakeholders(it, **named, by=AISHA, at=LATER)).then(
        StakeholdersMapped(**named)
    )


# In a set that has closed


def test_no_problem_is_brought_to_a_set_that_has_closed() -> None:
    def bring(home: Any) -> ProblemRaised:
        return raise_problem(
            set_id=SET,
            home=home,
            owner=AISHA,
            title=said("rosters"),
            stake=said("gaps"),
            authority_to_act=said("my wards"),
            resubmission_of=None,
            at=LATER,
        )

    the_set.given(*MEETING).when(bring).then(RAISED)
    the_set.given(*MEETING, (SetClosed(), THIRD)).when(bring).refused(WrongStage(wanted="bring a problem", stage="closed"))


def test_nobody_is_encouraged_in_a_set_that_has_closed() -> None:
    home = the_set.given(*MEETING, (SetClosed(), THIRD)).state
    problem.given(*PRESENTED).when(lambda it: encourage(it, home=home, action=None, words=None, by=BEN, at=SECOND)).refused(
        WrongStage(wanted="give encouragement", stage="closed")
    )


# The order of changes


def test_nobody_withdraws_a_problem_that_somebody_else_has_just_raised() -> None:
    problem.given(RAISED).when(lambda it: it.withdraw(reason=said(), by=BEN, at=LATER)).refused(
        NotTheOwner(member=BEN, owner=AISHA, wanted="withdraw it")
    )


def test_a_problem_is_not_withdrawn_before_it_was_raised() -> None:
    given = problem.given((RAISED, at("01-07")))
    given.when(lambda it: it.withdraw(reason=said(), by=AISHA, at=at("01-06"))).refused(
        BeforeLastChange(what="the problem", at=at("01-06"), last=at("01-07"))
    )
    given.when(lambda it: it.withdraw(reason=said(), by=AISHA, at=at("01-07"))).then(ProblemWithdrawn(said()))


def test_an_action_is_not_released_before_its_commitment() -> None:
    def release(moment: Any) -> Any:
        return lambda it: it.action(TRIAL).release(reason=said(), by=AISHA, at=moment)

    problem.given(*COMMITTED).when(release(at("01-14", "10:59"))).refused(
        BeforeLastChange(what="the action", at=at("01-14", "10:59"), last=COMMITTED_AT)
    )
    problem.given(*COMMITTED).when(release(COMMITTED_AT)).then(ActionReleased(TRIAL, said()))


def test_a_session_that_opens_at_the_moment_of_the_commitment_is_too_soon_for_the_review() -> None:
    problem.given(*REPORTED).when(
        lambda it: it.action(TRIAL).review(
            roster=room(2, opened_at=COMMITTED_AT),
            peers=(BEN,),
            learning=(),
            none_yet=True,
            captured=frozenset(),
            organisational_effect=said(),
            next_step=None,
            at=SECOND,
        )
    ).refused(ReviewedTooSoon(action=TRIAL, session=1))


@pytest.mark.parametrize(
    ("day", "is_open"), [("02-10", True), ("02-12", False), ("02-20", True), ("03-12", False), ("03-20", True)]
)
def test_an_action_that_was_reopened_twice_was_over_between_each_review_and_its_reopening(day: str, *, is_open: bool) -> None:
    reviewed = OutcomeReviewed(TRIAL, 2, (BEN,), (), said("fewer gaps"))
    again = (
        *REPORTED,
        (reviewed, SECOND),
        (OutcomeReopened(TRIAL, said("wrong ward")), at("02-15")),
        (reviewed, THIRD),
        (OutcomeReopened(TRIAL, said("wrong week")), at("03-15")),
    )
    asked = problem.given(*again).when(lambda it: it.action(TRIAL).report_progress(note=said("half way"), by=AISHA, at=at(day)))
    if is_open:
        asked.then(ProgressReported(TRIAL, said("half way")))
    else:
        asked.refused(ActionNotOpen(action=TRIAL, wanted="report progress", state="reviewed"))
