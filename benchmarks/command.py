"""How fast is a whole command: load an aggregate of twenty events, decide, record one?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from sample import OWNER, TEXT, Driver, Ours, Stock, history, new_problem, rows

from actionlearning import problems

UNIT = "commands/s"
LENGTH = 20
READY = 400


def prepare(ours: Ours, stock: Stock, raw: Driver) -> tuple[Callable[[], int], ...]:
    """Each command meets an aggregate of twenty events, made ready beforehand and used in turn."""
    aisha = ours.al.acting_as(OWNER)
    waiting = []
    for _ in range(READY):
        problem, (action, events) = new_problem(), history(LENGTH)
        ours.record(problem, 0, events)
        waiting.append((problem, action))
    stocked = [stock.problem(LENGTH).id for _ in range(READY)]
    raws = [uuid4() for _ in range(READY)]
    tips = dict.fromkeys(raws, LENGTH)
    for stream in raws:
        raw.insert(rows(stream, LENGTH))
    turn = {"ours": 0, "stock": 0, "raw": 0}

    def next_of(who: str) -> int:
        turn[who] += 1
        return turn[who] % READY

    def with_ours() -> int:
        problem, action = waiting[next_of("ours")]
        aisha.do(problems.report_progress, problem=problem, action=action, note=TEXT)
        return 1

    def with_stock() -> int:
        it = stock.repository.get(stocked[next_of("stock")])
        stock.question(it)
        stock.save(it)
        return 1

    def with_raw() -> int:
        stream = raws[next_of("raw")]
        raw.select(stream)
        raw.insert(rows(stream, 1, tip=tips[stream]))
        tips[stream] += 1
        return 1

    return with_ours, with_stock, with_raw
