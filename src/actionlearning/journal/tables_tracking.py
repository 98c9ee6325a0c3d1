"""How far the tables of one projection have come: the tracking row that a store keeps, and how it goes into a database."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from actionlearning.journal.tables import BadTable, Overtaken, Table, in_database
from actionlearning.journal.types_met import met

__all__ = ["FIELDS", "Failure", "NeverLoose", "Tracking", "in_the_way", "read", "told"]


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """The event that stopped a projection, and what its fold raised. It stands at ``position`` of the journal.

    ``where`` is the file and the line that raised it, of whoever wrote the fold.
    """

    position: int
    stream: UUID
    version: int
    event: str
    exception: str
    why: str
    where: str | None = None


DRAWN = 24
"""How many bits of a revision are drawn."""


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """How far the tables of one projection have come.

    ``definition`` is the digest of what made them, ``tables`` their names in the database without prefix and suffix,
    ``position`` the last of the journal that is folded in. ``revision`` is another with every write: see ``next``. A ``worker``
    that is not done holds a lease until ``leased_until``, in which others leave the work to it. ``rate`` is events a second, at
    last. ``loose`` names the tables that have no key yet: see ``TableStore.loosen``.
    """

    projection: str
    definition: str
    tables: tuple[str, ...]
    saved_at: datetime
    building: bool = False
    position: int = 0
    failure: Failure | None = None
    rate: float | None = None
    revision: int = 0
    worker: str | None = None
    leased_until: datetime | None = None
    loose: tuple[str, ...] = ()

    def next(self) -> Tracking:
        """The same as it is to be written: its revision goes up, and partly by chance.

        Where a database is put back, whoever goes on from there writes another revision than the one that was lost.
        """
        return replace(self, revision=(((self.revision >> DRAWN) + 1) << DRAWN) + int.from_bytes(os.urandom(DRAWN // 8)))

    def left_to(self, worker: str, now: datetime) -> bool:
        """Whether a worker may go on: nobody else holds the lease, or it is over."""
        return self.worker in (None, worker) or self.leased_until is None or self.leased_until <= now

    def held(self, now: datetime) -> bool:
        """Whether somebody is at work on it."""
        return self.worker is not None and self.leased_until is not None and self.leased_until > now

    def lost(self, there: Collection[str]) -> Sequence[str]:
        """Its tables that are not among those in the database."""
        names = (in_database(name, building=self.building) for name in self.tables)
        return [name for name in names if name not in there]

    def stands_for(self, other: Tracking) -> bool:
        """Whether both tell of the same tables, at one time or another."""
        return (self.projection, self.building, self.definition) == (other.projection, other.building, other.definition)

    def in_place_of(self, used: Tracking | None) -> Tracking:
        """The same of tables that were built, once they are in use instead of others: the work is done, and nobody's."""
        revision = max(self.revision, used.revision if used else 0)
        return replace(self, building=False, revision=revision, worker=None, leased_until=None)


met(Tracking)


class NeverLoose:
    """For a ``TableStore`` that fills tables in one way, however far they are behind."""

    def loosen(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:  # noqa: ARG002  # as the port has it
        """See ``TableStore``: there is nothing to do."""
        return tracking

    settle = loosen

    def overdue(self, tracking: Tracking) -> Collection[str]:  # noqa: ARG002  # as above
        """See ``TableStore``: nothing is ever put off."""
        return ()


FIELDS = tuple(name for name in Tracking.__struct_fields__ if name != "loose")
"""The columns of a tracking row, in their order."""

LOOSE = "loose:"
"""What stands before the definition where tables are loose, with their names, so that other releases leave them alone."""


def told(tracking: Tracking) -> dict[str, Any]:
    """A tracking row as it is written; what no column holds as it is, is a JSON text."""
    row = {name: getattr(tracking, name) for name in FIELDS}
    if tracking.loose:
        row["definition"] = f"{LOOSE}{','.join(tracking.loose)} {tracking.definition}"
    row["tables"] = msgspec.json.encode(tracking.tables).decode()
    row["failure"] = None if tracking.failure is None else msgspec.json.encode(tracking.failure).decode()
    return row


def read(found: Sequence[Any]) -> Tracking:
    """A tracking row from its columns, of which a database may hold times as text and what is true as 1."""
    row = dict(zip(FIELDS, found, strict=True))
    for name in ("tables", "failure"):
        row[name] = None if row[name] is None else msgspec.json.decode(row[name])
    if row["definition"].startswith(LOOSE):
        names, _, row["definition"] = row["definition"].removeprefix(LOOSE).partition(" ")
        row["loose"] = names.split(",")
    return msgspec.convert({**row, "building": bool(row["building"])}, Tracking)


def in_the_way(tracked: Iterable[Tracking], tracking: Tracking) -> Tracking | None:
    """What an earlier build left where tables are begun, if one did. Raises what ``TableStore.begin`` does."""
    left = None
    for known in tracked:
        if (known.projection, known.building) == (tracking.projection, tracking.building):
            if not (tracking.building and known.revision == tracking.revision):
                raise Overtaken(projection=tracking.projection)
            left = known
        elif known.projection != tracking.projection:
            for name in set(known.tables) & set(tracking.tables):
                raise BadTable(table=name, why=f"the projection {known.projection} has one of that name")
    return left
