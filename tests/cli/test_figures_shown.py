"""The demo that is kept in a file is shown to people and to machines, by every view, for any day."""

from __future__ import annotations

from pathlib import Path

import pytest
from demos import LAST, OF_ACTIONS, Demo
from terminal import done, typed


def test_the_record_tells_dates_practice_and_who_decided(kept: Demo) -> None:
    told = done("candidate", "ravi-5019", "--db", kept.url, "--format", "json").json
    assert ["2025-01-20", "2025-01-21", "2025-01-22", "2025-02-24", "2025-02-25"] == [e["complete_on"] for e in told["days"]]
    assert [1] * 5 == [len(each["reviews"]) for each in told["days"]]
    assert ["2025-01-13"] * 3 == [each["done_at"][:10] for each in told["prework"]]
    assert [("training", 3, 0), ("training", 4, 1), ("workplace", 5, 1)] == [
        (each["setting"], each["session"], len(each["observed"])) for each in told["sessions"]
    ]
    assert {"Morag Sinclair"} == {one["by"]["name"] for each in told["sessions"] for one in each["observed"]}
    assert "Helen Frost" == told["confirmed_by"]["name"]
    kinds = {each["kind"]: [piece["at"][:10] for piece in each["pieces"]] for each in told["evidence"]}
    assert {
        "observed-practice": ["2025-02-24", "2025-05-06"],
        "group-brief": ["2025-02-25"],
        "project-brief": ["2025-05-23", "2025-06-20"],
        "reflections-and-cpd-plan": ["2025-05-23"],
    } == kinds
    assert {"Gwen Pritchard"} == {each["assessor"]["name"] for each in told["criteria"]}
    said = [(each["occurred_at"][:10], each["sentence"].partition(" of ")[0]) for each in told["trail"]][-6:]
    assert [
        ("2025-06-06", "Gwen Pritchard gave back the work on criterion 3, to be handed in again by 30 Jun 2025"),
        ("2025-06-27", "Gwen Pritchard judged criterion 3"),
        ("2025-07-01", "Tom Ellis verified the decision on Ravi Menon"),
        ("2025-07-08", "Ruth Calloway moderated the decision: upheld"),
        ("2025-07-10", "Olu Adeyemi awarded Ravi Menon 6 credits"),
        ("2025-07-14", "Ravi Menon claimed the award"),
    ] == said


def test_his_credits_are_six_towards_a_certificate_and_a_diploma(kept: Demo) -> None:
    told = done("candidate", "candidate", "--db", kept.url, "--format", "json").json
    assert (6, [("award", 0), ("certificate", 7), ("diploma", 31)]) == (
        told["credits"],
        [(each["award"], each["needs"]) for each in told["awards"]],
    )
    assert [("award", "2025-07-14", 6)] == [(each["award"], each["claimed_on"], each["credits"]) for each in told["claims"]]


@pytest.mark.parametrize("day", ["2025-05-03", "2025-05-07"])
def test_an_action_renegotiated_after_it_fell_due_stays_due(kept: Demo, day: str) -> None:
    figures = done("metrics", "ward-set", "--as-at", day, "--db", kept.url, "--format", "json").json
    assert 13 == figures["follow_through"]["denominator"]


def test_the_set_alone_and_its_programme_tell_the_figures_of_the_demo(kept: Demo) -> None:
    for which in ("ward-set", "calder-vale", kept.told["sets"]["ward-set"], kept.told["sets"]["ward-set"][:13]):
        figures = done("metrics", which, "--as-at", LAST, "--db", kept.url, "--format", "json").json
        assert {name: kept.at(LAST)[name] for name in OF_ACTIONS} == {name: figures[name] for name in OF_ACTIONS}


def test_one_policy_was_breached_on_purpose_and_noted(kept: Demo) -> None:
    entries = done("history", "set", "ward-set", "--db", kept.url, "--format", "json").json["entries"]
    (breach,) = [entry for entry in entries if entry["name"] == "policy.breach-noted"]
    assert "2025-03-11" == breach["occurred_at"][:10]


def test_the_demo_run_twice_on_one_file_tells_the_same(kept: Demo) -> None:
    assert kept.told == done("demo", "--db", kept.url, "--format", "json").json


