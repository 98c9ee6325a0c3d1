"""Keys in a file: their owner's only, wrapped, one for each person however many processes ask, and made only when needed."""

import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import UUID

import pytest

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.values import MemberId
from actionlearning.sealing.kek import MalformedKek
from actionlearning.sealing.keyring import DataKey, KeyDestroyed, UnknownKey
from actionlearning.sealing.seal import Sealer
from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring, WrongKeyEncryptionKey

KEK, OTHER_KEK = bytes(range(200, 232)), b"o" * 32
AISHA, BEN, CARA = (MemberId(UUID(int=n)) for n in (11, 12, 13))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.keys.db"


@pytest.fixture
def keyring(path: Path) -> Iterator[SQLiteKeyring]:
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        yield keyring


def filled(path: Path, *subjects: MemberId) -> list[DataKey]:
    """A closed keyring in a file, and the keys in it."""
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        return [keyring.key_for(subject) for subject in subjects]


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def edited(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


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


# --- the wrong key-encryption key


def test_the_wrong_key_encryption_key_opens_nothing(path: Path) -> None:
    (key,) = filled(path, AISHA)
    with closing(SQLiteKeyring(path, OTHER_KEK)) as keyring:
        for use in (lambda: keyring.key(key.id), lambda: keyring.key_for(AISHA)):
            with pytest.raises(WrongKeyEncryptionKey) as refused:
                use()
            assert WrongKeyEncryptionKey(where=str(path)) == refused.value
    assert [key] == filled(path, AISHA)


def test_under_the_wrong_key_encryption_key_no_key_is_made(path: Path) -> None:
    filled(path, AISHA)
    with closing(SQLiteKeyring(path, OTHER_KEK)) as keyring, pytest.raises(WrongKeyEncryptionKey):
        keyring.key_for(BEN)  # or BEN's texts would be lost when the mistake is put right
    with closing(sqlite3.connect(path)) as connection:
        assert [(str(AISHA),)] == connection.execute("SELECT subject FROM data_keys").fetchall()
    assert 2 == len(set(filled(path, AISHA, BEN)))


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_encryption_key_of_another_length_is_refused_and_no_file_made(tmp_path: Path, path: Path, length: int) -> None:
    for kek in (bytes(length), lambda: bytes(length)):
        with closing(SQLiteKeyring(path, kek)) as keyring, pytest.raises(MalformedKek):
            keyring.key_for(AISHA)
    assert [] == list(tmp_path.iterdir())


# --- altered


@pytest.mark.parametrize(
    "change",
    [
        "wrapped = CAST(substr(wrapped, 1, 47) || x'00' AS BLOB)",
        "wrapped = x''",
        "wrapped = zeroblob(47)",
        "wrapped = zeroblob(48)",
        "wrapped = zeroblob(1000)",
        "wrapped = 'text'",
        "wrapped = 7",
        "nonce = zeroblob(12)",
        "nonce = x''",
        "nonce = zeroblob(11)",
        "nonce = zeroblob(200)",
        "nonce = 'text'",
        "nonce = 1.5",
        "nonce = (SELECT nonce FROM data_keys WHERE subject = '{ben}')",
        "wrapped = (SELECT wrapped FROM data_keys WHERE subject = '{ben}')",
        "(nonce, wrapped) = (SELECT nonce, wrapped FROM data_keys WHERE subject = '{ben}')",
    ],
)
def test_an_altered_row_is_a_typed_error(path: Path, change: str) -> None:
    key, bens = filled(path, AISHA, BEN)
    edited(path, f"UPDATE data_keys SET {change.format(ben=BEN)} WHERE subject = ?", str(AISHA))
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        for use in (lambda: keyring.key(key.id), lambda: keyring.key_for(AISHA)):
            with pytest.raises(KeyringUnusable) as refused:
                use()
            assert KeyringUnusable(where=str(path), why=f"key {key.id} was altered") == refused.value
            assert "secret" not in str(refused.value)
        assert bens == keyring.key(bens.id)  # the control: a row that was left alone still opens


def test_no_bit_of_a_wrapped_key_can_be_flipped(path: Path) -> None:
    (key,) = filled(path, AISHA)
    with closing(sqlite3.connect(path)) as connection:
        ((wrapped,),) = connection.execute("SELECT wrapped FROM data_keys").fetchall()
    for bit in range(0, 8 * len(wrapped), 13):
        flipped = (int.from_bytes(wrapped, "big") ^ (1 << bit)).to_bytes(len(wrapped), "big")
        edited(path, "UPDATE data_keys SET wrapped = ?", flipped)
        with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable):
            keyring.key(key.id)
    edited(path, "UPDATE data_keys SET wrapped = ?", wrapped)
    assert [key] == filled(path, AISHA)


@pytest.mark.parametrize("column", ["id", "subject"])
def test_a_key_cannot_be_given_to_somebody_else(path: Path, column: str) -> None:
    filled(path, AISHA)
    other_id, other_subject = "f" * 32, str(BEN)
    edited(path, f"UPDATE data_keys SET {column} = ?", {"id": other_id, "subject": other_subject}[column])
    with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable):
        keyring.key_for(BEN if column == "subject" else AISHA)


