"""What is known of how a candidate was assessed: judgements, referrals, appeals, verification, moderation, credit, award."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from actionlearning.domain.candidate.events import (
    AppealDecided,
    AppealLodged,
    AwardClaimed,
    CreditAwarded,
    CriterionJudged,
    DecisionVerified,
    Judgement,
    Moderation,
    ModerationRecorded,
    WorkReferred,
)
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import CandidateId, MemberId
from actionlearning.projections.projection import Stream

__all__ = [
    "Appeal",
    "AppealDecision",
    "AssessmentFacts",
    "Claim",
    "Credit",
    "Judged",
    "Moderated",
    "Referred",
    "Verified",
    "assessment_of",
]


@frozen
class Judged:
    """One judgement of one criterion; a later one replaces it and leaves it in the record."""

    at: datetime
    criterion: int
    judgement: Judgement
    assessor: MemberId
    reason: Personal


@frozen
class Referred:
    """Work that was given back for these criteria, to be handed in again by a day."""

    at: datetime
    criteria: tuple[int, ...]
    resubmit_by: date
    assessor: MemberId


@frozen
class Verified:
    """Somebody stood by the judgements."""

    at: datetime
    by: MemberId


@frozen
class Moderated:
    """What the awarding body made of a verification."""

    at: datetime
    by: MemberId
    moderation: Moderation
    reason: Personal | None


@frozen
class AppealDecision:
    """How an appeal was decided, and why."""

    at: datetime
    by: MemberId
    upheld: bool
    reason: Personal


@frozen
class Appeal:
    """An appeal against a judgement of a criterion; ``decision`` is None while it is open."""

    at: datetime
    criterion: int
    grounds: Personal
    decision: AppealDecision | None


@frozen
class Credit:
    """The credits of the unit, and who awarded them."""

    at: datetime
    credits: int
    by: MemberId


@frozen
class Claim:
    """An award that was claimed, on the credits of this candidacy and of those named."""

    at: datetime
    award: str
    counting: tuple[CandidateId, ...]


@frozen(kw_only=True)
class AssessmentFacts:
    """All of this about one candidacy, each list oldest first."""

    judged: tuple[Judged, ...]
    referred: tuple[Referred, ...]
    appeals: tuple[Appeal, ...]
    verified: tuple[Verified, ...]
    moderated: tuple[Moderated, ...]
    credit: Credit | None
    claims: tuple[Claim, ...]


def assessment_of(stream: Stream) -> AssessmentFacts:
    """What is known of the assessment of the candidacy of a stream."""
    credit = stream.first(CreditAwarded)
    return AssessmentFacts(
        judged=tuple(
            Judged(r.occurred_at, r.event.criterion, r.event.judgement, r.event.assessor, r.event.reason)
            for r in stream.of(CriterionJudged)
        ),
        referred=tuple(
            Referred(r.occurred_at, r.event.criteria, r.event.resubmit_by, r.event.assessor) for r in stream.of(WorkReferred)
        ),
        appeals=_appeals(stream),
        verified=tuple(Verified(r.occurred_at, r.event.by) for r in stream.of(DecisionVerified)),
        moderated=tuple(
            Moderated(r.occurred_at, r.event.by, r.event.moderation, r.event.reason) for r in stream.of(ModerationRecorded)
        ),
        credit=Credit(credit.occurred_at, credit.event.credits, credit.actor) if credit else None,
        claims=tuple(Claim(r.occurred_at, r.event.award, r.event.counting) for r in stream.of(AwardClaimed)),
    )


def _appeals(stream: Stream) -> tuple[Appeal, ...]:
    """One appeal on a criterion is open at a time, so each decision belongs to the oldest that waits for one."""
    waiting: dict[int, list[AppealDecision]] = {}
    for r in stream.of(AppealDecided):
        decision = AppealDecision(r.occurred_at, r.event.by, r.event.upheld, r.event.reason)
        waiting.setdefault(r.event.criterion, []).append(decision)
    appeals = []
    for lodged in stream.of(AppealLodged):
        decisions = waiting.get(lodged.event.criterion)
        decided = decisions.pop(0) if decisions else None
        appeals.append(Appeal(lodged.occurred_at, lodged.event.criterion, lodged.event.grounds, decided))
    return tuple(appeals)
