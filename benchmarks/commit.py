"""How fast is one event recorded, one commit each?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from sample import Driver, Ours, Problem, Stock, new_problem, question, rows

UNIT = "commits/s"


def prepare(ours: Ours, stock: Stock, raw: Driver) -> tuple[Callable[[], int], ...]:
    """Three functions that each do one unit of work and answer how much that was."""

    def with_ours() -> int:
        ours.record(new_problem(), 0, [question()])
        return 1

    def with_stock() -> int:
        stock.save(Problem(uuid4(), "x" * 200))
        return 1

    def with_raw() -> int:
        raw.insert(rows(uuid4(), 1))
        return 1

    return with_ours, with_stock, with_raw
