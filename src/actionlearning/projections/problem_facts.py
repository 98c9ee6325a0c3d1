"""What is known of a problem: how it moved, what was asked, and what became of each action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.aggregate import ProblemStage
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
from actionlearning.domain.times import day_of
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    ActionRef,
    InsightLevel,
    LearningId,
    MemberId,
    ObjectiveId,
    Origin,
    OutcomeResult,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import Stream

__all__ = [
    "Action",
    "Advice",
    "DueDate",
    "Insight",
    "Presentation",
    "Problem",
    "Question",
    "Release",
    "Report",
    "Review",
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
class DueDate:
    """A due date in force, and the day (in the set's time zone) and session in which it was agreed."""

    due: date
    agreed_on: date
    session: int
    reason: Personal | None = None


@frozen
class Release:
    """The action will not be done, from that day on."""

    on: date
    reason: Personal


@frozen
class Report:
    """What the owner said the action brought."""

    at: datetime
    result: OutcomeResult
    done_on: date | None
    evidence: Personal | None


@frozen
class Review:
    """How the set took up an outcome, with whom, and what was learnt; ``learning`` may be none yet."""

    at: datetime
    session: int
    peers: tuple[MemberId, ...]
    learning: tuple[LearningId, ...]
    organisational_effect: Personal
    next: Personal | None


@frozen(kw_only=True)
class Action:
    """One step, from the commitment to its review or release. Later reports and reviews replace earlier ones."""

    ref: ActionRef
    owner: MemberId
    session: int
    committed_at: datetime
    what: Personal
    success_measure: Personal
    origin: Origin
    kind: ActionKind
    continues: ActionId | None
    due_dates: tuple[DueDate, ...]
    release: Release | None
    progress: tuple[Personal, ...]
    reports: tuple[Report, ...]
    review: Review | None

    @property
    def original_due(self) -> date:
        return self.due_dates[0].due

    @property
    def due(self) -> date:
        """The due date that counts now."""
        return self.due_dates[-1].due

    @property
    def report(self) -> Report | None:
        """The report that counts: the last one."""
        return self.reports[-1] if self.reports else None

    @property
    def is_open(self) -> bool:
        return self.review is None and self.release is None

    @property
    def achieved(self) -> bool:
        """Whether it was reported as achieved; partial is not achieved."""
        return self.report is not None and self.report.result is OutcomeResult.ACHIEVED

    def was_due(self, today: date) -> bool:
        """Whether a due date in force was reached by that day.

        Renegotiating or releasing the action on the due date or before takes it out; doing so later does not.
        """
        ends = [following.agreed_on for following in self.due_dates[1:]]
        ends.append(self.release.on if self.release else date.max)
        return any(each.due <= today and each.due < end for each, end in zip(self.due_dates, ends, strict=True))


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
    presentations: tuple[Presentation, ...]
    questions: tuple[Question, ...]
    advice: tuple[Advice, ...]
    insights: tuple[Insight, ...]
    reframings: tuple[Insight, ...]
    actions: tuple[Action, ...]

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
        presentations=tuple(
            Presentation(r.occurred_at, r.event.session, r.event.clarity_before) for r in stream.of(ProblemPresented)
        ),
        questions=tuple(_question(problem, r) for r in stream.of(QuestionAsked)),
        advice=tuple(Advice(r.event.session, r.event.by, r.event.text) for r in stream.of(AdviceGiven)),
        insights=tuple(
            Insight(problem, r.occurred_at, r.event.session, r.event.level, r.event.insight) for r in stream.of(InsightRecorded)
        ),
        reframings=tuple(
            Insight(problem, r.occurred_at, r.event.session, r.event.level, r.event.now) for r in stream.of(ProblemReframed)
        ),
        actions=tuple(_action(stream, r, raised.event.owner, time_zone) for r in stream.of(ActionCommitted)),
    )


def _stage(stream: Stream) -> ProblemStage:
    moves: list[Recorded[Any]] = sorted(
        (r for each in STAGES for r in stream.of(each)), key=lambda r: (r.occurred_at, r.position)
    )
    stage = STAGES[type(moves[-1].event)]
    # Presented again while actions are under way, it is still active.
    acted = stream.first(ActionCommitted) is not None
    return ProblemStage.ACTIVE if stage is ProblemStage.PRESENTED and acted else stage


def _question(problem: ProblemId, asked: Recorded[QuestionAsked]) -> Question:
    event = asked.event
    return Question(problem, asked.occurred_at, event.session, event.by, event.form, event.function, event.text)


def _action(stream: Stream, committed: Recorded[ActionCommitted], owner: MemberId, time_zone: str) -> Action:
    event = committed.event
    moved = [r for r in stream.of(ActionRenegotiated) if r.event.action == event.action]
    releases = [r for r in stream.of(ActionReleased) if r.event.action == event.action]
    reviews = [r for r in stream.of(OutcomeReviewed) if r.event.action == event.action]
    return Action(
        ref=ActionRef(ProblemId(stream.id), event.action),
        owner=owner,
        session=event.session,
        committed_at=committed.occurred_at,
        what=event.what,
        success_measure=event.success_measure,
        origin=event.origin,
        kind=event.kind,
        continues=event.continues,
        due_dates=(
            DueDate(event.due, day_of(committed.occurred_at, time_zone), event.session),
            *(DueDate(r.event.due, day_of(r.occurred_at, time_zone), r.event.session, r.event.reason) for r in moved),
        ),
        release=Release(day_of(releases[-1].occurred_at, time_zone), releases[-1].event.reason) if releases else None,
        progress=tuple(r.event.note for r in stream.of(ProgressReported) if r.event.action == event.action),
        reports=tuple(
            Report(r.occurred_at, r.event.result, r.event.done_on, r.event.evidence)
            for r in stream.of(OutcomeReported)
            if r.event.action == event.action
        ),
        review=_review(reviews[-1]) if reviews else None,
    )


def _review(reviewed: Recorded[OutcomeReviewed]) -> Review:
    event = reviewed.event
    return Review(reviewed.occurred_at, event.session, event.peers, event.learning, event.organisational_effect, event.next)
