"""Run the benchmarks: in turns, as medians, as ratios within one run."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import audit
import catch_up
import command
import commit
import concurrent8
import impact
import load
import log
import machine
import scale
import slow_flush
import start_up
from apart import sizes_up_to
from cores import on_one_core
from measuring import trials
from options import parsed
from peers import missing
from pgbench import program
from places import NewDatabase, Place, Run, place, postgres_server
from telling import HEADING, Question, line, row


@dataclass(frozen=True)
class Case:
    """What is asked, in what, on which backends, and for how many rounds at least."""

    questions: Callable[[Place], Iterator[Question]]
    unit: str
    on: tuple[str, ...]
    least_rounds: int = 1


CASES = {
    "commit": Case(commit.questions, commit.UNIT, commit.ON),
    "concurrent8": Case(concurrent8.questions, concurrent8.UNIT, concurrent8.ON),
    "concurrent16_slow_flush": Case(slow_flush.questions, slow_flush.UNIT, slow_flush.ON),
    "command": Case(command.questions, command.UNIT, command.ON),
    "load1000": Case(load.questions, load.UNIT, load.ON),
    "log": Case(log.questions, log.UNIT, log.ON),
    "import": Case(start_up.importing, start_up.UNIT, start_up.ON, start_up.LEAST_ROUNDS),
    "help": Case(start_up.helping, start_up.UNIT, start_up.ON, start_up.LEAST_ROUNDS),
}
TABLES = ("catch_up", "impact", "audit")
"""What is measured over a whole journal, once, in processes of their own."""
EVERY = [*CASES, *TABLES]
LONG = ("scale",)
"""What is asked only by name, for it takes minutes."""


def asked(name: str, options: argparse.Namespace, run: Run) -> Iterator[dict[str, Any]]:
    """What one case tells on each of its backends, question by question."""
    case = CASES[name]
    for backend in (on for on in case.on if on in (*options.on, "python")):
        with place(backend, run) as here, on_one_core() if options.pinned else nullcontext():
            for question in case.questions(here):
                rounds = rounds_of(name, options)
                figures = trials(question.contenders, rounds=rounds, seconds=options.seconds)
                told = row(name, backend, case.unit, question, figures)
                told |= {
                    "rounds": rounds,
                    "seconds": options.seconds,
                    "settings": dict(here.settings),
                    "pinned": options.pinned,
                }
                print(line(told), flush=True)
                yield told


def rounds_of(name: str, options: argparse.Namespace) -> int:
    """How many rounds a case takes, however few are asked for."""
    return max(options.rounds, 1 if options.brief else CASES[name].least_rounds)


def tables(case: str, options: argparse.Namespace, new_database: NewDatabase) -> Iterator[dict[str, Any]]:
    """What one case tells of whole journals, on each backend."""
    for backend in options.on:
        folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
        try:
            match case:
                case "catch_up":
                    amounts = {"events": options.events, "stock_events": options.stock_events}
                    yield from catch_up.report(backend, folder, new_database, **amounts)
                case "audit":
                    yield from audit.report(backend, folder, new_database, events=options.events)
                case "impact":
                    yield from impact.report(backend, folder, new_database, most=options.events)
                case _:
                    sizes = scale.BRIEF if options.brief else sizes_up_to(options.events)
                    yield from scale.report(backend, folder, new_database, sizes)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def introduce(options: argparse.Namespace, facts: dict[str, Any]) -> None:
    """Print what the figures below rest on."""
    print(
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory']}, {facts['file_system']}, load {facts['load_before']}"
    )
    print(
        f"{facts['python']}, SQLite {facts['sqlite']}, " + ", ".join(f"{name} {of}" for name, of in facts["packages"].items())
    )
    turns = [(name, rounds_of(name, options)) for name in options.cases if name in CASES]
    more = [f"{name} {rounds}" for name, rounds in turns if rounds != options.rounds]
    rounds = f"{options.rounds} rounds in turns" + (f" ({', '.join(more)})" if more else "")
    print(f"medians of {rounds}, {options.seconds} s each; simulated journals from seed {catch_up.SEED}")
    if options.pinned:
        print("this process keeps to one core, and servers go where they like")
    nowhere = [
        f"{name}: not asked on {' and '.join(options.on)}, left out"
        for name, _ in turns
        if not {*options.on, "python"} & {*CASES[name].on}
    ]
    for sentence in [*nowhere, *missing(options.peers), *([] if program() else ["pgbench: not found, left out"])]:
        print(sentence)
    print()


def main(arguments: list[str] | None = None) -> int:
    """What the process ends with: 0, or 1 where the result could not be written, or 130 where Ctrl-C stopped it."""
    options = parsed(arguments, EVERY, LONG)
    kept = Kept(options, machine.facts())
    try:
        introduce(options, kept.facts)
        measure(options, kept)
    except KeyboardInterrupt:
        print("stopped, with nothing measured" if not kept.cases else f"stopped; measured until then: {options.result}")
        return 130
    for sentence in said(kept.cases):
        print(sentence)
    if kept.lost:
        return 1
    print(f"\nfor machines: {options.result}")
    return 0


def measure(options: argparse.Namespace, kept: Kept) -> None:
    with postgres_server() as new_database:
        if chosen := [case for case in options.cases if case in CASES]:
            print(HEADING)
        for case in chosen:
            for told in asked(case, options, Run(new_database, options.peers, options.brief)):
                kept.add(told)
        if chosen := [case for case in options.cases if case in TABLES]:
            print(f"\n{'case':<10}{'backend':<12}{'ours':>12}{'stock':>12}{'':>12}{'':>12}{'x stock':>9}")
        for case in chosen + [case for case in options.cases if case in LONG]:
            for told in tables(case, options, new_database):
                kept.add(told)


class Kept:
    """What has been found so far, written with every row, so that a long run that is stopped has told something."""

    def __init__(self, options: argparse.Namespace, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.cases: list[dict[str, Any]] = []
        self.lost = False
        self._file = options.result
        asked_for = {name: value for name, value in vars(options).items() if name not in ("named", "peers", "result")}
        self._options = {**asked_for, "seed": catch_up.SEED}

    def add(self, row: dict[str, Any]) -> None:
        """A result that cannot be written any more is said, and tried again with the next row."""
        self.cases.append(row)
        found = {"machine": self.facts, "options": self._options, "cases": self.cases}
        try:
            self._file.write_text(json.dumps(found, indent=2) + "\n")
        except OSError as cause:
            print(f"{self._file} cannot be written: {cause.strerror}", file=sys.stderr)
            self.lost = True
        else:
            self.lost = False


def said(results: list[dict[str, Any]]) -> Iterator[str]:
    """What each contender's own connection had set, once for each."""
    seen = set()
    for told in results:
        for name, settings in told.get("settings", {}).items():
            sentence = f"{told['backend']}, {name}: " + ", ".join(f"{key} {value}" for key, value in settings.items())
            if sentence not in seen:
                seen.add(sentence)
                yield sentence


if __name__ == "__main__":
    sys.exit(main())
