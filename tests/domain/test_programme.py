"""Objectives with a way to go, and benefits that somebody else stands by and nobody counts twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from calder_vale import AISHA, APRIL, BEN, LONDON, MARCH, ROSTERS, RUTH, TRIAL, at, on, said

from actionlearning.application.inputs import NotAShare, share
from actionlearning.domain.programme.aggregate import Programme, charter
from actionlearning.domain.programme.errors import (
    AmountMissing,
    AmountOnIntangible,
    BaselinedAlready,
    ClaimedByThemself,
    CountedTwice,
    JudgedAlready,
    MeasuredInTheFuture,
    NoBaseline,
    NoSuchClaim,
    NoSuchObjective,
    ObservedBeforeBaseline,
    TargetIsBaseline,
)
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveSet,
    ProgrammeChartered,
)
from actionlearning.domain.programme.fold import apply
from actionlearning.domain.times import BeforeLastChange, UnknownTimeZone
from actionlearning.domain.values import ActionRef, BenefitId, BenefitKind, Direction, ObjectiveId
from actionlearning.testing.scenario import Scenario

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


def test_a_programme_is_chartered_for_a_sponsor() -> None:
    def decide(time_zone: str) -> Callable[[], ProgrammeChartered]:
        return lambda: charter(
            title="Calder Vale",
            organisations=("Trust",),
            sponsor=RUTH,
            theory_of_change="ask, act, learn",
            currency="GBP",
            time_zone=time_zone,
        )

    programme.beginning(decide(LONDON)).then(CHARTERED)
    programme.beginning(decide("")).refused(UnknownTimeZone(name=""))


# Measures


def test_an_objective_states_its_measure() -> None:
    programme.given(CHARTERED).when(
        lambda it: it.set_objective(
            GAPS, title="Roster gaps", unit="%", direction=Direction.FALL, target=Decimal(5), by=on("12-31"), at=MARCH
        )
    ).then(OBJECTIVE)


def test_a_baseline_leaves_a_way_to_the_target() -> None:
    given = programme.given(*STATED)
    given.when(lambda it: it.baseline(GAPS, value=Decimal(11), on=on("01-06"), at=at("04-01"))).then(BASELINED)
    given.when(lambda it: it.baseline(GAPS, value=Decimal("5.00"), on=on("01-06"), at=at("04-01"))).refused(
        TargetIsBaseline(objective=GAPS, value=Decimal("5.00"))
    )


def test_a_baseline_is_corrected_until_the_first_observation() -> None:
    corrected = MeasureBaselined(GAPS, Decimal(12), on("01-07"))
    programme.given(*STATED, BASELINED).when(
        lambda it: it.baseline(GAPS, value=Decimal(12), on=on("01-07"), at=at("04-01"))
    ).then(corrected)
    programme.given(*STATED, BASELINED, MeasureObserved(GAPS, Decimal(9), on("03-01"), "ledger")).when(
        lambda it: it.baseline(GAPS, value=Decimal(12), on=on("01-07"), at=at("04-01"))
    ).refused(BaselinedAlready(objective=GAPS))


def test_an_observation_follows_a_baseline_on_the_same_day_or_later() -> None:
    programme.given(*STATED).when(
        lambda it: it.observe(GAPS, value=Decimal(9), on=on("03-01"), source="ledger", at=at("04-01"))
    ).refused(NoBaseline(objective=GAPS))
    given = programme.given(*STATED, BASELINED)
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("01-06"), source="ledger", at=at("04-01"))).then(
        MeasureObserved(GAPS, Decimal(9), on("01-06"), "ledger")
    )
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("01-05"), source="ledger", at=at("04-01"))).refused(
        ObservedBeforeBaseline(objective=GAPS, on=on("01-05"), baseline_on=on("01-06"))
    )


@pytest.mark.parametrize(
    "decision",
    [
        lambda it: it.baseline(STAFF, value=Decimal(1), on=on("01-06"), at=at("04-01")),
        lambda it: it.observe(STAFF, value=Decimal(1), on=on("01-06"), source="ledger", at=at("04-01")),
        claim(objective=STAFF),
        lambda it: it.record_disbenefit(SPARED, objective=STAFF, title="", kind=BenefitKind.CASH, amount=Decimal(1), at=MARCH),
    ],
)
def test_everything_is_measured_against_an_objective_of_the_programme(decision: Callable[[Programme], object]) -> None:
    programme.given(*STATED).when(decision).refused(NoSuchObjective(objective=STAFF))


# Claims


def test_a_benefit_is_claimed_with_its_shares_and_evidence() -> None:
    programme.given(*STATED).when(claim(benefit=SAVED)).then(claimed())


def test_shares_of_one_effect_reach_exactly_one_and_no_more() -> None:
    given = programme.given(*STATED, claimed("0.7"))
    given.when(claim("0.3")).then(claimed("0.3", SPARED))
    given.when(claim("0.31")).refused(CountedTwice(effect="fewer gaps", total=Decimal("1.01")))


def test_one_claim_may_be_the_whole_of_an_effect() -> None:
    programme.given(*STATED).when(claim("1", benefit=SAVED)).then(claimed("1"))
    programme.given(*STATED, claimed("1")).when(claim("0")).then(claimed("0", SPARED))


def test_another_effect_has_shares_of_its_own() -> None:
    programme.given(*STATED, claimed("1")).when(claim("1", effect="Weniger Lücken")).then(
        claimed("1", SPARED, effect="Weniger Lücken")
    )


def test_a_rejected_claim_makes_room_for_another() -> None:
    rejected = (*STATED, claimed("1"), BenefitRejected(SAVED, said()))
    programme.given(*rejected).when(claim("1")).then(claimed("1", SPARED))


def test_a_rejected_claim_is_upheld_only_if_the_effect_is_still_counted_once() -> None:
    rejected = (*STATED, claimed("0.6"), BenefitRejected(SAVED, said()))
    programme.given(*rejected).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).then(BenefitValidated(SAVED))
    programme.given(*rejected, claimed("0.6", SPARED)).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).refused(
        CountedTwice(effect="fewer gaps", total=Decimal("1.2"))
    )


def test_a_claim_may_be_made_with_no_confidence_at_all() -> None:
    programme.given(*STATED).when(claim(confidence="0", benefit=SAVED)).then(claimed(confidence="0"))


@pytest.mark.parametrize("value", ["0", "1", "0.5"])
def test_a_share_lies_from_nothing_to_the_whole(value: str) -> None:
    assert Decimal(value) == share("confidence", Decimal(value))


@pytest.mark.parametrize("value", ["-0.01", "1.01", "NaN", "Infinity"])
def test_anything_else_is_no_share(value: str) -> None:
    with pytest.raises(NotAShare):
        share("confidence", Decimal(value))


@pytest.mark.parametrize("kind", [BenefitKind.CASH, BenefitKind.ECONOMIC])
def test_money_needs_an_amount(kind: BenefitKind) -> None:
    programme.given(*STATED).when(claim(kind=kind, amount=None)).refused(AmountMissing(kind=kind.value))


def test_what_cannot_be_counted_has_no_amount() -> None:
    programme.given(*STATED).when(claim(kind=BenefitKind.INTANGIBLE)).refused(AmountOnIntangible())
    intangible = BenefitClaimed(
        SPARED,
        AISHA,
        GAPS,
        "Saved",
        "fewer gaps",
        (),
        BenefitKind.INTANGIBLE,
        None,
        Decimal("0.5"),
        Decimal("0.8"),
        said("ledger"),
    )
    programme.given(*STATED).when(claim(kind=BenefitKind.INTANGIBLE, amount=None, actions=())).then(intangible)


# Judging


def test_somebody_else_validates_or_rejects() -> None:
    given = programme.given(*STATED, claimed())
    given.when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).then(BenefitValidated(SAVED))
    given.when(lambda it: it.reject(SAVED, reason=said("chance"), by=BEN, at=MARCH)).then(
        BenefitRejected(SAVED, said("chance"))
    )


def test_who_claims_does_not_judge_and_the_sponsor_is_no_exception() -> None:
    for claimant in (AISHA, RUTH):
        given = programme.given(*STATED, claimed(by=claimant))
        given.when(lambda it, c=claimant: it.validate(SAVED, by=c, at=MARCH)).refused(ClaimedByThemself(member=claimant))
        given.when(lambda it, c=claimant: it.reject(SAVED, reason=said(), by=c, at=MARCH)).refused(
            ClaimedByThemself(member=claimant)
        )


def test_the_sponsor_judges_the_claims_of_others() -> None:
    programme.given(*STATED, claimed()).when(lambda it: it.validate(SAVED, by=RUTH, at=MARCH)).then(BenefitValidated(SAVED))


def test_nothing_is_judged_that_was_not_claimed_or_was_judged_so_already() -> None:
    programme.given(*STATED).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).refused(NoSuchClaim(benefit=SAVED))
    programme.given(*STATED, claimed(), BenefitValidated(SAVED)).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).refused(
        JudgedAlready(benefit=SAVED, verdict="validated")
    )


def test_a_claim_is_not_judged_before_it_was_made_or_last_judged() -> None:
    programme.given(*STATED, (claimed(), APRIL)).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).refused(
        BeforeLastChange(what="the claim", at=MARCH, last=APRIL)
    )
    judged = (*STATED, claimed(), (BenefitRejected(SAVED, said()), APRIL))
    programme.given(*judged).when(lambda it: it.validate(SAVED, by=BEN, at=MARCH)).refused(
        BeforeLastChange(what="the claim", at=MARCH, last=APRIL)
    )


def test_what_became_worse_is_recorded_in_full() -> None:
    programme.given(*STATED).when(
        lambda it: it.record_disbenefit(
            SPARED, objective=GAPS, title="Overtime", kind=BenefitKind.CASH, amount=Decimal(400), at=MARCH
        )
    ).then(DisbenefitRecorded(SPARED, GAPS, "Overtime", BenefitKind.CASH, Decimal(400)))


def test_nothing_is_measured_on_a_day_that_has_not_come_where_the_programme_is() -> None:
    late = at("06-01", "23:30")  # the second of June in London
    given = programme.given(*STATED, BASELINED)
    refusal = MeasuredInTheFuture(on=on("06-03"), today=on("06-02"))
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("06-02"), source="ledger", at=late)).then(
        MeasureObserved(GAPS, Decimal(9), on("06-02"), "ledger")
    )
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("06-03"), source="ledger", at=late)).refused(refusal)
    given.when(lambda it: it.baseline(GAPS, value=Decimal(9), on=on("06-03"), at=late)).refused(refusal)


def test_an_effect_is_the_same_however_it_is_spaced_and_capitalised() -> None:
    given = programme.given(*STATED, claimed("0.7"))
    for written in ("fewer  gaps", "fewer\u00a0gaps", "\uff26ewer gaps", "FEWER\tGAPS"):
        given.when(claim("0.31", effect=written)).refused(CountedTwice(effect=written, total=Decimal("1.01")))
    given.when(claim("0.3", effect=" Fewer GAPS ")).then(claimed("0.3", SPARED, effect=" Fewer GAPS "))
    given.when(claim("0.31", effect=" Fewer GAPS ")).refused(CountedTwice(effect=" Fewer GAPS ", total=Decimal("1.01")))
