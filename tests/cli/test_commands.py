"""The shape of the command line: help, the catalogue, ``do`` in all its forms, options, and who gets what on which stream."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from terminal import done, ran, typed

from actionlearning.cli.app import COMMANDS

URL = "sqlite:///journal.db"
REGISTER = ("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale")


@pytest.fixture
def begun() -> str:
    """A sponsor and a programme; answers the programme's id."""
    done(*REGISTER, "--as", "amara", "--at", "2025-01-06T09:00:00+00:00", "--db", URL)
    return done(
        *("do", "programmes.charter", "--by", "amara", "--as", "spring", "title=Spring", "sponsor=amara"),
        'organisations=["Vale","Dale"]',
        *["theory_of_change=Questions", "currency=GBP", "time_zone=Europe/London", "--at", "2025-01-06T09:00:00+00:00"],
        "--db",
        URL,
    ).out.strip()


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    told = done(name, "--help").out
    assert re.search(rf"Example: actionlearning {name}\b", told)
    assert "--db" in told
    assert "--format" in told


def test_help_lists_every_command_and_the_exit_codes() -> None:
    told = done("--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z]", told, re.MULTILINE), name
    assert "0 done, 1 failed, 2 misused, 3 refused" in " ".join(told.split())
    assert typed("-h").out == told
    assert re.fullmatch(r"actionlearning, version \d+\.\d+\.\d+\n", done("--version").out)


def test_a_command_line_that_says_nothing_gets_help() -> None:
    answer = typed()
    assert 2 == answer.code
    assert "Usage: actionlearning" in answer.out + answer.err


# The catalogue


def personal(schema: Any) -> bool:
    return any(each.get("x-personal", False) for each in (schema, *schema.get("anyOf", ())))


def test_the_catalogue_is_json_schema_with_personal_text_marked() -> None:
    catalogue = {each["name"]: each for each in done("commands", "--format", "json").json}
    assert len(catalogue) > 50
    for name, each in catalogue.items():
        assert each["summary"].endswith("."), name
        (definition,) = [each["schema"]["$defs"][each["schema"]["$ref"].removeprefix("#/$defs/")]]
        assert "object" == definition["type"]
        assert definition["additionalProperties"] is False
        assert set(definition["required"]) <= set(definition["properties"])
    properties = catalogue["members.register"]["schema"]["$defs"]["members.register"]["properties"]
    assert {"name": True, "role": True, "organisation": False, "level_band": False, "line_manager": False} == {
        name: personal(schema) for name, schema in properties.items()
    }
    optional = catalogue["sets.review_process"]["schema"]["$defs"]["sets.review_process"]["properties"]["note"]
    assert personal(optional)


def test_one_command_of_the_catalogue_is_shown_with_its_arguments() -> None:
    told = done("commands", "sets.form").out
    assert "workplace | training" in told
    assert "no [workplace]" in told
    assert ["sets.form"] == [each["name"] for each in done("commands", "sets.form", "--format", "json").json]


# do


def test_what_is_done_answers_its_id(begun: str) -> None:
    entries = done("history", "programme", begun, "--db", URL, "--format", "json").json["entries"]
    assert [(begun, "programme.chartered")] == [(entry["stream"], entry["name"]) for entry in entries]
    answer = done("do", "programmes.incur_cost", "--by", "amara", "programme=spring", "category=venue", "amount=12.50",
                  "--format", "json", "--db", URL).json  # fmt: skip
    entries = done("history", "programme", begun, "--db", URL, "--format", "json").json["entries"]
    assert {"answer": entries[1]["event"]["cost"], "command": entries[1]["command"]} == answer


def test_lists_objects_prefixes_and_aliases_are_understood(begun: str) -> None:
    form = ("do", "sets.form", "--by", "amara", "title=Ward", "purpose=Peers", "time_zone=Europe/London")
    policy = 'policy={"smallest": 3, "largest": 5, "quorum": 3, "minutes": 120}'
    for programme in ("spring", begun, begun[:8], begun.replace("-", "")[:14]):
        made = done(*form, f"programme={programme}", policy, "--db", URL).out.strip()
        entries = done("history", "set", made[:13], "--db", URL, "--format", "json").json["entries"]
        assert "set.formed" in [entry["name"] for entry in entries]
    refused = typed(*form, "programme=spring", 'policy={"smalest": 3}', "--db", URL)
    assert 2 == refused.code
    assert "there is no argument smalest" in refused.sentence
    claims = 'actions=[{"problem": "spring", "action": "spring"}]'
    claim = typed("do", "programmes.claim_benefit", "--by", "amara", "programme=spring", "objective=spring", "title=x",
                  "effect=y",
                  "kind=cash", "amount=1", "attribution=0.5", "confidence=0.5", "evidence=z", claims, "--db", URL)  # fmt: skip
    assert "there is no problem" in claim.sentence, "the aliases within the list were resolved"


