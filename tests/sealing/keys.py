"""What the tests of a keyring in a file share: three people, a file with their keys in it, and a way to alter it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import DataKey
from actionlearning.sealing.sqlite import SQLiteKeyring

KEK, OTHER_KEK = bytes(range(200, 232)), b"o" * 32
AISHA, BEN, CARA = (MemberId(UUID(int=n)) for n in (11, 12, 13))


def filled(path: Path, *subjects: MemberId) -> list[DataKey]:
    """A closed keyring in a file, and the keys in it."""
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        return [keyring.key_for(subject) for subject in subjects]


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def edited(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1
