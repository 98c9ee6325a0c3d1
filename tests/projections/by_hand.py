"""History written by hand: events with their times, as a journal would give them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    OutcomeReported,
    OutcomeReviewed,
    ProblemAccepted,
    ProblemPresented,
    ProblemRaised,
)
from actionlearning.domain.programme.events import ObjectiveSet, ProgrammeChartered
from actionlearning.domain.set.events import (
    AdviserAppointed,
    CheckedIn,
    MemberJoined,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
    SetFormed,
    SetStarted,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.values import (
    ActionKind,
    ActionRef,
    AttendanceMode,
    Direction,
    Origin,
    OutcomeResult,
    SessionKind,
    SetKind,
)
from actionlearning.journal.port import Envelope, Recorded
from actionlearning.projections.projection import History

ROOT = UUID("6f0e2c52-9a55-4a0f-8a0a-2f5f7f1f0c11")
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def named(name: str) -> Any:
    """An id for a name, the same in every test."""
    return uuid5(ROOT, name)


PROGRAMME, SET, ADVISER = named("programme"), named("set"), named("adviser")


def on(day: str, clock: str = "12:00") -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


def day(text: str) -> date:
    return date.fromisoformat(text)


def said(text: str, *subjects: str) -> Personal:
    return Personal(*(named(subject) for subject in subjects), text=text)


class Chronicle:
    """Events in the order of their recording."""

    def __init__(self) -> None:
        self.recorded: list[Recorded[Any]] = []
        self._versions: Counter[UUID] = Counter()

    def add(self, stream: UUID, event: object, at: datetime, *, by: Any = ADVISER, recorded: datetime | None = None) -> int:
        """Record an event, at the time it happened unless told; its position."""
        self._versions[stream] += 1
        position = len(self.recorded) + 1
        self.recorded.append(
            Recorded(
                occurred_at=at,
                recorded_at=recorded or at,
                event=event,
                written=Envelope(actor=by, command=named(f"command {position}"), salt=b""),
                stream=stream,
                version=self._versions[stream],
                position=position,
            )
        )
        return position

    def history(
        self, as_at: date | datetime | str | None = None, known: datetime | int | None = None, now: datetime = NOW
    ) -> History:
        as_at = day(as_at) if isinstance(as_at, str) else as_at
        return History.select(self.recorded, now=now, as_at=as_at, as_known_at=known)

    # A programme and a set

    def programme(self, at: datetime, *, zone: str = "Europe/London", which: UUID = PROGRAMME) -> None:
        self.add(which, ProgrammeChartered("A programme", ("A trust",), named("sponsor"), "", "GBP", zone), at)

    def objective(self, name: str, target: str, at: datetime) -> Any:
        self.add(PROGRAMME, ObjectiveSet(named(name), name, "unit", Direction.FALL, Decimal(target), day("2025-12-31")), at)
        return named(name)

    def set(self, *members: str, at: datetime, zone: str = "Europe/London", which: UUID = SET) -> None:
        self.add(which, SetFormed(PROGRAMME, "A set", "to learn", SetKind.WORKPLACE, zone, SetPolicy()), at)
        self.add(which, AdviserAppointed(ADVISER), at)
        for member in members:
            self.add(which, MemberJoined(named(member)), at)
        self.add(which, SetStarted(), at)

    # Sessions, always at 14:00 UTC

    def schedule(
        self, number: int, when: str, at: datetime, kind: SessionKind = SessionKind.REGULAR, which: UUID = SET
    ) -> None:
        self.add(which, SessionScheduled(number, kind, on(when, "14:00"), 180, AttendanceMode.IN_PERSON), at)

    def open(self, number: int, when: str, present: Collection[str], which: UUID = SET) -> None:
        self.add(which, SessionOpened(number, ADVISER), on(when, "14:00"))
        for member in present:
            self.add(which, CheckedIn(number, named(member)), on(when, "14:01"))

    def close(self, number: int, when: str, which: UUID = SET) -> None:
        self.add(which, SessionClosed(number, inquorate=False), on(when, "17:00"))

    def session(
        self, number: int, when: str, present: Collection[str], kind: SessionKind = SessionKind.REGULAR, which: UUID = SET
    ) -> None:
        """A whole session, put in the diary a week before."""
        self.schedule(number, when, on(when, "14:00") - timedelta(days=7), kind, which)
        self.open(number, when, present, which)
        self.close(number, when, which)

    def slot(self, number: int, when: str, presenter: str, minutes: int, clock: str = "14:10") -> None:
        problem = named(f"problem of {presenter}")
        start = on(when, clock)
        self.add(SET, SlotOpened(number, named(presenter), problem), start)
        self.add(problem, ProblemPresented(number), start, by=named(presenter))
        self.add(SET, SlotClosed(number, minutes), start + timedelta(minutes=minutes))

    # Problems and actions; each member has one problem

    def problem(self, owner: str, at: datetime, which: UUID = SET) -> Any:
        problem = named(f"problem of {owner}")
        event = ProblemRaised(which, named(owner), said("title", owner), said("stake", owner), said("authority", owner))
        self.add(problem, event, at, by=named(owner))
        self.add(problem, ProblemAccepted(), at)
        return problem

    def commit(  # noqa: PLR0917  # reads as the row of a table
        self, owner: str, action: str, due: str, at: datetime, session: int = 1, origin: Origin = Origin.SELF
    ) -> ActionRef:
        problem = named(f"problem of {owner}")
        what, measure = said(f"do {action}", owner), said("it is done", owner)
        event = ActionCommitted(named(action), session, day(due), origin, ActionKind.STEP, what, measure)
        self.add(problem, event, at, by=named(owner))
        return ActionRef(problem, named(action))

    def report(
        self, owner: str, action: str, at: datetime, done: str | None, result: OutcomeResult = OutcomeResult.ACHIEVED
    ) -> None:
        event = OutcomeReported(named(action), result, day(done) if done else None)
        self.add(named(f"problem of {owner}"), event, at, by=named(owner))

    def review(self, owner: str, action: str, session: int, at: datetime) -> None:
        event = OutcomeReviewed(named(action), session, (ADVISER,), (), said("effect", owner))
        self.add(named(f"problem of {owner}"), event, at)

    def renegotiate(self, owner: str, action: str, due: str, session: int, at: datetime) -> None:
        event = ActionRenegotiated(named(action), session, day(due), said("reason", owner))
        self.add(named(f"problem of {owner}"), event, at, by=named(owner))

    def release(self, owner: str, action: str, at: datetime) -> None:
        self.add(named(f"problem of {owner}"), ActionReleased(named(action), said("reason", owner)), at, by=named(owner))


def holding(recorded: Iterable[Recorded[Any]]) -> Chronicle:
    """The journal that would hold these and no others."""
    it = Chronicle()
    it.recorded = list(recorded)
    return it
