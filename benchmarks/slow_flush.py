"""How much do one to sixteen writers record on PostgreSQL, in the concurrent order and in the serial one, on a slower disk?

The slower disk is the server's ``commit_delay``: each flush waits for two milliseconds first, in which others can join it. A
lock that is held over the flush, as in the serial order, lets nobody join.
"""

from __future__ import annotations

from collections.abc import Iterator

from crowd import committing, connections, deciding, inserting
from pgbench import pgbench
from places import Place
from sample import takes_an_order
from telling import Question

UNIT = "commits/s"
ON = ("postgresql",)
WRITERS = (1, 2, 4, 8, 16)


def questions(place: Place) -> Iterator[Question]:
    """A table of writers without and with the delay, each ending with the deciders."""
    for slow_flush in (False, True):
        with place.within() as part:
            yield from table(part, slow_flush=slow_flush)


def table(place: Place, *, slow_flush: bool) -> Iterator[Question]:
    chosen = "concurrent" if takes_an_order() else None
    note = "" if chosen else "serial order: this version has no other"
    flush = ", 2 ms flush" if slow_flush else ""
    most = WRITERS[-1]
    ours = place.ours(slow_flush=slow_flush, connections=most, order=chosen, remembers=True)
    serial = place.ours("serial", slow_flush=slow_flush, connections=most, remembers=True) if chosen else ours
    drivers = connections(place, most, slow_flush=slow_flush)
    for count in WRITERS[-1:] if place.run.brief else WRITERS:
        contenders = {
            "ours": committing(place, ours, count),
            "serial": committing(place, serial, count),
            "raw": inserting(place, drivers[:count]),
            **pgbench(place, writers=count, slow_flush=slow_flush),
        }
        yield Question(f"{count} recording{flush}", contenders, note=note)
    deciders = {"ours": deciding(place, ours, most), "serial": deciding(place, serial, most)}
    yield Question(f"{most} deciding{flush}", {**deciders, "raw": inserting(place, drivers)}, note=note)
