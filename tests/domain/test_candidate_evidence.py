"""What a candidate gathers: prework, days, practice as a set adviser, a brief drafted together, and evidence handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from calder_vale import at, said
from candidacy import (
    BEN,
    DAY_1,
    DIGEST,
    GATHERED,
    HELEN,
    LATER,
    MORAG,
    OPENED,
    RAVI,
    READ,
    REGISTERED,
    RETURNED,
    STINTS,
    TOM,
    TRAINING,
    VERIFIED,
    VERIFIED_AT,
    WARD,
    candidate,
    gathering,
    session,
    state,
    submitted,
)

from actionlearning.domain.candidate.errors import (
    NoSuchStint,
    NotAGroup,
    NotAttended,
    NotByThemself,
    NotHandedIn,
    NotOpenedYet,
    NotSpecified,
    NotTheirSession,
    OnlyTheCandidate,
    PreworkDone,
    StintRecorded,
    TookPart,
    WrongCandidateStage,
)
from actionlearning.domain.candidate.events import (
    AdviserStintRecorded,
    CPDPlanAgreed,
    DayReviewed,
    EvidenceSubmitted,
    PracticeObserved,
    PreworkCompleted,
    ProjectBriefDrafted,
    WorkshopDayAttended,
)
from actionlearning.domain.candidate.gathering import Gathering
from actionlearning.domain.values import MemberId, SetKind

Decision = Callable[[Gathering], object]
registered = candidate.given(*REGISTERED).seen_as(gathering)


def submit(kind: str = "report", **changed: Any) -> Decision:
    usual: dict[str, Any] = {"sha256": DIGEST, "authentic": True, "by": RAVI, "at": at("03-20"), **changed}
    return lambda it: it.submit(kind, **usual)


def observe(**changed: Any) -> Decision:
    usual: dict[str, Any] = {"feedback": said(), "by": MORAG, "at": OPENED, **changed}
    return lambda it: it.observe(usual.pop("set_id", WARD), usual.pop("session", session(5)), **usual)


def attend(day: int = 1, *topics: str) -> Decision:
    return lambda it: it.attend(day, hours=Decimal("5.5"), topics=topics, at=at("01-20"))


# Prework


def test_prework_is_done_once() -> None:
    registered.when(lambda it: it.complete_prework("reading", at=LATER)).then(PreworkCompleted("reading"))
    candidate.given(*REGISTERED, READ).seen_as(gathering).when(lambda it: it.complete_prework("reading", at=LATER)).refused(
        PreworkDone(kind="reading")
    )


def test_only_prework_of_the_specification_counts() -> None:
    registered.when(lambda it: it.complete_prework("jogging", at=LATER)).refused(
        NotSpecified(what="prework jogging", known=("reading",))
    )


# Workshop days


def test_a_day_is_attended_for_its_topics_each_named_once() -> None:
    registered.when(attend(1, "method", "method")).then(WorkshopDayAttended(1, Decimal("5.5"), ("method",)))


def test_a_day_and_its_topics_are_those_of_the_specification() -> None:
    registered.when(attend(3, "method")).refused(NotSpecified(what="workshop day 3", known=("1", "2")))
    registered.when(attend(2, "review", "method")).refused(NotSpecified(what="topic method on day 2", known=("review",)))


def test_a_day_may_be_attended_in_parts_and_is_complete_with_the_last_topic() -> None:
    parts = tuple(
        (WorkshopDayAttended(1, Decimal(2), (topic,)), at(day)) for topic, day in (("questions", "02-03"), ("method", "01-20"))
    )
    assert at("02-03") == state(*REGISTERED, *parts).completed_at(1, ("method", "questions"), LATER)
    assert state(*REGISTERED, *parts).completed_at(1, ("method", "questions"), at("02-02")) is None
    assert ("questions",) == state(*REGISTERED, *parts[1:]).uncovered(1, ("method", "questions"), LATER)


def test_the_candidate_reviews_a_day_they_attended_by_then() -> None:
    def review(**changed: Any) -> Decision:
        return lambda it: it.review(1, **{"review": said(), "by": RAVI, "at": at("01-20"), **changed})

    given = candidate.given(*REGISTERED, DAY_1).seen_as(gathering)
    given.when(review()).then(DayReviewed(1, said()))
    given.when(review(at=at("01-19"))).refused(NotAttended(day=1))
    given.when(review(by=HELEN)).refused(OnlyTheCandidate(by=HELEN, member=RAVI, wanted="review their workshop day"))
    registered.when(review()).refused(NotAttended(day=1))


# Practice


def test_a_stint_is_a_session_that_the_candidate_advised() -> None:
    def stint(**changed: Any) -> Decision:
        return lambda it: it.record_stint(TRAINING, session(**changed), setting=SetKind.TRAINING, at=OPENED)

    registered.when(stint()).then(AdviserStintRecorded(TRAINING, 1, SetKind.TRAINING))
    registered.when(stint(adviser=MORAG)).refused(NotTheirSession(member=RAVI, session=1))
    registered.when(stint(opened_at=OPENED + timedelta(minutes=1))).refused(NotOpenedYet(session=1, at=OPENED))
    registered.when(stint(opened_at=None)).refused(NotOpenedYet(session=1, at=OPENED))


def test_a_stint_is_recorded_once_for_each_session_of_each_set() -> None:
    given = candidate.given(*REGISTERED, *STINTS).seen_as(gathering)
    given.when(lambda it: it.record_stint(WARD, session(5), setting=SetKind.WORKPLACE, at=LATER)).refused(
        StintRecorded(set=WARD, session=5)
    )
    given.when(lambda it: it.record_stint(TRAINING, session(5), setting=SetKind.TRAINING, at=LATER)).then(
        AdviserStintRecorded(TRAINING, 5, SetKind.TRAINING)
    )


def test_somebody_else_observes_a_stint_once_its_session_was_opened() -> None:
    given = candidate.given(*REGISTERED, *STINTS).seen_as(gathering)
    given.when(observe()).then(PracticeObserved(WARD, 5, MORAG, said()))
    given.when(observe(by=RAVI)).refused(NotByThemself(member=RAVI, wanted="observe their practice"))
    given.when(observe(at=OPENED - timedelta(minutes=1))).refused(NotOpenedYet(session=5, at=OPENED - timedelta(minutes=1)))
    given.when(observe(set_id=TRAINING)).refused(NoSuchStint(set=TRAINING, session=5))
    registered.when(observe()).refused(NoSuchStint(set=WARD, session=5))


def test_who_verified_is_not_recorded_late_as_an_observer() -> None:
    candidate.given(*VERIFIED).seen_as(gathering).when(observe(by=TOM)).refused(
        TookPart(person=TOM, wanted="observe their practice", did="verified a decision on this candidate")
    )


# Evidence


@pytest.mark.parametrize("authors", [(), (RAVI,), (BEN, HELEN), (RAVI, BEN, RAVI), (RAVI, RAVI)])
def test_a_brief_is_drafted_by_the_candidate_and_others_each_named_once(authors: tuple[MemberId, ...]) -> None:
    def draft(*people: MemberId) -> Decision:
        return lambda it: it.draft_brief(people, sha256=DIGEST, at=LATER)

    registered.when(draft(*authors)).refused(NotAGroup(member=RAVI))
    registered.when(draft(BEN, RAVI)).then(ProjectBriefDrafted((BEN, RAVI), DIGEST))


def test_only_the_candidate_hands_in_evidence() -> None:
    registered.when(submit()).then(submitted())
    registered.when(submit(authentic=False)).then(EvidenceSubmitted("report", DIGEST, authentic=False))
    registered.when(submit(by=HELEN)).refused(OnlyTheCandidate(by=HELEN, member=RAVI, wanted="hand in evidence"))


def test_evidence_is_of_a_kind_that_is_handed_in() -> None:
    registered.when(submit("essay")).refused(
        NotSpecified(what="evidence essay", known=("report", "diary", "brief", "practice"))
    )
    registered.when(submit("brief")).refused(NotHandedIn(kind="brief", source="drafted"))
    registered.when(submit("practice")).refused(NotHandedIn(kind="practice", source="observed"))


def test_nothing_is_handed_in_under_a_verified_decision_until_moderation_returns_it() -> None:
    moment = VERIFIED_AT
    for late in (moment, moment - timedelta(days=1)):  # the verification stands on what was there when it was made
        candidate.given(*VERIFIED).seen_as(gathering).when(submit(at=late)).refused(
            WrongCandidateStage(wanted="hand in evidence", stage="verified")
        )
    returned = candidate.given(*RETURNED).seen_as(gathering)
    returned.when(submit(at=at("04-10"))).then(submitted())
    returned.when(submit(at=at("04-09"))).refused(WrongCandidateStage(wanted="hand in evidence", stage="verified"))


def test_the_cpd_plan_is_agreed_by_somebody_else() -> None:
    def agree(by: MemberId) -> Decision:
        return lambda it: it.agree_cpd_plan(plan=None, by=by, at=LATER)

    registered.when(agree(HELEN)).then(CPDPlanAgreed(HELEN))
    registered.when(agree(RAVI)).refused(NotByThemself(member=RAVI, wanted="agree their own CPD plan"))


def test_a_fact_recorded_late_counts_from_the_time_at_which_it_happened() -> None:
    early = (CPDPlanAgreed(HELEN, said()), at("02-01"))
    assert at("02-01") == state(*GATHERED, early).cpd_plan_at
    assert at("03-21") == state(*GATHERED, (CPDPlanAgreed(HELEN), LATER)).cpd_plan_at
