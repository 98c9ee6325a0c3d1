"""What a few streams hold is found by an index, and costs the same however long the journal is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from time import sleep
from uuid import UUID, uuid4

import psycopg
import pytest
from places import command_of, opened, rated

OTHERS, EACH = 500, 40
"""How many other streams there are, and how many events each of them holds."""

LOOKS = 12
"""More than the five for which a plan is made anew each time: from then on one is kept that fits any values."""

FILL = """
INSERT INTO stored_events ({columns} originator_id, originator_version, topic, state)
SELECT {values} ids.id, version, 'member.self-rating-given.1', decode(repeat('20', 500), 'hex')
FROM generate_series(1, %(each)s) AS version, (SELECT gen_random_uuid() AS id FROM generate_series(1, %(others)s)) AS ids
ORDER BY version
"""
PLAIN = """
SELECT state FROM stored_events WHERE originator_id = ANY(%s) AND notification_id <= %s
"""


ALONE = """
SELECT NOT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
)
"""
SEARCHED = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'stored_events_pkey'"


def searched(url: str) -> int:
    """How many entries of the index of positions have been read; the server counts once a connection has ended."""
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(ALONE).fetchone() != (True,):
            sleep(0.01)
        ((found,),) = connection.execute(SEARCHED).fetchall()
    return int(found)


def long_journal(url: str, order: str) -> tuple[list[UUID], int]:
    """Some streams in a journal where many others hold much more; and its last position."""
    streams = [uuid4() for _ in range(5)]
    with closing(opened(url, order=order)) as journal:
        for stream in streams:
            journal.append(command_of(*((stream, version, rated()) for version in range(1, 4))), guards={})
        last = journal.position()
    concurrent = order == "concurrent"
    fill = FILL.format(
        columns="notification_id," if concurrent else "",
        values=f"{last} + row_number() OVER ()," if concurrent else "",
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(fill, {"each": EACH, "others": OTHERS})
        connection.execute("ANALYZE stored_events")
        ((last,),) = connection.execute("SELECT max(notification_id) FROM stored_events").fetchall()
    return streams, last


def looks(url: str, order: str, streams: list[UUID], until: int) -> None:
    with closing(opened(url, order=order)) as journal:
        for _ in range(LOOKS):
            found = list(journal.read_streams(streams, until=until, names={"member.self-rating-given"}))
            assert [*streams] == sorted({each.stream for each in found}, key=streams.index)
            assert len(found) == 3 * len(streams)


def plain_looks(url: str, _order: str, streams: list[UUID], until: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(LOOKS):
            assert len(connection.execute(PLAIN, (streams, until), prepare=True).fetchall()) == 3 * len(streams)


Looks = Callable[[str, str, list[UUID], int], None]


@pytest.mark.parametrize("order", ["serial", "concurrent"])
@pytest.mark.parametrize(("look", "walks"), [(looks, False), (plain_looks, True)], ids=["ours", "the control"])
def test_no_look_walks_the_index_of_all_positions(order: str, look: Looks, walks: bool, postgres_url: str) -> None:
    streams, last = long_journal(postgres_url, order)
    before = searched(postgres_url)
    look(postgres_url, order, streams, last)
    read = searched(postgres_url) - before
    assert (read > OTHERS * EACH) == walks, f"{read} entries were read"
    assert walks or read < LOOKS * len(streams) * 3
