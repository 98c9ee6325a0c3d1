"""Any other persistence module: a journal on the plain recorder interface, which guards written streams only.

Nothing but events can be stored there, so the header is an event of a stream of its own, and so is a marker for each command,
which makes a second recording of the same command impossible. They are skipped when the journal is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any
from uuid import UUID, uuid5

import msgspec
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent

from actionlearning.domain.personal import Personal
from actionlearning.journal.bulk import begins
from actionlearning.journal.codec import Codec, topic_of
from actionlearning.journal.header import Header
from actionlearning.journal.names import topics_named
from actionlearning.journal.port import Conflict, NewEvent, Raw, Recorded
from actionlearning.journal.recorder import Moved, begins_at_one, checked_versions, is_prefix
from actionlearning.journal.tables import NoTables, TableStore

__all__ = ["PlainJournal", "begin"]

OURS = UUID("1d9c4a0e-6f6c-5d0b-9c3f-5a2e8f7b6c11")
"""The namespace of the streams that hold what is not an event of the domain; the header's stream itself."""

HEADER, SIMULATED, COMMAND = "journal.header.1", "journal.simulated.1", "journal.command.1"
NOT_EVENTS = frozenset({HEADER, SIMULATED, COMMAND})
BATCH = 2000
MOST_STREAMS = 10


def begin(recorder: ApplicationRecorder, header: Callable[[], Header]) -> Header:
    """The header that is stored there; one that ``header`` makes if there was none."""
    if not recorder.select_events(OURS, limit=1):
        with suppress(IntegrityError):  # another process has just been first
            recorder.insert_events([StoredEvent(OURS, 1, HEADER, msgspec.json.encode(header()))])
    first, *later = recorder.select_events(OURS)
    stored = msgspec.json.decode(first.state, type=Header)
    return msgspec.structs.replace(stored, simulated=stored.simulated or bool(later))


