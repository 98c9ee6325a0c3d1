"""The examples for those who embed the library are as well typed as the library: a strict mypy has nothing against them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from examples import ROOT, blocks

PAGES = ("README.md", "docs/how-to/embed.md")


def complaints(page: Path, folder: Path) -> list[str]:
    """What mypy says of the Python blocks of a page as one program, each line where it stands on the page."""
    lines = [""] * len(page.read_text("utf-8").splitlines())
    for block in blocks(page):
        if block.language == "python":
            body = block.body.splitlines()
            lines[block.line - 1 : block.line - 1 + len(body)] = body
    (folder / "page.py").write_text("\n".join(lines) + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--no-error-summary", "page.py"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT / "src"), "MYPY_CACHE_DIR": str(folder.parent / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("typed") / "page"


@pytest.mark.parametrize("name", PAGES)
def test_a_strict_mypy_has_nothing_against_the_examples(name: str, here: Path) -> None:
    here.mkdir(exist_ok=True)
    assert [] == complaints(ROOT / name, here)


def test_an_example_that_is_wrongly_typed_is_found_out_where_it_stands(here: Path) -> None:
    here.mkdir(exist_ok=True)
    page = here / "page.md"
    page.write_text("# Page\n\n```python\nfrom actionlearning import ActionLearning\n\nActionLearning.open(1)\n```\n", "utf-8")
    (told,) = complaints(page, here)
    assert told.startswith('page.py:6: error: Argument 1 to "open"')
