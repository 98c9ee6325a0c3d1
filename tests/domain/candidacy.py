"""The people, rules, moments and events that the rules of a qualification are told with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve
from calder_vale import at, on, said

from actionlearning.domain.candidate.aggregate import Candidate
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.events import (
    AdviserStintRecorded,
    AppealLodged,
    CandidateRegistered,
    CapabilityConfirmed,
    CPDPlanAgreed,
    CreditAwarded,
    CriterionJudged,
    DecisionVerified,
    EvidenceSubmitted,
    Judgement,
    Moderation,
    ModerationRecorded,
    PracticeObserved,
    PreworkCompleted,
    ProjectBriefDrafted,
    SpecificationRef,
    WorkReferred,
    WorkshopDayAttended,
)
from actionlearning.domain.candidate.fold import apply
from actionlearning.domain.candidate.gathering import Gathering
from actionlearning.domain.candidate.specification import (
    Criterion,
    EvidenceKind,
    EvidenceSource,
    Practice,
    Specification,
    WorkshopDay,
)
from actionlearning.domain.set.session import Session
from actionlearning.domain.values import CandidateId, MemberId, SessionKind, SetId, SetKind
from actionlearning.testing.scenario import Scenario

candidate = Scenario(apply)

RAVI, HELEN, GWEN, ODA, TOM, IDA, MORAG, BEN = (MemberId(UUID(int=number)) for number in range(101, 109))
"""The candidate; who runs the centre; two assessors; a verifier; a moderator; a set adviser who observes; a peer."""

TRAINING, WARD = SetId(UUID(int=120)), SetId(UUID(int=121))
OTHER = CandidateId(UUID(int=130))
LONDON = "Europe/London"
DIGEST = "5" * 64

REPORT = EvidenceKind(kind="report", title="Report", source=EvidenceSource.SUBMITTED, assignment=True)
DIARY = EvidenceKind(kind="diary", title="Diary", source=EvidenceSource.SUBMITTED)
BRIEF = EvidenceKind(kind="brief", title="Brief", source=EvidenceSource.DRAFTED)
PRACTICE = EvidenceKind(kind="practice", title="Practice", source=EvidenceSource.OBSERVED)

RULES = Specification(
    ref=SpecificationRef("small", 1, "f" * 64),
    title="A small qualification",
    awarding_body="Nobody",
    level=5,
    unit="1",
    credits=6,
    registration_months=12,
    assignment_months=3,
    prework=("reading",),
    days=(
        WorkshopDay(number=1, part=1, topics=("method", "questions")),
        WorkshopDay(number=2, part=2, topics=("review",)),
    ),
    evidence=(REPORT, DIARY, BRIEF, PRACTICE),
    criteria=(
        Criterion(number=1, title="Explain", evidence=("report",)),
        Criterion(number=2, title="Evaluate", evidence=("report", "practice")),
        Criterion(number=3, title="Plan", evidence=("brief", "diary")),
    ),
    practice=Practice(stints=2, observed=1, outside_training=1),
    cpd_plan=True,
    awards={"award": 6, "certificate": 13},
)
OTHER_UNIT = SpecificationRef("other", 1, "e" * 64)


def gathering(it: Candidate) -> Gathering:
    return Gathering(it, RULES)


def assessment(it: Candidate) -> Assessment:
    return Assessment(it, RULES)


OPENED = at("03-10", "10:00")


def session(number: int = 1, *, adviser: MemberId = RAVI, opened_at: datetime | None = OPENED) -> Session:
    return Session(
        number=number,
        kind=SessionKind.REGULAR,
        starts_at=OPENED,
        minutes=180,
        scheduled_at=at("01-06"),
        adviser=adviser,
        opened_at=opened_at,
    )


def judged(criterion: int, judgement: Judgement = Judgement.MET, by: MemberId = GWEN) -> CriterionJudged:
    return CriterionJudged(criterion, judgement, by, said())


def submitted(kind: str = "report", *, authentic: bool = True) -> EvidenceSubmitted:
    return EvidenceSubmitted(kind, DIGEST, authentic)


CONFIRMED = CapabilityConfirmed(RAVI, HELEN, said("she leads well"))
REGISTERED = ((CONFIRMED, at("01-02")), (CandidateRegistered(RULES.ref, on("01-06").replace(year=2026), LONDON), at("01-06")))
READ = (PreworkCompleted("reading"), at("01-13"))
DAY_1 = (WorkshopDayAttended(1, Decimal(6), ("method", "questions")), at("01-20"))
DAY_2 = (WorkshopDayAttended(2, Decimal(6), ("review",)), at("02-24"))
STINTS = (
    (AdviserStintRecorded(TRAINING, 1, SetKind.TRAINING), at("02-24")),
    (AdviserStintRecorded(WARD, 5, SetKind.WORKPLACE), at("03-10")),
)
OBSERVED = (PracticeObserved(WARD, 5, MORAG, said()), at("03-10"))
DRAFTED = (ProjectBriefDrafted((RAVI, BEN), DIGEST), at("02-25"))
HANDED_IN = ((submitted("report"), at("03-20")), (submitted("diary"), at("03-20")))
PLANNED = (CPDPlanAgreed(HELEN, said()), at("03-21"))

GATHERED = (*REGISTERED, READ, DAY_1, DAY_2, *STINTS, OBSERVED, DRAFTED, *HANDED_IN, PLANNED)
"""Everything that verification asks for, but for the judgements; the assignment is due by 24 May."""

ASSESSED_AT = at("04-01")
ASSESSED = (*GATHERED, *((judged(number), ASSESSED_AT) for number in (1, 2, 3)))
NOT_YET = (*GATHERED, (judged(1, Judgement.NOT_YET), ASSESSED_AT), (judged(2), ASSESSED_AT), (judged(3), ASSESSED_AT))
REFERRED_AT = at("04-02")
REFERRED = (*NOT_YET, (WorkReferred((1,), on("04-30"), GWEN), REFERRED_AT))
APPEALED = (*NOT_YET, (AppealLodged(1, said()), at("04-03")))
VERIFIED_AT = at("04-07")
VERIFIED = (*ASSESSED, (DecisionVerified(TOM), VERIFIED_AT))
UPHELD = (*VERIFIED, (ModerationRecorded(IDA, Moderation.UPHELD), at("04-10")))
RETURNED = (*VERIFIED, (ModerationRecorded(IDA, Moderation.RETURNED, said()), at("04-10")))
CREDITED = (*UPHELD, (CreditAwarded(6), at("04-14")))

LATER = at("05-01")
"""A moment after all of these."""


def state(*given: Any) -> Candidate:
    return candidate.given(*given).state


def of_another_unit(*given: Any) -> Candidate:
    """The same history under the specification of another unit."""
    return evolve(state(*given), specification=OTHER_UNIT)
