"""How much do one to sixteen writers record on PostgreSQL, in the concurrent order and in the serial one, on a slower disk?

The slower disk is the server's ``commit_delay``: each flush waits for two milliseconds first, in which others can join it. A
lock that is held over the flush, as in the serial order, lets nobody join.
"""

from __future__ import annotations

from collections.abc import Iterator

from crowd import committing, deciding, inserting
from pgbench import pgbench
from places import Place
from sample import takes_an_order
from telling import Question

UNIT = "commits/s"
ON = ("postgresql",)
WRITERS = (1, 2, 4, 8, 16)


def questions(place: Place) -> Iterator[Question]:
    """A table of writers without and with the delay, and last the deciders that the case is named after."""
    chosen = "concurrent" if takes_an_order() else None
    note = "" if chosen else "serial order: this version has no other"
    for slow in (False, True):
        ours = place.ours(slow_flush=slow, connections=WRITERS[-1], order=chosen)
        serial = place.ours(slow_flush=slow, connections=WRITERS[-1]) if chosen else ours
        flush = ", 2 ms flush" if slow else ""
        for count in WRITERS:
            yield Question(
                f"{count} recording{flush}",
                {
                    "ours": committing(place, ours, count),
                    "serial": committing(place, serial, count),
                    "raw": inserting(place, count, slow_flush=slow),
                    **pgbench(place, writers=count, slow_flush=slow),
                },
                note=note,
            )
        most = WRITERS[-1]
        contenders = {"ours": deciding(place, ours, most), "serial": deciding(place, serial, most)}
        yield Question(f"{most} deciding{flush}", {**contenders, "raw": inserting(place, most, slow_flush=slow)}, note=note)
