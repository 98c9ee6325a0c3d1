"""Group commit: everybody in a group gets an answer of their own, and only after the commit, whatever happens to the leader."""

from __future__ import annotations

import ctypes
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError
from grouped import PATIENCE, TABLE, Faulty, Grouped, failing, interrupting, row, two, until
from places import command_of, opened, rated, url_of

from actionlearning.journal.port import JournalBusy, JournalUnavailable, OutcomeUnknown
from actionlearning.journal.recorder import Lost
from actionlearning.journal.sqlite_asked import Asked, Stale
from actionlearning.journal.sqlite_group import GroupCommit

A, B, C, D = (name * 32 for name in "abcd")


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Grouped]:
    it = Grouped(tmp_path / "group.db")
    yield it
    it.group.close()


def kinds(answers: Sequence[Any]) -> list[type]:
    return [type(answer) for answer in answers]


# One commit, and an answer for each


def test_those_who_wait_together_are_recorded_by_one_commit(it: Grouped) -> None:
    answers = it.together(two(A), two(B), ([row(C, 1)], {}), two(D))
    assert [range(1, 3), range(3, 5), range(5, 6), range(6, 8)] == answers
    assert [(1, A, 1), (2, A, 2), (3, B, 1), (4, B, 2), (5, C, 1), (6, D, 1), (7, D, 2)] == it.standing()
    assert ["BEGIN", "SELECT", "INSERT", "COMMIT"] == it.said


def test_who_is_alone_records_one_event_in_one_statement(it: Grouped) -> None:
    assert [1, 2] == [*it.group.record([row(A, 1)], {A: 0, B: 0}), *it.group.record([row(A, 2)], {A: 1})]
    assert ["INSERT", "INSERT"] == it.said


def test_one_event_can_rest_on_any_number_of_streams(it: Grouped) -> None:
    many = {f"{number:032x}": 0 for number in range(1500)}
    assert range(1, 2) == it.group.record([row(A, 1)], many)
    with pytest.raises(Stale):
        it.group.record([row(A, 2)], {**many, A: 0})


def test_a_conflict_in_a_group_fails_nobody_else(it: Grouped) -> None:
    it.group.record(*two(D))
    stale_guard = ([row(C, 1)], {D: 1})
    gap = ([row(C, 3)], {})
    answers = it.together(two(A), two(A), stale_guard, gap, two(B), ([row(C, 1)], {D: 2}))
    assert [range, Stale, Stale, Stale, range, range] == kinds(answers)
    assert [(A,), (D,), (C,)] == [answer.args for answer in answers[1:4]]
    assert [(3, A, 1), (4, A, 2), (5, B, 1), (6, B, 2), (7, C, 1)] == it.standing()[2:]


def test_a_decision_can_rest_on_another_of_its_group(it: Grouped) -> None:
    answers = it.together(two(A), ([row(A, 3)], {A: 2}), ([row(B, 1)], {A: 2}), ([row(B, 1)], {A: 3}))
    assert [range, range, Stale, range] == kinds(answers)


def test_a_command_is_recorded_once_by_a_group(it: Grouped) -> None:
    answers = it.together(two(A), ([row(B, 1, command="c")], {}), ([row(C, 1, command="c")], {}), two(D))
    assert [range, range, Stale, range] == kinds(answers)
    assert [A, A, B, D, D] == [stream for _, stream, _ in it.standing()]


def test_a_command_that_was_known_before_fails_alone(it: Grouped) -> None:
    it.group.record([row(A, 1, command="c")], {})
    answers = it.together(two(B), ([row(C, 1, command="c")], {}), two(D))
    assert [range, sqlite3.IntegrityError, range] == kinds(answers)
    assert [A, B, B, D, D] == [stream for _, stream, _ in it.standing()]
    with pytest.raises(sqlite3.IntegrityError):
        it.group.record([row(C, 1, command="c")], {})


