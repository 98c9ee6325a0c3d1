"""The raw drivers: the columns and indexes of a journal, the command id among them, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import psycopg

__all__ = ["PG_INDEXES", "PG_TABLE", "Driver", "RawPostgres", "RawSQLite"]

COLUMNS = "originator_id, originator_version, topic, state, command, alias"

SQLITE_TABLE = (
    "CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT NOT NULL, "
    "originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL, command TEXT, alias TEXT, "
    "UNIQUE (originator_id, originator_version))"
)
PG_TABLE = (
    "CREATE TABLE IF NOT EXISTS events (notification_id bigserial PRIMARY KEY, originator_id uuid NOT NULL, "
    "originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL, command uuid, alias text, "
    "UNIQUE (originator_id, originator_version))"
)
PG_INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS by_command ON events (command) WHERE command IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS by_alias ON events (notification_id) WHERE alias IS NOT NULL",
)
SQLITE_INDEXES = (PG_INDEXES[0], PG_INDEXES[1].replace("notification_id", "position"))
BUSY_SECONDS = 30


class Driver(Protocol):
    """One connection."""

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None: ...
    def select(self, stream: UUID) -> list[Any]: ...
    def select_all(self) -> list[Any]: ...
    def settings(self) -> dict[str, str]: ...
    def close(self) -> None: ...


class RawSQLite:
    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", SQLITE_TABLE, *SQLITE_INDEXES):
            self.connection.execute(statement)

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

    def settings(self) -> dict[str, str]:
        return pragmas(self.connection.execute)

    def close(self) -> None:
        self.connection.close()


class RawPostgres:
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        for statement in ("SET client_min_messages = warning", PG_TABLE, *PG_INDEXES):
            self.connection.execute(statement)  # type: ignore[arg-type]  # psycopg wants literals

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

    def settings(self) -> dict[str, str]:
        return shown(self.connection.execute)

    def close(self) -> None:
        self.connection.close()


SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


def pragmas(execute: Callable[[str], Any]) -> dict[str, str]:
    """What decides on SQLite how safe a commit is, as a connection has it, and how apart transactions are.

    They are serializable there, but for connections that share a cache and have asked to read what is not committed.
    """
    ((mode,),) = execute("PRAGMA journal_mode").fetchall()
    ((synchronous,),) = execute("PRAGMA synchronous").fetchall()
    ((uncommitted,),) = execute("PRAGMA read_uncommitted").fetchall()
    isolation = "read uncommitted" if uncommitted else "serializable"
    return {"journal_mode": mode, "synchronous": SYNCHRONOUS[synchronous], "isolation": isolation}


SHOWN = ("server_version", "fsync", "synchronous_commit", "transaction_isolation", "commit_delay", "commit_siblings")


def shown(execute: Callable[[str], Any]) -> dict[str, str]:
    """The same on PostgreSQL, with the isolation and what makes a flush slower."""
    rows = {name: execute(f"SHOW {name}").fetchone() for name in SHOWN}
    return {name: str(next(iter(row.values())) if isinstance(row, dict) else row[0]) for name, row in rows.items()}
