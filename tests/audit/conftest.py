"""Where the tests of audit find what other rooms of the tests have, and a programme that was signed, to stand in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOMS = ("journal", "independent", "cli")
sys.path += [str(Path(__file__).parents[1] / room) for room in ROOMS]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a programme whose log has begun; tests stand in copies of it."""
    from signed_demo import begin  # noqa: PLC0415  # which needs the rooms above

    folder = tmp_path_factory.mktemp("signed")
    begin(folder)
    return folder


@pytest.fixture
def signed_demo(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of one's own, and the working directory is in it."""
    from signed_demo import copy  # noqa: PLC0415  # as above

    copy(begun, tmp_path, monkeypatch)
