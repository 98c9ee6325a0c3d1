"""Whatever happens in a programme happens after it was chartered and before it closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from calder_vale import AISHA, APRIL, BEN, FEBRUARY, MARCH, MAY, RUTH, SET, at, on, said
from programme_in_spring import (
    BASELINED,
    CARE,
    CHARTERED,
    CLAIMED,
    GAPS,
    OBJECTIVE,
    RETIRED,
    REVISED,
    SAVED,
    SPARED,
    SPRING,
    STAFF,
    VENUE,
    programme,
    replicate,
    retire,
    revise,
)

from actionlearning.domain.programme import spending, support
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.errors import ProgrammeOver
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    DisbenefitRecorded,
    IntegrationMapped,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveSet,
    OrganisationalValueElicited,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import BenefitKind, CostCategory, Direction, EvaluationLevel, Initiative, ReadinessAspect

EVERYTHING: list[tuple[Any, Callable[[Programme, datetime], Any]]] = [
    (ProgrammeReviewed(said()), lambda it, when: it.review(finding=said(), at=when)),
    (
        ProgrammeEvaluated(EvaluationLevel.ROI, said()),
        lambda it, when: it.evaluate(EvaluationLevel.ROI, finding=said(), at=when),
    ),
    (
        ObjectiveSet(STAFF, "Staff", "%", Direction.RISE, Decimal(9), on("12-31")),
        lambda it, when: it.set_objective(
            STAFF, title="Staff", unit="%", direction=Direction.RISE, target=Decimal(9), by=on("12-31"), at=when
        ),
    ),
    (REVISED, lambda it, when: revise("4", moment=when)(it)),
    (RETIRED, lambda it, when: retire(when)(it)),
    (
        MeasureBaselined(GAPS, Decimal(12), on("01-06")),
        lambda it, when: it.baseline(GAPS, value=Decimal(12), on=on("01-06"), at=when),
    ),
    (
        MeasureObserved(GAPS, Decimal(9), on("01-06"), "ledger"),
        lambda it, when: it.observe(GAPS, value=Decimal(9), on=on("01-06"), source="ledger", at=when),
    ),
    (
        CostIncurred(VENUE, CostCategory.VENUE, Decimal(1)),
        lambda it, when: spending.incur(it, VENUE, category=CostCategory.VENUE, amount=Decimal(1), at=when),
    ),
    (
        ComparatorRecorded("Course", Decimal(815), Decimal(6)),
        lambda it, when: spending.compare(it, what="Course", unit_cost=Decimal(815), hours_per_day=Decimal(6), at=when),
    ),
    (
        BenefitClaimed(
            SPARED, AISHA, GAPS, "Spared", "gaps", (), BenefitKind.INTANGIBLE, None, Decimal("0.5"), Decimal("0.8"), said()
        ),
        lambda it, when: it.claim(
            SPARED, objective=GAPS, title="Spared", effect="gaps", actions=(), kind=BenefitKind.INTANGIBLE, amount=None,
            attribution=Decimal("0.5"), confidence=Decimal("0.8"), evidence=said(), by=AISHA, at=when,
        ),
    ),
    (BenefitValidated(SAVED), lambda it, when: it.validate(SAVED, by=BEN, at=when)),
    (BenefitRejected(SAVED, said()), lambda it, when: it.reject(SAVED, reason=said(), by=BEN, at=when)),
    (
        DisbenefitRecorded(SPARED, GAPS, "Overtime", BenefitKind.CASH, Decimal(4)),
        lambda it, when: it.record_disbenefit(
            SPARED, objective=GAPS, title="Overtime", kind=BenefitKind.CASH, amount=Decimal(4), at=when
        ),
    ),
    (SponsorEndorsed(None), lambda it, when: support.endorse(it, statement=None, by=RUTH, at=when)),
    (TimeReleased("Trust", Decimal(4)), lambda it, when: support.release_time(it, "Trust", hours=Decimal(4), at=when)),
    (
        OrganisationalValueElicited(CARE, "Trust", said()),
        lambda it, when: support.elicit_value(it, CARE, organisation="Trust", words=said(), at=when),
    ),
    (
        IntegrationMapped(Initiative.OTHER, "Pool", "Both"),
        lambda it, when: support.map_integration(it, Initiative.OTHER, title="Pool", how="Both", at=when),
    ),
    (
        ReadinessAssessed("Trust", ReadinessAspect.TIME, 5, "Roster it"),
        lambda it, when: support.assess_readiness(
            it, "Trust", aspect=ReadinessAspect.TIME, score=5, advice="Roster it", at=when
        ),
    ),
    (AdvocacyLogged("Health", "A talk"), lambda it, when: support.advocate(it, sector="Health", activity="A talk", at=when)),
    (SetReplicated(SET, SPRING), lambda it, when: replicate(moment=when)(it)),
]  # fmt: skip


@pytest.mark.parametrize(("event", "decision"), EVERYTHING, ids=[type(event).__name__ for event, _ in EVERYTHING])
def test_a_closed_programme_accepts_only_what_happened_before(event: Any, decision: Any) -> None:
    given = programme.given((CHARTERED, FEBRUARY), OBJECTIVE, BASELINED, CLAIMED, (ProgrammeClosed(), APRIL))
    given.when(lambda it: decision(it, MARCH)).then(event)
    for late in (APRIL, MAY):
        given.when(lambda it, late=late: decision(it, late)).refused(ProgrammeOver(closed=APRIL, at=late))


@pytest.mark.parametrize(("event", "decision"), EVERYTHING, ids=[type(event).__name__ for event, _ in EVERYTHING])
def test_nothing_happens_in_a_programme_before_it_was_chartered(event: Any, decision: Any) -> None:
    given = programme.given((CHARTERED, FEBRUARY), OBJECTIVE, BASELINED, CLAIMED)
    given.when(lambda it: decision(it, FEBRUARY)).then(event)
    early = at("01-31")
    what = "the claim" if isinstance(event, BenefitValidated | BenefitRejected) else "the programme"
    given.when(lambda it: decision(it, early)).refused(BeforeLastChange(what=what, at=early, last=FEBRUARY))
