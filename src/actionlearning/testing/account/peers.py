"""The pages of the book about a set: who belonged to it and who guided it since when, what was agreed, and its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import Factory, define

from actionlearning.testing.account.answers import Stay, covers, must

__all__ = ["Contract", "Session", "Set", "Slot"]


@define
class Contract:
    version: int
    at: datetime
    quorum: int
    rules: int
    agreed: dict[UUID, datetime] = Factory(dict)


@define
class Slot:
    """A presenter's airtime; it has minutes once it is over."""

    presenter: UUID
    problem: UUID
    start: datetime
    end: datetime | None = None
    minutes: int | None = None


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
    ends_by: datetime | None = None
    """When its adviser stood down, if that was known before it was opened."""
    last: datetime | None = None
    last_intervention: datetime | None = None
    present: dict[UUID, Stay] = Factory(dict)
    absent: list[UUID] = Factory(list)
    airtime: dict[UUID, tuple[UUID, int]] = Factory(dict)
    slots: list[Slot] = Factory(list)

    def held_at(self, at: datetime) -> None:
        """Raise ``No`` unless the session was open then."""
        end = self.closed or self.ends_by
        must(self.opened is not None and self.opened <= at and (end is None or at <= end), "outside the session")

    def fact(self, at: datetime) -> None:
        """Something happened in it."""
        self.last = at if self.last is None else max(self.last, at)

    def open_slot(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.end is None), None)

    def last_slot_of(self, problem: UUID) -> Slot | None:
        """The slot of a problem that began last, of those that are over."""
        over = [slot for slot in self.slots if slot.problem == problem and slot.end is not None]
        start = max((slot.start for slot in over), default=None)
        return next((slot for slot in reversed(over) if slot.start == start), None)


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
    advisers: dict[UUID, list[Stay]] = Factory(dict)
    """Everybody who was ever appointed."""
    rotas: list[tuple[tuple[UUID, ...], list[Stay]]] = Factory(list)
    guided_last: datetime | None = None
    """When it last changed who guides the set."""
    contracts: list[Contract] = Factory(list)
    sessions: dict[int, Session] = Factory(dict)
    problems: list[UUID] = Factory(list)
    """Those that were ever given airtime."""

    @property
    def meets(self) -> bool:
        return self.stage in ("meeting", "self-facilitating", "closing")

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
        return any(covers(stay, at) for stay in self.advisers.get(person, ()))

    def advisers_at(self, at: datetime) -> list[UUID]:
        return [person for person in self.advisers if self.advised_by(person, at)]

    def on_the_rota(self, person: UUID, at: datetime) -> bool:
        return any(person in rota and any(covers(stay, at) for stay in stays) for rota, stays in self.rotas)

    def belongs(self, person: UUID | None, at: datetime) -> bool:
        """Whether somebody was a member or an adviser of it then."""
        return person is not None and (self.has(person, at) or self.advised_by(person, at))

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
