"""Opening a journal at a bad place says what is wrong and leaves the place as it was."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from places import command_of, opened, rated, url_of

from actionlearning.journal.opening import BadCompressor, BadUrl, NoOtherCipher
from actionlearning.journal.port import NOT_YET, JournalBusy, JournalError, JournalUnavailable, NewerFormat, NotAJournal


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder and what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def begun(path: Path) -> None:
    """A journal with one event."""
    with closing(opened(url_of(path))) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})


def refused(url: str, kind: type[Any], **options: Any) -> Any:
    with pytest.raises(kind) as error:
        opened(url, **options).close()
    return error.value


# Files


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


# Without permission to write. Root may write everywhere, so a child gives that up.

UNPRIVILEGED = 65534


def as_nobody(path: Path, what: str) -> str:
    """What a process says that may not write here."""
    program = f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import actionlearning.journal.sqlite_opening, cryptography.hazmat.primitives.ciphers.aead  # before rights are given up
        from places import command_of, opened, rated, url_of
        from uuid import uuid4
        from pathlib import Path
        from actionlearning.domain.errors import ActionLearningError
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid({UNPRIVILEGED})
            os.setuid({UNPRIVILEGED})
        path = Path({str(path)!r})
        try:
            {what}
        except ActionLearningError as error:
            print(type(error).__name__, error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.strip()


READ = "journal = opened(url_of(path)); print(len(list(journal.read_all()))); journal.close()"
WRITE = "opened(url_of(path)).append(command_of((uuid4(), 1, rated(2))), guards={}); print('recorded')"


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody can reach."""
    top = Path(tempfile.gettempdir())
    for folder in (tmp_path, *tmp_path.parents):
        if folder != top and folder.is_relative_to(top):  # those of the test, of its run, and of every run
            folder.chmod(0o755)
    folder = tmp_path / "journals"
    folder.mkdir(mode=0o755)
    yield folder
    folder.chmod(0o755)


def test_a_journal_that_may_be_written_is_written_by_somebody_else(open_folder: Path) -> None:
    path = open_folder / "journal.db"
    begun(path)
    open_folder.chmod(0o777)
    path.chmod(0o666)

    assert "recorded" == as_nobody(path, WRITE)


@pytest.mark.parametrize("mode", [0o555, 0o777], ids=["folder too", "file only"])
def test_a_journal_that_may_not_be_written_can_be_read(open_folder: Path, mode: int) -> None:
    path = open_folder / "journal.db"
    begun(path)
    path.chmod(0o444)
    open_folder.chmod(mode)
    before = contents(open_folder)

    assert "1" == as_nobody(path, READ)
    said = as_nobody(path, WRITE)
    assert said.startswith(f"JournalUnavailable cannot use the journal {path}: "), said
    assert before == contents(open_folder)


def test_a_journal_that_is_being_written_can_be_read_by_who_may_not_write(open_folder: Path) -> None:
    path = open_folder / "journal.db"
    with closing(opened(url_of(path))) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        for each in open_folder.iterdir():
            each.chmod(0o444)
        open_folder.chmod(0o555)
        said = as_nobody(path, READ)
    assert "1" == said or said.startswith("JournalUnavailable"), said


def test_a_file_that_may_not_be_read_is_unavailable(open_folder: Path) -> None:
    path = open_folder / "journal.db"
    begun(path)
    path.chmod(0o000)

    said = as_nobody(path, READ)
    assert said.startswith(f"JournalUnavailable cannot use the journal {path}: "), said


def test_a_journal_cannot_begin_in_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    said = as_nobody(open_folder / "journal.db", READ)

    assert said.startswith(f"JournalUnavailable cannot use the journal {open_folder / 'journal.db'}: "), said
    assert {} == contents(open_folder)


# URLs and settings


@pytest.mark.parametrize(
    "url",
    [
        "", "journal.db", "sqlite:", "sqlite://", "sqlite:///", "sqlite://journal.db", "sqlite:///:memory:", "sqlite:x.db",
        "sqlite:///a\0b", "memory", "memory:x", "memory://", "postgresql:", "postgresql:x", "postgres:/x",
        "mysql://user@host/learning", "plain:", "http://example.org", "SQLITE:///x.db", "🌱",
    ],
)  # fmt: skip
def test_a_bad_url_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.chdir(tmp_path)

    assert BadUrl(url=url) == refused(url, BadUrl)
    assert {} == contents(tmp_path)


@pytest.mark.parametrize("url", ["postgresql://h/d?nonsense=1", "postgresql://[::1/d", "postgresql://h:port:5/d"])
def test_a_url_that_libpq_does_not_understand_is_refused(url: str) -> None:
    refused(url, (BadUrl, JournalUnavailable))


def test_a_password_is_not_repeated() -> None:
    error = refused("postgresql://aisha:s3cret@h/d?nonsense=1", BadUrl)

    assert "s3cret" not in str(error)
    assert "aisha" in str(error)


@pytest.mark.parametrize("module", ["no.such.module", "json", "eventsourcing", "not a module", "os:path", ".", ":"])
def test_a_plain_module_that_is_none_is_unavailable(module: str) -> None:
    assert module == refused(f"plain:{module}", JournalUnavailable, guards="written-only").where


@pytest.mark.parametrize("name", ["CIPHER_TOPIC", "CIPHER_KEY"])
def test_a_cipher_of_whole_events_is_refused(tmp_path: Path, name: str) -> None:
    error = refused(url_of(tmp_path / "journal.db"), NoOtherCipher, env={name: "eventsourcing.cipher:AESCipher"})

    assert NoOtherCipher(name=name) == error
    assert {} == contents(tmp_path)


