"""The journal in memory: the stock recorder for plain Python objects, with guards checked under its lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.popo import POPOApplicationRecorder, POPOFactory
from msgspec.structs import replace

from actionlearning.journal.header import Header
from actionlearning.journal.recorder import Moved, NewRow, Row, checked_rows, checked_versions

__all__ = ["MemoryFactory", "MemoryRecorder"]


class MemoryRecorder(POPOApplicationRecorder):
    """Positions are places in a list."""

    def __init__(self) -> None:
        super().__init__()
        self._header: Header | None = None
        self._commands: dict[UUID, int] = {}
        self._aliased: list[int] = []

    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        for stream, version in (kwargs.get("guards") or {}).items():
            if (self._tip(stream) or 0) != version:
                raise Moved(stream)
        for stream, mark in (kwargs.get("marks") or {}).items():
            place = self._stored_events_index.get(str(stream), {}).get(kwargs["guards"][stream])
            if place is None or mark not in self._stored_events[place].state:
                raise Moved(stream)
        checked_versions(stored_events, {s.originator_id: self._tip(s.originator_id) for s in stored_events})
        if kwargs.get("command") in self._commands:
            raise Moved(stored_events[0].originator_id)

    def _update_table(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        positions = super()._update_table(stored_events, **kwargs)
        if positions and kwargs.get("command") is not None:
            self._commands[kwargs["command"]] = positions[0]
        if positions and kwargs.get("alias") is not None:
            self._aliased.append(positions[0])
        return positions

    def insert_many(self, rows: Sequence[NewRow]) -> Sequence[int]:
        with self._database_lock:
            checked_rows(rows, {row.stream: self._tip(row.stream) or 0 for row in rows})
            for row in rows:
                if row.command in self._commands:
                    raise Moved(row.stream)
            positions: list[int] = []
            for row in rows:
                stored = StoredEvent(row.stream, row.version, row.topic, row.state)
                positions += self._update_table([stored], command=row.command, alias=row.alias) or ()
        self._notify_listeners()
        return positions

    def rows_of(self, stream: UUID, after: int) -> Sequence[Row]:
        with self._database_lock:
            index = self._stored_events_index.get(str(stream), {})
            return [self._row(place + 1) for version, place in index.items() if version > after]

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        wanted = None if topics is None else frozenset(topics)
        with self._database_lock:
            last = len(self._stored_events) if until is None else until
            places = (
                place
                for stream in streams
                for place in self._stored_events_index.get(str(stream), {}).values()
                if place < last and (wanted is None or self._stored_events[place].topic in wanted)
            )
            return [self._row(place + 1) for place in places]

    def rows(self, after: int, until: int | None, topics: Sequence[str] | None, limit: int) -> Sequence[Row]:
        wanted = None if topics is None else frozenset(topics)
        with self._database_lock:
            last = len(self._stored_events) if until is None else min(until, len(self._stored_events))
            chosen: list[Row] = []
            for position in range(after + 1, last + 1):
                if wanted is None or self._stored_events[position - 1].topic in wanted:
                    chosen.append(self._row(position))
                    if len(chosen) == limit:
                        break
            return chosen

    def row_of_command(self, command: UUID) -> Row | None:
        with self._database_lock:
            position = self._commands.get(command)
            return None if position is None else self._row(position)

    def rows_with_alias(self) -> Sequence[Row]:
        with self._database_lock:
            return [self._row(position) for position in self._aliased]

    def streams(self, prefix: str, limit: int) -> Sequence[UUID]:
        with self._database_lock:
            ids = sorted(UUID(stream) for stream, index in self._stored_events_index.items() if index)
            return [stream for stream in ids if stream.hex.startswith(prefix)][:limit]

    def tip(self, stream: UUID) -> int:
        with self._database_lock:
            return self._tip(stream) or 0

    def begin(self, header: Header) -> None:
        """Keep the header."""
        self._header = header

    def header(self) -> Header | None:
        return self._header

    def mark_simulated(self) -> None:
        with self._database_lock:
            if self._header is not None:
                self._header = replace(self._header, simulated=True)

    def close(self) -> None:
        """Nothing to let go of; what was recorded is gone with the last reference."""

    def _tip(self, stream: UUID | str) -> int | None:
        index = self._stored_events_index.get(str(stream))
        return next(reversed(index)) if index else None

    def _row(self, position: int) -> Row:
        stored = self._stored_events[position - 1]
        assert isinstance(stored.originator_id, UUID)
        return position, stored.originator_id, stored.originator_version, stored.topic, stored.state


class MemoryFactory(POPOFactory):
    """Makes our recorder where the stock factory makes the stock one."""

    def application_recorder(self) -> MemoryRecorder:
        return MemoryRecorder()
