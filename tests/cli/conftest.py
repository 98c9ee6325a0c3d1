"""The command line, in this process or in one of its own, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

MINE = ("ACTIONLEARNING_DB", "ACTIONLEARNING_KEK", "ACTIONLEARNING_KEYRING", "NO_COLOR", "COLUMNS", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MINE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
