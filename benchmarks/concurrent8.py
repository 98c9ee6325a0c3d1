"""How much do eight threads record that all decide at once?

On SQLite, whose writers wait for one another, those of one process can share a commit; on PostgreSQL a journal can be created
in the concurrent order, in which writers do not wait for a lock on the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from crowd import committing, connections, deciding, deciding_with_stock, inserting, saving
from pgbench import pgbench
from places import BACKENDS, Place
from sample import takes_an_order
from telling import Question

UNIT = "commits/s"
ON = BACKENDS
WRITERS = 8


def questions(place: Place) -> Iterator[Question]:
    """Deciders (load, decide, guard, record), and writers that only record; one event a commit, each on its own streams.

    Deciders remember what they read, as the library comes; *cold* are those who load it each time.
    """
    note = ""
    chosen = None
    if place.backend == "postgresql":
        chosen = "concurrent" if takes_an_order() else None
        note = "concurrent order" if chosen else "serial order: this version has no other"
    ours = place.ours(connections=WRITERS, order=chosen, remembers=True)
    serial = place.ours("serial", connections=WRITERS, remembers=True) if chosen else None
    cold = place.ours("cold", connections=WRITERS, order=chosen)
    drivers = connections(place, WRITERS)
    raw, in_line = inserting(place, drivers), inserting(place, drivers, in_line=True)
    stock = place.stock(connections=WRITERS)
    for what, working, as_stock in (("8 deciding", deciding, deciding_with_stock), ("8 recording", committing, saving)):
        yield Question(
            what,
            {
                "ours": working(place, ours, WRITERS),
                **({"serial": working(place, serial, WRITERS)} if serial else {}),
                "stock": as_stock(place, stock, WRITERS),
                "raw": raw,
                **({"raw in line": in_line} if place.backend == "sqlite" else {}),
                **({"cold": deciding(place, cold, WRITERS)} if working is deciding else {}),
                **pgbench(place, writers=WRITERS),
            },
            note=note,
        )
