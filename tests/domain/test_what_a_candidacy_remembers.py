"""What a candidacy remembers: every moment that counted, every referral and verification, and words that were given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve
from calder_vale import at, on, said
from candidacy import (
    ASSESSED,
    CREDITED,
    DAY_1,
    DAY_2,
    GATHERED,
    GWEN,
    HELEN,
    IDA,
    LATER,
    OBSERVED,
    ODA,
    OTHER,
    PLANNED,
    RAVI,
    REFERRED,
    REGISTERED,
    REPORT,
    RETURNED,
    RULES,
    STINTS,
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

from actionlearning.domain.candidate.assessment import Assessment, credits_of
from actionlearning.domain.candidate.errors import AfterExpiry, NotAttended, NotComplete, WrongCandidateStage
from actionlearning.domain.candidate.events import (
    AwardClaimed,
    CandidateWithdrew,
    CreditAwarded,
    CriterionJudged,
    DayReviewed,
    Deadline,
    DecisionVerified,
    Judgement,
    Moderation,
    ModerationRecorded,
    RegistrationExpired,
    RegistrationExtended,
    WorkReferred,
)
from actionlearning.domain.candidate.parts import EvidenceStanding, PracticeCount

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


def test_a_unit_that_was_worked_for_twice_counts_with_its_better_credits_whichever_comes_first() -> None:
    six, seven = state(*CREDITED), state(*UPHELD, (CreditAwarded(7), at("04-20")))
    assert 7 == credits_of([six, seven])
    assert 7 == credits_of([seven, six])
    assert 0 == credits_of([state(*UPHELD)])


def test_a_review_of_a_day_is_heard_and_changes_nothing_that_counts() -> None:
    reviewed = (DayReviewed(1, said("I asked more")), at("01-20"))
    it, before = state(*REGISTERED, DAY_1, reviewed), state(*REGISTERED, DAY_1)
    assert before == it


def test_topics_of_one_name_belong_each_to_their_own_day() -> None:
    """Every day ends with a review."""
    it = state(*REGISTERED, DAY_2)
    assert it.completed_at(1, ("review",), LATER) is None
    assert at("02-24") == it.completed_at(2, ("review",), LATER)


def test_nobody_looks_back_at_a_day_because_they_attended_another() -> None:
    candidate.given(*REGISTERED, DAY_1).seen_as(gathering).when(
        lambda it: it.review(2, review=said(), by=RAVI, at=LATER)
    ).refused(NotAttended(day=2))


def test_evidence_stands_as_it_was_handed_in_by_then() -> None:
    it = assessment(state(*GATHERED, (submitted(authentic=False), at("04-01"))))
    assert EvidenceStanding.THERE is it.standing_of(REPORT, at("03-31"))
    assert EvidenceStanding.NOT_AUTHENTIC is it.standing_of(REPORT, at("04-01"))


def test_an_observation_counts_from_its_own_moment_and_not_from_the_stints() -> None:
    it = assessment(state(*REGISTERED, *STINTS, (OBSERVED[0], at("04-01"))))
    observed = [it.practice(at(day))[1] for day in ("03-31", "04-01")]
    assert [PracticeCount("observed stints", 0, 1), PracticeCount("observed stints", 1, 1)] == observed


def test_a_qualification_may_do_without_a_plan_and_without_workshop_days() -> None:
    rules = evolve(RULES, cpd_plan=False, days=())
    unplanned = [each for each in ASSESSED if each not in (PLANNED, DAY_1, DAY_2)]
    candidate.given(*unplanned).seen_as(lambda it: Assessment(it, rules)).when(verify(LATER)).then(DecisionVerified(TOM))
    assert state(*REGISTERED).assignment_deadline(rules, LATER) is None


# How long it runs


def submit(moment: datetime) -> Any:
    return lambda it: it.submit("diary", sha256="5" * 64, authentic=True, by=RAVI, at=moment)


def test_a_registration_that_lapsed_had_lapsed_until_it_was_extended() -> None:
    lapsed, given_at = (at(day).replace(year=2026) for day in ("01-10", "01-20"))
    extended = RegistrationExtended(Deadline.REGISTRATION, date(2026, 3, 1), HELEN, said())
    given = candidate.given(*REGISTERED, (extended, given_at)).seen_as(gathering)
    given.when(submit(lapsed)).refused(
        AfterExpiry(wanted="hand in evidence", on=date(2026, 1, 10), expires_on=date(2026, 1, 6))
    )
    given.when(submit(given_at)).then(submitted("diary"))


def test_a_registration_that_was_revived_lives_on_when_it_is_extended_again() -> None:
    expired, revived, between, again = (at(day).replace(year=2026) for day in ("01-07", "01-20", "01-25", "02-01"))
    extensions = tuple(
        (RegistrationExtended(Deadline.REGISTRATION, date(2026, month, 1), HELEN, said()), moment)
        for month, moment in ((3, revived), (4, again))
    )
    given = candidate.given(*REGISTERED, (RegistrationExpired(), expired), *extensions).seen_as(gathering)
    given.when(submit(between)).then(submitted("diary"))
    given.when(submit(expired)).refused(WrongCandidateStage(wanted="hand in evidence", stage="expired"))


# What was referred, and what was verified


def test_a_referral_ends_once_when_its_criterion_is_met() -> None:
    met = (*REFERRED, (submitted(), at("04-10")), (judged(1), at("04-11")), (judged(1, by=ODA), at("04-20")))
    assert on("05-24") == state(*met).submission_deadline(REPORT, RULES, at("04-15"))


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
