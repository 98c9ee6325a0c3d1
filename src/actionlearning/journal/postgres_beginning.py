"""Beginning a journal on PostgreSQL: one process at a time creates what is missing, and the order of the first counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.sql import SQL, Composed, Identifier

from actionlearning.journal.header import Header
from actionlearning.journal.postgres_asking import Asking
from actionlearning.journal.postgres_sql import STARTING_UP

__all__ = ["Beginning"]


class Beginning:
    """Of a journal of one order, by these statements, each of which changes nothing where it was executed before."""

    def __init__(self, datastore: PostgresDatastore, asking: Asking, order: str, statements: Sequence[Composed]) -> None:
        self._datastore = datastore
        self._asking = asking
        self._order = order
        self._statements = statements

    def create(self) -> None:
        """Create what is missing."""
        with self._starting_up():
            pass

    def begin(self, header: Header) -> bool:
        """Create what is missing, the schema too, and the header unless another process has just done so.

        False, with nothing changed, where that one has begun a journal of another order.
        """
        values = (header.id, header.format, header.order, header.created_at, header.simulated)
        insert = "INSERT INTO {journal} SELECT %s, %s, %s, %s, %s WHERE NOT EXISTS (SELECT FROM {journal})"
        try:
            with self._starting_up() as cursor:
                cursor.execute(self._asking.sql(insert), values)
        except _OfAnotherOrder:
            return False
        return True

    def complete(self) -> None:
        """Create the functions that an earlier release did without."""
        ((missing,),) = self._asking.tuples("SELECT to_regproc(%s) IS NULL", (self._named("append_one"),))
        if missing:
            self.create()

    @contextmanager
    def _starting_up(self) -> Iterator[psycopg.Cursor[Any]]:
        """One transaction in which everything is there; the lock in it keeps others from creating the same at once."""
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (STARTING_UP,))
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL AS begun", (self._named("journal"),))
            if (cursor.fetchone() or {})["begun"]:
                found = cursor.execute(self._asking.sql('SELECT "order" FROM {journal}')).fetchone()
                if found is not None and found["order"] != self._order:
                    raise _OfAnotherOrder
            cursor.execute("SELECT FROM pg_namespace WHERE nspname = %s", (self._datastore.schema,))
            if cursor.fetchone() is None:  # asked first, for not everybody may create one
                cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(self._datastore.schema)))
            for statement in self._statements:
                cursor.execute(statement, prepare=False)
            yield cursor

    def _named(self, what: str) -> str:
        return self._asking.sql(f"{{{what}}}").decode()


class _OfAnotherOrder(Exception):
    """Another process has begun a journal here meanwhile, whose order is not ours."""
