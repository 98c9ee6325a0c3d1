"""What changes about a programme while it runs: revised and retired needs, mistaken costs, and how it was carried."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from by_hand import PROGRAMME, Chronicle, day, named, on, said

from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    CostIncurred,
    CostReversed,
    IntegrationMapped,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    OrganisationalValueElicited,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.values import CostCategory, EvaluationLevel, Initiative, ReadinessAspect
from actionlearning.projections.facts import Facts
from actionlearning.projections.figures import ProgrammeMetrics
from actionlearning.projections.metric import Metric
from actionlearning.projections.money import Money
from actionlearning.projections.programme_facts import Objective, Programme, Retirement, Revision
from actionlearning.projections.programme_support_facts import (
    Advocacy,
    Endorsement,
    Finding,
    HeldImportant,
    Integration,
    LookBack,
    Readiness,
    Replication,
)
from actionlearning.projections.set_history import ProgrammeHistory

GOAL, SPONSOR, HELEN = named("goal"), named("sponsor"), named("Helen")
WHY = said("two wards closed", "Helen")


def begun() -> Chronicle:
    """A goal of 100 from a baseline of 50, read as 75."""
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.objective("goal", "100", on("2025-01-01"))
    it.add(PROGRAMME, MeasureBaselined(GOAL, Decimal(50), day("2025-01-01")), on("2025-01-01"))
    it.add(PROGRAMME, MeasureObserved(GOAL, Decimal(75), day("2025-03-31"), "report"), on("2025-04-01"))
    return it


def facts(it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None) -> Programme:
    return Facts(it.history(as_at, known)).programme(PROGRAMME)


def goal(it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None) -> Objective:
    (objective,) = facts(it, as_at, known).objectives
    return objective


def progress(it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None) -> Fraction | None:
    (objective,) = ProgrammeMetrics.fold(it.history(as_at, known), programme=PROGRAMME).objectives
    return objective.progress.value


def revise(it: Chronicle, target: str, by: str, at: str, recorded: str | None = None) -> int:
    event = ObjectiveRevised(GOAL, Decimal(target), day(by), WHY)
    return it.add(PROGRAMME, event, on(at), by=HELEN, recorded=on(recorded) if recorded else None)


# Objectives


def test_progress_is_towards_the_target_that_was_in_force() -> None:
    it = begun()
    revise(it, "150", "2026-06-30", "2025-05-01")
    revise(it, "70", "2026-03-31", "2025-07-01")
    days = ("2025-04-30", "2025-05-01", "2025-07-01")
    assert [Fraction(1, 2), Fraction(1, 4), Fraction(5, 4)] == [progress(it, each) for each in days]
    shown = [(each.target, each.by) for each in (goal(it, day) for day in days)]
    assert [(100, day("2025-12-31")), (150, day("2026-06-30")), (70, day("2026-03-31"))] == shown


def test_the_first_target_stays_in_sight_with_every_revision_and_why() -> None:
    it = begun()
    assert ((), 100, day("2025-12-31")) == (goal(it).revisions, goal(it).original_target, goal(it).original_by)
    revise(it, "150", "2026-06-30", "2025-05-01")
    revise(it, "70", "2026-03-31", "2025-07-01")
    revised = goal(it)
    assert (Decimal(100), day("2025-12-31")) == (revised.original_target, revised.original_by)
    assert (
        Revision(on("2025-05-01"), Decimal(150), day("2026-06-30"), WHY),
        Revision(on("2025-07-01"), Decimal(70), day("2026-03-31"), WHY),
    ) == revised.revisions


def test_a_revision_counts_from_when_it_was_made_and_is_not_known_before_it_was_recorded() -> None:
    it = begun()
    position = revise(it, "150", "2026-06-30", "2025-05-01", recorded="2025-05-20")
    assert [Fraction(1, 2), Fraction(1, 4)] == [progress(it, "2025-05-10", known) for known in (position - 1, position)]
    assert [Fraction(1, 2), Fraction(1, 4)] == [
        progress(it, "2025-05-10", known) for known in (on("2025-05-19"), on("2025-05-20"))
    ]


def test_revising_one_objective_leaves_another_as_it_was() -> None:
    it = begun()
    it.objective("other", "10", on("2025-01-02"))
    revise(it, "150", "2026-06-30", "2025-05-01")
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"))
    other = facts(it).objectives[1]
    assert (Decimal(10), (), None) == (other.target, other.revisions, other.retired)


def test_progress_is_not_available_where_a_target_was_revised_to_the_baseline() -> None:
    it = begun()
    revise(it, "50", "2026-06-30", "2025-05-01")
    assert progress(it) is None


def test_a_retired_objective_keeps_what_was_measured_and_says_since_when_and_why() -> None:
    it = begun()
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"), by=HELEN)
    assert goal(it, "2025-05-31").retired is None
    retired = goal(it)
    assert Retirement(on("2025-06-01"), WHY) == retired.retired
    assert (Decimal(75), Decimal(50), Fraction(1, 2)) == (retired.actual, retired.baseline, progress(it))


def test_the_figures_mark_a_retired_objective() -> None:
    it = begun()
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"), by=HELEN)
    shown = [ProgrammeMetrics.fold(it.history(as_at), programme=PROGRAMME) for as_at in ("2025-05-31", None)]
    assert [False, True] == [view.objectives[0].retired for view in shown]
    told = [view.to_json()["objectives"][str(GOAL)] for view in shown]  # type: ignore[index]  # an object by id
    assert [
        {"value": 0.5, "numerator": 25, "denominator": 50, "n": None, "retired": retired} for retired in (False, True)
    ] == told


# Costs


def spend(it: Chronicle, name: str, amount: str, at: str) -> int:
    return it.add(PROGRAMME, CostIncurred(named(name), CostCategory.VENUE, Decimal(amount)), on(at))


def money(it: Chronicle, as_at: str | None = None, known: int | None = None) -> Money:
    return ProgrammeMetrics.fold(it.history(as_at, known), programme=PROGRAMME).money


def test_a_reversed_cost_counts_at_no_time_once_the_mistake_is_known() -> None:
    it = begun()
    spend(it, "room", "120", "2025-02-01")
    before = spend(it, "room again", "120", "2025-02-02")
    it.add(PROGRAMME, CostReversed(named("room again"), WHY), on("2025-08-01"))
    assert [Metric.amount(240), Metric.amount(120)] == [money(it, "2025-03-01", known).costs for known in (before, None)]
    assert [Metric.amount(120)] * 2 == [money(it, as_at).costs for as_at in ("2025-02-02", None)]


def test_a_programme_whose_every_cost_was_a_mistake_has_no_costs_to_divide_by() -> None:
    it = begun()
    spend(it, "room", "120", "2025-02-01")
    it.add(PROGRAMME, CostReversed(named("room"), WHY), on("2025-08-01"))
    shown = money(it)
    assert (None, None, None) == (shown.costs.value, shown.cash.roi.value, shown.cost_per_attendance.value)


def test_a_mistaken_cost_and_its_reversal_both_stay_in_the_history() -> None:
    it = begun()
    spend(it, "room", "120", "2025-02-01")
    it.add(PROGRAMME, CostReversed(named("room"), WHY), on("2025-08-01"))
    incurred, reversed_ = "programme.cost-incurred", "programme.cost-reversed"
    for as_at, told in ((None, [incurred, reversed_]), ("2025-03-01", [incurred])):
        entries = ProgrammeHistory.fold(it.history(as_at), programme=PROGRAMME).entries
        assert told == [each.name for each in entries if "cost" in each.name]


# How it was carried

NEXT = "rosters first"
CARRIED: list[tuple[Any, str, str, Any]] = [
    (SponsorEndorsed(WHY), "2025-01-02", "endorsements", Endorsement(on("2025-01-02"), SPONSOR, WHY)),
    (SponsorEndorsed(), "2025-01-03", "endorsements", Endorsement(on("2025-01-03"), SPONSOR, None)),
    (
        OrganisationalValueElicited(named("value"), "North", WHY),
        "2025-01-04",
        "values",
        HeldImportant(named("value"), on("2025-01-04"), "North", WHY),
    ),
    (
        IntegrationMapped(Initiative.TALENT, "Talent 2025", "the same people"),
        "2025-01-05",
        "integrations",
        Integration(on("2025-01-05"), Initiative.TALENT, "Talent 2025", "the same people"),
    ),
    (ProgrammeReviewed(WHY), "2025-01-06", "reviews", LookBack(on("2025-01-06"), SPONSOR, WHY)),
    (
        ProgrammeEvaluated(EvaluationLevel.ROI, WHY),
        "2025-01-07",
        "findings",
        Finding(EvaluationLevel.ROI, on("2025-01-07"), SPONSOR, WHY),
    ),
    (AdvocacyLogged("care", "a talk"), "2025-01-08", "advocacy", Advocacy(on("2025-01-08"), "care", "a talk")),
    (
        SetReplicated(named("second"), named("first")),
        "2025-01-09",
        "replications",
        Replication(on("2025-01-09"), named("second"), named("first")),
    ),
]


@pytest.mark.parametrize(("event", "at", "where", "known"), CARRIED, ids=lambda each: type(each).__name__)
def test_what_carries_a_programme_is_known_from_the_day_it_happened(event: Any, at: str, where: str, known: Any) -> None:
    it = begun()
    position = it.add(PROGRAMME, event, on(at), by=SPONSOR, recorded=on("2025-02-01"))
    assert (known,) == getattr(facts(it).support, where)
    assert (known,) == getattr(facts(it, at).support, where)
    assert () == getattr(facts(it, "2025-01-01").support, where)
    assert () == getattr(facts(it, at, position - 1).support, where)


def release(it: Chronicle, organisation: str, hours: str, at: str) -> None:
    it.add(PROGRAMME, TimeReleased(organisation, Decimal(hours)), on(at))


def test_hours_released_add_up_for_each_organisation() -> None:
    it = begun()
    assert {} == facts(it).support.hours
    for organisation, hours, at in (
        ("North", "40", "2025-01-02"),
        ("South", "12.5", "2025-01-03"),
        ("North", "8", "2025-02-03"),
    ):
        release(it, organisation, hours, at)
    assert {"North": Decimal(48), "South": Decimal("12.5")} == facts(it).support.hours
    assert {"North": Decimal(40)} == facts(it, "2025-01-02").support.hours


def assess(  # noqa: PLR0917  # reads as the row of a table
    it: Chronicle, organisation: str, aspect: ReadinessAspect, score: int, advice: str, at: str
) -> None:
    it.add(PROGRAMME, ReadinessAssessed(organisation, aspect, score, advice), on(at))


def test_the_last_judgement_of_each_organisation_and_aspect_counts_and_how_many_there_were() -> None:
    it = begun()
    assess(it, "North", ReadinessAspect.TIME, 3, "ask for time", "2025-01-02")
    assess(it, "South", ReadinessAspect.TIME, 9, "keep it", "2025-01-03")
    assess(it, "North", ReadinessAspect.TRUST, 5, "agree limits", "2025-01-04")
    assess(it, "North", ReadinessAspect.TIME, 6, NEXT, "2025-06-01")
    north = Readiness(organisation="North", aspect=ReadinessAspect.TIME, at=on("2025-06-01"), score=6, advice=NEXT,
                      assessments=2, first_score=3)  # fmt: skip
    judged = facts(it).support.readiness
    assert north == judged[0]
    assert [("North", "time", 6), ("South", "time", 9), ("North", "trust", 5)] == [
        (each.organisation, each.aspect.value, each.score) for each in judged
    ]
    assert [(3, 1, 3)] == [(e.score, e.assessments, e.first_score) for e in facts(it, "2025-01-02").support.readiness]


def test_a_programme_is_closed_from_the_day_it_closed() -> None:
    it = begun()
    it.add(PROGRAMME, ProgrammeClosed(), on("2025-09-02"))
    assert (None, on("2025-09-02")) == (facts(it, "2025-09-01").closed_at, facts(it, "2025-09-02").closed_at)


def test_what_was_found_is_told_by_its_level() -> None:
    it = begun()
    for level in (EvaluationLevel.RESULTS, EvaluationLevel.REACTION, EvaluationLevel.RESULTS):
        it.add(PROGRAMME, ProgrammeEvaluated(level, WHY), on("2025-09-02"), by=HELEN)
    support = facts(it).support
    assert [1, 0, 0, 2, 0] == [len(support.found(level)) for level in EvaluationLevel]
