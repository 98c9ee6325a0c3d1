"""What is known of a set itself: who belonged to it when, and what happened in each of its sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AdviserHandedOver,
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
from actionlearning.domain.set.practice_events import (
    AttendanceCorrected,
    GroundRuleBreachNoted,
    InterventionMade,
    SetEvaluated,
    SlotMinutesCorrected,
)
from actionlearning.domain.times import Interval
from actionlearning.domain.values import AttendanceMode, InterventionKind, MemberId, ProblemId, SessionKind
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import Stream

__all__ = [
    "Airtime",
    "Intervention",
    "Membership",
    "ProcessReview",
    "RuleBreach",
    "Session",
    "SetEvaluation",
    "Slot",
    "advisers_of",
    "evaluations_of",
    "memberships_of",
    "sessions_of",
]

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


@frozen
class SetEvaluation:
    """What the set was worth to a member, and whether they would recommend it, on 1 to 10."""

    member: MemberId
    at: datetime
    worth: int
    recommend: int
    note: Personal | None


@frozen
class Intervention:
    """Something the session's adviser did for the process."""

    at: datetime
    by: MemberId
    kind: InterventionKind
    note: Personal | None


@frozen
class RuleBreach:
    """A rule of the contract was broken: its number there, from 1."""

    at: datetime
    rule: int
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
    interventions: tuple[Intervention, ...]
    breaches: tuple[RuleBreach, ...]

    @property
    def is_regular(self) -> bool:
        """Whether it counts for attendance and airtime; a follow-up does not."""
        return self.kind is SessionKind.REGULAR


def memberships_of(stream: Stream) -> tuple[Membership, ...]:
    """Every membership there has been; whoever left and came back has two."""
    found: list[Membership] = []
    for joined in stream.of(MemberJoined):
        member, began = joined.event.member, (joined.occurred_at, joined.version)
        # whoever comes back in the moment in which they left has a new membership, which that leaving does not end
        ends = [r.occurred_at for r in stream.of(MemberLeft) if r.event.member == member and (r.occurred_at, r.version) > began]
        found.append(Membership(member, Interval(joined.occurred_at, min(ends, default=None))))
    return tuple(found)


def advisers_of(stream: Stream) -> tuple[MemberId, ...]:
    """Those who are set advisers, in the order of appointment; who handed over is one no longer."""
    moves = [(r.occurred_at, r.position, None, r.event.adviser) for r in stream.of(AdviserAppointed)]
    handed_over = [(r.occurred_at, r.position, r.event.adviser, r.event.successor) for r in stream.of(AdviserHandedOver)]
    advisers: list[MemberId] = []
    for *_, leaves, comes in sorted([*moves, *handed_over], key=lambda move: move[:2]):
        advisers = [adviser for adviser in advisers if adviser not in (leaves, comes)] + [comes]
    return tuple(advisers)


def evaluations_of(stream: Stream) -> tuple[SetEvaluation, ...]:
    """What members said of the set, one for each; what they said later counts."""
    said = {
        r.event.member: SetEvaluation(r.event.member, r.occurred_at, r.event.worth, r.event.recommend, r.event.note)
        for r in stream.of(SetEvaluated)
    }
    return tuple(said.values())


def sessions_of(stream: Stream, whole: Stream) -> tuple[Session, ...]:
    """The sessions in the diary or held, in the order of their start.

    ``whole`` holds every slot that is known, later ones too: a correction speaks of the last there was when it was made.
    """
    minutes = _corrected_minutes(whole)
    sessions = [_session(stream, scheduled.event, minutes) for scheduled in stream.of(SessionScheduled)]
    return tuple(sorted(sessions, key=lambda session: (session.starts_at, session.number)))