def test_events_are_compressed_by_what_the_environment_names(tmp_path: Path) -> None:
    env = {"COMPRESSOR_TOPIC": "eventsourcing.compressor:ZlibCompressor"}
    stream = uuid4()
    sizes = []
    for name, settings in (("packed.db", env), ("loose.db", {})):
        with closing(opened(url_of(tmp_path / name), env=settings)) as journal:
            journal.append(command_of((stream, 1, rated(1)), use_case="long " * 200), guards={})
            assert [rated(1)] == [each.event for each in journal.read(stream)]
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            (state,) = connection.execute("SELECT state FROM stored_events").fetchone()
            sizes.append((len(state) < 1000, b'"occurred_at"' in state))
    assert [(True, False), (False, True)] == sizes


def test_a_compressor_that_is_none_is_refused(tmp_path: Path) -> None:
    env = {"COMPRESSOR_TOPIC": "no.such:Compressor"}
    assert BadCompressor(topic="no.such:Compressor") == refused("memory:", BadCompressor, env=env)
    refused(url_of(tmp_path / "journal.db"), BadCompressor, env=env)


@pytest.mark.parametrize(("setting", "expected"), [({}, 2), ({"ACTIONLEARNING_SQLITE_SYNCHRONOUS": "normal"}, 1)])
def test_every_commit_is_flushed_unless_told_otherwise(tmp_path: Path, setting: dict[str, str], expected: int) -> None:
    with closing(opened(url_of(tmp_path / "journal.db"), env=setting)) as journal:
        for commit in (True, False):
            with journal.recorder.datastore.get_connection(commit=commit) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA synchronous")
                assert expected == cursor.fetchone()[0]
                cursor.execute("PRAGMA journal_mode")
                assert "wal" == cursor.fetchone()[0]


# PostgreSQL


def test_an_unreachable_server_is_soon_known(tmp_path: Path) -> None:
    start = time.monotonic()
    error = refused(f"postgresql://nobody@/learning?host={tmp_path}", JournalUnavailable)

    assert error.where.startswith("postgresql database learning")
    assert time.monotonic() - start < 3


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        refused(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/learning?connect_timeout=2", JournalUnavailable)
        assert time.monotonic() - start < 5


def test_a_wrong_database_name_is_said(postgres_url: str) -> None:
    url = postgres_url.replace("@/", "@/no_such_")
    error = refused(url, JournalUnavailable)

    assert "does not exist" in error.why
    assert "\n" not in error.why


def tables(url: str, schema: str) -> list[str]:
    with psycopg.connect(url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
        return [name for (name,) in connection.execute(query, (schema,))]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE accounts (id int)",
        "CREATE TABLE journal (entry text); CREATE TABLE stored_events (id int)",
        "CREATE VIEW accounts AS SELECT 1",
    ],
)
def test_a_schema_with_other_tables_is_no_journal(postgres_url: str, statement: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute(statement)
    before = tables(postgres_url, "public")

    assert "it holds other tables" == refused(postgres_url, NotAJournal).why
    assert before == tables(postgres_url, "public")


def test_each_schema_holds_a_journal_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE accounts (id int)")
    ids = []
    for schema in ("learning", "Learning", 'odd "name" é'):
        separator = "&" if "?" in postgres_url else "?"
        url = f"{postgres_url}{separator}schema={schema}"
        with closing(opened(url)) as journal:
            journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            ids.append(journal.id)
        with closing(opened(url)) as again:
            assert (ids[-1], 1) == (again.id, again.position())
        assert ["journal", "stored_events"] == tables(postgres_url, schema)
    assert 3 == len(set(ids))
    assert ["accounts"] == tables(postgres_url, "public")


def test_looking_creates_nothing_on_a_server(postgres_url: str) -> None:
    url = f"{postgres_url}&schema=learning"
    refused(url, JournalUnavailable, create=False)

    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT FROM pg_namespace WHERE nspname = 'learning'").fetchone() is None


def test_a_newer_format_on_a_server_is_not_touched(postgres_url: str) -> None:
    opened(postgres_url).close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE journal SET format = 2")

    error = refused(postgres_url, NewerFormat)
    assert (2, 1) == (error.format, error.known)


def test_a_locked_table_on_a_server_is_busy(postgres_url: str) -> None:
    with closing(opened(postgres_url, env={"POSTGRES_LOCK_TIMEOUT": "1"})) as journal:
        with psycopg.connect(postgres_url) as other:
            other.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
            assert [] == list(journal.read_all())
            with pytest.raises(JournalBusy):
                journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        assert 1 == journal.position()


def test_who_may_only_read_a_journal_on_a_server_can_read_it(postgres_url: str) -> None:
    with closing(opened(postgres_url)) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP ROLE IF EXISTS al_reader")
        connection.execute("CREATE ROLE al_reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO al_reader")
    try:
        with closing(opened(postgres_url.replace("postgres@", "al_reader@"))) as journal:
            assert 1 == len(list(journal.read_all()))
            with pytest.raises(JournalUnavailable) as error:
                journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            assert "permission denied" in error.value.why
    finally:
        with psycopg.connect(postgres_url) as connection:
            connection.execute("DROP OWNED BY al_reader")
            connection.execute("DROP ROLE al_reader")


def test_a_journal_that_was_closed_says_so(tmp_path: Path, postgres_url: str) -> None:
    for url in (url_of(tmp_path / "journal.db"), postgres_url):
        journal = opened(url)
        journal.close()
        with pytest.raises(JournalUnavailable):
            journal.position()
