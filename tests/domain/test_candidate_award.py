"""A candidate may appeal; the credit comes once, after verification and moderation, and awards rest on credits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve
from calder_vale import at, said
from candidacy import (
    APPEALED,
    ASSESSED,
    CONFIRMED,
    CREDITED,
    GATHERED,
    GWEN,
    HELEN,
    LATER,
    NOT_YET,
    ODA,
    OTHER,
    RAVI,
    REFERRED,
    RETURNED,
    RULES,
    TOM,
    UPHELD,
    VERIFIED,
    assessment,
    candidate,
    judged,
    of_another_unit,
    state,
    submitted,
)

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.assessment import Assessment, credits_of
from actionlearning.domain.candidate.errors import (
    AppealOpen,
    ClaimedAlready,
    CreditedAlready,
    NoAppeal,
    NotByThemself,
    NotCounted,
    NotCredited,
    NothingToAppeal,
    NotModerated,
    NotResubmitted,
    NotSpecified,
    NotVerified,
    OnlyTheCandidate,
    TooFewCredits,
    TookPart,
)
from actionlearning.domain.candidate.events import (
    AppealDecided,
    AppealLodged,
    AwardClaimed,
    CreditAwarded,
    Judgement,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import CandidateId, MemberId

Decision = Callable[[Assessment], object]

THIRD = CandidateId(UUID(int=131))
UPHELD_APPEAL = (*APPEALED, (AppealDecided(1, upheld=True, by=HELEN, reason=said()), at("04-04")))
LOST_APPEAL = (*APPEALED, (AppealDecided(1, upheld=False, by=HELEN, reason=said()), at("04-04")))


def given(*events: Any) -> Any:
    return candidate.given(*events).seen_as(assessment)


def appeal(criterion: int = 1, by: MemberId = RAVI, moment: datetime = LATER) -> Decision:
    return lambda it: it.lodge_appeal(criterion, grounds=said(), by=by, at=moment)


def decide(*, upheld: bool = True, criterion: int = 1, by: MemberId = HELEN) -> Decision:
    return lambda it: it.decide_appeal(criterion, upheld=upheld, reason=said(), by=by, at=LATER)


def judge(by: MemberId, judgement: Judgement = Judgement.MET) -> Decision:
    return lambda it: it.judge(1, judgement=judgement, reason=said(), by=by, at=LATER)


def credit(by: MemberId = HELEN, moment: datetime = LATER) -> Decision:
    return lambda it: it.award_credit(by=by, at=moment)


def claim(award: str = "award", *, by: MemberId = RAVI, moment: datetime = LATER, **others: Any) -> Decision:
    return lambda it: it.claim(award, others=others.get("others", {}), by=by, at=moment)


# Appeals


def test_the_candidate_appeals_against_not_yet() -> None:
    given(*NOT_YET).when(appeal()).then(AppealLodged(1, said()))
    given(*REFERRED).when(appeal()).then(AppealLodged(1, said()))
    assert CandidateStage.APPEALED is state(*APPEALED).stage


def test_nobody_appeals_for_the_candidate_or_against_nothing() -> None:
    given(*NOT_YET).when(appeal(by=HELEN)).refused(OnlyTheCandidate(by=HELEN, member=RAVI, wanted="appeal on criterion 1"))
    given(*NOT_YET).when(appeal(2)).refused(NothingToAppeal(criterion=2))
    given(*GATHERED).when(appeal()).refused(NothingToAppeal(criterion=1))
    given(*NOT_YET).when(appeal(4)).refused(NotSpecified(what="criterion 4", known=("1", "2", "3")))
    given(*APPEALED).when(appeal()).refused(AppealOpen(criterion=1, wanted="appeal on criterion 1"))
    given(*NOT_YET).when(appeal(moment=at("03-31"))).refused(
        BeforeLastChange(what="the candidate", at=at("03-31"), last=at("04-01"))
    )


def test_somebody_who_never_judged_the_criterion_decides_the_appeal() -> None:
    wanted = "decide the appeal on criterion 1"
    given(*APPEALED).when(decide()).then(AppealDecided(1, upheld=True, by=HELEN, reason=said()))
    given(*APPEALED).when(decide(by=RAVI)).refused(NotByThemself(member=RAVI, wanted=wanted))
    given(*APPEALED).when(decide(by=GWEN)).refused(TookPart(person=GWEN, wanted=wanted, did="judged that criterion"))
    given(*NOT_YET).when(decide()).refused(NoAppeal(criterion=1))
    given(*APPEALED).when(decide(criterion=2)).refused(NoAppeal(criterion=2))
    given(*LOST_APPEAL).when(decide()).refused(NoAppeal(criterion=1))


def test_who_judged_the_criterion_before_somebody_else_did_does_not_decide_its_appeal() -> None:
    anew = (*NOT_YET, (judged(1, Judgement.NOT_YET, ODA), at("04-02")), (AppealLodged(1, said()), at("04-03")))
    for person in (GWEN, ODA):
        given(*anew).when(decide(by=person)).refused(
            TookPart(person=person, wanted="decide the appeal on criterion 1", did="judged that criterion")
        )


def test_an_upheld_appeal_sets_the_judgement_aside_and_another_assessor_judges_anew() -> None:
    assert 1 not in state(*UPHELD_APPEAL).judged
    did = "gave the judgement of it that an appeal set aside"
    given(*UPHELD_APPEAL).when(judge(GWEN)).refused(TookPart(person=GWEN, wanted="judge criterion 1", did=did))
    given(*UPHELD_APPEAL).when(judge(ODA)).then(judged(1, by=ODA))
    given(*UPHELD_APPEAL, (judged(1, by=ODA), at("04-20"))).when(judge(GWEN)).refused(
        TookPart(person=GWEN, wanted="judge criterion 1", did=did)
    )


def test_a_lost_appeal_leaves_the_judgement_as_it_was() -> None:
    assert Judgement.NOT_YET is state(*LOST_APPEAL).judged[1].judgement
    given(*LOST_APPEAL).when(judge(GWEN)).then(judged(1))


def test_an_upheld_appeal_ends_the_referral_that_rested_on_the_judgement() -> None:
    lodged = (AppealLodged(1, said()), at("04-03"))
    decided = (AppealDecided(1, upheld=True, by=HELEN, reason=said()), at("04-04"))
    given(*REFERRED, lodged, decided).when(judge(ODA)).then(judged(1, by=ODA))


def test_who_decided_an_appeal_never_verifies() -> None:
    whole = (*UPHELD_APPEAL, (judged(1, by=ODA), at("04-20")))
    given(*whole).when(lambda it: it.verify(by=HELEN, at=LATER)).refused(
        TookPart(person=HELEN, wanted="verify the decision", did="decided an appeal of this candidate")
    )


# Credit


def test_credit_comes_once_after_verification_and_an_upheld_moderation() -> None:
    given(*UPHELD).when(credit()).then(CreditAwarded(6))
    given(*ASSESSED).when(credit()).refused(NotVerified(wanted="award credit"))
    given(*VERIFIED).when(credit()).refused(NotModerated())
    given(*RETURNED).when(credit()).refused(NotVerified(wanted="award credit"))
    given(*CREDITED).when(credit()).refused(CreditedAlready())


def test_nobody_awards_themself_credit_or_before_the_moderation() -> None:
    given(*UPHELD).when(credit(RAVI)).refused(NotByThemself(member=RAVI, wanted="award credit"))
    given(*UPHELD).when(credit(moment=at("04-09"))).refused(
        BeforeLastChange(what="the candidate", at=at("04-09"), last=at("04-10"))
    )


# Awards


def test_the_candidate_claims_an_award_once_they_have_the_credits() -> None:
    given(*CREDITED).when(claim()).then(AwardClaimed("award", ()))
    given(*UPHELD).when(claim()).refused(NotCredited(wanted="claim an award"))
    given(*CREDITED).when(claim(by=TOM)).refused(OnlyTheCandidate(by=TOM, member=RAVI, wanted="claim an award"))
    given(*CREDITED).when(claim(moment=at("04-13"))).refused(
        BeforeLastChange(what="the candidate", at=at("04-13"), last=at("04-14"))
    )


def test_an_award_is_one_of_the_specification_and_claimed_once() -> None:
    given(*CREDITED).when(claim("medal")).refused(NotSpecified(what="award medal", known=("award", "certificate")))
    given(*CREDITED, (AwardClaimed("award", ()), at("04-20"))).when(claim()).refused(ClaimedAlready(award="award"))


def test_an_award_counts_the_credits_of_the_same_persons_other_candidacies() -> None:
    seven = of_another_unit(*UPHELD, (CreditAwarded(7), at("04-20")))
    given(*CREDITED).when(claim("certificate")).refused(TooFewCredits(award="certificate", takes=13, credits=6))
    given(*CREDITED).when(claim("certificate", others={OTHER: of_another_unit(*CREDITED)})).refused(
        TooFewCredits(award="certificate", takes=13, credits=12)
    )
    given(*CREDITED).when(claim("certificate", others={OTHER: seven})).then(AwardClaimed("certificate", (OTHER,)))


def test_a_unit_that_was_worked_for_twice_counts_once() -> None:
    """In another version too: both files describe one unit."""
    again = state(*UPHELD, (CreditAwarded(7), at("04-20")))
    newer = evolve(again, specification=evolve(RULES.ref, version=2, sha256="d" * 64))
    refused = NotCounted(candidate=OTHER, why="they are for a unit that counts already")
    for other in (again, newer):
        given(*CREDITED).when(claim("certificate", others={OTHER: other})).refused(refused)
        assert 7 == credits_of([state(*CREDITED), other])
    elsewhere = of_another_unit(*CREDITED)
    given(*CREDITED).when(claim("certificate", others={THIRD: elsewhere, OTHER: elsewhere})).refused(refused)
    assert 13 == credits_of([state(*UPHELD), again, elsewhere])


def test_only_credits_of_the_same_person_that_were_awarded_by_then_count() -> None:
    given(*CREDITED).when(claim(others={OTHER: state(*UPHELD)})).refused(
        NotCounted(candidate=OTHER, why="they were not awarded by then")
    )
    later = of_another_unit(*UPHELD, (CreditAwarded(7), at("05-02")))
    given(*CREDITED).when(claim(others={OTHER: later})).refused(
        NotCounted(candidate=OTHER, why="they were not awarded by then")
    )
    somebodys = state((CONFIRMED.__class__(TOM, HELEN, said()), at("01-02")), (CreditAwarded(7), at("04-20")))
    given(*CREDITED).when(claim(others={OTHER: somebodys})).refused(NotCounted(candidate=OTHER, why="it is somebody else's"))


def test_a_resubmission_after_an_appeal_was_lost_is_still_needed() -> None:
    lodged = (AppealLodged(1, said()), at("04-03"))
    lost = (AppealDecided(1, upheld=False, by=HELEN, reason=said()), at("04-04"))
    given(*REFERRED, lodged, lost).when(judge(GWEN)).refused(NotResubmitted(criterion=1, kinds=("report",)))
    given(*REFERRED, lodged, lost, (submitted(), at("04-20"))).when(judge(GWEN)).then(judged(1))
