"""What is known of a candidate: how long they have, and everything that they gathered for their qualification."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from attrs import frozen

from actionlearning.domain.candidate.events import (
    AdviserStintRecorded,
    CandidateRegistered,
    CandidateWithdrew,
    CapabilityConfirmed,
    CPDPlanAgreed,
    DayReviewed,
    Deadline,
    EvidenceSubmitted,
    PracticeObserved,
    PreworkCompleted,
    ProjectBriefDrafted,
    RegistrationExpired,
    RegistrationExtended,
    SpecificationRef,
    WorkshopDayAttended,
)
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import CandidateId, MemberId, SetId, SetKind
from actionlearning.projections.assessment_facts import AssessmentFacts, assessment_of
from actionlearning.projections.projection import Stream

__all__ = [
    "Attendance",
    "CandidateFacts",
    "Confirmation",
    "Draft",
    "ExtensionGiven",
    "Observation",
    "Plan",
    "Prework",
    "Registration",
    "Review",
    "Stint",
    "Submission",
    "Withdrawal",
    "candidate_of",
]


@frozen
class Confirmation:
    """Somebody of the centre confirmed that the person can do the work."""

    at: datetime
    by: MemberId
    basis: Personal


@frozen
class Registration:
    """Under which specification, from when, and until when as it was first given."""

    at: datetime
    specification: SpecificationRef
    expires_on: date
    time_zone: str


@frozen
class ExtensionGiven:
    """More time, for one of the two deadlines that can be extended."""

    at: datetime
    deadline: Deadline
    until: date
    by: MemberId
    reason: Personal


@frozen
class Withdrawal:
    """The candidate gave it up, and said why or did not."""

    at: datetime
    reason: Personal | None


@frozen
class Prework:
    """Something that comes before the workshops was done."""

    at: datetime
    kind: str


@frozen
class Attendance:
    """A workshop day, or a part of one: so many hours, for these topics."""

    at: datetime
    day: int
    hours: Decimal
    topics: tuple[str, ...]


@frozen
class Review:
    """How the candidate looked back at a workshop day."""

    at: datetime
    day: int
    words: Personal


@frozen
class Stint:
    """A session that the candidate advised."""

    at: datetime
    set: SetId
    session: int
    setting: SetKind


@frozen
class Observation:
    """Somebody watched the candidate advise a session, and gave feedback."""

    at: datetime
    set: SetId
    session: int
    by: MemberId
    feedback: Personal


@frozen
class Draft:
    """A project brief that a group drafted."""

    at: datetime
    authors: tuple[MemberId, ...]
    sha256: str


@frozen
class Submission:
    """A piece of evidence that was handed in, and whether it was declared the candidate's own work."""

    at: datetime
    kind: str
    sha256: str
    authentic: bool


@frozen
class Plan:
    """The plan for further development, as it was agreed."""

    at: datetime
    by: MemberId
    words: Personal | None


@frozen(kw_only=True)
class CandidateFacts:
    """A candidacy as far as the history has come, each list oldest first."""

    id: CandidateId
    member: MemberId
    confirmation: Confirmation
    registration: Registration | None
    extensions: tuple[ExtensionGiven, ...]
    expired_at: datetime | None
    """When it was last said that the registration ran out, whether or not it was extended since."""
    withdrawal: Withdrawal | None
    prework: tuple[Prework, ...]
    attendances: tuple[Attendance, ...]
    reviews: tuple[Review, ...]
    stints: tuple[Stint, ...]
    observations: tuple[Observation, ...]
    drafts: tuple[Draft, ...]
    submissions: tuple[Submission, ...]
    plans: tuple[Plan, ...]
    assessment: AssessmentFacts


def candidate_of(stream: Stream) -> CandidateFacts | None:
    """What is known of the candidacy of a stream; None before the capability was confirmed."""
    begun = stream.first(CapabilityConfirmed)
    if begun is None:
        return None
    expired, withdrew = stream.of(RegistrationExpired), stream.first(CandidateWithdrew)
    return CandidateFacts(
        id=CandidateId(stream.id),
        member=begun.event.member,
        confirmation=Confirmation(begun.occurred_at, begun.event.by, begun.event.basis),
        registration=_registration(stream),
        extensions=tuple(
            ExtensionGiven(r.occurred_at, r.event.deadline, r.event.until, r.event.by, r.event.reason)
            for r in stream.of(RegistrationExtended)
        ),
        expired_at=expired[-1].occurred_at if expired else None,
        withdrawal=Withdrawal(withdrew.occurred_at, withdrew.event.reason) if withdrew else None,
        prework=tuple(Prework(r.occurred_at, r.event.kind) for r in stream.of(PreworkCompleted)),
        attendances=tuple(
            Attendance(r.occurred_at, r.event.day, r.event.hours, r.event.topics) for r in stream.of(WorkshopDayAttended)
        ),
        reviews=tuple(Review(r.occurred_at, r.event.day, r.event.review) for r in stream.of(DayReviewed)),
        stints=tuple(
            Stint(r.occurred_at, r.event.set, r.event.session, r.event.setting) for r in stream.of(AdviserStintRecorded)
        ),
        observations=tuple(
            Observation(r.occurred_at, r.event.set, r.event.session, r.event.by, r.event.feedback)
            for r in stream.of(PracticeObserved)
        ),
        drafts=tuple(Draft(r.occurred_at, r.event.authors, r.event.sha256) for r in stream.of(ProjectBriefDrafted)),
        submissions=tuple(
            Submission(r.occurred_at, r.event.kind, r.event.sha256, r.event.authentic) for r in stream.of(EvidenceSubmitted)
        ),
        plans=tuple(Plan(r.occurred_at, r.event.by, r.event.plan) for r in stream.of(CPDPlanAgreed)),
        assessment=assessment_of(stream),
    )


def _registration(stream: Stream) -> Registration | None:
    registered = stream.first(CandidateRegistered)
    if registered is None:
        return None
    event = registered.event
    return Registration(registered.occurred_at, event.specification, event.expires_on, event.time_zone)
