"""A connection that breaks while the server is still at work: the command is recorded once, and its answer is right."""

from __future__ import annotations

import gc
import os
import socket
import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from company import Company, opened
from psycopg.pq import TransactionStatus

from actionlearning import problems

PATIENCE = 10.0


@pytest.mark.parametrize("order", ["serial", "concurrent"])
def test_a_command_that_the_server_commits_after_the_connection_broke_is_recorded_once(postgres_url: str, order: str) -> None:
    with opened(postgres_url, order=order) as al, psycopg.connect(postgres_url) as blocker:
        it = Company(al)
        position = al.journal.position()
        blocker.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        answers: list[object] = []
        bring = threading.Thread(
            target=lambda: answers.append(
                it.by(it.a).do(problems.bring, set=it.set, title="Waiting", stake="Much", authority_to_act="Mine")
            )
        )
        bring.start()
        until(lambda: waiting(postgres_url) == 1)
        break_connections(but=blocker)
        until(lambda: waiting(postgres_url) == 2)  # the orphan of the first, and the second
        blocker.commit()
        bring.join(PATIENCE)
        assert len(list(al.journal.read_all(after=position))) == 1
        assert answers == [al.journal.read(answers[0])[0].stream]


def waiting(url: str) -> int:
    """How many wait for the table."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'stored_events'::regclass"
        ).fetchone()
    assert row is not None
    return int(row[0])


def break_connections(*, but: psycopg.Connection) -> None:
    """Cut the client's side only; the server notices when it next speaks. Who is at work comes last, for they go on at once."""
    there = [each for each in gc.get_objects() if isinstance(each, psycopg.Connection) and each is not but and not each.closed]
    for each in sorted(there, key=lambda each: each.info.transaction_status is TransactionStatus.ACTIVE):
        with socket.socket(fileno=os.dup(each.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)


def until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)
