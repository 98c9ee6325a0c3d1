"""What a candidacy remembers: every moment that counted, every referral and verification, and words that were given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from calder_vale import at, on, said
from candidacy import (
    ASSESSED,
    CREDITED,
    DAY_1,
    GATHERED,
    GWEN,
    IDA,
    LATER,
    OTHER,
    RAVI,
    REFERRED,
    REGISTERED,
    REPORT,
    RETURNED,
    RULES,
    TOM,
    UPHELD,
    VERIFIED,
    assessment,
    candidate,
    gathering,
    judged,
    of_another_unit,
    state,
    submitted,
)

from actionlearning.domain.candidate.errors import NotComplete, WrongCandidateStage
from actionlearning.domain.candidate.events import (
    AwardClaimed,
    CandidateWithdrew,
    CreditAwarded,
    CriterionJudged,
    DayReviewed,
    DecisionVerified,
    Judgement,
    Moderation,
    ModerationRecorded,
    WorkReferred,
)

MISSING = (
    "criterion 1 is not judged",
    "criterion 2 is not judged",
    "criterion 3 is not judged",
    "there is no report",
    "there is no diary",
    "there is no brief",
    "there is no practice",
    "reading is not done",
    "workshop day 1 lacks method and questions",
    "workshop day 2 lacks review",
    "there are 0 of 2 stints as set adviser",
    "there are 0 of 1 observed stints",
    "there are 0 of 1 stints outside a training set",
    "the CPD plan is not agreed",
)


def verify(moment: datetime) -> Any:
    return lambda it: it.verify(by=TOM, at=moment)


# Everything counts from its moment


def test_what_was_gathered_counts_from_its_very_moment() -> None:
    together = [(event, LATER) for event, _ in GATHERED[len(REGISTERED) :]]
    given = candidate.given(*REGISTERED, *together).seen_as(assessment)
    given.when(lambda it: it.judge(1, judgement=Judgement.MET, reason=said(), by=GWEN, at=LATER)).then(
        CriterionJudged(1, Judgement.MET, GWEN, said())
    )
    assert () == tuple(given.state.missing(LATER))[3:]
    everything = (*REGISTERED, *together, *((judged(number), LATER) for number in (1, 2, 3)))
    candidate.given(*everything).seen_as(assessment).when(verify(LATER)).then(DecisionVerified(TOM))


def test_before_that_moment_nothing_was_there() -> None:
    together = [(event, LATER) for event, _ in GATHERED[len(REGISTERED) :]]
    assert MISSING == tuple(assessment(state(*REGISTERED, *together)).missing(at("04-30")))


def test_a_verification_without_anything_says_everything_that_is_missing() -> None:
    candidate.given(*REGISTERED).seen_as(assessment).when(verify(LATER)).refused(NotComplete(missing=MISSING))


def test_a_day_covers_its_own_topics_from_then_on() -> None:
    it = state(*REGISTERED, DAY_1)
    assert ("method", "questions") == it.uncovered(1, ("method", "questions"), at("01-19"))
    assert () == it.uncovered(1, ("method", "questions"), at("01-20"))
    assert ("method",) == it.uncovered(2, ("method",), at("01-20"))


def test_credits_count_towards_an_award_from_the_moment_of_their_award() -> None:
    just_now = of_another_unit(*UPHELD, (CreditAwarded(7), LATER))
    candidate.given(*CREDITED).seen_as(assessment).when(
        lambda it: it.claim("certificate", others={OTHER: just_now}, by=RAVI, at=LATER)
    ).then(AwardClaimed("certificate", (OTHER,)))


def test_a_review_of_a_day_is_heard_and_changes_nothing_that_counts() -> None:
    reviewed = (DayReviewed(1, said("I asked more")), at("01-20"))
    it, before = state(*REGISTERED, DAY_1, reviewed), state(*REGISTERED, DAY_1)
    assert before == it


# What was referred, and what was verified


def test_a_second_referral_takes_the_place_of_the_first_and_the_first_counts_for_its_time() -> None:
    again = (
        *REFERRED,
        (submitted(), at("04-10")),
        (judged(1, Judgement.NOT_YET), at("04-11")),
        (WorkReferred((1,), on("04-20"), GWEN), at("04-12")),
    )
    it = state(*again)
    assert on("04-30") == it.submission_deadline(REPORT, RULES, at("04-11"))
    assert on("04-20") == it.submission_deadline(REPORT, RULES, at("04-12"))


@pytest.mark.parametrize(("day", "is_verified"), [("04-08", True), ("04-10", False), ("04-13", True), ("04-15", False)])
def test_nothing_is_handed_in_at_a_time_when_a_decision_was_verified_however_often_it_was(
    day: str, *, is_verified: bool
) -> None:
    returned = ModerationRecorded(IDA, Moderation.RETURNED, said())
    twice = (*RETURNED, (judged(1), at("04-11")), (DecisionVerified(TOM), at("04-12")), (returned, at("04-14")))
    asked = (
        candidate.given(*twice)
        .seen_as(gathering)
        .when(lambda it: it.submit("report", sha256="5" * 64, authentic=True, by=RAVI, at=at(day)))
    )
    if is_verified:
        asked.refused(WrongCandidateStage(wanted="hand in evidence", stage="verified"))
    else:
        asked.then(submitted())


# Words and wishes


def test_a_moderator_gives_their_reason() -> None:
    candidate.given(*VERIFIED).seen_as(assessment).when(
        lambda it: it.moderate(Moderation.RETURNED, reason=said("too short"), by=IDA, at=LATER)
    ).then(ModerationRecorded(IDA, Moderation.RETURNED, said("too short")))


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [
        (verify(LATER), "verify the decision"),
        (lambda it: it.moderate(Moderation.UPHELD, reason=None, by=IDA, at=LATER), "moderate the decision"),
    ],
)
def test_from_the_moment_of_a_withdrawal_nothing_is_verified_or_moderated(decision: Any, wanted: str) -> None:
    candidate.given(*ASSESSED, (CandidateWithdrew(), LATER)).seen_as(assessment).when(decision).refused(
        WrongCandidateStage(wanted=wanted, stage="withdrawn")
    )
