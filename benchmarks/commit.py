"""How fast is one event recorded, one commit each?"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from measuring import steadily
from peers import peers
from pgbench import pgbench
from places import BACKENDS, Place
from sample import OWNER, TEXT, Ours, new_problem, question, rows
from stock import Problem
from telling import Question

UNIT = "commits/s"
ON = BACKENDS


def questions(place: Place) -> Iterator[Question]:
    """One writer, who begins a new stream each time."""
    sealed, unsealed, stock, raw = place.ours(), place.ours("unsealed", sealed=False), place.stock(), place.raw()

    def record(ours: Ours) -> int:
        ours.record(new_problem(), 0, [question()])
        return 1

    def save() -> int:
        stock.save(Problem(OWNER, TEXT))
        return 1

    def insert() -> int:
        raw.insert(rows(uuid4(), 1))
        return 1

    yield Question(
        "",
        {
            "ours": steadily(lambda: record(sealed)),
            "unsealed": steadily(lambda: record(unsealed)),
            "stock": steadily(save),
            "raw": steadily(insert),
            **pgbench(place, writers=1),
            **peers(place, "commit"),
        },
    )
