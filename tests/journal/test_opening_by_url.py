"""A journal is opened by its URL and by settings, and one that means nothing is refused before anything is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from doors import contents, refused
from places import command_of, opened, rated, url_of

from actionlearning.journal.opening import BadCompressor, BadUrl, NoOtherCipher
from actionlearning.journal.port import JournalUnavailable


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
