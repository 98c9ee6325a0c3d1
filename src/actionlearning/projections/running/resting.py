"""The garbage collector rests while events are folded, but for a turn every few batches.

Their rows are many and form no circles, and the collector would look through all of them with each few hundred that are added.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from actionlearning.forking import renewed_in_a_child

__all__ = ["EVERY", "collector_at_rest"]

EVERY = 8
"""After how many batches it gets a turn: it takes as long as folding two thousand events."""


class _Rest:
    """Those who ask for rest at the moment: the last of them ends it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking = 0
        self._was_on = False
        renewed_in_a_child(self)

    def begin(self) -> None:
        with self._lock:
            if self._asking == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._asking += 1

    def end(self) -> None:
        with self._lock:
            self._asking = max(0, self._asking - 1)  # in a child process nobody counts who asked in its parent
            if self._asking == 0 and self._was_on:
                gc.enable()

    def turn(self) -> None:
        """Collect what is young, as would have been done long ago; what is older waits until the rest ends."""
        if self._was_on:
            gc.collect(0)

    def begin_anew(self) -> Sequence[object]:
        """Nobody folds in a child process: those who asked are threads of its parent."""
        self._lock = threading.Lock()
        if self._asking > 0 and self._was_on:
            gc.enable()
        self._asking = 0
        return ()


_REST = _Rest()


@contextmanager
def collector_at_rest() -> Iterator[Callable[[], None]]:
    """No garbage is collected meanwhile, in any thread, but where what is answered has been called ``EVERY`` times.

    A collector that was off already stays off.
    """
    batches = count(1)

    def batch_done() -> None:
        if next(batches) % EVERY == 0:
            _REST.turn()

    _REST.begin()
    try:
        yield batch_done
    finally:
        _REST.end()
