"""Measures, claims and money: whichever way a measure goes, and whatever becomes of a claim."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from by_hand import PROGRAMME, SET, Chronicle, day, named, on, said

from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
)
from actionlearning.domain.values import BenefitKind, CostCategory
from actionlearning.projections.figures import ProgrammeMetrics
from actionlearning.projections.impact import Impact
from actionlearning.projections.metric import NOT_AVAILABLE, Metric
from actionlearning.projections.money import Money

CLAIMED = on("2025-07-01")


def programme() -> Chronicle:
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.objective("goal", "100", on("2025-01-01"))
    it.set("Ann", "Ben", at=on("2025-01-01"))
    return it


def claim(it: Chronicle, name: str, amount: str, share: str = "1", kind: BenefitKind = BenefitKind.CASH) -> None:
    event = BenefitClaimed(
        named(name),
        named("Helen"),
        named("goal"),
        name,
        name,
        (),
        kind,
        Decimal(amount),
        Decimal(share),
        Decimal(1),
        said("x", "Helen"),
    )
    it.add(PROGRAMME, event, CLAIMED)


def spend(it: Chronicle, amount: str) -> None:
    it.add(PROGRAMME, CostIncurred(named("cost"), CostCategory.VENUE, Decimal(amount)), CLAIMED)


def money(it: Chronicle, known: int | None = None) -> Money:
    return ProgrammeMetrics.fold(it.history(known=known), programme=PROGRAMME).money


@pytest.mark.parametrize(
    ("baseline", "actual", "progress"),
    [
        ("50", "75", Fraction(1, 2)),  # rises towards 100
        ("150", "110", Fraction(4, 5)),  # falls towards 100
        ("50", "120", Fraction(7, 5)),  # overshoots
        ("150", "160", Fraction(-1, 5)),  # worsens
        ("50", "50", Fraction(0)),  # stands still
    ],
)
def test_progress_is_not_clipped_and_goes_either_way(baseline: str, actual: str, progress: Fraction) -> None:
    it = programme()
    it.add(PROGRAMME, MeasureBaselined(named("goal"), Decimal(baseline), day("2025-01-01")), on("2025-01-01"))
    it.add(PROGRAMME, MeasureObserved(named("goal"), Decimal(actual), day("2025-06-30"), "report"), on("2025-06-30"))
    assert ProgrammeMetrics.fold(it.history(), programme=PROGRAMME).objectives[0].progress.value == progress


def test_progress_is_not_available_before_the_first_reading() -> None:
    it = programme()
    shown = [ProgrammeMetrics.fold(it.history(), programme=PROGRAMME).objectives[0].progress]
    it.add(PROGRAMME, MeasureBaselined(named("goal"), Decimal(50), day("2025-01-01")), on("2025-01-01"))
    shown.append(ProgrammeMetrics.fold(it.history(), programme=PROGRAMME).objectives[0].progress)
    assert shown == [NOT_AVAILABLE, Metric(None, 50)]
    assert [metric.value for metric in shown] == [None, None]


def test_the_last_day_read_counts_and_a_day_read_again_is_corrected_once_that_is_known() -> None:
    it = programme()
    it.add(PROGRAMME, MeasureBaselined(named("goal"), Decimal(0), day("2025-01-01")), on("2025-01-01"))
    it.add(PROGRAMME, MeasureObserved(named("goal"), Decimal(40), day("2025-06-30"), "report"), on("2025-07-02"))
    it.add(PROGRAMME, MeasureObserved(named("goal"), Decimal(10), day("2025-03-31"), "late report"), on("2025-07-03"))
    first = len(it.recorded)
    # recorded later, though it says that it happened earlier
    it.add(PROGRAMME, MeasureObserved(named("goal"), Decimal(60), day("2025-06-30"), "put right"), on("2025-07-01"))
    shown = [
        ProgrammeMetrics.fold(it.history(known=known), programme=PROGRAMME).objectives[0].progress.value
        for known in (first, None)
    ]
    assert shown == [Fraction(2, 5), Fraction(3, 5)]


def test_benefit_is_amount_times_attribution_times_confidence_less_disbenefits_of_its_kind() -> None:
    it = programme()
    spend(it, "100")
    claim(it, "saved", "1000", "0.5")
    claim(it, "time", "400", "0.25", BenefitKind.ECONOMIC)
    it.add(PROGRAMME, DisbenefitRecorded(named("worse"), named("goal"), "overtime", BenefitKind.ECONOMIC, Decimal(30)), CLAIMED)
    for name in ("saved", "time"):
        it.add(PROGRAMME, BenefitValidated(named(name)), on("2025-08-01"))
    shown = money(it)
    assert (shown.cash.benefits, shown.cash_and_economic.benefits) == (Metric.amount(500), Metric.amount(570))
    assert (shown.cash.bcr, shown.cash.roi, shown.cash.payback_months) == (
        Metric(500, 100),
        Metric(400, 100),
        Metric(1200, 500),
    )


def test_a_claim_rejected_and_then_upheld_counts_and_the_older_report_can_be_had_again() -> None:
    it = programme()
    spend(it, "100")
    claim(it, "saved", "300")
    it.add(PROGRAMME, BenefitRejected(named("saved"), said("no proof", "Helen")), on("2025-08-01"))
    rejected = ProgrammeMetrics.fold(it.history(), programme=PROGRAMME)
    it.add(PROGRAMME, BenefitValidated(named("saved")), on("2025-09-01"), recorded=on("2025-09-02"))
    assert (rejected.money.cash.benefits, money(it).cash.benefits) == (Metric.amount(0), Metric.amount(300))
    assert ProgrammeMetrics.fold(it.history(known=rejected.position), programme=PROGRAMME) == rejected
    assert ProgrammeMetrics.fold(it.history(known=on("2025-09-01")), programme=PROGRAMME) == rejected
    [judged] = Impact.fold(it.history(), programme=PROGRAMME).objectives[0].claims
    assert (judged.claim.verdict, judged.claim.judged_at, judged.claim.reason) == (Verdict.VALIDATED, on("2025-09-01"), None)


def test_what_brings_nothing_back_is_never_paid_back() -> None:
    it = programme()
    spend(it, "100")
    it.add(PROGRAMME, DisbenefitRecorded(named("worse"), named("goal"), "overtime", BenefitKind.CASH, Decimal(30)), CLAIMED)
    shown = money(it).cash
    assert (shown.benefits, shown.roi, shown.payback_months.value) == (Metric.amount(-30), Metric(-130, 100), None)


def test_a_claim_still_waiting_is_left_out_beside_one_that_was_judged() -> None:
    it = programme()
    spend(it, "100")
    claim(it, "saved", "300")
    claim(it, "hoped", "9000")
    it.add(PROGRAMME, BenefitValidated(named("saved")), on("2025-08-01"))
    assert money(it).cash.benefits == Metric.amount(300)


def test_benefits_without_costs_have_no_ratio() -> None:
    it = programme()
    claim(it, "saved", "300")
    it.add(PROGRAMME, BenefitValidated(named("saved")), on("2025-08-01"))
    shown = money(it)
    assert (shown.costs.value, shown.cash.benefits.value, shown.cash.bcr.value, shown.cash.roi.value) == (None, 300, None, None)


def test_costs_are_shared_over_attendances_and_days_of_the_comparator() -> None:
    it = programme()
    it.session(1, "2025-02-03", ["Ann", "Ben"])  # two people, 180 minutes each
    spend(it, "600")
    without = money(it)
    it.add(PROGRAMME, ComparatorRecorded("course", Decimal(1200), Decimal(6)), CLAIMED)
    shown = money(it)
    assert (without.cost_per_attendance, without.cost_per_participant_day.value) == (Metric(600, 2), None)
    assert (shown.cost_per_participant_day, shown.comparator_saving) == (Metric(600, 1), Metric(600, 1200))


def test_attribution_is_summed_by_the_effect_it_is_a_share_of() -> None:
    it = programme()
    for name, share in (("one", "0.3"), ("other", "0.2")):
        event = BenefitClaimed(
            named(name),
            named("Helen"),
            named("goal"),
            name,
            "fewer delays",
            (),
            BenefitKind.CASH,
            Decimal(100),
            Decimal(share),
            Decimal(1),
            said("x", "Helen"),
        )
        it.add(PROGRAMME, event, CLAIMED)
        it.add(PROGRAMME, BenefitValidated(named(name)), on("2025-08-01"))
    contribution = Impact.fold(it.history(), programme=PROGRAMME).objectives[0].contribution
    assert contribution.attributed == {"fewer delays": Decimal("0.5")}
    assert contribution.benefit == {BenefitKind.CASH: Decimal(50)}


def test_a_bare_claim_has_three_links_of_six() -> None:
    it = programme()
    claim(it, "saved", "300")
    it.add(PROGRAMME, BenefitValidated(named("saved")), on("2025-08-01"))
    [bare] = Impact.fold(it.history(), programme=PROGRAMME).objectives[0].claims
    assert bare.chain.share == Metric(3, 6)


def test_a_programme_pools_its_sets() -> None:
    it = programme()
    it.set("Cat", at=on("2025-01-01"), which=named("other set"))
    it.session(1, "2025-02-03", ["Ann"])
    it.session(1, "2025-02-04", ["Cat"], which=named("other set"))
    shown = ProgrammeMetrics.fold(it.history(), programme=PROGRAMME)
    assert [each.set for each in shown.sets] == [SET, named("other set")]
    assert [each.figures.attendance for each in shown.sets] == [Metric(1, 2, 2), Metric(1, 1, 1)]
    assert shown.figures.attendance == Metric(2, 3, 3)
