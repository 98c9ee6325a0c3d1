"""Policies: rules that a set agrees for itself; a breach is accepted and noted, for a log must be able to tell of a bad day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import Enum
from typing import Protocol

import attrs

from actionlearning.domain.event import event
from actionlearning.domain.values import MemberId

__all__ = [
    "Policy",
    "PolicyBreachNoted",
    "SetPolicy",
    "airtime_within_the_session",
    "due_before_the_next_session",
    "nobody_with_their_line_manager",
    "one_level_band",
    "quorum",
    "size",
]


class Policy(Enum):
    """Which policy was breached."""

    SIZE = "size"
    QUORUM = "quorum"
    AIRTIME = "airtime"
    DUE = "due_before_next_session"
    LINE_MANAGER = "line_manager"
    LEVEL_BAND = "level_band"


@attrs.frozen(kw_only=True)
class SetPolicy:
    """What a set agreed when it was formed; a replay of an old set uses the policy of its day.

    ``smallest`` and ``largest`` are numbers of members, ``quorum`` a number of members checked in, ``minutes`` the length
    of a session where none is given.
    """

    smallest: int = 4
    largest: int = 8
    quorum: int = 4
    minutes: int = 180

    @property
    def makes_sense(self) -> bool:
        """Whether a set could keep to it."""
        return 1 <= self.smallest <= self.largest and 1 <= self.quorum <= self.largest and self.minutes >= 1


@event("policy.breach-noted")
class PolicyBreachNoted:
    """A decision went against a policy; it stands all the same. The detail names nobody but by id."""

    policy: Policy
    detail: str


class Colleague(Protocol):
    """As much of a member as a policy looks at."""

    @property
    def id(self) -> MemberId: ...

    @property
    def line_manager(self) -> MemberId | None: ...


def size(policy: SetPolicy, members: int) -> tuple[PolicyBreachNoted, ...]:
    """About four to eight: fewer have too few questions, more too little airtime."""
    if policy.smallest <= members <= policy.largest:
        return ()
    return (PolicyBreachNoted(Policy.SIZE, f"{members} members, agreed {policy.smallest} to {policy.largest}"),)


def quorum(agreed: int, present: int) -> tuple[PolicyBreachNoted, ...]:
    """A session below the agreed quorum is held, and noted."""
    if present >= agreed:
        return ()
    return (PolicyBreachNoted(Policy.QUORUM, f"{present} checked in, agreed {agreed}"),)


def airtime_within_the_session(allocated: int, minutes: int) -> tuple[PolicyBreachNoted, ...]:
    """Airtime that does not fit will be taken from somebody."""
    if allocated <= minutes:
        return ()
    return (PolicyBreachNoted(Policy.AIRTIME, f"{allocated} minutes allocated in a session of {minutes}"),)


def due_before_the_next_session(due: date, next_session: date | None) -> tuple[PolicyBreachNoted, ...]:
    """An action that is due before the set meets again comes back to the set; with no session scheduled nothing is breached."""
    if next_session is None or due < next_session:
        return ()
    return (PolicyBreachNoted(Policy.DUE, f"due {due}, next session {next_session}"),)


def one_level_band(band: str, others: Collection[str]) -> tuple[PolicyBreachNoted, ...]:
    """Peers carry the same responsibility (P32)."""
    different = sorted(set(others) - {band})
    if not different:
        return ()
    return (PolicyBreachNoted(Policy.LEVEL_BAND, f"band {band} joins band {', '.join(different)}"),)


def nobody_with_their_line_manager(joining: Colleague, others: Iterable[Colleague]) -> tuple[PolicyBreachNoted, ...]:
    """Nobody speaks freely in front of the person who appraises them (P32)."""
    return tuple(
        PolicyBreachNoted(Policy.LINE_MANAGER, f"{manager} manages {managed}")
        for other in others
        for managed, manager in ((joining.id, joining.line_manager), (other.id, other.line_manager))
        if manager is not None and manager in (joining.id, other.id) and managed != manager
    )
