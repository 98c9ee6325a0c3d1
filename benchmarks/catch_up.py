"""How fast does a journal fill the tables for people: in batches, and an event at a time by the stock runner?

Each measurement is a process of its own, which tells its peak memory too. The stock runner gets the beginning of the same
journal; the rows that it has written by then are counted against a fold from zero.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from apart import told_apart
from memory import peak, watched
from stock_tables import caught_up

from actionlearning.application.opening import open_library
from actionlearning.journal.eventsourced import EventsourcedJournal
from actionlearning.projections.materialised import fold_all, names_wanted
from actionlearning.projections.tables.tables import Tables
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.simulation.simulate import simulate

SEED = 1


def report(
    backend: str, folder: Path, new_database: Callable[[str], str], *, events: int, stock_events: int
) -> Iterator[dict[str, Any]]:
    """One line on one backend."""
    journal, view = (
        f"sqlite:///{folder / f'{name}.db'}" if backend == "sqlite" else new_database(f"catch_up_{name}_{events}")
        for name in ("journal", "view")
    )
    made = told_apart(__file__, "simulate", journal, "--events", events)
    stock = told_apart(__file__, "stock", journal, "--view", view, "--events", stock_events)
    ours = told_apart(__file__, "ours", journal)
    ratio = ours["rate"] / stock["rate"]
    print(
        f"{'catch_up':<10}{backend:<12}{ours['rate']:>12,.0f}{stock['rate']:>12,.0f}{'':>12} {'events/s':<11}{ratio:>9.1f}"
        f"    {ours['events']:,} events, {ours['rows']:,} rows, peak {ours['peak']:.0f} MB; stock {stock['events']:,}, "
        f"peak {stock['peak']:.0f} MB; made at {made['rate']:,.0f}/s, peak {made['peak']:.0f} MB",
        flush=True,
    )
    yield {"case": "catch_up", "backend": backend, "ours": ours, "stock": stock, "simulate": made, "ratio": ratio}


def measured(what: str, journal: str, view: str, events: int) -> dict[str, Any]:
    """Do one thing, and tell how long it took and how much memory this process and the one that writes had at most, in MB."""
    watching = watched() if what == "ours" else nullcontext(peak)
    with open_library(journal, keyring=MemoryKeyring()) as al, watching as peaks:
        assert isinstance(al.journal, EventsourcedJournal)
        match what:
            case "simulate":
                made = simulate(al.journal, seed=SEED, events=events)
                seconds, events, rows = made.seconds, made.events, 0
            case "stock":
                seconds, events, rows = stock(al.journal, view, events)
            case _:
                began = time.perf_counter()
                al.projections.catch_up(Tables.name, beside=True)
                seconds, events = time.perf_counter() - began, al.journal.position()
                rows = -1
        most = peaks()
        if rows < 0:  # counted only now, for that takes memory of its own
            with al.projections.reading(Tables.name) as reading:
                rows = sum(1 for table in Tables.tables for _ in reading.rows(table.name))
        return {"events": events, "rows": rows, "seconds": seconds, "rate": events / seconds, "peak": most}


def stock(journal: EventsourcedJournal, view: str, events: int) -> tuple[float, int, int]:
    """The stock runner on the first events; what it wrote must be what a fold from zero comes to."""
    wanted = list(journal.read_all(until=events, names=names_wanted(Tables())))
    expected = {name: len(rows) for name, rows in fold_all(Tables(), wanted).rows.items()}
    until = wanted[-1].position
    del wanted
    seconds, counted = caught_up(journal, view, until)
    assert expected == counted, f"the stock tables differ: {counted}, and a fold from zero comes to {expected}"
    return seconds, events, sum(counted.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["simulate", "stock", "ours"])
    parser.add_argument("journal")
    parser.add_argument("--view", default="")
    parser.add_argument("--events", type=int, default=0)
    options = parser.parse_args()
    print(json.dumps(measured(options.what, options.journal, options.view, options.events)))
