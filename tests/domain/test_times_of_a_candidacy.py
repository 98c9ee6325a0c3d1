"""A candidacy judges everything at its time: before registration, at the very moment of a decision, and after a withdrawal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from calder_vale import at, on, said
from candidacy import (
    BEN,
    CONFIRMED,
    DAY_1,
    DAY_2,
    DIGEST,
    HELEN,
    LATER,
    MORAG,
    RAVI,
    REGISTERED,
    RULES,
    TRAINING,
    UPHELD,
    WARD,
    assessment,
    candidate,
    gathering,
    session,
    submitted,
)

from actionlearning.domain.candidate.errors import NotRegistered, TooLate, WrongCandidateStage
from actionlearning.domain.candidate.events import (
    CandidateWithdrew,
    CPDPlanAgreed,
    Deadline,
    RegistrationExpired,
    RegistrationExtended,
    WorkshopDayAttended,
)
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import SetKind

HANDED_IN: dict[str, Any] = {"sha256": DIGEST, "authentic": True, "by": RAVI}


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [
        (lambda it: it.complete_prework("reading", at=LATER), "complete prework"),
        (lambda it: it.attend(1, hours=Decimal(6), topics=("method",), at=LATER), "attend a workshop day"),
        (lambda it: it.review(1, review=said(), by=RAVI, at=LATER), "review a workshop day"),
        (lambda it: it.record_stint(TRAINING, session(), setting=SetKind.TRAINING, at=LATER), "record a stint"),
        (lambda it: it.observe(WARD, session(5), feedback=said(), by=MORAG, at=LATER), "observe their practice"),
        (lambda it: it.draft_brief((RAVI, BEN), sha256=DIGEST, at=LATER), "draft a group brief"),
        (lambda it: it.submit("report", **HANDED_IN, at=LATER), "hand in evidence"),
        (lambda it: it.agree_cpd_plan(plan=None, by=HELEN, at=LATER), "agree a CPD plan"),
    ],
)
def test_whoever_is_not_registered_reads_what_they_cannot_do_yet(decision: Any, wanted: str) -> None:
    candidate.given(CONFIRMED).seen_as(gathering).when(decision).refused(NotRegistered(wanted=wanted))


def test_nothing_is_extended_before_registration() -> None:
    candidate.given(CONFIRMED).when(
        lambda it: it.extend(Deadline.REGISTRATION, until=date(2026, 3, 1), reason=said(), rules=RULES, by=HELEN, at=LATER)
    ).refused(NotRegistered(wanted="extend a deadline"))


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [
        (lambda it: it.lodge_appeal(1, grounds=said(), by=RAVI, at=LATER), "appeal on criterion 1"),
        (
            lambda it: it.decide_appeal(1, upheld=True, reason=said(), by=HELEN, at=LATER),
            "decide the appeal on criterion 1",
        ),
        (lambda it: it.award_credit(by=HELEN, at=LATER), "award credit"),
    ],
)
def test_from_the_moment_of_a_withdrawal_nothing_is_appealed_decided_or_credited(decision: Any, wanted: str) -> None:
    candidate.given(*UPHELD, (CandidateWithdrew(), LATER)).seen_as(assessment).when(decision).refused(
        WrongCandidateStage(wanted=wanted, stage="withdrawn")
    )


def test_an_expiry_is_not_timed_before_anything_that_was_done() -> None:
    noon, evening = (at("01-07", clock).replace(year=2026) for clock in ("12:00", "18:00"))
    given = candidate.given(*REGISTERED, (WorkshopDayAttended(1, Decimal(6), ("method",)), evening))
    given.when(lambda it: it.expire(at=noon)).refused(BeforeLastChange(what="the candidate", at=noon, last=evening))
    given.when(lambda it: it.expire(at=evening)).then(RegistrationExpired())


def test_more_time_for_the_assignment_is_in_force_from_the_moment_it_is_given() -> None:
    extended = RegistrationExtended(Deadline.ASSIGNMENT, on("06-30"), HELEN, said())
    given = candidate.given(*REGISTERED, DAY_1, DAY_2, (extended, at("05-30"))).seen_as(gathering)
    given.when(lambda it: it.submit("report", **HANDED_IN, at=at("05-30", "11:59"))).refused(
        TooLate(kind="report", on=on("05-30"), deadline=on("05-24"))
    )
    given.when(lambda it: it.submit("report", **HANDED_IN, at=at("05-30"))).then(submitted())


def test_a_cpd_plan_is_agreed_in_words() -> None:
    plan = said("shadow an adviser")
    candidate.given(*REGISTERED).seen_as(gathering).when(lambda it: it.agree_cpd_plan(plan=plan, by=HELEN, at=LATER)).then(
        CPDPlanAgreed(HELEN, plan)
    )
