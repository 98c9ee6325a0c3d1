"""On every journal the tables that are kept are those of one fold, however often they are brought up to date."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from actionlearning import ActionLearning
from actionlearning.projections.materialised import fold_all
from actionlearning.projections.shipped import SHIPPED
from actionlearning.testing.playing import Disagreement, RandomProgramme, steps_of


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh journal, of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'journal.db'}"


def kept(al: ActionLearning, projection: Any) -> dict[str, Any]:
    with al.projections.reading(projection.name) as reading:
        return {table.name: {table.key_of(row): row for row in reading.rows(table.name)} for table in projection.tables}


def test_what_is_kept_is_what_one_fold_comes_to(url: str) -> None:
    steps = steps_of(11, 90)
    with ActionLearning.open(url, keyring="memory:", kek=bytes(32)) as al:
        play = RandomProgramme.on(al)
        for start in range(0, len(steps), 15):
            with suppress(Disagreement):
                play.play(steps[start : start + 15])
            al.projections.catch_up()
        log = list(al.journal.read_all())
        assert len(log) > 100
        for projection in SHIPPED:
            assert fold_all(projection, log).rows == kept(al, projection)
            al.projections.rebuild(projection.name)
            assert fold_all(projection, log).rows == kept(al, projection)
