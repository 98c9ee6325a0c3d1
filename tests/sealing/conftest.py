"""A place for a keyring in a file, and an open keyring there."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from keys import KEK

from actionlearning.sealing.sqlite import SQLiteKeyring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.keys.db"


@pytest.fixture
def keyring(path: Path) -> Iterator[SQLiteKeyring]:
    with closing(SQLiteKeyring(path, KEK)) as keyring:
        yield keyring