@pytest.mark.parametrize(
    "command",
    [
        ("metrics", "ward-set"),
        ("metrics", "calder-vale"),
        ("impact", "calder-vale"),
        ("learning", "M5"),
        ("responsibility", "M5"),
        ("candidate", "ravi-5019"),
        ("candidate", "candidate"),
        ("history", "candidate", "ravi-5019"),
        ("facilitation", "adviser"),
        ("facilitation", "ward-set"),
        ("agenda", "ward-set", "--as-at", "2025-04-07"),
        ("history", "set", "ward-set"),
        ("history", "programme", "calder-vale"),
        ("history", "problem", "roster"),
        ("history", "member", "M5"),
    ],
)
def test_every_view_is_told_to_people_and_to_machines(kept: Demo, command: tuple[str, ...]) -> None:
    for_people = done(*command, "--db", kept.url)
    assert "" == for_people.err
    assert "position" in for_people.out
    assert 80 >= max(len(line) for line in for_people.out.splitlines())
    for_machines = done(*command, "--db", kept.url, "--format", "json")
    assert for_machines.json["position"] > 500
    assert "" == for_machines.err


def test_people_read_the_published_figures_too(kept: Demo) -> None:
    told = done("metrics", "calder-vale", "--as-at", LAST, "--db", kept.url).out
    for figure in ("84.21 %", "78.95 %", "100.00 %", "89.47 %", "94.44 %", "0.0816", "4.33 → 7.33", "£9,046", "£266.06"):
        assert figure in told
    for figure in ("£532.12", "34.7 %", "£27,456", "£18,410", "203.5 %", "3.04", "3.95", "£49,296", "444.9 %", "5.45"):
        assert figure in told
    assert "4.57" not in told
    assert "2,844.9" not in told


def test_a_date_before_the_programme_is_told_so(kept: Demo) -> None:
    answer = typed("metrics", "ward-set", "--as-at", "2020-01-01", "--db", kept.url)
    assert (2, "") == (answer.code, answer.out)
    assert "nothing is known of the set" in answer.sentence


def test_as_known_at_looks_at_what_had_been_recorded(kept: Demo) -> None:
    figures = done("metrics", "ward-set", "--as-known-at", "2025-04-08", "--as-at", LAST, "--db", kept.url, "--format", "json")
    assert figures.json["position"] < done("metrics", "ward-set", "--db", kept.url, "--format", "json").json["position"]


def test_no_name_or_word_of_anybody_lies_in_the_file_in_the_clear(kept: Demo) -> None:
    folder = Path(kept.url.removeprefix("sqlite:///")).parent
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"Calder Vale ward set" in stored, "the control: what is not personal is found"
    assert [] == [said for said in (b"Aisha", b"Rahman", b"Nwosu", b"Matron", b"two Band 7s") if said in stored]


@pytest.mark.parametrize("command", [("metrics", "ward-set"), ("impact", "calder-vale"), ("learning", "M5"),
                                     ("agenda", "ward-set"), ("history", "set", "ward-set")])  # fmt: skip
def test_what_a_script_dated_is_called_simulated(kept: Demo, command: tuple[str, ...]) -> None:
    assert done(*command, "--db", kept.url).out.endswith(", simulated\n")
    assert done(*command, "--db", kept.url, "--format", "json").json["simulated"] is True


def test_an_agenda_of_nothing_says_so(kept: Demo) -> None:
    told = done("agenda", "ward-set", "--as-at", "2025-01-01", "--db", kept.url)
    assert "1. Actions due: nothing" in told.out
    assert "2. Airtime: nothing asked for" in told.out
    assert "reported" not in told.out


def test_money_that_is_not_available_takes_one_line(kept: Demo) -> None:
    told = done("metrics", "calder-vale", "--as-at", "2025-04-08", "--db", kept.url).out
    assert ["benefits, cash not available", "benefits, cash and economic not available"] == [
        " ".join(line.split()) for line in told.splitlines() if line.startswith("benefits")
    ]


@pytest.mark.parametrize("command", ["report", "metrics"])
def test_who_asks_too_early_is_told_the_name_that_they_typed(kept: Demo, command: str) -> None:
    answer = typed(command, "calder-vale", "--as-at", "2020-01-01", "--db", kept.url)
    assert answer.code != 0
    assert "nothing is known of the programme calder-vale as at that time" in answer.sentence


def test_an_action_that_was_reported_on_is_not_over_but_waits_for_review(kept: Demo) -> None:
    told = done("agenda", "ward-set", "--as-at", "2025-04-07", "--db", kept.url).out
    (line,) = (each for each in told.splitlines() if "David Lim" in each and each.startswith("10 Mar"))
    assert line.endswith("achieved, waits for review")
    assert " d over" not in line


def test_who_looks_closer_is_shown_reports_and_tables_too(kept: Demo) -> None:
    told = done("demo", "--db", "memory:").out
    assert all(f" {command}" in told for command in ("report calder-vale", "projections catch-up", "export tables"))
    assert kept.told
