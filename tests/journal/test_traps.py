"""The traps of the stock parts that ours must not fall into, each beside a control that shows the trap is real."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, DomainEvent
from eventsourcing.persistence import (
    ApplicationRecorder,
    DatetimeAsISO,
    IntegrityError,
    JSONTranscoder,
    Mapper,
    OperationalError,
    PersistenceError,
    StoredEvent,
    UUIDAsHex,
)
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.postgres import PostgresFactory
from eventsourcing.sqlite import SQLiteFactory
from msgspec.structs import replace
from places import command_of, opened, rated, url_of
from psycopg.conninfo import conninfo_to_dict

from actionlearning.journal.memory import MemoryRecorder
from actionlearning.journal.opening import BadUrl
from actionlearning.journal.port import Conflict, JournalBusy, OutcomeUnknown, Unreadable
from actionlearning.journal.postgres import OurPostgresFactory
from actionlearning.journal.postgres_sql import STARTING_UP
from actionlearning.journal.sqlite import OurSQLiteFactory
from actionlearning.sealing.keyring import MemoryKeyring

PATIENCE = 20
"""Seconds that a thread may take."""


def stored(stream: UUID, version: int) -> StoredEvent:
    return StoredEvent(stream, version, "testing.happened.1", b"{}")


def sqlite_env(path: Path | str) -> dict[str, str]:
    return {"SQLITE_DBNAME": str(path)}


def postgres_env(url: str, **more: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    return {
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": "1",
        **more,
    }


@pytest.fixture
def made() -> Iterator[Callable[[Any], Any]]:
    """Keeps factories until the end of a test, then closes them."""
    factories: list[Any] = []

    def keep(factory: Any) -> Any:
        factories.append(factory)
        return factory

    yield keep
    for factory in factories:
        factory.close()


# Versions


def accepts_a_gap(recorder: ApplicationRecorder) -> bool:
    """Whether version 5 of an empty stream is taken, and then 2 below it."""
    stream = uuid4()
    try:
        recorder.insert_events([stored(stream, 5)])
        recorder.insert_events([stored(stream, 2)])
    except IntegrityError:
        return False
    return True


def test_no_version_is_taken_after_a_gap_or_below_the_tip(
    tmp_path: Path, postgres_url: str, made: Callable[[Any], Any]
) -> None:
    stock = [
        POPOApplicationRecorder(),
        made(SQLiteFactory(sqlite_env(tmp_path / "stock.db"))).application_recorder(),
    ]
    ours = [
        MemoryRecorder(),
        made(OurSQLiteFactory(sqlite_env(tmp_path / "ours.db"))).application_recorder(),
        made(OurPostgresFactory(postgres_env(postgres_url))).application_recorder(),
    ]
    assert [True, True] == [accepts_a_gap(recorder) for recorder in stock]
    assert [False, False, False] == [accepts_a_gap(recorder) for recorder in ours]


# Positions


def position_after_a_deletion(path: Path, recorder: ApplicationRecorder) -> tuple[int, int]:
    """The last position, and the one given out after its row was deleted."""
    (last,) = recorder.insert_events([stored(uuid4(), 1)]) or ()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM stored_events")
    (given,) = recorder.insert_events([stored(uuid4(), 1)]) or ()
    return last, given


def test_a_position_is_not_given_out_again_after_a_deletion(tmp_path: Path, made: Callable[[Any], Any]) -> None:
    path = tmp_path / "stock.db"
    last, given = position_after_a_deletion(path, made(SQLiteFactory(sqlite_env(path))).application_recorder())
    assert last == given

    path = tmp_path / "ours.db"
    last, given = position_after_a_deletion(path, made(OurSQLiteFactory(sqlite_env(path))).application_recorder())
    assert last < given


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


def drop_connections(url: str) -> None:
    """What a restart of the server does to every connection but this one."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


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


# What is stored


class Noted(DomainEvent):
    """An event of the stock kind that holds what a user said."""

    said: Any


def stock_mapper() -> Mapper[UUID]:
    transcoder = JSONTranscoder()
    transcoder.register(UUIDAsHex())
    transcoder.register(DatetimeAsISO())
    return Mapper(transcoder)


def noted(said: Any) -> Noted:
    return Noted(originator_id=uuid4(), originator_version=1, timestamp=DomainEvent.create_timestamp(), said=said)


