"""How a problem's state follows from what happened to it.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem.action import Action, ActionState
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    AdviceGiven,
    AlignmentConfirmed,
    BarrierNamed,
    EncouragementGiven,
    InsightRecorded,
    ObjectiveLinked,
    OutcomeReopened,
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
    QuestionReclassified,
    TextReleasedToSponsor,
)
from actionlearning.domain.problem.parts import ProblemStage, Question, Worked
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    StakeholdersMapped,
    SupportRated,
)
from actionlearning.domain.times import Interval
from actionlearning.domain.values import ActionId, MemberId

__all__ = ["apply"]


def apply(problem: Problem | None, event: ProblemEvent, at: datetime) -> Problem:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, ProblemRaised):
        return Problem(set=event.set, owner=event.owner, raised_at=at, last_change=at)
    assert problem is not None, "a stream of a problem begins with ProblemRaised"
    problem = evolve(problem, version=problem.version + 1)
    match event:  # questions come first, and what changes nothing, for cases are tried in turn
        case QuestionAsked(session=session, by=by, form=form, function=function):
            asked = added(problem.questions, problem.version, Question(at, form, function))
            return _worked(problem, session, at, by, questions=asked)
        case ProgressReported() | AlignmentConfirmed() | BarrierNamed() | AssumptionTested() | PolicyBreachNoted():
            return problem
        case ProblemAccepted():
            return evolve(_moved(problem, ProblemStage.ACCEPTED, at), accepted_at=at)
        case ProblemReturned():
            return _ended(problem, ProblemStage.RETURNED, at)
        case ObjectiveLinked(objective=objective):
            return evolve(problem, objectives=problem.objectives | {objective})
        case ProblemPresented(session=session):
            stage = problem.stage if problem.stage is ProblemStage.ACTIVE else ProblemStage.PRESENTED
            first = at if problem.presented_at is None else min(problem.presented_at, at)
            problem = _worked(problem, session, at, problem.owner, presented=True)
            return evolve(_moved(problem, stage, at), presented_at=first)
        case QuestionReclassified(question=version, form=form, function=function):
            right = Question(problem.questions[version].at, form, function)
            return evolve(problem, questions=added(problem.questions, version, right))
        case AssumptionChallenged(assumption=assumption, session=session, by=by):
            return _worked(problem, session, at, by, assumptions=added(problem.assumptions, assumption, at))
        case (
            AdviceGiven(session=session, by=by)
            | FeelingVoiced(session=session, by=by)
            | NotKnowingVoiced(session=session, by=by)
        ):
            return _worked(problem, session, at, by)
        case PerspectiveGained(session=session, from_member=other):
            return _worked(problem, session, at, problem.owner, other)
        case InsightRecorded(session=session) | ProblemReframed(session=session) | OptionGenerated(session=session):
            return _worked(problem, session, at, problem.owner)
        case SupportRated(session=session) | ClarityRated(session=session):
            return _acted(problem, session, at, problem.owner)
        case ActionCommitted(action=action, session=session):
            begun = Action(id=action, owner=problem.owner, session=session, committed_at=at, last_change=at)
            problem = _moved(_worked(problem, session, at, problem.owner), ProblemStage.ACTIVE, at)
            return evolve(problem, actions=added(problem.actions, action, begun))
        case ActionRenegotiated(action=action, session=session):
            return _worked(_changed(problem, action, at), session, at, problem.owner)
        case OutcomeReported(action=action):
            return _changed(problem, action, at, reported=True)
        case OutcomeReviewed(action=action, session=session, peers=peers):
            reviewed = _changed(problem, action, at, state=ActionState.REVIEWED)
            return _worked(reviewed, session, at, problem.owner, *peers)
        case ActionReleased(action=action):
            return _changed(problem, action, at, state=ActionState.RELEASED)
        case OutcomeReopened(action=action):
            return _changed(problem, action, at)
        case ProblemResolved():
            return _ended(problem, ProblemStage.RESOLVED, at)
        case ProblemLeftUnresolved():
            return _ended(problem, ProblemStage.UNRESOLVED, at)
        case ProblemParked():
            return _ended(problem, ProblemStage.PARKED, at)
        case ProblemWithdrawn():
            return _ended(problem, ProblemStage.WITHDRAWN, at)
        case StakeholdersMapped() | DecisionMade() | EncouragementGiven():
            return evolve(problem, last_word=at if problem.last_word is None else max(problem.last_word, at))
        case TextReleasedToSponsor(handle=place):
            return evolve(problem, released=problem.released | {place})
        case _:
            assert_never(event)


def _moved(problem: Problem, stage: ProblemStage, at: datetime) -> Problem:
    return evolve(problem, stage=stage, last_change=max(problem.last_change, at))


def _ended(problem: Problem, stage: ProblemStage, at: datetime) -> Problem:
    return evolve(_moved(problem, stage, at), ended_at=at)


def _worked(
    problem: Problem, session: int, at: datetime, *people: MemberId, presented: bool = False, **changes: Any
) -> Problem:
    """The set worked on it in a session, and these people took part; ``changes`` are what else it comes to."""
    before = problem.sessions.get(session)
    worked = (before or Worked(at)).with_more(at, presented=presented)
    if worked is not before:
        changes["sessions"] = added(problem.sessions, session, worked)
    return evolve(problem, last_acts=_latest_acts(problem, session, at, people), **changes)


def _acted(problem: Problem, session: int, at: datetime, *people: MemberId) -> Problem:
    return evolve(problem, last_acts=_latest_acts(problem, session, at, people))


def _latest_acts(
    problem: Problem, session: int, at: datetime, people: tuple[MemberId, ...]
) -> Mapping[tuple[int, MemberId], datetime]:
    acts = problem.last_acts
    for by in people:
        last = acts.get((session, by))
        if last is None or last < at:
            acts = added(acts, (session, by), at)
    return acts


def _changed(
    problem: Problem, action: ActionId, at: datetime, *, state: ActionState = ActionState.OPEN, reported: bool | None = None
) -> Problem:
    before = problem.actions[action]
    ended = before.ended
    if before.is_open and state is not ActionState.OPEN:
        ended = (*ended, Interval(at))
    elif not before.is_open and state is ActionState.OPEN:
        ended = (*ended[:-1], evolve(ended[-1], end=at))
    after = evolve(before, state=state, last_change=at, reported=before.reported if reported is None else reported, ended=ended)
    return evolve(problem, actions=added(problem.actions, action, after))
