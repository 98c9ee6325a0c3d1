"""The pictures of programmes in a terminal: everything is told, in eighty columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from by_hand import PROGRAMME, SET, Chronicle, day, named, on, said
from test_projection_pictures import AL, TELL, printed
from test_projection_programme_changes import GOAL, WHY, begun, revise
from vale import calder_vale

from actionlearning.cli.pictures import impact_of, objectives_and_money
from actionlearning.cli.pictures_of_evaluation import evaluation_of
from actionlearning.cli.teller import machine
from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem.events import ActionCommitted, ObjectiveLinked, TextReleasedToSponsor
from actionlearning.domain.programme.events import (
    MeasureObserved,
    ObjectiveRetired,
    ProgrammeClosed,
    ProgrammeEvaluated,
)
from actionlearning.domain.set.events import CheckedIn, CheckedOut, ProcessReviewed
from actionlearning.domain.set.practice_events import SetEvaluated
from actionlearning.domain.values import ActionKind, EvaluationLevel, Origin
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.figures import ProgrammeMetrics
from actionlearning.projections.impact import Impact

GOAL_READ = day("2025-06-30")


# Impact


def test_the_thread_of_a_revised_and_retired_objective_says_so() -> None:
    it = begun()
    assert "50 → 100, now 75" in printed(impact_of(Impact.fold(it.history(), programme=PROGRAMME), TELL))
    revise(it, "150", "2026-06-30", "2025-05-01")
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"))
    told = printed(impact_of(Impact.fold(it.history(), programme=PROGRAMME), TELL))
    assert "50 → 150 (first 100), now 75" in told
    assert "retired on 01 Jun: “two wards closed”" in told


def test_the_figures_of_a_retired_objective_say_so() -> None:
    it = begun()
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"))
    shown = [ProgrammeMetrics.fold(it.history(as_at), programme=PROGRAMME) for as_at in ("2025-05-31", None)]
    assert [False, True] == ["goal (retired) 50.0 %" in printed(objectives_and_money(view)) for view in shown]


# Evaluation


def told(it: Chronicle, as_at: str | None = None) -> str:
    return printed(evaluation_of(Evaluation.fold(it.history(as_at), programme=PROGRAMME), TELL))


@pytest.fixture(scope="module")
def vale() -> str:
    """Calder Vale's year with everything said of it, in one line."""
    it = calder_vale()
    for session, scores in ((1, (5, 4, 6)), (6, (9, 9, 9))):
        when = {1: "2025-01-14", 6: "2025-06-03"}[session]
        it.add(SET, ProcessReviewed(session, *scores), on(when, "16:58"))
    it.add(SET, CheckedIn(6, named("M1"), 4), on("2025-06-03", "14:02"))
    it.add(SET, CheckedOut(6, named("M1"), 8), on("2025-06-03", "16:58"))
    it.add(SET, SetEvaluated(named("M1"), 9, 10, said("private", "M1")), on("2025-09-02", "17:15"), by=named("M1"))
    for level in EvaluationLevel:
        finding = ProgrammeEvaluated(level, said(f"[bold]{level.value}[/bold] found", "Helen"))
        it.add(PROGRAMME, finding, on("2025-09-09"), by=named("M1"))
    it.add(PROGRAMME, ProgrammeClosed(), on("2025-09-09", "23:30"))
    return told(it)


@pytest.mark.parametrize(
    "line",
    [
        "sets: A set; members: 7; closed on 10 September 2025",
        "safety in the set 7.00 ███████░░░ first 5.00, last 9.00",
        "energy coming 4.00 ████░░░░░░ 1",
        "energy going 8.00 ████████░░ 1",
        "worth it to members 9.00 █████████░ 1",
        "would recommend it 10.00 ██████████ 1",
        "reviews that brought learning 10.5 % █░░░░░░░░░ 2 of 19 7",
        "learning used elsewhere 50.0 % █████░░░░░ 1 of 2 2",
        "less isolated 4.33 → 7.33 ███████░░░ 6",
        "self-efficacy not available 0",
        "open questions at first 44.0 % ████░░░░░░ 22 of 50 5",
        "advice at last 3.8 % ░░░░░░░░░░ 2 of 52 5",
        "captured by 2 people: 2 insight; 1 single, 1 double loop",
        "steps done of those due 84.2 % ████████░░ 16 of 19 7",
        "steps of their own idea 90.0 % █████████░ 18 of 20 7",
        "times that learning was used 1 1",
        "O4 (unit) 58 85 88 111.1 % ██████████▶ 1 problem, 3 of 3 steps done",
        "reached 1 of 4 that were measured",
        "benefits, cash £27,456 net £18,410, ROI 203.5 %",
        "B1 (cash) £74,400 50 % 80 % £29,760",
        "B3 (intangible) none 50 % 50 % claimed",
        "B4 (economic) £10,000 30 % 50 % rejected",
        "deducted in full: pilot overtime, £2,304",
        "paid for: adviser £3,900, member time £3,264, management £672",
        "compared with: course day, £815",
        "Cases by links of evidence, of 6: 2 with 6, 2 with 5, 12 with 4, 1 with 3",
        "●●●●●● B1 validated, counted as £29,760; 2 of 2 steps done; for O1",
        "●●●○○○ a step of session 3, lacks outcome, evidence, validation released; committed 11 Mar; for O1",
    ],
)
def test_an_evaluation_tells_every_level(vale: str, line: str) -> None:
    assert line in vale


