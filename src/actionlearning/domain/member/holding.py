"""A legal hold: what a person said must be kept for the law, so they cannot be forgotten until it is lifted.

A hold and a request to be forgotten exclude each other, and both are decided on the person's own stream: whichever is recorded
first stands, and the other is refused.
"""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.member import errors
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.member.events import LegalHoldLifted, LegalHoldPlaced
from actionlearning.domain.times import in_order
from actionlearning.domain.values import MemberId

__all__ = ["lift_hold", "place_hold"]


def place_hold(member: Member, *, reason: str, by: MemberId, at: datetime) -> LegalHoldPlaced:
    """Have what they said kept."""
    _must_decide(member, by, at)
    if member.erasure_requested_at is not None:
        raise errors.TooLateToHold(member=member.id, asked=member.erasure_requested_at)
    if member.hold is not None and member.hold.stands:
        raise errors.HeldAlready(member=member.id, since=member.hold.last_change)
    return LegalHoldPlaced(reason)


def lift_hold(member: Member, *, reason: str, by: MemberId, at: datetime) -> LegalHoldLifted:
    """Let them be forgotten again, if they wish."""
    _must_decide(member, by, at)
    if member.hold is None or not member.hold.stands:
        raise errors.NoHold(member=member.id)
    return LegalHoldLifted(reason)


def _must_decide(member: Member, by: MemberId, at: datetime) -> None:
    """Somebody else, after they were registered and after whatever was decided on a hold before."""
    if by == member.id:
        raise errors.NotOverOneself(member=by)
    in_order("the person's record", member.registered_at, at)
    in_order("the legal hold", None if member.hold is None else member.hold.last_change, at)
