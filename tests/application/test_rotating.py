"""The key-encryption key is replaced as a whole or not at all, and the old one opens nothing any more."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from forgetting import Crash, bytes_in

from actionlearning.application.opening import open_library
from actionlearning.application.rotating import NothingAtRest, rewrap
from actionlearning.domain.values import MemberId
from actionlearning.sealing import kek as keks
from actionlearning.sealing.kek import NoNewKeyEncryptionKey
from actionlearning.sealing.keyring import KeyringAtRest, KeyringError
from actionlearning.sealing.sqlite import SQLiteKeyring, WrongKeyEncryptionKey

OLD, NEW = b"o" * 32, b"n" * 32
AISHA, BEN = MemberId(uuid4()), MemberId(uuid4())


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (keks.ENVIRONMENT, keks.NEW_ENVIRONMENT):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'x.db'}"


def test_a_key_in_a_file_is_replaced_and_found_nowhere(folder: Path) -> None:
    with open_library(url(folder)) as al:
        key = al.keyring.key_for(AISHA)
        old = (folder / "x.kek").read_bytes().strip()
        assert old in bytes_in(folder)  # the control
        assert 1 == rewrap(al).keys
        assert old not in bytes_in(folder)
        assert bytes.fromhex(old.decode()) not in bytes_in(folder)
        assert 1 == rewrap(al).keys  # and again in the same process
    with open_library(url(folder)) as al:
        assert key == al.keyring.key(key.id)
    assert {"x.db", "x.kek", "x.keys.db"} == {file.name for file in folder.iterdir()}


def test_a_backup_of_the_keyring_cannot_be_opened_any_more(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    backup = tmp_path_factory.mktemp("backup") / "x.keys.db"
    with open_library(url(folder)) as al:
        al.keyring.key_for(AISHA)
    shutil.copy(folder / "x.keys.db", backup)
    with closing(SQLiteKeyring(backup, bytes.fromhex((folder / "x.kek").read_text()))) as control:
        control.key_for(AISHA)
    with open_library(url(folder)) as al:
        rewrap(al)
    with (
        closing(SQLiteKeyring(backup, bytes.fromhex((folder / "x.kek").read_text()))) as restored,
        pytest.raises(WrongKeyEncryptionKey),
    ):
        restored.key_for(AISHA)


@pytest.mark.parametrize("step", ["before anything is wrapped", "before the new key is in place"])
def test_where_it_is_interrupted_it_is_finished_by_opening_or_doing_it_again(
    folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(url(folder)) as al:
        key = al.keyring.key_for(AISHA)

    def crash(*_: object) -> None:
        raise Crash

    with open_library(url(folder)) as al, monkeypatch.context() as broken:
        if step.endswith("wrapped"):
            broken.setattr(SQLiteKeyring, "rewrap", crash)
        else:
            broken.setattr("actionlearning.application.rotating.keks.put_in_place", lambda *_: None)
            rewrap(al)
            broken.setattr("actionlearning.application.rotating.rewrap", crash)
        if step.endswith("wrapped"):
            with pytest.raises(Crash):
                rewrap(al)
    assert (folder / "x.kek.next").exists()  # the control: it was interrupted
    with open_library(url(folder)) as al:
        assert key == al.keyring.key(key.id)
        rewrap(al)
        assert key == al.keyring.key(key.id)
    assert not (folder / "x.kek.next").exists()


def test_a_key_that_was_given_is_replaced_by_one_that_is_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_library(url(folder), kek=OLD) as al:
        key = al.keyring.key_for(AISHA)
        with pytest.raises(NoNewKeyEncryptionKey):
            rewrap(al)
        monkeypatch.setenv(keks.NEW_ENVIRONMENT, NEW.hex())
        rewrap(al)
    monkeypatch.delenv(keks.NEW_ENVIRONMENT)
    with open_library(url(folder), kek=OLD) as al, pytest.raises(WrongKeyEncryptionKey):
        al.keyring.key(key.id)
    with open_library(url(folder), kek=NEW) as al:
        assert key == al.keyring.key(key.id)


def test_a_key_in_a_file_can_be_handed_to_whoever_gives_it_from_now_on(folder: Path) -> None:
    with open_library(url(folder)) as al:
        key = al.keyring.key_for(AISHA)
        rewrap(al, kek=NEW)
    assert not (folder / "x.kek").exists()
    with open_library(url(folder), kek=NEW) as al:
        assert key == al.keyring.key(key.id)


def test_keys_in_memory_are_wrapped_by_nothing() -> None:
    with open_library("memory:") as al, pytest.raises(NothingAtRest):
        rewrap(al)


@pytest.fixture
def on_a_server(postgres_url: str) -> str:
    return postgres_url


def test_a_keyring_on_a_server_needs_a_key_that_is_given(folder: Path, on_a_server: str) -> None:
    with pytest.raises(KeyringError, match="needs a key-encryption key"):
        open_library(url(folder), keyring=on_a_server)
    with open_library(url(folder), keyring=on_a_server, kek=OLD) as al:
        key = al.keyring.key_for(AISHA)
        assert isinstance(al.keyring, KeyringAtRest)
        rewrap(al, kek=NEW)
    with open_library(url(folder), keyring=on_a_server, kek=NEW) as al:
        assert key == al.keyring.key(key.id)
    assert {"x.db"} == {file.name for file in folder.iterdir()}


def test_keys_are_not_kept_in_the_database_of_a_journal(on_a_server: str) -> None:
    with (
        open_library(on_a_server, keyring=on_a_server, kek=OLD) as al,
        pytest.raises(KeyringError, match="give the keys a database of their own"),
    ):
        al.keyring.key_for(AISHA)


@pytest.mark.parametrize("keyring", ["postgresql://me:secret@host:what/keys", "postgresql://me:secret@[half/keys"])
def test_a_url_that_cannot_be_used_shows_no_password(folder: Path, keyring: str) -> None:
    with pytest.raises(KeyringError) as refused, open_library(url(folder), keyring=keyring, kek=OLD) as al:
        al.keyring.key_for(AISHA)
    assert "secret" not in str(refused.value)


def test_a_connection_that_broke_is_made_again(folder: Path, on_a_server: str) -> None:
    with open_library(url(folder), keyring=on_a_server, kek=OLD) as al:
        key = al.keyring.key_for(AISHA)
        with psycopg.connect(on_a_server, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        with pytest.raises(KeyringError):
            al.keyring.key_for(BEN)
        assert key == al.keyring.key_for(AISHA)
        assert al.keyring.key_for(BEN) == al.keyring.key_for(BEN)
