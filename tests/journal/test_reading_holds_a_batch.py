"""Whoever reads a whole journal holds a batch of it, however long it is."""

from __future__ import annotations

import gc
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from places import opened, url_of

from actionlearning.simulation.simulate import simulate

SHORT, LONG = 2_000, 8_000
Read = Callable[..., Iterable[Any]]
LITTLE = 1.5
"""How many times as much one batch may take as another: some events are longer than others."""


@pytest.fixture(params=["sqlite", "postgresql serial", "postgresql concurrent"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A long journal."""
    backend, _, order = request.param.partition(" ")
    url = url_of(tmp_path / "journal.db") if backend == "sqlite" else request.getfixturevalue("postgres_url")
    journal = opened(url, **({"order": order} if order else {}))
    simulate(journal, seed=1, events=LONG)
    yield journal
    journal.close()


def consuming(read: Read, until: int) -> None:
    """Look at each event and let it go."""
    deque(read(until=until), maxlen=0)


def keeping(read: Read, until: int) -> None:
    """What a reading must not come to."""
    list(read(until=until))


def most_held(read: Callable[[], object]) -> int:
    """The most bytes that Python's own memory grew by meanwhile."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        read()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_reading_four_times_as_much_holds_no_more(journal: Any) -> None:
    positions = [recorded.position for recorded in journal.read_all()]
    assert len(positions) >= LONG
    lengths = positions[SHORT - 1], positions[LONG - 1]
    for read in (journal.read_all, journal.read_raw):
        short, long = (most_held(partial(consuming, read, until)) for until in lengths)
        assert long < LITTLE * short
        kept_short, kept_long = (most_held(partial(keeping, read, until)) for until in lengths)
        assert kept_long > 3 * kept_short > 3 * short
