"""A keyring in an SQLite file: data keys wrapped by a key-encryption key, readable by their owner only."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from actionlearning.domain.values import MemberId
from actionlearning.sealing.kek import Kek
from actionlearning.sealing.keyring import DataKey, KeyringError, UnknownKey, new_key

__all__ = ["KeyringUnusable", "SQLiteKeyring", "WrongKeyEncryptionKey"]

NONCE_BYTES = 12

TABLE = """
CREATE TABLE IF NOT EXISTS data_keys (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    generation TEXT NOT NULL,
    nonce BLOB NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID
"""


class WrongKeyEncryptionKey(KeyringError):
    """The keys are wrapped under another key-encryption key."""

    where: str
    says = "the keys in {where} are wrapped under another key-encryption key; give the one they were written with"


class KeyringUnusable(KeyringError):
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
    figures needs neither.
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
        with self._lock, self._errors():
            row = self._row("subject", str(subject))
            if row is None:
                self._insert(subject, new_key())
                row = self._row("subject", str(subject))  # another process may have been first
            assert row is not None
            return self._keep(row)

    def key(self, key_id: str) -> DataKey:
        found = self._by_id.get(key_id)
        if found is not None:
            return found
        with self._lock, self._errors():
            row = self._row("id", key_id)
            if row is None:
                raise UnknownKey(key=key_id)
            return self._keep(row)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.connection.close()
                self._opened = None

    def _open(self) -> _Opened:
        if self._opened is None:
            kek = self._kek() if callable(self._kek) else self._kek
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=5)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute(TABLE)
            generation = hashlib.sha256(b"actionlearning key-encryption key 1\0" + kek).hexdigest()[:16]
            self._opened = _Opened(connection, AESGCM(kek), generation)
        return self._opened

    def _row(self, column: str, value: str) -> tuple[str, str, str, bytes, bytes] | None:
        query = f"SELECT id, subject, generation, nonce, wrapped FROM data_keys WHERE {column} = ?"  # noqa: S608  # our own column names
        row: tuple[str, str, str, bytes, bytes] | None = self._open().connection.execute(query, (value,)).fetchone()
        return row

    def _insert(self, subject: MemberId, key: DataKey) -> None:
        nonce = os.urandom(NONCE_BYTES)
        wrapped = self._open().wrapping.encrypt(nonce, key.secret, f"{key.id} {subject}".encode())
        self._open().connection.execute(
            "INSERT INTO data_keys VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (key.id, str(subject), self._open().generation, nonce, wrapped),
        )

    def _keep(self, row: tuple[str, str, str, bytes, bytes]) -> DataKey:
        key_id, subject, generation, nonce, wrapped = row
        if generation != self._open().generation:
            raise WrongKeyEncryptionKey(where=str(self._path))
        try:
            key = DataKey.of(self._open().wrapping.decrypt(nonce, wrapped, f"{key_id} {subject}".encode()))
        except InvalidTag as cause:
            raise KeyringUnusable(where=str(self._path), why=f"key {key_id} was altered") from cause
        self._by_id[key.id] = self._by_subject[MemberId(UUID(subject))] = key
        return key

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as cause:
            raise KeyringUnusable(where=str(self._path), why=str(cause)) from cause
