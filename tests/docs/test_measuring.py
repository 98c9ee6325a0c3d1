"""The page about the benchmarks, and the one in their room, name every case, option and file there is, and no other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import ROOT

BENCHMARKS = ROOT / "benchmarks"
PAGE = ROOT / "docs" / "how-to" / "measure-how-fast-it-is.md"
ROOM = BENCHMARKS / "README.md"
CODE = re.compile(r"`([^`]+)`")
PROGRAM = """
import json, run, scale
from options import parser
options = {each.option_strings[-1]: str(each.default) for each in parser(run.EVERY, run.LONG)._actions if each.option_strings}
print(json.dumps({"cases": [*run.EVERY, *run.LONG], "options": options, "scale": [*scale.COSTS, *scale.RATES]}))
"""


@pytest.fixture(scope="module")
def there() -> Any:
    """What a run can be asked for. It is a process of its own, for the rooms of benchmarks and of tests share some names."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=BENCHMARKS, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def table(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table that begins with such a first cell."""
    _, _, rest = page.read_text("utf-8").partition(f"\n| {heading} |")
    rows = rest.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def named(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in CODE.findall(cell)}


def test_the_page_says_what_each_case_asks(there: Any) -> None:
    assert sorted(there["cases"]) == sorted(name for row in table(PAGE, "case") for name in CODE.findall(row[0]))


def test_the_page_says_what_each_option_does_and_what_it_is_unless_given(there: Any) -> None:
    rows = table(PAGE, "option")
    assert set(there["options"]) - {"--help"} == named([row[0] for row in rows])
    unless_given = {row[0].strip("`"): row[2].replace(",", "") for row in rows}
    for option in ("--rounds", "--seconds", "--events"):
        assert there["options"][option] == unless_given[option].split(";")[0]
    assert there["options"]["--result"].endswith(unless_given["--result"].strip("`"))
    assert there["options"]["--peers"].endswith(unless_given["--peers"].strip("`"))


def test_the_page_says_what_is_told_of_a_journal_that_grows(there: Any) -> None:
    section = PAGE.read_text("utf-8").partition("\n## Whether anything grows")[2].partition("\n## ")[0]
    assert set() == set(there["scale"]) - set(CODE.findall(section))


def test_the_room_of_the_benchmarks_has_every_case_and_every_file_in_its_tables(there: Any) -> None:
    asking = table(ROOM, "file | case")
    assert set(there["cases"]) == named([row[1] for row in asking])
    others = named([row[0] for row in table(ROOM, "file | what it is for")])
    assert {file.name for file in BENCHMARKS.glob("*.py")} | {"libraries/"} == others | named([row[0] for row in asking])
