"""Keys in a file: their owner's only, wrapped, one for each person however many processes ask, and made only when needed."""

import multiprocessing
import os
import sqlite3
import stat
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import UUID

import pytest
from keys import AISHA, BEN, CARA, KEK, bytes_in, filled

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import KeyDestroyed, UnknownKey
from actionlearning.sealing.seal import Sealer
from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring

# --- the file


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_the_file_and_its_companions_are_their_owners_only(tmp_path: Path, path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with closing(SQLiteKeyring(path, KEK)) as keyring:
            keyring.key_for(AISHA)
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        (tmp_path / "control").touch()
    finally:
        os.umask(before)
    assert {"x.keys.db": 0o600, "x.keys.db-wal": 0o600, "x.keys.db-shm": 0o600} == modes
    assert 0o666 & ~mask == stat.S_IMODE((tmp_path / "control").stat().st_mode)


def test_no_secret_is_in_the_file(tmp_path: Path, keyring: SQLiteKeyring) -> None:
    keys = [keyring.key_for(subject) for subject in (AISHA, BEN, CARA)]
    open_and_closed = bytes_in(tmp_path)
    keyring.close()
    open_and_closed += bytes_in(tmp_path)
    assert str(AISHA).encode() in open_and_closed  # the controls: what stands in the clear is found
    assert keys[0].id.encode() in open_and_closed
    for secret in (KEK, *(key.secret for key in keys)):
        assert secret not in open_and_closed
        assert secret.hex().encode() not in open_and_closed


def test_closing_leaves_one_file(tmp_path: Path, path: Path) -> None:
    filled(path, AISHA)
    assert [path] == list(tmp_path.iterdir())


def test_a_key_is_on_disk_before_it_is_used(keyring: SQLiteKeyring) -> None:
    assert "2" == _pragma(keyring, "synchronous")  # FULL: a text that was sealed and acknowledged survives a power cut
    assert "1" == _pragma(keyring, "secure_delete")
    assert "wal" == _pragma(keyring, "journal_mode")


def _pragma(keyring: SQLiteKeyring, name: str) -> str:
    keyring.key_for(AISHA)
    assert keyring._opened is not None
    (value,) = keyring._opened.connection.execute(f"PRAGMA {name}").fetchone()
    return str(value)


# --- only when needed


def asked() -> bytes:
    raise AssertionError("nobody needed the key-encryption key")


def test_constructing_and_closing_makes_no_file_and_asks_for_no_key(tmp_path: Path, path: Path) -> None:
    SQLiteKeyring(path, asked).close()
    assert [] == list(tmp_path.iterdir())
    with pytest.raises(AssertionError, match="nobody needed"):  # the control: sealing does ask
        SQLiteKeyring(path, asked).key_for(AISHA)


def test_looking_a_key_up_makes_no_keyring(tmp_path: Path, path: Path) -> None:
    with closing(SQLiteKeyring(path, asked)) as keyring, pytest.raises(UnknownKey):
        keyring.key("0" * 32)
    assert [] == list(tmp_path.iterdir())


def test_the_key_encryption_key_is_fetched_once(path: Path) -> None:
    fetched = []

    def fetch() -> bytes:
        fetched.append(1)
        return KEK

    with closing(SQLiteKeyring(path, fetch)) as keyring:
        keys = [keyring.key_for(subject) for subject in (AISHA, BEN, CARA)]
        assert keys == [keyring.key(key.id) for key in keys]
    assert [1] == fetched


def test_keys_that_were_read_are_forgotten_on_closing(keyring: SQLiteKeyring) -> None:
    keyring.key_for(AISHA)
    assert (1, 1) == (len(keyring._by_subject), len(keyring._by_id))
    keyring.close()
    assert (0, 0) == (len(keyring._by_subject), len(keyring._by_id))


# --- several processes


ROUNDS, RACERS, SUBJECTS = 5, 3, 4


def race(folder: Path, together: Barrier, answers: "multiprocessing.Queue[tuple[int, tuple[str, ...]]]") -> None:
    for n in range(ROUNDS):
        together.wait(30)
        with closing(SQLiteKeyring(folder / f"{n}.db", KEK)) as keyring:
            answers.put((n, tuple(keyring.key_for(MemberId(UUID(int=each))).id for each in range(SUBJECTS))))


def test_processes_that_race_for_a_person_get_one_key(tmp_path: Path) -> None:
    spawned = multiprocessing.get_context("spawn")
    together, answers = spawned.Barrier(RACERS), spawned.Queue()
    racers = [spawned.Process(target=race, args=(tmp_path, together, answers)) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    found = [answers.get(timeout=30) for _ in range(ROUNDS * RACERS)]
    for racer in racers:
        racer.join(30)
    assert ROUNDS == len(set(found))
    for n, ids in set(found):
        with closing(SQLiteKeyring(tmp_path / f"{n}.db", KEK)) as keyring:
            assert ids == tuple(keyring.key_for(MemberId(UUID(int=each))).id for each in range(SUBJECTS))


def test_a_text_that_one_process_sealed_another_reveals(path: Path, keyring: SQLiteKeyring) -> None:
    place = Place(UUID(int=1), 1, "problem.raised", "statement")
    handle = Sealer(UUID(int=2), keyring).seal(Personal(AISHA, BEN, text="What would you see if it worked?"), place)
    with closing(SQLiteKeyring(path, KEK)) as another:
        assert "What would you see if it worked?" == Sealer(UUID(int=2), another).reveal(handle)


# --- destroyed


def test_what_a_reader_keeps_in_the_log_is_said_and_destroyed_when_it_is_done_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actionlearning.sealing.sqlite.PATIENCE", 0.05)
    with closing(SQLiteKeyring(path, KEK)) as keyring, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        key = keyring.key_for(AISHA)
        ((wrapped,),) = reader.execute("SELECT wrapped FROM data_keys").fetchall()
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM data_keys").fetchall()
        with pytest.raises(KeyringUnusable, match="stands in its log still; do this again"):
            keyring.destroy(AISHA)
        assert bytes(wrapped) in bytes_in(path.parent)  # the control, and the reason
        with pytest.raises(KeyDestroyed):
            keyring.key(key.id)
        reader.execute("COMMIT")
        keyring.destroy(AISHA)
        assert bytes(wrapped) not in bytes_in(path.parent)


def test_a_keyring_of_an_earlier_release_is_taken_over(path: Path) -> None:
    (key,) = filled(path, AISHA)
    with closing(sqlite3.connect(path)) as connection:
        for table in ("tombstones", "retired_generations"):
            connection.execute(f"DROP TABLE {table}")
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        assert key == keyring.key(key.id)
        with pytest.raises(UnknownKey):
            keyring.key("0" * 32)
        keyring.destroy(AISHA)
        with pytest.raises(KeyDestroyed):
            keyring.key(key.id)
