"""``--for sponsor`` and ``release``: what somebody outside the sets sees, in whatever form, and what is recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from terminal import done, ran, typed

from actionlearning import ActionLearning

LAST = ("--as-at", "2025-09-30")
VIEWS = (("impact", "calder-vale"), ("evaluate", "calder-vale"), ("brief", "calder-vale"), ("compare",))
NAMES = [view[0] for view in VIEWS]
SPONSOR = ("--for", "sponsor")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    answer = ran("demo", "--db", f"sqlite:///{folder / 'demo.db'}", "--format", "json")
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture(autouse=True)
def _copied(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in kept.glob("demo.*"):
        shutil.copy2(file, tmp_path)
    monkeypatch.setenv("ACTIONLEARNING_DB", f"sqlite:///{tmp_path / 'demo.db'}")


def machine(*arguments: str) -> Any:
    return done(*arguments, "--format", "json").json


def flowing(*arguments: str) -> str:
    return " ".join(done(*arguments).out.split())


MEMBERS = ("Aisha Rahman", "Ben Carter", "Chloe Okafor", "David Lim", "Ewa Nowak", "Grace Mbeki")


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_without_a_reader_everything_is_as_it_was(view: tuple[str, ...]) -> None:
    told = flowing(*view, *LAST)
    assert "withheld" not in told
    assert "draft" not in told
    assert "disclosure" not in machine(*view, *LAST)


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_sponsor_is_shown_a_draft_until_its_figures_are_released(view: tuple[str, ...]) -> None:
    shown = (*view, *LAST, *SPONSOR)
    assert "a draft: its figures about people were not all released" in flowing(*shown)
    done("release", "calder-vale", "--by", "manager", *LAST)
    if view == ("compare",):
        shown = (*view, "calder-vale", *LAST, *SPONSOR)
    assert "its figures about people were released before" in flowing(*shown)


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_sponsor_reads_no_name_and_no_word_of_the_set(view: tuple[str, ...]) -> None:
    for told in (done(*view, *LAST, *SPONSOR).out, json.dumps(machine(*view, *LAST, *SPONSOR), ensure_ascii=False)):
        assert [] == [name for name in MEMBERS if name in told]
        assert "Nobody owns the roster gaps" not in told
    if view[0] == "impact":
        inside = done(*view, *LAST).out
        assert "Nobody owns the roster gaps" in inside, "the control"
        assert [name for name in MEMBERS if name in inside]


def test_the_machine_form_says_what_was_withheld_and_why_not_more() -> None:
    told = machine("evaluate", "calder-vale", *LAST, *SPONSOR)
    assert ("sponsor", 5, False) == (told["for"], told["disclosure"]["fewest"], told["disclosure"]["released"])
    assert {"measure": "applied", "part": None} in told["disclosure"]["withheld"]
    assert {"value": 0.85, "numerator": None, "denominator": None, "n": 5, "rounded": True} == told["behaviour"][
        "follow_through"
    ]
    assert told["behaviour"]["applied"]["withheld"] is True
    assert 5 == told["members"]
    inside = machine("evaluate", "calder-vale", *LAST)
    assert (16, 19, 7) == tuple(inside["behaviour"]["follow_through"][key] for key in ("numerator", "denominator", "n"))


def test_a_text_that_was_released_is_read_and_no_other() -> None:
    entries = machine("history", "problem", "band-7s")["entries"]
    said = next(each for each in entries if each["name"] == "problem.action-committed")
    words = said["event"]["what"]
    assert words not in flowing("impact", "calder-vale", *SPONSOR)
    done("do", "problems.release_to_sponsor", "--by", "M3", "problem=band-7s", f"version={said['version']}", "label=what")
    assert f"released: “{words[:40]}" in flowing("impact", "calder-vale", *SPONSOR)
    assert f"“{words}”, lacks validation" in flowing("evaluate", "calder-vale", *SPONSOR)
    assert [[words]] == [
        each["released"]["actions"]
        for each in machine("impact", "calder-vale", *SPONSOR)["objectives"]
        if each["released"]["actions"]
    ]


def test_a_brief_for_a_sponsor_is_a_page_of_markdown_too() -> None:
    page = done("brief", "calder-vale", "--markdown", *LAST, *SPONSOR).out
    assert "Sponsor: Amara Nwosu." in page
    assert "a draft: its figures about people were not all released" in page
    assert "Helen Frost" not in page
    assert "somebody" in page


def test_a_higher_threshold_is_asked_for_and_a_lower_one_is_not() -> None:
    assert "members: withheld" in flowing("evaluate", "calder-vale", *LAST, *SPONSOR, "--fewest", "8")
    assert 2 == typed("evaluate", "calder-vale", *SPONSOR, "--fewest", "4").code
    alone = typed("evaluate", "calder-vale", "--fewest", "8")
    assert (2, True) == (alone.code, "give --for sponsor with it" in alone.sentence)


# release


def test_a_release_is_shown_before_it_is_made() -> None:
    told = machine("release", "calder-vale", *LAST)
    assert (None, False, "sponsor", 5) == (told["release"], told["released"], told["to"], told["fewest"])
    assert {"measure": "attendance", "part": None, "people": 5} in told["told"]
    assert {"measure": "applied", "part": None} in told["withheld"]
    assert "nothing was recorded; say who releases them with --by" in flowing("release", "calder-vale", *LAST)
    assert "figures-released" not in json.dumps(machine("history", "programme", "calder-vale"))


def test_a_release_is_recorded_with_who_is_behind_every_figure(tmp_path: Path) -> None:
    told = machine("release", "calder-vale", "--by", "manager", *LAST)
    assert told["released"] is True
    with ActionLearning.open(f"sqlite:///{tmp_path / 'demo.db'}") as al:
        (event,) = (r.event for r in al.journal.read_all(names={"programme.figures-released"}))
    assert told["release"] == str(event.release)
    attendance = next(figure for figure in event.figures if "attendance" in figure.measures)
    assert 7 == len(attendance.behind[0].people)
    history = flowing("history", "programme", "calder-vale")
    assert "Helen Frost gave figures about people to the sponsor, as at 30 Sep 2025, none about fewer than 5" in history


def test_two_pages_made_at_different_times_cannot_be_subtracted() -> None:
    """What was once the known gap: six people had steps due in April, and seven in September."""
    early, late = ("--as-at", "2025-04-08"), LAST
    before = machine("evaluate", "calder-vale", *late, *SPONSOR)["behaviour"]["follow_through"]
    done("release", "calder-vale", "--by", "manager", *early)
    after = machine("evaluate", "calder-vale", *late, *SPONSOR)["behaviour"]["follow_through"]
    assert (0.85, None) == (before["value"], after["value"])
    assert after["withheld"] is True
    assert 0.9 == machine("evaluate", "calder-vale", *early, *SPONSOR)["behaviour"]["follow_through"]["value"]


def test_too_few_for_the_public_is_refused() -> None:
    refused = typed("release", "calder-vale", "--by", "manager", "--to", "public")
    assert (3, True) == (refused.code, "no figure about 10 people or more can be told" in refused.sentence)
    lower = typed("release", "calder-vale", "--by", "manager", "--to", "public", "--fewest", "6")
    assert (2, True) == (lower.code, "told to nobody outside" in lower.sentence)
    dry = machine("release", "calder-vale", "--to", "public")
    assert ([], 10) == (dry["told"], dry["fewest"])


def test_what_was_told_counts_whenever_it_was() -> None:
    assert 2 == typed("release", "calder-vale", "--as-known-at", "300").code


def test_a_page_for_the_sponsor_says_whether_its_figures_were_released(tmp_path: Path) -> None:
    done("report", "calder-vale", *LAST, "--out", "draft.html")
    assert "A draft: " in (tmp_path / "draft.html").read_text()
    done("release", "calder-vale", "--by", "manager", *LAST)
    done("report", "calder-vale", *LAST, "--out", "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "A draft: " not in page
    assert "Its figures about people have been released" in page
    done("report", "calder-vale", *LAST, "--fewest", "9", "--out", "nine.html")
    assert "It tells nothing of people that could be released" in (tmp_path / "nine.html").read_text()
