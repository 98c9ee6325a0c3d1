"""Files and folders that will not do for a keyring are said to be so and left as they were; others do."""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from keys import AISHA, BEN, KEK, filled

from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring


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
