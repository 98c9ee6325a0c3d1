"""Group commit under threads that race, and groups with one fault each, which its tests must find."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import test_sqlite_group as group
import test_sqlite_group_interrupted as interrupted
from grouped import PATIENCE, A, Grouped, assert_told_of_a_failed_commit, row

from actionlearning.journal.sqlite_asked import Asked, Stale
from actionlearning.journal.sqlite_group import GroupCommit


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
        (nobody_looks, group.test_a_conflict_in_a_group_fails_nobody_else),
        (nobody_looks, group.test_a_decision_can_rest_on_another_of_its_group),
        (lambda _: TakesOneForAnother, group.test_those_who_wait_together_are_recorded_by_one_commit),
        (lambda _: TakesOneForAnother, group.test_a_group_is_as_large_as_it_comes),
        (lambda _: LosesSomebody, interrupted.test_a_leader_who_is_interrupted_before_the_commit_leaves_the_others_to_the_next),
    ],
)
def test_a_fault_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty: Callable[[Any], type[GroupCommit]], test: Callable[[Any], None]
) -> None:
    test(Grouped(tmp_path / "right.db"))
    with pytest.raises(AssertionError):
        test(Grouped(tmp_path / "faulty.db", faulty(monkeypatch)))
