"""How a problem's state follows from what happened to it.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from attrs import evolve

from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem.action import Action, ActionState
from actionlearning.domain.problem.aggregate import Problem, ProblemStage
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    AdviceGiven,
    AlignmentConfirmed,
    InsightRecorded,
    ObjectiveLinked,
    OutcomeReported,
    OutcomeReviewed,
    ProblemAccepted,
    ProblemEvent,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemReframed,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
    ProgressReported,
    QuestionAsked,
)
from actionlearning.domain.values import (
    ActionId,
    MemberId,
)

__all__ = ["apply"]


def apply(problem: Problem | None, event: ProblemEvent, at: datetime) -> Problem:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, ProblemRaised):
        return Problem(set=event.set, owner=event.owner, last_change=at)
    assert problem is not None, "a stream of a problem begins with ProblemRaised"
    match event:
        case ProblemAccepted():
            return evolve(_moved(problem, ProblemStage.ACCEPTED, at), accepted_at=at)
        case ProblemReturned():
            return _moved(problem, ProblemStage.RETURNED, at)
        case ObjectiveLinked(objective=objective):
            return evolve(problem, objectives=problem.objectives | {objective})
        case ProblemPresented(session=session):
            stage = problem.stage if problem.stage is ProblemStage.ACTIVE else ProblemStage.PRESENTED
            first = at if problem.presented_at is None else min(problem.presented_at, at)
            return evolve(_moved(_acted(problem, session, at, problem.owner), stage, at), presented_at=first)
        case QuestionAsked(session=session, by=by) | AdviceGiven(session=session, by=by):
            return _acted(problem, session, at, by)
        case InsightRecorded(session=session) | ProblemReframed(session=session):
            return _acted(problem, session, at, problem.owner)
        case ActionCommitted(action=action, session=session):
            begun = Action(id=action, owner=problem.owner, session=session, committed_at=at, last_change=at)
            problem = _moved(_acted(problem, session, at, problem.owner), ProblemStage.ACTIVE, at)
            return evolve(problem, actions={**problem.actions, action: begun})
        case ActionRenegotiated(action=action, session=session):
            return _acted(_changed(problem, action, at), session, at, problem.owner)
        case OutcomeReported(action=action):
            return _changed(problem, action, at, reported=True)
        case OutcomeReviewed(action=action, session=session, peers=peers):
            reviewed = _changed(problem, action, at, state=ActionState.REVIEWED)
            return _acted(reviewed, session, at, problem.owner, *peers)
        case ActionReleased(action=action):
            return _changed(problem, action, at, state=ActionState.RELEASED)
        case ProblemResolved():
            return evolve(_moved(problem, ProblemStage.RESOLVED, at), ended_at=at)
        case ProblemLeftUnresolved():
            return evolve(_moved(problem, ProblemStage.UNRESOLVED, at), ended_at=at)
        case ProblemParked():
            return evolve(_moved(problem, ProblemStage.PARKED, at), ended_at=at)
        case ProblemWithdrawn():
            return evolve(_moved(problem, ProblemStage.WITHDRAWN, at), ended_at=at)
        case AlignmentConfirmed() | ProgressReported() | PolicyBreachNoted():
            return problem
        case _:
            assert_never(event)


def _moved(problem: Problem, stage: ProblemStage, at: datetime) -> Problem:
    return evolve(problem, stage=stage, last_change=max(problem.last_change, at))


def _acted(problem: Problem, session: int, at: datetime, *people: MemberId) -> Problem:
    latest = {(session, by): max(at, problem.last_acts.get((session, by), at)) for by in people}
    return evolve(problem, last_acts={**problem.last_acts, **latest})


def _changed(
    problem: Problem, action: ActionId, at: datetime, *, state: ActionState = ActionState.OPEN, reported: bool | None = None
) -> Problem:
    before = problem.actions[action]
    after = evolve(before, state=state, last_change=at, reported=before.reported if reported is None else reported)
    return evolve(problem, actions={**problem.actions, action: after})
