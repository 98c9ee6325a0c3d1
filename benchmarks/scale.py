"""Does what one command, load or view costs grow with the journal, and do reading, catching up and auditing it grow linearly?

Journals of ten thousand events, of a hundred thousand and so on up to as many as were asked for are measured. Commands and
loads are of problems in the middle of each; the agenda and the impact are of the first programme and its first set, which are
the same in all of them, with tables caught up. Whatever goes through a whole journal is a process of its own, which tells its
peak memory too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar
from uuid import uuid4

from apart import told_apart
from memory import peak, watched
from sample import TEXT

from actionlearning import problems
from actionlearning.application.library import ActionLearning
from actionlearning.application.opening import open_library
from actionlearning.application.remembered import Remembered
from actionlearning.application.work import Work
from actionlearning.audit.note import Signer
from actionlearning.domain.values import ProblemId
from actionlearning.journal.port import Recorded
from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.impact import Impact
from actionlearning.projections.tables.scope import Scopes
from actionlearning.projections.tables.tables import Tables
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.simulation.simulate import simulate

T = TypeVar("T")

SEED = 1
BRIEF = (1_000, 2_000)
"""Where it is only to be seen that all of it runs."""

SAMPLE = 100
"""Of how many problems, at most, the median is taken."""

LOOKS = 15
"""Of how many looks at one set, or one programme."""

COSTS = ("command", "remembered", "flush", "load", "agenda", "impact")
"""Milliseconds each; should not grow. The flush is the disk alone, whatever else is going on: no command can be without one."""

RATES = ("read", Scopes.name, Tables.name, "checkpoint", "examine")
"""Events a second, over the whole journal; should not shrink. To examine is to hash again what a checkpoint has hashed."""


def report(backend: str, folder: Path, new_database: Callable[[str], str], sizes: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Some lines for each size, on one backend; in brackets, how many times the figure of the first size it is."""
    first: dict[str, Any] = {}
    for size in sizes:
        file = folder / f"scale{size}.db"
        one = measured(f"sqlite:///{file}" if backend == "sqlite" else new_database(f"scale_{size}"), events=size)
        first = first or one
        times = {name: one[name] / first[name] for name in (*COSTS, *RATES)}
        told = {"case": "scale", "backend": backend, **one, "times": times}
        print(lines(told), flush=True)
        for left in folder.glob(f"{file.name}*"):
            left.unlink()
        yield told


def measured(journal: str, *, events: int) -> dict[str, Any]:
    """Make a journal of so many events, unless there is one, and measure everything in it."""
    each = {what: told_apart(__file__, what, journal, "--events", events) for what in ("simulate", *RATES, "costs")}
    peaks = {what: told.pop("peak") for what, told in each.items()}
    seconds = {what: told.pop("seconds") for what, told in each.items()}
    length = each["simulate"]["events"]
    return each["simulate"] | each["costs"] | {what: length / seconds[what] for what in RATES} | {"peaks": peaks}


def lines(told: Mapping[str, Any]) -> str:
    """The same for people."""
    costs = ", ".join(f"{name} {told[name]:.2f} ms ({told['times'][name]:.2f})" for name in COSTS)
    least = ", ".join(f"{name} {told['least'][name]:.2f}" for name in COSTS)
    rates = ", ".join(f"{name} {told[name]:,.0f}/s ({told['times'][name]:.2f})" for name in RATES)
    peaks = ", ".join(f"{name} {peak:.0f}" for name, peak in told["peaks"].items())
    made = f"made at {told['made']:,.0f}/s" if told["made"] else "made before"
    head = f"{'scale':<10}{told['backend']:<12}{told['events']:>12,} events of {told['programmes']:,} programmes, {made}"
    return f"{head}\n    {costs}\n    at least: {least}\n    {rates}\n    peaks in MB: {peaks}"


