"""How long does the impact of one programme take, and does it take longer the more other programmes there are?

Journals of ten thousand events, of a hundred thousand and so on are asked, always for their first programme, which is the same
in all of them, and with their tables caught up.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from actionlearning.application.opening import open_library
from actionlearning.projections.impact import Impact
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.simulation.simulate import simulate

SEED = 1
SIZES = (10_000, 100_000, 1_000_000)
LOOKS = 15


def report(backend: str, folder: Path, new_database: Callable[[str], str], *, most: int) -> list[dict[str, Any]]:
    """One line for each size up to the most, on one backend."""
    told = []
    for size in (size for size in SIZES if size <= max(most, SIZES[0])):
        journal = f"sqlite:///{folder / f'impact{size}.db'}" if backend == "sqlite" else new_database(f"impact_{size}")
        one = in_a_process(journal, size)
        told.append({"case": "impact", "backend": backend, **one})
        print(
            f"{'impact':<10}{backend:<12}{one['milliseconds']:>12.1f}{'':>24} {'ms':<11}{'':>9}"
            f"    of one programme in {one['programmes']:,}, {one['events']:,} events; peak {one['peak']:.0f} MB",
            flush=True,
        )
    return told


def in_a_process(journal: str, events: int) -> dict[str, Any]:
    """What one measurement tells."""
    done = subprocess.run([sys.executable, __file__, journal, str(events)], check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def measured(journal: str, events: int) -> dict[str, Any]:
    """Make a journal, fill its tables, and look at its first programme: the median of several looks."""
    with open_library(journal, keyring=MemoryKeyring()) as al:
        made = simulate(al.journal, seed=SEED, events=events)
        al.projections.catch_up()
        first = next(al.journal.read_all(names=["programme.chartered"])).stream
        took = []
        for _ in range(LOOKS + 1):
            began = time.perf_counter()
            al.view(Impact, programme=first)
            took.append(1000 * (time.perf_counter() - began))
            if sum(took) > 60_000:
                break
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        programmes = made.names["programme.chartered"]
        looks = took[1:] or took  # the first one opens what the others find open
        return {"events": made.events, "programmes": programmes, "milliseconds": statistics.median(looks), "peak": peak}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal")
    parser.add_argument("events", type=int)
    options = parser.parse_args()
    print(json.dumps(measured(options.journal, options.events)))
