"""On which cores a process may run: one interpreter gains nothing from a second one, and loses the caches of the first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["ANY", "on_any_core", "on_one_core"]

ANY = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
"""Where this process might run when it began."""


@contextmanager
def on_one_core() -> Iterator[None]:
    """Keep this thread, and those that it starts, on one core. Raises ``OSError`` where a system cannot."""
    if not ANY:
        raise OSError("this system does not tell on which cores a process may run")
    os.sched_setaffinity(0, {min(ANY)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, ANY)


def on_any_core() -> None:
    """For a process that was started by one that keeps to one core."""
    if ANY:
        os.sched_setaffinity(0, ANY)
