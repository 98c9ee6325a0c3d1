"""Traps of the stock parts where a connection is lost while somebody follows or writes, or closed while somebody reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from eventsourcing.postgres import PostgresFactory
from eventsourcing.sqlite import SQLiteFactory
from places import command_of, opened, rated
from traps import PATIENCE, drop_connections, postgres_env, sqlite_env, stored

from actionlearning.journal.port import OutcomeUnknown
from actionlearning.journal.postgres import OurPostgresFactory
from actionlearning.journal.sqlite import OurSQLiteFactory
from actionlearning.sealing.keyring import MemoryKeyring

# Following


def test_a_journal_on_sqlite_can_be_followed(tmp_path: Path, made: Callable[[Any], Any]) -> None:
    stock = made(SQLiteFactory(sqlite_env(tmp_path / "stock.db"))).application_recorder()
    with pytest.raises(NotImplementedError):
        stock.subscribe()

    ours = made(OurSQLiteFactory(sqlite_env(tmp_path / "ours.db"))).application_recorder()
    stream = uuid4()
    with ours.subscribe() as subscription, ThreadPoolExecutor(1) as pool:
        coming = pool.submit(lambda: [next(subscription), next(subscription)])
        ours.insert_events([stored(stream, 1)])
        ours.insert_events([stored(stream, 2)])
        assert [(stream, 1), (stream, 2)] == [(n.originator_id, n.originator_version) for n in coming.result(PATIENCE)]


def test_following_goes_on_after_a_lost_connection(postgres_url: str, made: Callable[[Any], Any]) -> None:
    stock = made(PostgresFactory(postgres_env(postgres_url, POSTGRES_SCHEMA="public"))).application_recorder()
    stock.insert_events([stored(uuid4(), 1)])
    ended = []
    with stock.subscribe() as subscription:
        next(subscription)
        drop_connections(postgres_url)
        try:
            stock.insert_events([stored(uuid4(), 1)])
            next(subscription)
        except (StopIteration, PersistenceError, psycopg.Error) as error:
            ended.append(error)
    assert len(ended) == 1

    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE stored_events")
    ours = made(OurPostgresFactory(postgres_env(postgres_url))).application_recorder()
    ours.insert_events([stored(uuid4(), 1)])
    with ours.subscribe() as subscription:
        assert next(subscription).id == 1
        drop_connections(postgres_url)
        with pytest.raises(PersistenceError):  # whether it was recorded is for the caller to look up
            ours.insert_events([stored(uuid4(), 1)])
        ours.insert_events([stored(uuid4(), 1)])
        assert next(subscription).id == 2


def test_following_goes_on_however_often_a_connection_is_lost(postgres_url: str) -> None:
    with (
        closing(opened(postgres_url)) as journal,
        closing(opened(postgres_url)) as writer,
        journal.recorder.subscribe(gt=0) as subscription,
        ThreadPoolExecutor(1) as pool,
    ):
        coming = pool.submit(lambda: [next(subscription).id for _ in range(3)])
        for version in range(1, 4):
            writer.append(command_of((uuid4(), 1, rated(version))), guards={})
            drop_connections(postgres_url)
            writer.position()  # on a new connection
        assert [1, 2, 3] == coming.result(PATIENCE)


def test_a_lost_connection_is_told_and_nothing_is_inserted_blindly(postgres_url: str) -> None:
    keyring = MemoryKeyring()
    with closing(opened(postgres_url, keyring=keyring)) as journal:
        stream = uuid4()
        journal.append(command_of((stream, 1, rated(1))), guards={})
        drop_connections(postgres_url)
        assert journal.tip(stream) == 1  # reading is simply tried again
        drop_connections(postgres_url)
        decided = command_of((stream, 2, rated(2)))
        with pytest.raises(OutcomeUnknown):
            journal.append(decided, guards={})
        assert journal.command(decided[0].command) is None  # so the caller looks, and tries again
        journal.append(decided, guards={})
        assert [1, 2] == [each.version for each in journal.read(stream)]


# Closing


CLOSES_WHILE_OTHERS_READ = """
import sys, threading
from contextlib import suppress
from pathlib import Path
from uuid import uuid4
from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteFactory
from actionlearning.journal.sqlite import OurSQLiteFactory

kind = {"stock": SQLiteFactory, "ours": OurSQLiteFactory}[sys.argv[1]]
for n in range(int(sys.argv[3])):
    factory = kind({"SQLITE_DBNAME": str(Path(sys.argv[2]) / f"{n % 10}.db")})
    recorder = factory.application_recorder()
    stream, reading = uuid4(), threading.Event()
    recorder.insert_events([StoredEvent(stream, version, "t", bytes(100)) for version in range(1, 200)])

    def read():
        with suppress(Exception):
            while True:
                recorder.select_notifications(1, 10_000)
                reading.set()

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    reading.wait()
    factory.close()
    for thread in threads:
        thread.join()
"""


def closed_while_others_read(kind: str, folder: Path, times: int) -> int:
    """The exit code of a process that does so, negative where a signal killed it."""
    command = [sys.executable, "-c", CLOSES_WHILE_OTHERS_READ, kind, str(folder), str(times)]
    return subprocess.run(command, capture_output=True, check=False, timeout=10 * PATIENCE).returncode


def test_closing_while_others_read_does_not_crash_the_process(tmp_path: Path) -> None:
    assert closed_while_others_read("ours", tmp_path, 20) == 0


@pytest.mark.soak  # how soon it crashes is left to chance
def test_closing_a_stock_recorder_while_others_read_can_crash_the_process(tmp_path: Path) -> None:
    assert closed_while_others_read("stock", tmp_path, 1000) < 0
