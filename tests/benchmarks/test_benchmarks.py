"""The benchmarks run, all of them, and what they tell follows from what they measured. None of this is a test of speed."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RUN = ROOT / "benchmarks" / "run.py"
PEERS = ROOT / "build" / "peers"

IN_TURNS = ["commit", "concurrent8", "concurrent16_slow_flush", "command", "load1000", "log", "import", "help"]
TABLES = ["catch_up", "impact", "audit"]
STEPS = ["fill", "checkpoint", "examine", "bundle", "verify"]
LONG = ["scale"]
COSTS, RATES = (
    {"command", "remembered", "flush", "load", "agenda", "impact"},
    {"read", "scopes", "tables", "checkpoint", "examine"},
)
QUESTIONS = {
    ("commit", "", "sqlite"),
    ("commit", "", "postgresql"),
    ("concurrent8", "8 deciding", "sqlite"),
    ("concurrent8", "8 recording", "sqlite"),
    ("concurrent8", "8 deciding", "postgresql"),
    ("concurrent8", "8 recording", "postgresql"),
    ("concurrent16_slow_flush", "16 recording", "postgresql"),
    ("concurrent16_slow_flush", "16 deciding", "postgresql"),
    ("concurrent16_slow_flush", "16 recording, 2 ms flush", "postgresql"),
    ("concurrent16_slow_flush", "16 deciding, 2 ms flush", "postgresql"),
    ("command", "", "sqlite"),
    ("command", "", "postgresql"),
    ("command", "as both come", "sqlite"),
    ("command", "remembered", "sqlite"),
    ("command", "as both come", "postgresql"),
    ("command", "remembered", "postgresql"),
    ("load1000", "", "sqlite"),
    ("load1000", "", "postgresql"),
    ("load1000", "as both come", "sqlite"),
    ("load1000", "remembered", "sqlite"),
    ("load1000", "as both come", "postgresql"),
    ("load1000", "remembered", "postgresql"),
    ("log", "", "sqlite"),
    ("log", "", "postgresql"),
    ("import", "", "python"),
    ("help", "", "python"),
}


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(RUN.parent)
    return importlib.import_module("measuring")


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(RUN.parent)
    return importlib.import_module("telling")


def ran(result: Path, *arguments: str, peers: Path | None = None, seconds: int = 300) -> dict[str, Any]:
    """A run of a moment. It is a process of its own, for the rooms of benchmarks and of tests share some names."""
    moment = ["--brief", "--rounds", "1", "--seconds", "0.001", "--result", str(result)]
    command = [sys.executable, str(RUN), *moment, "--peers", str(peers or result.parent / "none"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    assert done.returncode == 0, done.stderr
    for sentence in ("emmett on sqlite: not installed, left out", "simulated journals from seed 1"):
        assert peers is not None or sentence in done.stdout
    found: dict[str, Any] = json.loads(result.read_text())
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one run of a moment told of all cases in turns."""
    return ran(tmp_path_factory.mktemp("bench") / "bench.json", *IN_TURNS)


def test_every_case_runs_for_a_moment_and_tells_what_its_ratios_rest_on(found: dict[str, Any]) -> None:
    assert QUESTIONS == {(each["case"], each["variant"], each["backend"]) for each in found["cases"]}
    assert {"processor", "cores", "python", "sqlite", "packages", "file_system"} < set(found["machine"])
    assert (1, 0.001, 1) == tuple(found["options"][name] for name in ("rounds", "seconds", "seed"))
    for each in found["cases"]:
        assert 0 < each["ours"]
        assert each["ours"] / each["floor"] == each["of_floor"]
        if each["stock"] is not None:
            assert each["ours"] / each["stock"] == each["x_stock"]
        if "serial" in each["others"]:
            assert each["ours"] / each["others"]["serial"] == each["x_serial"]


def test_everybody_flushes_every_commit_and_only_the_slow_flush_waits(found: dict[str, Any]) -> None:
    for each in found["cases"]:
        for who, settings in each["settings"].items():
            if each["backend"] == "sqlite":
                safe = (settings["journal_mode"], settings["synchronous"], settings["isolation"])
                assert ("wal", "FULL", "serializable") == safe, who
            else:
                safe = (settings["fsync"], settings["synchronous_commit"], settings["transaction_isolation"])
                assert ("on", "on", "read committed") == safe, who
                assert ("2000" if "2 ms flush" in each["variant"] else "0") == settings["commit_delay"], who


