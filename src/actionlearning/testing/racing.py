"""Threads that start together: what each of them found, or what it raised."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

__all__ = ["THREADS", "race", "raced"]

THREADS = 8
PATIENCE = 30
"""Seconds a race may take."""

Found = TypeVar("Found")


def raced(run: Callable[[int], Found], threads: int = THREADS) -> list[Found]:
    """What each found, by its number. Raises what one of them raised."""
    together = Barrier(threads)

    def at_once(number: int) -> Found:
        together.wait(PATIENCE)
        return run(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(at_once, range(threads), timeout=PATIENCE))


def race(run: Callable[[int], object], threads: int = THREADS) -> list[Exception | None]:
    """What each raised, None where it raised nothing."""

    def raised(number: int) -> Exception | None:
        try:
            run(number)
        except Exception as error:  # noqa: BLE001  # the caller compares what was raised, whatever it is
            return error
        return None

    return raced(raised, threads)
