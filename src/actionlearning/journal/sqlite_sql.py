"""The statements of the writer on SQLite: one string for each number of rows, so that each is compiled once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

__all__ = ["Statements"]

AT_ONCE = 16
"""Rows, or streams, in one statement; a connection keeps 128 statements compiled, of these 32 and one for each
number of guards and marks that a command has."""


class Statements:
    """What the writer says to SQLite about one table."""

    def __init__(self, table: str) -> None:
        columns = "originator_id, originator_version, topic, state, command, alias"
        self._insert = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608  # the table's name is ours
        self._tip = f"(SELECT MAX(originator_version) FROM {table} WHERE originator_id = ?)"  # noqa: S608  # as above
        self._mark = f"SELECT instr(state, ?) FROM {table} WHERE originator_id = ? AND originator_version = ?"  # noqa: S608  # as above
        self._standing = f"SELECT position, state FROM {table} WHERE originator_id = ? AND originator_version = ?"  # noqa: S608  # as above

    def tips(self, cursor: sqlite3.Cursor, streams: Sequence[str]) -> dict[str, int | None]:
        """The last version of each stream, None where there is none.

        A subquery each: only so does SQLite look at the last entry of the index instead of at all of a stream's.
        """
        if len(streams) <= AT_ONCE:
            return dict(zip(streams, cursor.execute(_select(self._tip, len(streams)), streams).fetchone(), strict=True))
        tips: dict[str, int | None] = {}
        for start in range(0, len(streams), AT_ONCE):
            tips |= self.tips(cursor, streams[start : start + AT_ONCE])
        return tips

    def insert(self, cursor: sqlite3.Cursor, rows: Sequence[tuple[Any, ...]]) -> int:
        """Insert rows at consecutive positions; answer the last one."""
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            values = some[0] if len(some) == 1 else [value for row in some for value in row]
            cursor.execute(_insert(self._insert, len(some)), values)
        last = cursor.lastrowid
        assert last is not None, "a row was inserted"
        return last

    def insert_if(
        self, cursor: sqlite3.Cursor, row: tuple[Any, ...], guards: Mapping[str, int], marks: Mapping[str, bytes]
    ) -> int:
        """Insert one row, and commit it, if all guards and marks hold and its stream is at the version before.

        Answers its position, or 0. SQLite begins to write before it looks at the guards, as after ``BEGIN IMMEDIATE``.
        """
        if len(guards) > AT_ONCE:  # an expression of a thousand parts is more than SQLite takes
            return 0
        stream, version = row[:2]
        values = [*row, stream, version - 1 or None]
        for guarded, at in guards.items():
            if guarded != stream:
                values += (guarded, at or None)
            elif at != version - 1:
                return 0
        tips = len(values) // 2 - 3
        for marked, mark in marks.items():
            values += (mark, marked, guards[marked])
        cursor.execute(_insert_if(self._insert, self._tip, tips, self._mark, len(marks)), values)
        return cursor.lastrowid or 0 if cursor.rowcount == 1 else 0

    def without_mark(self, cursor: sqlite3.Cursor, guards: Mapping[str, int], marks: Mapping[str, bytes]) -> str | None:
        """The first stream that has no such mark at the version that it is guarded at, if there is one."""
        for stream, mark in marks.items():
            found = cursor.execute(self._mark, (mark, stream, guards[stream])).fetchone()
            if found is None or not found[0]:
                return stream
        return None

    def standing(self, cursor: sqlite3.Cursor, rows: Sequence[tuple[Any, ...]]) -> range | None:
        """The positions of rows that were inserted together, or None if they were not. A row is known by its bytes."""
        if not rows:
            return None
        stream, version, _, state = rows[0][:4]
        found = cursor.execute(self._standing, (stream, version)).fetchone()
        return range(found[0], found[0] + len(rows)) if found is not None and found[1] == state else None


@cache
def _insert(insert: str, rows: int) -> str:
    return insert + ", ".join(["(?, ?, ?, ?, ?, ?)"] * rows)


@cache
def _insert_if(insert: str, tip: str, guards: int, mark: str, marks: int) -> str:
    conditions = [f"{tip} IS ?"] * guards + [f"({mark}) > 0"] * marks
    return insert.replace("VALUES", "SELECT ?, ?, ?, ?, ?, ? WHERE") + " AND ".join(conditions)


@cache
def _select(tip: str, streams: int) -> str:
    return "SELECT " + ", ".join([tip] * streams)
