"""Whoever watches a large batch is told how far it is, before it is saved."""

from __future__ import annotations

from contextlib import closing
from uuid import UUID

import pytest
from keeping import Lines, following, opened, recorded

from actionlearning.projections.running import runner
from actionlearning.projections.running.runner import Progress

ONE = UUID(int=1)


def test_a_large_batch_is_told_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "OFTEN", 2)
    told: list[Progress] = []
    with closing(opened("memory:")) as journal:
        recorded(journal, [ONE], each=7)
        following(journal, Lines(), batch=100).catch_up(tell=told.append)
        tip = journal.position()
    positions = [each.position for each in told]
    assert sorted(positions) == positions
    assert tip == positions[-1]
    assert len(positions) > 1
    assert {("lines", tip)} == {(each.projection, each.tip) for each in told}
