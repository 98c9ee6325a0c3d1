"""What the tests of audit share: journals with something in them, on every database, and logs beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from places import opened

from actionlearning.audit.checkpoint import Checkpoint, Trust, read_checkpoint
from actionlearning.audit.note import Signer
from actionlearning.audit.sequencer import Sequencer
from actionlearning.journal.port import Journal, NewEvent
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.testing.journals import new, registered, several

__all__ = ["ORIGIN", "SIGNER", "TRUST", "Database", "MemorySink", "believed", "fill", "now", "opened", "sequencer_of"]

ORIGIN = "example.org/learning"
SIGNER = Signer.new(ORIGIN)
TRUST = Trust((SIGNER.verifier,))
KEYS = MemoryKeyring()
STREAM = UUID(int=7)


def now() -> datetime:
    return datetime.now(UTC)


def believed(published: bytes) -> Checkpoint:
    return read_checkpoint(published, TRUST).checkpoint


def sequencer_of(journal: Journal, *, sink: Any = None, signers: Sequence[Signer] = (SIGNER,), **options: Any) -> Sequencer:
    """A sequencer of a log that has begun."""
    sequencer = Sequencer(journal, signers, clock=now, sink=sink, **options)
    sequencer.begin(ORIGIN)
    return sequencer


def fill(journal: Journal, count: int, *, stream: UUID | None = None) -> None:
    """Record so many events more, the first of them with somebody's name in it, in one stream."""
    place = stream or uuid4()
    tip = journal.tip(place)
    events: list[NewEvent] = several(place, range(tip + 1, tip + count + 1)) if count else []
    if events and not tip:
        events[0] = new(place, 1, registered("Aisha"), command=events[0].command)
    journal.append(events, guards={place: tip})


class MemorySink:
    """Keeps what it is given, and refuses nothing: what was published is for the test to judge."""

    def __init__(self) -> None:
        self.published: list[bytes] = []

    def publish(self, checkpoint: bytes) -> None:
        self.published.append(checkpoint)

    def latest(self) -> bytes | None:
        return max(self.published, key=lambda each: believed(each).size, default=None)


class Database:
    """A journal's database behind its back: what somebody with the right to write may do there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.position = "position" if self.is_sqlite else "notification_id"

    def journal(self) -> Any:
        return opened(self.url, keyring=KEYS)

    @contextmanager
    def open_journal(self) -> Iterator[Any]:
        with closing(self.journal()) as journal:
            yield journal

    def do(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Carry out one statement, with ``?`` for values and ``@`` for the column of positions."""
        statement = statement.replace("@", self.position)
        if self.is_sqlite:
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
                return connection.execute(statement, values).fetchall()
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []


Tampering = Callable[[Database], None]
