"""How long does the impact of one programme take, and does it take longer the more other programmes there are?

Journals of ten thousand events, of a hundred thousand and so on up to as many as were asked for have their tables caught up,
and are asked, by a process that did not make them, for their first programme, which is the same in all of them. Then others are
asked, each for once: they are larger and smaller, and nothing of them is at hand.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from apart import sizes_up_to, told_apart
from memory import peak

from actionlearning.application.opening import open_library
from actionlearning.projections.impact import Impact
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.simulation.simulate import simulate

SEED = 1
LOOKS = 31
OTHERS = 50
"""How many other programmes are asked, from all over the journal."""

MOST = 60_000
"""Milliseconds that all looks may take."""


def report(backend: str, folder: Path, new_database: Callable[[str], str], *, most: int) -> Iterator[dict[str, Any]]:
    """One line for each size up to the most, on one backend."""
    for size in sizes_up_to(most):
        journal = f"sqlite:///{folder / f'impact{size}.db'}" if backend == "sqlite" else new_database(f"impact_{size}")
        made = told_apart(__file__, "make", journal, size)
        one = {**made, **told_apart(__file__, "look", journal, size)}
        print(
            f"{'impact':<10}{backend:<12}{one['milliseconds']:>12.1f}{'':>24} {'ms':<11}{'':>9}"
            f"    of one programme in {one['programmes']:,}, {one['events']:,} events; least {one['least']:.1f},"
            f" others for once {one['others']:.1f}; peak {one['peak']:.0f} MB",
            flush=True,
        )
        yield {"case": "impact", "backend": backend, **one}


def made(journal: str, events: int) -> dict[str, Any]:
    """Make a journal and fill its tables."""
    with open_library(journal, keyring=MemoryKeyring()) as al:
        story = simulate(al.journal, seed=SEED, events=events)
        al.projections.catch_up()
        return {"events": story.events, "programmes": story.names["programme.chartered"]}


def looked_at(journal: str) -> dict[str, Any]:
    """Look at its first programme, the median of several looks, and at others, the median of one look at each."""
    with open_library(journal, keyring=MemoryKeyring()) as al:
        first, *rest = [begun.stream for begun in al.journal.read_all(names=["programme.chartered"])]

        def looks(programmes: Iterable[UUID]) -> list[float]:
            took: list[float] = []
            for programme in programmes:
                began = time.perf_counter()
                al.view(Impact, programme=programme)
                took.append(1000 * (time.perf_counter() - began))
                if sum(took) > MOST:
                    break
            return took

        took = looks([first] * (LOOKS + 1))
        took = took[1:] or took  # the first one opens what the others find open
        others = looks(rest[:: max(1, len(rest) // OTHERS)]) or took
        return {
            "milliseconds": statistics.median(took),
            "least": min(took),
            "others": statistics.median(others),
            "most": max(others),
            "peak": peak(),
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["make", "look"])
    parser.add_argument("journal")
    parser.add_argument("events", type=int)
    options = parser.parse_args()
    print(json.dumps(made(options.journal, options.events) if options.what == "make" else looked_at(options.journal)))
