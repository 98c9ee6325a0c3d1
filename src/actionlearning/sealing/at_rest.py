"""What keyrings at rest have in common: wrapped keys in a table, tombstones of those destroyed, and retired generations.

A place to keep them gives a connection, and says how to change several rows at once and how to leave nothing of a deleted one;
the rest is the same in a file and on a server.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning.domain.values import MemberId
from actionlearning.forking import renewed_in_a_child
from actionlearning.sealing.kek import Kek, resolved
from actionlearning.sealing.keyring import (
    DataKey,
    FalseKey,
    KeyDestroyed,
    KeyringError,
    Rewrapped,
    Tombstone,
    UnknownKey,
    new_key,
)
from actionlearning.sealing.wrapping import NotUnwrapped, WrappedKey, Wrapping

__all__ = ["TABLES", "KeyringUnusable", "RetiredKeyEncryptionKey", "WrappedKeyring", "WrongKeyEncryptionKey"]

TABLES = ("data_keys", "tombstones", "retired_generations")

KEY = "SELECT id, subject, generation, nonce, wrapped FROM data_keys WHERE "
# All keys of a keyring are of one generation, or replacing the wrong key-encryption key would lose those made meanwhile.
INSERT = """
INSERT INTO data_keys (id, subject, generation, nonce, wrapped)
SELECT :id, :subject, :generation, :nonce, :wrapped
WHERE coalesce((SELECT generation FROM data_keys LIMIT 1), :generation) = :generation
AND NOT EXISTS (SELECT 1 FROM retired_generations WHERE generation = :generation)
AND NOT EXISTS (SELECT 1 FROM tombstones WHERE subject = :subject)
ON CONFLICT DO NOTHING
"""
BURY = "INSERT INTO tombstones (subject, id, generation) VALUES (:subject, :id, :generation) ON CONFLICT DO NOTHING"
BURIED = """
SELECT subject, id, generation IS NULL OR EXISTS (SELECT 1 FROM retired_generations r WHERE r.generation = t.generation)
FROM tombstones t WHERE """
RENEW = "UPDATE data_keys SET generation = :generation, nonce = :nonce, wrapped = :wrapped WHERE id = :id"
RETIRE = "INSERT INTO retired_generations (generation) VALUES (:generation) ON CONFLICT DO NOTHING"


class WrongKeyEncryptionKey(KeyringError):
    """The keys are wrapped under another key-encryption key."""

    where: str
    says = "the keys in {where} are wrapped under another key-encryption key; give the one they were written with"


class RetiredKeyEncryptionKey(KeyringError):
    """A key-encryption key that was retired may be in many hands, and is taken up by none."""

    where: str
    says = "{where} has used this key-encryption key already; make a new one to wrap its keys under"


class KeyringUnusable(KeyringError):
    """The keyring cannot be read or written, is none, or holds a key that was altered."""

    where: str
    why: str
    says = "cannot use the keyring {where}: {why}"


@frozen
class Opened:
    """A connection, and the key-encryption key that goes with it."""

    connection: Any
    wrapping: Wrapping


class WrappedKeyring(ABC):
    """A keyring that keeps wrapped keys. Usable from several threads and processes at once.

    The place, and the key-encryption key where ``kek`` is a function, are asked for when the first key is: who reads only
    figures needs neither.
    """

    def __init__(self, where: str, kek: Kek) -> None:
        self._where = where
        self.kek = kek
        """What it was opened with."""
        self._kek = kek
        self._by_subject: dict[MemberId, DataKey] = {}
        self._by_id: dict[str, DataKey] = {}
        self._opened: Opened | None = None
        self.begin_anew()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """Let go, in a child process, of the parent's lock and connection, and answer that: it is not to be closed here."""
        self._lock = threading.RLock()
        opened, self._opened = self._opened, None
        return [] if opened is None else [opened.connection]

    # What a place has to say

    @abstractmethod
    def _connected(self) -> Any:
        """A connection to tables that exist. Raises what ``_errors`` turns into words."""

    @abstractmethod
    def _run(self, statement: str, values: dict[str, Any]) -> list[Any]:
        """Run one statement with its named values, and answer its rows."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[None]:
        """A transaction in which nobody else writes."""

    @abstractmethod
    def _errors(self) -> AbstractContextManager[None]:
        """Turn what the driver raises into ``KeyringUnusable``."""

    @abstractmethod
    def _leave_nothing(self) -> None:
        """Let the place forget what was deleted or written over, as far as it can."""

    @abstractmethod
    def _disconnect(self, connection: Any) -> None:
        """Close a connection."""

    def _is_there(self) -> bool:
        """Whether there is a keyring to look into, so that looking makes none."""
        return True

    # The port

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
                self._must_not_be_destroyed("subject", str(subject))
                raise WrongKeyEncryptionKey(where=self._where)
            return self._keep(row)

    def key(self, key_id: str) -> DataKey:
        found = self._by_id.get(key_id)
        if found is not None:
            return found
        if not key_id.isascii() or "\0" in key_id:  # no id of ours, and a database might not take it
            raise UnknownKey(key=key_id)
        with self._lock:
            if not self._is_there():
                raise UnknownKey(key=key_id)
            row = self._row("id", key_id)
            if row is None:
                self._must_not_be_destroyed("id", key_id)
                raise UnknownKey(key=key_id)
            return self._keep(row)

    def destroy(self, subject: MemberId) -> None:
        """Destroy the key of a person. Raises ``WrongKeyEncryptionKey`` where it is not ours to open."""
        with self._lock:
            self._forget(subject)
            opened = self._open()
            with self._errors(), self._writing():
                row = self._row("subject", str(subject))
                if row is not None and row.generation != opened.wrapping.generation:
                    raise WrongKeyEncryptionKey(where=self._where)
                known = (None, None) if row is None else (row.id, row.generation)
                self._run(BURY, {"subject": str(subject), "id": known[0], "generation": known[1]})
                self._run("DELETE FROM data_keys WHERE subject = :subject", {"subject": str(subject)})
            with self._errors():
                self._leave_nothing()  # also where the row was gone: an earlier attempt may have come no further

    def tombstone(self, subject: MemberId) -> Tombstone | None:
        with self._lock:
            return self._buried("subject", str(subject)) if self._is_there() else None

    def rewrap(self, kek: bytes) -> Rewrapped:
        """Wrap every key anew. Raises ``WrongKeyEncryptionKey`` or ``RetiredKeyEncryptionKey``, and then nothing is changed."""
        with self._lock:
            opened, wrapping = self._open(), Wrapping.under(resolved(kek))
            if wrapping.generation == opened.wrapping.generation:
                raise RetiredKeyEncryptionKey(where=self._where)
            with self._errors(), self._writing():
                self._must_be_new(wrapping)
                rows = [WrappedKey.of(row) for row in self._run(KEY + "id = id", {})]
                self._rewrap(rows, wrapping)
                self._run(RETIRE, {"generation": opened.wrapping.generation})
            with self._errors():
                self._leave_nothing()
            self._kek = kek
            self._opened = Opened(opened.connection, wrapping)
            return Rewrapped(len(rows), opened.wrapping.generation)

    def close(self) -> None:
        """Close the connection, and forget the keys that were read through it."""
        with self._lock:
            self._by_subject.clear()
            self._by_id.clear()
            if self._opened is not None:
                self._disconnect(self._opened.connection)
                self._opened = None

    # How

    def _open(self) -> Opened:
        if self._opened is None:
            kek = resolved(self._kek)  # what goes wrong in a caller's function is not the place's fault
            with self._errors():
                connection = self._connected()
            self._opened = Opened(connection, Wrapping.under(kek))
        return self._opened

    def _row(self, column: str, value: str) -> WrappedKey | None:
        self._open()
        with self._errors():
            rows = self._run(f"{KEY}{column} = :value", {"value": value})
        return WrappedKey.of(rows[0]) if rows else None

    def _insert(self, subject: MemberId, key: DataKey) -> None:
        row = self._open().wrapping.wrap(key, str(subject))
        with self._errors(), self._writing():
            self._run(INSERT, {**_stored(row), "id": row.id, "subject": row.subject})

    def _keep(self, row: WrappedKey) -> DataKey:
        key = self._unwrapped(row, self._open().wrapping)
        self._by_id[key.id] = self._by_subject[MemberId(UUID(row.subject))] = key
        return key

    def _unwrapped(self, row: WrappedKey, wrapping: Wrapping) -> DataKey:
        if row.generation != wrapping.generation:
            raise WrongKeyEncryptionKey(where=self._where)
        try:
            key = wrapping.unwrap(row)
        except NotUnwrapped as cause:
            raise KeyringUnusable(where=self._where, why=f"key {row.id} was altered") from cause.__cause__
        if not key.is_true():
            raise FalseKey(key=row.id)
        return key

    def _rewrap(self, rows: Iterable[WrappedKey], wrapping: Wrapping) -> None:
        for row in rows:
            renewed = wrapping.wrap(self._unwrapped(row, self._open().wrapping), row.subject)
            self._run(RENEW, {**_stored(renewed), "id": row.id})

    def _must_be_new(self, wrapping: Wrapping) -> None:
        known = self._run(
            "SELECT 1 FROM retired_generations WHERE generation = :generation", {"generation": wrapping.generation}
        )
        if known:
            raise RetiredKeyEncryptionKey(where=self._where)

    def _must_not_be_destroyed(self, column: str, value: str) -> None:
        buried = self._buried(column, value)
        if buried is not None:
            raise KeyDestroyed(subject=buried.subject)

    def _buried(self, column: str, value: str) -> Tombstone | None:
        self._open()
        with self._errors():
            rows = self._run(f"{BURIED}{column} = :value", {"value": value})
        return None if not rows else Tombstone(MemberId(UUID(rows[0][0])), rows[0][1], final=bool(rows[0][2]))

    def _forget(self, subject: MemberId) -> None:
        key = self._by_subject.pop(subject, None)
        if key is not None:
            self._by_id.pop(key.id, None)


def _stored(row: WrappedKey) -> dict[str, Any]:
    return {"generation": row.generation, "nonce": row.nonce, "wrapped": row.wrapped}
