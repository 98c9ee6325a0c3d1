"""How fast is the whole journal read, as typed events?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from sample import Driver, Ours, Stock, history, new_problem, rows

UNIT = "events/s"
STREAMS, LENGTH = 100, 100
PAGE = 1000


def prepare(ours: Ours, stock: Stock, raw: Driver) -> tuple[Callable[[], int], ...]:
    """Ten thousand events each, in a hundred aggregates."""
    for _ in range(STREAMS):
        ours.record(new_problem(), 0, history(LENGTH)[1])
        stock.problem(LENGTH)
        raw.insert(rows(uuid4(), LENGTH))

    def with_ours() -> int:
        return sum(1 for recorded in ours.al.journal.read_all() if recorded.event is not None)

    def with_stock() -> int:
        count, start = 0, 1
        while batch := stock.recorder.select_notifications(start, PAGE):
            count += sum(1 for each in batch if stock.mapper.to_domain_event(each) is not None)
            start = batch[-1].id + 1
        return count

    def with_raw() -> int:
        return len(raw.select_all())

    return with_ours, with_stock, with_raw
