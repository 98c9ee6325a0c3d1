"""A keyring on PostgreSQL, in a database of its own with backups of its own: keys beside their texts protect nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from actionlearning.sealing.at_rest import KeyringUnusable, WrappedKeyring
from actionlearning.sealing.kek import Kek

__all__ = ["PostgresKeyring"]

CONNECT_SECONDS = 5
LOCK_SECONDS = 5
LOCK = 0x616C6B657973
"""The advisory lock under which keys are made, destroyed and wrapped anew: one at a time, which is often enough."""

CREATE = """
CREATE TABLE IF NOT EXISTS data_keys (
    id text PRIMARY KEY,
    subject text NOT NULL UNIQUE,
    generation text NOT NULL,
    nonce bytea NOT NULL,
    wrapped bytea NOT NULL
);
CREATE TABLE IF NOT EXISTS tombstones (subject text PRIMARY KEY, id text, generation text);
CREATE TABLE IF NOT EXISTS retired_generations (generation text PRIMARY KEY);
"""
FOUND = """
SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema')
"""
OF_A_JOURNAL = frozenset({"journal", "stored_events"})


class PostgresKeyring(WrappedKeyring):
    """Keys in a database. Usable from several threads and processes at once; a connection that broke is made again.

    The database, and the key-encryption key where ``kek`` is a function, are asked for when the first key is.
    """

    def __init__(self, url: str, kek: Kek) -> None:
        try:
            self._arguments = {"connect_timeout": str(CONNECT_SECONDS), **conninfo_to_dict(url)}
        except psycopg.Error:
            raise KeyringUnusable(where="postgresql", why="its URL cannot be read") from None  # which may carry a password
        super().__init__(f"postgresql database {self._arguments.get('dbname', '(the default)')}", kek)

    def _connected(self) -> psycopg.Connection[Any]:
        options = f"-c lock_timeout={LOCK_SECONDS}s {self._arguments.get('options', '')}".strip()
        arguments: dict[str, Any] = {**self._arguments, "options": options}
        connection = psycopg.connect(**arguments, autocommit=True)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: psycopg.Connection[Any]) -> None:
        found = {name for (name,) in connection.execute(FOUND)}
        if OF_A_JOURNAL & found:
            why = "it holds a journal; give the keys a database of their own, with backups of their own"
            raise KeyringUnusable(where=self._where, why=why)
        if found and "data_keys" not in found:
            raise KeyringUnusable(where=self._where, why="it is a database, but not a keyring")
        if not found:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                connection.execute(CREATE)

    def _run(self, statement: str, values: dict[str, Any]) -> list[Any]:
        connection = self._open().connection
        if connection.closed:
            self._opened = None
            connection = self._open().connection
        cursor = connection.execute(_for_psycopg(statement), values)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def _writing(self) -> Iterator[None]:
        connection = self._open().connection
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            yield

    def _leave_nothing(self) -> None:
        """Take deleted rows out of the table. The server's log remembers them until ``rewrap`` makes that useless."""
        self._open().connection.execute("VACUUM data_keys")

    def _disconnect(self, connection: psycopg.Connection[Any]) -> None:
        connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as cause:
            if self._opened is not None and self._opened.connection.closed:
                self._opened = None  # the next call connects again
            why = (cause.diag.message_primary or str(cause)).strip().partition("\n")[0]
            raise KeyringUnusable(where=self._where, why=why) from cause


@cache
def _for_psycopg(statement: str) -> str:
    """Values are named with a colon in SQL for both, and otherwise by the driver."""
    return re.sub(r":(\w+)", r"%(\1)s", statement)
