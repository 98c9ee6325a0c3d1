"""A keyring in an SQLite file: data keys wrapped by a key-encryption key, readable by their owner only."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actionlearning.forking import closed_before_a_fork
from actionlearning.sealing.at_rest import TABLES, KeyringUnusable, WrappedKeyring, WrongKeyEncryptionKey
from actionlearning.sealing.kek import Kek
from actionlearning.sealing.keyring import Tombstone
from actionlearning.sealing.wrapping import generation_of

__all__ = ["KeyringUnusable", "SQLiteKeyring", "WrongKeyEncryptionKey", "is_retired"]

PATIENCE = 5
"""Seconds to wait for another process that is reading or writing."""

CREATE = """
CREATE TABLE IF NOT EXISTS data_keys (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    generation TEXT NOT NULL,
    nonce BLOB NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstones (subject TEXT PRIMARY KEY, id TEXT, generation TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS retired_generations (generation TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class SQLiteKeyring(WrappedKeyring):
    """Keys in a file of mode 0600. Usable from several threads and processes at once.

    The file, and the key-encryption key where ``kek`` is a function, are asked for when the first key is: who reads only
    figures needs neither, and looking up a key makes no file. A file that may not be written still gives the keys it holds.
    """

    def __init__(self, path: Path, kek: Kek) -> None:
        super().__init__(str(path), kek)
        self.path = path
        self._remembers = True
        """Whether the file has tombstones; one of an earlier release that may not be written has none."""
        closed_before_a_fork(self)

    def _is_there(self) -> bool:
        with self._errors():
            return self._opened is not None or self.path.exists()

    def _connected(self) -> sqlite3.Connection:
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as cause:
            if cause.errno not in {errno.EACCES, errno.EPERM, errno.EROFS} or not self.path.exists():
                raise
            # without a log nobody is writing, and SQLite may read without making one
            logged = self.path.with_name(f"{self.path.name}-wal").exists()
            mode = "ro" if logged else "ro&immutable=1"
        else:
            mode = "rw"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=PATIENCE,
        )
        try:
            self._prepare(connection, writable=mode == "rw")
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection, *, writable: bool) -> None:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if tables and "data_keys" not in tables:
            raise KeyringUnusable(where=str(self.path), why="it is a database, but not a keyring")
        self._remembers = writable or tables.issuperset(TABLES)
        if not writable:
            return
        _write_ahead(connection)
        for pragma in ("synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not tables.issuperset(TABLES):
            connection.executescript(CREATE)

    def _run(self, statement: str, values: dict[str, Any]) -> list[Any]:
        rows: list[Any] = self._open().connection.execute(statement, values).fetchall()
        return rows

    def _buried(self, column: str, value: str) -> Tombstone | None:
        self._open()
        return super()._buried(column, value) if self._remembers else None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        connection = self._open().connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _leave_nothing(self) -> None:
        """Empty the write-ahead log: what was deleted is overwritten in the file, and stood in the log still."""
        deadline = time.monotonic() + PATIENCE
        while True:
            ((busy, _, _),) = self._run("PRAGMA wal_checkpoint(TRUNCATE)", {})
            if not busy:
                return
            if time.monotonic() > deadline:
                why = "another process is reading it, so what was deleted stands in its log still; do this again"
                raise KeyringUnusable(where=str(self.path), why=why)
            time.sleep(0.01)

    def _disconnect(self, connection: sqlite3.Connection) -> None:
        connection.close()

    def close_idle(self) -> None:
        """Close the connection until it is needed again, if nobody is using it."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._opened is not None and not self._opened.connection.in_transaction:
                self._disconnect(self._opened.connection)
                self._opened = None
        finally:
            self._lock.release()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as cause:  # from SQLite's own message about a schema that was altered
            raise KeyringUnusable(where=str(self.path), why="it is damaged") from cause
        except (sqlite3.Error, OSError) as cause:
            why = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
            raise KeyringUnusable(where=str(self.path), why=why) from cause


def is_retired(path: Path, kek: bytes) -> bool:
    """Whether a key-encryption key was retired by the keyring in a file."""
    if not path.exists():
        return False
    query = "SELECT 1 FROM retired_generations WHERE generation = ?"
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            known = "retired_generations" in tables
            return known and connection.execute(query, (generation_of(kek),)).fetchone() is not None
        finally:
            connection.close()
    except sqlite3.Error as cause:
        raise KeyringUnusable(where=str(path), why=str(cause)) from cause


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log. SQLite does not wait here for another process that is doing the same; this does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as cause:
            if cause.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
