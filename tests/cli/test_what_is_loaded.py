"""What importing the package and asking for help may load: next to nothing, so that both cost next to nothing."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest
from terminal import done

from actionlearning.cli.app import COMMANDS, app

HEAVY = ("attr", "attrs", "cryptography", "eventsourcing", "msgspec", "psycopg", "rich")
ROOMS = ("domain", "sealing", "journal", "projections", "application", "exchange", "report", "simulation", "demo", "testing")
MAIN = "import sys; from actionlearning.cli import main; sys.argv[1:] = {arguments!r}; main()"


def loaded_by(program: str) -> set[str]:
    """Every module that a process of its own has loaded by its end."""
    program = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); {program}"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    return set(ran.stderr.decode().split())


def heavy(loaded: set[str]) -> set[str]:
    forbidden = {*HEAVY, *(f"actionlearning.{room}" for room in ROOMS)}
    return {name for name in loaded if any(name == each or name.startswith(f"{each}.") for each in forbidden)}


def test_importing_the_package_loads_nothing_but_itself() -> None:
    before = loaded_by("pass")
    assert {"actionlearning"} == {name for name in loaded_by("import actionlearning") - before if not name.startswith("_")}
    control = loaded_by("import actionlearning; actionlearning.ActionLearning")
    assert {"attr", "actionlearning.application.library"} < heavy(control)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_loads_click_and_no_library(arguments: list[str]) -> None:
    loaded = loaded_by(MAIN.format(arguments=arguments))
    assert set() == heavy(loaded)
    assert {"actionlearning.cli", *(f"actionlearning.cli.{room}" for room in ("app", "settings", "streams"))} == {
        name for name in loaded if name.startswith("actionlearning.")
    }
    control = heavy(loaded_by(MAIN.format(arguments=["commands"])))
    assert {"attr", "msgspec", "actionlearning.domain", "actionlearning.application"} < control


def test_help_shows_every_command_with_the_first_line_of_its_own_help() -> None:
    shown = dict(re.findall(r"^  ([a-z]+) +(.+(?:\n {6,}.+)*)", done("--help").out.partition("Commands:")[2], re.MULTILINE))
    context = click.Context(app)
    said = {name: command.help for name in COMMANDS if (command := app.get_command(context, name)) is not None}
    assert {name: (line or "").splitlines()[0] for name, line in said.items()} == {
        name: " ".join(words.split()) for name, words in shown.items()
    }
