"""How a rate is taken: contenders in turns, each for a moment in each round, and the medians of the rounds."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

__all__ = ["Contender", "GivesUp", "medians", "steadily", "together", "trials"]

Work = Callable[[], int]
"""Does one unit of work and answers how much that was."""

Contender = Callable[[float], float]
"""Works for so many seconds and answers a figure: a rate, or how long one thing took."""


class GivesUp(Exception):
    """A contender that cannot go on. The others do without it."""


def steadily(work: Work) -> Contender:
    """One worker, who begins again until the time is over."""

    def measured(seconds: float) -> float:
        done, began = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - began) < seconds or done == 0:
            done += work()
        return done / elapsed

    return measured


def together(works: Sequence[Work], closing: Callable[[Callable[[], None]], object]) -> Contender:
    """Workers in threads of their own, who begin at once. What they did is counted up to where the last one stopped."""
    threads = ThreadPoolExecutor(len(works))
    closing(threads.shutdown)
    start = threading.Barrier(len(works))

    def one(work: Work, seconds: float) -> tuple[int, float, float]:
        start.wait()
        done, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds or done == 0:
            done += work()
        return done, began, time.perf_counter()

    def measured(seconds: float) -> float:
        told = [each.result() for each in [threads.submit(one, work, seconds) for work in works]]
        return sum(done for done, _, _ in told) / (max(end for _, _, end in told) - min(began for _, began, _ in told))

    return measured


def trials(contenders: Mapping[str, Contender], *, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Every contender's figure in every round. The order turns with each round, and the first round only warms up."""
    names = list(contenders)
    figures: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            if name not in figures:
                continue
            try:
                figure = contenders[name](seconds)
            except GivesUp as why:
                print(f"{name} is left out: {why}")
                del figures[name]
                continue
            if number > 0:
                figures[name].append(figure)
    return figures


def medians(figures: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: statistics.median(each) for name, each in figures.items()}
