"""How long does an empty program take, and how long one that imports the package, or shows the help of the command line?"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from measuring import Contender
from places import Place
from telling import Question

UNIT = "ms"
ON = ("python",)

EMPTY = ("-c", "pass")
IMPORT = ("-c", "import actionlearning")
LIBRARY = ("-c", "from actionlearning import ActionLearning")
HELP = ("-c", "from actionlearning.cli import main; main()", "--help")
STOCK = ("-c", "import eventsourcing.application")
LEAST_ROUNDS = 15
"""A process takes so little that few rounds would tell more of the machine than of it."""


def took(arguments: tuple[str, ...]) -> Contender:
    """How many milliseconds one process takes, from its start to its end."""

    def measured(_: float) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, process_group=0)
        return 1000 * (time.perf_counter() - began)

    return measured


def importing(_: Place) -> Iterator[Question]:
    """Here *raw* is the empty program, and less is better. The package loads its parts when one of them is asked for."""
    contenders = {
        "ours": took(IMPORT),
        "stock": took(STOCK),
        "raw": took(EMPTY),
        "from actionlearning import ActionLearning": took(LIBRARY),
    }
    yield Question("", contenders, note="of raw: times an empty program")


def helping(_: Place) -> Iterator[Question]:
    """The same of the help, whose floor includes a library for command lines."""
    contenders = {"ours": took(HELP), "raw": took(EMPTY), "import click": took(("-c", "import click"))}
    yield Question("", contenders, note="of raw: times an empty program")
