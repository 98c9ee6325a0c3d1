"""Calder Vale's year, recorded once, and copied for every test that releases figures of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from actionlearning import ActionLearning
from actionlearning.application.opening import open_library
from actionlearning.application.scripts import ScriptClock, run
from actionlearning.journal.sqlite import SYNCHRONOUS

AFTER = datetime(2025, 10, 1, 9, tzinfo=UTC)
KEK = bytes(range(32))


def _opened(folder: Path) -> ActionLearning:
    return open_library(f"sqlite:///{folder}/vale.db", kek=KEK, clock=ScriptClock(AFTER))


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vale")
    lines = resources.files("actionlearning.demo").joinpath("calder-vale.jsonl").read_text("utf-8").split("\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(SYNCHRONOUS, "NORMAL")  # quicker, and no power is lost here
        al = _opened(folder)
    with al:
        assert isinstance(al.clock, ScriptClock)
        assert list(run(al, lines, name="calder-vale", clock=al.clock))
    return folder


@pytest.fixture(scope="session")
def vale(recorded: Path) -> Iterator[ActionLearning]:
    """To look at; nothing is recorded in it."""
    with _opened(recorded) as al:
        yield al


@pytest.fixture
def again(recorded: Path, tmp_path: Path) -> Iterator[ActionLearning]:
    """One of its own, to release figures in."""
    shutil.copytree(recorded, tmp_path / "vale")
    with _opened(tmp_path / "vale") as al:
        yield al
