"""A statement that is prepared on first use: an interrupt in the middle costs the connection, and no call after it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from actionlearning.journal.postgres_prepared import BIGINT, Prepared, bigint, number


class Interrupted:
    """Of a connection, what interrupts whoever has just had a statement prepared, once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.pgconn = self
        self._real = connection.pgconn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def prepare(self, *given: Any) -> Any:
        self._real.prepare(*given)
        raise KeyboardInterrupt


def test_who_was_interrupted_does_not_use_that_connection_again(postgres_url: str) -> None:
    one_up = Prepared("one up", "SELECT $1 + 1", BIGINT)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        with pytest.raises(KeyboardInterrupt):
            one_up.on(Interrupted(connection), [bigint(1)])  # type: ignore[arg-type]  # by its attributes
        assert connection.closed
        assert not one_up.known_on(connection)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        assert 2 == number(one_up.on(connection, [bigint(1)]).get_value(0, 0) or b"")
        assert one_up.known_on(connection)


def test_what_a_server_refuses_to_prepare_leaves_the_connection_as_it_was(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.UndefinedTable):
            Prepared("nowhere", "SELECT x FROM nowhere").on(connection, [])
        assert 3 == number(Prepared("two up", "SELECT $1 + 2", BIGINT).on(connection, [bigint(1)]).get_value(0, 0) or b"")
