"""A problem ends once: resolved, left unresolved, parked or withdrawn, and not before the last that was said of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from calder_vale import AISHA, BEN, COMMITTED, LATER, MARCH, OPEN_AT, PRESENTED, PRESENTED_AT, RAISED, TRIAL, at, problem, said

from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.errors import ActionsInTheWay, NotTheOwner, WrongProblemStage
from actionlearning.domain.problem.events import (
    ActionReleased,
    EncouragementGiven,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemResolved,
    ProblemWithdrawn,
    QuestionAsked,
)
from actionlearning.domain.problem.thinking_events import DecisionMade, StakeholdersMapped
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import QuestionForm, QuestionFunction

ENDINGS: list[tuple[str, object, Callable[[Problem, object], object]]] = [
    ("declare it resolved", ProblemResolved(said()), lambda it, by: it.resolve(how=said(), by=by, at=MARCH)),
    ("leave it unresolved", ProblemLeftUnresolved(said()), lambda it, by: it.leave_unresolved(reason=said(), by=by, at=MARCH)),
    ("park it", ProblemParked(said()), lambda it, by: it.park(reason=said(), by=by, at=MARCH)),
    ("withdraw it", ProblemWithdrawn(said()), lambda it, by: it.withdraw(reason=said(), by=by, at=MARCH)),
]
each_ending = pytest.mark.parametrize(("wanted", "ended", "end"), ENDINGS, ids=[wanted for wanted, *_ in ENDINGS])
End = Callable[[Problem, object], object]


@each_ending
def test_the_owner_ends_it(wanted: str, ended: object, end: End) -> None:
    problem.given(*PRESENTED).when(lambda it: end(it, AISHA)).then(ended)
    problem.given(*PRESENTED).when(lambda it: end(it, BEN)).refused(NotTheOwner(member=BEN, owner=AISHA, wanted=wanted))


@each_ending
def test_it_does_not_end_with_an_action_open(wanted: str, ended: object, end: End) -> None:
    problem.given(*COMMITTED).when(lambda it: end(it, AISHA)).refused(ActionsInTheWay(actions=(TRIAL,), wanted=wanted))
    problem.given(*COMMITTED, ActionReleased(TRIAL, said())).when(lambda it: end(it, AISHA)).then(ended)


@each_ending
def test_it_ends_once(wanted: str, ended: object, end: End) -> None:
    problem.given(*PRESENTED, ended).when(lambda it: end(it, AISHA)).refused(
        WrongProblemStage(wanted=wanted, stage=problem.given(*PRESENTED, ended).state.stage.value)
    )


def test_it_does_not_end_before_something_that_was_said_about_it() -> None:
    asked = (QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), LATER)
    (
        problem.given(*PRESENTED, asked)
        .when(lambda it: it.resolve(how=None, by=AISHA, at=at("01-14", "10:39")))
        .refused(BeforeLastChange(what="the problem", at=at("01-14", "10:39"), last=LATER))
    )


def test_it_does_not_end_before_its_owner_decided_on_it_or_somebody_encouraged_them() -> None:
    refused = BeforeLastChange(what="the problem", at=LATER, last=MARCH)
    for word in (DecisionMade(0, said(), said()), EncouragementGiven(BEN)):
        given = problem.given(*PRESENTED, (word, MARCH))
        given.when(lambda it: it.resolve(how=None, by=AISHA, at=LATER)).refused(refused)
        given.when(lambda it: it.park_for_leaver(reason=said(), at=LATER)).refused(refused)
    problem.given(RAISED, (StakeholdersMapped(said()), MARCH)).when(
        lambda it: it.withdraw(reason=said(), by=AISHA, at=LATER)
    ).refused(refused)


def test_a_problem_that_the_set_has_not_answered_yet_is_withdrawn_but_not_resolved() -> None:
    problem.given(RAISED).when(lambda it: it.withdraw(reason=said(), by=AISHA, at=MARCH)).then(ProblemWithdrawn(said()))
    problem.given(RAISED).when(lambda it: it.resolve(how=None, by=AISHA, at=MARCH)).refused(
        WrongProblemStage(wanted="declare it resolved", stage="raised")
    )


def test_a_leavers_problem_is_parked_whoever_records_it_but_not_before_its_last_change() -> None:
    problem.given(*PRESENTED).when(lambda it: it.park_for_leaver(reason=said(), at=MARCH)).then(ProblemParked(said()))
    problem.given(*PRESENTED).when(lambda it: it.park_for_leaver(reason=said(), at=OPEN_AT)).refused(
        BeforeLastChange(what="the problem", at=OPEN_AT, last=PRESENTED_AT)
    )


def test_a_leavers_problem_is_not_parked_before_the_others_spoke_of_it() -> None:
    """In a session that its owner missed."""
    asked = (QuestionAsked(2, BEN, QuestionForm.OPEN, QuestionFunction.PROBING), MARCH)
    given = problem.given(*PRESENTED, asked)
    given.when(lambda it: it.park_for_leaver(reason=said(), at=LATER)).refused(
        BeforeLastChange(what="the problem", at=LATER, last=MARCH)
    )
    given.when(lambda it: it.park_for_leaver(reason=said(), at=MARCH)).then(ProblemParked(said()))
