"""What our recorders add to the stock ones: guards, versions that follow the tip, command ids, and reading without objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable
from uuid import UUID

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent

from actionlearning.journal.header import Header
from actionlearning.journal.port import Conflict, NewEvent

__all__ = [
    "GuardedRecorder",
    "Lost",
    "Moved",
    "NewRow",
    "Row",
    "SettlingRecorder",
    "begins_at_one",
    "checked_rows",
    "checked_versions",
    "follows",
    "in_batches",
    "is_prefix",
]


Row = tuple[int, UUID, int, str, bytes]
"""What stands in a row of a journal: a position, a stream, a version of it, a topic and the stored bytes."""


class NewRow(NamedTuple):
    """An event on its way into a table: encoded, and with the command and the alias if it is the first of its command."""

    stream: UUID
    version: int
    topic: str
    state: bytes
    command: UUID | None
    alias: str | None


class Lost(OperationalError):
    """The connection ended between sending an insert and its answer, so nobody knows whether it was committed."""


class Moved(IntegrityError):
    """A stream is not where the writer thought, or the command was recorded before; the first argument is the stream's id."""


class GuardedRecorder(Protocol):
    """A stock application recorder that also does this."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Insert all or none. Takes ``guards`` (stream id to version), and the ``command`` and ``alias`` of the first event.

        Takes ``marks`` too: bytes that stand in what is stored at the guarded version of a stream. Raises ``Moved`` where
        a guard, a mark, a version or the command does not hold.
        """

    def insert_many(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """Insert the rows of many commands, all or none; answer their positions.

        Raises ``Moved`` where a version is not its stream's tip plus one, or a command is known.
        """

    def rows_of(self, stream: UUID, after: int) -> Sequence[Row]:
        """One stream in order of version."""

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        """Several streams, each in order of version, up to a position and of these topics only if any are given."""

    def rows(self, after: int, until: int | None, topics: Sequence[str] | None, limit: int) -> Sequence[Row]:
        """A batch of the whole journal in order of position, of these topics only if any are given."""

    def row_of_command(self, command: UUID) -> Row | None:
        """The first event of a command."""

    def rows_with_alias(self) -> Sequence[Row]:
        """The events that carry an alias, in order of position."""

    def streams(self, prefix: str, limit: int) -> Sequence[UUID]:
        """The streams whose id in hex begins so."""

    def tip(self, stream: UUID) -> int:
        """The last version of a stream, 0 where there is none."""

    def max_notification_id(self) -> int | None:
        """The last position, None where there is none."""

    def header(self) -> Header | None:
        """The journal's one row, or None where it is missing."""

    def mark_simulated(self) -> None:
        """Say so in the header, for ever."""

    def close(self) -> None:
        """Let go of connections."""


@runtime_checkable
class SettlingRecorder(GuardedRecorder, Protocol):
    """A guarded recorder in which events are committed in another order than that of their positions, which have gaps."""

    def settled(self) -> int:
        """The last position before which nothing can appear any more, 0 where there is none."""

    def count(self, after: int, until: int) -> int:
        """How many events stand above one position and up to another."""

    def batches(self, after: int, until: int | None, topics: Sequence[str] | None, size: int) -> Iterator[Sequence[Row]]:
        """The whole journal as it stands at one moment, a batch at a time."""


def follows(version: int, tip: int | None) -> bool:
    """A version is the tip plus one. A stream begins at 1; at this level 0 is taken too, as the stock suite does."""
    return version in (0, 1) if tip is None else version == tip + 1


def checked_versions(stored_events: Sequence[StoredEvent], tips: Mapping[Any, int | None]) -> None:
    """Raise ``Moved`` unless every version follows its stream's tip, given as it stands before the insert."""
    known = dict(tips)
    for stored in stored_events:
        if not follows(stored.originator_version, known[stored.originator_id]):
            raise Moved(stored.originator_id)
        known[stored.originator_id] = stored.originator_version


def checked_rows(rows: Sequence[NewRow], tips: Mapping[UUID, int]) -> None:
    """Raise ``Moved`` unless every version is its stream's tip plus one; ``tips`` are those before the insert."""
    known = dict(tips)
    for row in rows:
        if row.version != known[row.stream] + 1:
            raise Moved(row.stream)
        known[row.stream] = row.version


def begins_at_one(events: Sequence[NewEvent]) -> None:
    """Raise ``Conflict`` for a version below 1, which a stock recorder would take."""
    for new in events:
        if new.version < 1:
            raise Conflict(stream=new.stream)


def is_prefix(text: str) -> bool:
    """Whether the hex of an id can begin so."""
    return len(text) <= 2 * len(UUID(int=0).bytes) and set(text) <= set("0123456789abcdef")


def in_batches(
    recorder: GuardedRecorder, after: int, until: int | None, topics: Sequence[str] | None, size: int
) -> Iterator[Sequence[Row]]:
    """The whole journal, a batch at a time, so that memory stays bounded."""
    while True:
        batch = recorder.rows(after, until, topics, size)
        yield batch
        if len(batch) < size:
            return
        after, *_ = batch[-1]
