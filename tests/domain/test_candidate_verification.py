"""A whole decision on a candidate is verified by somebody who never assessed them, and moderated by yet another."""

from __future__ import annotations

from typing import Any

import pytest
from assessing import given, judge, moderate, refer, verify, without
from calder_vale import at, on
from candidacy import (
    APPEALED,
    ASSESSED,
    ASSESSED_AT,
    GWEN,
    HANDED_IN,
    HELEN,
    IDA,
    MORAG,
    NOT_YET,
    OBSERVED,
    ODA,
    PLANNED,
    RAVI,
    READ,
    REFERRED_AT,
    RETURNED,
    STINTS,
    TOM,
    UPHELD,
    VERIFIED,
    VERIFIED_AT,
    judged,
    state,
    submitted,
)

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.errors import (
    ModeratedAlready,
    NotByThemself,
    NotComplete,
    NotVerified,
    TookPart,
    WrongCandidateStage,
)
from actionlearning.domain.candidate.events import DecisionVerified, Judgement, Moderation, ModerationRecorded, WorkReferred
from actionlearning.domain.times import BeforeLastChange

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
