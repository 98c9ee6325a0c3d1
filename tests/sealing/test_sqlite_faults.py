"""What goes wrong around a keyring file is told as it is: the file's fault, the caller's, or nobody's."""

from contextlib import closing
from pathlib import Path

import pytest
from keys import AISHA, KEK

from actionlearning.sealing.keyring import UnknownKey
from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring


def test_half_a_character_is_no_keys_id(tmp_path: Path) -> None:
    with closing(SQLiteKeyring(tmp_path / "x.db", KEK)) as keyring:
        keyring.key_for(AISHA)
        with pytest.raises(UnknownKey) as refused:
            keyring.key("\ud800")
    assert UnknownKey(key="\ud800") == refused.value


def test_a_key_service_that_is_down_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    def fetch() -> bytes:
        raise ConnectionRefusedError(111, "Connection refused")

    with closing(SQLiteKeyring(tmp_path / "x.db", fetch)) as keyring, pytest.raises(ConnectionRefusedError):
        keyring.key_for(AISHA)
    assert [] == list(tmp_path.iterdir())


def test_a_damaged_schema_is_a_typed_error(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        key = keyring.key_for(AISHA)
    sound = path.read_bytes()
    assert 1 == sound.count(b"CREATE TABLE data_keys (")
    path.write_bytes(sound.replace(b"CREATE TABLE data_keys (", b"CREATE TABLE data_keys \xdb"))
    for use in (lambda k: k.key(key.id), lambda k: k.key_for(AISHA)):
        with closing(SQLiteKeyring(path, KEK)) as keyring, pytest.raises(KeyringUnusable):
            use(keyring)
    path.write_bytes(sound)
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        assert key == keyring.key(key.id)
