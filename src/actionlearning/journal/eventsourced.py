"""The journal on a guarded recorder: encode, insert under guards, read back; the same for memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import starmap
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent

from actionlearning.domain.personal import Personal
from actionlearning.journal.bulk import begins
from actionlearning.journal.codec import Codec, topic_of
from actionlearning.journal.header import Header
from actionlearning.journal.names import topics_named
from actionlearning.journal.port import Conflict, NewEvent, OutcomeUnknown, Raw, ReadBack, Recorded
from actionlearning.journal.recorder import (
    GuardedRecorder,
    Lost,
    Moved,
    NewRow,
    Row,
    SettlingRecorder,
    begins_at_one,
    in_batches,
    is_prefix,
)
from actionlearning.journal.tables import TableStore

__all__ = ["EventsourcedJournal"]

BATCH = 1000
STREAMS = 500
"""How many streams are asked for in one query."""

MOST_STREAMS = 10

MANY_TOPICS = 100
"""Who wants more is given every row: a database takes longer to compare a topic with a hundred than to hand its row over."""

_as_raw: Callable[[tuple[Any, ...]], Raw] = partial(tuple.__new__, Raw)
"""A row with names, in half the time that the class takes to make one."""


class EventsourcedJournal:
    """A ``Journal`` on a recorder of ours. ``errors`` puts what a driver raises into our words, ``tables`` makes its store."""

    guards_reads = True

    def __init__(
        self,
        recorder: GuardedRecorder,
        codec: Codec,
        header: Header,
        *,
        tables: Callable[[], TableStore],
        errors: AbstractContextManager[None] | None = None,
    ) -> None:
        self.recorder = recorder
        self._settling = recorder if isinstance(recorder, SettlingRecorder) else None  # once, for a protocol is slow to ask
        self.codec = codec
        self._make_tables = tables
        self._tables: TableStore | None = None
        self._errors = errors or nullcontext()
        self._id = header.id
        self._simulated = header.simulated
        self._topics: dict[frozenset[str], list[str]] = {}

    @property
    def id(self) -> UUID:
        return self._id

    @property
    def simulated(self) -> bool:
        return self._simulated

    def mark_simulated(self) -> None:
        with self._errors:
            self.recorder.mark_simulated()
        self._simulated = True

    def read(self, stream: UUID, *, after: int = 0) -> Sequence[Recorded[Any]]:
        with self._errors:
            rows = self.recorder.rows_of(stream, after)
        return [*starmap(self.codec.recorded, rows)]

    def read_on(self, stream: UUID, *, after: int, salt: bytes) -> Sequence[Recorded[Any]] | None:
        with self._errors:
            rows = self.recorder.rows_of(stream, after - 1)
        if not rows:
            return None
        (*_, state), *since = rows
        return [*starmap(self.codec.recorded, since)] if self.codec.salt_of(state) == salt else None

    def read_all(self, *, after: int = 0, until: int | None = None, names: Collection[str] = ()) -> Iterator[Recorded[Any]]:
        wanted = self._topics_of(frozenset(names)) if names else None
        here = frozenset(wanted) if wanted is not None and len(wanted) > MANY_TOPICS else None  # told apart here, not there
        with self._errors:
            for batch in self._batches(after, until, wanted if here is None else None):
                rows = batch if here is None else [row for row in batch if row[3] in here]
                yield from starmap(self.codec.recorded, rows)

    def read_raw(self, *, after: int = 0, until: int | None = None) -> Iterator[Raw]:
        with self._errors:
            for batch in self._batches(after, until, None):
                yield from map(_as_raw, batch)

    def read_streams(
        self, streams: Collection[UUID], *, until: int | None = None, names: Collection[str] = ()
    ) -> Iterator[Recorded[Any]]:
        wanted = self._topics_of(frozenset(names)) if names else None
        several = sorted(frozenset(streams))
        for start in range(0, len(several), STREAMS):
            with self._errors:
                rows = self.recorder.rows_of_streams(several[start : start + STREAMS], until, wanted)
            yield from starmap(self.codec.recorded, rows)

    def tip(self, stream: UUID) -> int:
        with self._errors:
            return self.recorder.tip(stream)

    def position(self) -> int:
        with self._errors:
            return self.recorder.max_notification_id() or 0

    def settled(self) -> int:
        if self._settling is None:
            return self.position()
        with self._errors:
            return self._settling.settled()

    def count(self, *, after: int, until: int) -> int:
        if self._settling is None:
            return max(0, until - after)  # positions are given out one after the other
        with self._errors:
            return self._settling.count(after, until)

    def command(self, command: UUID) -> Recorded[Any] | None:
        with self._errors:
            row = self.recorder.row_of_command(command)
        return None if row is None else self.codec.recorded(*row)

    def aliases(self) -> Iterator[Recorded[Any]]:
        with self._errors:
            rows = self.recorder.rows_with_alias()
        return starmap(self.codec.recorded, rows)

    def streams(self, prefix: str) -> Sequence[UUID]:
        if not is_prefix(prefix):
            return []
        with self._errors:
            return self.recorder.streams(prefix, MOST_STREAMS)

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:
        return self._inserted(events, self._stored(events), guards, {})

    def append_on(
        self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int], salts: Mapping[UUID, bytes]
    ) -> Sequence[ReadBack]:
        stored = self._stored(events)
        positions = self._inserted(events, stored, guards, self._marks(guards, salts))
        return [
            partial(self.codec.recorded, position, new.stream, new.version, each.topic, each.state)
            for position, new, each in zip(positions, events, stored, strict=True)
        ]

    def _stored(self, events: Sequence[NewEvent]) -> Sequence[StoredEvent]:
        begins_at_one(events)
        return [StoredEvent(new.stream, new.version, topic_of(new.event), self.codec.encode(new)) for new in events]

    def _marks(self, guards: Mapping[UUID, int], salts: Mapping[UUID, bytes]) -> Mapping[UUID, bytes]:
        """What a database finds salts by; where it cannot, they are looked up here, for no event is ever another one later."""
        marks = {}
        for stream, salt in salts.items():
            mark = self.codec.mark_of(salt)
            if mark is not None:
                marks[stream] = mark
            elif self.read_on(stream, after=guards[stream], salt=salt) is None:
                raise Conflict(stream=stream)
        return marks

    def _inserted(
        self,
        events: Sequence[NewEvent],
        stored: Sequence[StoredEvent],
        guards: Mapping[UUID, int],
        marks: Mapping[UUID, bytes],
    ) -> Sequence[int]:
        if not events:
            return []
        first = events[0]
        try:
            with self._errors:
                positions = self.recorder.insert_events(
                    stored, guards=guards, marks=marks, command=first.command, alias=first.alias
                )
        except IntegrityError as cause:
            raise Conflict(stream=cause.args[0] if isinstance(cause, Moved) else first.stream) from cause
        except Lost as cause:
            raise OutcomeUnknown(command=first.command, why=str(cause)) from cause
        assert positions is not None
        return positions

    def append_many(self, events: Sequence[NewEvent], /) -> Sequence[int]:
        rows = [
            NewRow(
                new.stream,
                new.version,
                topic_of(new.event),
                self.codec.encode(new),
                new.command if first else None,
                new.alias if first else None,
            )
            for new, first in zip(events, begins(events), strict=True)
        ]
        try:
            with self._errors:
                return self.recorder.insert_many(rows)
        except IntegrityError as cause:
            raise Conflict(stream=cause.args[0] if isinstance(cause, Moved) else events[0].stream) from cause
        except Lost as cause:
            raise OutcomeUnknown(command=events[0].command, why=str(cause)) from cause

    def reveal(self, handle: Personal) -> str:
        return self.codec.sealer.reveal(handle)

    def tables(self) -> TableStore:
        if self._tables is None:
            self._tables = self._make_tables()
        return self._tables

    def close(self) -> None:
        if self._tables is not None:
            self._tables.close()
        self.recorder.close()

    def _batches(self, after: int, until: int | None, wanted: Sequence[str] | None) -> Iterator[Sequence[Row]]:
        if self._settling is not None:
            return self._settling.batches(after, until, wanted, BATCH)
        return in_batches(self.recorder, after, until, wanted, BATCH)

    def _topics_of(self, names: frozenset[str]) -> list[str]:
        """The topics of these names, found once: views ask for the same ones again and again."""
        found = self._topics.get(names)
        if found is None:
            found = self._topics[names] = topics_named(self.codec.known, names)
        return found
