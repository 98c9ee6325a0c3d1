"""The command line in a folder of its own, and the demo as it is kept in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from demos import Demo
from terminal import ran

MINE = ("ACTIONLEARNING_DB", "ACTIONLEARNING_KEK", "ACTIONLEARNING_KEYRING", "NO_COLOR", "COLUMNS", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MINE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo kept in an SQLite file, by a process of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    answer = ran("demo", "--db", url, "--format", "json")
    assert answer.code == 0, answer.err
    return Demo(url, answer.json)