def _session(stream: Stream, scheduled: SessionScheduled, corrected: Mapping[int, int]) -> Session:
    number = scheduled.session
    opened = _last(stream.of_session(SessionOpened, number))
    closed = _last(stream.of_session(SessionClosed, number))
    arrivals = [r.event for r in stream.of_session(CheckedIn, number)]
    departures = [r.event for r in stream.of_session(CheckedOut, number)]
    absences = {r.event.member: r.event.apology for r in stream.of_session(AbsenceRecorded, number)}
    came = _attendance_corrected(stream, number) if opened else {}
    present = frozenset(a.member for a in arrivals if came.get(a.member, True)) | {who for who, was in came.items() if was}
    absent = absences | {who: absences.get(who, False) for who, was in came.items() if not was}
    given = {r.event.problem: r.event for r in stream.of_session(AirtimeAllocated, number)}
    return Session(
        number=number,
        kind=scheduled.kind,
        starts_at=scheduled.starts_at,
        minutes=scheduled.minutes,
        mode=scheduled.mode,
        cancelled=bool(stream.of_session(SessionCancelled, number)),
        opened_at=opened.occurred_at if opened else None,
        closed_at=closed.occurred_at if closed else None,
        adviser=opened.event.adviser if opened else None,
        inquorate=closed.event.inquorate if closed else None,
        present=present,
        absent={who: apology for who, apology in absent.items() if not came.get(who, False)},
        energy_in={each.member: each.energy for each in arrivals if each.energy is not None and each.member in present},
        energy_out={each.member: each.energy for each in departures if each.energy is not None and each.member in present},
        bids=tuple(Airtime(r.event.member, r.event.problem) for r in stream.of_session(AirtimeBid, number)),
        allocated=tuple(Airtime(each.member, each.problem, each.minutes) for each in given.values()),
        slots=_slots(stream, number, corrected),
        process_reviews=tuple(
            ProcessReview(r.event.safety, r.event.challenge, r.event.support, r.event.note)
            for r in stream.of_session(ProcessReviewed, number)
        ),
        interventions=tuple(
            Intervention(r.occurred_at, r.event.by, r.event.kind, r.event.note)
            for r in stream.of_session(InterventionMade, number)
        ),
        breaches=tuple(
            RuleBreach(r.occurred_at, r.event.rule, r.event.note) for r in stream.of_session(GroundRuleBreachNoted, number)
        ),
    )


def _attendance_corrected(stream: Stream, number: int) -> dict[MemberId, bool]:
    """Whether those whose attendance was put right had come, as the correction that was recorded last says."""
    corrections = stream.of_session(AttendanceCorrected, number)
    return {r.event.member: r.event.present for r in sorted(corrections, key=lambda r: r.position)}


def _slots(stream: Stream, number: int, corrected: Mapping[int, int]) -> tuple[Slot, ...]:
    opened = stream.of_session(SlotOpened, number)
    minutes = {slot.version: corrected.get(slot.version, close.event.minutes) for slot, close in _closed_slots(stream, number)}
    return tuple(Slot(r.event.presenter, r.event.problem, minutes.get(r.version)) for r in opened)


def _corrected_minutes(whole: Stream) -> dict[int, int]:
    """Minutes as the correction that was recorded last says, by the version at which the slot was opened."""
    minutes: dict[int, int] = {}
    for r in sorted(whole.of(SlotMinutesCorrected), key=lambda r: r.position):
        over = [
            slot
            for slot, close in _closed_slots(whole, r.event.session)
            if slot.event.problem == r.event.problem and close.version < r.version
        ]
        if over:
            minutes[max(over, key=lambda slot: (slot.occurred_at, slot.version)).version] = r.event.minutes
    return minutes


def _closed_slots(stream: Stream, number: int) -> Iterator[tuple[Recorded[SlotOpened], Recorded[SlotClosed]]]:
    """Each slot of a session that is over, with its end."""
    opened = stream.of_session(SlotOpened, number)
    closed = stream.of_session(SlotClosed, number)
    # A set has one slot open at a time, as it records them: a close belongs to the slot that was opened last before it in
    # the stream. Times would mislead where a slot that ended as another began was recorded late.
    for close in closed:
        before = [r for r in opened if r.version < close.version]
        if before:
            yield max(before, key=lambda r: r.version), close


def _last(recorded: Iterable[Recorded[Event]]) -> Recorded[Event] | None:
    return max(recorded, key=lambda r: r.position, default=None)