@pytest.mark.parametrize("level", EvaluationLevel)
def test_an_evaluation_tells_what_people_found_as_they_said_it(vale: str, level: EvaluationLevel) -> None:
    assert f"Name of M1 found on 09 Sep 2025: “[bold]{level.value}[/bold] found”" in vale


def test_an_evaluation_does_not_tell_what_was_said_in_the_set(vale: str) -> None:
    assert [] == [word for word in ("private", "do A0", "a step, ", "title", "stake") if word in vale]


def test_an_evaluation_of_nothing_says_that_nothing_is_there() -> None:
    it = Chronicle()
    it.programme(on("2025-01-01"))
    nothing = told(it)
    for line in (
        "sets: none yet; members: 0",
        "safety in the set not available",
        "energy coming not available 0",
        "open questions, first and last not available",
        "steps done of those due not available 0",
        "no objective was set",
        "costs not available",
        "no action is linked to an objective, and no benefit is claimed",
    ):
        assert line in nothing
    assert "%" not in nothing, "no share of nothing"


def test_an_evaluation_tells_of_revised_and_retired_objectives() -> None:
    it = begun()
    revise(it, "150", "2026-06-30", "2025-05-01")
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"))
    shown = told(it)
    assert "goal was retired on 01 June 2025: “two wards closed”" in shown
    assert "goal was to go to 100 at first" in shown
    assert "reached" not in shown


def test_an_objective_that_worsens_is_told_below_nought() -> None:
    it = begun()
    it.add(PROGRAMME, MeasureObserved(GOAL, Decimal(40), GOAL_READ, "report"), on("2025-06-30"))
    assert "50 100 40 \N{MINUS SIGN}20.0 % ░░░░░░░░░░" in told(it)


def test_a_released_text_is_told_and_another_is_not() -> None:
    it = begun()
    it.set("Ann", at=on("2025-01-01"))
    problem = it.problem("Ann", on("2025-01-02"))
    it.add(problem, ObjectiveLinked(GOAL), on("2025-01-02"))
    place = Place(problem, 4, "problem.action-committed", "what")
    what: Any = Personal(named("Ann"), text="ask the wards", place=place)
    for action, words in (("first", what), ("second", said("tell nobody", "Ann"))):
        event = ActionCommitted(named(action), 1, GOAL_READ, Origin.SELF, ActionKind.STEP, words, said("x", "Ann"))
        it.add(problem, event, on("2025-02-03"), by=named("Ann"))
    it.add(problem, TextReleasedToSponsor(place), on("2025-02-04"), by=named("Ann"))
    shown = told(it)
    assert "“ask the wards”, lacks outcome, evidence, validation nothing reported yet; committed 03 Feb; for goal" in shown
    assert "a step of session 1, lacks" in shown
    assert "tell nobody" not in shown


def test_machines_are_told_the_evaluation_with_every_figure_in_full() -> None:
    seen: dict[str, Any] = machine(Evaluation.fold(calder_vale().history("2025-09-02"), programme=PROGRAMME), AL)
    assert {"value": 0.9, "numerator": 18, "denominator": 20, "n": 7} == seen["behaviour"]["ownership_index"]
    assert {"reaction": [], "learning": [], "behaviour": [], "results": [], "roi": []} == seen["found"]
    assert {"insight": 2} == seen["learning"]["by_kind"]
    assert 0.44 == seen["learning"]["questions"]["first"]["open_share"]["value"]
    assert 27456 == seen["roi"]["money"]["cash"]["benefits"]["value"]
    assert ["outcome", "evidence", "validation"] == seen["success_cases"]["weakest"][0]["missing"]
    assert {"adviser": 3900.0} == {k: v for k, v in seen["roi"]["assumptions"]["costs"].items() if k == "adviser"}
