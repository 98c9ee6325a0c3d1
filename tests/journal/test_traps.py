"""The traps of the stock parts that ours must not fall into, each beside a control that shows the trap is real."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
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
    StoredEvent,
    UUIDAsHex,
)
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.sqlite import SQLiteFactory
from msgspec.structs import replace
from places import command_of, opened, rated, url_of
from traps import postgres_env, sqlite_env, stored

from actionlearning.journal.memory import MemoryRecorder
from actionlearning.journal.opening import BadUrl
from actionlearning.journal.port import Conflict, Unreadable
from actionlearning.journal.postgres import OurPostgresFactory
from actionlearning.journal.sqlite import OurSQLiteFactory

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


# What is stored, and where


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
        ((*_, state),) = journal.recorder.rows_of(stream, 0)
        journal.recorder.insert_events([StoredEvent(stream, 2, "member.self-rating-given.2", state)])
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


def test_a_topic_is_a_given_name_and_not_a_place_in_the_code() -> None:
    assert stock_mapper().to_stored_event(noted("x")).topic == f"{__name__}:Noted"

    with closing(opened("memory:")) as journal:
        stream = uuid4()
        journal.append(command_of((stream, 1, rated(5))), guards={})
        assert ["member.self-rating-given.1"] == [topic for _, _, _, topic, _ in journal.recorder.rows_of(stream, 0)]


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
