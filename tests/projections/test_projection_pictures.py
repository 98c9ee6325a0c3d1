"""The pictures of a person and of a set in a terminal: everything is told, in eighty columns."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Any, cast

import pytest
from by_hand import ADVISER, SET, Chronicle, on, said
from rich.console import Console, RenderableType
from thinking import ANN, BEN, CAT, OF_ANN, whole

from actionlearning.application.access import Reader
from actionlearning.application.library import ActionLearning
from actionlearning.cli.pictures import facilitation_of, facilitation_of_a_set, learning_of, responsibility_of
from actionlearning.cli.teller import Teller, machine
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.thinking_events import OptionGenerated
from actionlearning.projections.facilitation import Facilitation, SetFacilitation
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.responsibility import Responsibility


class InTheClear:
    """A library whose texts were never sealed."""

    def reading_as(self, _: Reader) -> InTheClear:
        return self

    def shown(self, handle: Personal, **_: str) -> str:
        return str(handle.text)

    def may_read(self, _: Personal) -> bool:
        return True


AL = cast("ActionLearning", InTheClear())
TELL = Teller(AL)


def printed(parts: Iterable[RenderableType]) -> str:
    """What is printed, with the lines of a tree put together again."""
    file = StringIO()
    console = Console(file=file, width=80, highlight=False)
    for part in parts:
        console.print(part)
    lines = file.getvalue().splitlines()
    assert 80 >= max(len(line) for line in lines)
    return " ".join(" ".join(lines).translate({ord(line): " " for line in "│├└──"}).split())


@pytest.fixture(scope="module")
def it() -> Chronicle:
    return whole()


@pytest.mark.parametrize(
    "told",
    [
        "who knows: “the wards”",
        "who cares: “the matron”",
        "who can do something: “the board”",
        "session 1: “must it?”; tested and confirmed; tested and revised",
        "voiced feelings, 1: 1 doubt session 1, doubt: “I doubt it”",
        "voiced not knowing, 1 session 1: “I do not know”",
        "from Cat: “as a night nurse”",
        "thought of options, 2",
        "session 1, “title”: none before, 8 after",
        "session 2, “title”: 3 before, 7 after",
        "session 1: challenge 6, support 9",
        "holds important “care”",
        "“care” against “thrift”: “care costs”",
        "activist 4, reflector 16, theorist 9, pragmatist 12",
        "wants to become better at “listening”",
        "chose on 20 Jan to learn by “a diary”; keeps it: “it helps”",
        "motivated to apply it: 7 on 21 Jan",
        "lets others use what they say for: research",
        "takes responsibility: 4 before, 8 after",
    ],
)
def test_a_member_is_told_all_of_their_learning(it: Chronicle, told: str) -> None:
    assert told in printed(learning_of(LearningHistory.fold(it.history(), member=ANN), TELL))


def test_branches_of_which_there_is_nothing_are_left_out(it: Chronicle) -> None:
    told = printed(learning_of(LearningHistory.fold(it.history(), member=CAT), TELL))
    assert "Cat" in told
    for branch in ("feelings", "not knowing", "perspectives", "options", "experiments", "clarity", "important", "motivated"):
        assert branch not in told


@pytest.mark.parametrize(
    "told",
    [
        (
            "decided 2, from 2 options of their own 11 Feb, on “title”: “first” because “because” "
            "alternatives considered 3: “others”"
        ),
        "do ask (own idea, due 20 Feb): achieved in the way: “no time” Cat encouraged them",
        "do wait (idea of the adviser, due 10 Mar, moved by 10 days): nothing reported yet",
        "Ben encouraged them: “go on”",
        "chose on 20 Feb to learn by “a mentor”; leaves it: “too far”",
        "wants to become better at “listening”",
        "takes responsibility: 4 before, 8 after",
        "actions of their own idea 50.00 % 1 of 2",
        "achieved of those due 50.00 % 1 of 2",
        "due dates moved 5 days an action",
    ],
)
def test_a_person_is_told_what_they_own(it: Chronicle, told: str) -> None:
    assert told in printed(responsibility_of(Responsibility.fold(it.history(), member=ANN), TELL))


def test_who_has_done_nothing_is_told_that_no_figure_is_available(it: Chronicle) -> None:
    told = printed(responsibility_of(Responsibility.fold(it.history(), member=CAT), TELL))
    assert "due dates moved not available" in told
    assert "takes responsibility" not in told


def test_an_adviser_is_told_how_they_and_the_whole_set_did(it: Chronicle) -> None:
    told = printed(facilitation_of(Facilitation.fold(it.history(), member=ADVISER), TELL))
    assert "2025-02-03 1 adviser 1 100.0 % ████████ 0 3" in told
    assert "2025-02-03 1 adviser 4 50.0 % ████░░░░ 20.0 % 3" in told, "the adviser's own name here is adviser too"
    assert "done for the process: 1 focus, 2 silence" in told


def test_a_set_is_told_session_by_session_and_in_all(it: Chronicle) -> None:
    told = printed(facilitation_of_a_set(SetFacilitation.fold(it.history(), set=SET), TELL))
    assert "2025-03-03 2 adviser 0" in told
    assert "questions 4: 2 open, 1 closed, 1 leading for: 4 probing open share 50.0 %, advice rate 20.0 %" in told


def test_before_anything_was_said_they_are_told_so(it: Chronicle) -> None:
    early = it.history("2025-01-31")
    assert "has advised no session" in printed(facilitation_of(Facilitation.fold(early, member=BEN), TELL))
    assert "has not met yet" in printed(facilitation_of_a_set(SetFacilitation.fold(early, set=SET), TELL))


def test_what_somebody_said_in_brackets_is_no_style() -> None:
    it = whole()
    it.add(OF_ANN, OptionGenerated(1, said("[bold]ask[/bold]", "Ann")), on("2025-02-03", "14:45"))
    assert "“[bold]ask[/bold]”" in printed(learning_of(LearningHistory.fold(it.history(), member=ANN), TELL))


def test_machines_are_told_the_same(it: Chronicle) -> None:
    told: dict[str, Any] = machine(Responsibility.fold(it.history(), member=ANN), AL)
    assert ["first", "second"] == [each["decision"]["decision"] for each in told["decisions"]]
    assert {"value": 5, "numerator": 10, "denominator": 2, "n": 1} == told["figures"]["slippage"]
    told = machine(Facilitation.fold(it.history(), member=ADVISER), AL)
    assert {"silence": 2, "focus": 1} == told["interventions"]
    assert {"3": 1} == told["sessions"][0]["whole"]["breaches"]
    told = machine(LearningHistory.fold(it.history(), member=ANN), AL)
    assert {"doubt": 1} == told["feelings_counted"]
    assert "the wards" == told["stakeholders"][str(OF_ANN)]["knows"]
