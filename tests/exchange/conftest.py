"""One journal with Calder Vale's year in it, which no test writes to; and the rooms of tests that tell what figures are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from actionlearning import ActionLearning
from actionlearning.application import scripts
from actionlearning.application.scripts import ScriptClock

sys.path.append(str(Path(__file__).parents[1] / "tables"))


@pytest.fixture(scope="session")
def calder_vale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ActionLearning]:
    clock = ScriptClock(datetime(2024, 1, 1, tzinfo=UTC))
    lines = resources.files("actionlearning.demo").joinpath("calder-vale.jsonl").read_text("utf-8").split("\n")
    where = tmp_path_factory.mktemp("vale") / "vale.db"
    with ActionLearning.open(f"sqlite:///{where}", keyring="memory:", clock=clock) as al:
        for _ in scripts.run(al, lines, name="calder-vale", clock=clock):
            pass
        yield al
