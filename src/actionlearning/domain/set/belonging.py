"""Who belonged to a set at a moment of its past: its members, those it had asked to join, and who could advise it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

import attrs
from attrs import frozen

from actionlearning.domain.set import errors
from actionlearning.domain.set.facilitation import Facilitation
from actionlearning.domain.set.spans import Spans, covered, still_open
from actionlearning.domain.values import MemberId, SetKind

__all__ = ["Belonging"]


@frozen(kw_only=True, slots=False)
class Belonging:
    """The people of a set, each from when until when."""

    kind: SetKind
    invitations: Spans = attrs.Factory(dict)
    """From being asked to joining."""

    memberships: Spans = attrs.Factory(dict)
    opened: Mapping[tuple[MemberId, MemberId], datetime] = attrs.Factory(dict)
    """Who lets whom read what was said before they joined, and since when."""

    facilitation: Facilitation = attrs.Factory(Facilitation)

    def is_member(self, member: MemberId, at: datetime) -> bool:
        return covered(self.memberships, member, at) is not None

    def must_have(self, member: MemberId, at: datetime) -> None:
        """Raise ``NotAMember`` unless they belonged to the set at that moment."""
        if not self.is_member(member, at):
            raise errors.NotAMember(member=member, at=at)

    def lets_look_back(self, member: MemberId, at: datetime) -> bool:
        """Whether everybody else who is there at a moment lets a member read what was said before they joined."""
        others = self.members(at) - {member}
        return bool(others) and all((member, other) in self.opened and self.opened[member, other] <= at for other in others)

    def left_after(self, member: MemberId, at: datetime) -> datetime | None:
        """When the membership ended that covered a moment; None if it has not."""
        membership = covered(self.memberships, member, at)
        return None if membership is None else membership.end

    def members(self, at: datetime) -> frozenset[MemberId]:
        return frozenset(member for member in self.memberships if self.is_member(member, at))

    @property
    def invited(self) -> Mapping[MemberId, datetime]:
        """Who has been asked and has not joined, and when they were asked."""
        waiting = {person: still_open(self.invitations, person) for person in self.invitations}
        return {person: span.start for person, span in waiting.items() if span is not None}

    @property
    def advisers(self) -> AbstractSet[MemberId]:
        """Everybody who was ever appointed."""
        return self.facilitation.advisers.keys()

    def is_adviser(self, person: MemberId, at: datetime) -> bool:
        """Whether they were an appointed adviser."""
        return self.facilitation.is_adviser(person, at)

    def may_advise_as_a_member(self, person: MemberId, at: datetime) -> bool:
        """Whether it was their turn to learn to advise: on the rota, or in a training set; never without being a member."""
        may = self.kind is SetKind.TRAINING or self.facilitation.is_on_the_rota(person, at)
        return may and self.is_member(person, at)
