"""A library on each journal, and the laws that the machine's tests hold journals to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actionlearning import ActionLearning
from actionlearning.application.opening import open_library
from actionlearning.sealing.keyring import MemoryKeyring

sys.path.append(str(Path(__file__).parents[1] / "machine"))  # for its laws
sys.path.append(str(Path(__file__).parents[1] / "cli"))  # for its terminal


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh journal, of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'journal.db'}"


@pytest.fixture
def opened() -> Iterator[Callable[[str], ActionLearning]]:
    """Opens a library whose keys go with it."""
    all_opened: list[ActionLearning] = []

    def at(url: str) -> ActionLearning:
        all_opened.append(open_library(url, keyring=MemoryKeyring()))
        return all_opened[-1]

    yield at
    for each in all_opened:
        each.close()
