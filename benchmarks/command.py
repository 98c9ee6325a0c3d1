"""How fast is a whole command: load an aggregate of twenty events, decide, guard, and record one more?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from uuid import uuid4

from measuring import Contender, steadily
from peers import peers
from places import BACKENDS, Place
from raw import Driver
from sample import OWNER, TEXT, Ours, rows
from stock import Stock
from telling import Question

from actionlearning import problems

UNIT = "commands/s"
ON = BACKENDS
LENGTH = 20
READY = 400


def questions(place: Place) -> Iterator[Question]:
    """Each command meets an aggregate of twenty events, made ready beforehand and met again only when its turn comes.

    First with nothing remembered, so that it is loaded whole; then as both libraries come, and beside the stock cache.
    """
    ready = place.run.size(READY)
    yield Question(
        "",
        {
            "ours": deciding(place.ours(), ready),
            "unsealed": deciding(place.ours("unsealed", sealed=False), ready),
            "stock": of_stock(place.stock(), ready),
            "raw": of_driver(place.raw(), ready),
            **peers(place, "command"),
        },
    )
    for variant, stock in (("as both come", place.stock()), ("remembered", place.stock(remembers=True))):
        contenders = {
            "ours": deciding(place.ours(remembers=True), ready),
            "stock": of_stock(stock, ready),
            "raw": of_driver(place.raw(), ready),
        }
        yield Question(variant, contenders)


def deciding(ours: Ours, ready: int) -> Contender:
    aisha = ours.al.acting_as(OWNER)
    waiting = cycle(ours.ready(ready, LENGTH))

    def decide() -> int:
        problem, action = next(waiting)
        aisha.do(problems.report_progress, problem=problem, action=action, note=TEXT)
        return 1

    return steadily(decide)


def of_stock(stock: Stock, ready: int) -> Contender:
    waiting = cycle([stock.problem(LENGTH).id for _ in range(ready)])

    def decide() -> int:
        it = stock.repository.get(next(waiting))
        stock.question(it)
        stock.save(it)
        return 1

    return steadily(decide)


def of_driver(raw: Driver, ready: int) -> Contender:
    """What a command cannot do without: read the rows of a stream, insert the next one."""
    tips = {uuid4(): LENGTH for _ in range(ready)}
    for stream in tips:
        raw.insert(rows(stream, LENGTH))
    waiting = cycle(list(tips))

    def select_and_insert() -> int:
        stream = next(waiting)
        raw.select(stream)
        raw.insert(rows(stream, 1, tip=tips[stream]))
        tips[stream] += 1
        return 1

    return steadily(select_and_insert)
