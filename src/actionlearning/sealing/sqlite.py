"""A keyring in an SQLite file: data keys wrapped by a key-encryption key, readable by their owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from actionlearning.domain.values import MemberId
from actionlearning.sealing.kek import Kek, resolved
from actionlearning.sealing.keyring import DataKey, FalseKey, KeyringError, UnknownKey, new_key

__all__ = ["KeyringUnusable", "SQLiteKeyring", "WrongKeyEncryptionKey"]

NONCE_BYTES = 12
PATIENCE = 5
"""Seconds to wait for another process that is writing."""

TABLE = """
CREATE TABLE IF NOT EXISTS data_keys (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    generation TEXT NOT NULL,
    nonce BLOB NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID
"""

# All keys of a file are of one generation, or replacing the wrong key-encryption key would lose those made meanwhile.
INSERT = """
INSERT INTO data_keys (id, subject, generation, nonce, wrapped)
SELECT :id, :subject, :generation, :nonce, :wrapped
WHERE coalesce((SELECT generation FROM data_keys LIMIT 1), :generation) = :generation
ON CONFLICT DO NOTHING
"""


class WrongKeyEncryptionKey(KeyringError):
    """The keys are wrapped under another key-encryption key."""

    where: str
    says = "the keys in {where} are wrapped under another key-encryption key; give the one they were written with"


class KeyringUnusable(KeyringError):
    """The file cannot be read or written, is no keyring, or holds a key that was altered."""

    where: str
    why: str
    says = "cannot use the keyring {where}: {why}"


@frozen
class _Opened:
    connection: sqlite3.Connection
    wrapping: AESGCM
    generation: str


class SQLiteKeyring:
    """Keys in a file of mode 0600. Usable from several threads and processes at once.

    The file, and the key-encryption key where ``kek`` is a function, are asked for when the first key is: who reads only
    figures needs neither, and looking up a key makes no file. A file that may not be written still gives the keys it holds.
    """

    def __init__(self, path: Path, kek: Kek) -> None:
        self._path = path
        self._kek = kek
        self._lock = threading.Lock()
        self._by_subject: dict[MemberId, DataKey] = {}
        self._by_id: dict[str, DataKey] = {}
        self._opened: _Opened | None = None

    def key_for(self, subject: MemberId) -> DataKey:
        found = self._by_subject.get(subject)
        if found is not None:
            return found
        with self._lock:
            row = self._row("subject", str(subject))
            if row is None:
                self._insert(subject, new_key())
                row = self._row("subject", str(subject))  # another process may have been first
            if row is None:
                raise WrongKeyEncryptionKey(where=str(self._path))
            return self._keep(row)

    def key(self, key_id: str) -> DataKey:
        found = self._by_id.get(key_id)
        if found is not None:
            return found
        if not key_id.isascii():  # no id of ours, and SQLite would not take half a character
            raise UnknownKey(key=key_id)
        with self._lock:
            row = self._row("id", key_id) if self._is_there() else None
            if row is None:
                raise UnknownKey(key=key_id)
            return self._keep(row)

    def close(self) -> None:
        """Close the file, and forget the keys that were read from it."""
        with self._lock:
            self._by_subject.clear()
            self._by_id.clear()
            if self._opened is not None:
                self._opened.connection.close()
                self._opened = None

    def _is_there(self) -> bool:
        with self._errors():
            return self._opened is not None or self._path.exists()

    def _open(self) -> _Opened:
        if self._opened is None:
            kek = resolved(self._kek)  # what goes wrong in a caller's function is not the file's fault
            with self._errors():
                connection = self._connected()
            generation = hashlib.sha256(b"actionlearning key-encryption key 1\0" + kek).hexdigest()[:16]
            self._opened = _Opened(connection, AESGCM(kek), generation)
        return self._opened

    def _connected(self) -> sqlite3.Connection:
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as cause:
            if cause.errno not in {errno.EACCES, errno.EPERM, errno.EROFS} or not self._path.exists():
                raise
            # without a log nobody is writing, and SQLite may read without making one
            logged = self._path.with_name(f"{self._path.name}-wal").exists()
            mode = "ro" if logged else "ro&immutable=1"
        else:
            mode = "rw"
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode={mode}",
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
            raise KeyringUnusable(where=str(self._path), why="it is a database, but not a keyring")
        if not writable:
            return
        _write_ahead(connection)
        for pragma in ("synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not tables:
            connection.execute(TABLE)

    def _row(self, column: str, value: str) -> tuple[str, str, str, bytes, bytes] | None:
        query = f"SELECT id, subject, generation, nonce, wrapped FROM data_keys WHERE {column} = ?"  # noqa: S608  # our own column names
        opened = self._open()
        with self._errors():
            row: tuple[str, str, str, bytes, bytes] | None = opened.connection.execute(query, (value,)).fetchone()
        return row

    def _insert(self, subject: MemberId, key: DataKey) -> None:
        opened = self._open()
        nonce = os.urandom(NONCE_BYTES)
        wrapped = opened.wrapping.encrypt(nonce, key.secret, f"{key.id} {subject}".encode())
        row = {"id": key.id, "subject": str(subject), "generation": opened.generation, "nonce": nonce, "wrapped": wrapped}
        with self._errors():
            opened.connection.execute(INSERT, row)

    def _keep(self, row: tuple[str, str, str, bytes, bytes]) -> DataKey:
        key_id, subject, generation, nonce, wrapped = row
        if generation != self._open().generation:
            raise WrongKeyEncryptionKey(where=str(self._path))
        try:
            key = DataKey(key_id, self._open().wrapping.decrypt(nonce, wrapped, f"{key_id} {subject}".encode()))
        except (InvalidTag, ValueError, TypeError) as cause:  # the latter two for a nonce or bytes of another length or type
            raise KeyringUnusable(where=str(self._path), why=f"key {key_id} was altered") from cause
        if not key.is_true():
            raise FalseKey(key=key_id)
        self._by_id[key.id] = self._by_subject[MemberId(UUID(subject))] = key
        return key

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as cause:  # from SQLite's own message about a schema that was altered
            raise KeyringUnusable(where=str(self._path), why="it is damaged") from cause
        except (sqlite3.Error, OSError) as cause:
            why = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
            raise KeyringUnusable(where=str(self._path), why=why) from cause


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
