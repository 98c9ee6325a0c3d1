"""One session of a set, as its state: when it is, who came, and whose airtime it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import assert_never

import attrs
from attrs import frozen

from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.set import errors
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AirtimeAllocated,
    AirtimeBid,
    CheckedIn,
    CheckedOut,
    ProcessReviewed,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import (
    AttendanceCorrected,
    GroundRuleBreachNoted,
    InterventionMade,
    SlotMinutesCorrected,
)
from actionlearning.domain.times import Interval, in_order
from actionlearning.domain.values import MemberId, ProblemId, SessionKind

SessionFact = (
    SessionCancelled
    | SessionOpened
    | CheckedIn
    | AbsenceRecorded
    | AirtimeBid
    | AirtimeAllocated
    | SlotOpened
    | SlotClosed
    | ProcessReviewed
    | CheckedOut
    | SessionClosed
    | InterventionMade
    | GroundRuleBreachNoted
    | AttendanceCorrected
    | SlotMinutesCorrected
)


class SessionStage(Enum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@frozen
class Slot:
    """A presenter's protected minutes."""

    presenter: MemberId
    problem: ProblemId
    interval: Interval
    minutes: int | None = None
    """Those the set counts, once it is closed."""


@frozen(kw_only=True, slots=False)
class Session:
    """Just enough of one session to decide what may happen in it."""

    number: int
    kind: SessionKind
    starts_at: datetime
    minutes: int
    scheduled_at: datetime
    stage: SessionStage = SessionStage.SCHEDULED
    adviser: MemberId | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    ends_by: datetime | None = None
    """When its adviser made way for another, if that was known already as its opening was recorded."""

    last_fact: datetime | None = None
    last_intervention: datetime | None = None
    present: Mapping[MemberId, Interval] = attrs.Factory(dict)
    """From checking in to checking out, for everyone who came."""

    absent: frozenset[MemberId] = frozenset()
    airtime: Mapping[ProblemId, tuple[MemberId, int]] = attrs.Factory(dict)
    slots: tuple[Slot, ...] = ()

    @classmethod
    def scheduled(cls, event: SessionScheduled, at: datetime) -> Session:
        return cls(number=event.session, kind=event.kind, starts_at=event.starts_at, minutes=event.minutes, scheduled_at=at)

    def must_be(self, stage: SessionStage, wanted: str) -> None:
        """Raise ``WrongSessionStage`` unless the session is at that stage."""
        if self.stage is not stage:
            raise errors.WrongSessionStage(session=self.number, wanted=wanted, stage=self.stage.value)

    def cancel(self, *, at: datetime) -> SessionCancelled:
        """Take it out of the diary; an opened session is history."""
        self.must_be(SessionStage.SCHEDULED, "cancel it")
        self.must_be_in_the_diary_at(at)
        return SessionCancelled(self.number)

    def must_be_in_the_diary_at(self, at: datetime) -> None:
        """Raise ``BeforeLastChange`` if the session was scheduled only later."""
        in_order(f"session {self.number}", self.scheduled_at, at)

    def must_have_been_held_at(self, at: datetime) -> None:
        """Raise ``OutsideTheSession`` unless the session was open at that moment, whenever it is recorded."""
        until = self.ends_by if self.closed_at is None else self.closed_at
        if self.opened_at is None or at < self.opened_at or (until is not None and at > until):
            raise errors.OutsideTheSession(session=self.number, at=at, opened=self.opened_at, closed=until)

    def is_coming_after(self, other: Session) -> bool:
        """Whether it is in the diary for after the other one; a follow-up counts, a cancelled session does not."""
        return self.stage is not SessionStage.CANCELLED and self.starts_at > other.starts_at

    def was_present(self, member: MemberId, at: datetime) -> bool:
        return member in self.present and self.present[member].covers(at)

    def had_left(self, member: MemberId, at: datetime) -> bool:
        """Whether they had come and checked out by then."""
        stay = self.present.get(member)
        return stay is not None and stay.end is not None and stay.end <= at

    def open_slot(self) -> Slot | None:
        """The slot that has not been closed yet, if any."""
        return next((slot for slot in self.slots if slot.interval.end is None), None)

    def last_slot_of(self, problem: ProblemId) -> Slot | None:
        """The latest slot of a problem that is over, if any; of two that began at once, the one recorded later."""
        over = [slot for slot in reversed(self.slots) if slot.problem == problem and slot.interval.end is not None]
        return max(over, key=lambda slot: slot.interval.start, default=None)


def apply_to_session(session: Session, event: SessionFact, at: datetime) -> Session:
    """Fold one event of a session in. Never refuses."""
    match event:
        case SessionCancelled():
            return evolve(session, stage=SessionStage.CANCELLED)
        case SessionOpened(adviser=adviser):
            return evolve(session, stage=SessionStage.OPEN, adviser=adviser, opened_at=at)
        case SessionClosed():
            return evolve(session, stage=SessionStage.CLOSED, closed_at=at)
        case AirtimeAllocated(member=member, problem=problem, minutes=minutes):
            return evolve(session, airtime=added(session.airtime, problem, (member, minutes)))
        case AirtimeBid():
            return session
        case AttendanceCorrected(member=member, present=present):
            return _corrected(session, member, present=present)
        case SlotMinutesCorrected(problem=problem, minutes=minutes):
            wrong = session.last_slot_of(problem)
            right = tuple(evolve(slot, minutes=minutes) if slot is wrong else slot for slot in session.slots)
            return evolve(session, slots=right)
    session = evolve(session, last_fact=at if session.last_fact is None else max(session.last_fact, at))
    match event:
        case CheckedIn(member=member):
            return evolve(session, present=added(session.present, member, Interval(at)))
        case AbsenceRecorded(member=member):
            return evolve(session, absent=session.absent | {member})
        case SlotOpened(presenter=presenter, problem=problem):
            return evolve(session, slots=(*session.slots, Slot(presenter, problem, Interval(at))))
        case SlotClosed(minutes=minutes):
            slots = tuple(
                evolve(slot, interval=evolve(slot.interval, end=at), minutes=minutes) if slot.interval.end is None else slot
                for slot in session.slots
            )
            return evolve(session, slots=slots)
        case CheckedOut(member=member):
            stay = session.present.get(member, Interval(at))
            return evolve(session, present=added(session.present, member, evolve(stay, end=at)))
        case InterventionMade():
            last = session.last_intervention
            return evolve(session, last_intervention=at if last is None else max(last, at))
        case ProcessReviewed() | GroundRuleBreachNoted():
            return session
        case _:
            assert_never(event)


def _corrected(session: Session, member: MemberId, *, present: bool) -> Session:
    """Who came after all was there from opening to close; who did not is absent from it."""
    others = {other: stay for other, stay in session.present.items() if other != member}
    if not present:
        return evolve(session, present=others, absent=session.absent | {member})
    assert session.opened_at is not None, "attendance is corrected in a session that was opened"
    return evolve(session, present=added(others, member, Interval(session.opened_at)), absent=session.absent - {member})
