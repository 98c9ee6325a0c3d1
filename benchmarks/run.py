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


def tables(case: str, options: argparse.Namespace, new_database: NewDatabase) -> list[dict[str, Any]]:
    """What one case tells of tables that are kept beside a simulated journal, on each backend."""
    told: list[dict[str, Any]] = []
    for backend in options.on:
        folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
        try:
            if case == "catch_up":
                amounts = {"events": options.events, "stock_events": options.stock_events}
                told.append(catch_up.report(backend, folder, new_database, **amounts))
            elif case == "audit":
                told += audit.report(backend, folder, new_database, events=options.events)
            elif case == "impact":
                told += impact.report(backend, folder, new_database, most=options.events)
            else:
                sizes = scale.BRIEF if options.brief else scale.sizes_up_to(options.events)
                told += scale.report(backend, folder, new_database, sizes)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return told


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


def main(arguments: list[str] | None = None) -> None:
    options = parsed(arguments, EVERY, LONG)
    facts = machine.facts()
    introduce(options, facts)
    results: list[dict[str, Any]] = []
    with postgres_server() as new_database:
        if chosen := [case for case in options.cases if case in CASES]:
            print(HEADING)
        for case in chosen:
            results += asked(case, options, Run(new_database, options.peers, options.brief))
            keep(options, facts, results)
        if chosen := [case for case in options.cases if case in TABLES]:
            print(f"\n{'case':<10}{'backend':<12}{'ours':>12}{'stock':>12}{'':>12}{'':>12}{'x stock':>9}")
        for case in chosen + [case for case in options.cases if case in LONG]:
            results += tables(case, options, new_database)
            keep(options, facts, results)
    for sentence in said(results):
        print(sentence)
    print(f"\nfor machines: {options.result}")


def keep(options: argparse.Namespace, facts: dict[str, Any], results: list[dict[str, Any]]) -> None:
    """Write what has been found so far, so that a long run that is stopped has told something."""
    options.result.parent.mkdir(parents=True, exist_ok=True)
    asked_for = {name: value for name, value in vars(options).items() if name not in ("named", "peers", "result")}
    found = {"machine": facts, "options": {**asked_for, "seed": catch_up.SEED}, "cases": results}
    options.result.write_text(json.dumps(found, indent=2) + "\n")


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
