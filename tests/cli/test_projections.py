"""``projections`` on the command line: how far the tables are, brought up to date, followed until Ctrl-C, and rebuilt."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from terminal import PROGRAM, done, typed

from actionlearning.application.opening import open_library
from actionlearning.journal.tables import in_database
from actionlearning.projections.materialised import fold_all
from actionlearning.projections.shipped import SHIPPED
from actionlearning.sealing.keyring import MemoryKeyring

URL = "sqlite:///journal.db"
PATIENCE = 30
"""Seconds that anything here may take."""


@pytest.fixture
def _people() -> None:
    register("Amara", "Ben", "Carmel")


def register(*names: str) -> None:
    for name in names:
        done("do", "members.register", f"name={name}", "role=nurse", "organisation=Vale", "--db", URL)


def told(action: str, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done("projections", action, "--db", URL, "--format", "json", *more).json
    return found


def assert_up_to_date() -> None:
    with open_library(URL, keyring=MemoryKeyring(), create=False) as al:
        for projection in SHIPPED:
            with al.projections.reading(projection.name) as reading:
                rows = {t.name: {t.key_of(row): row for row in reading.rows(t.name)} for t in projection.tables}
            assert fold_all(projection, al.journal.read_all()).rows == rows


def conditions(answers: list[dict[str, Any]]) -> set[tuple[str, int, int]]:
    return {(each["condition"], each["position"], each["events_behind"]) for each in answers}


@pytest.mark.usefixtures("_people")
def test_tables_are_brought_up_to_date_and_rebuilt() -> None:
    assert {("not kept yet", 0, 3)} == conditions(told("status"))
    assert {("up to date", 3, 0)} == conditions(told("catch-up"))
    assert_up_to_date()
    register("Dev")
    assert {("behind", 3, 1)} == conditions(told("status"))
    assert {("up to date", 4, 0)} == conditions(told("rebuild"))
    assert_up_to_date()
    assert {each.name for each in SHIPPED} == {each["projection"] for each in told("status")}


@pytest.mark.usefixtures("_people")
def test_people_are_told_the_same_in_a_table() -> None:
    done("projections", "catch-up", "--db", URL)
    first, *lines = done("projections", "status", "--db", URL).out.splitlines()
    assert ["projection", "condition", "position", "behind", "for", "rate"] == first.split()
    assert all("up to date" in line for line in lines)
    assert len(SHIPPED) == len(lines)


@pytest.mark.usefixtures("_people")
def test_one_projection_is_chosen_by_its_name() -> None:
    (name, *_) = (each.name for each in SHIPPED)
    assert [name] == [each["projection"] for each in told("catch-up", "--projection", name)]
    others = {each["condition"] for each in told("status") if each["projection"] != name}
    assert others <= {"not kept yet"}


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("action", ["status", "catch-up", "follow", "rebuild"])
def test_a_name_that_there_is_none_of_is_misuse(action: str) -> None:
    answer = typed("projections", action, "--db", URL, "--projection", "tabels")
    assert 2 == answer.code
    assert 'there is no projection "tabels"; there are: ' in answer.err


@pytest.mark.usefixtures("_people")
def test_tables_that_were_made_in_another_way_fail_until_they_are_rebuilt() -> None:
    done("projections", "catch-up", "--db", URL)
    with closing(sqlite3.connect("journal.db", isolation_level=None)) as connection:
        connection.execute("UPDATE al_projections SET definition = 'older'")
    assert {"needs a rebuild"} == {each["condition"] for each in told("status")}
    assert "actionlearning projections rebuild --projection" in done("projections", "status", "--db", URL).out
    answer = typed("projections", "catch-up", "--db", URL)
    assert 1 == answer.code
    assert len(SHIPPED) == answer.err.count("needs a rebuild") == len(answer.err.splitlines())
    told("rebuild")
    assert_up_to_date()


@pytest.mark.usefixtures("_people")
def test_an_event_that_stops_a_projection_is_told_with_its_place() -> None:
    done("projections", "catch-up", "--db", URL)
    with closing(sqlite3.connect("journal.db", isolation_level=None)) as connection:
        columns = "originator_id, originator_version, topic, state"
        newer = "SELECT originator_id, 2, 'member.registered.2', state FROM stored_events LIMIT 1"
        connection.execute(f"INSERT INTO stored_events ({columns}) {newer}")
    answer = typed("projections", "catch-up", "--db", URL)
    assert 1 == answer.code
    assert "stopped at position 4, member.registered (version 2 of stream " in answer.sentence
    stopped = [each for each in told("status") if each["failure"] is not None]
    assert stopped
    assert {(4, "member.registered", "Unreadable")} == {
        (each["failure"]["position"], each["failure"]["event"], each["failure"]["exception"]) for each in stopped
    }
    assert "stopped at position 4" in done("projections", "status", "--db", URL).out.replace("\n", " ")


def test_what_only_looks_makes_no_journal() -> None:
    answer = typed("projections", "status", "--db", URL)
    assert 1 == answer.code
    assert "there is no journal yet" in answer.sentence
    assert not Path("journal.db").exists()


@pytest.mark.usefixtures("_people")
def test_to_ask_how_far_they_are_makes_no_table() -> None:
    done("projections", "status", "--db", URL)
    with closing(sqlite3.connect("journal.db")) as connection:
        made = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not [name for name in made if name.startswith(in_database("", building=False))]


def test_a_plain_module_keeps_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_DBNAME", "plain.db")
    plain = ("--db", "plain:eventsourcing.sqlite", "--guards", "written-only", "--keyring", "memory:")
    done("do", "members.register", "name=Amara", "role=nurse", "organisation=Vale", *plain)
    answer = typed("projections", "status", *plain)
    assert 1 == answer.code
    assert "on SQLite, on PostgreSQL or in memory" in answer.sentence


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGTERM])
def test_follow_stays_in_step_until_it_is_interrupted(ends: signal.Signals) -> None:
    command = [*PROGRAM, "projections", "follow", "--db", URL, "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert "following; Ctrl-C ends it\n" == process.stderr.readline()
            for number, name in enumerate(("Dev", "Eva"), start=4):
                register(name)
                until = time.monotonic() + PATIENCE
                while conditions(told("status")) != {("up to date", number, 0)}:
                    assert time.monotonic() < until
                    time.sleep(0.05)
            process.send_signal(ends)
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert (0, "") == (process.returncode, err)
    assert {("up to date", 5, 0)} == conditions(json.loads(out))
    assert {None} == {each["worker"] for each in told("status")}
    assert_up_to_date()
