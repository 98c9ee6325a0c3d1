"""What is printed where a terminal has few characters, where a series is told, and where nothing can be written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from demos import Demo
from terminal import PROGRAM, done, ran

from actionlearning.cli.sparklines import sparkline

FEW = ({"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"})
BLOCKS = set("▁▂▃▄▅▆▇█░▶→“”")


@pytest.fixture
def here(kept: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    monkeypatch.setenv("ACTIONLEARNING_DB", kept.url)
    return kept


def test_a_sparkline_has_one_block_a_session_and_a_gap_where_nothing_is_known() -> None:
    assert "▁▅█ █" == sparkline([0, 5, 9, None, 9])
    assert "▁█" == sparkline([1, 10], (1, 10))
    assert "▁▁" == sparkline([0, 0])
    assert "" == sparkline([])


@pytest.mark.usefixtures("here")
def test_a_set_is_told_session_by_session_in_eighty_columns() -> None:
    out = done("metrics", "ward-set").out
    told = {line[:18].strip(): line.split() for line in out.partition("Session by session, 1 to 7")[2].splitlines() if line}
    assert {"questions", "open", "energy, going", "safety", "challenge", "support", "airtime, minutes"} < set(told)
    assert ["safety", "5.00", "▄▅▅▆▆▇▇", "9.00"] == told["safety"]
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "█▁▁▁▁█▁" in done("facilitation", "ward-set").out
    assert "█▁▁▁█▁" in done("facilitation", "adviser").out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("env", FEW, ids=str)
@pytest.mark.parametrize("command", ["metrics", "facilitation", "agenda", "impact"])
def test_a_terminal_with_few_characters_is_told_in_those(
    command: str, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    which = "calder-vale" if command == "impact" else "ward-set"
    run = subprocess.run([*PROGRAM, command, which], capture_output=True, check=False, timeout=60)
    assert (0, b"") == (run.returncode, run.stderr)
    assert not BLOCKS & set(run.stdout.decode("latin-1"))
    if command == "metrics":
        assert "safety              5.00  :==++**    9.00" in run.stdout.decode("ascii")
        assert "#########..........." in run.stdout.decode("ascii")


@pytest.mark.usefixtures("here")
def test_machines_are_told_the_same_in_any_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    told = done("learning", "M5", "--format", "json").json
    report = ("report", "M5", "--as-at", "2025-09-02T18:00:00+00:00", "--out", "-")
    page = ran(*report).out
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert told["member"] == ran("learning", "M5", "--format", "json").json["member"]
    assert page == ran(*report).out


@pytest.mark.usefixtures("here")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    "command", [["report", "M5", "--out", "-"], ["metrics", "ward-set"], ["metrics", "ward-set", "--format", "json"]]
)
def test_output_that_cannot_be_written_is_said_in_one_line(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run([*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (1, "actionlearning: cannot write the output: No space left on device\n") == (run.returncode, run.stderr.decode())


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "command", [["report", "M5", "--out", "-"], ["metrics", "ward-set"], ["metrics", "ward-set", "--format", "json"]]
)
def test_output_that_nobody_reads_is_said_in_one_line(command: list[str]) -> None:
    with subprocess.Popen([*PROGRAM, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read().decode()
    assert (1, "actionlearning: cannot write the output: Broken pipe\n") == (process.returncode, told)
