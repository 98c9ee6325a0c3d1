"""The rows of a batch, kept in Python until they are written: each key once, whatever happened to it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import cast

from actionlearning.journal.table_memory import Forgotten, Packed
from actionlearning.journal.tables import BadRow, Changes, Key, Row, Seen, Table

__all__ = ["BufferedRows"]

MOST_REMEMBERED = 4_000
"""How many rows of a table are remembered, so that looking one up again asks no database."""

MOST_PACKED = 32_000
"""How many more, packed, of a table of which rows are looked up again that were written long ago."""

OFTEN = 500
"""How many such rows have been looked up by then: most tables never come to that, and are not packed."""

UNTOUCHED: Row = {}
"""Stands for a row that nothing is known of here; compared by identity."""


class BufferedRows:
    """``Rows`` over a store. ``look_up`` finds a row as it was saved last; ``empty`` says that nothing was saved yet.

    Rows of tables that are looked up in are remembered from batch to batch, which holds as long as nobody else writes them:
    whoever was overtaken begins with others. Those that came first are forgotten first, or packed where that would cost many
    look-ups. Of tables that began empty it is known which keys cannot be there, so that asking whether somebody is new costs
    none.
    """

    def __init__(
        self,
        tables: Iterable[Table],
        look_up: Callable[[Table, Key], Row | None],
        *,
        empty: bool = False,
        most: int = MOST_REMEMBERED,
        packed: int = MOST_PACKED,
        often: int = OFTEN,
    ) -> None:
        self._tables = {
            table.name: _Pending(table, look_up, empty=empty, most=most, packed=packed, often=often) for table in tables
        }

    def add(self, table: str, row: Row) -> None:
        pending = self._tables.get(table) or self._of(table)
        whole = pending.blank | row
        if len(whole) != pending.width:
            pending.refuse(row)
        key = pending.key_of(whole)
        if pending.changed:
            pending.changed.pop(key, None)
        pending.whole[key] = whole

    def change(self, table: str, key: Key, columns: Row) -> None:
        pending = self._tables.get(table) or self._of(table)
        try:
            row = pending.whole.get(key)
        except TypeError:  # a list, say
            row = None
        if row is None:
            pending.change(key, columns)
            return
        after = row | columns
        if len(after) != pending.width or not pending.keys.isdisjoint(columns):
            pending.refuse_change(columns)
        pending.whole[key] = after

    def remove(self, table: str, key: Key) -> None:
        self._of(table).remove(key)

    def get(self, table: str, key: Key) -> Seen | None:
        pending = self._tables.get(table) or self._of(table)
        pending.asked = True
        row = pending.whole.get(key, UNTOUCHED)
        return pending.get(key) if row is UNTOUCHED else row

    def changes(self) -> Sequence[Changes]:
        """What is to be written."""
        return [pending.told() for pending in self._tables.values() if pending.whole or pending.changed]

    def saved(self) -> None:
        """It has been written."""
        for pending in self._tables.values():
            pending.saved()

    def undo(self) -> None:
        """Leave out what has not been written."""
        for pending in self._tables.values():
            pending.undo()

    def _of(self, table: str) -> _Pending:
        pending = self._tables.get(table)
        if pending is None:
            raise BadRow(table=table, why="the projection does not declare it")
        return pending


class _Pending:
    """One table: rows to be written whole (None: to be taken away), columns to be changed, and rows that are remembered.

    A row that somebody has been given stays as it was: a change puts another in its place.
    """

    def __init__(
        self,
        table: Table,
        look_up: Callable[[Table, Key], Row | None],
        *,
        empty: bool,
        most: int,
        packed: int,
        often: int,
    ) -> None:
        self.table = table
        self.blank: Row = dict.fromkeys(column.name for column in table.columns)
        self.width = len(self.blank)
        self.key_of: Callable[[Row], Key] = itemgetter(*table.key) if len(table.key) > 1 else table.key_of
        self.whole: dict[Key, Row | None] = {}
        self.changed: dict[Key, Row] = {}
        self.known: dict[Key, Row | None] = {}
        self.keys = frozenset(table.key)
        self._look_up = look_up
        self._most = most
        self._forgotten: Forgotten | None = Forgotten() if empty else None  # None: anything may be in the table
        self._packed = Packed(table, self.key_of, most=packed, forgotten=self._note)
        self._often = often
        self._found = 0  # how many rows had to be looked up in the table, and were there
        self.asked = False  # whether anybody looks rows up here
        self._removes = False  # whether anybody takes rows away

    def refuse(self, columns: Row) -> None:
        """Raise ``BadRow`` for columns that the table does not have."""
        for name in columns:
            if name not in self.blank:
                raise BadRow(table=self.table.name, why=f"it has no column {name}")

    def _check(self, key: Key) -> None:
        """Raise ``BadRow`` for what is no row's key: where it is written, nobody knows any more which event gave it."""
        if not isinstance(key, tuple) or len(key) != len(self.table.key):
            raise BadRow(table=self.table.name, why=f"a row goes by a tuple of its {' and '.join(self.table.key)}")

    def refuse_change(self, columns: Row) -> None:
        """Raise ``BadRow`` for columns that the table does not have, or that are of its key."""
        self.refuse(columns)
        raise BadRow(table=self.table.name, why="a column of its key was to be changed; remove the row and add another")

    def change(self, key: Key, columns: Row) -> None:
        """Change a row that this batch has not written whole."""
        self._check(key)
        if not (columns.keys() <= self.blank.keys() and self.keys.isdisjoint(columns)):
            self.refuse_change(columns)
        if key in self.whole:
            return  # it was taken away
        if key in self.changed:
            self.changed[key].update(columns)
        else:
            self.changed[key] = dict(columns)

    def remove(self, key: Key) -> None:
        self._check(key)
        self.changed.pop(key, None)
        self.whole[key] = None
        self._removes = True

    def get(self, key: Key) -> Row | None:
        """A row that this batch has not written whole."""
        self._check(key)
        known = self._saved_last(key)
        if known is None or not self.changed:
            return known
        changed = self.changed.pop(key, None)
        if changed is None:
            return known
        whole = self.whole[key] = known | changed
        return whole

    def told(self) -> Changes:
        removed = [key for key, row in self.whole.items() if row is None] if self._removes else []
        whole = {key: row for key, row in self.whole.items() if row is not None} if removed else self.whole
        return Changes(self.table, cast("Mapping[Key, Row]", whole), self.changed, removed, self.asked)

    def saved(self) -> None:
        if self.asked:
            for key, columns in self.changed.items():
                row = self.known.get(key)
                if row is not None:
                    self.known[key] = row | columns
                else:
                    self._packed.drop(key)
            self.known.update(self.whole)
            if len(self.known) > self._most:
                self._forget()
        elif self.whole:
            self._forgotten = None
        self.undo()

    def undo(self) -> None:
        self.whole = {}
        self.changed = {}

    def _saved_last(self, key: Key) -> Row | None:
        known = self.known.get(key, UNTOUCHED)
        if known is not UNTOUCHED:
            return known
        if self._packed and (row := self._packed.take(key)) is not None:
            return self._remember(key, row)
        if self._forgotten is not None and key not in self._forgotten:
            return None
        found = self._look_up(self.table, key)
        self._found += found is not None
        return self._remember(key, found)

    def _remember(self, key: Key, row: Row | None) -> Row | None:
        self.known[key] = row
        if len(self.known) > 2 * self._most:
            self._forget()
        return row

    def _forget(self) -> None:
        """Let go of those that were first written or looked up longest ago."""
        for key in list(self.known)[: len(self.known) - self._most // 2]:
            row = self.known.pop(key)
            if row is None:
                self._packed.drop(key)
            elif self._found >= self._often:
                self._packed.put(key, row)
            else:
                self._note(hash(key))

    def _note(self, hashed: int) -> None:
        """Keep in mind that there is a row whose key has this hash, and that it is not remembered."""
        if self._forgotten is not None:
            self._forgotten.add(hashed)
