"""The concurrent order on PostgreSQL: what a reader that saves its position may miss, and what nobody misses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from places import command_of, opened, rated

from actionlearning.journal import postgres_concurrent, postgres_concurrent_sql, postgres_serial_sql
from actionlearning.journal.port import NewEvent
from actionlearning.journal.postgres_concurrent import ConcurrentRecorder, Moment, TooManyAtOnce
from actionlearning.journal.postgres_concurrent_sql import MOST
from actionlearning.journal.recorder import NewRow

PATIENCE = 20
"""Seconds that a thread may take."""

WRITERS = 6
POOL = {"POSTGRES_POOL_SIZE": "2", "POSTGRES_MAX_OVERFLOW": str(WRITERS)}

SLOWLY = "PERFORM pg_sleep(0.004 * random()); INSERT INTO {table}"
"""What widens the race: a transaction waits between drawing its number and inserting."""


@pytest.fixture
def journal(postgres_url: str) -> Iterator[Any]:
    with closing(opened(postgres_url, order="concurrent", env=POOL)) as made:
        yield made


def event(stream: UUID | None = None, version: int = 1) -> list[NewEvent]:
    return command_of((stream or uuid4(), version, rated(1)))


def appended_by_hand(connection: psycopg.Connection[Any], stream: UUID) -> int:
    """The position of an event that is recorded in a transaction which goes on."""
    ((position,),) = connection.execute(
        "SELECT stored_events_append_one(%s, 1, 'member.self-rating-given.1', (SELECT state FROM stored_events LIMIT 1), "
        "gen_random_uuid(), NULL, NULL, NULL)",
        (stream,),
    ).fetchall()
    return int(position)


# Positions


def test_a_position_is_made_of_the_number_of_its_transaction_and_a_count(journal: Any) -> None:
    stream = uuid4()
    told = journal.append(command_of(*((stream, version, rated(1)) for version in (1, 2, 3))), guards={})
    many = journal.recorder.insert_many([NewRow(uuid4(), 1, "member.self-rating-given.1", b"{}", None, None)] * 1)
    assert [0, 1, 2] == [position % MOST for position in told]
    assert many[0] % MOST == 0
    assert told[0] // MOST < many[0] // MOST


def test_more_than_fit_into_one_transaction_are_refused(journal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_concurrent_sql, "MOST", 2)
    stream = uuid4()
    too_many = command_of(*((stream, version, rated(1)) for version in (1, 2, 3)))
    with pytest.raises(TooManyAtOnce) as refused:
        journal.append(too_many, guards={})
    assert refused.value.count == len(too_many)
    with pytest.raises(TooManyAtOnce):
        journal.append_many(too_many)
    assert journal.position() == 0


def test_a_transaction_that_has_drawn_its_number_already_is_refused(postgres_url: str, journal: Any) -> None:
    journal.append(event(), guards={})
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SELECT pg_current_xact_id()")
        with pytest.raises(psycopg.errors.RaiseException, match="has its number already"):
            appended_by_hand(connection, uuid4())
    with psycopg.connect(postgres_url) as connection:
        appended_by_hand(connection, uuid4())
        with pytest.raises(psycopg.errors.RaiseException, match="has its number already"):
            appended_by_hand(connection, uuid4())


def test_positions_beyond_what_a_float_holds_come_back_as_they_are(postgres_url: str, journal: Any) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE stored_events_offset SET xid_offset = %s", (2**42,))
    (told,) = journal.append(event(), guards={})
    assert told > 2**53
    assert [told] == [each.position for each in journal.read_all(until=told)]
    assert told == journal.position()
    assert settles_at(journal, told)


# A reader that saves its position


def settles_at(journal: Any, position: int) -> bool:
    """Whether it comes to be settled there; a passing transaction of the server's own may hold it up for a moment."""
    deadline = monotonic() + PATIENCE
    while journal.settled() != position and monotonic() < deadline:
        sleep(0.01)
    return bool(journal.settled() == position)


def missed(
    url: str, read: Callable[[int], list[int]], *, commands: int = 60, done: Callable[[], bool] = lambda: True
) -> set[int]:
    """The positions that a reader, who goes on from the last it has seen, never sees while many record."""

    def write() -> list[int]:
        with closing(opened(url, env={})) as own:
            return [place for _ in range(commands) for place in own.append(event(), guards={})]

    seen: list[int] = []
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write) for _ in range(WRITERS)]
        while not (all(each.done() for each in writing) and done()):
            seen += read(seen[-1] if seen else 0)
        told = {place for each in writing for place in each.result()}
    while found := read(seen[-1] if seen else 0):
        seen += found
    assert len(told) == WRITERS * commands
    assert seen == sorted(set(seen)), "each once, in order"
    return told - set(seen)


def as_far_as_settled(journal: Any) -> Callable[[int], list[int]]:
    def read(after: int) -> list[int]:
        return [each.position for each in journal.read_all(after=after, until=journal.settled())]

    return read


def by_the_stock_log(journal: Any) -> Callable[[int], list[int]]:
    return lambda after: [n.id for n in journal.recorder.select_notifications(after, 1000, inclusive_of_start=False)]


