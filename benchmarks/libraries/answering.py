"""How a library of Python answers the benchmark: it says that it is ready, then works for as long as each line asks."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

__all__ = ["BACKEND", "CASE", "INSTALLED", "TEXT", "URL", "answer", "answer_later"]

INSTALLED, BACKEND, URL, CASE, TEXT = sys.argv[1:]


def answer(work: Callable[[], int], settings: dict[str, Any]) -> None:
    """The rate of a function that answers how much it did."""
    print(json.dumps(settings), flush=True)
    for line in sys.stdin:
        done, began = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - began) < float(line) or done == 0:
            done += work()
        print(done / elapsed, flush=True)


async def answer_later(work: Callable[[], Awaitable[int]], settings: dict[str, Any]) -> None:
    """The same of one that is awaited."""
    print(json.dumps(settings), flush=True)
    for line in sys.stdin:  # nothing else runs here, so the loop may wait for the next line
        done, began = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - began) < float(line) or done == 0:
            done += await work()
        print(done / elapsed, flush=True)
