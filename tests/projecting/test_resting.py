"""The garbage collector rests while events are folded, but for a turn every few batches, and is as it was afterwards."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from keeping import Sums, following, opened, recorded

from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows
from actionlearning.projections.running.resting import EVERY, collector_at_rest


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """The collector is on, before and after."""
    gc.enable()
    yield
    gc.enable()


def test_it_rests_until_the_last_one_who_asked_is_done() -> None:
    with collector_at_rest():
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), collector_at_rest():
        _ = 1 / 0
    assert gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    gc.disable()
    with collector_at_rest():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_a_child_process_that_is_forked_meanwhile_collects() -> None:
    with collector_at_rest():
        child = os.fork()
        if child == 0:
            os._exit(0 if gc.isenabled() else 1)
        assert not gc.isenabled()
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_it_rests_while_events_are_folded() -> None:
    seen = []

    class Watched(Sums):
        def fold(self, rows: Rows, each: Recorded[Any]) -> None:
            seen.append(gc.isenabled())
            Sums.fold(self, rows, each)

    journal = opened("memory:")
    recorded(journal, [UUID(int=1)], each=5)
    following(journal, Watched(), batch=2).catch_up(tell=lambda _: None)
    assert [False] * 5 == seen
    assert gc.isenabled()


class Circle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.parametrize("on", [True, False])
def test_it_gets_a_turn_every_few_batches_unless_it_was_off(on: bool) -> None:
    if not on:
        gc.disable()
    with collector_at_rest() as batch_done:
        left = weakref.ref(Circle())
        for _ in range(EVERY - 1):
            batch_done()
        assert left() is not None
        batch_done()
        assert on == (left() is None)
