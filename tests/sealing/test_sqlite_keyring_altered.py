"""A keyring whose key-encryption key is wrong, or that somebody altered, opens nothing and says which."""

import sqlite3
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from keys import AISHA, BEN, KEK, OTHER_KEK, edited, filled

from actionlearning.sealing.kek import MalformedKek
from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring, WrongKeyEncryptionKey

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
