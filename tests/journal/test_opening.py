"""Opening a file that is no journal says what is wrong and leaves it as it was; any other becomes one or is one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from doors import begun, contents, refused
from places import command_of, opened, rated, url_of

from actionlearning.journal.port import NOT_YET, JournalBusy, JournalError, JournalUnavailable, NewerFormat, NotAJournal


def test_a_text_file_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("We met on Tuesday, and nobody had the answer.\n" * 50)
    before = contents(tmp_path)

    assert NotAJournal(where=str(path), why="it is not an SQLite database") == refused(url_of(path), NotAJournal)
    assert before == contents(tmp_path)


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE accounts (id)",
        "CREATE TABLE journal (id, entry)",
        "CREATE TABLE stored_events (originator_id, originator_version, topic, state)",
        "CREATE TABLE journal (id, entry); CREATE TABLE stored_events (id)",
        "CREATE VIEW accounts AS SELECT 1",
    ],
)
def test_a_database_with_other_tables_is_no_journal(tmp_path: Path, statements: str) -> None:
    path = tmp_path / "accounts.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)
    before = contents(tmp_path)

    assert NotAJournal(where=str(path), why="it holds other tables") == refused(url_of(path), NotAJournal)
    assert before == contents(tmp_path)


def test_another_programs_database_in_wal_mode_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; CREATE TABLE accounts (id)")
        connection.execute("INSERT INTO accounts VALUES (1)")
        connection.commit()
        refused(url_of(path), NotAJournal)
        assert [(1,)] == connection.execute("SELECT * FROM accounts").fetchall()
        assert "delete" == connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    assert ["accounts.db"] == list(contents(tmp_path))


def test_a_journal_without_its_header_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    begun(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM journal")
        connection.commit()

    assert str(path) == refused(url_of(path), NotAJournal).where


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    why = "it is a folder; name a file in it"
    assert JournalUnavailable(where=str(tmp_path), why=why) == refused(url_of(tmp_path), JournalUnavailable)
    assert {} == contents(tmp_path)


def test_a_missing_folder_is_not_created(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "journal.db"
    why = f"there is no folder {path.parent}; create it first"

    assert JournalUnavailable(where=str(path), why=why) == refused(url_of(path), JournalUnavailable)
    assert [] == list(tmp_path.iterdir())


def test_an_empty_file_becomes_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.touch()
    begun(path)

    with closing(opened(url_of(path))) as journal:
        assert 1 == journal.position()


def test_a_database_without_tables_becomes_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE t (x); DROP TABLE t; VACUUM")
    assert path.stat().st_size > 0
    begun(path)

    with closing(opened(url_of(path))) as journal:
        assert 1 == journal.position()


@pytest.mark.parametrize("name", ["100%.db", "#1.db", "a b.db", "журнал 🌱.db", "mode=memory.db", "x&mode=ro.db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    begun(tmp_path / name)

    assert (tmp_path / name).stat().st_size > 0
    assert {name} == {path.name for path in tmp_path.iterdir()}
    with closing(opened(url_of(tmp_path / name))) as journal:
        assert 1 == journal.position()


def test_a_relative_path_is_read_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    begun(Path("journal.db"))

    assert ["journal.db"] == list(contents(tmp_path))


def test_a_newer_format_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    begun(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE journal SET format = 2")
        connection.execute("ALTER TABLE journal ADD COLUMN something_new")
        connection.execute("ALTER TABLE stored_events ADD COLUMN something_new")
        connection.commit()
    before = contents(tmp_path)

    assert NewerFormat(where=str(path), format=2, known=1) == refused(url_of(path), NewerFormat)
    assert before == contents(tmp_path)


def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    begun(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    before = contents(tmp_path)

    assert str(path) == refused(url_of(path), JournalError).where
    assert before == contents(tmp_path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes, and takes its time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_locked_journal_can_be_read_and_says_that_it_is_busy_when_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    begun(path)
    new = command_of((uuid4(), 1, rated(2)))
    with closing(opened(url_of(path), env={"SQLITE_LOCK_TIMEOUT": "1"})) as journal:
        with locked(path):
            assert 1 == len(list(journal.read_all()))
            with pytest.raises(JournalBusy) as busy:
                journal.append(new, guards={})
            assert JournalBusy(where=str(path)) == busy.value
            with closing(opened(url_of(path), env={"SQLITE_LOCK_TIMEOUT": "1"})) as other:
                assert 1 == other.position()
        journal.append(new, guards={})
        assert 2 == journal.position()


def test_a_journal_cannot_begin_in_a_locked_database(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; CREATE TABLE t (x); DROP TABLE t")
        with locked(path):
            assert JournalBusy(where=str(path)) == refused(url_of(path), JournalBusy, env={"SQLITE_LOCK_TIMEOUT": "1"})


def test_looking_creates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"

    assert JournalUnavailable(where=str(path), why=NOT_YET) == refused(url_of(path), JournalUnavailable, create=False)
    assert {} == contents(tmp_path)


def test_looking_at_a_journal_leaves_its_file_as_it_was(tmp_path: Path) -> None:
    begun(tmp_path / "journal.db")
    before = contents(tmp_path)
    with closing(opened(url_of(tmp_path / "journal.db"), create=False)) as journal:
        assert 1 == len(list(journal.read_all()))

    assert before == contents(tmp_path)
