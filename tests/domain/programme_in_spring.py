"""A programme that was chartered in February, with an objective, a cost and a claim, and what may be tried on it in March."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from calder_vale import AISHA, FEBRUARY, LONDON, MARCH, RUTH, SET, on, said

from actionlearning.domain.programme import support
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    CostIncurred,
    MeasureBaselined,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    ProgrammeChartered,
)
from actionlearning.domain.programme.fold import apply
from actionlearning.domain.values import BenefitId, BenefitKind, CostCategory, CostId, Direction, ObjectiveId, SetId, ValueId
from actionlearning.testing.scenario import Scenario

__all__ = [
    "BASELINED",
    "CARE",
    "CHARTERED",
    "CLAIMED",
    "GAPS",
    "OBJECTIVE",
    "PAID",
    "RETIRED",
    "REVISED",
    "SAVED",
    "SPARED",
    "SPRING",
    "STAFF",
    "VENUE",
    "Decision",
    "programme",
    "replicate",
    "retire",
    "revise",
]

programme = Scenario(apply)

GAPS, STAFF = ObjectiveId(UUID(int=50)), ObjectiveId(UUID(int=51))
SAVED, SPARED = BenefitId(UUID(int=60)), BenefitId(UUID(int=61))
VENUE = CostId(UUID(int=70))
CARE = ValueId(UUID(int=80))
SPRING = SetId(UUID(int=12))

CHARTERED = ProgrammeChartered("Calder Vale", ("Trust", "Hospice"), RUTH, "ask, act, learn", "GBP", LONDON)
OBJECTIVE = ObjectiveSet(GAPS, "Roster gaps", "%", Direction.FALL, Decimal(5), on("12-31"))
BASELINED = MeasureBaselined(GAPS, Decimal(11), on("01-06"))
REVISED = ObjectiveRevised(GAPS, Decimal(4), on("12-31"), said("further"))
RETIRED = ObjectiveRetired(GAPS, said("the ward closes"))
PAID = CostIncurred(VENUE, CostCategory.VENUE, Decimal(100))
CLAIMED = BenefitClaimed(
    SAVED, AISHA, GAPS, "Saved", "gaps", (), BenefitKind.INTANGIBLE, None, Decimal("0.5"), Decimal("0.8"), said("ledger")
)

Decision = Callable[[Programme], Any]


def revise(target: str, by: str = "12-31", moment: datetime = MARCH) -> Decision:
    return lambda it: it.revise_objective(GAPS, target=Decimal(target), by=on(by), reason=said("further"), at=moment)


def retire(moment: datetime = MARCH) -> Decision:
    return lambda it: it.retire_objective(GAPS, reason=said("the ward closes"), at=moment)


def replicate(
    made: SetId = SET,
    *,
    from_set: SetId = SPRING,
    is_its_own: bool = True,
    formed: datetime = FEBRUARY,
    moment: datetime = MARCH,
) -> Decision:
    return lambda it: support.replicate(it, made, from_set=from_set, is_its_own=is_its_own, example_formed_at=formed, at=moment)
