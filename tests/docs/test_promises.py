"""Every promise has its row, every row names tests that are there, and what it says is on the screen is on the screen."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen
from examples import ROOT

PROMISES = ROOT / "docs" / "reference" / "promises.md"
CELL = r"((?:(?! \| ).)+)"
ROW = re.compile(rf"^\| P(\d+) \| {CELL} \| {CELL} \| `([^`]+)`: {CELL} \| {CELL} \|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
HOW_MANY = 78


@frozen
class Row:
    number: int
    command: str
    words: str
    proofs: tuple[tuple[str, str], ...]


def rows(text: str) -> list[Row]:
    return [
        Row(int(number), command, words, tuple(PROOF.findall(tests)))
        for number, _, _, command, words, tests in ROW.findall(text)
    ]


ROWS = rows(PROMISES.read_text("utf-8"))


def flaws(those: Sequence[Row]) -> list[str]:
    """What is wrong with a table of promises, before anything is run."""
    numbers = [row.number for row in those]
    found = [] if numbers == list(range(1, HOW_MANY + 1)) else [f"the rows are {numbers}"]
    found += [f"P{row.number} names no test" for row in those if not row.proofs]
    return found + [
        f"P{row.number}: there is no {path}::{name}"
        for row in those
        for path, name in row.proofs
        if name not in named_tests(ROOT / path)
    ]


@cache
def named_tests(path: Path) -> frozenset[str]:
    """The tests of a file that can fail: those that are neither skipped nor expected to fail."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any("skip" in ast.dump(each) or "xfail" in ast.dump(each) for each in node.decorator_list)
    )


def test_every_promise_has_a_row_that_names_tests_which_are_there() -> None:
    assert [] == flaws(ROWS)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("| P40 |", "| P41 |"),
        lambda text: re.sub(r"^\| P78 .*$", "", text, flags=re.MULTILINE),
        lambda text: text.replace("::test_", "::test_no_such_", 1),
        lambda text: text.replace("tests/domain/", "tests/nowhere/", 1),
        lambda text: text.replace(
            "| `metrics ward-set`: resolution rate |", "| one cell more | `metrics ward-set`: resolution rate |"
        ),
        lambda text: re.sub(r"(\| P9 .*)\| `tests/.*$", r"\1| nothing |", text, flags=re.MULTILINE),
    ],
)
def test_a_table_with_a_flaw_is_found_out(spoil: object) -> None:
    assert callable(spoil)
    assert flaws(rows(spoil(PROMISES.read_text("utf-8"))))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("promises")
    shown(where, "demo")
    return where


def shown(where: Path, command: str) -> str:
    """What a command prints of the demo that is kept there, on a wide terminal."""
    options = [*command.split(), "--db", f"sqlite:///{where}/demo.db"]
    done = subprocess.run(
        [sys.executable, "-c", "from actionlearning.cli import main; main()", *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "400", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", dict.fromkeys(row.command for row in ROWS))
def test_what_keeps_a_promise_is_on_the_screen(demo: Path, command: str) -> None:
    screen = shown(demo, command)
    assert [] == [f"P{row.number}: {row.words}" for row in ROWS if row.command == command and row.words not in screen]
