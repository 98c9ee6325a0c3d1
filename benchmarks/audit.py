"""How fast is a journal hashed and signed, taken out as a bundle, and verified, and how much memory does each take?

Each measurement is a process of its own, with one thread. The journal is filled with questions of two hundred sealed
characters. The rate is by the clock; beside it stands how many events a second of one core's time does.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from apart import told_apart
from memory import peak
from sample import AT, OWNER, question

from actionlearning.application.opening import open_library
from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.keys import KeyFile
from actionlearning.audit.note import Signer
from actionlearning.audit.verify import verify
from actionlearning.journal.bulk import append_many
from actionlearning.journal.port import NewEvent
from actionlearning.sealing.keyring import MemoryKeyring

STEPS = ("fill", "checkpoint", "examine", "bundle", "verify")
STREAM, BATCH = 50, 5000


def report(backend: str, folder: Path, new_database: Callable[[str], str], *, events: int) -> Iterator[dict[str, Any]]:
    """A line for each step on one backend."""
    journal = f"sqlite:///{folder / 'journal.db'}" if backend == "sqlite" else new_database(f"audit_{events}")
    for step in STEPS:
        told = told_apart(__file__, step, journal, folder, "--events", events)
        each: dict[str, Any] = {"case": "audit", "backend": backend, "step": step, **told}
        rate = f"{each['rate']:>12,.0f}{'':>24} {'events/s':<11}"
        print(
            f"{'audit':<10}{backend:<12}{rate}{step:<12}{each['core']:,.0f} a second of one core, "
            f"{each['events']:,} events, peak {each['peak']:.0f} MB",
            flush=True,
        )
        yield each


def measured(step: str, journal: str, folder: Path, events: int) -> dict[str, Any]:
    """Do one step, and tell how long it took and how much memory the process had at most, in MB."""
    key, bundle = KeyFile(folder / "key"), folder / "bundle"
    if step == "verify":
        began = Began()
        verdict = verify(bundle, Trust(tuple(signer.verifier for signer in key.signers())))
        assert verdict.holds, verdict.problems
        return began.told(verdict.entries)
    with open_library(journal, keyring=MemoryKeyring(), kek=bytes(32)) as al:
        began = Began()
        match step:
            case "fill":
                fill(al.journal, events)
            case "checkpoint":
                key.add(Signer.new(al.audit.begin()))
                began = Began()
                al.audit.checkpoint(key.signers())
            case "examine":
                al.audit.examine()
            case "bundle":
                al.audit.bundle(bundle)
        return began.told(al.journal.position())


class Began:
    """When some work began, by the clock and in time of the core."""

    def __init__(self) -> None:
        self._clock, self._core = time.perf_counter(), time.process_time()

    def told(self, events: int) -> dict[str, Any]:
        seconds, core = time.perf_counter() - self._clock, time.process_time() - self._core
        return {"events": events, "seconds": seconds, "rate": events / seconds, "core": events / core, "peak": peak()}


def fill(journal: Any, events: int) -> None:
    """So many questions, fifty to a problem, and in the last what is left."""
    envelope = {"occurred_at": AT, "recorded_at": AT, "actor": OWNER}
    for start in range(0, events, BATCH):
        batch = []
        for begun in range(start, min(start + BATCH, events), STREAM):
            stream, command = uuid4(), uuid4()
            batch += [
                NewEvent(stream=stream, version=version, command=command, event=question(), **envelope)
                for version in range(1, min(STREAM, events - begun) + 1)
            ]
        append_many(journal, batch)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("journal")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=0)
    options = parser.parse_args()
    print(json.dumps(measured(options.step, options.journal, options.folder, options.events)))
