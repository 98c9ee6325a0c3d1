"""Work is judged on evidence, referred and judged again, verified by somebody who never assessed it, and moderated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
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
    HELEN,
    IDA,
    LATER,
    MORAG,
    NOT_YET,
    OBSERVED,
    ODA,
    PLANNED,
    RAVI,
    READ,
    REFERRED,
    REFERRED_AT,
    REGISTERED,
    RETURNED,
    STINTS,
    TOM,
    UPHELD,
    VERIFIED,
    VERIFIED_AT,
    assessment,
    candidate,
    judged,
    state,
    submitted,
)

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.errors import (
    AppealOpen,
    ModeratedAlready,
    NoEvidence,
    NotByThemself,
    NotComplete,
    NothingToRefer,
    NotReferable,
    NotRegistered,
    NotResubmitted,
    NotSpecified,
    NotVerified,
    ResubmitInThePast,
    TookPart,
    WrongCandidateStage,
)
from actionlearning.domain.candidate.events import (
    CandidateWithdrew,
    CriterionJudged,
    DecisionVerified,
    Judgement,
    Moderation,
    ModerationRecorded,
    RegistrationExpired,
    WorkReferred,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import MemberId

Decision = Callable[[Assessment], object]


def judge(criterion: int = 1, judgement: Judgement = Judgement.MET, **changed: Any) -> Decision:
    usual: dict[str, Any] = {"judgement": judgement, "reason": said(), "by": GWEN, "at": LATER, **changed}
    return lambda it: it.judge(criterion, **usual)


def refer(*criteria: int, **changed: Any) -> Decision:
    usual: dict[str, Any] = {"resubmit_by": on("06-30"), "by": GWEN, "at": LATER, **changed}
    return lambda it: it.refer(criteria, **usual)


def verify(by: MemberId = TOM, moment: datetime = LATER) -> Decision:
    return lambda it: it.verify(by=by, at=moment)


def moderate(by: MemberId = IDA, moderation: Moderation = Moderation.UPHELD, moment: datetime = LATER) -> Decision:
    return lambda it: it.moderate(moderation, reason=None, by=by, at=moment)


def given(*events: Any) -> Any:
    return candidate.given(*events).seen_as(assessment)


def without(*left_out: Any) -> tuple[Any, ...]:
    return tuple(each for each in ASSESSED if each not in left_out)


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


# Verifying


def test_a_whole_decision_is_verified() -> None:
    given(*ASSESSED).when(verify()).then(DecisionVerified(TOM))


@pytest.mark.parametrize(
    ("events", "missing"),
    [
        (without((judged(3), ASSESSED_AT)), ("criterion 3 is not judged",)),
        (NOT_YET, ("criterion 1 is not met yet",)),
        (APPEALED, ("the appeal on criterion 1 is open", "criterion 1 is not met yet")),
        (without(READ), ("reading is not done",)),
        (without(OBSERVED), ("there is no practice", "there are 0 of 1 observed stints")),
        (without(PLANNED), ("the CPD plan is not agreed",)),
        (without(HANDED_IN[1]), ("there is no diary",)),
        ((*ASSESSED, (submitted("diary", authentic=False), at("03-25"))), ("diary is not declared authentic",)),
        (
            without(*STINTS),
            (
                "there are 0 of 2 stints as set adviser",
                "there are 0 of 1 observed stints",
                "there are 0 of 1 stints outside a training set",
            ),
        ),
        (
            without(STINTS[1]),
            (
                "there are 1 of 2 stints as set adviser",
                "there are 0 of 1 observed stints",
                "there are 0 of 1 stints outside a training set",
            ),
        ),
    ],
)
def test_a_decision_is_verified_only_whole_and_everything_that_is_missing_is_named(
    events: tuple[Any, ...], missing: tuple[str, ...]
) -> None:
    given(*events).when(verify()).refused(NotComplete(missing=missing))


def test_a_day_lacks_the_topics_that_were_not_covered() -> None:
    missing = ("workshop day 1 lacks method and questions",)
    day_1 = next(each for each in ASSESSED if each[1] == at("01-20"))
    given(*without(day_1)).when(verify()).refused(NotComplete(missing=missing))


def test_authentic_is_what_was_handed_in_last_whenever_it_was_recorded() -> None:
    given(*ASSESSED, (submitted("diary", authentic=False), at("03-19"))).when(verify()).then(DecisionVerified(TOM))
    given(*ASSESSED, (submitted("diary", authentic=False), at("03-20"))).when(verify()).refused(
        NotComplete(missing=("diary is not declared authentic",))
    )


def test_what_happened_only_after_a_verification_does_not_count_for_it() -> None:
    late = tuple((event, at("04-20")) if (event, moment) == PLANNED else (event, moment) for event, moment in ASSESSED)
    given(*late).when(verify(moment=at("04-19"))).refused(NotComplete(missing=("the CPD plan is not agreed",)))
    given(*late).when(verify(moment=at("04-20"))).then(DecisionVerified(TOM))
    given(*ASSESSED, (submitted(), at("04-20"))).when(verify(moment=at("04-19"))).refused(
        BeforeLastChange(what="the evidence", at=at("04-19"), last=at("04-20"))
    )


def test_nobody_verifies_the_decision_on_themself() -> None:
    given(*ASSESSED).when(verify(RAVI)).refused(NotByThemself(member=RAVI, wanted="verify the decision"))


def test_who_judged_referred_observed_or_decided_an_appeal_never_verifies() -> None:
    """Gwen judged, then another judged the same anew: her judgement no longer counts, and she still does not verify."""
    replaced = tuple((judged(number, by=ODA), at("04-02")) for number in (1, 2, 3))
    assessed = "assessed this candidate"
    for person, did in ((GWEN, assessed), (ODA, assessed), (MORAG, "observed this candidate's practice")):
        given(*ASSESSED, *replaced).when(verify(person)).refused(TookPart(person=person, wanted="verify the decision", did=did))
    referred = (
        *NOT_YET,
        (WorkReferred((1,), on("06-30"), HELEN), REFERRED_AT),
        (submitted(), at("04-10")),
        (judged(1), at("04-20")),
    )
    given(*referred).when(verify(HELEN)).refused(TookPart(person=HELEN, wanted="verify the decision", did=assessed))
    given(*referred).when(verify()).then(DecisionVerified(TOM))


def test_a_decision_is_verified_once_and_not_before_its_last_change() -> None:
    given(*VERIFIED).when(verify()).refused(WrongCandidateStage(wanted="verify the decision", stage="verified"))
    given(*ASSESSED).when(verify(moment=at("03-31"))).refused(
        BeforeLastChange(what="the candidate", at=at("03-31"), last=ASSESSED_AT)
    )


# Moderating


def test_moderation_upholds_or_returns_a_verified_decision_once() -> None:
    for moderation in Moderation:
        given(*VERIFIED).when(moderate(moderation=moderation)).then(ModerationRecorded(IDA, moderation))
    given(*ASSESSED).when(moderate()).refused(NotVerified(wanted="moderate the decision"))
    given(*UPHELD).when(moderate()).refused(ModeratedAlready())
    given(*RETURNED).when(moderate()).refused(NotVerified(wanted="moderate the decision"))
    given(*VERIFIED).when(moderate(moment=at("04-06"))).refused(
        BeforeLastChange(what="the candidate", at=at("04-06"), last=VERIFIED_AT)
    )


def test_the_moderator_is_neither_the_candidate_nor_an_assessor_nor_a_verifier() -> None:
    wanted = "moderate the decision"
    given(*VERIFIED).when(moderate(RAVI)).refused(NotByThemself(member=RAVI, wanted=wanted))
    given(*VERIFIED).when(moderate(GWEN)).refused(TookPart(person=GWEN, wanted=wanted, did="assessed this candidate"))
    given(*VERIFIED).when(moderate(TOM)).refused(
        TookPart(person=TOM, wanted=wanted, did="verified a decision on this candidate")
    )


def test_who_moderated_neither_assesses_nor_verifies_what_they_returned() -> None:
    did = "moderated a decision on this candidate"
    anew = (*RETURNED, (judged(1), at("04-20")))
    given(*RETURNED).when(judge(by=IDA)).refused(TookPart(person=IDA, wanted="judge criterion 1", did=did))
    given(*anew).when(verify(IDA)).refused(TookPart(person=IDA, wanted="verify the decision", did=did))
    not_yet = (judged(1, Judgement.NOT_YET), at("04-20"))
    given(*RETURNED, not_yet).when(refer(1, by=IDA)).refused(TookPart(person=IDA, wanted="refer work", did=did))


def test_what_moderation_returned_is_judged_and_verified_again() -> None:
    assert CandidateStage.ASSESSED is state(*RETURNED).stage
    assert CandidateStage.MODERATED is state(*UPHELD).stage
    given(*RETURNED).when(verify()).refused(NotComplete(missing=("nothing was judged since moderation returned it",)))
    anew = (*RETURNED, (judged(1), at("04-20")))
    given(*anew).when(verify()).then(DecisionVerified(TOM))
    given(*anew).when(verify(GWEN)).refused(TookPart(person=GWEN, wanted="verify the decision", did="assessed this candidate"))
    given(*anew, (DecisionVerified(HELEN), at("04-21"))).when(moderate()).then(ModerationRecorded(IDA, Moderation.UPHELD))


def test_a_criterion_under_appeal_waits_for_the_decision() -> None:
    given(*APPEALED).when(judge(by=ODA)).refused(AppealOpen(criterion=1, wanted="judge criterion 1"))
    given(*APPEALED).when(judge(2, by=ODA)).then(CriterionJudged(2, Judgement.MET, ODA, said()))
