"""Scripts: a command a line, stopped and run again without losing or repeating anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from company import NOW, Clock, log, names, opened

from actionlearning import ActionLearning
from actionlearning.application.access import KEEPER
from actionlearning.application.acting import CommandIdReused
from actionlearning.application.inputs import WrongInput
from actionlearning.application.names import Ambiguous, Names, UnknownId
from actionlearning.application.scripts import (
    SCRIPTS,
    BadLine,
    Chapter,
    Done,
    LineFailed,
    RealHistory,
    ScriptClock,
    length,
    run,
)
from actionlearning.domain.set.errors import NotInvited

T1, T2 = "2025-01-06T09:00:00+00:00", "2025-01-07T09:00:00+00:00"


def line(do: str, *, by: str | None = None, at: str | None = T1, as_: str | None = None, **arguments: Any) -> str:
    said = {"do": do, "by": by, "at": at, "as": as_, "with": arguments}
    return json.dumps({key: value for key, value in said.items() if value is not None}, ensure_ascii=False)


def person(label: str, **more: Any) -> str:
    return line("members.register", as_=label, name=f"Person {label}", role="Manager", organisation="Calder Vale", **more)


HEADER = json.dumps({"script": "spring"})
CHARTER = line(
    "programmes.charter",
    by="Amara",
    as_="spring-programme",
    title="Spring",
    organisations=["Calder Vale"],
    sponsor="Amara",
    theory_of_change="Questions",
    currency="GBP",
    time_zone="Europe/London",
)
FORM = line(
    "sets.form",
    by="Amara",
    as_="ward-set",
    programme="spring-programme",
    title="Ward set",
    purpose="Peers",
    time_zone="Europe/London",
    policy={"smallest": 4, "largest": 8, "quorum": 4, "minutes": 180},
)
INVITE = line("sets.invite", by="Amara", set="ward-set", member="M1", level_band="manager")
SCRIPT = [
    HEADER,
    json.dumps({"chapter": "It begins", "says": "With people."}),
    person("Amara"),
    person("M1"),
    "",
    CHARTER,
    FORM,
    INVITE,
]


def played(al: ActionLearning, lines: list[str], *, name: str = "file", clock: ScriptClock | None = None) -> list[Any]:
    return list(run(al, lines, name=name, clock=clock))


def failed(al: ActionLearning, lines: list[str], **options: Any) -> LineFailed:
    with pytest.raises(LineFailed) as caught:
        played(al, lines, **options)
    return caught.value


def test_a_script_is_carried_out_line_by_line(al: ActionLearning) -> None:
    told = played(al, SCRIPT)
    assert Chapter("It begins", "With people.") == told[0]
    done = [each for each in told if isinstance(each, Done)]
    assert [(3, "Amara"), (4, "M1"), (6, "spring-programme"), (7, "ward-set"), (8, None)] == [(d.line, d.alias) for d in done]
    expected = ["member.registered", "member.registered", "programme.chartered", "set.formed", "set.member-invited"]
    assert expected == names(al)
    assert done[3].answer == log(al)[3].stream
    assert (datetime(2025, 1, 6, 9, tzinfo=UTC), NOW) == (log(al)[0].occurred_at, log(al)[0].recorded_at)
    assert (7, 0) == (length(SCRIPT), length(["", "  "]))


def test_running_a_script_again_records_nothing_twice(al: ActionLearning) -> None:
    first = [each.answer for each in played(al, SCRIPT) if isinstance(each, Done)]
    position = al.journal.position()
    again = [each for each in played(al, SCRIPT) if isinstance(each, Done)]
    assert (first, position) == ([each.answer for each in again], al.journal.position())
    assert {True} == {each.already for each in again}


def test_a_script_that_stopped_completes_once_its_line_is_mended(al: ActionLearning) -> None:
    broken = [*SCRIPT[:6], FORM.replace("spring-programme", "sprung"), *SCRIPT[7:]]
    error = failed(al, broken)
    assert ("spring", 7, 3, 0) == (error.script, error.line, error.recorded, error.already)
    assert UnknownId(name="sprung") == error.__cause__
    assert 3 == al.journal.position()
    again = failed(al, broken)
    assert (7, 0, 3) == (again.line, again.recorded, again.already)
    played(al, SCRIPT)
    undisturbed = opened()
    played(undisturbed, SCRIPT)
    assert names(undisturbed) == names(al)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{not json", "not JSON"),
        ("[1, 2]", "not a command: Expected object"),
        ('"do"', "not a command"),
        ('{"do": 5}', "not a command"),
        ("{}", 'it says neither what to "do"'),
        ('{"with": {}}', 'it says neither what to "do"'),
        ('{"do": "sets.form", "wiht": {}}', "there is no argument wiht"),
        ('{"do": "sets.from", "by": "Amara"}', '"sets.from" is not a command (did you mean sets.form?)'),
        ('{"do": "os.system", "by": "Amara"}', '"os.system" is not a command'),
        (line("sets.invite", by="Nobody", set="M1", member="M1", level_band="x"), '"Nobody" is neither an id'),
        (line("sets.invite", by="Amara", set="ward-set", member="M1", level_band="x"), '"ward-set" is neither an id'),
        (line("problems.accept", by="Amara", problem="M1"), "there is no problem"),
        (person("M2").replace('"role"', '"rolle"'), "there is no argument rolle"),
        (person("M2").replace('"role": "Manager", ', ""), "it needs role"),
        (person("M2").replace(T1, "2025-01-06T09:00:00"), "at: a time needs its offset"),
        (person("M2").replace(T1, "2035-01-06T09:00:00+00:00"), "is in the future"),
        (person("M1"), 'the label "M1" is taken by an earlier line'),
        (person("M 2"), "not a command"),
        (HEADER, "a header stands on the first line"),
        ('{"do": "members.register", "with": {"name": ' + "[" * 100_000, "not JSON"),
        (person("M2").replace("Person M2", "\\ud800"), "not JSON"),
        (person("M2").replace("Person M2", "\\u0000"), "control character 0x00"),
    ],
)
def test_a_bad_line_stops_with_its_number_and_what_is_wrong(al: ActionLearning, bad: str, why: str) -> None:
    error = failed(al, [HEADER, person("Amara"), person("M1"), bad, person("M9")])
    assert ("spring", 4, 2) == (error.script, error.line, error.recorded)
    assert why in error.why
    assert str(error).startswith("line 4 of spring: ")
    assert "Lines recorded before it: 2 now, 0 in an earlier run" in str(error)
    assert 2 == al.journal.position()


def test_a_rule_that_refuses_a_line_stops_the_script_there() -> None:
    al = opened()
    error = failed(al, [*SCRIPT[:-1], line("sets.join", by="M1", set="ward-set")])
    assert isinstance(error.__cause__, NotInvited)
    assert 8 == error.line


def test_an_alias_of_an_earlier_script_is_known_to_a_later_one(al: ActionLearning) -> None:
    played(al, SCRIPT)
    played(al, [person("M2"), INVITE.replace('"M1"', '"M2"')], name="second")
    assert "set.member-invited" == names(al)[-1]
    assert log(al)[-2].stream == log(al)[-1].event.member


def test_an_alias_that_two_scripts_gave_is_ambiguous_but_for_the_one_that_gives_it(al: ActionLearning) -> None:
    played(al, SCRIPT)
    played(al, [person("M1"), INVITE], name="second")
    assert log(al)[-2].stream == log(al)[-1].event.member
    with pytest.raises(Ambiguous):
        Names(al.journal).id("M1")
    assert isinstance(failed(al, [INVITE], name="third").__cause__, Ambiguous)


def test_an_id_may_be_shortened_until_it_is_ambiguous() -> None:
    ids = iter([UUID(int=0xABCD << 112 | n) for n in range(10)] + [uuid4() for _ in range(30)])
    al = opened(new_id=lambda: next(ids))
    played(al, [person("M1"), person("M2"), person("M3")])
    found = Names(al.journal)
    first, second = log(al)[0].stream, log(al)[1].stream
    with pytest.raises(Ambiguous) as caught:
        found.id("abcd")
    assert str(first) in str(caught.value)
    assert [first, second] == [found.id(str(first)), found.id(second.hex)]
    with pytest.raises(UnknownId):
        found.id("abc")  # too short to be anything but a mistyped alias
    with pytest.raises(UnknownId):
        found.id("abce")


def test_an_action_is_found_by_the_beginning_of_its_id(al: ActionLearning) -> None:
    played(al, SCRIPT)
    objective = [
        line("programmes.set_objective", by="Amara", programme="spring-programme", title="Spend", unit="£k", direction="fall",
             target="118", by_="2025-06-30").replace('"by_"', '"by"'),
    ]  # fmt: skip
    (done,) = played(al, objective, name="objectives")
    assert done.answer == Names(al.journal).id(str(done.answer)[:13])


def test_a_command_id_comes_from_the_script_and_the_label_or_number_and_never_from_the_content(al: ActionLearning) -> None:
    played(al, SCRIPT)
    of = uuid5(SCRIPTS, "spring")
    assert [uuid5(of, "Amara"), uuid5(of, "M1"), uuid5(of, "8")] == [log(al)[n].command for n in (0, 1, 4)]
    changed = [text.replace("Person M1", "Somebody else") for text in SCRIPT]
    position = al.journal.position()
    played(al, changed)
    assert position == al.journal.position()
    assert "Person M1" == al.reveal(log(al)[1].event.name, KEEPER)
    renamed = [HEADER.replace("spring", "autumn"), *SCRIPT[1:]]
    played(al, renamed)
    assert 2 * position == al.journal.position(), "another script is another programme"


# The clock of a script


def test_a_script_may_set_the_clock_and_marks_the_journal_for_ever(url: str) -> None:
    clock = ScriptClock(NOW)
    lines = [person("Amara"), person("M1").replace('"as"', f'"recorded": "{T2}", "as"')]
    with opened(url, clock=clock) as al:
        assert not al.journal.simulated
        told = played(al, lines, clock=clock)
        first, late = log(al)
        assert [first.occurred_at, first.occurred_at + timedelta(days=1)] == [first.recorded_at, late.recorded_at]
        assert first.occurred_at == late.occurred_at == told[1].at
        assert al.journal.simulated
        played(al, [*lines, person("M2")], clock=clock)  # simulated already: carry on
        assert 3 == al.journal.position()
    if url == "memory:":
        return
    with opened(url) as again:
        assert again.journal.simulated


def test_a_script_cannot_set_the_clock_of_real_history(al: ActionLearning) -> None:
    played(al, [person("Amara")], name="real")
    al.clock = clock = ScriptClock(NOW)
    with pytest.raises(RealHistory):
        played(al, SCRIPT, clock=clock)
    assert (1, False) == (al.journal.position(), al.journal.simulated)
    played(al, SCRIPT)  # the control: under the real clock it runs
    assert not al.journal.simulated


def test_a_line_that_sets_the_clock_says_when() -> None:
    clock = ScriptClock(NOW)
    al = opened(clock=clock)
    error = failed(al, [person("Amara", at=None)], clock=clock)
    assert isinstance(error.__cause__, BadLine)
    assert 0 == al.journal.position()


def test_a_line_cannot_have_been_recorded_before_it_occurred() -> None:
    clock = ScriptClock(NOW)
    al = opened(clock=clock)
    early = person("M1", at=T2).replace('"as"', f'"recorded": "{T1}", "as"')
    assert "is in the future" in failed(al, [early], clock=clock).why


def test_a_line_without_a_time_occurs_now() -> None:
    clock = Clock(NOW)
    al = opened(clock=clock)
    (done,) = played(al, [person("M1", at=None)])
    assert (NOW, NOW) == (done.at, log(al)[0].occurred_at)


def test_bad_arguments_are_told_in_words() -> None:
    error = failed(opened(), [person("M1").replace('"Manager"', "5")])
    assert WrongInput(use_case="members.register", why="role: Expected str, got int") == error.__cause__


def test_a_line_put_in_between_stops_at_the_first_number_that_stood_for_another_time(al: ActionLearning) -> None:
    def registered(name: str, at: str) -> str:
        return json.dumps(
            {"do": "members.register", "at": at, "with": {"name": name, "role": "nurse", "organisation": "Trust"}}
        )

    first, between = registered("Aisha", "2025-01-06T09:00:00+00:00"), registered("Ben", "2025-01-05T09:00:00+00:00")
    assert [False] == [done.already for done in run(al, [first], name="moved") if isinstance(done, Done)]
    position = al.journal.position()
    with pytest.raises(LineFailed) as caught:
        list(run(al, [between, first], name="moved"))
    assert isinstance(caught.value.__cause__, CommandIdReused)
    assert (1, position) == (caught.value.line, al.journal.position())
    assert [True] == [done.already for done in run(al, [first], name="moved") if isinstance(done, Done)]
