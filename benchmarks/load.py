"""How fast is an aggregate of a thousand events folded to its state?"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from measuring import steadily
from peers import peers
from places import BACKENDS, Place
from sample import AT, OWNER, Ours, history, new_problem, rows
from telling import Question

from actionlearning.application.work import Work

UNIT = "loads/s"
ON = BACKENDS
LENGTH = 1000


def questions(place: Place) -> Iterator[Question]:
    """One long aggregate each, read again and again, each time by a new unit of work."""
    sealed, unsealed, stock, raw = place.ours(), place.ours(sealed=False), place.stock(), place.raw()
    problem, stream = new_problem(), uuid4()
    for ours in (sealed, unsealed):
        ours.record(problem, 0, history(LENGTH)[1])
    stocked = stock.problem(LENGTH).id
    raw.insert(rows(stream, LENGTH))

    def load(ours: Ours) -> int:
        assert Work(ours.al.journal, actor=OWNER, at=AT, new_id=uuid4).problem(problem).is_live
        return 1

    def load_stock() -> int:
        assert stock.repository.get(stocked).questions == LENGTH - 1
        return 1

    def select() -> int:
        assert len(raw.select(stream)) == LENGTH
        return 1

    yield Question(
        "",
        {
            "ours": steadily(lambda: load(sealed)),
            "unsealed": steadily(lambda: load(unsealed)),
            "stock": steadily(load_stock),
            "raw": steadily(select),
            **peers(place, "load1000"),
        },
    )