class PlainJournal:
    """A ``Journal`` that says of itself that it does not guard what is only read.

    The recorder tells the positions of events only where it reads the whole journal, so in what ``read`` and ``command``
    return they are 0. An alias and a prefix are found by reading everything.
    """

    guards_reads = False

    def __init__(
        self,
        recorder: ApplicationRecorder,
        codec: Codec,
        header: Header,
        *,
        where: str = "plain:",
        errors: AbstractContextManager[None] | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.recorder = recorder
        self._where = where
        self._errors = errors or nullcontext()
        self._close = close
        self._codec = codec
        self._id = header.id
        self._simulated = header.simulated

    @property
    def id(self) -> UUID:
        return self._id

    @property
    def simulated(self) -> bool:
        return self._simulated

    def mark_simulated(self) -> None:
        if not self._simulated:
            with self._errors, suppress(IntegrityError):  # somebody else has marked it
                self.recorder.insert_events([StoredEvent(OURS, 2, SIMULATED, b"{}")])
            self._simulated = True

    def read(self, stream: UUID, *, after: int = 0) -> Sequence[Recorded[Any]]:
        with self._errors:
            found = self.recorder.select_events(stream, gt=after)
        return [
            self._codec.decode(each.topic, each.state, stream=stream, version=each.originator_version, position=0)
            for each in found
            if each.topic not in NOT_EVENTS
        ]

    def read_all(self, *, after: int = 0, until: int | None = None, names: Collection[str] = ()) -> Iterator[Recorded[Any]]:
        wanted = topics_named(self._codec.known, frozenset(names)) if names else []
        if not names or wanted:
            yield from map(self._decode, self._events(after, until, wanted))

    def read_raw(self, *, after: int = 0, until: int | None = None) -> Iterator[Raw]:
        for each in self._events(after, until, []):
            yield Raw(each.id, _stream_of(each), each.originator_version, each.topic, each.state)

    def read_streams(
        self, streams: Collection[UUID], *, until: int | None = None, names: Collection[str] = ()
    ) -> Iterator[Recorded[Any]]:
        """By reading everything: only there does a plain recorder tell positions."""
        wanted = frozenset(streams)
        return (recorded for recorded in self.read_all(until=until, names=names) if recorded.stream in wanted)

    def tip(self, stream: UUID) -> int:
        with self._errors:
            last = self.recorder.select_events(stream, desc=True, limit=1)
        return last[0].originator_version if last and last[0].topic not in NOT_EVENTS else 0

    def position(self) -> int:
        with self._errors:
            last, step = self.recorder.max_notification_id() or 0, 4
            while last > 0:  # step back over what is not an event
                found = self.recorder.select_notifications(max(last - step, 0), step, last, inclusive_of_start=False)
                events = [each.id for each in found if each.topic not in NOT_EVENTS]
                if events:
                    return events[-1]
                last, step = last - step, 2 * step
        return 0

    def settled(self) -> int:
        return self.position()

    def count(self, *, after: int, until: int) -> int:
        return sum(1 for _ in self.read_all(after=after, until=until))

    def command(self, command: UUID) -> Recorded[Any] | None:
        with self._errors:
            marker = self.recorder.select_events(_marker_of(command))
        if not marker:
            return None
        stream, version = msgspec.json.decode(marker[0].state, type=tuple[UUID, int])
        return self.read(stream, after=version - 1)[0]

    def aliases(self) -> Iterator[Recorded[Any]]:
        return (recorded for recorded in self.read_all() if recorded.alias is not None)

    def streams(self, prefix: str) -> Sequence[UUID]:
        if not is_prefix(prefix):
            return []
        found = {recorded.stream for recorded in self.read_all() if recorded.stream.hex.startswith(prefix)}
        return sorted(found)[:MOST_STREAMS]

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:
        """Guards are checked just before; what is written is checked again by the recorder, whose versions are unique."""
        if not events:
            return []
        begins_at_one(events)
        stored = [StoredEvent(new.stream, new.version, topic_of(new.event), self._codec.encode(new)) for new in events]
        tips = {stream: self.tip(stream) for stream in {*guards, *(new.stream for new in events)}}
        for stream, version in guards.items():
            if tips[stream] != version:
                raise Conflict(stream=stream)
        first = events[0]
        pointer = msgspec.json.encode((first.stream, first.version))
        marker = StoredEvent(_marker_of(first.command), 1, COMMAND, pointer)
        try:
            checked_versions(stored, tips)
            with self._errors:
                positions = self.recorder.insert_events([*stored, marker])
        except IntegrityError as cause:
            raise Conflict(stream=cause.args[0] if isinstance(cause, Moved) else first.stream) from cause
        return list(positions or [])[: len(events)]

    def append_many(self, events: Sequence[NewEvent], /) -> Sequence[int]:
        """All or none of them, as far as the module inserts all or none."""
        begins_at_one(events)
        tips = {stream: self.tip(stream) for stream in {new.stream for new in events}}
        stored: list[StoredEvent] = []
        places: list[int] = []
        for new, first in zip(events, begins(events), strict=True):
            places.append(len(stored))
            stored.append(StoredEvent(new.stream, new.version, topic_of(new.event), self._codec.encode(new)))
            if first:
                pointer = msgspec.json.encode((new.stream, new.version))
                stored.append(StoredEvent(_marker_of(new.command), 1, COMMAND, pointer))
        try:
            checked_versions([stored[place] for place in places], {stream: tip or None for stream, tip in tips.items()})
            with self._errors:
                positions = self.recorder.insert_events(stored) or ()
        except IntegrityError as cause:
            raise Conflict(stream=cause.args[0] if isinstance(cause, Moved) else self._repeated(events)) from cause
        return [positions[place] for place in places]

    def _repeated(self, events: Sequence[NewEvent]) -> UUID:
        """The stream of the first command among these that is known already."""
        known = (new.stream for new in events if self.command(new.command) is not None)
        return next(known, events[0].stream)

    def reveal(self, handle: Personal) -> str:
        return self._codec.sealer.reveal(handle)

    def tables(self) -> TableStore:
        """None: a plain module cannot keep rows and position in step. Raises ``NoTables``."""
        raise NoTables(where=self._where)

    def close(self) -> None:
        self._close()

    def _events(self, after: int, until: int | None, topics: Sequence[str]) -> Iterator[Notification]:
        """What is an event among what is stored, a batch at a time, so that memory stays bounded."""
        while True:
            with self._errors:
                batch = self.recorder.select_notifications(after, BATCH, until, topics, inclusive_of_start=False)
            yield from (each for each in batch if each.topic not in NOT_EVENTS)
            if len(batch) < BATCH:
                return
            after = batch[-1].id

    def _decode(self, each: Notification) -> Recorded[Any]:
        stream = _stream_of(each)
        return self._codec.decode(each.topic, each.state, stream=stream, version=each.originator_version, position=each.id)


def _stream_of(each: Notification) -> UUID:
    assert isinstance(each.originator_id, UUID), "this library names streams by UUID"
    return each.originator_id


def _marker_of(command: UUID) -> UUID:
    return uuid5(OURS, str(command))
