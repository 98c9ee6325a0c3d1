"""Work is judged on evidence that was there by then, referred, and judged again once something was handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from assessing import given, judge, refer
from calder_vale import at, on, said
from candidacy import (
    APPEALED,
    ASSESSED,
    ASSESSED_AT,
    CONFIRMED,
    CREDITED,
    GATHERED,
    GWEN,
    HANDED_IN,
    LATER,
    NOT_YET,
    OBSERVED,
    ODA,
    RAVI,
    REFERRED,
    REFERRED_AT,
    REGISTERED,
    RETURNED,
    STINTS,
    TOM,
    UPHELD,
    VERIFIED,
    judged,
    state,
    submitted,
)

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.errors import (
    AppealOpen,
    NoEvidence,
    NotByThemself,
    NothingToRefer,
    NotReferable,
    NotRegistered,
    NotResubmitted,
    NotSpecified,
    ResubmitInThePast,
    TookPart,
    WrongCandidateStage,
)
from actionlearning.domain.candidate.events import (
    CandidateWithdrew,
    CriterionJudged,
    Judgement,
    RegistrationExpired,
    WorkReferred,
)
from actionlearning.domain.times import BeforeLastChange

# Judging


def test_an_assessor_judges_a_criterion_with_the_reason_and_the_later_judgement_counts() -> None:
    given(*GATHERED).when(judge()).then(judged(1))
    given(*ASSESSED).when(judge(1, Judgement.NOT_YET)).then(judged(1, Judgement.NOT_YET))
    again = state(*ASSESSED, (judged(1, Judgement.NOT_YET, ODA), LATER)).judged[1]
    assert (Judgement.NOT_YET, ODA) == (again.judgement, again.assessor)


def test_nobody_judges_their_own_work() -> None:
    given(*GATHERED).when(judge(by=RAVI)).refused(NotByThemself(member=RAVI, wanted="judge criterion 1"))


def test_a_criterion_is_one_of_the_specification() -> None:
    given(*GATHERED).when(judge(4)).refused(NotSpecified(what="criterion 4", known=("1", "2", "3")))


@pytest.mark.parametrize(
    ("criterion", "kinds", "evidence"),
    [(1, ("report",), HANDED_IN[0]), (2, ("report", "practice"), OBSERVED), (3, ("brief", "diary"), HANDED_IN[1])],
)
def test_a_judgement_rests_on_evidence_that_was_there_by_then(criterion: int, kinds: tuple[str, ...], evidence: Any) -> None:
    refused = NoEvidence(criterion=criterion, kinds=kinds)
    given(*REGISTERED, *STINTS).when(judge(criterion)).refused(refused)
    given(*REGISTERED, *STINTS, evidence).when(judge(criterion)).then(judged(criterion))
    given(*REGISTERED, *STINTS, evidence).when(judge(criterion, at=at("03-09"))).refused(refused)


def test_a_judgement_is_not_timed_before_the_last_change() -> None:
    early = at("03-31")
    given(*ASSESSED).when(judge(at=early)).refused(BeforeLastChange(what="the candidate", at=early, last=ASSESSED_AT))


def test_nobody_is_judged_before_registration_or_after_the_end() -> None:
    given(CONFIRMED).when(judge()).refused(NotRegistered(wanted="judge criterion 1"))
    for end, stage in ((RegistrationExpired(), "expired"), (CandidateWithdrew(), "withdrawn")):
        given(*GATHERED, (end, LATER)).when(judge()).refused(WrongCandidateStage(wanted="judge criterion 1", stage=stage))


@pytest.mark.parametrize(("events", "stage"), [(VERIFIED, "verified"), (UPHELD, "moderated"), (CREDITED, "credited")])
def test_what_is_verified_is_not_judged_again_unless_moderation_returns_it(events: tuple[Any, ...], stage: str) -> None:
    given(*events).when(judge()).refused(WrongCandidateStage(wanted="judge criterion 1", stage=stage))
    given(*events).when(refer(1)).refused(WrongCandidateStage(wanted="refer work", stage=stage))
    given(*RETURNED).when(judge()).then(judged(1))


def test_who_verified_never_assesses_whatever_their_role_is_now() -> None:
    did = "verified a decision on this candidate"
    given(*RETURNED).when(judge(by=TOM)).refused(TookPart(person=TOM, wanted="judge criterion 1", did=did))
    not_yet = (judged(1, Judgement.NOT_YET), at("04-20"))
    given(*RETURNED, not_yet).when(refer(1, by=TOM)).refused(TookPart(person=TOM, wanted="refer work", did=did))


def test_a_criterion_under_appeal_waits_for_the_decision() -> None:
    given(*APPEALED).when(judge(by=ODA)).refused(AppealOpen(criterion=1, wanted="judge criterion 1"))
    given(*APPEALED).when(judge(2, by=ODA)).then(CriterionJudged(2, Judgement.MET, ODA, said()))


# Referring


def test_an_assessor_refers_what_is_not_met_yet_each_criterion_once() -> None:
    given(*NOT_YET).when(refer(1, 1, by=ODA)).then(WorkReferred((1,), on("06-30"), ODA))
    assert CandidateStage.REFERRED is state(*REFERRED).stage


def test_only_a_criterion_judged_not_yet_is_referred_and_not_twice_on_one_judgement() -> None:
    given(*NOT_YET).when(refer()).refused(NothingToRefer())
    given(*NOT_YET).when(refer(1, 2)).refused(NotReferable(criterion=2))
    given(*GATHERED).when(refer(1)).refused(NotReferable(criterion=1))
    given(*NOT_YET).when(refer(4)).refused(NotSpecified(what="criterion 4", known=("1", "2", "3")))
    given(*REFERRED).when(refer(1)).refused(NotReferable(criterion=1))
    again = (judged(1, Judgement.NOT_YET), at("04-20"))
    given(*REFERRED, again).when(refer(1)).then(WorkReferred((1,), on("06-30"), GWEN))


def test_nobody_refers_their_own_work() -> None:
    given(*NOT_YET).when(refer(1, by=RAVI)).refused(NotByThemself(member=RAVI, wanted="refer work"))


@pytest.mark.parametrize(("day", "late"), [(on("04-30"), True), (on("05-01"), False)])
def test_work_is_handed_in_again_on_the_day_it_is_referred_or_later(day: date, late: bool) -> None:
    decided = given(*NOT_YET).when(refer(1, resubmit_by=day))
    if late:
        decided.refused(ResubmitInThePast(resubmit_by=day, today=on("05-01")))
    else:
        decided.then(WorkReferred((1,), day, GWEN))


def test_referred_work_is_met_only_by_something_handed_in_since() -> None:
    refused = NotResubmitted(criterion=1, kinds=("report",))
    given(*REFERRED).when(judge()).refused(refused)
    given(*REFERRED).when(judge(1, Judgement.NOT_YET)).then(judged(1, Judgement.NOT_YET))
    given(*REFERRED, (submitted("diary"), at("04-20"))).when(judge()).refused(refused)
    given(*REFERRED, (submitted(), REFERRED_AT)).when(judge()).refused(refused)
    given(*REFERRED, (submitted(), at("05-02"))).when(judge()).refused(refused)
    given(*REFERRED, (submitted(), at("04-20"))).when(judge()).then(judged(1))


def test_not_yet_again_leaves_the_referral_standing_until_something_was_handed_in() -> None:
    again = (judged(1, Judgement.NOT_YET), at("04-20"))
    given(*REFERRED, again).when(judge()).refused(NotResubmitted(criterion=1, kinds=("report",)))
    given(*REFERRED, again, (submitted(), at("04-19"))).when(judge()).then(judged(1))
