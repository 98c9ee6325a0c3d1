"""``projections`` where something went wrong: what is told of it, and what to do next."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from terminal import PROGRAM, Answer, done, ran, typed

URL = "sqlite:///journal.db"
OURS = """
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.journal.tables import Column, Kind, Table


class Names:
    name, version, wants = "names", {version}, (MemberRegistered,)
    tables = (Table("names", (Column("member", Kind.ID),), key=("member",)),)

    def fold(self, rows, recorded):
        {fold}
        rows.add("names", {{"member": recorded.stream}})
"""
FAILS = "raise KeyError('who is this?')"
GOES = "pass"
GONE_ON = "run `actionlearning projections rebuild --projection tables` to go on"


@pytest.fixture(autouse=True)
def _people(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Amara", "Ben", "Carmel"):
        done("do", "members.register", f"name={name}", "role=nurse", "organisation=Vale", "--db", URL)
    Path("our-1.dist-info").mkdir()
    Path("our-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: our\nVersion: 1\n")
    Path("our-1.dist-info/entry_points.txt").write_text("[actionlearning.projections]\nnames = ours:Names\n")
    ours(GOES)
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()), prepend=":")


def ours(fold: str, version: int = 1) -> None:
    Path("ours.py").write_text(OURS.format(fold=fold, version=version))


def projections(action: str, *more: str) -> Answer:
    return ran("projections", action, "--db", URL, *more)


def changed(*statements: str) -> None:
    with closing(sqlite3.connect("journal.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def words(answer: Answer) -> str:
    return " ".join(answer.out.split())


def test_all_that_cannot_go_on_is_told_with_the_line_that_failed() -> None:
    done("projections", "catch-up", "--db", URL, "--projection", "tables")
    changed("UPDATE al_projections SET definition = 'older'")
    ours(FAILS)
    answer = projections("catch-up")
    assert 1 == answer.code
    assert 2 == len(answer.err.splitlines())
    assert "tables needs a rebuild" in answer.err
    assert "KeyError: 'who is this?' (ours.py, line 11); put its fold right" in answer.err
    told = words(projections("status"))
    assert (
        "KeyError: 'who is this?' (ours.py, line 11); put its fold right and run `actionlearning projections catch-up" in told
    )
    assert "run `actionlearning projections rebuild --projection tables`" in told


def test_a_rebuild_that_failed_is_told_as_what_it_is_and_how_to_give_it_up() -> None:
    projections("catch-up")
    ours(FAILS)
    assert 1 == projections("rebuild", "--projection", "names").code
    ours(GOES)
    told = words(projections("catch-up"))
    assert "a rebuild of names, beside the tables in use, stopped at position 1" in told
    assert "`actionlearning projections rebuild --projection names` gives it up and builds anew" in told
    assert "stopped" not in words(projections("rebuild", "--projection", "names"))


def test_a_rebuild_is_told_as_under_way_or_as_interrupted_by_its_lease() -> None:
    done("projections", "catch-up", "--db", URL)
    columns = "projection, building, definition, tables, position, saved_at, revision, worker, leased_until"
    values = "projection, 1, definition, '[]', 2, saved_at, 1, '77-abc', '2026-01-01T00:00:00Z'"
    changed(f"INSERT INTO al_projections ({columns}) SELECT {values} FROM al_projections WHERE projection = 'tables'")
    assert GONE_ON in words(typed("projections", "status", "--db", URL))
    assert {None} == {each["worker"] for each in told_to_machines()}
    changed("UPDATE al_projections SET leased_until = '2999-01-01T00:00:00Z' WHERE building")
    assert "tables is being rebuilt by 77-abc" in words(typed("projections", "status", "--db", URL))
    assert "77-abc" in {each["building_worker"] for each in told_to_machines()}


def told_to_machines() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done("projections", "status", "--db", URL, "--format", "json").json
    return found


def test_a_table_that_is_lost_is_told_until_it_is_rebuilt() -> None:
    done("projections", "catch-up", "--db", URL)
    changed("DROP TABLE al_actions")
    assert "its table al_actions is not there any more; run `actionlearning projections rebuild --projection tables`" in words(
        typed("projections", "status", "--db", URL)
    )
    for command in (("projections", "catch-up"), ("export", "tables", "--to", "csv", "--out", "out")):
        answer = typed(*command, "--db", URL)
        assert 1 == answer.code
        assert "its table al_actions is not there any more; run `actionlearning projections rebuild" in answer.sentence
    done("projections", "rebuild", "--db", URL)
    assert {"up to date"} == {each["condition"] for each in told_to_machines()}


@pytest.mark.parametrize(
    ("command", "stands"),
    [
        (("projections", "rebuild"), "what was built beside is kept; run `actionlearning projections rebuild` to go on"),
        (("export", "tables", "--to", "csv", "--out", "out"), "nothing was written to out"),
    ],
)
def test_whoever_interrupts_long_work_is_told_what_stands(command: tuple[str, ...], stands: str) -> None:
    ours("import time; print('folding', flush=True); time.sleep(20)")
    slow = [*PROGRAM, *command, "--db", URL]
    with closing(sqlite3.connect("journal.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # whoever wants to write waits
        with subprocess.Popen(slow, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            time.sleep(3)
            process.send_signal(signal.SIGINT)
            connection.execute("ROLLBACK")
            _, err = process.communicate(timeout=60)
    assert 1 == process.returncode
    assert stands in err
    assert "Aborted" not in err
