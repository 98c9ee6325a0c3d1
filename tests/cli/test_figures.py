"""Every figure that Calder Vale published comes out of the command line, on each journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from terminal import done, ran, typed

DATES = ("2025-04-08", "2025-06-03", "2025-09-02")
LAST = DATES[-1]
OF_ACTIONS = ("follow_through", "on_time", "loop_closure", "prompt_review")
REPORTED = {
    "2025-04-08": (9, (8, 8, 9, 8), ("88.89", "88.89", "100.00", "88.89")),
    "2025-06-03": (16, (13, 12, 16, 14), ("81.25", "75.00", "100.00", "87.50")),
    "2025-09-02": (19, (16, 15, 19, 17), ("84.21", "78.95", "100.00", "89.47")),
}


@frozen
class Demo:
    url: str
    told: dict[str, Any]

    def at(self, day: str) -> dict[str, Any]:
        figures: dict[str, Any] = self.told["figures"][day]
        return figures


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo kept in an SQLite file, by a process of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    answer = ran("demo", "--db", url, "--format", "json")
    assert answer.code == 0, answer.err
    return Demo(url, answer.json)


@pytest.fixture(scope="module")
def in_memory() -> Demo:
    return Demo("memory:", done("--db", "memory:", "demo", "--format", "json").json)


@pytest.fixture(scope="module")
def on_a_server(postgres_server: str) -> Iterator[Demo]:
    import psycopg  # noqa: PLC0415  # for this journal only

    with psycopg.connect(host=postgres_server, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE al_figures")
        url = f"postgresql://postgres@/al_figures?host={postgres_server}"
        yield Demo(url, done("--db", url, "demo", "--format", "json").json)
        connection.execute("DROP DATABASE al_figures WITH (FORCE)")


@pytest.fixture(params=["in_memory", "kept", "on_a_server"])
def demo(request: pytest.FixtureRequest) -> Demo:
    shown: Demo = request.getfixturevalue(request.param)
    return shown


def value(figure: dict[str, Any], places: int) -> float:
    return round(figure["value"], places)


@pytest.mark.parametrize("day", DATES)
def test_actions_are_followed_through_as_the_programme_reported(demo: Demo, day: str) -> None:
    figures = demo.at(day)
    due, shares, percentages = REPORTED[day]
    assert [(share, due) for share in shares] == [(figures[n]["numerator"], figures[n]["denominator"]) for n in OF_ACTIONS]
    assert percentages == tuple(f"{figures[name]['value'] * 100:.2f}" for name in OF_ACTIONS)


def test_the_set_owned_acted_and_came(demo: Demo) -> None:
    figures = demo.at(LAST)

    def parts(name: str) -> tuple[int, int]:
        return figures[name]["numerator"], figures[name]["denominator"]

    assert [(18, 20), (28, 20), (18, 18), (34, 36)] == [
        parts(name) for name in ("ownership_index", "slippage", "talk_to_action", "attendance")
    ]
    assert (1.4, 0.944, 0.0816) == (
        value(figures["slippage"], 4),
        value(figures["attendance"], 3),
        value(figures["airtime_gini"], 4),
    )


def test_the_set_took_part_and_kept_to_its_aims(demo: Demo) -> None:
    figures = demo.at(LAST)
    # Questions were recorded in sessions 1 and 6, where all six took part; in the four between, the three who presented did.
    # 34 came in all. Six of seven problems were presented again, each confirmed anew, eleven times in all.
    assert (24, 34, 7) == tuple(figures["participation_spread"][each] for each in ("numerator", "denominator", "n"))
    assert (0, 6, 6) == tuple(figures["drift"][each] for each in ("numerator", "denominator", "n"))
    # 4, 5, 3, 6, 6 before, and 8, 8, 7, 8, 9 after.
    assert {"before": 4.8, "after": 8, "value": 3.2, "n": 5} == figures["takes_responsibility"]


def test_a_member_owns_what_the_programme_says(kept: Demo) -> None:
    told = done("responsibility", "M5", "--as-at", LAST, "--db", kept.url, "--format", "json").json
    assert [("achieved", 0), ("not_achieved", 0), ("achieved", 0)] == [(a["result"], a["moved_by"]) for a in told["actions"]]
    assert (2, 3) == tuple(told["figures"]["follow_through"][each] for each in ("numerator", "denominator"))
    moved = done("responsibility", "M7", "--as-at", LAST, "--db", kept.url, "--format", "json").json
    assert [28, 0] == [action["moved_by"] for action in moved["actions"]]


def test_a_profile_tells_how_the_questions_of_each_session_changed(kept: Demo) -> None:
    told = done("facilitation", "ward-set", "--as-at", LAST, "--db", kept.url, "--format", "json").json
    shares = {each["number"]: each["talk"]["open_share"]["value"] for each in told["sessions"]}
    assert {1: 0.44, 6: 0.82} == {number: share for number, share in shares.items() if share is not None}
    adviser = done("facilitation", "adviser", "--as-at", LAST, "--db", kept.url, "--format", "json").json
    assert ({"adviser"}, 9) == ({each["role"] for each in adviser["sessions"]}, adviser["advised"])
    wrong = typed("facilitation", "roster", "--db", kept.url)
    assert (2, "facilitation was called wrongly: roster is a problem; give a member or a set") == (wrong.code, wrong.sentence)


def test_the_set_learnt_to_ask(demo: Demo) -> None:
    sessions = demo.at(LAST)["sessions"]
    assert {"value": 0.44, "numerator": 22, "denominator": 50} == without_people(sessions["1"]["open_share"])
    assert {"value": 0.82, "numerator": 41, "denominator": 50} == without_people(sessions["6"]["open_share"])
    assert (0.180, 0.038) == (value(sessions["1"]["advice_rate"], 3), value(sessions["6"]["advice_rate"], 3))
    assert {None} == {sessions[str(number)]["open_share"]["value"] for number in (2, 3, 4, 5)}


def without_people(figure: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in figure.items() if name != "n"}


def test_the_members_are_less_isolated_by_matched_pairs(demo: Demo) -> None:
    change = demo.at(LAST)["less_isolated"]
    assert {"before": 4.33, "after": 7.33, "value": 3.0, "n": 6} == {
        name: each if name == "n" else round(each, 2) for name, each in change.items()
    }


def test_the_objectives_moved_as_far_as_they_were_observed(demo: Demo) -> None:
    objectives = demo.at(LAST)["objectives"]
    assert {"O1": 80.0, "O2": 62.5, "O3": 22.2, "O4": 111.1} == {
        label: round(each["progress"] * 100, 1) for label, each in objectives.items()
    }
    assert [None] * 4 == [each["progress"] for each in demo.at("2025-06-03")["objectives"].values()]


def test_the_money_adds_up(demo: Demo) -> None:
    money = demo.at(LAST)["money"]
    assert (9046, 266.06, 532.12, 0.347) == (
        money["costs"]["value"],
        value(money["cost_per_attendance"], 2),
        value(money["cost_per_participant_day"], 2),
        value(money["comparator_saving"], 3),
    )
    cash, both = money["cash"], money["cash_and_economic"]
    assert (27456, 18410, 2.035, 3.04, 3.95) == (
        cash["benefits"]["value"],
        cash["net"]["value"],
        value(cash["roi"], 3),
        value(cash["bcr"], 2),
        value(cash["payback_months"], 2),
    )
    assert (49296, 4.449, 5.45) == (both["benefits"]["value"], value(both["roi"], 3), value(both["bcr"], 2))


def test_money_is_not_available_before_anybody_judged_it(demo: Demo) -> None:
    for day in ("2025-04-08", "2025-06-03"):
        money = demo.at(day)["money"]
        assert (None, None) == (money["cash"]["roi"]["value"], money["cash_and_economic"]["benefits"]["value"])


def every_number(told: Any) -> Iterator[float]:
    match told:
        case dict():
            for each in told.values():
                yield from every_number(each)
        case list():
            for each in told:
                yield from every_number(each)
        case bool():
            return
        case int() | float():
            yield float(told)


def test_the_two_well_known_wrong_figures_appear_nowhere(demo: Demo) -> None:
    numbers = list(every_number(demo.told["figures"]))
    assert any(abs(number - 26 / 6) < 0.005 for number in numbers), "the control: the right mean is there"
    assert any(abs(number - 4.449) < 0.001 for number in numbers), "the control: the right return is there"
    assert not [number for number in numbers if abs(number - 32 / 7) < 0.005]
    assert not [number for number in numbers if abs(number - 28.449) < 0.01 or abs(number - 2844.9) < 1]


def test_all_three_journals_tell_the_same(in_memory: Demo, kept: Demo, on_a_server: Demo) -> None:
    assert in_memory.told["figures"] == kept.told["figures"] == on_a_server.told["figures"]
    assert in_memory.told["qualification"] == kept.told["qualification"] == on_a_server.told["qualification"]


def test_everybody_and_everything_has_its_label(demo: Demo) -> None:
    told = demo.told
    assert ["calder-vale", "spring-programme"] == list(told["programme"])
    assert ["ward-set", "spring-cohort"] == list(told["sets"])
    assert {f"M{n}" for n in range(1, 8)} <= set(told["members"])
    assert 7 + 5 == len(told["problems"])  # and those of the training set


# The qualification


def of_ravi(demo: Demo, day: str) -> dict[str, Any]:
    record: dict[str, Any] = demo.told["qualification"]["ravi-5019"][day]
    return record


def deadlines(record: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(each[name] for name in ("of", "last_day", "state", "done_on", "days_left")) for each in record["deadlines"]]


MET = {str(number): "met" for number in range(1, 11)}


def test_the_candidate_is_told_by_label_as_at_four_days(demo: Demo) -> None:
    assert ["ravi-5019"] == list(demo.told["candidates"])
    assert ["2025-06-05", "2025-06-10", "2025-06-30", "2025-07-15"] == list(demo.told["qualification"]["ravi-5019"])


def test_he_was_confirmed_and_registered_and_handed_in_before_his_assignment_was_due(demo: Demo) -> None:
    record = of_ravi(demo, "2025-06-05")
    assert ("gathering evidence", "2024-12-16", "2025-01-06") == (
        record["stage"],
        record["confirmed_on"],
        record["registered_on"],
    )
    assert [
        ("registration", "2026-01-06", "running", None, 215),
        ("assignment", "2025-05-25", "met", "2025-05-23", None),
    ] == deadlines(record)
    assert {None} == set(record["judged"].values())
    missing = [f"criterion {number} is not judged" for number in range(1, 11)]
    assert [*missing, "the CPD plan is not agreed"] == record["missing"]


def test_nine_criteria_were_met_and_the_third_not_yet(demo: Demo) -> None:
    record = of_ravi(demo, "2025-06-10")
    assert ("referred", {**MET, "3": "not_yet"}) == (record["stage"], record["judged"])
    assert ("resubmission", "2025-06-30", "running", None, 20) == deadlines(record)[-1]
    assert [3] == record["deadlines"][-1]["criteria"]
    assert ["criterion 3 is not met yet"] == record["missing"]
    assert (0, None, {}) == (record["credits"], record["credited_on"], record["awards"])


def test_he_handed_it_in_again_in_time_and_met_the_third_too(demo: Demo) -> None:
    record = of_ravi(demo, "2025-06-30")
    assert ("assessed", MET, []) == (record["stage"], record["judged"], record["missing"])
    assert ("resubmission", "2025-06-30", "met", "2025-06-20", None) == deadlines(record)[-1]
    assert ([], []) == (record["verified_on"], record["moderated_on"])


def test_he_was_verified_moderated_credited_and_claimed_his_award(demo: Demo) -> None:
    record = of_ravi(demo, "2025-07-15")
    assert ("credited", MET) == (record["stage"], record["judged"])
    assert (["2025-07-01"], ["2025-07-08"], 6, "2025-07-10", {"award": "2025-07-14"}) == tuple(
        record[name] for name in ("verified_on", "moderated_on", "credits", "credited_on", "awards")
    )
    assert ("registration", "2026-01-06", "met", "2025-07-10", None) == deadlines(record)[0]


def test_no_figure_of_the_programme_moves_with_its_training_set(demo: Demo) -> None:
    """Its thirty-four attendances, twenty actions and hundred questions are those of the ward set alone."""
    figures = demo.at(LAST)
    parts = {name: figures[name]["denominator"] for name in ("attendance", "ownership_index", "open_share", "talk_to_action")}
    assert {"attendance": 36, "ownership_index": 20, "open_share": 100, "talk_to_action": 18} == parts
    assert 9046 == figures["money"]["costs"]["value"]


# The journal that is kept


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
