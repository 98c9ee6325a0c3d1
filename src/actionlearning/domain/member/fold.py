"""How a member's state follows from what was recorded.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from attrs import evolve

from actionlearning.domain.member.aggregate import Learning, Member
from actionlearning.domain.member.events import (
    LearningApplied,
    LearningCaptured,
    MemberEvent,
    MemberRegistered,
    SelfRatingGiven,
)

__all__ = ["apply"]


def apply(member: Member | None, event: MemberEvent, at: datetime) -> Member:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, MemberRegistered):
        (subject,) = event.name.subjects
        return Member(id=subject, registered_at=at, level_band=event.level_band, line_manager=event.line_manager)
    assert member is not None, "a stream of a member begins with MemberRegistered"
    match event:
        case LearningCaptured(learning=learning, source=source):
            return evolve(member, learnings={**member.learnings, learning: Learning(source, at)})
        case SelfRatingGiven() | LearningApplied():
            return member
        case _:
            assert_never(event)
