"""How fast is an aggregate of a thousand events folded to its state?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from sample import AT, OWNER, Driver, Ours, Stock, history, new_problem, rows

from actionlearning.application.work import Work

UNIT = "loads/s"
LENGTH = 1000


def prepare(ours: Ours, stock: Stock, raw: Driver) -> tuple[Callable[[], int], ...]:
    """One long aggregate each, read again and again; nothing is cached."""
    problem = new_problem()
    ours.record(problem, 0, history(LENGTH)[1])
    stocked = stock.problem(LENGTH).id
    stream = uuid4()
    raw.insert(rows(stream, LENGTH))

    def with_ours() -> int:
        assert Work(ours.al.journal, actor=OWNER, at=AT, new_id=uuid4).problem(problem).is_live
        return 1

    def with_stock() -> int:
        assert stock.repository.get(stocked).questions == LENGTH - 1
        return 1

    def with_raw() -> int:
        assert len(raw.select(stream)) == LENGTH
        return 1

    return with_ours, with_stock, with_raw
