"""Group commit: everybody in a group gets an answer of their own, and only after the commit, whatever goes wrong with it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from grouped import A, B, C, D, Faulty, Grouped, assert_told_of_a_failed_commit, failing, kinds, row, two
from places import command_of, opened, rated, url_of

from actionlearning.journal.port import JournalBusy, JournalUnavailable, OutcomeUnknown
from actionlearning.journal.recorder import Lost
from actionlearning.journal.sqlite_asked import Stale

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


def test_an_event_that_is_not_the_one_that_was_known_fails_nobody_else(it: Grouped) -> None:
    it.group.record([row(D, 1, state=b"one"), row(D, 2, state=b"two")], {})
    for known, answer in ((b"one", Stale), (b"tw", range)):
        own = uuid4().hex
        answers = it.together(two(uuid4().hex), ([row(own, 1)], {D: 2}, {D: known}), ([row(own, 1)], {D: 2}))
        assert [range, answer, range if answer is Stale else Stale] == kinds(answers)
        assert {Stale: (D,), range: ()}[answer] == getattr(answers[1], "args", ())


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
