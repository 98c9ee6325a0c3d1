"""A member: a person who acts, and what they write about themself; nobody else writes it for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs
from attrs import frozen

from actionlearning.domain.member import errors
from actionlearning.domain.member.events import (
    LearningApplied,
    LearningCaptured,
    MemberRegistered,
    SelfRatingGiven,
)
from actionlearning.domain.personal import Personal
from actionlearning.domain.times import in_order
from actionlearning.domain.values import (
    ActionId,
    ActionRef,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    MemberId,
    ProblemId,
    RatingPhase,
)

__all__ = ["Learning", "Member", "register"]


@frozen
class Learning:
    """What an action taught: which one, and since when it is in words."""

    source: ActionRef
    captured_at: datetime


@frozen(kw_only=True)
class Member:
    """Just enough of a person to decide what they may write next."""

    id: MemberId
    registered_at: datetime
    level_band: str | None
    line_manager: MemberId | None
    learnings: Mapping[LearningId, Learning] = attrs.Factory(dict)

    def learnt_from(self, action: ActionId) -> frozenset[LearningId]:
        """The learnings whose source is that action."""
        return frozenset(learning for learning, known in self.learnings.items() if known.source.action == action)

    def rate(self, instrument: Instrument, *, phase: RatingPhase, score: int, by: MemberId, at: datetime) -> SelfRatingGiven:
        """Rate oneself on 1 to 10."""
        self._own(by, at)
        return SelfRatingGiven(instrument, phase, score)

    def capture(
        self,
        learning: LearningId,
        *,
        what: Personal,
        kind: LearningKind,
        loop: Loop,
        source: ActionRef,
        committed_at: datetime,
        by: MemberId,
        at: datetime,
    ) -> LearningCaptured:
        """Put into words what an action taught, which was committed to at ``committed_at``."""
        self._own(by, at)
        in_order("the action", committed_at, at)
        return LearningCaptured(learning, kind, loop, source, what)

    def use(self, learning: LearningId, *, problem: ProblemId, how: Personal, by: MemberId, at: datetime) -> LearningApplied:
        """Say that a learning helped on another problem."""
        self._own(by, at)
        if learning not in self.learnings:
            raise errors.NoSuchLearning(learning=learning)
        known = self.learnings[learning]
        if known.source.problem == problem:
            raise errors.AppliedToItsSource(problem=problem)
        in_order("the learning", known.captured_at, at)
        return LearningApplied(learning, problem, how)

    def _own(self, by: MemberId, at: datetime) -> None:
        if by != self.id:
            raise errors.OnlyTheirOwn(by=by, member=self.id)
        in_order("the person's record", self.registered_at, at)


def register(
    *, organisation: str, level_band: str | None, line_manager: MemberId | None, name: Personal, role: Personal
) -> MemberRegistered:
    """Make a person known. Everyone who acts is registered: members, advisers, sponsors, managers."""
    return MemberRegistered(organisation, level_band, line_manager, name, role)