@pytest.mark.parametrize(
    ("poison", "error"),
    [
        (([row(C, 1, state=object())], {}), sqlite3.Error),
        (([(C, 1, None, b"", None, None)], {}), sqlite3.IntegrityError),
        (([row(C, 1), row(C, 2, state={})], {}), sqlite3.Error),
        (([row("\ud800", 1)], {}), UnicodeEncodeError),
        (([row(C, 1)], {C: 2**70}), Stale),
    ],
    ids=["no bytes", "no topic", "half of it", "no text", "no version"],
)
def test_what_cannot_be_stored_fails_alone(it: Grouped, poison: Any, error: type) -> None:
    answers = it.together(two(A), two(B), poison, two(D))
    assert [range, range, range] == kinds([answers[0], answers[1], answers[3]])
    assert isinstance(answers[2], error)
    assert [A, A, B, B, D, D] == [stream for _, stream, _ in it.standing()]


def test_a_group_is_as_large_as_it_comes(it: Grouped) -> None:
    streams = [f"{number:032x}" for number in range(40)]
    answers = it.together(*[([row(stream, version) for version in range(1, 30)], {}) for stream in streams])
    assert [(place, f"{n:032x}", version) for n, answer in enumerate(answers) for version, place in enumerate(answer, 1)] == (
        it.standing()
    )
    assert list(range(1, 40 * 29 + 1)) == [place for place, _, _ in it.standing()]


# What goes wrong at the commit is told to all, and nothing else is


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL])
def test_a_commit_that_fails_is_told_to_everybody_in_the_group(it: Grouped, code: int) -> None:
    assert_told_of_a_failed_commit(it, code)


def assert_told_of_a_failed_commit(it: Grouped, code: int) -> None:
    it.wrong = failing(code)
    answers = it.together(two(A), two(A), ([row(B, 1)], {A: 2}), two(D))  # the second would lose to the first
    assert [sqlite3.OperationalError] * 4 == kinds(answers)
    assert [code] * 4 == [answer.sqlite_errorcode for answer in answers]
    assert len({id(answer) for answer in answers}) == 4, "one object raised by many threads would mix up their tracebacks"
    assert [] == it.standing()
    assert range(1, 3) == it.group.record(*two(A))


def test_after_a_flush_that_failed_nobody_claims_to_know(it: Grouped) -> None:
    it.wrong = failing(sqlite3.SQLITE_IOERR_FSYNC)
    answers = it.together(two(A), two(A), two(B))
    assert [Lost, sqlite3.OperationalError, Lost] == kinds(answers)  # the second was not inserted, that much is known
    assert [] == it.standing()
    it.wrong = failing(sqlite3.SQLITE_IOERR_FSYNC, "INSERT")
    with pytest.raises(Lost):
        it.group.record([row(A, 1)], {})
    assert range(1, 2) == it.group.record([row(A, 1)], {})


def test_on_a_full_disk_nothing_is_recorded_by_halves(it: Grouped) -> None:
    it.group.record(*two(A))
    (pages,) = it.group._opened().execute("PRAGMA page_count").fetchone()
    it.group._opened().execute(f"PRAGMA max_page_count = {pages + 4}")
    large = [row(B, version, state=bytes(2000)) for version in range(1, 20)]
    answers = it.together(two(C), (large, {}), two(D))
    assert [range, sqlite3.OperationalError, range] == kinds(answers)
    assert sqlite3.SQLITE_FULL == answers[1].sqlite_errorcode
    assert [A, A, C, C, D, D] == [stream for _, stream, _ in it.standing()]


def test_a_file_that_another_process_holds_is_busy_for_all_who_waited(tmp_path: Path) -> None:
    it = Grouped(tmp_path / "group.db", lock_seconds=0.3)
    answers = it.together(two(A), two(B), meanwhile=lambda: time.sleep(1))
    assert [sqlite3.OperationalError] * 2 == kinds(answers)
    assert [sqlite3.SQLITE_BUSY] * 2 == [answer.sqlite_errorcode for answer in answers]
    assert [] == it.standing()
    it.group.close()


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


# Races, and controls: groups with one fault each, which these tests must find


