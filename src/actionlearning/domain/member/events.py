"""What a person writes about themself; only they do."""

from __future__ import annotations

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import (
    ActionRef,
    ConsentScope,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    MemberId,
    ProblemId,
    ProgrammeId,
    RatingPhase,
    ValueId,
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


@event("member.consent-given")
class ConsentGiven:
    """They let what they say be used for something."""

    scope: ConsentScope


@event("member.consent-withdrawn")
class ConsentWithdrawn:
    """They do not any more."""

    scope: ConsentScope


@event("member.value-elicited")
class PersonalValueElicited:
    """They put into words what they hold important."""

    value: ValueId
    words: Personal = personal("words")


@event("member.value-tension-noted")
class ValueTensionNoted:
    """They noted that what they hold important pulls against what an organisation does."""

    own: ValueId
    programme: ProgrammeId
    organisational: ValueId
    tension: Personal = personal("tension")


@event("member.learning-style-profiled")
class LearningStyleProfiled:
    """They profiled how they like to learn, 0 to 20 each (Honey & Mumford); an aid to reflection, never a score."""

    activist: int
    reflector: int
    theorist: int
    pragmatist: int


@event("member.development-goal-set")
class DevelopmentGoalSet:
    """They said what they want to become better at."""

    goal: Personal = personal("goal")


@event("member.learning-approach-chosen")
class LearningApproachChosen:
    """They chose how they want to learn."""

    approach: Personal = personal("approach")


@event("member.learning-approach-reviewed")
class LearningApproachReviewed:
    """They looked back at the approach they chose last, and keep it or not."""

    keep: bool
    review: Personal = personal("review")


@event("member.motivation-rated")
class MotivationRated:
    """How motivated they are to apply what they learn, on 1 to 10."""

    score: int


@event("member.legal-hold-placed")
class LegalHoldPlaced:
    """What they said must be kept, for a reason that names nobody; they cannot be forgotten meanwhile."""

    reason: str


@event("member.legal-hold-lifted")
class LegalHoldLifted:
    """It need not be kept any longer."""

    reason: str


@event("member.erasure-requested")
class ErasureRequested:
    """They asked to be forgotten; from now on they write nothing about themself."""


@event("member.personal-data-erased")
class PersonalDataErased:
    """The keys of their texts are destroyed; what they did still counts."""


MemberEvent = (
    MemberRegistered
    | SelfRatingGiven
    | LearningCaptured
    | LearningApplied
    | ConsentGiven
    | ConsentWithdrawn
    | PersonalValueElicited
    | ValueTensionNoted
    | LearningStyleProfiled
    | DevelopmentGoalSet
    | LearningApproachChosen
    | LearningApproachReviewed
    | MotivationRated
    | LegalHoldPlaced
    | LegalHoldLifted
    | ErasureRequested
    | PersonalDataErased
)
