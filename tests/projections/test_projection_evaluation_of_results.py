"""What became of a programme's objectives and its money: counted by hand, as at and as known at, with what they rest on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from by_hand import PROGRAMME, Chronicle, day, named, on, said
from evaluating import AFTER, HELEN, evaluation, met
from vale import calder_vale

from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.programme.events import (
    BenefitRejected,
    BenefitValidated,
    CostReversed,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
)
from actionlearning.domain.values import BenefitKind, CostCategory
from actionlearning.projections.metric import Metric

# Results


def measured(it: Chronicle, name: str, target: str, baseline: str, actual: str | None) -> None:
    it.objective(name, target, on("2025-01-03"))
    it.add(PROGRAMME, MeasureBaselined(named(name), Decimal(baseline), day("2025-01-03")), on("2025-01-03"))
    if actual is not None:
        it.add(PROGRAMME, MeasureObserved(named(name), Decimal(actual), day("2025-06-30"), "report"), on("2025-06-30"))


def test_measures_that_fall_rise_overshoot_worsen_and_reach_their_target() -> None:
    it = met("Ann")
    for name, target, baseline, actual in (
        ("falls", "100", "150", "110"),
        ("rises", "100", "50", "75"),
        ("overshoots", "100", "50", "120"),
        ("worsens", "100", "150", "160"),
        ("reaches", "100", "150", "100"),
        ("unread", "100", "50", None),
    ):
        measured(it, name, target, baseline, actual)
    it.objective("no baseline", "5", on("2025-01-03"))
    results = evaluation(it).results
    assert {
        "falls": Fraction(4, 5), "rises": Fraction(1, 2), "overshoots": Fraction(7, 5), "worsens": Fraction(-1, 5),
        "reaches": Fraction(1), "unread": None, "no baseline": None,
    } == {each.title: each.progress.value for each in results.objectives}  # fmt: skip
    assert Metric(2, 5) == results.reached
    assert None is evaluation(it, "2025-06-29").results.reached.value


def test_a_retired_objective_stays_in_sight_and_is_not_counted_as_reached() -> None:
    it = met("Ann")
    measured(it, "kept", "100", "50", "75")
    measured(it, "dropped", "100", "50", "100")
    it.add(PROGRAMME, ObjectiveRetired(named("dropped"), said("closed", "Helen")), on("2025-07-01", "23:30"), by=HELEN)
    results = evaluation(it).results
    dropped = results.objectives[1]
    assert (day("2025-07-02"), said("closed", "Helen")) == (dropped.retired_on, dropped.retired_because), "the day in London"
    assert (Fraction(1), Metric(0, 1)) == (dropped.progress.value, results.reached)
    early = evaluation(it, "2025-07-01").results
    assert (None, Metric(1, 2)) == (early.objectives[1].retired_on, early.reached)


def test_a_revised_target_counts_and_the_first_is_shown_beside_it() -> None:
    it = met("Ann")
    measured(it, "goal", "100", "50", "75")
    revision = ObjectiveRevised(named("goal"), Decimal(70), day("2026-03-31"), said("less", "Helen"))
    position = it.add(PROGRAMME, revision, on("2025-07-01"))
    (goal,) = evaluation(it).results.objectives
    assert (Decimal(70), Decimal(100), day("2026-03-31")) == (goal.target, goal.original_target, goal.by)
    reached = [evaluation(it, as_at, known).results.reached for as_at, known in (("2025-06-30", None), (None, position - 1))]
    assert ([Metric(0, 1)] * 2, Metric(1, 1)) == (reached, evaluation(it).results.reached)


def test_the_results_of_calder_vale_and_what_went_into_them(vale: Chronicle) -> None:
    results = evaluation(vale, AFTER).results
    assert {"O1": 0.8, "O2": 0.625, "O3": 0.222, "O4": 1.111} == {
        each.title: round(float(each.progress.value or 0), 3) for each in results.objectives
    }
    bed_days = results.objectives[1].contribution
    assert (2, 6, 5) == (bed_days.problems, bed_days.actions, bed_days.achieved)
    assert {BenefitKind.CASH: Decimal(-2304), BenefitKind.ECONOMIC: Decimal(21840)} == bed_days.benefit
    assert Metric(1, 4) == results.reached


# Return


def test_the_return_of_calder_vale_with_what_it_rests_on(vale: Chronicle) -> None:
    roi = evaluation(vale, AFTER).roi
    assert [Metric(18410, 9046), Metric(40250, 9046)] == [roi.money.cash.roi, roi.money.cash_and_economic.roi]
    assert [
        ("B1", Verdict.VALIDATED, Decimal(29760)),
        ("B2", Verdict.VALIDATED, Decimal(21840)),
        ("B3", Verdict.CLAIMED, None),
        ("B4", Verdict.REJECTED, None),
    ] == [(each.title, each.verdict, each.counted) for each in roi.assumptions.claims]
    assert [(Decimal("0.5"), Decimal("0.8"))] == [(e.attribution, e.confidence) for e in roi.assumptions.claims[:1]]
    assert (["pilot overtime"], 815) == (
        [each.title for each in roi.assumptions.disbenefits],
        roi.assumptions.comparator and roi.assumptions.comparator.unit_cost,
    )
    assert (Decimal(3900), 6) == (roi.assumptions.costs[CostCategory.ADVISER], len(roi.assumptions.costs))


def test_a_claim_rejected_and_upheld_later_leaves_the_old_report_as_it_was_known() -> None:
    it = calder_vale()
    reported = evaluation(it)
    it.add(PROGRAMME, BenefitValidated(named("B4")), on("2025-11-01"), recorded=on("2025-11-03"))
    assert reported == evaluation(it, known=reported.position)
    assert reported == evaluation(it, known=on("2025-11-02"))
    upheld = evaluation(it)
    assert Decimal(1500) == upheld.roi.assumptions.claims[3].counted
    assert Metric.amount(50796) == upheld.roi.money.cash_and_economic.benefits
    assert {6: 3} == {links: count for links, count in upheld.success_cases.by_links.items() if links == 6}


def test_a_cost_known_to_be_a_mistake_is_in_no_return(vale: Chronicle) -> None:
    it = calder_vale()
    before = len(it.recorded)
    it.add(PROGRAMME, CostReversed(named("cost 0"), said("paid by others", "Helen")), on("2025-10-01"))
    roi = evaluation(it, AFTER).roi
    assert (Metric.amount(5146), False) == (roi.money.costs, CostCategory.ADVISER in roi.assumptions.costs)
    assert evaluation(it, AFTER, before).roi == evaluation(vale, AFTER).roi


def test_a_rejection_after_as_at_is_not_yet_known_of(vale: Chronicle) -> None:
    it = calder_vale()
    it.add(PROGRAMME, BenefitRejected(named("B1"), said("no", "Helen")), on("2025-12-01"))
    assert evaluation(vale, AFTER).roi == evaluation(it, AFTER).roi
    assert Verdict.REJECTED is evaluation(it).roi.assumptions.claims[0].verdict