def test_what_looks_like_a_transcoding_stays_what_it_is() -> None:
    said = {"_type_": "uuid_hex", "_data_": uuid4().hex}
    mapper = stock_mapper()
    assert isinstance(mapper.to_domain_event(mapper.to_stored_event(noted(said))).said, UUID)

    with closing(opened("memory:")) as journal:
        stream = uuid4()
        (event,) = command_of((stream, 1, rated(5)))
        journal.append([replace(event, returns=said)], guards={})
        assert said == journal.read(stream)[0].returns


def test_a_newer_version_of_an_event_is_not_taken_for_todays() -> None:
    mapper = stock_mapper()
    kept = mapper.to_stored_event(noted("x"))
    newer = json.dumps({**json.loads(kept.state), "class_version": 7}).encode()
    read = mapper.to_domain_event(StoredEvent(kept.originator_id, kept.originator_version, kept.topic, newer))
    assert read.said == "x"  # silently

    with closing(opened("memory:")) as journal:
        stream = uuid4()
        journal.append(command_of((stream, 1, rated(5))), guards={})
        (row,) = journal.recorder.rows_of(stream, 0)
        journal.recorder.insert_events([StoredEvent(stream, 2, "member.self-rating-given.2", row.state)])
        why = "its version is newer than this release; install a newer actionlearning"
        expected = Unreadable(stream=stream, version=2, name="member.self-rating-given.2", why=why, position=2)
        for read in (
            lambda: journal.read(stream),
            lambda: list(journal.read_all()),
            lambda: list(journal.read_all(names=["member.self-rating-given"])),  # which must not pass it over
        ):
            with pytest.raises(Unreadable) as caught:
                read()
            assert expected == caught.value


# Trying again


class Counter(Aggregate):
    """A stock aggregate."""

    def count(self) -> None:
        self.trigger_event(Aggregate.Event)


def test_what_was_refused_can_be_recorded_later() -> None:
    stock: Application[UUID] = Application()
    counter = Counter()
    stock.save(counter)
    one, two = stock.repository.get(counter.id), stock.repository.get(counter.id)
    assert isinstance(one, Counter)
    assert isinstance(two, Counter)
    one.count()
    two.count()
    stock.save(one)
    with pytest.raises(IntegrityError):
        stock.save(two)
    assert [] == stock.save(two)  # no complaint, and nothing is stored

    with closing(opened("memory:")) as journal:
        stream, read = uuid4(), uuid4()
        decided = command_of((stream, 1, rated(5)))
        with pytest.raises(Conflict):
            journal.append(decided, guards={read: 1})
        journal.append(command_of((read, 1, rated(5))), guards={})
        journal.append(decided, guards={read: 1})
        assert journal.tip(stream) == 1


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


def test_a_database_in_memory_is_one_for_all_connections(made: Callable[[Any], Any]) -> None:
    stock = made(SQLiteFactory(sqlite_env(":memory:"))).application_recorder()
    with stock.datastore.get_connection(commit=False), pytest.raises((OperationalError, sqlite3.OperationalError)):
        stock.select_events(uuid4())  # on a second connection, to a database without tables

    with pytest.raises(BadUrl):
        opened(url_of(Path(":memory:")))
    with closing(opened("memory:")) as journal, ThreadPoolExecutor(4) as pool:
        streams = [uuid4() for _ in range(4)]
        list(pool.map(lambda stream: journal.append(command_of((stream, 1, rated(1))), guards={}), streams))
        assert {1} == {journal.tip(stream) for stream in streams}


# More that users may not know of the stock parts


def test_a_topic_is_a_given_name_and_not_a_place_in_the_code() -> None:
    assert stock_mapper().to_stored_event(noted("x")).topic == f"{__name__}:Noted"

    with closing(opened("memory:")) as journal:
        stream = uuid4()
        journal.append(command_of((stream, 1, rated(5))), guards={})
        assert ["member.self-rating-given.1"] == [row.topic for row in journal.recorder.rows_of(stream, 0)]


def test_a_position_is_not_given_out_again_after_a_restart(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "journal.db"
    for url in (url_of(path), postgres_url):
        given = []
        for _ in range(3):
            with closing(opened(url)) as journal:
                given += journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            with closing(sqlite3.connect(path) if url != postgres_url else psycopg.connect(url)) as connection:
                connection.execute("DELETE FROM stored_events")
                connection.commit()
        assert [1, 2, 3] == given


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
