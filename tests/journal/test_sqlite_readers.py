"""Reading SQLite by free connections: each thread has one to itself, and nobody reads what was so some time ago."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from eventsourcing.persistence import ConnectionPoolClosedError
from grouped import PATIENCE, Faulty, interrupting, until

from actionlearning.journal.sqlite_readers import IDLE, Readers

COUNT = "SELECT count(*) FROM t"


class File:
    """A file with one table of numbers, and how many connections to it there are."""

    def __init__(self, path: Path) -> None:
        self.made: list[sqlite3.Connection] = []
        self.path = path
        self.readers = Readers(self.connect)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("CREATE TABLE t (n)")

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, factory=Faulty)
        self.made.append(connection)
        return connection

    def write(self) -> None:
        self.connection.execute("INSERT INTO t VALUES (1)")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[File]:
    file = File(tmp_path / "read.db")
    yield file
    file.readers.close(patience=PATIENCE)
    file.connection.close()


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1").fetchone()
    except sqlite3.ProgrammingError:
        return False
    return True


def test_one_after_the_other_read_by_one_connection(file: File) -> None:
    for expected in range(3):
        assert [(expected,)] == file.readers.tuples(COUNT, ())
        file.write()
    assert 1 == len(file.made)


def test_those_who_read_at_once_have_a_connection_each_and_a_few_are_kept(file: File) -> None:
    barrier = threading.Barrier(2 * IDLE)

    def read() -> None:
        connection = file.connect()
        connection.create_function("meet", 0, lambda: barrier.wait(PATIENCE))
        file.readers._free.append(connection)
        file.readers.tuples("SELECT meet()", ())

    threads = [threading.Thread(target=read) for _ in range(2 * IDLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert IDLE == len(file.readers._free)
    assert IDLE == sum(map(is_open, file.made))
    assert not file.readers._lent


def test_a_read_that_was_interrupted_leaves_nobody_in_the_past(file: File) -> None:
    file.write()
    file.write()
    file.readers.tuples(COUNT, ())
    file.made[0].wrong = interrupting("after", "SELECT n")
    with pytest.raises(KeyboardInterrupt) as kept:
        file.readers.tuples("SELECT n FROM t", ())
    file.write()
    assert [(3,)] == file.readers.tuples(COUNT, ())
    assert kept.value.__traceback__ is not None, "which holds on to the query"

    left_open = file.made[-1].execute("SELECT n FROM t")  # the control: on a connection where one is open, time stands still
    left_open.fetchone()
    file.write()
    assert [(3,)] == file.readers.tuples(COUNT, ())
    left_open.close()
    assert [(4,)] == file.readers.tuples(COUNT, ())


def test_a_query_that_fails_is_told_and_the_next_one_answers(file: File) -> None:
    with pytest.raises(sqlite3.OperationalError):
        file.readers.tuples("SELECT nothing FROM t", ())
    assert [(0,)] == file.readers.tuples(COUNT, ())


def test_closing_waits_for_who_reads(file: File) -> None:
    reading, go_on, answers = threading.Event(), threading.Event(), []
    connection = file.connect()
    connection.create_function("wait", 0, lambda: reading.set() or int(go_on.wait(PATIENCE)))
    file.readers._free.append(connection)
    reader = threading.Thread(target=lambda: answers.append(file.readers.tuples("SELECT wait()", ())))
    closer = threading.Thread(target=lambda: file.readers.close(patience=PATIENCE))
    reader.start()
    reading.wait(PATIENCE)
    closer.start()
    until(lambda: file.readers._closed)
    assert closer.is_alive()
    go_on.set()
    for thread in (reader, closer):
        thread.join(PATIENCE)
    assert ([[(1,)]], False) == (answers, is_open(connection))
    with pytest.raises(ConnectionPoolClosedError):
        file.readers.tuples(COUNT, ())
    file.readers.close(patience=0)
