"""The tables for people, written by the stock runner: one event, one transaction, one tracking row, as `eventsourcing` does it.

It follows our journal, for the stock recorder of SQLite cannot be followed; it decodes with our codec, which is faster than the
stock transcoder; and it keeps the same tables by the same fold. What is compared is the way in which events come and rows go.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteTrackingRecorder
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row

from actionlearning.journal.codec import Codec
from actionlearning.journal.eventsourced import EventsourcedJournal
from actionlearning.journal.names import topics_named
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Column, Kind, Table, names_wanted
from actionlearning.projections.tables.tables import Tables
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer

__all__ = ["caught_up"]

TABLES = {table.name: table for table in Tables.tables}

Turn = Callable[[Any], Any]

SQLITE = dict.fromkeys(Kind, "TEXT") | {Kind.INTEGER: "INTEGER", Kind.NUMBER: "REAL", Kind.FLAG: "INTEGER"}
TO_SQLITE: dict[type, Turn] = {UUID: str, Decimal: str, datetime: datetime.isoformat, date: date.isoformat}
FROM_SQLITE: dict[Kind, Turn] = {
    Kind.ID: UUID,
    Kind.AMOUNT: Decimal,
    Kind.FLAG: bool,
    Kind.TIME: lambda value: datetime.fromisoformat(value).astimezone(UTC),
    Kind.DATE: date.fromisoformat,
}
POSTGRESQL = {
    Kind.ID: "uuid",
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.AMOUNT: "numeric",
    Kind.NUMBER: "double precision",
    Kind.FLAG: "boolean",
    Kind.TIME: "timestamptz",
    Kind.DATE: "date",
}


class RowsAtOnce:
    """``Rows`` of which each goes to the database as the fold says it, in the transaction of its event."""

    def __init__(
        self, execute: Callable[[str, list[Any]], Any], place: str, to: Mapping[type, Turn], of: Mapping[Kind, Turn]
    ) -> None:
        self._execute = execute
        self._place = place
        self._to = to
        self._of = of

    def add(self, table: str, row: dict[str, Any]) -> None:
        its = TABLES[table]
        names = [column.name for column in its.columns]
        changed = [f"{name} = excluded.{name}" for name in names if name not in its.key]
        instead = f"DO UPDATE SET {', '.join(changed)}" if changed else "DO NOTHING"
        places = ", ".join([self._place] * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places}) ON CONFLICT ({', '.join(its.key)}) {instead}"
        self._execute(statement, [self._value(row.get(name)) for name in names])

    def change(self, table: str, key: tuple[Any, ...], columns: dict[str, Any]) -> None:
        assigned = ", ".join(f"{name} = {self._place}" for name in columns)
        values = [self._value(value) for value in (*columns.values(), *key)]
        self._execute(f"UPDATE {table} SET {assigned} WHERE {self._where(table)}", values)

    def remove(self, table: str, key: tuple[Any, ...]) -> None:
        self._execute(f"DELETE FROM {table} WHERE {self._where(table)}", [self._value(value) for value in key])

    def get(self, table: str, key: tuple[Any, ...]) -> dict[str, Any] | None:
        columns = TABLES[table].columns
        query = f"SELECT {', '.join(column.name for column in columns)} FROM {table} WHERE {self._where(table)}"
        found = self._execute(query, [self._value(value) for value in key]).fetchone()
        return None if found is None else {column.name: self._read(column, found[column.name]) for column in columns}

    def _where(self, table: str) -> str:
        return " AND ".join(f"{name} = {self._place}" for name in TABLES[table].key)

    def _value(self, value: Any) -> Any:
        turn = self._to.get(type(value))
        return value if turn is None else turn(value)

    def _read(self, column: Column, value: Any) -> Any:
        turn = self._of.get(column.kind)
        return value if turn is None or value is None else turn(value)


def created(table: Table, types: Mapping[Kind, str]) -> list[str]:
    """The statements that make a table with its key and its indexes."""
    columns = [f"{each.name} {types[each.kind]}{'' if each.optional else ' NOT NULL'}" for each in table.columns]
    indexes = [
        f"CREATE INDEX IF NOT EXISTS {table.name}_{number} ON {table.name} ({', '.join(names)})"
        for number, names in enumerate(table.indexes)
    ]
    return [f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(columns)}, PRIMARY KEY ({', '.join(table.key)}))", *indexes]


class OnSQLite(SQLiteTrackingRecorder):
    def construct_create_table_statements(self) -> list[str]:
        tables = [statement for table in Tables.tables for statement in created(table, SQLITE)]
        return [*super().construct_create_table_statements(), *tables]

    def take(self, recorded: Recorded[Any], tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)

            def execute(statement: str, values: list[Any]) -> Any:
                cursor.execute(statement, values)
                return cursor

            Tables().fold(RowsAtOnce(execute, "?", TO_SQLITE, FROM_SQLITE), recorded)

    def counted(self) -> dict[str, int]:
        counts = {}
        with self.datastore.transaction(commit=False) as cursor:
            for name in TABLES:
                cursor.execute(f"SELECT count(*) FROM {name}")
                counts[name] = cursor.fetchone()[0]
        return counts


class OnPostgreSQL(PostgresTrackingRecorder):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for table in Tables.tables:
            self.sql_create_statements += [psycopg.sql.SQL(each) for each in created(table, POSTGRESQL)]

    def take(self, recorded: Recorded[Any], tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)

            def execute(statement: str, values: list[Any]) -> Any:
                return cursor.execute(statement, values, prepare=True)

            Tables().fold(RowsAtOnce(execute, "%s", {}, {}), recorded)

    def counted(self) -> dict[str, int]:
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return {name: cursor.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"] for name in TABLES}


class Reads:
    """A mapper that turns what our journal stores into what our fold takes."""

    def __init__(self, journal: EventsourcedJournal) -> None:
        self._codec = Codec(Sealer(journal.id, MemoryKeyring()))

    def to_domain_event(self, stored: StoredEvent) -> Any:
        position = stored.id
        return self._codec.decode(
            stored.topic, stored.state, stream=stored.originator_id, version=stored.originator_version, position=position
        )


class People(Projection[Any]):
    """The projection that the stock runner runs. It says when it has come to ``until``."""

    name = "people"
    until: ClassVar[int] = 0
    reached: ClassVar[threading.Event] = threading.Event()
    at: ClassVar[float] = 0.0

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        if not self.reached.is_set():
            self.view.take(domain_event, tracking)
            if tracking.notification_id >= self.until:
                People.at = time.perf_counter()
                self.reached.set()


def caught_up(journal: EventsourcedJournal, view: str, until: int) -> tuple[float, dict[str, int]]:
    """How many seconds the stock runner takes up to a wanted event, into a database of its own; and the rows it has then."""

    class Followed(Application[UUID]):
        name = "journal"

        def construct_mapper(self) -> Any:
            return Reads(journal)

        def construct_recorder(self) -> Any:
            return journal.recorder

    People.until = until
    People.topics = tuple(topics_named(Codec(Sealer(journal.id, MemoryKeyring())).known, names_wanted(Tables())))
    view_class, env = _where(view)
    began = time.perf_counter()
    with ProjectionRunner(application_class=Followed, projection_class=People, view_class=view_class, env=env) as runner:
        while not People.reached.wait(0.5):
            runner.run_forever(timeout=0.001)  # raises what the thread raised
        return People.at - began, runner.view.counted()


def _where(view: str) -> tuple[type, dict[str, str]]:
    """The stock recorder for a URL, and the variables that tell it where."""
    if view.startswith("sqlite:///"):
        return OnSQLite, {"PEOPLE_PERSISTENCE_MODULE": "eventsourcing.sqlite", "PEOPLE_SQLITE_DBNAME": str(Path(view[10:]))}
    parts = conninfo_to_dict(view)
    return OnPostgreSQL, {
        "PEOPLE_PERSISTENCE_MODULE": "eventsourcing.postgres",
        "PEOPLE_POSTGRES_DBNAME": str(parts["dbname"]),
        "PEOPLE_POSTGRES_HOST": str(parts["host"]),
        "PEOPLE_POSTGRES_USER": str(parts["user"]),
        "PEOPLE_POSTGRES_PASSWORD": "",
    }
