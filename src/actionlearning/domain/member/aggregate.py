"""A member: a person who acts, and what they write about themself; nobody else writes it for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs
from attrs import frozen

from actionlearning.domain.member import errors
from actionlearning.domain.member.events import (
    ErasureRequested,
    LearningApplied,
    LearningCaptured,
    MemberRegistered,
    PersonalDataErased,
    SelfRatingGiven,
)
from actionlearning.domain.personal import Personal
from actionlearning.domain.times import in_order
from actionlearning.domain.values import (
    ActionId,
    ActionRef,
    ConsentScope,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    MemberId,
    ProblemId,
    RatingPhase,
    ValueId,
)

__all__ = ["Consent", "Hold", "Learning", "Member", "register"]


@frozen
class Learning:
    """What an action taught: which one, and since when it is in words."""

    source: ActionRef
    captured_at: datetime


@frozen
class Consent:
    """Whether something is consented to, and since when."""

    given: bool
    last_change: datetime


@frozen
class Hold:
    """Whether what they said must be kept for the law, and since when."""

    stands: bool
    last_change: datetime


@frozen(kw_only=True, slots=False)
class Member:
    """Just enough of a person to decide what they may write next."""

    id: MemberId
    registered_at: datetime
    level_band: str | None
    line_manager: MemberId | None
    learnings: Mapping[LearningId, Learning] = attrs.Factory(dict)
    values: Mapping[ValueId, datetime] = attrs.Factory(dict)
    """What they hold important, and since when that is in words."""

    consents: Mapping[ConsentScope, Consent] = attrs.Factory(dict)
    approach_chosen_at: datetime | None = None
    """When they first chose how to learn."""

    last_written: datetime | None = None
    """The latest time about which they wrote anything of themself."""

    hold: Hold | None = None
    erasure_requested_at: datetime | None = None
    erased: bool = False

    def learnt_from(self, action: ActionId) -> frozenset[LearningId]:
        """The learnings whose source is that action."""
        return frozenset(learning for learning, known in self.learnings.items() if known.source.action == action)

    def rate(self, instrument: Instrument, *, phase: RatingPhase, score: int, by: MemberId, at: datetime) -> SelfRatingGiven:
        """Rate oneself on 1 to 10."""
        self.must_write(by, at)
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
        self.must_write(by, at)
        in_order("the action", committed_at, at)
        return LearningCaptured(learning, kind, loop, source, what)

    def use(self, learning: LearningId, *, problem: ProblemId, how: Personal, by: MemberId, at: datetime) -> LearningApplied:
        """Say that a learning helped on another problem."""
        self.must_write(by, at)
        if learning not in self.learnings:
            raise errors.NoSuchLearning(learning=learning)
        known = self.learnings[learning]
        if known.source.problem == problem:
            raise errors.AppliedToItsSource(problem=problem)
        in_order("the learning", known.captured_at, at)
        return LearningApplied(learning, problem, how)

    # Being forgotten

    def request_erasure(self, *, by: MemberId, at: datetime) -> tuple[ErasureRequested, ...]:
        """Ask to be forgotten, after whatever they wrote last. Asking again asks for nothing more."""
        if self.erasure_requested_at is not None and by == self.id:
            return ()
        self.must_write(by, at)
        in_order("the person's record", self.last_written, at)
        if self.hold is not None:
            if self.hold.stands:
                raise errors.UnderLegalHold(member=self.id, since=self.hold.last_change)
            in_order("the legal hold", self.hold.last_change, at)
        return (ErasureRequested(),)

    def erase(self, *, at: datetime) -> tuple[PersonalDataErased, ...]:
        """Record that the keys of their texts are destroyed; that is for good, and done once."""
        if self.erased:
            return ()
        if self.erasure_requested_at is None:
            raise errors.NobodyAskedForErasure(member=self.id)
        in_order("the request", self.erasure_requested_at, at)
        return (PersonalDataErased(),)

    def must_write(self, by: MemberId, at: datetime) -> None:
        """Only they write about themself, since they were registered, and until they ask to be forgotten."""
        if by != self.id:
            raise errors.OnlyTheirOwn(by=by, member=self.id)
        if self.erasure_requested_at is not None:
            raise errors.ToBeForgotten(member=self.id, asked=self.erasure_requested_at)
        in_order("the person's record", self.registered_at, at)


def register(
    *, organisation: str, level_band: str | None, line_manager: MemberId | None, name: Personal, role: Personal
) -> MemberRegistered:
    """Make a person known. Everyone who acts is registered: members, advisers, sponsors, managers."""
    return MemberRegistered(organisation, level_band, line_manager, name, role)
