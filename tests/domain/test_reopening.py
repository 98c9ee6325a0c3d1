"""A review is undone by the owner or an adviser, and the action is open again: it can be reported and reviewed anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CLOSED,
    COMMITTED,
    EVA,
    REPORTED,
    REVIEW,
    REVIEWED,
    RUTH,
    SECOND,
    TALK,
    THIRD,
    TRIAL,
    Decision,
    at,
    invited,
    joined,
    on,
    problem,
    room,
    said,
    the_set,
)

from actionlearning.domain.problem.corrections import reopen_outcome
from actionlearning.domain.problem.errors import (
    ActionNotOpen,
    ActionsInTheWay,
    NoSuchAction,
    NotReviewed,
    OnlyOwnerOrAdviser,
    ReviewedTooSoon,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import (
    ActionReleased,
    BarrierNamed,
    OutcomeReopened,
    OutcomeReported,
    OutcomeReviewed,
    ProblemParked,
)
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import ActionsStillOpen, NotAMember, WrongStage
from actionlearning.domain.set.events import AdviserHandedOver, MemberLeft, SetClosed
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import OutcomeResult

AGAIN = at("02-20")
MEMBERS = the_set.given(*CLOSED).state

REOPENED = (*REVIEWED, (OutcomeReopened(TRIAL, said("wrong ward")), AGAIN))


def reopen(by: Any = AISHA, when: datetime = AGAIN, *, home: Set = MEMBERS, action: Any = TRIAL) -> Decision:
    return lambda it: reopen_outcome(it, action, home=home, reason=said("wrong ward"), by=by, at=when)


def review(when: datetime = THIRD, *, session: int = 3) -> Decision:
    return lambda it: it.action(TRIAL).review(
        roster=room(session, opened_at=at("03-11", "10:00") if session == 3 else None),
        peers=(BEN,),
        learning=(),
        none_yet=True,
        captured=frozenset(),
        organisational_effect=said("fewer gaps"),
        next_step=None,
        at=when,
    )


def test_the_owner_or_an_adviser_reopens_an_outcome_that_was_reviewed() -> None:
    for by in (AISHA, RUTH):
        problem.given(*REVIEWED).when(reopen(by)).then(OutcomeReopened(TRIAL, said("wrong ward")))


def test_nobody_else_reopens_it_and_an_adviser_only_while_appointed() -> None:
    given = problem.given(*REVIEWED)
    for by in (BEN, EVA):
        given.when(reopen(by)).refused(OnlyOwnerOrAdviser(member=by, owner=AISHA))
    handed = the_set.given(*CLOSED, (AdviserHandedOver(RUTH, EVA), at("02-15"))).state
    given.when(reopen(RUTH, home=handed)).refused(OnlyOwnerOrAdviser(member=RUTH, owner=AISHA))
    given.when(reopen(EVA, home=handed)).then(OutcomeReopened(TRIAL, said("wrong ward")))
    given.when(reopen(RUTH, SECOND, home=handed)).then(OutcomeReopened(TRIAL, said("wrong ward")))


@pytest.mark.parametrize(
    ("history", "state"),
    [(COMMITTED, "open"), (REPORTED, "open"), ((*COMMITTED, ActionReleased(TRIAL, said())), "released"), (REOPENED, "open")],
)
def test_only_what_was_reviewed_is_reopened_and_once(history: tuple[Any, ...], state: str) -> None:
    problem.given(*history).when(reopen()).refused(NotReviewed(action=TRIAL, state=state))


def test_an_action_that_is_none_is_not_reopened() -> None:
    problem.given(*REVIEWED).when(reopen(action=TALK)).refused(NoSuchAction(action=TALK))


def test_an_outcome_is_not_reopened_before_its_review() -> None:
    early = at("02-11", "10:29")
    problem.given(*REVIEWED).when(reopen(when=early)).refused(BeforeLastChange(what="the action", at=early, last=SECOND))


def test_no_outcome_is_reopened_on_a_problem_that_has_ended_however_late_it_is_recorded() -> None:
    problem.given(*REVIEWED, (ProblemParked(said()), at("03-01"))).when(reopen()).refused(
        WrongProblemStage(wanted="reopen an outcome", stage="parked")
    )


def test_no_outcome_is_reopened_in_a_set_that_has_closed() -> None:
    closed = the_set.given(*CLOSED, (SetClosed(), at("03-01"))).state
    problem.given(*REVIEWED).when(reopen(home=closed)).refused(WrongStage(wanted="reopen an outcome", stage="closed"))


def test_no_outcome_is_reopened_whose_owner_has_left_or_left_later() -> None:
    """Whoever leaves leaves nothing open."""
    left = the_set.given(*CLOSED, (MemberLeft(AISHA, said()), at("03-01"))).state
    problem.given(*REVIEWED).when(reopen(home=left)).refused(NotAMember(member=AISHA, at=at("03-01")))
    problem.given(*REVIEWED).when(reopen(RUTH, at("03-02"), home=left)).refused(NotAMember(member=AISHA, at=at("03-02")))
    back = the_set.given(*CLOSED, (MemberLeft(AISHA, said()), at("03-01")), (*invited(AISHA), at("03-02")), *joined(AISHA))
    problem.given(*REVIEWED).when(reopen(home=back.state)).refused(NotAMember(member=AISHA, at=at("03-01")))


def test_a_reopened_action_is_open_and_its_owner_neither_leaves_nor_ends_the_problem() -> None:
    it = problem.given(*REOPENED)
    assert (TRIAL,) == it.state.open_actions(THIRD)
    it.when(lambda one: one.resolve(how=None, by=AISHA, at=THIRD)).refused(
        ActionsInTheWay(actions=(TRIAL,), wanted="declare it resolved")
    )
    the_set.given(*CLOSED).when(
        lambda home: home.leave(AISHA, reason=said(), open_actions=it.state.open_actions(THIRD), at=THIRD)
    ).refused(ActionsStillOpen(actions=(TRIAL,)))


def test_nobody_leaves_before_their_action_was_reopened_either() -> None:
    """It was reviewed then; but what came of it is not over."""
    again = problem.given(*REOPENED, (REVIEW, THIRD)).state
    assert (TRIAL,) == again.open_actions(at("02-15"))
    assert () == again.open_actions(THIRD)


def test_what_was_reported_stands_after_reopening_and_may_be_reported_again() -> None:
    given = problem.given(*REOPENED)
    given.when(review()).then(OutcomeReviewed(TRIAL, 3, (BEN,), (), said("fewer gaps")))
    given.when(
        lambda it: it.action(TRIAL).report_outcome(
            OutcomeResult.PARTIAL, done_on=on("02-07"), evidence=None, time_zone="UTC", by=AISHA, at=THIRD
        )
    ).then(OutcomeReported(TRIAL, OutcomeResult.PARTIAL, on("02-07")))


def test_a_review_of_what_was_reopened_is_a_review_like_any_other() -> None:
    given = problem.given(*REOPENED)
    given.when(review(SECOND)).refused(BeforeLastChange(what="the action", at=SECOND, last=AGAIN))
    given.when(review(session=1)).refused(ReviewedTooSoon(action=TRIAL, session=1))
    problem.given(*REOPENED, (REVIEW, THIRD)).when(review()).refused(
        ActionNotOpen(action=TRIAL, wanted="review it", state="reviewed")
    )


def test_an_action_was_not_open_between_its_review_and_its_reopening() -> None:
    def name_barrier(when: datetime) -> Decision:
        return lambda it: it.action(TRIAL).name_barrier(barrier=said(), by=AISHA, at=when)

    given = problem.given(*REOPENED, (ActionReleased(TRIAL, said()), THIRD))
    for open_then in (at("02-11", "10:29"), AGAIN, at("03-01")):
        given.when(name_barrier(open_then)).then(BarrierNamed(TRIAL, said()))
    for over_then, state in ((SECOND, "reviewed"), (at("02-15"), "reviewed"), (THIRD, "released")):
        given.when(name_barrier(over_then)).refused(ActionNotOpen(action=TRIAL, wanted="name a barrier", state=state))