# --- files that will not do


def test_a_file_that_is_no_database_is_a_typed_error_and_left_as_it_was(tmp_path: Path, path: Path) -> None:
    content = b"Dear diary, " * 1000
    path.write_bytes(content)
    for use in (lambda k: k.key_for(AISHA), lambda k: k.key("0" * 32)):
        with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable) as refused:
            use(keyring)
        assert KeyringUnusable(where=str(path), why="file is not a database") == refused.value
    assert content == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_database_that_is_no_keyring_is_a_typed_error_and_left_as_it_was(tmp_path: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE journal (id)")
    content = path.read_bytes()
    with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable) as refused:
        keyring.key_for(AISHA)
    assert KeyringUnusable(where=str(path), why="it is a database, but not a keyring") == refused.value
    assert content == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_table_of_another_shape_is_a_typed_error(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE data_keys (id)")
    with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable):
        keyring.key_for(AISHA)


def test_a_missing_folder_is_a_typed_error(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "x.keys.db"
    with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable) as refused:
        keyring.key_for(AISHA)
    assert KeyringUnusable(where=str(path), why="No such file or directory") == refused.value


def test_a_folder_in_its_place_is_a_typed_error(tmp_path: Path) -> None:
    with closing(SQLiteKeyring(tmp_path, KEK)) as keyring, pytest.raises(KeyringUnusable) as refused:
        keyring.key_for(AISHA)
    assert KeyringUnusable(where=str(tmp_path), why="Is a directory") == refused.value


def test_after_a_failure_the_keyring_can_be_used_again(tmp_path: Path) -> None:
    path = tmp_path / "later" / "x.keys.db"
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        with pytest.raises(KeyringUnusable):
            keyring.key_for(AISHA)
        path.parent.mkdir()
        assert keyring.key_for(AISHA) == keyring.key_for(AISHA)


def test_an_empty_file_becomes_a_keyring(path: Path) -> None:
    path.touch()
    assert filled(path, AISHA) == filled(path, AISHA)


@pytest.mark.parametrize("name", ["with space.db", "100%25.db", "a?mode=memory.db", "a#b.db", "schlüssel🔑.db"])
def test_any_file_name_is_that_files_name(tmp_path: Path, name: str) -> None:
    assert filled(tmp_path / name, AISHA) == filled(tmp_path / name, AISHA)
    assert [tmp_path / name] == list(tmp_path.iterdir())


def test_a_locked_file_is_a_typed_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actionlearning.sealing.sqlite.PATIENCE", 0.05)
    (key,) = filled(path, AISHA)
    with closing(sqlite3.connect(path, isolation_level=None)) as another, closing(SQLiteKeyring(path, KEK)) as keyring:
        another.execute("BEGIN IMMEDIATE")
        assert key == keyring.key_for(AISHA)  # a writer keeps nobody from reading
        with pytest.raises(KeyringUnusable) as refused:
            keyring.key_for(BEN)
        assert KeyringUnusable(where=str(path), why="database is locked") == refused.value
        another.execute("COMMIT")
        assert keyring.key_for(BEN) == keyring.key_for(BEN)


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from uuid import UUID
from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring
import actionlearning.sealing.seal
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)  # nobody: the superuser may write anywhere
keyring = SQLiteKeyring(Path("x.keys.db"), bytes.fromhex(sys.argv[1]))
try:
    print(keyring.key(sys.argv[2]).id, keyring.key_for(UUID(sys.argv[3])).id)
    keyring.key_for(UUID(sys.argv[4]))
except KeyringUnusable as refused:
    print(refused.why)
"""


@pytest.fixture
def anybodys_way() -> Iterator[Path]:
    """A folder that another user can walk down to, as they cannot to that of a test."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


@pytest.mark.parametrize("state", ["closed", "open elsewhere"])
def test_a_keyring_that_may_not_be_written_gives_the_keys_it_holds_and_makes_none(anybodys_way: Path, state: str) -> None:
    with closing(SQLiteKeyring(anybodys_way / "x.keys.db", KEK)) as keyring:
        key = keyring.key_for(AISHA)
        if state == "closed":
            keyring.close()
        for file in anybodys_way.iterdir():
            file.chmod(0o444)
        anybodys_way.chmod(0o555)
        command = [sys.executable, "-c", UNPRIVILEGED, KEK.hex(), key.id, str(AISHA), str(BEN)]
        run = subprocess.run(command, cwd=anybodys_way, capture_output=True, text=True, check=False)
    assert (f"{key.id} {key.id}\nattempt to write a readonly database\n", "") == (run.stdout, run.stderr)


def test_no_error_holds_a_secret(path: Path) -> None:
    (key,) = filled(path, AISHA)
    edited(path, "UPDATE data_keys SET nonce = zeroblob(12)")
    with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable) as refused:
        keyring.key(key.id)
    told = "".join(traceback.format_exception(refused.value)) + repr(keyring)
    assert key.id in told
    for secret in (KEK, key.secret):
        assert secret.hex() not in told
        assert repr(secret)[2:-1] not in told


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
