"""How much memory a process had at most, and the largest one that it started, in MB.

``ru_maxrss`` would not do: a process begins with the peak of the one that started it, so it tells of whoever is larger. Linux
keeps the peak of each program by itself, in ``/proc``; that of another process can be read only while it lives. Elsewhere
``ru_maxrss`` is all there is.
"""

from __future__ import annotations

import resource
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["peak", "watched"]

SELF = Path("/proc/self")
EVERY = 0.02
"""Seconds between two looks at the processes that this one started: what one of them grows by after the last is missed."""

MAXRSS = 2**20 if sys.platform == "darwin" else 2**10
"""How much of what ``ru_maxrss`` counts makes a MB."""


def peak() -> float:
    """What this process had at most since its program began."""
    own = _peak_of(SELF)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MAXRSS if own is None else own


@contextmanager
def watched() -> Iterator[Callable[[], float]]:
    """Watch whatever this process starts meanwhile. What is answered tells its own peak and the largest of theirs, together."""
    largest, done = 0.0, threading.Event()

    def look() -> None:
        nonlocal largest
        while not done.wait(EVERY):
            largest = max([largest, *_peaks_of_started()])

    def told() -> float:
        if _peak_of(SELF) is None:
            return peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MAXRSS
        return peak() + largest

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield told
    finally:
        done.set()
        looking.join()


def _peaks_of_started() -> Iterator[float]:
    for started in SELF.glob("task/*/children"):
        try:
            numbers = started.read_text().split()
        except OSError:  # that thread has ended
            continue
        for number in numbers:
            if (each := _peak_of(SELF.parent / number)) is not None:
                yield each


def _peak_of(process: Path) -> float | None:
    """None where a system does not tell, or the process has ended."""
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 2**10 for line in lines if line.startswith("VmHWM:")), None)
