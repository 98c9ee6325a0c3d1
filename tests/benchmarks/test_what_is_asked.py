"""What a run is asked for is done as it was asked, or refused before anything is measured."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

RUN = Path(__file__).parents[2] / "benchmarks" / "run.py"


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(RUN.parent)
    return importlib.import_module("options")


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(RUN.parent)
    return importlib.import_module("apart")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("--rounds 0", "--rounds: 0 is too few; it has to be 1 at least"),
        ("--rounds -3", "--rounds: -3 is too few"),
        ("--rounds few", "--rounds: invalid number value: 'few'"),
        ("--seconds 0", "--seconds: 0 is no length of time; it has to be more than 0"),
        ("--seconds -1", "--seconds: -1 is no length of time"),
        ("--seconds nan", "--seconds: nan is no length of time"),
        ("--seconds inf", "--seconds: inf is no length of time"),
        ("--events 0", "--events: 0 is too few; it has to be 1000 at least"),
        ("--events -5", "--events: -5 is too few"),
        ("--stock-events -1", "--stock-events: -1 is too few; it has to be 100 at least"),
        ("--events 2000 --stock-events 2001", "--stock-events 2001 are more than the 2000 that there are (--events)"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(
    asked: str, why: str, options: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        options.parsed(asked.split(), ["commit", "log"], ["scale"])
    assert 2 == ended.value.code
    assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "cases"),
    [
        ("", ["commit", "log"]),
        ("log", ["log"]),
        ("--cases log", ["log"]),
        ("commit --cases log", ["commit", "log"]),
        ("commit log --cases log scale", ["commit", "log", "scale"]),
    ],
)
def test_cases_are_named_either_way_and_none_is_dropped(asked: str, cases: list[str], options: Any) -> None:
    assert cases == options.parsed(asked.split(), ["commit", "log"], ["scale"]).cases


def test_the_stock_runner_gets_no_more_than_there_is(options: Any) -> None:
    assert [10_000, 2_000] == [
        options.parsed(asked.split(), ["commit"], []).stock_events for asked in ("--events 20000", "--events 2000")
    ]


def test_a_result_that_cannot_be_written_is_refused_before_anything_is_measured(
    tmp_path: Path, options: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for place, why in ((tmp_path, "Is a directory"), (tmp_path / "file" / "bench.json", "File exists")):
        with pytest.raises(SystemExit) as ended:
            options.parsed(["--result", str(place)], ["commit"], [])
        assert 2 == ended.value.code
        assert f"--result {place} cannot be written: {why}" in capsys.readouterr().err


def test_what_an_earlier_run_wrote_stays_until_there_is_something_to_write(tmp_path: Path, options: Any) -> None:
    earlier, new = tmp_path / "earlier.json", tmp_path / "made" / "new.json"
    earlier.write_text("{}")
    for place in (earlier, new):
        assert place == options.parsed(["--result", str(place)], ["commit"], []).result
    assert "{}" == earlier.read_text()
    assert [] == list(new.parent.iterdir())


def test_a_run_that_is_interrupted_keeps_what_it_measured_and_ends_quietly(tmp_path: Path) -> None:
    result = tmp_path / "bench.json"
    command = [sys.executable, str(RUN), "catch_up", "scale", "--brief", "--on", "sqlite", "--events", "2000"]
    run = subprocess.Popen(
        [*command, "--result", str(result)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    for _ in range(600):
        if result.exists():
            break
        time.sleep(0.1)
    time.sleep(1)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert (130, "") == (run.returncode, err)
    assert f"stopped; measured until then: {result}" == out.splitlines()[-1]
    assert ["catch_up"] == [each["case"] for each in json.loads(result.read_text())["cases"]]


@pytest.mark.parametrize(
    ("most", "sizes"),
    [(1_000, [1_000]), (10_000, [10_000]), (50_000, [10_000, 50_000]), (10**6, [10**4, 10**5, 10**6])],
)
def test_the_longest_journal_is_as_long_as_was_asked(most: int, sizes: list[int], apart: Any) -> None:
    assert sizes == apart.sizes_up_to(most)


def test_a_journal_is_as_long_as_was_asked(tmp_path: Path) -> None:
    result = tmp_path / "bench.json"
    command = [sys.executable, str(RUN), "impact", "audit", "--on", "sqlite", "--events", "1010", "--result", str(result)]
    subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    looked, *audited = json.loads(result.read_text())["cases"]
    assert 1010 <= looked["events"] < 1030
    assert {1010} == {each["events"] for each in audited if each["step"] == "fill"}


def test_the_rounds_that_are_told_are_those_that_are_taken(tmp_path: Path) -> None:
    result = tmp_path / "bench.json"
    command = [sys.executable, str(RUN), "import", "concurrent16_slow_flush", "--on", "sqlite", "--rounds", "1"]
    done = subprocess.run([*command, "--result", str(result)], capture_output=True, text=True, check=True, timeout=120)
    assert "medians of 1 rounds in turns (import 15), 0.3 s each" in done.stdout
    assert "concurrent16_slow_flush: not asked on sqlite, left out" in done.stdout
    assert [15] == [each["rounds"] for each in json.loads(result.read_text())["cases"]]


def test_a_case_that_does_not_exist_is_refused() -> None:
    done = subprocess.run([sys.executable, str(RUN), "comit"], capture_output=True, text=True, check=False, timeout=60)
    assert 2 == done.returncode
    assert "comit is no case; there are commit, concurrent8" in done.stderr


def test_what_takes_minutes_is_asked_only_by_name() -> None:
    done = subprocess.run([sys.executable, str(RUN), "--help"], capture_output=True, text=True, check=True, timeout=60)
    assert "only by name: scale" in " ".join(done.stdout.split())
