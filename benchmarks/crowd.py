"""Many writers at once: the same work in threads, each on streams and, where it is the raw driver, a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import cycle
from uuid import uuid4

from measuring import Contender, Work, together
from places import Place
from raw import Driver
from sample import OWNER, TEXT, Ours, new_problem, question, rows
from stock import Problem, Stock

from actionlearning import problems

__all__ = ["committing", "connections", "deciding", "deciding_with_stock", "inserting", "saving"]

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
        waiting = cycle(ours.ready(place.run.size(READY), LENGTH))

        def decide() -> int:
            problem, action = next(waiting)
            aisha.do(problems.report_progress, problem=problem, action=action, note=TEXT)
            return 1

        return decide

    return together([one() for _ in range(writers)], place.closing.callback)


def deciding_with_stock(place: Place, stock: Stock, writers: int) -> Contender:
    """The same with stock aggregates, each thread on some of its own."""

    def one() -> Work:
        waiting = cycle([stock.problem(LENGTH).id for _ in range(place.run.size(READY))])

        def decide() -> int:
            it = stock.repository.get(next(waiting))
            stock.question(it)
            stock.save(it)
            return 1

        return decide

    return together([one() for _ in range(writers)], place.closing.callback)


def saving(place: Place, stock: Stock, writers: int) -> Contender:
    """Threads of one process that each save a new aggregate of one event."""

    def save() -> int:
        stock.save(Problem(OWNER, TEXT))
        return 1

    return together([save] * writers, place.closing.callback)


def connections(place: Place, count: int, *, slow_flush: bool = False) -> list[Driver]:
    """So many raw connections to one database."""
    url = place.url("raw", slow_flush=slow_flush)
    return [place.raw(url) for _ in range(count)]


def inserting(place: Place, drivers: Sequence[Driver], *, in_line: bool = False) -> Contender:
    """Threads of one process with a connection each that insert one row a commit.

    They wait for one another as the driver does, which on SQLite is to look again and again; or in line for a lock of Python's.
    """
    turn = threading.Lock() if in_line else nullcontext()

    def one(raw: Driver) -> Work:
        def insert() -> int:
            new = rows(uuid4(), 1)
            with turn:
                raw.insert(new)
            return 1

        return insert

    return together([one(raw) for raw in drivers], place.closing.callback)
