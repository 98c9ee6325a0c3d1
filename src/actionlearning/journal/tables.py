"""Tables beside the journal, in its own database: what a table is, and the port of a store that keeps rows and position as one.

A store keeps one tracking row for each projection: which definition made its tables, up to which position of the journal they
stand, and what stopped it, if anything did. Rows and tracking row are written in one transaction, and only by a worker that
shows the ``revision`` it has read: whoever was overtaken meanwhile writes nothing. A rebuild fills tables of its own beside
those in use, under a tracking row of its own, and takes their place in one transaction.

In the database a table is called ``al_`` and its name, and the tracking rows are in ``al_projections``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from attrs import field, frozen

from actionlearning.domain.errors import ActionLearningError, BadInput
from actionlearning.journal.port import JournalError

if TYPE_CHECKING:  # they know the words of this room
    from actionlearning.journal.tables_tracking import Tracking
    from actionlearning.journal.tables_writing import Writer

__all__ = [
    "BUILDING",
    "LATE",
    "PREFIX",
    "TRACKING",
    "BadRow",
    "BadTable",
    "Changes",
    "Column",
    "Does",
    "Key",
    "Kind",
    "Loose",
    "NoTables",
    "Overtaken",
    "Reading",
    "Row",
    "Rows",
    "Seen",
    "Table",
    "TableStore",
    "Write",
    "in_database",
]

PREFIX = "al_"
"""What the name of every table begins with in the database."""

BUILDING = "__new"
"""What the name of a table ends in while it is being built."""

TRACKING = "al_projections"
"""The table of tracking rows."""

LATE = "al_projections_late"
"""On SQLite, and only while tables are loose: what is to be done to their rows in the end."""

Key = tuple[Any, ...]
Row = dict[str, Any]
Seen = Mapping[str, Any]
"""A row as it stands at one moment, to be looked at only."""


class Does(Enum):
    """What is done to rows of a table."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


class Kind(Enum):
    """What a column holds, and the Python type it is given as and comes back as."""

    ID = "id"
    """``UUID``"""
    TEXT = "text"
    INTEGER = "integer"
    """``int``"""
    AMOUNT = "amount"
    """``Decimal``, kept exact"""
    NUMBER = "number"
    """``float``"""
    FLAG = "flag"
    """``bool``"""
    TIME = "time"
    """an aware ``datetime``, in UTC"""
    DATE = "date"


@frozen
class Column:
    """One column of a table. ``says`` is its line in the reference; a column that may be empty is ``optional``."""

    name: str
    kind: Kind
    says: str = ""
    optional: bool = field(default=False, kw_only=True)


@frozen
class Table:
    """One table. ``key`` names the columns that are unique together; ``indexes`` those that are searched by."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = field(kw_only=True)
    indexes: tuple[tuple[str, ...], ...] = field(default=(), kw_only=True)
    says: str = field(default="", kw_only=True)

    def key_of(self, row: Mapping[str, Any]) -> Key:
        """The values of a row's key columns."""
        return tuple(row[name] for name in self.key)


class Rows(Protocol):
    """The tables of one projection while a batch is folded. Rows go by the name of their table and their key's values."""

    def add(self, table: str, row: Row) -> None:
        """Put a whole row there, in place of the one that has its key, if any. Columns left out are empty."""

    def change(self, table: str, key: Key, columns: Row) -> None:
        """Change some columns of the row with that key; nothing happens where there is none."""

    def remove(self, table: str, key: Key) -> None:
        """Take the row with that key away; nothing happens where there is none."""

    def get(self, table: str, key: Key) -> Seen | None:
        """The row with that key as it stands now, this batch's changes included, and to be looked at only.

        It costs a look-up: add and change do not.
        """


class Changes(msgspec.Struct, frozen=True):
    """What a batch comes to in one table, each key once: whole rows, changed columns, and rows taken away.

    ``looked_up`` says that the projection looks rows up there.
    """

    table: Table
    whole: Mapping[Key, Row]
    changed: Mapping[Key, Row]
    removed: Sequence[Key]
    looked_up: bool = False


class Loose(msgspec.Struct, frozen=True):
    """What is done in a table that is loose, which is called ``name`` in the database; ``columns`` are those of the values.

    ``key`` tells which of them are the key's; they come last where rows are changed, and are all where rows are removed.
    """

    name: str
    does: Does
    columns: tuple[str, ...]
    key: tuple[int, ...]
    looked_up: bool


