"""Group commit goes on when somebody in a group is interrupted, the journal is closed, or a process has a child."""

from __future__ import annotations

import ctypes
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError
from grouped import PATIENCE, TABLE, A, B, C, Grouped, interrupting, kinds, row, two, until

from actionlearning.journal.sqlite_asked import Stale

# Interrupts


def told(streams: Sequence[str], answers: Sequence[range]) -> list[tuple[int, str, int]]:
    """What those who asked for the first events of these streams were told of them."""
    return [(place, stream, n) for stream, each in zip(streams, answers, strict=True) for n, place in enumerate(each, 1)]


def test_a_question_that_an_interrupt_left_open_keeps_nobody_from_writing(it: Grouped) -> None:
    it.wrong = interrupting("after", "SELECT")
    with pytest.raises(KeyboardInterrupt) as kept:
        it.group.record(*two(A))
    with it.elsewhere() as other:
        other.execute(f"INSERT INTO {TABLE} VALUES (1, ?, 1, 't', '', NULL, NULL)", (B,))
    assert range(2, 4) == it.group.record(*two(C))
    assert kept.value.__traceback__ is not None, "which holds on to everything that was under way"


def test_a_leader_who_is_interrupted_before_the_commit_leaves_the_others_to_the_next(it: Grouped) -> None:
    for when, statement in (
        ("after", "BEGIN"),
        ("before", "SELECT"),
        ("after", "SELECT"),
        ("before", "INSERT"),
        ("after", "INSERT"),
        ("before", "COMMIT"),
    ):
        before = len(it.standing())
        it.wrong = interrupting(when, statement)
        streams = [f"{statement}{when}{n}" for n in range(3)]
        answers = it.together(*[two(stream) for stream in streams])
        assert [KeyboardInterrupt, range, range] == kinds(answers), (statement, when)
        assert told(streams[1:], answers[1:]) == it.standing()[before:]


def test_a_leader_who_is_interrupted_after_the_commit_has_recorded_for_all(it: Grouped) -> None:
    it.wrong = interrupting("after", "COMMIT")
    answers = it.together(two(A), two(A), two(B))
    assert [KeyboardInterrupt, Stale, range] == kinds(answers)  # who lost to it is told so, having tried again
    assert [(1, A, 1), (2, A, 2), (3, B, 1), (4, B, 2)] == it.standing()
    assert range(3, 5) == answers[2]


@pytest.mark.parametrize(("when", "statement"), [("before", "INSERT"), ("after", "COMMIT")])
def test_a_leader_who_is_interrupted_twice_leaves_the_rest_to_the_next(it: Grouped, when: str, statement: str) -> None:
    first, again = interrupting(when, statement), [None]
    settle = it.group._settle_what_was_left

    def interrupted() -> None:
        if it.group._taken and again:
            again.pop()
            raise KeyboardInterrupt
        settle()

    it.wrong, it.group._settle_what_was_left = first, interrupted
    answers = it.together(two(A), two(B), two(C))
    assert [KeyboardInterrupt, range, range] == kinds(answers)
    assert told((B, C), answers[1:]) == [each for each in it.standing() if each[1] != A]
    assert not again


def test_who_is_interrupted_while_they_wait_is_not_recorded(it: Grouped) -> None:
    def interrupt_the_second() -> None:
        waiting = next(thread for thread in threading.enumerate() if getattr(thread, "_args", None) == (1,))
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(waiting.ident or 0), ctypes.py_object(KeyboardInterrupt))
        until(lambda: not waiting.is_alive())

    answers = it.together(two(A), two(B), two(C), meanwhile=interrupt_the_second)
    assert [range, KeyboardInterrupt, range] == kinds(answers)
    assert [A, A, C, C] == [stream for _, stream, _ in it.standing()]


def test_nobody_waits_for_ever_where_a_wake_up_is_lost(it: Grouped) -> None:
    it.group._ring_next = lambda: None
    it.wrong = interrupting("after", "BEGIN", times=2)
    answers = it.together(*[two(stream) for stream in (A, B, C)])
    assert 3 == len([answer for answer in answers if isinstance(answer, range | KeyboardInterrupt)])
    assert [range] == kinds([answer for answer in answers if isinstance(answer, range)])


# Closing, and others of this process


def test_who_waits_when_the_journal_is_closed_is_told_so(tmp_path: Path) -> None:
    it = Grouped(tmp_path / "group.db", lock_seconds=1)
    closing = threading.Thread(target=it.group.close)

    def close() -> None:
        closing.start()
        until(lambda: it.group._closed)

    answers = it.together(two(A), two(B), meanwhile=close)
    closing.join(PATIENCE)
    told = {ConnectionPoolClosedError, range, sqlite3.OperationalError}
    assert set(kinds(answers)) <= told
    assert it.group._cursor is None
    with pytest.raises(ConnectionPoolClosedError):
        it.group.record([row(C, 1)], {})
    with pytest.raises(ConnectionPoolClosedError):
        it.group.record(*two(C))
    recorded = [stream for stream, answer in zip((A, B), answers, strict=True) if isinstance(answer, range)]
    assert sorted(recorded * 2) == sorted(stream for _, stream, _ in it.standing())


def test_who_writes_alone_keeps_the_others_waiting_and_not_for_ever(it: Grouped) -> None:
    it.group._patience = 0.3
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(it.group.record(*two(A)))
        except ConnectionUnavailableError as error:
            answers.append(error)

    for wait in (0.0, 1.0):
        thread = threading.Thread(target=ask)

        def write(cursor: sqlite3.Cursor, thread: threading.Thread = thread, wait: float = wait) -> None:
            thread.start()
            until(lambda: bool(it.group._pending))
            cursor.execute(f"DELETE FROM {TABLE}")
            time.sleep(wait)

        it.group.alone(write)
        thread.join(PATIENCE)
    assert [range, ConnectionUnavailableError] == kinds(answers)
    assert [] == it.standing()


def test_a_child_process_does_not_inherit_the_writer(tmp_path: Path) -> None:
    script = f"""
import os, sys, threading, signal
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from grouped import Grouped, two
it = Grouped(Path({str(tmp_path / "group.db")!r}))
it.group.record(*two("a" * 32))
mine, parents = it.group._cursor, it.group._writer
held, forked = threading.Event(), threading.Event()
def hold():
    with parents:
        held.set()
        forked.wait()
threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm({int(PATIENCE)})
    assert not parents.acquire(blocking=False)  # the control: the lock it would have inherited is held for ever
    it.group.record(*two("b" * 32))
    assert it.group._cursor is not mine
    os._exit(0)
_, status = os.waitpid(child, 0)
forked.set()
it.group.record(*two("c" * 32))
assert it.group._cursor is mine
assert ["a", "a", "b", "b", "c", "c"] == [stream[0] for _, stream, _ in it.standing()]
sys.exit(os.waitstatus_to_exitcode(status))
"""
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)
    assert (0, "") == (done.returncode, done.stderr)
