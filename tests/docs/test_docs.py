"""Every code block of the README and the documentation runs, every link leads somewhere, and no page is out of date."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import attrs
import click
import examples
import generated
import pytest
from examples import PAGES, ROOT, Run, agrees

from actionlearning.cli.app import COMMANDS, app
from actionlearning.projections.evaluation_levels import BehaviourLevel, LearningLevel, ReactionLevel
from actionlearning.projections.evaluation_of_results import ResultsLevel, ReturnLevel
from actionlearning.projections.figures import Figures
from actionlearning.projections.money import Money, Return
from actionlearning.projections.success_cases import SuccessCases

POSTGRESQL = "postgresql://learning@db.example/learning"
"""The server that the pages name; here a real one stands in for it."""

REFERENCE = ROOT / "docs" / "reference"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page says itself what the environment holds."""
    for name in [name for name in os.environ if name.startswith(("ACTIONLEARNING_", "POSTGRES_", "SQLITE_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo is recorded once."""
    return tmp_path_factory.mktemp("demo")


def page_named(where: Path, text: str) -> Path:
    page = where / "page.md"
    page.write_text(text, "utf-8")
    return page


@pytest.mark.parametrize("page", [page for page in PAGES if examples.blocks(page)], ids=name_of)
def test_every_block_of_a_page_runs_and_prints_what_it_shows(
    page: Path, tmp_path: Path, demo: Path, request: pytest.FixtureRequest
) -> None:
    stands_in = {}
    if POSTGRESQL in page.read_text("utf-8"):
        stands_in[POSTGRESQL] = request.getfixturevalue("postgres_url")
    Run(page, tmp_path, stands_in, demo=demo).all()


@pytest.mark.parametrize(
    "text",
    [
        "```python\nassert 1 == 2\n```\n",
        "```python\nprint('one')\n```\n\n```text\ntwo\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ actionlearning do members.register\n$ echo $?\n0\n```\n",
        "```console\nactionlearning --version\n```\n",
        "```sh\nactionlearning no-such-command\n```\n",
        "```sh\nmake no-such-target\n```\n",
    ],
)
def test_a_page_that_shows_something_untrue_is_found_out(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_named(tmp_path, text)
    monkeypatch.setattr(examples, "ROOT", tmp_path)
    (tmp_path / "Makefile").write_text("test:\n", "utf-8")
    with pytest.raises(AssertionError):
        Run(page, tmp_path).all()


@pytest.mark.parametrize(
    ("expected", "shown", "printed"),
    [
        (True, "a\nb", "a  \nb\n"),
        (True, "a ... c", "a b\nb c"),
        (True, "...c", "abc"),
        (False, "a", "a\nb"),
        (False, "a.c", "abc"),
        (False, "a ... c", "a b"),
    ],
)
def test_three_dots_stand_for_anything_and_nothing_else_does(expected: bool, shown: str, printed: str) -> None:
    assert expected == agrees(shown, printed)


def links() -> Iterator[tuple[Path, str]]:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for link in LINK.findall(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)):
            if "://" not in link:
                yield page, link


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_file():
        return False
    headings = HEADING.findall(target.read_text("utf-8"))
    return not anchor or anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    assert [] == [f"{name_of(page)}: {link}" for page, link in links() if not leads_somewhere(page, link)]
    page = page_named(tmp_path, "# Here\n")
    assert [True, True, False, False] == [leads_somewhere(page, link) for link in ("#here", "page.md", "#there", "no.md")]


def test_every_page_is_on_the_map() -> None:
    docs = ROOT / "docs"
    index = docs / "README.md"
    mapped = {(docs / link).resolve() for link in LINK.findall(index.read_text("utf-8")) if "://" not in link}
    pages = {page for page in docs.rglob("*.md") if page.parent.name != "adr"} - {index}
    assert set() == pages - mapped


@pytest.mark.parametrize("name", generated.PAGES)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    made = generated.PAGES[name]()
    assert made == (REFERENCE / name).read_text("utf-8"), "run python tests/docs/generated.py"


# The command line


def command(name: str) -> click.Command:
    found = cast("click.Group", app).get_command(click.Context(app), name)
    assert found is not None
    return found


def section_of(name: str) -> str:
    """What the reference says under the heading of a command."""
    text = (REFERENCE / "commands.md").read_text("utf-8")
    return text.partition(f"\n## `{name}`\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    help_ = command(name).help or ""
    assert f"Example: actionlearning {name} " in help_


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_reference_with_its_options_and_an_example(name: str) -> None:
    section = section_of(name)
    shared = {option for each in app.params for option in each.opts}
    own = {option for each in command(name).params if isinstance(each, click.Option) for option in each.opts} - shared
    assert set() == {option for option in own if f"`{option}" not in section and option not in ("-h", "--help")}
    assert f"$ actionlearning {name}" in section


def test_every_shared_option_is_in_the_reference() -> None:
    section = (REFERENCE / "commands.md").read_text("utf-8").partition("\n## ")[0]
    shared = [option for each in app.params for option in each.opts]
    assert "--db" in shared
    assert [] == [option for option in shared if f"`{option}" not in section]


# Figures


def test_every_figure_is_in_the_reference() -> None:
    text = (REFERENCE / "metrics.md").read_text("utf-8")
    levels = (ReactionLevel, LearningLevel, BehaviourLevel, ResultsLevel, ReturnLevel, SuccessCases)
    names = [field.name for made in (Figures, Money, Return, *levels) for field in attrs.fields(made)]
    assert [] == [name for name in names if f"`{name}`" not in text]
