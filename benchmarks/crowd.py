"""Many writers at once: the same work in threads, each on streams and, where it is the raw driver, a connection of its own."""

from __future__ import annotations

from itertools import cycle
from uuid import uuid4

from measuring import Contender, Work, together
from places import Place
from sample import OWNER, TEXT, Ours, new_problem, question, rows
from stock import Problem, Stock

from actionlearning import problems

__all__ = ["committing", "deciding", "inserting", "saving"]

LENGTH = 4
READY = 50


def committing(place: Place, ours: Ours, writers: int) -> Contender:
    """Threads of one process that each record one event a commit in a new stream, and decide nothing."""

    def record() -> int:
        ours.record(new_problem(), 0, [question()])
        return 1

    return together([record] * writers, place.closing.callback)


def deciding(place: Place, ours: Ours, writers: int) -> Contender:
    """Threads of one process that each load a short stream of their own, decide, and record one event under its guard."""

    def one() -> Work:
        aisha = ours.al.acting_as(OWNER)
        waiting = cycle(ours.ready(READY, LENGTH))

        def decide() -> int:
            problem, action = next(waiting)
            aisha.do(problems.report_progress, problem=problem, action=action, note=TEXT)
            return 1

        return decide

    return together([one() for _ in range(writers)], place.closing.callback)


def saving(place: Place, stock: Stock, writers: int) -> Contender:
    """Threads of one process that each save a new aggregate of one event."""

    def save() -> int:
        stock.save(Problem(OWNER, TEXT))
        return 1

    return together([save] * writers, place.closing.callback)


def inserting(place: Place, writers: int, *, slow_flush: bool = False) -> Contender:
    """Threads of one process with a connection each that insert one row a commit."""
    url = place.url("raw", slow_flush=slow_flush)

    def one() -> Work:
        raw = place.raw(url)

        def insert() -> int:
            raw.insert(rows(uuid4(), 1))
            return 1

        return insert

    return together([one() for _ in range(writers)], place.closing.callback)
