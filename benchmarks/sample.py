"""The same work three times: with this library, with stock `eventsourcing`, and with the raw driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from actionlearning.application.library import ActionLearning
from actionlearning.application.opening import open_library
from actionlearning.domain.member.aggregate import register
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ProblemAccepted,
    ProblemPresented,
    ProblemRaised,
    QuestionAsked,
)
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    MemberId,
    Origin,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)
from actionlearning.journal.port import NewEvent
from actionlearning.sealing.keyring import MemoryKeyring

TEXT = "What would have to be true for the ward to fill its own gaps without a single call to the agency, and who knows? " * 2
TEXT = TEXT[:200]
OWNER = MemberId(uuid4())
PEER = MemberId(uuid4())
DUE = date(2026, 12, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)

COLUMNS = "originator_id, originator_version, topic, state, command, alias"


class Ours:
    """This library, sealing on."""

    def __init__(self, url: str) -> None:
        self.al: ActionLearning = open_library(url, keyring=MemoryKeyring())
        name, role = Personal(OWNER, text="Aisha"), Personal(OWNER, text="ward manager")
        self.record(OWNER, 0, [register(organisation="Trust", level_band=None, line_manager=None, name=name, role=role)])

    def record(self, stream: UUID, tip: int, events: Sequence[Any]) -> None:
        command = uuid4()
        new = [
            NewEvent(stream=stream, version=tip + n, occurred_at=AT, recorded_at=AT, actor=OWNER, command=command, event=each)
            for n, each in enumerate(events, start=1)
        ]
        self.al.journal.append(new, guards={stream: tip})

    def close(self) -> None:
        self.al.close()


def question() -> QuestionAsked:
    return QuestionAsked(1, PEER, QuestionForm.OPEN, QuestionFunction.PROBING, Personal(PEER, text=TEXT))


def history(length: int) -> tuple[ActionId, list[Any]]:
    """The events of a problem with one open action and many questions."""
    action = ActionId(uuid4())
    begun = [
        ProblemRaised(SetId(uuid4()), OWNER, *(Personal(OWNER, text=TEXT) for _ in range(3))),
        ProblemAccepted(),
        ProblemPresented(1),
        ActionCommitted(action, 1, DUE, Origin.SELF, ActionKind.STEP, Personal(OWNER, text=TEXT), Personal(OWNER, text=TEXT)),
    ]
    return action, begun + [question() for _ in range(length - len(begun))]


def new_problem() -> ProblemId:
    return ProblemId(uuid4())


class Problem(Aggregate):
    """The same in the stock library."""

    def __init__(self, owner: UUID, title: str) -> None:
        self.owner = owner
        self.title = title
        self.questions = 0

    @event("QuestionAsked")
    def ask(self, session: int, by: UUID, form: str, function: str, text: str, asked_at: datetime) -> None:
        self.questions += 1


class Stock(Application[UUID]):
    """Stock `eventsourcing`, with its default transcoder."""

    def __init__(self, env: dict[str, str]) -> None:
        super().__init__(env)

    def problem(self, length: int) -> Problem:
        """A saved problem of so many events.

        A hundred at a time: the stock recorder sends an insert in pipeline mode, which was seen to wait for ever at a thousand.
        """
        it = Problem(OWNER, TEXT)
        for number in range(1, length):
            self.question(it)
            if number % 100 == 0:
                self.save(it)
        self.save(it)
        return it

    @staticmethod
    def question(it: Problem) -> None:
        it.ask(1, PEER, "open", "probing", TEXT, AT)


class Driver(Protocol):
    """The raw driver, with the columns and indexes of the journal."""

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None: ...
    def select(self, stream: UUID) -> list[Any]: ...
    def select_all(self) -> list[Any]: ...
    def close(self) -> None: ...


class RawSQLite:
    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute(
            "CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT, originator_version INTEGER, "
            "topic TEXT, state BLOB, command TEXT, alias TEXT, UNIQUE (originator_id, originator_version))"
        )
        self.connection.execute("CREATE UNIQUE INDEX by_command ON events (command) WHERE command IS NOT NULL")
        self.connection.execute("CREATE INDEX by_alias ON events (position) WHERE alias IS NOT NULL")

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for stream, version, topic, state, command in rows:
            values = (stream.hex, version, topic, state, command.hex, None)
            self.connection.execute(f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)
        self.connection.execute("COMMIT")

    def select(self, stream: UUID) -> list[Any]:
        query = f"SELECT {COLUMNS} FROM events WHERE originator_id = ? ORDER BY originator_version"
        return self.connection.execute(query, (stream.hex,)).fetchall()

    def select_all(self) -> list[Any]:
        return self.connection.execute(f"SELECT position, {COLUMNS} FROM events ORDER BY position").fetchall()

    def close(self) -> None:
        self.connection.close()


class RawPostgres:
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute(
            "CREATE TABLE events (notification_id bigserial PRIMARY KEY, originator_id uuid, originator_version bigint, "
            "topic text, state bytea, command uuid, alias text, UNIQUE (originator_id, originator_version))"
        )
        self.connection.execute("CREATE UNIQUE INDEX by_command ON events (command) WHERE command IS NOT NULL")
        self.connection.execute("CREATE INDEX by_alias ON events (notification_id) WHERE alias IS NOT NULL")

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        query = f"INSERT INTO events ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, NULL)"
        if len(rows) == 1:
            self.connection.execute(query, rows[0], prepare=True)
        else:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.executemany(query, rows)

    def select(self, stream: UUID) -> list[Any]:
        query = f"SELECT {COLUMNS} FROM events WHERE originator_id = %s ORDER BY originator_version"
        with self.connection.cursor(binary=True) as cursor:
            return cursor.execute(query, (stream,), prepare=True).fetchall()

    def select_all(self) -> list[Any]:
        with self.connection.cursor(binary=True) as cursor:
            return cursor.execute(f"SELECT notification_id, {COLUMNS} FROM events ORDER BY 1", prepare=True).fetchall()

    def close(self) -> None:
        self.connection.close()


STATE = b"x" * 750
"""About as many bytes as an event of ours with one sealed text of 200 characters."""


def rows(stream: UUID, length: int, *, tip: int = 0) -> list[tuple[Any, ...]]:
    return [(stream, tip + n, "problem.question-asked.1", STATE, uuid4()) for n in range(1, length + 1)]


@contextmanager
def contenders(backend: str, folder: Path, postgres: list[str]) -> Iterator[tuple[Ours, Stock, Driver]]:
    """The three of one backend, each on a database of its own."""
    raw: Driver
    if backend == "sqlite":
        ours = Ours(f"sqlite:///{folder / 'ours.db'}")
        stock = Stock({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "stock.db")})
        raw = RawSQLite(folder / "raw.db")
    else:
        ours = Ours(postgres[0])
        parts = conninfo_to_dict(postgres[1])
        stock = Stock(
            {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": str(parts["dbname"]),
                "POSTGRES_HOST": str(parts["host"]),
                "POSTGRES_USER": str(parts["user"]),
                "POSTGRES_PASSWORD": "",
            }
        )
        raw = RawPostgres(postgres[2])
    try:
        yield ours, stock, raw
    finally:
        ours.close()
        stock.close()
        raw.close()
