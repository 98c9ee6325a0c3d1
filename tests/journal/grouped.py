"""What the tests of group commit share: a group on a file, asks that are held up until they go together, and faults."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from actionlearning.journal.sqlite import COLUMNS
from actionlearning.journal.sqlite_asked import Values
from actionlearning.journal.sqlite_group import GroupCommit

PATIENCE = 20.0
"""Seconds that a thread may take."""

TABLE = "stored_events"
A, B, C, D = (name * 32 for name in "abcd")


class Faulty(sqlite3.Connection):
    """A connection on which a statement can go wrong: ``wrong`` is asked before and after each one."""

    wrong: Callable[[str, str], None] = staticmethod(lambda _when, _statement: None)

    def cursor(self, *_: Any) -> Any:
        return super().cursor(FaultyCursor)

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)


class FaultyCursor(sqlite3.Cursor):
    def execute(self, statement: str, *values: Any) -> Any:
        self.connection.wrong("before", statement)
        super().execute(statement, *values)
        self.connection.wrong("after", statement)
        return self


class Grouped:
    """A group on a file of its own, and what stands in it. ``said`` is every statement of the writer."""

    def __init__(self, path: Path, kind: type[GroupCommit] = GroupCommit, *, lock_seconds: float = PATIENCE) -> None:
        self.path = path
        self.lock_seconds = lock_seconds
        self.said: list[str] = []
        self.wrong: Callable[[str, str], None] = lambda _when, _statement: None
        with self.elsewhere() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"CREATE TABLE {TABLE} ({COLUMNS})")
            connection.execute(f"CREATE UNIQUE INDEX by_command ON {TABLE} (command) WHERE command IS NOT NULL")
        self.group = kind(self.connect, TABLE, patience=PATIENCE)

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=self.lock_seconds, factory=Faulty
        )
        connection.wrong = self._wrong
        return connection

    def _wrong(self, when: str, statement: str) -> None:
        if when == "after":
            self.said.append(statement.partition(" ")[0])
        self.wrong(when, statement)

    @contextmanager
    def elsewhere(self) -> Iterator[sqlite3.Connection]:
        """A connection of somebody else."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    def standing(self) -> list[tuple[int, str, int]]:
        """Position, stream and version of everything that is recorded."""
        with self.elsewhere() as connection:
            return connection.execute(
                f"SELECT position, originator_id, originator_version FROM {TABLE} ORDER BY position"
            ).fetchall()

    def together(self, *asks: tuple[Any, ...], meanwhile: Callable[[], object] = lambda: None) -> list[Any]:
        """Ask for all of these, in this order, in one group; of each, what was answered or raised.

        Somebody else holds the file until all of them wait. ``meanwhile`` is done before the file is let go.
        """
        answers: list[Any] = [None] * len(asks)

        def ask(place: int) -> None:
            try:
                answers[place] = self.group.record(*asks[place])
            except BaseException as error:  # noqa: BLE001  # compared by the test
                answers[place] = error

        threads = [threading.Thread(target=ask, args=(place,), daemon=True) for place in range(len(asks))]
        with self.elsewhere() as other:
            other.execute("BEGIN IMMEDIATE")
            for count, thread in enumerate(threads, start=1):
                thread.start()
                until(lambda count=count: len(self.group._pending) == count)
            meanwhile()
            other.execute("ROLLBACK")
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "somebody was never answered"
        return answers


def until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.002)


def row(stream: str, version: int, *, command: str | None = None, state: Any = None) -> Values:
    """A row whose bytes are like no other's, as a journal's are."""
    return (stream, version, "testing.happened.1", uuid4().bytes if state is None else state, command, None)


def two(stream: str, version: int = 1, **more: Any) -> tuple[list[Values], dict[str, int]]:
    """An ask for two events of a stream that stands just below: more than goes into one statement of its own."""
    return [row(stream, version, **more), row(stream, version + 1)], {stream: version - 1}


def failing(code: int, statement: str = "COMMIT") -> Callable[[str, str], None]:
    """A fault: that statement fails with a code of SQLite's, once."""
    left = [code]

    def wrong(when: str, said: str) -> None:
        if when == "before" and said.startswith(statement) and left:
            error = sqlite3.OperationalError("injected")
            error.sqlite_errorcode = left.pop()
            raise error

    return wrong


def interrupting(when: str, statement: str, times: int = 1) -> Callable[[str, str], None]:
    """A fault: who says that statement is interrupted, as by Ctrl-C, just before it or just after it was done."""
    left = [None] * times

    def wrong(at: str, said: str) -> None:
        if at == when and said.startswith(statement) and left:
            left.pop()
            raise KeyboardInterrupt

    return wrong


def kinds(answers: Sequence[Any]) -> list[type]:
    return [type(answer) for answer in answers]


def assert_told_of_a_failed_commit(it: Grouped, code: int) -> None:
    it.wrong = failing(code)
    answers = it.together(two(A), two(A), ([row(B, 1)], {A: 2}), two(D))  # the second would lose to the first
    assert [sqlite3.OperationalError] * 4 == kinds(answers)
    assert [code] * 4 == [answer.sqlite_errorcode for answer in answers]
    assert len({id(answer) for answer in answers}) == 4, "one object raised by many threads would mix up their tracebacks"
    assert [] == it.standing()
    assert range(1, 3) == it.group.record(*two(A))
