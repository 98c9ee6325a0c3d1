"""What is asked and advised about a problem that was presented, and what its owner takes from it."""

from __future__ import annotations

from collections.abc import Callable

from calder_vale import ACCEPTED, AISHA, BEN, CHLOE, LATER, MARCH, PRESENTED, PRESENTED_AT, RUTH, at, problem, room, said

from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.errors import NeverPresented, NotTheOwner, OwnQuestion, WrongProblemStage
from actionlearning.domain.problem.events import (
    AdviceGiven,
    AlignmentConfirmed,
    InsightRecorded,
    ProblemReframed,
    ProblemResolved,
    QuestionAsked,
)
from actionlearning.domain.set.errors import NotCheckedIn
from actionlearning.domain.values import InsightLevel, QuestionForm, QuestionFunction


def ask(by: object, when: object = LATER, **there: object) -> Callable[[Problem], object]:
    return lambda it: Discussion(it, there.get("roster", room())).ask(
        asker=by,
        form=QuestionForm.OPEN,
        function=QuestionFunction.PROBING,
        text=None,
        at=when,
    )


# Questions and advice


def test_a_peer_in_the_room_asks() -> None:
    asked = QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    problem.given(*PRESENTED).when(ask(BEN)).then(asked)


def test_the_sessions_adviser_asks_without_checking_in() -> None:
    asked = QuestionAsked(1, RUTH, QuestionForm.OPEN, QuestionFunction.PROBING)
    problem.given(*PRESENTED).when(ask(RUTH)).then(asked)


def test_nobody_asks_who_is_not_in_the_room() -> None:
    problem.given(*PRESENTED).when(ask(BEN, roster=room(1, AISHA, CHLOE))).refused(NotCheckedIn(session=1, member=BEN))


def test_the_owner_does_not_question_themself() -> None:
    problem.given(*PRESENTED).when(ask(AISHA)).refused(OwnQuestion(owner=AISHA))


def test_questions_come_after_the_problem_was_presented() -> None:
    problem.given(*ACCEPTED).when(ask(BEN)).refused(NeverPresented(wanted="ask a question"))
    problem.given(*PRESENTED).when(ask(BEN, at("01-14", "10:29"))).refused(NeverPresented(wanted="ask a question"))
    problem.given(*PRESENTED).when(ask(BEN, PRESENTED_AT)).then(
        QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING)
    )


def test_a_question_recorded_after_the_problem_ended_is_judged_at_its_time() -> None:
    ended = problem.given(*PRESENTED, (ProblemResolved(), MARCH))
    ended.when(ask(BEN)).then(QuestionAsked(1, BEN, QuestionForm.OPEN, QuestionFunction.PROBING))
    ended.when(ask(BEN, MARCH)).refused(WrongProblemStage(wanted="ask a question", stage="resolved"))


def test_advice_is_not_refused_but_recorded() -> None:
    (
        problem.given(*PRESENTED)
        .when(lambda it: Discussion(it, room()).hear_advice(giver=BEN, text=said("do as I did", BEN), at=LATER))
        .then(AdviceGiven(1, BEN, said("do as I did", BEN)))
    )


def test_advice_from_outside_the_room_is_none() -> None:
    (
        problem.given(*PRESENTED)
        .when(lambda it: Discussion(it, room(1, AISHA)).hear_advice(giver=BEN, text=None, at=LATER))
        .refused(NotCheckedIn(session=1, member=BEN))
    )


# What the owner takes from it


def test_the_owner_alone_says_what_they_see_now() -> None:
    given = problem.given(*PRESENTED)
    given.when(
        lambda it: Discussion(it, room()).record_insight(level=InsightLevel.SYSTEM, insight=said("aha"), by=AISHA, at=LATER)
    ).then(InsightRecorded(1, InsightLevel.SYSTEM, said("aha")))
    given.when(lambda it: Discussion(it, room()).reframe(level=InsightLevel.SELF, now=said("mine"), by=AISHA, at=LATER)).then(
        ProblemReframed(1, InsightLevel.SELF, said("mine"))
    )
    given.when(
        lambda it: Discussion(it, room()).record_insight(level=InsightLevel.SELF, insight=said(), by=BEN, at=LATER)
    ).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="record their insight"))
    given.when(lambda it: Discussion(it, room()).reframe(level=InsightLevel.SELF, now=said(), by=RUTH, at=LATER)).refused(
        NotTheOwner(member=RUTH, owner=AISHA, wanted="reframe it")
    )


def test_the_owner_says_whether_it_still_matters() -> None:
    given = problem.given(*PRESENTED)
    given.when(lambda it: it.confirm_alignment(still_matters=False, by=AISHA, at=LATER)).then(
        AlignmentConfirmed(still_matters=False)
    )
    given.when(lambda it: it.confirm_alignment(still_matters=True, by=BEN, at=LATER)).refused(
        NotTheOwner(member=BEN, owner=AISHA, wanted="confirm its alignment")
    )
