"""What is known of a person that is theirs alone: values, tensions, styles, goals, approaches, motivation, consents."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from actionlearning.domain.member.events import (
    ConsentGiven,
    ConsentWithdrawn,
    DevelopmentGoalSet,
    LearningApproachChosen,
    LearningApproachReviewed,
    LearningStyleProfiled,
    MotivationRated,
    PersonalValueElicited,
    ValueTensionNoted,
)
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import ConsentScope, ProgrammeId, ValueId
from actionlearning.projections.projection import Stream

__all__ = ["Approach", "ApproachReview", "Goal", "Motivation", "OwnValue", "Profile", "Styles", "Tension", "profile_of"]


@frozen
class OwnValue:
    """What somebody holds important."""

    id: ValueId
    at: datetime
    words: Personal


@frozen
class Tension:
    """What they hold important pulls against what an organisation does."""

    at: datetime
    own: ValueId
    programme: ProgrammeId
    organisational: ValueId
    words: Personal


@frozen
class Styles:
    """How they like to learn, 0 to 20 each (Honey & Mumford); an aid to reflection, never a score."""

    at: datetime
    activist: int
    reflector: int
    theorist: int
    pragmatist: int


@frozen
class Goal:
    """What they want to become better at."""

    at: datetime
    words: Personal


@frozen
class ApproachReview:
    """How they looked back at an approach, and whether they keep it."""

    at: datetime
    keep: bool
    words: Personal


@frozen
class Approach:
    """How they chose to learn, and what they said of it until they chose another."""

    at: datetime
    words: Personal
    reviews: tuple[ApproachReview, ...]


@frozen
class Motivation:
    """How motivated they were to apply what they learn, on 1 to 10."""

    at: datetime
    score: int


@frozen(kw_only=True)
class Profile:
    """All of this about one person, each list oldest first. It is kept apart from what a sponsor's views are made of."""

    values: tuple[OwnValue, ...]
    tensions: tuple[Tension, ...]
    styles: tuple[Styles, ...]
    goals: tuple[Goal, ...]
    approaches: tuple[Approach, ...]
    motivation: tuple[Motivation, ...]
    consents: tuple[ConsentScope, ...]
    """What they let others do with what they say, now."""


def profile_of(stream: Stream) -> Profile:
    """What is known of the person of a stream that is theirs alone."""
    return Profile(
        values=tuple(OwnValue(r.event.value, r.occurred_at, r.event.words) for r in stream.of(PersonalValueElicited)),
        tensions=tuple(
            Tension(r.occurred_at, r.event.own, r.event.programme, r.event.organisational, r.event.tension)
            for r in stream.of(ValueTensionNoted)
        ),
        styles=tuple(
            Styles(r.occurred_at, r.event.activist, r.event.reflector, r.event.theorist, r.event.pragmatist)
            for r in stream.of(LearningStyleProfiled)
        ),
        goals=tuple(Goal(r.occurred_at, r.event.goal) for r in stream.of(DevelopmentGoalSet)),
        approaches=_approaches(stream),
        motivation=tuple(Motivation(r.occurred_at, r.event.score) for r in stream.of(MotivationRated)),
        consents=_consents(stream),
    )


def _approaches(stream: Stream) -> tuple[Approach, ...]:
    """A review belongs to the approach that had been chosen last when it was made."""
    chosen = stream.of(LearningApproachChosen)
    reviews: list[list[ApproachReview]] = [[] for _ in chosen]
    for r in stream.of(LearningApproachReviewed):
        before = [n for n, c in enumerate(chosen) if (c.occurred_at, c.position) < (r.occurred_at, r.position)]
        if before:
            reviews[before[-1]].append(ApproachReview(r.occurred_at, r.event.keep, r.event.review))
    return tuple(Approach(c.occurred_at, c.event.approach, tuple(its)) for c, its in zip(chosen, reviews, strict=True))


def _consents(stream: Stream) -> tuple[ConsentScope, ...]:
    given = {r.event.scope: (r.occurred_at, r.position) for r in stream.of(ConsentGiven)}
    withdrawn = {r.event.scope: (r.occurred_at, r.position) for r in stream.of(ConsentWithdrawn)}
    return tuple(
        scope for scope in ConsentScope if scope in given and (scope not in withdrawn or withdrawn[scope] < given[scope])
    )
