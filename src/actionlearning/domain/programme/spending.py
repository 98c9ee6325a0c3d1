"""What a programme costs, and what the same would cost elsewhere."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme import errors
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import ComparatorRecorded, CostIncurred, CostReversed
from actionlearning.domain.times import in_order
from actionlearning.domain.values import CostCategory, CostId

__all__ = ["compare", "incur", "reverse"]


def incur(programme: Programme, cost: CostId, *, category: CostCategory, amount: Decimal, at: datetime) -> CostIncurred:
    """Pay for something."""
    programme.must_be_going_on(at)
    return CostIncurred(cost, category, amount)


def reverse(programme: Programme, cost: CostId, *, reason: Personal, at: datetime) -> CostReversed:
    """Say that a cost was recorded by mistake, which may be noticed after the programme closed: it counts for all times."""
    if cost not in programme.costs:
        raise errors.NoSuchCost(cost=cost)
    known = programme.costs[cost]
    if known.reversed:
        raise errors.ReversedAlready(cost=cost)
    in_order("the cost", known.incurred_at, at)
    return CostReversed(cost, reason)


def compare(programme: Programme, *, what: str, unit_cost: Decimal, hours_per_day: Decimal, at: datetime) -> ComparatorRecorded:
    """Say what a participant's day costs elsewhere."""
    programme.must_be_going_on(at)
    return ComparatorRecorded(what, unit_cost, hours_per_day)
