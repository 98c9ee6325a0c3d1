"""How long a worker sleeps between two looks at a journal."""

from __future__ import annotations

from time import sleep

__all__ = ["LONGEST", "SHORTEST", "Waits"]

SHORTEST, LONGEST = 0.005, 0.25
"""Seconds between two looks at a journal in which nothing happens: the longer nothing does, the longer."""


class Waits:
    """Sleeps longer each time, until something happens."""

    def __init__(self) -> None:
        self._seconds = SHORTEST

    def wait(self) -> None:
        sleep(self._seconds)
        self._seconds = min(2 * self._seconds, LONGEST)

    def begin_again(self) -> None:
        self._seconds = SHORTEST
