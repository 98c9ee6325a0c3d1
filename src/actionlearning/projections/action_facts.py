"""What is known of an action: when it was due and for how long, how it was reported, and its review."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    OutcomeReopened,
    OutcomeReported,
    OutcomeReviewed,
    ProgressReported,
)
from actionlearning.domain.times import day_of
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    ActionRef,
    LearningId,
    MemberId,
    Origin,
    OutcomeResult,
    ProblemId,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import Stream

__all__ = ["Action", "DueDate", "Release", "Report", "Review", "action_of"]


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
    """One step, from the commitment to its review or release.

    Later reports and reviews replace earlier ones, and a review that was undone is none.
    """

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


def action_of(stream: Stream, committed: Recorded[ActionCommitted], owner: MemberId, time_zone: str) -> Action:
    event = committed.event
    moved = stream.of_action(ActionRenegotiated, event.action)
    releases = stream.of_action(ActionReleased, event.action)
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
        progress=tuple(r.event.note for r in stream.of_action(ProgressReported, event.action)),
        reports=tuple(
            Report(r.occurred_at, r.event.result, r.event.done_on, r.event.evidence)
            for r in stream.of_action(OutcomeReported, event.action)
        ),
        review=_review(stream, event.action),
    )


def _review(stream: Stream, action: ActionId) -> Review | None:
    """The review that counts: the last one, unless the outcome was reopened since."""
    reviews = stream.of_action(OutcomeReviewed, action)
    if not reviews:
        return None
    last = reviews[-1]
    reopened = stream.of_action(OutcomeReopened, action)
    if reopened and (reopened[-1].occurred_at, reopened[-1].position) > (last.occurred_at, last.position):
        return None
    event = last.event
    return Review(last.occurred_at, event.session, event.peers, event.learning, event.organisational_effect, event.next)
