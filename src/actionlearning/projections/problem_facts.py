"""What is known of a problem: how it moved, what was asked, and what became of each action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from attrs import frozen

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.aggregate import ProblemStage
from actionlearning.domain.problem.events import (
    ActionCommitted,
    AdviceGiven,
    AlignmentConfirmed,
    InsightRecorded,
    ObjectiveLinked,
    ProblemAccepted,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemReframed,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
    QuestionAsked,
    QuestionReclassified,
    TextReleasedToSponsor,
)
from actionlearning.domain.values import (
    InsightLevel,
    MemberId,
    ObjectiveId,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.action_facts import Action, action_of
from actionlearning.projections.projection import Stream

__all__ = [
    "Advice",
    "Insight",
    "Presentation",
    "Problem",
    "Question",
    "problem_of",
]

STAGES: Mapping[type[Any], ProblemStage] = MappingProxyType(
    {
        ProblemRaised: ProblemStage.RAISED,
        ProblemAccepted: ProblemStage.ACCEPTED,
        ProblemReturned: ProblemStage.RETURNED,
        ProblemPresented: ProblemStage.PRESENTED,
        ActionCommitted: ProblemStage.ACTIVE,
        ProblemResolved: ProblemStage.RESOLVED,
        ProblemLeftUnresolved: ProblemStage.UNRESOLVED,
        ProblemParked: ProblemStage.PARKED,
        ProblemWithdrawn: ProblemStage.WITHDRAWN,
    }
)


@frozen
class Presentation:
    at: datetime
    session: int
    clarity_before: int | None


@frozen
class Question:
    problem: ProblemId
    at: datetime
    session: int
    by: MemberId
    form: QuestionForm
    function: QuestionFunction
    text: Personal | None


@frozen
class Advice:
    session: int
    by: MemberId
    text: Personal | None


@frozen
class Insight:
    """What the owner saw anew, or how they now put the problem."""

    problem: ProblemId
    at: datetime
    session: int
    level: InsightLevel
    words: Personal


@frozen(kw_only=True)
class Problem:
    """One problem, and all that the set and its owner did about it."""

    id: ProblemId
    set: SetId
    owner: MemberId
    title: Personal
    stake: Personal
    authority_to_act: Personal
    raised_at: datetime
    resubmission_of: ProblemId | None
    stage: ProblemStage
    accepted: bool
    objectives: tuple[ObjectiveId, ...]
    still_matters: bool | None
    """What the owner said last; None if they never did."""
    drifts: bool
    """Whether it was presented twice or more, and nobody said since the last presentation but one if it still matters."""
    presentations: tuple[Presentation, ...]
    questions: tuple[Question, ...]
    advice: tuple[Advice, ...]
    insights: tuple[Insight, ...]
    reframings: tuple[Insight, ...]
    actions: tuple[Action, ...]
    released: tuple[Place, ...]
    """Where the texts stand that those who said them let the sponsor read."""

    @property
    def resolved(self) -> bool:
        return self.stage is ProblemStage.RESOLVED


def problem_of(stream: Stream, time_zone: str) -> Problem | None:
    """What is known of the problem of a stream, its days in the time zone of its set; None before it was raised."""
    raised = stream.first(ProblemRaised)
    if raised is None:
        return None
    problem = ProblemId(stream.id)
    alignments = stream.of(AlignmentConfirmed)
    return Problem(
        id=problem,
        set=raised.event.set,
        owner=raised.event.owner,
        title=raised.event.title,
        stake=raised.event.stake,
        authority_to_act=raised.event.authority_to_act,
        raised_at=raised.occurred_at,
        resubmission_of=raised.event.resubmission_of,
        stage=_stage(stream),
        accepted=stream.first(ProblemAccepted) is not None,
        objectives=tuple(dict.fromkeys(r.event.objective for r in stream.of(ObjectiveLinked))),
        still_matters=alignments[-1].event.still_matters if alignments else None,
        drifts=_drifts(stream),
        presentations=tuple(
            Presentation(r.occurred_at, r.event.session, r.event.clarity_before) for r in stream.of(ProblemPresented)
        ),
        questions=_questions(stream, problem),
        advice=tuple(Advice(r.event.session, r.event.by, r.event.text) for r in stream.of(AdviceGiven)),
        insights=tuple(
            Insight(problem, r.occurred_at, r.event.session, r.event.level, r.event.insight) for r in stream.of(InsightRecorded)
        ),
        reframings=tuple(
            Insight(problem, r.occurred_at, r.event.session, r.event.level, r.event.now) for r in stream.of(ProblemReframed)
        ),
        actions=tuple(action_of(stream, r, raised.event.owner, time_zone) for r in stream.of(ActionCommitted)),
        released=tuple(r.event.handle for r in stream.of(TextReleasedToSponsor)),
    )


def _stage(stream: Stream) -> ProblemStage:
    moves: list[Recorded[Any]] = sorted(
        (r for each in STAGES for r in stream.of(each)), key=lambda r: (r.occurred_at, r.position)
    )
    stage = STAGES[type(moves[-1].event)]
    # Presented again while actions are under way, it is still active.
    acted = stream.first(ActionCommitted) is not None
    return ProblemStage.ACTIVE if stage is ProblemStage.PRESENTED and acted else stage


def _drifts(stream: Stream) -> bool:
    last_but_one = stream.of(ProblemPresented)[-2:-1]
    confirmed = [(r.occurred_at, r.position) for r in stream.of(AlignmentConfirmed)]
    return any(not any(each > (r.occurred_at, r.position) for each in confirmed) for r in last_but_one)


def _questions(stream: Stream, problem: ProblemId) -> tuple[Question, ...]:
    """The questions, classed as the correction that was recorded last says."""
    corrections = sorted(stream.of(QuestionReclassified), key=lambda r: r.position)
    classed = {r.event.question: (r.event.form, r.event.function) for r in corrections}
    found = []
    for r in stream.of(QuestionAsked):
        event = r.event
        form, function = classed.get(r.version, (event.form, event.function))
        found.append(Question(problem, r.occurred_at, event.session, event.by, form, function, event.text))
    return tuple(found)
