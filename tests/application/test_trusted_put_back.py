"""A journal that goes back, as by a fail-over or a restore: what is remembered of it is noticed to be of another history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from company import Company, Wrapped, log, names, opened
from test_remembered import another, forget_last, schedule

from actionlearning import ActionLearning, members, problems
from actionlearning.domain.set.errors import SessionExists
from actionlearning.journal.port import NewEvent, Recorded


def replaced(al: ActionLearning, path: Path) -> None:
    """A server takes over without the last event, and another one is recorded in its place: the version is the same."""
    it = Company(al)
    schedule(al, it, 3)
    forget_last(path, it.set)
    schedule(another(al), it, 4)
    with pytest.raises(SessionExists):
        schedule(al, it, 4)


def test_another_event_in_the_place_of_the_one_it_rests_on_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(f"sqlite:///{path}") as al:
        replaced(al, path)
        assert [1, 2, 4] == [each.event.session for each in log(al) if each.name == "set.session-scheduled"]


def test_events_in_the_place_of_others_are_noticed_by_who_records_several(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(f"sqlite:///{path}") as al:
        it = Company(al)
        at = it.meet()
        schedule(al, it, 3)
        forget_last(path, it.set)
        schedule(another(al), it, 4)
        it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
        with pytest.raises(SessionExists):
            schedule(al, it, 4)


class LooksAtVersionsOnly(Wrapped):
    """A journal that does not compare salts."""

    def append_on(self, events: Sequence[NewEvent], **held: Any) -> Sequence[Callable[[], Recorded[Any]]]:
        return super().append_on(events, **held | {"salts": {}})


def test_a_version_alone_would_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(f"sqlite:///{path}") as al:
        LooksAtVersionsOnly(al)
        with pytest.raises(pytest.fail.Exception):
            replaced(al, path)


def test_that_nothing_is_to_be_done_is_not_taken_on_trust(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(f"sqlite:///{path}") as al:
        it = Company(al)
        ask = it.by(it.a).do
        ask(members.request_erasure)
        ask(members.request_erasure)
        assert 1 == names(al).count("member.erasure-requested")
        forget_last(path, it.a)
        ask(members.request_erasure)
        assert "member.erasure-requested" == names(al)[-1]


def test_a_file_that_was_put_back_is_noticed(tmp_path: Path) -> None:
    path, kept = tmp_path / "journal.db", tmp_path / "kept.db"
    with opened(f"sqlite:///{path}") as al:
        it = Company(al)
        copy(path, kept)
        schedule(al, it, 3)
        copy(kept, path)
        schedule(another(al), it, 4)
        with pytest.raises(SessionExists):
            schedule(al, it, 4)


def copy(source: Path, target: Path) -> None:
    """By SQLite's own backup, into a file that others have open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
