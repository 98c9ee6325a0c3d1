"""What a problem remembers of what was done with it: who acted when in which session, and what was said last between them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    COMMITTED,
    COMMITTED_AT,
    IN_SESSION,
    PRESENTED,
    PRESENTED_AT,
    REPORTED,
    SECOND,
    TRIAL,
    at,
    committed,
    on,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.problem.corrections import reclassify_question
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.errors import WrongProblemStage
from actionlearning.domain.problem.events import (
    ActionRenegotiated,
    EncouragementGiven,
    OutcomeReported,
    OutcomeReviewed,
    ProblemPresented,
    ProblemResolved,
    QuestionAsked,
    QuestionReclassified,
)
from actionlearning.domain.problem.thinking_events import SupportRated
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import OutcomeResult, QuestionForm, QuestionFunction

LATER = at("02-11", "11:00")
RENEGOTIATED = (ActionRenegotiated(TRIAL, 2, on("03-07"), said("leave")), SECOND)


def rate(moment: datetime, session: int) -> Any:
    return lambda it: Discussion(it, room(session)).rate_support(challenge=7, support=9, by=AISHA, at=moment)


# Who acted when


def test_presenting_is_an_act_of_the_owner() -> None:
    assert (PRESENTED_AT,) == problem.given(*PRESENTED).state.last_acts_in(1, AISHA)


def test_committing_is_an_act_of_the_owner_in_that_session() -> None:
    assert (COMMITTED_AT,) == problem.given(*COMMITTED).state.last_acts_in(1, AISHA)
    assert () == problem.given(*COMMITTED).state.last_acts_in(2)


def test_the_set_works_on_a_problem_by_hearing_a_commitment() -> None:
    problem.given(*PRESENTED, (committed(session=2), SECOND)).when(rate(SECOND, 2)).then(SupportRated(2, AISHA, 7, 9))


def test_a_renegotiation_is_an_act_of_the_owner_and_work_of_the_set() -> None:
    given = problem.given(*COMMITTED, RENEGOTIATED)
    assert (SECOND,) == given.state.last_acts_in(2)
    assert (SECOND,) == given.state.last_acts_in(2, AISHA)
    given.when(rate(SECOND, 2)).then(SupportRated(2, AISHA, 7, 9))


def test_an_outcome_is_not_reported_before_the_action_was_renegotiated() -> None:
    def report(moment: datetime) -> Any:
        return lambda it: it.action(TRIAL).report_outcome(
            OutcomeResult.PARTIAL, done_on=None, evidence=None, time_zone="UTC", by=AISHA, at=moment
        )

    given = problem.given(*COMMITTED, RENEGOTIATED)
    given.when(report(at("02-10"))).refused(BeforeLastChange(what="the action", at=at("02-10"), last=SECOND))
    given.when(report(SECOND)).then(OutcomeReported(TRIAL, OutcomeResult.PARTIAL, None, None))


def test_a_review_is_an_act_of_the_owner_and_of_every_peer() -> None:
    it = problem.given(*REPORTED, (OutcomeReviewed(TRIAL, 2, (BEN, CHLOE), (), said("fewer gaps")), SECOND)).state
    for person in (AISHA, BEN, CHLOE):
        assert (SECOND,) == it.last_acts_in(2, person)
    assert 3 == len(it.last_acts_in(2))


# What it has come to


def test_a_problem_with_actions_stays_active_when_it_is_presented_again() -> None:
    for given, stage in (
        (PRESENTED, "presented"),
        (COMMITTED, "active"),
        ((*COMMITTED, (ProblemPresented(2), SECOND)), "active"),
    ):
        problem.given(*given).when(lambda it: it.accept(at=LATER)).refused(WrongProblemStage(wanted="accept it", stage=stage))


def test_a_question_that_was_reclassified_was_still_asked_at_its_time() -> None:
    asked_at = at("01-14", "10:40")
    asked = (QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), asked_at)
    right = (QuestionReclassified(4, QuestionForm.LEADING, QuestionFunction.PROBING), at("01-15"))
    home = the_set.given(*IN_SESSION).state

    def reclassify(moment: datetime) -> Any:
        return lambda it: reclassify_question(
            it, 4, home=home, form=QuestionForm.CLOSED, function=QuestionFunction.PROBING, by=BEN, at=moment
        )

    given = problem.given(*PRESENTED, asked, right)
    given.when(reclassify(PRESENTED_AT)).refused(BeforeLastChange(what="the question", at=PRESENTED_AT, last=asked_at))
    given.when(reclassify(asked_at)).then(QuestionReclassified(4, QuestionForm.CLOSED, QuestionFunction.PROBING))


@pytest.mark.parametrize("days", [("01-20", "01-25"), ("01-25", "01-20")])
def test_a_problem_does_not_end_before_the_latest_word_on_it_whichever_was_recorded_last(days: tuple[str, str]) -> None:
    given = problem.given(*PRESENTED, *((EncouragementGiven(BEN, None, said("go on", BEN)), at(day)) for day in days))

    def resolve(day: str) -> Any:
        return lambda it: it.resolve(how=None, by=AISHA, at=at(day))

    given.when(resolve("01-24")).refused(BeforeLastChange(what="the problem", at=at("01-24"), last=at("01-25")))
    given.when(resolve("01-25")).then(ProblemResolved(None))
