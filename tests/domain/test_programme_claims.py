"""A benefit is claimed with its share of an effect, which is counted once, and judged by somebody else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from calder_vale import AISHA, APRIL, BEN, MARCH, RUTH, said
from measured_programme import GAPS, SAVED, SPARED, STATED, claim, claimed, programme

from actionlearning.application.inputs import NotAShare, share
from actionlearning.domain.programme.errors import (
    AmountMissing,
    AmountOnIntangible,
    ClaimedByThemself,
    CountedTwice,
    JudgedAlready,
    NoSuchClaim,
)
from actionlearning.domain.programme.events import BenefitClaimed, BenefitRejected, BenefitValidated
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import BenefitKind

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


def test_an_effect_is_the_same_however_it_is_spaced_and_capitalised() -> None:
    given = programme.given(*STATED, claimed("0.7"))
    for written in ("fewer  gaps", "fewer\u00a0gaps", "\uff26ewer gaps", "FEWER\tGAPS"):
        given.when(claim("0.31", effect=written)).refused(CountedTwice(effect=written, total=Decimal("1.01")))
    given.when(claim("0.3", effect=" Fewer GAPS ")).then(claimed("0.3", SPARED, effect=" Fewer GAPS "))
    given.when(claim("0.31", effect=" Fewer GAPS ")).refused(CountedTwice(effect=" Fewer GAPS ", total=Decimal("1.01")))
