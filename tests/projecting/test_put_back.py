"""A database that is put back to an earlier moment: a worker that was further notices, and folds anew what was lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from keeping import Sums, kept, opened, recorded, utc_now, zero
from msgspec.structs import replace

from actionlearning.journal import tables_sqlite_making
from actionlearning.journal.port import Journal
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.projections.running.feeding import Feeding
from actionlearning.projections.running.standing import Worker


def copy(source: Path, target: Path) -> None:
    """By SQLite's own backup, into a file that others have open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def feeding(journal: Journal, name: str) -> Feeding:
    return Feeding(Sums(), journal, journal.tables(), Worker(name=name, clock=utc_now))


def fed(it: Feeding, journal: Journal) -> None:
    it.seen(journal.tables().tracked())
    if it.tracking is None:
        it.begin()
    for each in journal.read_all(after=it.position):
        it.take(each)
    it.save(journal.position(), more=False)


def put_back(folder: Path) -> bool:
    """Whether the tables are right after one worker went on from a file that was put back, and then another that remembers."""
    path, before = folder / "journal.db", folder / "before.db"
    with closing(opened(f"sqlite:///{path}")) as journal:
        streams = [uuid4(), uuid4()]
        one, other = feeding(journal, "one"), feeding(journal, "other")
        recorded(journal, streams, each=2)
        fed(one, journal)
        copy(path, before)
        recorded(journal, streams[:1], each=3)
        fed(one, journal)
        copy(before, path)
        recorded(journal, streams[1:])
        fed(other, journal)
        recorded(journal, streams[:1], each=4)
        fed(one, journal)
        return kept(journal, Sums()) == zero(journal, Sums())


def test_rows_are_right_after_a_file_was_put_back(tmp_path: Path) -> None:
    assert put_back(tmp_path)


def test_they_would_not_be_if_revisions_were_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(read: Tracking) -> Tracking:
        return replace(read, revision=read.revision + 1)

    class Counted(Tracking, frozen=True, kw_only=True):
        next = counted

    real = tables_sqlite_making.read
    monkeypatch.setattr(tables_sqlite_making, "read", lambda found: Counted(**_fields(real(found))))
    assert not put_back(tmp_path)


def _fields(tracking: Tracking) -> dict[str, object]:
    return {name: getattr(tracking, name) for name in Tracking.__struct_fields__}
