"""A programme with an objective and its baseline, and a claim in it as it is usually made."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from calder_vale import AISHA, LONDON, MARCH, ROSTERS, RUTH, TRIAL, on, said

from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import BenefitClaimed, MeasureBaselined, ObjectiveSet, ProgrammeChartered
from actionlearning.domain.programme.fold import apply
from actionlearning.domain.values import ActionRef, BenefitId, BenefitKind, Direction, ObjectiveId
from actionlearning.testing.scenario import Scenario

__all__ = ["BASELINED", "CHARTERED", "GAPS", "OBJECTIVE", "SAVED", "SPARED", "STAFF", "STATED", "claim", "claimed", "programme"]

programme = Scenario(apply)

GAPS, STAFF = ObjectiveId(UUID(int=50)), ObjectiveId(UUID(int=51))
SAVED, SPARED = BenefitId(UUID(int=60)), BenefitId(UUID(int=61))
CHARTERED = ProgrammeChartered("Calder Vale", ("Trust",), RUTH, "ask, act, learn", "GBP", LONDON)
OBJECTIVE = ObjectiveSet(GAPS, "Roster gaps", "%", Direction.FALL, Decimal(5), on("12-31"))
BASELINED = MeasureBaselined(GAPS, Decimal(11), on("01-06"))
STATED = (CHARTERED, OBJECTIVE)


def claimed(
    attribution: str = "0.5", benefit: BenefitId = SAVED, by: Any = AISHA, effect: str = "fewer gaps", confidence: str = "0.8"
) -> BenefitClaimed:
    return BenefitClaimed(
        benefit,
        by,
        GAPS,
        "Saved",
        effect,
        (ActionRef(ROSTERS, TRIAL),),
        BenefitKind.CASH,
        Decimal(9000),
        Decimal(attribution),
        Decimal(confidence),
        said("ledger"),
    )


def claim(
    attribution: str = "0.5",
    *,
    benefit: BenefitId = SPARED,
    confidence: str = "0.8",
    effect: str = "fewer gaps",
    **changed: Any,
) -> Callable[[Programme], object]:
    usual: dict[str, Any] = {
        "objective": GAPS,
        "title": "Saved",
        "effect": effect,
        "actions": (ActionRef(ROSTERS, TRIAL),),
        "kind": BenefitKind.CASH,
        "amount": Decimal(9000),
        "attribution": Decimal(attribution),
        "confidence": Decimal(confidence),
        "evidence": said("ledger"),
        "by": AISHA,
        "at": MARCH,
    }
    return lambda it: it.claim(benefit, **{**usual, **changed})
