"""How fast is the whole journal read, as typed events?"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from measuring import steadily
from peers import peers
from places import BACKENDS, Place
from sample import Ours, history, new_problem, rows
from telling import Question

UNIT = "events/s"
ON = BACKENDS
STREAMS, LENGTH = 100, 100
PAGE = 1000


def questions(place: Place) -> Iterator[Question]:
    """Ten thousand events each, in a hundred aggregates."""
    sealed, unsealed, stock, raw = place.ours(), place.ours("unsealed", sealed=False), place.stock(), place.raw()
    for _ in range(place.run.size(STREAMS)):
        for ours in (sealed, unsealed):
            ours.record(new_problem(), 0, history(LENGTH)[1])
        stock.problem(LENGTH)
        raw.insert(rows(uuid4(), LENGTH))

    def read(ours: Ours) -> int:
        return sum(1 for recorded in ours.al.journal.read_all() if recorded.event is not None)

    def read_stock() -> int:
        count, start = 0, 1
        while batch := stock.recorder.select_notifications(start, PAGE):
            count += sum(1 for each in batch if stock.mapper.to_domain_event(each) is not None)
            start = batch[-1].id + 1
        return count

    yield Question(
        "",
        {
            "ours": steadily(lambda: read(sealed)),
            "unsealed": steadily(lambda: read(unsealed)),
            "stock": steadily(read_stock),
            "raw": steadily(lambda: len(raw.select_all())),
            **peers(place, "log"),
        },
    )
