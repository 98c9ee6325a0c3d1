"""What is known of a person: what they wrote about themself, what they learnt and where they used it."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, MemberRegistered, SelfRatingGiven
from actionlearning.domain.personal import Personal
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
from actionlearning.projections.projection import Stream

__all__ = ["Application", "Learning", "Member", "Rating", "member_of"]


@frozen
class Application:
    """A learning was used on another problem."""

    at: datetime
    problem: ProblemId
    how: Personal


@frozen(kw_only=True)
class Learning:
    """What somebody learnt from an action, and where they used it since."""

    id: LearningId
    member: MemberId
    at: datetime
    kind: LearningKind
    loop: Loop
    source: ActionRef
    what: Personal
    applied: tuple[Application, ...]


@frozen
class Rating:
    """A self-rating on 1 to 10."""

    at: datetime
    instrument: Instrument
    phase: RatingPhase
    score: int


@frozen(kw_only=True)
class Member:
    """A person as far as the history has come; ``name`` and ``role`` are None before they were registered."""

    id: MemberId
    name: Personal | None
    role: Personal | None
    organisation: str | None
    level_band: str | None
    learnings: tuple[Learning, ...]
    ratings: tuple[Rating, ...]

    def rating(self, instrument: Instrument, phase: RatingPhase) -> int | None:
        """The score that counts: the last one given."""
        given = (r.score for r in reversed(self.ratings) if r.phase is phase and r.instrument is instrument)
        return next(given, None)


def member_of(stream: Stream) -> Member:
    """What is known of the person of a stream."""
    registered = stream.first(MemberRegistered)
    event = registered.event if registered else None
    return Member(
        id=MemberId(stream.id),
        name=event.name if event else None,
        role=event.role if event else None,
        organisation=event.organisation if event else None,
        level_band=event.level_band if event else None,
        learnings=tuple(
            Learning(
                id=r.event.learning,
                member=MemberId(stream.id),
                at=r.occurred_at,
                kind=r.event.kind,
                loop=r.event.loop,
                source=r.event.source,
                what=r.event.what,
                applied=tuple(
                    Application(use.occurred_at, use.event.problem, use.event.how)
                    for use in stream.of(LearningApplied)
                    if use.event.learning == r.event.learning
                ),
            )
            for r in stream.of(LearningCaptured)
        ),
        ratings=tuple(
            Rating(r.occurred_at, r.event.instrument, r.event.phase, r.event.score) for r in stream.of(SelfRatingGiven)
        ),
    )