def one_thing(what: str, journal: str, events: int) -> dict[str, Any]:
    """Do one thing, and tell how much memory the process had at most, in MB, and the one beside it, if there was one."""
    beside = what in (Scopes.name, Tables.name)
    with open_library(journal, keyring=MemoryKeyring()) as al, watched() if beside else nullcontext(peak) as peaks:
        began = time.perf_counter()
        match what:
            case "simulate":
                told = made(al, events)
            case "costs":
                told = costs(al)
            case "read":
                told = {"events": sum(1 for recorded in al.journal.read_all() if recorded.event is not None)}
            case "checkpoint":
                al.audit.checkpoint([Signer.new(al.audit.begin())])
                told = {}
            case "examine":
                told = {"events": al.audit.examine().hashed}
            case _:
                al.projections.catch_up(what, beside=True)
                told = {}
        told["seconds"] = time.perf_counter() - began
        return told | {"peak": peaks()}


def made(al: ActionLearning, events: int) -> dict[str, Any]:
    """A simulated journal: a new one, or the one that is there."""
    rate = 0.0 if al.journal.position() else simulate(al.journal, seed=SEED, events=events).rate
    programmes = sum(1 for _ in al.journal.read_all(names=["programme.chartered"]))
    return {"events": al.journal.position(), "programmes": programmes, "made": rate}


def costs(al: ActionLearning) -> dict[str, Any]:
    """Milliseconds of each thing that is about a part of the journal: the median, and the quickest.

    Commands come last, for they add to the journal.
    """
    first = next(al.journal.read_all(names=["programme.chartered"])).stream
    formed = next(each.stream for each in al.journal.read_all(names=["set.formed"]) if each.event.programme == first)
    took = {
        "agenda": looking(lambda: al.view(SessionAgenda, set=formed)),
        "impact": looking(lambda: al.view(Impact, programme=first)),
    }
    middle = al.journal.position() // 2
    committed = [*islice(al.journal.read_all(after=middle, names=["problem.action-committed"]), SAMPLE)]
    one_each = [*{recorded.stream: recorded for recorded in committed}.values()]
    took["load"] = milliseconds(partial(loading, al), one_each)
    al.remembered = Remembered(0)
    took["command"] = milliseconds(partial(commanding, al), one_each)
    al.remembered = Remembered()
    for each in one_each:
        commanding(al, each)  # so that each of these problems is remembered
    took["remembered"] = milliseconds(partial(commanding, al), one_each)
    with tempfile.TemporaryFile(buffering=0) as file:
        took["flush"] = milliseconds(lambda _: flushing(file), one_each)
    medians = {name: statistics.median(each) for name, each in took.items()}
    return medians | {"least": {name: min(each) for name, each in took.items()}}


def loading(al: ActionLearning, committed: Recorded[Any]) -> None:
    """A new unit of work that remembers nothing."""
    work = Work(al.journal, actor=committed.actor, at=committed.occurred_at, new_id=uuid4, remembered=Remembered(0))
    work.problem(ProblemId(committed.stream))


def commanding(al: ActionLearning, committed: Recorded[Any]) -> None:
    """Say, late, how far an action had come: the problem is loaded, the event decided on, sealed, guarded and flushed."""
    owner = al.acting_as(committed.actor, at=committed.occurred_at)
    owner.do(problems.report_progress, problem=ProblemId(committed.stream), action=committed.event.action, note=TEXT)


def flushing(file: IO[bytes]) -> None:
    """Write as much as the smallest commit, and wait until the disk has it."""
    file.write(bytes(4096))
    os.fsync(file.fileno())


def looking(look: Callable[[], object]) -> list[float]:
    """How long several looks take. The first one opens what the others find open, and does not count."""
    look()
    return milliseconds(lambda _: look(), range(LOOKS))


def milliseconds(work: Callable[[T], object], of: Iterable[T]) -> list[float]:
    """How long the work on each of these takes."""
    took = []
    for each in of:
        began = time.perf_counter()
        work(each)
        took.append(1000 * (time.perf_counter() - began))
    return took


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["simulate", "costs", *RATES])
    parser.add_argument("journal")
    parser.add_argument("--events", type=int, default=0)
    options = parser.parse_args()
    print(json.dumps(one_thing(options.what, options.journal, options.events)))
