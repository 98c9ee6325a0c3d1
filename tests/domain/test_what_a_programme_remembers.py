"""What a programme remembers: that anything at all happened in it, what was last said of a need, and how a claim was judged."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from calder_vale import AISHA, APRIL, BEN, FEBRUARY, LONDON, MARCH, RUTH, SET, on, said

from actionlearning.domain.programme.errors import JudgedAlready, NothingRevised
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
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    OrganisationalValueElicited,
    ProgrammeChartered,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.programme.fold import apply
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import (
    BenefitId,
    BenefitKind,
    CostCategory,
    CostId,
    Direction,
    EvaluationLevel,
    Initiative,
    ObjectiveId,
    ReadinessAspect,
    SetId,
    ValueId,
)
from actionlearning.testing.scenario import Scenario

programme = Scenario(apply)

GAPS, SAVED, CARE = ObjectiveId(UUID(int=50)), BenefitId(UUID(int=60)), ValueId(UUID(int=80))
CHARTERED = ProgrammeChartered("Calder Vale", ("Trust",), RUTH, "ask, act, learn", "GBP", LONDON)
CLAIMED = BenefitClaimed(
    SAVED, AISHA, GAPS, "Saved", "gaps", (), BenefitKind.INTANGIBLE, None, Decimal("0.5"), Decimal("0.8"), said("ledger")
)
BEGUN = (
    (CHARTERED, FEBRUARY),
    ObjectiveSet(GAPS, "Roster gaps", "%", Direction.FALL, Decimal(5), on("12-31")),
    MeasureBaselined(GAPS, Decimal(11), on("01-06")),
    CLAIMED,
)
ELICITED = OrganisationalValueElicited(CARE, "Trust", said("nobody waits"))
HAPPENED = (
    ObjectiveSet(GAPS, "Roster gaps", "%", Direction.FALL, Decimal(4), on("12-31")),
    ObjectiveRevised(GAPS, Decimal(4), on("12-31"), said("further")),
    ObjectiveRetired(GAPS, said("the ward closes")),
    MeasureBaselined(GAPS, Decimal(12), on("01-06")),
    MeasureObserved(GAPS, Decimal(9), on("02-06"), "ledger"),
    CLAIMED,
    BenefitValidated(SAVED),
    BenefitRejected(SAVED, said("chance")),
    DisbenefitRecorded(SAVED, GAPS, "Overtime", BenefitKind.CASH, Decimal(4)),
    CostIncurred(CostId(UUID(int=70)), CostCategory.VENUE, Decimal(100)),
    ComparatorRecorded("Course", Decimal(815), Decimal(6)),
    SponsorEndorsed(None),
    TimeReleased("Trust", Decimal(40)),
    ELICITED,
    IntegrationMapped(Initiative.TALENT, "Pool", "The same people"),
    ReadinessAssessed("Trust", ReadinessAspect.TRUST, 4, "Contract"),
    AdvocacyLogged("Health", "A talk"),
    SetReplicated(SET, SetId(UUID(int=12))),
    ProgrammeReviewed(said("it goes")),
    ProgrammeEvaluated(EvaluationLevel.RESULTS, said("good")),
)


@pytest.mark.parametrize("event", HAPPENED, ids=[type(event).__name__ for event in HAPPENED])
def test_a_programme_does_not_close_before_anything_that_happened_in_it(event: Any) -> None:
    given = programme.given(*BEGUN, (event, APRIL))
    given.when(lambda it: it.close(at=MARCH)).refused(BeforeLastChange(what="the programme", at=MARCH, last=APRIL))
    given.when(lambda it: it.close(at=APRIL)).then(ProgrammeClosed())


def test_a_value_of_an_organisation_is_in_words_from_then_on() -> None:
    assert {CARE: MARCH} == programme.given(*BEGUN, (ELICITED, MARCH)).state.values


def test_a_need_that_was_stated_anew_is_not_stated_so_again() -> None:
    def revise(target: str, by: str) -> Any:
        return lambda it: it.revise_objective(GAPS, target=Decimal(target), by=on(by), reason=said("further"), at=APRIL)

    given = programme.given(*BEGUN, (ObjectiveRevised(GAPS, Decimal(4), on("11-30"), said("further")), MARCH))
    given.when(revise("4", "11-30")).refused(NothingRevised(objective=GAPS, target=Decimal(4), by=on("11-30")))
    given.when(revise("4", "12-31")).then(ObjectiveRevised(GAPS, Decimal(4), on("12-31"), said("further")))


def test_a_benefit_is_not_claimed_before_the_action_that_brought_it() -> None:
    def claim(moment: datetime) -> Any:
        return lambda it: it.claim(
            SAVED,
            objective=GAPS,
            title="Saved",
            effect="gaps",
            actions=(),
            committed_at=MARCH,
            kind=BenefitKind.INTANGIBLE,
            amount=None,
            attribution=Decimal("0.5"),
            confidence=Decimal("0.8"),
            evidence=said("ledger"),
            by=AISHA,
            at=moment,
        )

    given = programme.given(*BEGUN[:-1])
    given.when(claim(FEBRUARY)).refused(BeforeLastChange(what="the action", at=FEBRUARY, last=MARCH))
    given.when(claim(MARCH)).then(CLAIMED)


def test_a_claim_to_the_whole_of_an_effect_is_validated() -> None:
    """Its own share does not stand in its way."""
    whole = evolve(CLAIMED, attribution=Decimal(1))
    programme.given(*BEGUN[:-1], whole).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).then(BenefitValidated(SAVED))


def test_a_claim_is_rejected_once_and_not_before_it_was_validated() -> None:
    def reject(moment: datetime) -> Any:
        return lambda it: it.reject(SAVED, reason=said("chance"), by=BEN, at=moment)

    validated = programme.given(*BEGUN, (BenefitValidated(SAVED), APRIL))
    validated.when(reject(MARCH)).refused(BeforeLastChange(what="the claim", at=MARCH, last=APRIL))
    validated.when(reject(APRIL)).then(BenefitRejected(SAVED, said("chance")))
    rejected = programme.given(*BEGUN, (BenefitRejected(SAVED, said("chance")), MARCH))
    rejected.when(reject(APRIL)).refused(JudgedAlready(benefit=SAVED, verdict="rejected"))
