"""Projections beside a journal of the concurrent order: they stop where it is settled, and go on when it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic
from uuid import UUID

import psycopg
import pytest
from keeping import Lines, Sums, following, kept, opened, recorded, utc_now, zero

from actionlearning.journal.port import Journal
from actionlearning.projections.running import runner
from actionlearning.projections.running.status import Condition, status

STREAMS = [UUID(int=number) for number in range(1, 6)]
PATIENCE = 20
"""Seconds that a thread may take."""


@pytest.fixture
def journal(postgres_url: str) -> Iterator[Journal]:
    with closing(opened(postgres_url, order="concurrent")) as made:
        yield made


def agree(journal: Journal) -> bool:
    return [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]


def test_who_follows_while_many_record_leaves_no_event_out(postgres_url: str, journal: Journal) -> None:
    stop = threading.Event()

    def record(number: int) -> None:
        with closing(opened(postgres_url)) as own:
            for _ in range(15):
                recorded(own, [UUID(int=100 + number), UUID(int=200 + number)], each=2)

    def follow() -> None:
        with closing(opened(postgres_url)) as own:
            following(own, Sums(), Lines(), batch=5).follow(until=stop.is_set)

    with ThreadPoolExecutor(5) as pool:
        follower = pool.submit(follow)
        for each in [pool.submit(record, number) for number in range(4)]:
            each.result(PATIENCE)
        stop.set()
        follower.result(PATIENCE)
    following(journal, Sums(), Lines()).catch_up()
    assert agree(journal)


def test_catching_up_does_not_wait_for_a_long_transaction_for_ever(
    postgres_server: str, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "SETTLING", 0.3)
    projections = following(journal, Sums())
    recorded(journal, STREAMS, each=1)
    projections.catch_up()
    before = kept(journal, Sums())
    with psycopg.connect(host=postgres_server, user="postgres", dbname="postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        recorded(journal, STREAMS[:3], each=2)
        begun = monotonic()
        projections.catch_up()
        assert monotonic() < begun + PATIENCE
        assert before == kept(journal, Sums())
        (told,) = status(journal, [Sums()], now=utc_now)
        assert (Condition.BEHIND, 6) == (told.condition, told.events_behind)
        assert told.position == journal.settled() < told.tip == journal.position()
        elsewhere.commit()
    projections.catch_up()
    assert zero(journal, Sums()) == kept(journal, Sums()) != before
    (told,) = status(journal, [Sums()], now=utc_now)
    assert (Condition.UP_TO_DATE, 0) == (told.condition, told.events_behind)