def raced(it: Grouped, threads: int = 8, times: int = 40) -> None:
    """Each thread records in a stream of its own and in one that all of them want, reading a third that moves."""
    won: list[tuple[int, int]] = []
    failed: list[BaseException] = []

    def work(number: int) -> None:
        own, tip = f"{number:032x}", 0
        try:
            while tip < times:
                tip += 1
                it.group.record([row(own, tip)], {own: tip - 1})
                shared = max([version for _, version in won], default=0)
                try:
                    (position,) = it.group.record([row(A, shared + 1)], {A: shared})
                except Stale:
                    continue
                won.append((position, shared + 1))
        except BaseException as error:  # noqa: BLE001  # compared below
            failed.append(error)

    contenders = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in contenders:
        thread.start()
    for thread in contenders:
        thread.join(PATIENCE)
    assert [] == failed
    assert sorted(won) == [(position, version) for position, stream, version in it.standing() if stream == A]
    versions = [version for _, version in sorted(won)]
    assert list(range(1, len(won) + 1)) == versions
    for number in range(threads):
        stream = f"{number:032x}"
        assert list(range(1, times + 1)) == [version for _, each, version in it.standing() if each == stream]


def test_threads_that_race_record_what_they_were_told(it: Grouped) -> None:
    raced(it)
    assert "COMMIT" in it.said, "they met"
    assert it.said.count("COMMIT") < 8 * 40


def test_a_group_that_answers_before_the_commit_is_found(tmp_path: Path) -> None:
    class AnswersTooSoon(GroupCommit):
        def _record_taken(self, cursor: sqlite3.Cursor) -> None:
            taken = list(self._taken)
            self._answer(taken, self._insert_together(cursor, taken))
            cursor.execute("COMMIT")

    it = Grouped(tmp_path / "group.db", AnswersTooSoon)
    with pytest.raises(AssertionError):
        assert_told_of_a_failed_commit(it, sqlite3.SQLITE_FULL)


class LooksAtNothing(Asked):
    def stale_on(self, tips: dict[str, int | None]) -> None:
        pass


class TakesOneForAnother(GroupCommit):
    def _answer(self, taken: Sequence[Asked], refusals: Sequence[BaseException | None]) -> None:
        for one, other in zip(taken[::2], taken[1::2], strict=False):
            one.positions, other.positions = other.positions, one.positions
        super()._answer(taken, refusals)


class LosesSomebody(GroupCommit):
    def _settle_what_was_left(self) -> None:
        self._roll_back()
        for asked in self._taken:
            asked.settle(asked.failure)
        self._taken.clear()


def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> type[GroupCommit]:
    monkeypatch.setattr("actionlearning.journal.sqlite_group.Asked", LooksAtNothing)
    return GroupCommit


@pytest.mark.parametrize(
    ("faulty", "test"),
    [
        (nobody_looks, test_a_conflict_in_a_group_fails_nobody_else),
        (nobody_looks, test_a_decision_can_rest_on_another_of_its_group),
        (lambda _: TakesOneForAnother, test_those_who_wait_together_are_recorded_by_one_commit),
        (lambda _: TakesOneForAnother, test_a_group_is_as_large_as_it_comes),
        (lambda _: LosesSomebody, test_a_leader_who_is_interrupted_before_the_commit_leaves_the_others_to_the_next),
    ],
)
def test_a_fault_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty: Callable[[Any], type[GroupCommit]], test: Callable[[Any], None]
) -> None:
    test(Grouped(tmp_path / "right.db"))
    with pytest.raises(AssertionError):
        test(Grouped(tmp_path / "faulty.db", faulty(monkeypatch)))


# What the journal makes of it


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_BUSY, JournalBusy),
        (sqlite3.SQLITE_FULL, JournalUnavailable),
        (sqlite3.SQLITE_IOERR_FSYNC, OutcomeUnknown),
    ],
)
@pytest.mark.parametrize("events", [1, 2], ids=["in one statement", "in a group"])
def test_a_journal_says_what_a_failed_commit_means(tmp_path: Path, code: int, expected: type, events: int) -> None:
    fault = failing(code, "INSERT" if events == 1 else "COMMIT")
    with closing(opened(url_of(tmp_path / "journal.db"))) as journal:
        journal.recorder._group._connect = lambda: faulty(tmp_path / "journal.db", fault)
        journal.recorder._group._disconnect()
        stream = uuid4()
        decided = command_of(*[(stream, version, rated(1)) for version in range(1, events + 1)])
        with pytest.raises(expected):
            journal.append(decided, guards={stream: 0})
        assert 0 == journal.position()
        journal.append(decided, guards={stream: 0})
        assert events == journal.position()


def faulty(path: Path, fault: Callable[[str, str], None]) -> Faulty:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Faulty)
    connection.wrong = fault
    return connection