def test_every_contender_tells_what_its_own_connection_has_set(found: dict[str, Any]) -> None:
    for each in found["cases"]:
        contenders = {"ours", *each["others"]} | {name for name, key in (("stock", "stock"), ("raw", "floor")) if each[key]}
        shared = {"raw in line"}  # the connections of the raw driver
        assert each["backend"] == "python" or set() == contenders - shared - set(each["settings"]), each["case"]


def test_importing_the_package_stands_beside_importing_the_library_which_is_more(found: dict[str, Any]) -> None:
    (imported,) = (each for each in found["cases"] if each["case"] == "import")
    assert imported["ours"] < imported["others"]["from actionlearning import ActionLearning"]


@pytest.mark.soak
def test_the_tables_beside_a_journal_are_measured_on_both_backends(tmp_path: Path) -> None:
    found = ran(tmp_path / "bench.json", *TABLES, *LONG, "--events", "2000", "--stock-events", "200", seconds=600)
    expected = {(case, backend) for case in TABLES + LONG for backend in ("sqlite", "postgresql")}
    assert expected == {(each["case"], each["backend"]) for each in found["cases"]}


def test_a_journal_is_signed_examined_taken_out_and_verified_on_both_backends(tmp_path: Path) -> None:
    found = ran(tmp_path / "bench.json", "audit", "--events", "1010")["cases"]
    assert [("audit", backend, step) for backend in ("sqlite", "postgresql") for step in STEPS] == [
        (each["case"], each["backend"], each["step"]) for each in found
    ]
    for each in found:
        assert 1010 <= each["events"] <= 1020
        assert all(0 < each[what] for what in ("seconds", "rate", "core", "peak"))
        assert each["events"] / each["seconds"] == each["rate"]


def test_all_cases_there_are_are_tried_here() -> None:
    program = "import json, run; print(json.dumps([*run.EVERY, *run.LONG]))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=RUN.parent, capture_output=True, text=True, check=True, timeout=60)
    assert set(IN_TURNS + TABLES + LONG) == set(json.loads(done.stdout))


def test_a_journal_that_grows_is_measured_at_each_size_and_beside_its_first(tmp_path: Path) -> None:
    first, second = ran(tmp_path / "bench.json", *LONG, "--on", "sqlite")["cases"]
    for each in (first, second):
        assert ("scale", "sqlite") == (each["case"], each["backend"])
        assert COSTS | RATES == set(each["times"])
        assert {what: each[what] / first[what] for what in each["times"]} == each["times"]
        assert RATES | {"simulate", "costs"} == set(each["peaks"])
        assert COSTS == {what for what, least in each["least"].items() if 0 < least <= each[what]}
        assert all(0 < each[what] for what in ("events", "programmes", "made", *each["times"]))
    assert first["events"] < second["events"]


@pytest.mark.soak
@pytest.mark.skipif(not PEERS.exists(), reason="no peer is installed; `make peers` does")
def test_the_peers_that_are_installed_take_their_turns(tmp_path: Path) -> None:
    found = ran(tmp_path / "bench.json", "commit", "command", "load1000", "log", peers=PEERS, seconds=600)
    for each in found["cases"]:
        assert {"emmett", "eventsource-py", "protean"} & set(each["others"])


# How a rate is taken


def test_contenders_take_turns_and_the_first_round_does_not_count(measuring: Any) -> None:
    turns: list[str] = []

    def contender(name: str, first: float) -> Any:
        figures = iter([first, 1.0, 2.0, 9.0])

        def measured(_: float) -> float:
            turns.append(name)
            return next(figures)

        return measured

    figures = measuring.trials({"a": contender("a", 1000.0), "b": contender("b", 0.0)}, rounds=3, seconds=0.1)
    assert ["a", "b", "b", "a", "a", "b", "b", "a"] == turns
    assert {"a": [1.0, 2.0, 9.0], "b": [1.0, 2.0, 9.0]} == figures
    assert {"a": 2.0, "b": 2.0} == measuring.medians(figures)


