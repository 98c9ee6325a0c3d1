"""``report``: where the page goes, for whom it is, and what is said where it cannot be made or written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from terminal import PROGRAM, done, ran, typed

REGISTER = ("do", "members.register", "name=Ines", "role=pharmacist", "organisation=Calder Vale", "--as", "ines")


@pytest.fixture
def db(monkeypatch: pytest.MonkeyPatch) -> str:
    """A journal in which somebody is registered and nothing else happened."""
    monkeypatch.setenv("ACTIONLEARNING_DB", "sqlite:///journal.db")
    return done(*REGISTER).out.strip()


def test_a_page_is_written_under_a_name_made_of_what_it_is_about(db: str) -> None:
    assert "member-ines.html: the member page for the owner, 0 charts\n" == done("report", "ines").out
    assert Path("member-ines.html").read_text("utf-8").startswith("<!doctype html>")
    done("report", db[:8], "--out", "elsewhere.html", "--as-known-at", "1", "--for", "set")
    assert "for the set" in Path("elsewhere.html").read_text("utf-8")


def test_a_page_can_go_to_standard_output_and_nothing_else_does(db: str) -> None:
    answer = done("report", db, "--out", "-")
    assert answer.out.startswith("<!doctype html>")
    assert answer.out.endswith("</html>")
    assert [] == list(Path().glob("*.html"))


def test_machines_are_told_what_was_written(db: str) -> None:
    told = done("report", db, "--format", "json", "--as-at", "2099-01-01").json
    assert {"out": "member-ines.html", "kind": "member", "for": "owner", "charts": []}.items() <= told.items()
    assert ("2099-01-01", 1, False) == (told["as_at"], told["position"], told["simulated"])


def test_a_reader_who_may_see_nothing_of_it_is_refused(db: str) -> None:
    answer = typed("report", db, "--for", "sponsor")
    assert (2, "there is no page about a member for the sponsor; choose from: owner, set") == (answer.code, answer.sentence)
    assert [] == list(Path().glob("*.html"))


def test_a_page_that_cannot_be_written_says_where_and_why(db: str) -> None:
    answer = typed("report", db, "--out", "no/such/folder.html")
    assert 1 == answer.code
    assert "cannot write no/such/folder.html: No such file or directory; name another file with --out" == answer.sentence


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("what", [("report", "ines"), ("privacy", "what-we-hold", "ines")])
def test_nothing_but_an_earlier_page_is_replaced_unless_it_is_said(what: tuple[str, ...]) -> None:
    before = Path("journal.db").read_bytes()
    answer = typed(*what, "--out", "journal.db")
    why = "is there already and is no page of ours; name another file with --out, or say --force to replace it"
    assert (2, f"journal.db {why}") == (answer.code, answer.sentence)
    assert before == Path("journal.db").read_bytes()
    Path("page.html").write_text("mine", "utf-8")
    assert 2 == typed(*what, "--out", "page.html").code
    for _ in range(2):
        done(*what, "--out", "page.html", "--force")
    done(*what, "--out", "page.html")
    assert Path("page.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("package", ["altair", "jinja2", "vl_convert"])
def test_without_what_draws_pages_it_says_what_to_install(db: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from actionlearning.cli import main; main()"
    command = [sys.executable, "-c", code, "report", db]
    answer = subprocess.run(command, capture_output=True, check=False, timeout=60, text=True)
    assert 1 == answer.returncode
    assert (
        f"actionlearning: a report needs {package}, which is not installed; install actionlearning[report]\n" == answer.stderr
    )


def test_nothing_that_draws_pages_is_loaded_by_other_commands(db: str) -> None:
    command = [sys.executable, "-X", "importtime", *PROGRAM[1:], "learning", db]
    loaded = subprocess.run(command, capture_output=True, check=True, timeout=60).stderr.decode()
    assert "actionlearning.projections" in loaded
    assert [] == [line for line in loaded.splitlines() if any(name in line for name in ("altair", "jinja2", "vl_convert"))]


def test_it_works_in_a_process_of_its_own(db: str) -> None:
    assert 0 == ran("report", db).code
