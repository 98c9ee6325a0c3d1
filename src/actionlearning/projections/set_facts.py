"""What is known of a set itself: who belonged to it when, and what happened in each of its sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AirtimeAllocated,
    AirtimeBid,
    CheckedIn,
    CheckedOut,
    MemberJoined,
    MemberLeft,
    ProcessReviewed,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.times import Interval
from actionlearning.domain.values import AttendanceMode, MemberId, ProblemId, SessionKind
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import Stream

__all__ = ["Airtime", "Membership", "ProcessReview", "Session", "Slot", "advisers_of", "memberships_of", "sessions_of"]

Event = TypeVar("Event")


@frozen
class Membership:
    """A member, from when until when."""

    member: MemberId
    interval: Interval


@frozen
class Airtime:
    """Minutes that a member asked for or was given for a problem; a bid names no minutes."""

    member: MemberId
    problem: ProblemId
    minutes: int | None = None


@frozen
class Slot:
    """A presenter's airtime as it was; ``minutes`` is None until it is closed."""

    presenter: MemberId
    problem: ProblemId
    minutes: int | None


@frozen
class ProcessReview:
    """How the set found itself, on 1 to 10."""

    safety: int
    challenge: int
    support: int
    note: Personal | None


@frozen(kw_only=True)
class Session:
    """One meeting of the set, from the diary to its close."""

    number: int
    kind: SessionKind
    starts_at: datetime
    minutes: int
    mode: AttendanceMode
    cancelled: bool
    opened_at: datetime | None
    closed_at: datetime | None
    adviser: MemberId | None
    inquorate: bool | None
    present: frozenset[MemberId]
    absent: Mapping[MemberId, bool]
    """Who did not come, and whether they sent an apology."""
    energy_in: Mapping[MemberId, int]
    energy_out: Mapping[MemberId, int]
    bids: tuple[Airtime, ...]
    allocated: tuple[Airtime, ...]
    slots: tuple[Slot, ...]
    process_reviews: tuple[ProcessReview, ...]

    @property
    def is_regular(self) -> bool:
        """Whether it counts for attendance and airtime; a follow-up does not."""
        return self.kind is SessionKind.REGULAR


def memberships_of(stream: Stream) -> tuple[Membership, ...]:
    """Every membership there has been; whoever left and came back has two."""
    found: list[Membership] = []
    for joined in stream.of(MemberJoined):
        member = joined.event.member
        ends = [
            r.occurred_at for r in stream.of(MemberLeft) if r.event.member == member and r.occurred_at >= joined.occurred_at
        ]
        found.append(Membership(member, Interval(joined.occurred_at, min(ends, default=None))))
    return tuple(found)


def advisers_of(stream: Stream) -> tuple[MemberId, ...]:
    """Those appointed as set adviser, in the order of appointment."""
    return tuple(dict.fromkeys(r.event.adviser for r in stream.of(AdviserAppointed)))


def sessions_of(stream: Stream) -> tuple[Session, ...]:
    """The sessions in the diary or held, in the order of their start."""
    sessions = [_session(stream, scheduled.event) for scheduled in stream.of(SessionScheduled)]
    return tuple(sorted(sessions, key=lambda session: (session.starts_at, session.number)))


def _session(stream: Stream, scheduled: SessionScheduled) -> Session:
    number = scheduled.session
    opened = _last(r for r in stream.of(SessionOpened) if r.event.session == number)
    closed = _last(r for r in stream.of(SessionClosed) if r.event.session == number)
    arrivals = [r.event for r in stream.of(CheckedIn) if r.event.session == number]
    departures = [r.event for r in stream.of(CheckedOut) if r.event.session == number]
    given = {r.event.problem: r.event for r in stream.of(AirtimeAllocated) if r.event.session == number}
    return Session(
        number=number,
        kind=scheduled.kind,
        starts_at=scheduled.starts_at,
        minutes=scheduled.minutes,
        mode=scheduled.mode,
        cancelled=any(r.event.session == number for r in stream.of(SessionCancelled)),
        opened_at=opened.occurred_at if opened else None,
        closed_at=closed.occurred_at if closed else None,
        adviser=opened.event.adviser if opened else None,
        inquorate=closed.event.inquorate if closed else None,
        present=frozenset(arrival.member for arrival in arrivals),
        absent={r.event.member: r.event.apology for r in stream.of(AbsenceRecorded) if r.event.session == number},
        energy_in={arrival.member: arrival.energy for arrival in arrivals if arrival.energy is not None},
        energy_out={departure.member: departure.energy for departure in departures if departure.energy is not None},
        bids=tuple(Airtime(r.event.member, r.event.problem) for r in stream.of(AirtimeBid) if r.event.session == number),
        allocated=tuple(Airtime(each.member, each.problem, each.minutes) for each in given.values()),
        slots=_slots(stream, number),
        process_reviews=tuple(
            ProcessReview(r.event.safety, r.event.challenge, r.event.support, r.event.note)
            for r in stream.of(ProcessReviewed)
            if r.event.session == number
        ),
    )


def _slots(stream: Stream, number: int) -> tuple[Slot, ...]:
    opened = [r for r in stream.of(SlotOpened) if r.event.session == number]
    closed = [r for r in stream.of(SlotClosed) if r.event.session == number]
    # A set has one slot open at a time, as it records them: a close belongs to the slot that was opened last before it in
    # the stream. Times would mislead where a slot that ended as another began was recorded late.
    minutes: dict[int, int] = {}
    for close in closed:
        before = [r.version for r in opened if r.version < close.version]
        if before:
            minutes[max(before)] = close.event.minutes
    return tuple(Slot(r.event.presenter, r.event.problem, minutes.get(r.version)) for r in opened)


def _last(recorded: Iterable[Recorded[Event]]) -> Recorded[Event] | None:
    return max(recorded, key=lambda r: r.position, default=None)
