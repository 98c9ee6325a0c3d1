"""What a run may be asked for: which cases, how much, how often, and where the result goes. What makes no sense is refused."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["BACKENDS", "parsed", "parser"]

BUILD = Path(__file__).parents[1] / "build"
BACKENDS = ("sqlite", "postgresql")
LEAST_EVENTS, LEAST_STOCK_EVENTS, STOCK_EVENTS = 1_000, 100, 10_000
"""A journal of less has nothing in it of some things that are asked about."""


def parser(usual: Sequence[str], by_name: Sequence[str]) -> argparse.ArgumentParser:
    """``usual`` are the cases that are asked unless others are, ``by_name`` those that are only asked by their names."""

    def case(name: str) -> str:
        if name not in (*usual, *by_name):
            raise argparse.ArgumentTypeError(f"{name} is no case; there are {', '.join((*usual, *by_name))}")
        return name

    made = argparse.ArgumentParser(description="Run the benchmarks: in turns, as medians, as ratios within one run.")
    choice = f"{', '.join(usual)}; only by name: {', '.join(by_name)}"
    made.add_argument("cases", nargs="*", type=case, metavar="case", help=choice)
    made.add_argument("--cases", dest="named", nargs="+", default=[], type=case, metavar="case", help="the same, as an option")
    made.add_argument("--on", nargs="+", choices=BACKENDS, default=BACKENDS, help="only these backends")
    made.add_argument("--rounds", type=_at_least(1), default=5)
    made.add_argument("--seconds", type=_seconds, default=0.3, help="of each contender in each round")
    made.add_argument(
        "--events",
        type=_at_least(LEAST_EVENTS),
        default=20_000,
        help="of the simulated journal, such as 1000000 for a long run",
    )
    made.add_argument(
        "--stock-events",
        type=_at_least(LEAST_STOCK_EVENTS),
        help=f"of its beginning that the stock runner gets [default: {STOCK_EVENTS}, or all there are]",
    )
    made.add_argument("--pinned", action="store_true", help="keep this process, all contenders in it, on one core")
    made.add_argument("--brief", action="store_true", help="only look that all of it runs: what is made ready is small")
    made.add_argument("--peers", type=Path, default=BUILD / "peers", help="where other libraries are installed")
    made.add_argument("--result", type=Path, default=BUILD / "bench.json", help="where the JSON goes")
    return made


def parsed(arguments: list[str] | None, usual: Sequence[str], by_name: Sequence[str]) -> argparse.Namespace:
    asking = parser(usual, by_name)
    options = asking.parse_args(arguments)
    options.cases = [*dict.fromkeys([*options.cases, *options.named])] or [*usual]
    options.on = [*dict.fromkeys(options.on)]
    if options.stock_events is None:
        options.stock_events = min(STOCK_EVENTS, options.events)
    if options.stock_events > options.events:
        asking.error(f"--stock-events {options.stock_events} are more than the {options.events} that there are (--events)")
    try:
        _try_to_write(options.result)
    except OSError as cause:
        asking.error(f"--result {options.result} cannot be written: {cause.strerror}")
    return options


def _try_to_write(file: Path) -> None:
    """What is there stays as it is until there is something to write."""
    file.parent.mkdir(parents=True, exist_ok=True)
    there = file.exists()
    with file.open("a"):
        pass
    if not there:
        file.unlink()


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        found = int(text)
        if found < least:
            raise argparse.ArgumentTypeError(f"{found} is too few; it has to be {least} at least")
        return found

    number.__name__ = "number"  # what argparse calls it
    return number


def _seconds(text: str) -> float:
    found = float(text)
    if not (math.isfinite(found) and found > 0):
        raise argparse.ArgumentTypeError(f"{text} is no length of time; it has to be more than 0")
    return found
