"""Whatever is wrong is told in one sentence, with its exit code, and leaves the journal as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spring import CHARTER, COST, MISUSED, REFUSED, REGISTER, URL, begun, everything, recorded
from terminal import done, typed

NO_ID = "00000000-0000-4000-8000-000000000000"
UNLABELLED = [each for each in CHARTER[:-3] if each not in ("--as", "spring")]
OBJECTIVE = [
    *("do", "programmes.set_objective", "--by", "amara", "programme=spring", "title=x", "unit=y"),
    *("direction=fall", "target=1", "by=2025-06-30"),
]


@pytest.fixture
def journal() -> Path:
    """A journal with a person and a programme in it."""
    return begun()


BAD = {
    "no such command": (("frobnicate",), MISUSED, "No such command 'frobnicate'"),
    "no such option": (("metrics", "--hurry", "spring"), MISUSED, "No such option '--hurry'"),
    "an option's bad choice": (("--format", "xml", "metrics", "spring"), MISUSED, "'xml' is not one of"),
    "nothing to do": (("do",), MISUSED, "Missing argument 'USE_CASE'"),
    "no such use case": (("do", "sets.from", "--by", "amara"), MISUSED, "not a command (did you mean sets.form?)"),
    "no such use case to list": (("commands", "sets.from"), MISUSED, "not a command"),
    "an argument without its name": ((*COST, "12"), MISUSED, "'12' is not written name=value"),
    "an unknown argument": ((*COST, "amount=12", "tip=1"), MISUSED, "there is no argument tip"),
    "a missing argument": (COST, MISUSED, "it needs amount"),
    "a wrong type": ((*COST, "amount=much"), MISUSED, "amount: "),
    "a wrong choice": (("do", "programmes.incur_cost", "--by", "amara", "programme=spring", "category=party", "amount=1"),
                       MISUSED, "unknown choice 'party'; choose adviser, "),
    "bad JSON": (("do", "programmes.charter", "--by", "amara", "organisations=[oops"), MISUSED, "organisations is not JSON"),
    "deep JSON": (("do", "programmes.charter", "--by", "amara", "organisations=" + "[" * 50_000), MISUSED, "is not JSON"),
    "an unknown alias": ((*COST[:-2], "category=venue", "amount=1", "programme=autumn"), MISUSED, '"autumn" is neither an id'),
    "an unknown actor": ((*REGISTER, "name=x", "--by", "zoe"), MISUSED, '"zoe" is neither an id'),
    "an unknown id": ((*REGISTER, "name=x", "--by", NO_ID), MISUSED, "there is no member"),
    "an id of another kind": (("do", "sets.start", "--by", "amara", "set=spring"), MISUSED, "there is no set"),
    "nobody acts": (("do", "sets.start", "set=spring"), MISUSED, "there is no set"),
    "a naive time": ((*REGISTER, "name=x", "--at", "2025-01-06T09:00:00"), MISUSED, "no time with its offset"),
    "a day for a moment": ((*REGISTER, "name=x", "--at", "2025-01-06"), MISUSED, "a command occurs at a time"),
    "the future": ((*REGISTER, "name=x", "--at", "2999-01-06T09:00:00+00:00"), REFUSED, "is in the future"),
    "negative money": ((*COST, "amount=-5"), MISUSED, "-5 is not an amount of money"),
    "no money": ((*COST, "amount=NaN"), MISUSED, "amount"),
    "too exact money": ((*COST, "amount=0.001"), MISUSED, "0.001 is not an amount of money"),
    "a hundred kilobytes": ((*REGISTER, "name=" + "x" * 100_000), MISUSED, "length <= 20000"),
    "an empty text": ((*REGISTER, "name="), MISUSED, "name: "),
    "only whitespace": ((*REGISTER, "name= \t "), MISUSED, "expected some text"),
    "an escape sequence": ((*REGISTER, "name=\x1b[31mred"), MISUSED, "the control character 0x1b"),
    "half a character": ((*REGISTER, "name=\udce9"), MISUSED, "a lone surrogate"),
    "half a character in the clear": ((*REGISTER[:-1], "name=x", "organisation=\udce9"), MISUSED, "surrogate"),
    "a name as a label": ((*REGISTER, "name=x", "--as", "Amara Nwosu"), MISUSED, "is not a label"),
    "a bad command id": ((*REGISTER, "name=x", "--command-id", "12"), MISUSED, "'12' is not a valid UUID"),
    "an unknown time zone": ((*UNLABELLED, "time_zone=Mars/Olympus"), MISUSED, '"Mars/Olympus" is not a time zone'),
    "a nonsense date": (("metrics", "spring", "--as-at", "yesterday"), MISUSED, "'yesterday' is no date"),
    "a day that is none": (("metrics", "spring", "--as-at", "2025-02-30"), MISUSED, "'2025-02-30' is no date"),
    "a nonsense position": (("metrics", "spring", "--as-known-at", "-1"), MISUSED, "or a journal position"),
    "an unknown id to look at": (("history", "set", "autumn"), MISUSED, '"autumn" is neither an id'),
    "another kind to look at": (("history", "set", "spring"), MISUSED, "nothing is known of the set"),
    "figures of a person": (("metrics", "amara"), MISUSED, "is a member; give a set or a programme"),
    "no such script": (("run", "absent.jsonl"), MISUSED, "'absent.jsonl' does not exist"),
    "a folder as a script": (("run", "."), MISUSED, "is a directory"),
    "real history under a script's clock": (("run", "good.jsonl", "--clock", "script"), REFUSED, "real history"),
    "a demo in real history": (("demo",), REFUSED, "real history"),
    "a script in another encoding": (("run", "latin.jsonl"), MISUSED, "is not text in UTF-8"),
    "a script with a bad line": (("run", "bad.jsonl"), MISUSED, "line 1 of bad: not JSON"),
    "a script that is refused": (("run", "refused.jsonl"), REFUSED, "line 1 of refused: "),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "says"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_sentence_and_no_event(journal: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    Path("good.jsonl").write_text(
        '{"do": "members.register", "with": {"name": "x", "role": "y", "organisation": "z"}}', "utf-8"
    )
    Path("latin.jsonl").write_bytes('{"chapter": "Réunion"}'.encode("latin-1"))
    Path("bad.jsonl").write_text("{", "utf-8")
    Path("refused.jsonl").write_text(
        '{"do": "members.register", "at": "2999-01-01T00:00:00Z", "with": {"name": "x", "role": "y", "organisation": "z"}}',
        "utf-8",
    )
    before, position = everything(), recorded()
    answer = typed(*arguments, "--db", URL)
    assert (code, "") == (answer.code, answer.out)
    assert says in answer.sentence
    assert position == recorded()
    assert before[journal.name] == everything()[journal.name]


def test_the_control_of_all_those_is_recorded(journal: Path) -> None:
    done(*COST, "amount=12.50", "--db", URL)
    done(*OBJECTIVE, "--db", URL)
    assert 4 == recorded()
    assert journal.exists()


# What looks bad and is not


ODD = [
    "🧭👩🏽‍⚕️ Ω",
    "مَن يملك الفجوة؟",
    "למי שייך הפער?",
    "[bold]x[/bold]",
    "[/]",
    "[red]",
    "{0} %s \\n $x",
    "a\u2028b",
    "[1, 2",
    "'; --",
]


@pytest.mark.parametrize("text", ODD)
def test_whatever_a_person_writes_is_recorded_and_shown_as_it_is(journal: Path, text: str) -> None:
    done(*REGISTER, f"name={text}", "--as", "odd", "--db", URL)
    shown = done("history", "member", "odd", "--db", URL).out
    assert text.replace("\u2028", "") in shown.replace("\u2028", "").replace("\n", "")
    entry = done("history", "member", "odd", "--db", URL, "--format", "json").json["entries"][0]
    assert text in entry["sentence"]
    if "\u2028" in text:
        return  # a title is one line
    title = ("do", "sets.form", "--by", "amara", "programme=spring", f"title={text}", "purpose=y", "time_zone=Europe/London")
    done(*title, "--as", "a-set", "--db", URL)
    for command in (("history", "set", "a-set"), ("metrics", "a-set"), ("agenda", "a-set"), ("impact", "spring")):
        assert text.replace("\u2028", "") in done(*command, "--db", URL).out.replace("\u2028", "").replace("\n", "")
    assert journal.exists()


def test_a_script_may_hold_any_separator_a_person_types() -> None:
    said = "first\u2028second\u2029third"
    line = {"do": "members.register", "as": "M1", "with": {"name": said, "role": "x", "organisation": "y"}}
    text = '{"script": "separated"}\r\n' + json.dumps(line, ensure_ascii=False) + "\r\n"
    assert len(text.splitlines()) > 2, "the control: Python would cut the line in three"
    Path("s.jsonl").write_text("\ufeff" + text, "utf-8")
    done("run", "s.jsonl", "--db", URL)
    again = done("run", "-", "--format", "json", "--db", URL, stdin=text.encode())
    assert json.loads(again.out)["already"]
    assert said in done("history", "member", "M1", "--db", URL, "--format", "json").json["entries"][0]["sentence"]
