"""What can be counted of an organisation at the last two levels: results (Kirkpatrick) and the return on them (Phillips)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.times import day_of
from actionlearning.domain.values import BenefitKind, CostCategory, Direction, ObjectiveId
from actionlearning.projections.facts import SetFacts
from actionlearning.projections.impact import Contribution, contribution_of
from actionlearning.projections.metric import Metric
from actionlearning.projections.money import Money, objective_progress, objectives_reached
from actionlearning.projections.programme_facts import Comparator, Disbenefit, Objective, Programme

__all__ = ["Assumed", "Assumptions", "ObjectiveResult", "ResultsLevel", "ReturnLevel"]


# Results


@frozen(kw_only=True)
class ObjectiveResult:
    """How far one measure has moved, and how much of the work went into it."""

    objective: ObjectiveId
    title: str
    unit: str
    direction: Direction
    baseline: Decimal | None
    actual: Decimal | None
    target: Decimal
    original_target: Decimal
    by: date
    retired_on: date | None
    """The day, in the programme's time zone, on which it was given up; None while it is pursued."""
    retired_because: Personal | None
    progress: Metric
    contribution: Contribution


@frozen(kw_only=True)
class ResultsLevel:
    """What changed for the organisation."""

    objectives: tuple[ObjectiveResult, ...]
    reached: Metric
    """Objectives whose measure got to its target or beyond ÷ those that were measured; retired ones are left out."""

    @classmethod
    def of(cls, programme: Programme, sets: Sequence[SetFacts]) -> ResultsLevel:
        """The results of a programme."""
        return cls(
            objectives=tuple(_result(objective, programme, sets) for objective in programme.objectives),
            reached=objectives_reached(programme.objectives),
        )


def _result(objective: Objective, programme: Programme, sets: Sequence[SetFacts]) -> ObjectiveResult:
    retired = objective.retired
    return ObjectiveResult(
        objective=objective.id,
        title=objective.title,
        unit=objective.unit,
        direction=objective.direction,
        baseline=objective.baseline,
        actual=objective.actual,
        target=objective.target,
        original_target=objective.original_target,
        by=objective.by,
        retired_on=day_of(retired.at, programme.time_zone) if retired else None,
        retired_because=retired.reason if retired else None,
        progress=objective_progress(objective),
        contribution=contribution_of(
            (problem for its in sets for problem in its.problems if objective.id in problem.objectives),
            (claim for claim in programme.claims if claim.objective == objective.id),
            (each for each in programme.disbenefits if each.objective == objective.id),
        ),
    )


# Return


@frozen(kw_only=True)
class Assumed:
    """A claim with the shares that its amount was multiplied by; only a validated one counts."""

    title: str
    kind: BenefitKind
    amount: Decimal | None
    attribution: Decimal
    confidence: Decimal
    verdict: Verdict
    counted: Decimal | None
    """What it adds to the benefits; None where it adds nothing."""


@frozen(kw_only=True)
class Assumptions:
    """What the return rests on: first-year amounts, the shares claimed, what was deducted, and what was paid for."""

    claims: tuple[Assumed, ...]
    disbenefits: tuple[Disbenefit, ...]
    costs: Mapping[CostCategory, Decimal]
    comparator: Comparator | None


@frozen(kw_only=True)
class ReturnLevel:
    """What came back for what it cost. Cash alone and cash with economic benefits stay apart."""

    money: Money
    assumptions: Assumptions

    @classmethod
    def of(cls, programme: Programme, sets: Sequence[SetFacts]) -> ReturnLevel:
        """The return of a programme."""
        costs: dict[CostCategory, Decimal] = {}
        for cost in programme.costs:
            costs[cost.category] = costs.get(cost.category, Decimal()) + cost.amount
        return cls(
            money=Money.of(programme, sets),
            assumptions=Assumptions(
                claims=tuple(
                    Assumed(
                        title=claim.title,
                        kind=claim.kind,
                        amount=claim.amount,
                        attribution=claim.attribution,
                        confidence=claim.confidence,
                        verdict=claim.verdict,
                        counted=claim.counted,
                    )
                    for claim in programme.claims
                ),
                disbenefits=programme.disbenefits,
                costs={category: costs[category] for category in CostCategory if category in costs},
                comparator=programme.comparator,
            ),
        )
