"""A key that was destroyed is in no file and opens nothing from an old backup or a server's log."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from forgetting import KEK, NEW_KEK, bytes_in, names_of, pair

from actionlearning import KEEPER
from actionlearning.application.erasure import erase, finish, state_of, unfinished
from actionlearning.application.opening import open_library
from actionlearning.application.reading import Erased
from actionlearning.application.rotating import rewrap
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import KeyringError
from actionlearning.sealing.postgres import PostgresKeyring
from actionlearning.sealing.sqlite import WrongKeyEncryptionKey


def test_an_old_keyring_restored_under_the_library_reveals_nothing(tmp_path: Path) -> None:
    url, keys, backup = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "x.keys.db", tmp_path / "backup.db"
    with open_library(url, kek=KEK) as al:
        farid, helen = pair(al)
        (name, _) = names_of(al, farid)
    shutil.copy(keys, backup)
    with open_library(url, kek=KEK) as al:
        assert erase(al, farid).done
    shutil.copy(backup, keys)
    with open_library(url, kek=KEK) as al:
        assert "Farid Haddad" == al.journal.reveal(name)  # the control: the key is back
        with pytest.raises(Erased):
            al.reveal(name, KEEPER)
        assert [farid] == [each.member for each in unfinished(al)]
        assert [True] == [each.done for each in finish(al, by=helen)]
        with pytest.raises(KeyringError):
            al.journal.reveal(name)


def wrapped(path: Path, member: MemberId) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        ((found,),) = connection.execute("SELECT wrapped FROM data_keys WHERE subject = ?", (str(member),)).fetchall()
    return bytes(found)


def test_the_wrapped_key_is_in_no_file_once_it_is_destroyed(tmp_path: Path) -> None:
    with open_library(f"sqlite:///{tmp_path / 'x.db'}") as al:
        farid, _ = pair(al)
        key, file = al.keyring.key_for(farid), wrapped(tmp_path / "x.keys.db", farid)
        assert file in bytes_in(tmp_path)  # the control
        state = erase(al, farid)
        assert file not in bytes_in(tmp_path)
        assert key.secret not in bytes_in(tmp_path)
        assert (True, False) == (state.destroyed, state.final)
        rewrap(al)
        assert state_of(al, farid).final


def test_on_a_server_the_wrapped_key_stays_in_its_log_and_is_useless_once_all_is_wrapped_anew(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        ((data,),) = connection.execute("SHOW data_directory").fetchall()
        with open_library("memory:", keyring=PostgresKeyring(postgres_url, KEK)) as al:
            farid, _ = pair(al)
            query = "SELECT wrapped FROM data_keys WHERE subject = %s"
            ((before,),) = connection.execute(query, (str(farid),)).fetchall()
            erase(al, farid)
            assert [] == connection.execute(query, (str(farid),)).fetchall()
            assert not state_of(al, farid).final
            assert bytes(before) in bytes_in(Path(data) / "pg_wal")  # the control, and why there is more to do
            rewrap(al, kek=NEW_KEK)
            assert state_of(al, farid).final
        with closing(PostgresKeyring(postgres_url, KEK)) as late, pytest.raises(WrongKeyEncryptionKey):
            late.key_for(MemberId(UUID(int=5)))
    for secret in (KEK, NEW_KEK):
        assert secret not in bytes_in(Path(data) / "pg_wal")