def test_workers_together_each_have_a_thread_and_what_they_do_is_added_up(measuring: Any) -> None:
    threads: set[int] = set()
    done: list[int] = []

    def work() -> int:
        threads.add(threading.get_ident())
        done.append(1)
        return 1

    with ExitStack() as closing:
        rate = measuring.together([work] * 4, closing.callback)(0.01)
    assert 4 == len(threads)
    assert len(done) / rate == pytest.approx(0.01, abs=0.5)


def test_what_one_worker_raises_is_not_lost(measuring: Any) -> None:
    def fails() -> int:
        raise ZeroDivisionError

    with ExitStack() as closing, pytest.raises(ZeroDivisionError):
        measuring.together([lambda: 1, fails], closing.callback)(0.01)


def test_a_contender_that_gives_up_is_left_out_and_the_others_go_on(measuring: Any, capsys: pytest.CaptureFixture[str]) -> None:
    figures = iter([1.0, 2.0])

    def gives_up(_: float) -> float:
        for figure in figures:
            return figure
        raise measuring.GivesUp("it has ended")

    assert {"b": [5.0] * 3} == measuring.trials({"a": gives_up, "b": lambda _: 5.0}, rounds=3, seconds=0.1)
    assert "a is left out: it has ended\n" == capsys.readouterr().out


# What is told


def test_a_row_has_medians_ratios_the_middle_half_and_its_aim(telling: Any) -> None:
    figures = {"ours": [9.0, 10.0, 11.0], "stock": [2.0, 2.0, 2.0], "raw": [20.0, 20.0, 20.0], "pgbench": [40.0, 40.0, 40.0]}
    told = telling.row("commit", "postgresql", "commits/s", telling.Question("", {}, note="as it is"), figures)
    assert {
        "case": "commit",
        "variant": "",
        "backend": "postgresql",
        "unit": "commits/s",
        "ours": 10.0,
        "stock": 2.0,
        "floor": 20.0,
        "x_stock": 5.0,
        "of_floor": 0.5,
        "others": {"pgbench": 40.0},
        "middle_half": {"ours": [9.5, 10.5], "stock": [2.0, 2.0], "raw": [20.0, 20.0], "pgbench": [40.0, 40.0]},
        "aim": {"of_floor": 0.85},
        "note": "as it is",
    } == told
    head, beside = telling.line(told).splitlines()
    assert [
        "commit",
        "postgresql",
        "10.0",
        "2.0",
        "20.0",
        "commits/s",
        "5.00",
        "0.50",
        "aim:",
        "of",
        "raw",
        "0.85",
    ] == head.split()
    assert "pgbench 40.0; as it is" == beside.strip()


def test_a_peer_that_is_half_installed_is_left_out_with_a_sentence(tmp_path: Path) -> None:
    runs_nothing = tmp_path / "protean" / "bin" / "python"
    for made in (tmp_path / "eventsource-py" / "ready", tmp_path / "protean" / "ready", runs_nothing):
        made.parent.mkdir(parents=True, exist_ok=True)
        made.touch()
    runs_nothing.write_text("#!/no/such/interpreter\n")
    runs_nothing.chmod(0o755)
    command = [sys.executable, str(RUN), "commit", "--brief", "--rounds", "1", "--seconds", "0.001", "--peers", str(tmp_path)]
    done = subprocess.run(
        [*command, "--result", str(tmp_path / "bench.json")], capture_output=True, text=True, check=False, timeout=120
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert "eventsource-py on sqlite: half installed, without eventsource-py/bin/python, left out" in done.stdout
    assert "protean is left out: it cannot be started: " in done.stdout
    assert {"eventsource-py", "protean"}.isdisjoint(json.loads((tmp_path / "bench.json").read_text())["cases"][1]["others"])


def test_every_case_that_is_asked_in_turns_has_an_aim_or_needs_none(telling: Any) -> None:
    assert set(telling.AIMS) < QUESTIONS
    assert {case for case, _, _ in telling.AIMS} == set(IN_TURNS)
