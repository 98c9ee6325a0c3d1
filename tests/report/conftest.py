"""What tests of the report look at: Calder Vale's year recorded once, and a small set of four to carry on with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from actionlearning import ActionLearning
from actionlearning.application.names import Names
from actionlearning.application.opening import open_library
from actionlearning.application.scripts import ScriptClock, run
from actionlearning.report.making import page_about
from actionlearning.report.page import Page, as_html
from actionlearning.sealing.keyring import MemoryKeyring

sys.path.insert(0, str(Path(__file__).parents[1] / "application"))

AFTER = datetime(2025, 10, 1, 9, tzinfo=UTC)
"""When the demo is looked at, unless a test says otherwise."""


@pytest.fixture(scope="session")
def vale() -> Iterator[ActionLearning]:
    """The demo in memory. Tests look at it and record nothing."""
    clock = ScriptClock(AFTER)
    al = open_library("memory:", keyring=MemoryKeyring(), clock=clock)
    lines = resources.files("actionlearning.demo").joinpath("calder-vale.jsonl").read_text("utf-8").split("\n")
    assert list(run(al, lines, name="calder-vale", clock=clock))
    clock.now = AFTER
    with al:
        yield al


@pytest.fixture(scope="session")
def page_of(vale: ActionLearning) -> Callable[..., Page]:
    """A page of the demo about an alias; each is made once."""
    names, made = Names(vale.journal), {}

    def page(alias: str, **options: Any) -> Page:
        key = (alias, tuple(options.items()))
        if key not in made:
            made[key] = page_about(vale, names.id(alias), **options)
        return made[key]

    return page


@pytest.fixture(scope="session")
def html_of(page_of: Callable[..., Page]) -> Callable[..., str]:
    """The same as HTML."""
    return lambda alias, **options: as_html(page_of(alias, **options))