class Write(msgspec.Struct, frozen=True):
    """A statement that is to be executed in a table, and its values: one, or those of whole columns of these kinds.

    For a table that is ``loose``, there is no statement.
    """

    table: str
    statement: str
    values: list[Any]
    kinds: list[Kind] = []
    loose: Loose | None = None


class Reading(Protocol):
    """The tables in use of one projection, as they stand together at one moment."""

    @property
    def tracking(self) -> Tracking:
        """How far they have come."""

    def rows(self, table: str, *, order: Sequence[str] = (), **where: Any) -> Iterator[Row]:
        """The rows of a table that have these values; a list, tuple or set means any of its values, None an empty column."""


class TableStore(Protocol):
    """The port. ``actionlearning.testing.table_stores`` has the contract that an implementation must pass."""

    def tracked(self) -> Sequence[Tracking]:
        """The tracking rows of all projections, those being built included; none where nothing was ever kept here."""

    def there(self) -> Collection[str]:
        """What the tables are called that are there in the database, whoever made them: one that is tracked may be lost."""

    def begin(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        """Make empty tables and their tracking row, in one transaction; answer it as it stands. ``index`` makes their indexes.

        Tables in use must not be there yet. Those being built are made anew in place of what an earlier build left, whose
        tracking row has the ``revision`` given. Raises ``Overtaken`` where another worker was first, and ``BadTable`` where
        another projection has a table of that name.
        """

    def loosen(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        """Let tables that are empty be filled faster, if that can be; answer the tracking row as it stands.

        They are ``loose`` then, until they are settled, and nobody looks at them meanwhile. Raises ``Overtaken``.
        """

    def settle(self, tracking: Tracking, tables: Sequence[Table]) -> Tracking:
        """Set in order those of the tables that are loose, each in a transaction of its own; answer the tracking row then.

        ``look_up``, ``index`` and ``swap`` want tables that are settled. Raises ``Overtaken``.
        """

    def overdue(self, tracking: Tracking) -> Collection[str]:
        """The names of loose tables that should be settled now: what is put off for them grows long, and others would wait."""

    def index(self, tracking: Tracking, tables: Sequence[Table]) -> None:
        """Make the indexes that are missing, each in a transaction of its own; called again, it goes on where it was.

        Raises ``Overtaken`` where the tables are gone, and what ``save`` raises where the database cannot be written.
        """

    def look_up(self, tracking: Tracking, table: Table, key: Key) -> Row | None:
        """One row, as it was saved last."""

    def save(self, tracking: Tracking, changes: Sequence[Changes]) -> Tracking:
        """Write rows and tracking row in one transaction; answer the latter as it stands.

        Raises ``Overtaken``, having written nothing, unless the stored revision is that of ``tracking``; ``BadRow`` where a row
        does not fit its table; ``JournalBusy`` or ``JournalUnavailable``, after which nobody knows whether it was written: the
        tracking row tells.
        """

    def writer(self) -> Writer | None:
        """What writes while this thread goes on, or None where nothing does; it is for its user to close.

        It takes what ``prepared`` answers. Raises ``JournalUnavailable`` where it cannot be started.
        """

    def prepared(self, tracking: Tracking, changes: Sequence[Changes]) -> Sequence[Write]:
        """What ``save`` would execute. Raises ``BadRow``."""

    def swap(self, built: Tracking, used: Tracking | None) -> Tracking:
        """Put what was built in the place of what is in use, in one transaction. Raises ``Overtaken`` if either has moved."""

    def reading(self, projection: str, tables: Sequence[Table]) -> AbstractContextManager[Reading | None]:
        """The tables in use as they stand at one moment, however long it is looked at.

        None where there are none, or where they are being filled and any is loose.
        """

    def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""


class NoTables(JournalError):
    """Rows and position cannot be written in one transaction there."""

    where: str
    says = "materialised tables need a journal on SQLite, on PostgreSQL or in memory, and {where} keeps events only"


class Overtaken(JournalError):
    """Another worker has written meanwhile. Nothing was; read the tracking row again and go on from there."""

    projection: str
    says = "another worker has moved the projection {projection} on; read how far it is, and go on from there"


class BadRow(ActionLearningError):
    """A projection made a row that does not fit its table."""

    table: str
    why: str
    says = "a row does not fit the table {table}: {why}"


class BadTable(BadInput):
    """A table is declared in a way that a database cannot keep, or that two projections would share."""

    table: str
    why: str
    says = "the table {table} cannot be made: {why}"


def in_database(name: str, *, building: bool) -> str:
    """What a table is called in the database."""
    return f"{PREFIX}{name}{BUILDING if building else ''}"
