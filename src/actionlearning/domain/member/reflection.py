"""What a person writes about how they are and how they learn: consents, values, styles, goals, approaches, motivation."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.member import errors
from actionlearning.domain.member.aggregate import Member
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
from actionlearning.domain.times import in_order
from actionlearning.domain.values import ConsentScope, MemberId, ProgrammeId, ValueId

__all__ = [
    "choose_approach",
    "elicit_value",
    "give_consent",
    "note_tension",
    "profile_style",
    "rate_motivation",
    "review_approach",
    "set_goal",
    "withdraw_consent",
]


def give_consent(member: Member, scope: ConsentScope, *, by: MemberId, at: datetime) -> ConsentGiven:
    """Let what they say be used for something."""
    member.must_write(by, at)
    known = member.consents.get(scope)
    if known is not None:
        if known.given:
            raise errors.ConsentStands(scope=scope.value)
        in_order("the consent", known.last_change, at)
    return ConsentGiven(scope)


def withdraw_consent(member: Member, scope: ConsentScope, *, by: MemberId, at: datetime) -> ConsentWithdrawn:
    """Let it be used no longer."""
    member.must_write(by, at)
    known = member.consents.get(scope)
    if known is None or not known.given:
        raise errors.NoConsent(scope=scope.value)
    in_order("the consent", known.last_change, at)
    return ConsentWithdrawn(scope)


def elicit_value(member: Member, value: ValueId, *, words: Personal, by: MemberId, at: datetime) -> PersonalValueElicited:
    """Put into words what they hold important (P69)."""
    member.must_write(by, at)
    return PersonalValueElicited(value, words)


def note_tension(
    member: Member,
    own: ValueId,
    *,
    programme: ProgrammeId,
    organisational: ValueId,
    elicited_at: datetime,
    tension: Personal,
    by: MemberId,
    at: datetime,
) -> ValueTensionNoted:
    """Note that a value of theirs pulls against an organisation's, which was put into words at ``elicited_at`` (P69)."""
    member.must_write(by, at)
    if own not in member.values:
        raise errors.NoSuchValue(value=own)
    in_order("the value", max(member.values[own], elicited_at), at)
    return ValueTensionNoted(own, programme, organisational, tension)


def profile_style(
    member: Member, *, activist: int, reflector: int, theorist: int, pragmatist: int, by: MemberId, at: datetime
) -> LearningStyleProfiled:
    """Say how they like to learn, 0 to 20 each (Honey & Mumford); an aid to reflection, never a score (P54)."""
    member.must_write(by, at)
    return LearningStyleProfiled(activist, reflector, theorist, pragmatist)


def set_goal(member: Member, *, goal: Personal, by: MemberId, at: datetime) -> DevelopmentGoalSet:
    """Say what they want to become better at."""
    member.must_write(by, at)
    return DevelopmentGoalSet(goal)


def choose_approach(member: Member, *, approach: Personal, by: MemberId, at: datetime) -> LearningApproachChosen:
    """Choose how they want to learn (P68)."""
    member.must_write(by, at)
    return LearningApproachChosen(approach)


def review_approach(member: Member, *, keep: bool, review: Personal, by: MemberId, at: datetime) -> LearningApproachReviewed:
    """Look back at the approach that was chosen last by then (P68)."""
    member.must_write(by, at)
    if member.approach_chosen_at is None or at < member.approach_chosen_at:
        raise errors.NoApproach(at=at)
    return LearningApproachReviewed(keep, review)


def rate_motivation(member: Member, *, score: int, by: MemberId, at: datetime) -> MotivationRated:
    """Say how motivated they are to apply what they learn, on 1 to 10 (P70)."""
    member.must_write(by, at)
    return MotivationRated(score)
