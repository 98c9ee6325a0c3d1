"""An action: one step its owner committed to, open until it is reviewed with peers or released."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import Enum

from attrs import frozen

from actionlearning.domain import policies
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.events import (
    ActionReleased,
    ActionRenegotiated,
    BarrierNamed,
    OutcomeReopened,
    OutcomeReported,
    OutcomeReviewed,
    ProgressReported,
)
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.times import Interval, day_of, in_order
from actionlearning.domain.values import ActionId, LearningId, MemberId, OutcomeResult

__all__ = ["Action", "ActionState"]


class ActionState(Enum):
    OPEN = "open"
    REVIEWED = "reviewed"
    RELEASED = "released"


@frozen(kw_only=True, slots=False)
class Action:
    """Just enough of an action to decide what may happen to it next."""

    id: ActionId
    owner: MemberId
    session: int
    committed_at: datetime
    last_change: datetime
    state: ActionState = ActionState.OPEN
    reported: bool = False
    ended: tuple[Interval, ...] = ()
    """From each review or release to its reopening; only the last one may still run."""

    @property
    def is_open(self) -> bool:
        return self.state is ActionState.OPEN

    def report_progress(self, *, note: Personal, by: MemberId, at: datetime) -> ProgressReported:
        """Say how far it has come. It may be recorded late, and counts if the action was open at its time."""
        self._theirs(by, "report progress")
        self._open_at("report progress", at)
        return ProgressReported(self.id, note)

    def name_barrier(self, *, barrier: Personal, by: MemberId, at: datetime) -> BarrierNamed:
        """Say what stands in its way, or stood while it was open."""
        self._theirs(by, "name a barrier")
        self._open_at("name a barrier", at)
        return BarrierNamed(self.id, barrier)

    def report_outcome(
        self,
        result: OutcomeResult,
        *,
        done_on: date | None,
        evidence: Personal | None,
        time_zone: str,
        by: MemberId,
        at: datetime,
    ) -> OutcomeReported:
        """Say what it brought; it may be said again until the review. Achieved needs the day on which it was done."""
        self._theirs(by, "report its outcome")
        self._open("report its outcome")
        in_order("the action", self.last_change, at)
        if result is OutcomeResult.ACHIEVED and done_on is None:
            raise errors.DoneOnMissing(action=self.id)
        committed, reported = day_of(self.committed_at, time_zone), day_of(at, time_zone)
        if done_on is not None and not committed <= done_on <= reported:
            raise errors.DoneOnOutside(action=self.id, done_on=done_on, committed=committed, reported=reported)
        return OutcomeReported(self.id, result, done_on, evidence)

    def review(
        self,
        *,
        roster: Roster,
        peers: tuple[MemberId, ...],
        learning: tuple[LearningId, ...],
        none_yet: bool,
        captured: Collection[LearningId],
        organisational_effect: Personal,
        next_step: Personal | None,
        at: datetime,
    ) -> OutcomeReviewed:
        """Review the outcome in a session, with at least one peer.

        ``captured`` is what the owner has captured from this action; ``none_yet`` says on purpose that there is nothing.
        """
        self._open("review it")
        in_order("the action", self.last_change, at)
        if not self.reported:
            raise errors.NotReported(action=self.id)
        if roster.session == self.session or roster.opened_at <= self.committed_at:
            raise errors.ReviewedTooSoon(action=self.id, session=self.session)
        roster.must_hold(self.owner)
        others = tuple(peer for peer in dict.fromkeys(peers) if peer != self.owner)
        if not others:
            raise errors.NoPeer(action=self.id)
        for peer in others:
            roster.must_hold(peer)
        if not learning and not none_yet:
            raise errors.NoLearningNamed(action=self.id)
        for each in learning:
            if each not in captured:
                raise errors.NotLearntFromThis(learning=each, action=self.id)
        return OutcomeReviewed(self.id, roster.session, others, learning, organisational_effect, next_step)

    def reopen(self, *, reason: Personal, at: datetime) -> OutcomeReopened:
        """Undo the review. What was reported stands, unless it is reported again; a review follows again."""
        if self.state is not ActionState.REVIEWED:
            raise errors.NotReviewed(action=self.id, state=self.state.value)
        in_order("the action", self.last_change, at)
        return OutcomeReopened(self.id, reason)

    def renegotiate(
        self, *, due: date, reason: Personal, roster: Roster, by: MemberId, at: datetime
    ) -> tuple[ActionRenegotiated | PolicyBreachNoted, ...]:
        """Move the due date, overdue or not, at a session."""
        self._theirs(by, "renegotiate it")
        self._open("renegotiate it")
        in_order("the action", self.last_change, at)
        roster.must_hold(by)
        today = day_of(at, roster.time_zone)
        if due < today:
            raise errors.DueInThePast(due=due, today=today)
        breaches = policies.due_before_the_next_session(due, roster.next_session)
        return (ActionRenegotiated(self.id, roster.session, due, reason), *breaches)

    def release(self, *, reason: Personal, by: MemberId, parting_adviser: bool = False, at: datetime) -> ActionReleased:
        """Let it go. The owner may at any time; the adviser only as a member leaves or the set closes."""
        if by != self.owner and not parting_adviser:
            raise errors.OnlyAsTheyLeave(member=by, owner=self.owner)
        self._open("release it")
        in_order("the action", self.last_change, at)
        return ActionReleased(self.id, reason)

    def _theirs(self, by: MemberId, wanted: str) -> None:
        if by != self.owner:
            raise errors.NotTheOwner(member=by, owner=self.owner, wanted=wanted)

    def _open(self, wanted: str) -> None:
        if not self.is_open:
            raise errors.ActionNotOpen(action=self.id, wanted=wanted, state=self.state.value)

    def _open_at(self, wanted: str, at: datetime) -> None:
        """What changes nothing may be recorded late, and is judged at its time."""
        in_order("the action", self.committed_at, at)
        for over in self.ended:
            if over.covers(at):
                # only what was reviewed is ever reopened
                then = self.state if over.end is None else ActionState.REVIEWED
                raise errors.ActionNotOpen(action=self.id, wanted=wanted, state=then.value)
