"""How a member's state follows from what was recorded.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.member.aggregate import Consent, Hold, Learning, Member
from actionlearning.domain.member.events import (
    ConsentGiven,
    ConsentWithdrawn,
    DevelopmentGoalSet,
    ErasureRequested,
    LearningApplied,
    LearningApproachChosen,
    LearningApproachReviewed,
    LearningCaptured,
    LearningStyleProfiled,
    LegalHoldLifted,
    LegalHoldPlaced,
    MemberEvent,
    MemberRegistered,
    MotivationRated,
    PersonalDataErased,
    PersonalValueElicited,
    SelfRatingGiven,
    ValueTensionNoted,
)

__all__ = ["apply"]

ABOUT_THEM = (LegalHoldPlaced, LegalHoldLifted, ErasureRequested, PersonalDataErased)
"""What is recorded about a person, and is nothing that they wrote."""


def apply(member: Member | None, event: MemberEvent, at: datetime) -> Member:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, MemberRegistered):
        (subject,) = event.name.subjects
        return Member(id=subject, registered_at=at, level_band=event.level_band, line_manager=event.line_manager)
    assert member is not None, "a stream of a member begins with MemberRegistered"
    if not isinstance(event, ABOUT_THEM):
        member = evolve(member, last_written=max(member.last_written or at, at))
    match event:
        case LearningCaptured(learning=learning, source=source):
            return evolve(member, learnings=added(member.learnings, learning, Learning(source, at)))
        case PersonalValueElicited(value=value):
            return evolve(member, values=added(member.values, value, at))
        case ConsentGiven(scope=scope):
            return evolve(member, consents=added(member.consents, scope, Consent(given=True, last_change=at)))
        case ConsentWithdrawn(scope=scope):
            return evolve(member, consents=added(member.consents, scope, Consent(given=False, last_change=at)))
        case LearningApproachChosen():
            return evolve(member, approach_chosen_at=min(member.approach_chosen_at or at, at))
        case LegalHoldPlaced():
            return evolve(member, hold=Hold(stands=True, last_change=at))
        case LegalHoldLifted():
            return evolve(member, hold=Hold(stands=False, last_change=at))
        case ErasureRequested():
            return evolve(member, erasure_requested_at=at)
        case PersonalDataErased():
            return evolve(member, erased=True)
        case (
            SelfRatingGiven()
            | LearningApplied()
            | ValueTensionNoted()
            | LearningStyleProfiled()
            | DevelopmentGoalSet()
            | LearningApproachReviewed()
            | MotivationRated()
        ):
            return member
        case _:
            assert_never(event)