def whatever_is_there(journal: Any) -> Callable[[int], list[int]]:
    return lambda after: [position for position, *_ in journal.recorder.rows(after, None, None, 1000)]


@pytest.fixture(params=["as it comes", "widened"])
def race(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How long a transaction takes between drawing its number and its end."""
    if request.param == "widened":
        slow = postgres_concurrent_sql.APPEND_ONE.replace("INSERT INTO {table}", SLOWLY)
        monkeypatch.setattr(ConcurrentRecorder, "append_one", slow)
    return str(request.param)


@pytest.mark.parametrize("reading", [as_far_as_settled, by_the_stock_log])
@pytest.mark.usefixtures("race")
def test_who_reads_as_far_as_the_journal_is_settled_misses_nothing(
    postgres_url: str, reading: Callable[[Any], Callable[[int], list[int]]]
) -> None:
    with closing(opened(postgres_url, order="concurrent")) as journal:
        deadline = monotonic() + PATIENCE

        def done() -> bool:
            return journal.settled() == journal.position() or monotonic() > deadline

        assert set() == missed(postgres_url, reading(journal), done=done)


def test_who_reads_whatever_is_there_misses_some(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = postgres_concurrent_sql.APPEND_ONE.replace("INSERT INTO {table}", SLOWLY)
    monkeypatch.setattr(ConcurrentRecorder, "append_one", slow)
    with closing(opened(postgres_url, order="concurrent")) as journal:
        assert missed(postgres_url, whatever_is_there(journal))


def test_who_reads_a_sequence_without_the_table_lock_misses_some(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked = postgres_serial_sql.APPEND_ONE.replace("LOCK TABLE {table} IN EXCLUSIVE MODE;", "")
    slow = unlocked.replace("RETURN place;", "PERFORM pg_sleep(0.004 * random()); RETURN place;")
    monkeypatch.setattr(postgres_concurrent.PostgresRecorder, "append_one", slow)
    with closing(opened(postgres_url)) as journal:
        assert missed(postgres_url, whatever_is_there(journal))


# Everybody else


def test_a_long_transaction_anywhere_holds_up_who_saves_a_position_and_nobody_else(postgres_server: str, journal: Any) -> None:
    (first,) = journal.append(event(), guards={})
    assert settles_at(journal, first)
    with psycopg.connect(host=postgres_server, user="postgres", dbname="postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")  # in another database of the cluster
        stream = uuid4()
        (second,) = journal.append(event(stream), guards={stream: 0})

        assert [first, second] == [each.position for each in journal.read_all()]
        assert [first, second] == [each.position for each in journal.read_all(until=journal.position())]
        assert [second] == [each.position for each in journal.read(stream)]
        assert [second] == [each.position for each in journal.read_streams([stream], until=journal.position())]
        assert (second, 1) == (journal.position(), journal.tip(stream))
        (third,) = journal.append(event(stream, 2), guards={stream: 1})

        assert first == journal.settled()
        assert [first] == [n.id for n in journal.recorder.select_notifications(None, 10)]
        elsewhere.commit()
    assert settles_at(journal, third)


def test_what_is_looked_at_stands_as_it_was_when_its_end_was_told(postgres_url: str, journal: Any) -> None:
    journal.append(event(), guards={})
    slow_stream, after = uuid4(), uuid4()
    with psycopg.connect(postgres_url) as slow:
        lower = appended_by_hand(slow, slow_stream)
        (higher,) = journal.append(event(after), guards={})
        assert lower < higher
        ends = journal.position()
        before = [each.position for each in journal.read_all(until=ends)]
        slow.commit()
        assert [each.position for each in journal.read_all(until=ends)] == before
        assert [] == list(journal.read_streams([slow_stream], until=ends))
        assert ends == journal.position()  # told anew, it is another moment
        assert lower in [each.position for each in journal.read_all(until=ends)]
        assert [lower] == [each.position for each in journal.read_streams([slow_stream], until=ends)]


def test_a_long_look_is_at_one_moment(postgres_url: str, journal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a batch passed over is not followed, in the next, by what rests on it."""
    monkeypatch.setattr("actionlearning.journal.eventsourced.BATCH", 2)
    for _ in range(3):
        journal.append(event(), guards={})
    stream = uuid4()
    with psycopg.connect(postgres_url) as slow:
        lower = appended_by_hand(slow, stream)
        later = [place for _ in range(4) for place in journal.append(event(), guards={})]
        look = journal.read_all()
        seen = [next(look).position for _ in range(5)]
        slow.commit()
        journal.append(event(stream, 2), guards={stream: 1})
        seen += [each.position for each in look]
    assert lower not in seen
    assert later == seen[-4:]


def test_a_moment_is_what_its_snapshot_says() -> None:
    moment = Moment.of("10:14:10,12", 5)
    assert Moment(15 * MOST, 19 * MOST, [15, 17]) == moment
    stood = [n for n in range(12, 22) if postgres_concurrent._stood(moment, n * MOST + 3)]
    assert [12, 13, 14, 16, 18] == stood
    assert Moment(3 * MOST, 3 * MOST, []) == Moment.of("3:3:", 0)
