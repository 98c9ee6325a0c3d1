"""How fast is an aggregate of a thousand events folded to its state?"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from measuring import Contender, steadily
from peers import peers
from places import BACKENDS, Place
from sample import AT, OWNER, Ours, history, new_problem, rows
from stock import Stock
from telling import Question

from actionlearning.application.work import Work

UNIT = "loads/s"
ON = BACKENDS
LENGTH = 1000


def questions(place: Place) -> Iterator[Question]:
    """One long aggregate each, read again and again: whole, then as both libraries come, and beside the stock cache."""
    raw, stream = place.raw(), uuid4()
    raw.insert(rows(stream, LENGTH))

    def select() -> int:
        assert len(raw.select(stream)) == LENGTH
        return 1

    whole = {
        "ours": loading(place.ours()),
        "unsealed": loading(place.ours("unsealed", sealed=False)),
        "stock": loading_stock(place.stock()),
        "raw": steadily(select),
        **peers(place, "load1000"),
    }
    yield Question("", whole)
    remembering = loading(place.ours(remembers=True))
    yield Question("as both come", {"ours": remembering, "stock": whole["stock"], "raw": whole["raw"]})
    cached = loading_stock(place.stock(remembers=True))
    yield Question("remembered", {"ours": remembering, "stock": cached, "raw": whole["raw"]})


def loading(ours: Ours) -> Contender:
    """A new unit of work each time."""
    problem = new_problem()
    ours.record(problem, 0, history(LENGTH)[1])

    def load() -> int:
        work = Work(ours.al.journal, actor=OWNER, at=AT, new_id=uuid4, remembered=ours.al.remembered)
        assert work.problem(problem).is_live
        return 1

    return steadily(load)


def loading_stock(stock: Stock) -> Contender:
    stocked = stock.problem(LENGTH).id

    def load() -> int:
        assert stock.repository.get(stocked).questions == LENGTH - 1
        return 1

    return steadily(load)
