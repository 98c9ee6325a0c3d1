"""Where no journal is, or none that may be written, that is told in one sentence, and what is there stays as it was."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from spring import COST, DB, FAILED, MISUSED, REGISTER, URL, begun, everything, recorded
from terminal import Answer, done, typed

NOBODY = 65534


@pytest.fixture
def journal() -> Path:
    """A journal with a person and a programme in it."""
    return begun()


def refuses(answer: Answer, code: int, *says: str) -> None:
    assert (code, "") == (answer.code, answer.out)
    for each in says:
        assert each in answer.sentence


ASKS = [(*REGISTER, "name=x"), ("metrics", "spring"), ("demo",)]


@pytest.mark.parametrize("ask", ASKS, ids=["do", "metrics", "demo"])
def test_a_text_file_is_left_as_it_was(ask: tuple[str, ...]) -> None:
    Path("notes.txt").write_text("Minutes of the meeting\n" * 500, "utf-8")
    before = everything()
    refuses(typed(*ask, "--db", "sqlite:///notes.txt"), FAILED, "notes.txt is not an actionlearning journal")
    assert before["notes.txt"] == everything()["notes.txt"]


@pytest.mark.parametrize("ask", ASKS, ids=["do", "metrics", "demo"])
def test_another_programs_database_is_left_as_it_was(ask: tuple[str, ...]) -> None:
    with closing(sqlite3.connect("other.db")) as other:
        other.executescript("CREATE TABLE journal (entry TEXT); INSERT INTO journal VALUES ('Dear diary');")
    before = everything()
    refuses(typed(*ask, "--db", "sqlite:///other.db"), FAILED, "other.db is not an actionlearning journal")
    assert before == {name: data for name, data in everything().items() if name in before}


def test_a_missing_journal_is_not_made_by_looking_at_it() -> None:
    refuses(typed("metrics", "spring", "--db", URL), FAILED, "there is no journal yet")
    assert {} == everything()


def test_a_missing_folder_is_named() -> None:
    refuses(typed(*REGISTER, "name=x", "--db", "sqlite:///nowhere/x.db"), FAILED, "there is no folder nowhere")
    refuses(typed(*REGISTER, "name=x", "--db", "sqlite:///."), FAILED, "it is a folder")
    assert {} == everything()


@pytest.mark.parametrize("url", ["nonsense", "mysql://x", "sqlite://x.db", "sqlite:///", "memory:x", "postgresql:x"])
def test_a_url_of_no_journal_is_explained(url: str) -> None:
    refuses(typed(*REGISTER, "name=x", "--db", url), MISUSED, "names no journal; write memory:")


def test_a_password_in_a_url_is_not_repeated() -> None:
    answer = typed(*REGISTER, "name=x", "--db", "mysql://amara:hunter2@host/x")
    assert "amara" in answer.sentence
    assert "hunter2" not in answer.sentence


@pytest.mark.parametrize("keyring", ["file.keys", "redis:x", "sqlite:///nowhere/keys.db"])
def test_a_keyring_that_is_none_is_explained(keyring: str) -> None:
    answer = typed(*REGISTER, "name=x", "--db", URL, "--keyring", keyring)
    assert answer.code in (FAILED, MISUSED)
    assert keyring.removeprefix("sqlite:///").removesuffix("keys.db") in answer.sentence
    assert not Path(DB).exists() or recorded() == 0


def test_a_locked_file_is_waited_for_and_then_told(journal: Path) -> None:
    env = {"SQLITE_LOCK_TIMEOUT": "1"}
    with closing(sqlite3.connect(journal, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        refuses(typed(*REGISTER, "name=x", "--db", URL, env=env), FAILED, "journal.db is locked by another writer")
        done("history", "programme", "spring", "--db", URL, env=env)  # who only looks need not wait
        holder.execute("ROLLBACK")
    assert 2 == recorded()
    done(*REGISTER, "name=x", "--db", URL, env=env)


def typed_by_nobody(*arguments: str) -> Answer:
    """Typed by a user without rights, in a child that has this process's modules but not its powers."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            answer = typed(*arguments)
            os.write(writing, json.dumps([answer.code, answer.out, answer.err]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return Answer(*json.loads(said))


def test_a_file_that_may_only_be_read_is_read_and_not_written(journal: Path) -> None:
    figures = ("metrics", "spring", "--format", "json", "--db", URL)
    register = (*REGISTER, "name=x", "--db", URL)
    cost = (*COST, "amount=12", "--db", URL)
    expected = done(*figures).out
    done(*register)
    folder = Path.cwd()
    closed = [path for path in (*folder.parents,) if path.stat().st_uid == os.getuid() and not path.stat().st_mode & 0o001]
    modes = {path: path.stat().st_mode for path in (*closed, folder, *folder.iterdir())}
    for path in modes:
        path.chmod(0o755 if path in closed else 0o555 if path == folder else 0o444)
    try:
        before = everything()
        looked = typed_by_nobody(*figures)
        assert (0, "", without_position(expected)) == (looked.code, looked.err, without_position(looked.out))
        refuses(typed_by_nobody(*register), FAILED, "cannot use the keyring journal.keys.db")
        refuses(typed_by_nobody(*cost), FAILED, "cannot use the journal journal.db")
        assert before == everything()
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    done(*register)
    done(*cost)  # the control: by somebody who may write, it is recorded
    assert journal.exists()


def without_position(told: str) -> dict[str, object]:
    return {name: value for name, value in json.loads(told).items() if name not in ("position", "as_at")}


def test_a_server_that_is_not_there_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONLEARNING_KEK", "00" * 32)
    started = time.monotonic()
    for url in ("postgresql://amara:hunter2@127.0.0.1:1/al", "postgresql://postgres@/al?host=/nowhere"):
        answer = typed("metrics", "spring", "--db", url)
        refuses(answer, FAILED, "cannot use the journal postgresql database al")
        assert "hunter2" not in answer.sentence
    assert time.monotonic() - started < 5


def test_a_server_needs_a_key_encryption_key(postgres_url: str) -> None:
    answer = typed(*REGISTER, "name=x", "--db", postgres_url)
    assert answer.code in (FAILED, MISUSED)
    assert "ACTIONLEARNING_KEK" in answer.sentence
    assert {} == everything()


def test_another_programs_schema_is_left_as_it_was(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg  # noqa: PLC0415  # for this journal only

    monkeypatch.setenv("ACTIONLEARNING_KEK", "00" * 32)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE diary (entry text)")
        refuses(typed(*REGISTER, "name=x", "--db", postgres_url), FAILED, "is not an actionlearning journal")
        tables = connection.execute("SELECT relname FROM pg_stat_user_tables").fetchall()
    assert [("diary",)] == tables


def test_a_server_that_does_not_answer_comes_with_a_question() -> None:
    answer = typed("metrics", "a-set", "--db", "postgresql://nobody@127.0.0.1:9/none", "--keyring", "memory:")
    assert 1 == answer.code
    assert answer.sentence.endswith("is the server running there?")
