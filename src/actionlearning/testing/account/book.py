"""The book: who belongs where since when, what was agreed, committed, reported and claimed, as plain records.

It is kept from the commands that were accepted, never from events, and knows nothing of the library's own deciders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import Factory, define, frozen

__all__ = ["Action", "Book", "Claim", "Contract", "No", "Objective", "Person", "Problem", "Programme", "Session", "Set", "Yes"]

LIVE = ("accepted", "presented", "active")

Stay = tuple[datetime, datetime | None]


class No(Exception):  # an answer, not a failure
    """The rules say no; the text says why, in a few words."""


@frozen
class Yes:
    """The rules say yes: what to write into the book once the answer is known, and which policies are noted as breached."""

    then: Callable[[Any], None] = lambda _: None
    notes: tuple[str, ...] = ()


def must(holds: object, why: str) -> None:
    """Raise ``No`` unless something holds."""
    if not holds:
        raise No(why)


def covers(stay: Stay, at: datetime) -> bool:
    """Whether a moment lies in a stay; its end does not."""
    start, end = stay
    return start <= at and (end is None or at < end)


def earlier(one: datetime | None, other: datetime) -> datetime:
    """The earlier of two times, the first of which may not be known yet."""
    return other if one is None else min(one, other)


@define
class Person:
    """Somebody who is registered."""

    at: datetime
    manager: UUID | None
    learnings: dict[UUID, tuple[UUID, UUID, datetime]] = Factory(dict)
    """By learning: the problem and the action it came from, and when it was captured."""


@define
class Objective:
    target: Decimal
    baseline: Decimal | None = None
    baseline_on: date | None = None
    observed: bool = False


@define
class Claim:
    by: UUID
    effect: str
    share: Decimal
    last: datetime
    verdict: str = "claimed"


@define
class Programme:
    sponsor: UUID
    zone: str
    objectives: dict[UUID, Objective] = Factory(dict)
    claims: dict[UUID, Claim] = Factory(dict)


@define
class Contract:
    version: int
    at: datetime
    quorum: int
    agreed: dict[UUID, datetime] = Factory(dict)


@define(kw_only=True)
class Session:
    number: int
    kind: str
    starts_at: datetime
    minutes: int
    scheduled_at: datetime
    stage: str = "scheduled"
    adviser: UUID | None = None
    opened: datetime | None = None
    closed: datetime | None = None
    last: datetime | None = None
    present: dict[UUID, Stay] = Factory(dict)
    absent: list[UUID] = Factory(list)
    airtime: dict[UUID, tuple[UUID, int]] = Factory(dict)
    slots: list[tuple[UUID, UUID, datetime, datetime | None]] = Factory(list)
    """Presenter, problem, from when, until when."""

    def held_at(self, at: datetime) -> None:
        """Raise ``No`` unless the session was open then."""
        must(
            self.opened is not None and self.opened <= at and (self.closed is None or at <= self.closed), "outside the session"
        )

    def fact(self, at: datetime) -> None:
        """Something happened in it."""
        self.last = at if self.last is None else max(self.last, at)

    def open_slot(self) -> tuple[UUID, UUID, datetime, datetime | None] | None:
        return next((slot for slot in self.slots if slot[3] is None), None)


@define(kw_only=True)
class Set:
    programme: UUID
    zone: str
    kind: str
    sizes: tuple[int, int]
    quorum: int
    minutes: int
    formed: datetime
    last: datetime
    stage: str = "forming"
    started: datetime | None = None
    bands: dict[UUID, str] = Factory(dict)
    invited: dict[UUID, datetime] = Factory(dict)
    asked: list[tuple[UUID, Stay]] = Factory(list)
    """Who was invited once and has joined: from when until when they were."""
    stays: dict[UUID, list[Stay]] = Factory(dict)
    last_join: datetime | None = None
    consents: dict[tuple[UUID, UUID], datetime] = Factory(dict)
    """By newcomer and who consented."""
    advisers: dict[UUID, datetime] = Factory(dict)
    contracts: list[Contract] = Factory(list)
    sessions: dict[int, Session] = Factory(dict)
    problems: list[UUID] = Factory(list)
    """Those that were ever given airtime."""

    def going_on(self, at: datetime) -> None:
        """Raise ``No`` if it has closed, or before it was formed."""
        must(self.stage != "closed", "the set is closed")
        must(at >= self.formed, "before the set was formed")

    def has(self, member: UUID, at: datetime) -> bool:
        return any(covers(stay, at) for stay in self.stays.get(member, ()))

    def members(self, at: datetime) -> list[UUID]:
        return [member for member in self.stays if self.has(member, at)]

    def was_invited(self, person: UUID, at: datetime) -> bool:
        spans = [span for who, span in self.asked if who == person]
        return any(covers(span, at) for span in spans) or (person in self.invited and self.invited[person] <= at)

    def advised_by(self, person: UUID, at: datetime) -> bool:
        return person in self.advisers and self.advisers[person] <= at

    def contract(self, at: datetime) -> Contract:
        """The version in force at a moment."""
        in_force = [each for each in self.contracts if each.at <= at]
        must(in_force, "no contract")
        return in_force[-1]

    def agreed(self, members: Iterable[UUID], at: datetime) -> None:
        """Raise ``No`` unless all of them have agreed the contract in force."""
        contract = self.contract(at)
        must(all(m in contract.agreed and contract.agreed[m] <= at for m in members), "contract not agreed")

    def moved(self, at: datetime) -> None:
        self.last = max(self.last, at)

    def size_note(self, members: int) -> tuple[str, ...]:
        least, most = self.sizes
        return () if least <= members <= most else ("size",)

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def next_day_after(self, session: Session) -> date | None:
        """The day of the next session in the diary."""
        later = [s.starts_at for s in self.sessions.values() if s.stage != "cancelled" and s.starts_at > session.starts_at]
        return self.day(min(later)) if later else None


@define(kw_only=True)
class Action:
    session: int
    committed: datetime
    due: date
    last: datetime
    state: str = "open"
    reported: bool = False

    def was_open(self, at: datetime) -> bool:
        return self.state == "open" or at < self.last


@define(kw_only=True)
class Problem:
    set: UUID
    owner: UUID
    last: datetime
    stage: str = "raised"
    accepted: datetime | None = None
    presented: datetime | None = None
    ended: datetime | None = None
    objectives: list[UUID] = Factory(list)
    actions: dict[UUID, Action] = Factory(dict)
    acts: dict[tuple[int, UUID], datetime] = Factory(dict)
    """When somebody last acted on it in a session."""

    @property
    def live(self) -> bool:
        return self.stage in LIVE

    def acted(self, session: int, at: datetime, *people: UUID) -> None:
        for person in people:
            self.acts[session, person] = max(at, self.acts.get((session, person), at))

    def moved(self, stage: str, at: datetime) -> None:
        self.stage, self.last = stage, max(self.last, at)


@define
class Book:
    """Everything that was accepted."""

    people: dict[UUID, Person] = Factory(dict)
    programmes: dict[UUID, Programme] = Factory(dict)
    sets: dict[UUID, Set] = Factory(dict)
    problems: dict[UUID, Problem] = Factory(dict)

    def person(self, person: Any) -> Person:
        must(person in self.people, "nothing there")
        return self.people[person]

    def programme(self, programme: Any) -> Programme:
        must(programme in self.programmes, "nothing there")
        return self.programmes[programme]

    def set(self, which: Any) -> Set:
        must(which in self.sets, "nothing there")
        return self.sets[which]

    def session(self, which: Any, number: Any) -> tuple[Set, Session]:
        its = self.set(which)
        must(number in its.sessions, "no such session")
        return its, its.sessions[number]

    def problem(self, problem: Any) -> Problem:
        must(problem in self.problems, "nothing there")
        return self.problems[problem]

    def action(self, problem: Any, action: Any) -> tuple[Problem, Action]:
        it = self.problem(problem)
        must(action in it.actions, "no such action")
        return it, it.actions[action]
