"""Traps of the stock parts on PostgreSQL: writing past somebody who has not committed, and starting up both at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from eventsourcing.postgres import PostgresFactory
from places import command_of, opened, rated
from traps import PATIENCE, postgres_env, stored

from actionlearning.journal.port import JournalBusy
from actionlearning.journal.postgres import OurPostgresFactory
from actionlearning.journal.postgres_sql import STARTING_UP

# Order on PostgreSQL


def test_nobody_writes_past_a_writer_that_has_not_committed(postgres_url: str, made: Callable[[Any], Any]) -> None:
    factory = made(PostgresFactory(postgres_env(postgres_url, POSTGRES_ENABLE_DB_FUNCTIONS="y")))
    stock = factory.application_recorder()
    with psycopg.connect(postgres_url) as slow:
        slow.execute("SELECT es_insert_events_uuid(ARRAY[ROW(gen_random_uuid(), 1, 't', '')::stored_event_uuid])")
        stock.insert_events([stored(uuid4(), 1)])
        # a reader that saves its position has passed 1 before it can be seen
        assert [2] == [each.id for each in stock.select_notifications(None, 10)]
        slow.commit()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE stored_events CASCADE")

    with closing(opened(postgres_url, env={"POSTGRES_LOCK_TIMEOUT": "1"})) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        with psycopg.connect(postgres_url) as slow:
            slow.execute(
                "SELECT stored_events_append(ARRAY[gen_random_uuid()], ARRAY[1], ARRAY['member.self-rating-given.1'], "
                "ARRAY[state], gen_random_uuid(), NULL, ARRAY[]::uuid[], ARRAY[]::bigint[]) FROM stored_events"
            )
            with pytest.raises(JournalBusy):
                journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            assert [1] == [each.position for each in journal.read_all()]
            slow.commit()
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        assert [1, 2, 3] == [each.position for each in journal.read_all()]


def test_guards_look_at_the_table_as_it_is_now_whatever_the_database_prefers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
    with closing(opened(postgres_url)) as journal:
        stream = uuid4()
        journal.append(command_of((stream, 1, rated(1))), guards={})
        assert journal.tip(stream) == 1
    with psycopg.connect(postgres_url) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("SELECT stored_events_append('{}', '{}', '{}', '{}', NULL, NULL, '{}', '{}')")


# Starting up


def starts_while_another_does(
    url: str, begun: Callable[[psycopg.Connection[Any]], None], start: Callable[[], None]
) -> BaseException | None:
    """What starting raises when another process is in the middle of it and then commits."""
    with psycopg.connect(url) as other, ThreadPoolExecutor(1) as pool:
        begun(other)
        starting = pool.submit(start)
        waiting = threading.Event()
        with psycopg.connect(url, autocommit=True) as watcher:
            while not waiting.wait(0.02) and not starting.done():
                found = watcher.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ).fetchone()
                if found is not None:
                    waiting.set()
        other.commit()
        return starting.exception(PATIENCE)


def test_two_that_start_up_at_once_do_not_crash(postgres_url: str, made: Callable[[Any], Any]) -> None:
    stock = made(PostgresFactory(postgres_env(postgres_url, CREATE_TABLE="n"))).application_recorder()
    stock.create_table()

    def create_stock(other: psycopg.Connection[Any]) -> None:
        for statement in stock.sql_create_statements:
            if "CREATE TYPE" not in statement.as_string():
                other.execute(statement)

    assert isinstance(starts_while_another_does(postgres_url, create_stock, stock.create_table), PersistenceError)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE stored_events CASCADE")

    ours = made(OurPostgresFactory(postgres_env(postgres_url, CREATE_TABLE="n"))).application_recorder()
    ours.create_table()

    def create_ours(other: psycopg.Connection[Any]) -> None:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (STARTING_UP,))
        for statement in ours.sql_create_statements:
            other.execute(statement)

    assert starts_while_another_does(postgres_url, create_ours, ours.create_table) is None
