"""What happens to a candidate, from the check of their capability to the award."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

import attrs

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import CandidateId, MemberId, SetId, SetKind


class Deadline(Enum):
    """What can be extended."""

    REGISTRATION = "registration"
    ASSIGNMENT = "assignment"


class Judgement(Enum):
    MET = "met"
    NOT_YET = "not_yet"


class Moderation(Enum):
    """What the awarding body made of the centre's decision."""

    UPHELD = "upheld"
    RETURNED = "returned"


@attrs.frozen
class SpecificationRef:
    """Which rules a candidate works under: the specification's id, its version, and the SHA-256 of its file in hex."""

    id: str
    version: int
    sha256: str


@event("candidate.capability-confirmed")
class CapabilityConfirmed:
    """Somebody of the centre confirmed that a person can do the work; there is no other rule of entry."""

    member: MemberId
    by: MemberId
    basis: Personal = personal("basis")


@event("candidate.registered")
class CandidateRegistered:
    """The person was registered for a qualification until a date; dates are read in this time zone."""

    specification: SpecificationRef
    expires_on: date
    time_zone: str


@event("candidate.registration-extended")
class RegistrationExtended:
    """More time was given: for the registration, or for the assignment."""

    deadline: Deadline
    until: date
    by: MemberId
    reason: Personal = personal("reason")


@event("candidate.prework-completed")
class PreworkCompleted:
    """Something that comes before the workshops was done."""

    kind: str


@event("candidate.workshop-day-attended")
class WorkshopDayAttended:
    """The candidate was at a workshop day, so long and for these topics."""

    day: int
    hours: Decimal
    topics: tuple[str, ...]


@event("candidate.day-reviewed")
class DayReviewed:
    """The candidate looked back at a workshop day."""

    day: int
    review: Personal = personal("review")


@event("candidate.adviser-stint-recorded")
class AdviserStintRecorded:
    """The candidate acted as set adviser in a session; ``setting`` is the kind of the set at the time."""

    set: SetId
    session: int
    setting: SetKind


@event("candidate.practice-observed")
class PracticeObserved:
    """Somebody observed a stint and gave feedback."""

    set: SetId
    session: int
    by: MemberId
    feedback: Personal = personal("feedback")


@event("candidate.project-brief-drafted")
class ProjectBriefDrafted:
    """A group drafted a project brief; each of its authors is judged alone."""

    authors: tuple[MemberId, ...]
    sha256: str


@event("candidate.evidence-submitted")
class EvidenceSubmitted:
    """A piece of evidence was handed in, known here by its kind and SHA-256 only; ``authentic`` declares it their own work."""

    kind: str
    sha256: str
    authentic: bool


@event("candidate.cpd-plan-agreed")
class CPDPlanAgreed:
    """Somebody of the centre agreed the candidate's plan for their further development."""

    by: MemberId
    plan: Personal | None = personal("plan", default=None)


@event("candidate.criterion-judged")
class CriterionJudged:
    """An assessor judged one criterion, with the reason; the later judgement counts, and all stay visible."""

    criterion: int
    judgement: Judgement
    assessor: MemberId
    reason: Personal = personal("reason")


@event("candidate.work-referred")
class WorkReferred:
    """An assessor gave work back for these criteria, to be handed in again by a date."""

    criteria: tuple[int, ...]
    resubmit_by: date
    assessor: MemberId


@event("candidate.decision-verified")
class DecisionVerified:
    """An internal verifier, who never assessed this candidate, stands by the judgements."""

    by: MemberId


@event("candidate.moderation-recorded")
class ModerationRecorded:
    """The awarding body upheld the decision, or returned it to be judged and verified again."""

    by: MemberId
    moderation: Moderation
    reason: Personal | None = personal("reason", default=None)


@event("candidate.appeal-lodged")
class AppealLodged:
    """The candidate appealed against the judgement of a criterion."""

    criterion: int
    grounds: Personal = personal("grounds")


@event("candidate.appeal-decided")
class AppealDecided:
    """Somebody who had not judged it decided the appeal; if upheld, another assessor judges the criterion anew."""

    criterion: int
    upheld: bool
    by: MemberId
    reason: Personal = personal("reason")


@event("candidate.credit-awarded")
class CreditAwarded:
    """The credits of the unit were awarded, once."""

    credits: int


@event("candidate.award-claimed")
class AwardClaimed:
    """An award was claimed, on these credits and on those of the same person's other candidacies named here."""

    award: str
    counting: tuple[CandidateId, ...]


@event("candidate.registration-expired")
class RegistrationExpired:
    """The registration ran out."""


@event("candidate.withdrew")
class CandidateWithdrew:
    """The candidate gave up the qualification."""

    reason: Personal | None = personal("reason", default=None)


CandidateEvent = (
    CapabilityConfirmed
    | CandidateRegistered
    | RegistrationExtended
    | PreworkCompleted
    | WorkshopDayAttended
    | DayReviewed
    | AdviserStintRecorded
    | PracticeObserved
    | ProjectBriefDrafted
    | EvidenceSubmitted
    | CPDPlanAgreed
    | CriterionJudged
    | WorkReferred
    | DecisionVerified
    | ModerationRecorded
    | AppealLodged
    | AppealDecided
    | CreditAwarded
    | AwardClaimed
    | RegistrationExpired
    | CandidateWithdrew
)
