"""The figures about a programme: how far its measures moved, what it cost, and what it brought, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from actionlearning.domain.disclosure import whole
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.values import BenefitKind
from actionlearning.projections.facts import SetFacts
from actionlearning.projections.metric import NOT_AVAILABLE, Metric
from actionlearning.projections.programme_facts import Comparator, Objective, Programme

__all__ = ["Money", "Return", "objective_progress", "objectives_reached"]

MONTHS = 12
MINUTES = 60


def objective_progress(objective: Objective) -> Metric:
    """(actual - baseline) ÷ (target in force - baseline), not clipped, whichever way the measure should go."""
    if objective.baseline is None:
        return NOT_AVAILABLE
    moved = None if objective.actual is None else objective.actual - objective.baseline
    return Metric(moved, objective.target - objective.baseline)


def objectives_reached(objectives: Iterable[Objective]) -> Metric:
    """Objectives whose measure got to its target or beyond ÷ those that were measured; retired ones are left out."""
    pursued = (objective_progress(each).value for each in objectives if each.retired is None)
    measured = [progress for progress in pursued if progress is not None]
    return Metric(sum(progress >= 1 for progress in measured), len(measured))


@frozen(kw_only=True)
class Return:
    """What came back for what it cost, for some kinds of benefit."""

    benefits: Metric
    net: Metric
    bcr: Metric
    roi: Metric
    payback_months: Metric

    @classmethod
    def of(cls, programme: Programme, kinds: Collection[BenefitKind]) -> Return:
        """B and C as defined below. BCR = B ÷ C, ROI = (B - C) ÷ C, payback = 12 C ÷ B months (Phillips 2003)."""
        return cls.from_amounts(adjusted_benefit(programme, kinds), total_cost(programme))

    @classmethod
    def from_amounts(cls, benefit: Decimal | None, cost: Decimal | None) -> Return:
        """Nothing is divided where either is not available, and what brings nothing back is never paid back."""
        net = None if benefit is None or cost is None else benefit - cost
        return cls(
            benefits=NOT_AVAILABLE if benefit is None else Metric.amount(benefit),
            net=NOT_AVAILABLE if net is None else Metric.amount(net),
            bcr=Metric(benefit, cost),
            roi=Metric(net, cost),
            payback_months=Metric(None if cost is None else MONTHS * cost, benefit if benefit and benefit > 0 else None),
        )

    def to_json(self) -> dict[str, object]:
        """The machine form."""
        return {
            "benefits": self.benefits.to_json(),
            "net": self.net.to_json(),
            "roi": self.roi.to_json(),
            "bcr": self.bcr.to_json(),
            "payback_months": self.payback_months.to_json(),
        }


@frozen(kw_only=True)
class Money:
    """What a programme cost and brought, in its one currency. Cash alone and cash with economic benefits stay apart."""

    currency: str
    costs: Metric
    cost_per_attendance: Metric
    cost_per_participant_day: Metric
    comparator_saving: Metric
    cash: Return
    cash_and_economic: Return

    @classmethod
    def of(cls, programme: Programme, sets: Sequence[SetFacts]) -> Money:
        """The money of a programme and of its sets.

        Cost per attendance: all costs ÷ attendances. Cost per participant-day: all costs ÷ (attended hours ÷ the comparator's
        hours of a day). Saving: how much lower that is than the comparator's, as a share of it.
        """
        cost = total_cost(programme)
        regular = [session for its in sets for session in its.held if session.is_regular]
        attended = [(member, session.minutes) for session in regular for member in session.present]
        came = whole(member for member, _ in attended)
        per_day = _per_participant_day(cost, sum(minutes for _, minutes in attended), programme.comparator)
        return cls(
            currency=programme.currency,
            costs=NOT_AVAILABLE if cost is None else Metric.amount(cost),
            cost_per_attendance=Metric(cost, len(attended), behind=came),
            cost_per_participant_day=evolve(per_day, behind=came),
            comparator_saving=evolve(_saving(per_day, programme.comparator), behind=came),
            cash=Return.of(programme, {BenefitKind.CASH}),
            cash_and_economic=Return.of(programme, {BenefitKind.CASH, BenefitKind.ECONOMIC}),
        )

    def to_json(self) -> dict[str, object]:
        """The machine form."""
        return {
            "currency": self.currency,
            "costs": self.costs.to_json(),
            "cost_per_attendance": self.cost_per_attendance.to_json(),
            "cost_per_participant_day": self.cost_per_participant_day.to_json(),
            "comparator_saving": self.comparator_saving.to_json(),
            "cash": self.cash.to_json(),
            "cash_and_economic": self.cash_and_economic.to_json(),
        }


def total_cost(programme: Programme) -> Decimal | None:
    """C: all costs but those recorded by mistake; None where there is none."""
    return sum((cost.amount for cost in programme.costs), Decimal()) if programme.costs else None


def adjusted_benefit(programme: Programme, kinds: Collection[BenefitKind]) -> Decimal | None:
    """B: Σ first-year amount times attribution times confidence of validated claims - disbenefits of the same kinds, in full.

    None while every claim of these kinds still waits for its judgement, and where there is nothing to judge.
    """
    claims = [claim for claim in programme.claims if claim.kind in kinds]
    against = [disbenefit.amount for disbenefit in programme.disbenefits if disbenefit.kind in kinds]
    judged = any(claim.verdict is not Verdict.CLAIMED for claim in claims)
    if not judged and (claims or not against):
        return None
    upheld = (claim.adjusted or Decimal() for claim in claims if claim.verdict is Verdict.VALIDATED)
    return sum(upheld, Decimal()) - sum(against, Decimal())


def _per_participant_day(cost: Decimal | None, minutes: int, comparator: Comparator | None) -> Metric:
    if comparator is None or not comparator.hours_per_day:
        return NOT_AVAILABLE
    return Metric(cost, Fraction(minutes, MINUTES) / Fraction(comparator.hours_per_day))


def _saving(per_day: Metric, comparator: Comparator | None) -> Metric:
    if comparator is None or per_day.value is None:
        return NOT_AVAILABLE
    elsewhere = Fraction(comparator.unit_cost)
    return Metric(elsewhere - per_day.value, elsewhere)