def test_a_command_id_makes_it_safe_to_repeat(begun: str) -> None:
    cost = ("do", "programmes.incur_cost", "--by", "amara", "programme=spring", "category=venue", "amount=1", "--db", URL)
    command = str(uuid4())
    first = done(*cost, "--command-id", command).out
    assert first == done(*cost, "--command-id", command).out
    assert first != done(*cost).out
    reused = typed("do", "programmes.charter", "--by", "amara", "title=x", 'organisations=["x"]', "sponsor=amara",
                   "theory_of_change=x", "currency=GBP", "time_zone=UTC", "--command-id", command, "--db", URL)  # fmt: skip
    assert 2 == reused.code
    assert f"command id {command} recorded programmes.incur_cost" in reused.sentence
    assert begun


# Options and streams


def test_options_stand_before_or_after_the_commands_name_and_the_nearest_counts(begun: str) -> None:
    after = done("metrics", "spring", "--as-at", "2025-02-01", "--db", URL, "--format", "json").json
    assert after == done("--db", URL, "--format", "json", "--as-at", "2025-02-01", "metrics", "spring").json
    assert after == done("--db", "sqlite:///other.db", "--as-at", "2025-03-01", "metrics", "spring", "--db", URL,
                         "--format", "json", "--as-at", "2025-02-01").json  # fmt: skip
    assert (begun, "2025-02-01") == (after["programme"], after["as_at"])


def test_the_journal_is_named_by_the_environment_unless_by_hand(begun: str) -> None:
    env = {"ACTIONLEARNING_DB": URL}
    assert begun == done("metrics", "spring", "--format", "json", env=env).json["programme"]
    elsewhere = typed("metrics", "spring", "--db", "sqlite:///other.db", env=env)
    assert "other.db" in elsewhere.sentence
    assert "other.db" in typed("--db", "sqlite:///other.db", "metrics", "spring", env=env).sentence
    assert "actionlearning.db" in typed("metrics", "spring").sentence


def test_exit_codes_tell_done_failed_misused_and_refused(begun: str) -> None:
    invite = ("do", "programmes.baseline_measure", "--by", "amara", "programme=spring", f"objective={begun}", "value=1")
    codes = (
        typed("metrics", "spring", "--db", URL).code,
        typed("metrics", "spring", "--db", "sqlite:///absent.db").code,
        typed("metrics", "--db", URL).code,
        typed(*invite, "on=2025-01-06", "--db", URL).code,
    )
    assert (0, 1, 2, 3) == codes


def test_stdout_is_for_data_and_stderr_for_the_rest(tmp_path: Path) -> None:
    first = done(*REGISTER, "--db", URL)
    assert re.fullmatch(r"[0-9a-f-]{36}\n", first.out)
    assert "made a key-encryption key in journal.kek" in first.err
    assert "" == done(*REGISTER, "--db", URL).err, "it is said once"
    script = tmp_path / "s.jsonl"
    line = {"do": "members.register", "as": "M1", "with": {"name": "x", "role": "y", "organisation": "z"}}
    script.write_text(json.dumps(line) + "\n" + json.dumps({**line, "as": "M2"}) + "\n", "utf-8")
    told = done("run", str(script), "--db", URL)
    assert ("2 commands recorded\n", "") == (told.out, told.err)
    assert "0 commands recorded, 2 had been recorded before\n" == done("run", str(script), "--db", URL).out
    lines = [json.loads(each) for each in done("run", str(script), "--format", "json", "--db", URL).out.splitlines()]
    assert [(1, "M1", True), (2, "M2", True)] == [(each["line"], each["as"], each["already"]) for each in lines]


def test_the_story_fits_eighty_columns_and_needs_no_colour() -> None:
    env = {"NO_COLOR": "1", "COLUMNS": "80", "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    told = ran("demo", env=env)
    assert (0, "") == (told.code, told.err)
    assert "\x1b" not in told.out
    assert 80 >= max(len(line) for line in told.out.splitlines())
    for worth_reading in (
        "Aisha Rahman",
        "What one member learnt",
        "What it was worth",
        "203.5 %",
        "Look closer",
        "84.21 %",
        "VERIFIED\n",
    ):
        assert worth_reading.lower() in told.out.lower()


def test_the_demo_is_kept_where_it_is_asked_to_be() -> None:
    assert "Look closer:" in done("demo", "--db", "sqlite:///demo.db").out
    assert Path("demo.db").exists()
    assert not Path("actionlearning.db").exists()
