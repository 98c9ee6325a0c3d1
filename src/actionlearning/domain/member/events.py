"""What a person writes about themself; only they do."""

from __future__ import annotations

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import (
    ActionRef,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    MemberId,
    ProblemId,
    RatingPhase,
)


@event("member.registered")
class MemberRegistered:
    """A person who will act was made known. Their id is drawn at random, never derived from a name."""

    organisation: str
    level_band: str | None
    line_manager: MemberId | None
    name: Personal = personal("name")
    role: Personal = personal("role")


@event("member.self-rating-given")
class SelfRatingGiven:
    """They rated themself on 1 to 10, before or after."""

    instrument: Instrument
    phase: RatingPhase
    score: int


@event("member.learning-captured")
class LearningCaptured:
    """They put into words what they learnt, and from which action."""

    learning: LearningId
    kind: LearningKind
    loop: Loop
    source: ActionRef
    what: Personal = personal("what")


@event("member.learning-applied")
class LearningApplied:
    """They used a learning on another problem."""

    learning: LearningId
    problem: ProblemId
    how: Personal = personal("how")


MemberEvent = MemberRegistered | SelfRatingGiven | LearningCaptured | LearningApplied
