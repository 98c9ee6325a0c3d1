"""The demo ends with somebody who is forgotten, and shows that no figure moved."""

from __future__ import annotations

import pytest
from terminal import Answer, done

from actionlearning.cli.demo_erasure import _numbers

URL = "sqlite:///demo.db"
KNOWN = ("Farid Haddad", "Budget holders sign and do not own")


@pytest.fixture
def told() -> Answer:
    return done("demo", "--db", URL, env={"COLUMNS": "200"})


def test_a_member_is_forgotten_on_the_first_of_october_and_nothing_is_counted_anew(told: Answer) -> None:
    before, _, chapter = told.out.partition("A member asks to be forgotten")
    assert all(text in before for text in KNOWN)  # the story is told as it was
    assert "607 figures compared, before and after: not one has changed." in chapter
    assert "after:  former member, who brought “[erased]”; erased here; final after rewrap" in chapter
    status = done("privacy", "status", "--db", URL, "--format", "json").json
    assert [("2025-10-01T09:30:00Z", True)] == [(each["recorded_at"], each["done"]) for each in status]

    again = done("demo", "--db", URL, env={"COLUMNS": "200"})
    assert not any(text in again.out for text in KNOWN)
    assert "former member left" in again.out
    assert "607 figures compared, before and after: not one has changed." in again.out
    erasure = done("demo", "--db", URL, "--format", "json").json["erasure"]
    assert {"member": "M6", "figures": 607, "moved": [], "done": True} == erasure


def test_a_figure_that_moved_would_be_found() -> None:
    before = {"2025-09-02": {"due": 19, "sessions": [{"open": 22}, {"open": 41}]}}
    after = {"2025-09-02": {"due": 19, "sessions": [{"open": 22}, {"open": 40}]}}
    assert {"2025-09-02.sessions[1].open": 41} == dict(_numbers(before).items() - _numbers(after).items())
