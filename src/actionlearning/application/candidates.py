"""What is done with a candidate: confirm, register, gather, judge, verify, moderate, and give the credit.

Whoever acts does it: the assessor judges, the observer observes, the verifier verifies. Who may not is decided by what they did
for this candidate before.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

from actionlearning.application.inputs import SessionNumber, Title, Words
from actionlearning.application.work import CANDIDATE, Work
from actionlearning.domain.candidate.aggregate import Candidate
from actionlearning.domain.candidate.aggregate import confirm_capability as decide_confirmation
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.errors import NotCounted, NotRegistered
from actionlearning.domain.candidate.events import Deadline, Judgement, Moderation
from actionlearning.domain.candidate.gathering import Gathering
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.errors import BadInput
from actionlearning.domain.values import CandidateId, MemberId, SetId

__all__ = [
    "agree_cpd_plan",
    "attend_day",
    "award_credit",
    "claim_award",
    "complete_prework",
    "confirm_capability",
    "decide_appeal",
    "draft_brief",
    "expire",
    "extend",
    "judge_criterion",
    "lodge_appeal",
    "observe_practice",
    "record_moderation",
    "record_stint",
    "refer_work",
    "register",
    "review_day",
    "submit_evidence",
    "verify",
    "withdraw",
]

DIGEST = "[0-9a-f]{64}"

Digest = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": f"^{DIGEST}$"})]
"""A SHA-256 in hex: what was handed in stays with the centre, and only this stands in the journal."""

Number = Annotated[int, msgspec.Meta(ge=1, le=9999)]
Topics = Annotated[tuple[Title, ...], msgspec.Meta(min_length=1)]

LONGEST_DAY = 24


class NotADigest(BadInput):
    """Evidence is known by the SHA-256 of its file."""

    sha256: str
    says = '"{sha256}" is not a SHA-256; give its 64 digits in hex, in small letters, as sha256sum prints them'


class NotHours(BadInput):
    hours: Decimal
    says = "nobody attends a day for {hours} hours; give a number above 0 and at most 24"


# From the check of capability to registration, and its ends


def confirm_capability(work: Work, *, member: MemberId, basis: Words) -> CandidateId:
    """Confirm that a person can do the work for a qualification, and on what basis."""
    work.member(member)
    candidate = CandidateId(work.new_id())
    event = decide_confirmation(member=member, basis=work.words(basis, member), by=work.actor)
    work.begin(CANDIDATE, candidate, event)
    return candidate


def register(
    work: Work, *, candidate: CandidateId, specification: Title, version: Number | None = None, time_zone: str
) -> None:
    """Register a candidate under a specification, its newest version unless another is named."""
    it = work.candidate(candidate)
    rules = work.specifications.of(specification, version)
    work.record(candidate, it.register(rules, time_zone=time_zone, at=work.at))


def extend(work: Work, *, candidate: CandidateId, deadline: Deadline, until: date, reason: Words) -> None:
    """Give a candidate more time: for the registration, expired or not, or for the assignment."""
    it, rules = _with_rules(work, candidate, "extend a deadline")
    reasons = work.words(reason, it.member)
    work.record(candidate, it.extend(deadline, until=until, reason=reasons, rules=rules, by=work.actor, at=work.at))


def expire(work: Work, *, candidate: CandidateId) -> None:
    """Record that the registration ran out, once its last day has passed."""
    work.record(candidate, work.candidate(candidate).expire(at=work.at))


def withdraw(work: Work, *, candidate: CandidateId, reason: Words | None = None) -> None:
    """The candidate gives up the qualification; nothing comes after it."""
    it = work.candidate(candidate)
    work.record(candidate, it.withdraw(reason=work.words_if(reason), by=work.actor, at=work.at))


# Gathering


def complete_prework(work: Work, *, candidate: CandidateId, kind: Title) -> None:
    """Record that something which comes before the workshops was done, by its name in the specification."""
    work.record(candidate, _gathering(work, candidate, "complete prework").complete_prework(kind, at=work.at))


def attend_day(work: Work, *, candidate: CandidateId, day: Number, hours: Decimal, topics: Topics) -> None:
    """Record that the candidate was at a workshop day, or a part of it, for these topics."""
    if not hours.is_finite() or not 0 < hours <= LONGEST_DAY:
        raise NotHours(hours=hours)
    gathering = _gathering(work, candidate, "attend a workshop day")
    work.record(candidate, gathering.attend(day, hours=hours, topics=topics, at=work.at))


def review_day(work: Work, *, candidate: CandidateId, day: Number, review: Words) -> None:
    """The candidate looks back at a workshop day."""
    gathering = _gathering(work, candidate, "review a workshop day")
    work.record(candidate, gathering.review(day, review=work.words(review), by=work.actor, at=work.at))


def record_stint(work: Work, *, candidate: CandidateId, set: SetId, session: SessionNumber) -> None:  # noqa: A002  # its name
    """Record that the candidate was the set adviser of a session."""
    gathering = _gathering(work, candidate, "record a stint")
    held, setting = work.meeting(set, session).session, work.set(set).kind
    work.record(candidate, gathering.record_stint(set, held, setting=setting, at=work.at))


def observe_practice(
    work: Work,
    *,
    candidate: CandidateId,
    set: SetId,  # noqa: A002  # its name
    session: SessionNumber,
    feedback: Words,
) -> None:
    """Whoever acts watched a stint of the candidate, and gives feedback."""
    gathering = _gathering(work, candidate, "observe their practice")
    said = work.words(feedback, gathering.candidate.member)
    held = work.meeting(set, session).session
    work.record(candidate, gathering.observe(set, held, feedback=said, by=work.actor, at=work.at))


def draft_brief(work: Work, *, candidate: CandidateId, authors: tuple[MemberId, ...], sha256: Digest) -> None:
    """Record that the candidate's group drafted a project brief; each author's candidacy records it, and is judged alone."""
    _must_be_a_digest(sha256)
    gathering = _gathering(work, candidate, "draft a group brief")
    for author in authors:
        work.member(author)
    work.record(candidate, gathering.draft_brief(authors, sha256=sha256, at=work.at))


def submit_evidence(work: Work, *, candidate: CandidateId, kind: Title, sha256: Digest, authentic: bool = True) -> None:
    """The candidate hands in evidence of a kind, and says whether it is their own work."""
    _must_be_a_digest(sha256)
    gathering = _gathering(work, candidate, "hand in evidence")
    event = gathering.submit(kind, sha256=sha256, authentic=authentic, by=work.actor, at=work.at)
    work.record(candidate, event)


def agree_cpd_plan(work: Work, *, candidate: CandidateId, plan: Words | None = None) -> None:
    """Somebody of the centre agrees the candidate's plan for their further development."""
    gathering = _gathering(work, candidate, "agree a CPD plan")
    said = None if plan is None else work.words(plan, gathering.candidate.member)
    work.record(candidate, gathering.agree_cpd_plan(plan=said, by=work.actor, at=work.at))


# Judging


def judge_criterion(work: Work, *, candidate: CandidateId, criterion: Number, judgement: Judgement, reason: Words) -> None:
    """Whoever acts assesses one criterion, with the reason; the later judgement counts."""
    assessment = _assessment(work, candidate, f"judge criterion {criterion}")
    reasons = work.words(reason, assessment.candidate.member)
    event = assessment.judge(criterion, judgement=judgement, reason=reasons, by=work.actor, at=work.at)
    work.record(candidate, event)


def refer_work(work: Work, *, candidate: CandidateId, criteria: tuple[Number, ...], resubmit_by: date) -> None:
    """Give work back for criteria not met yet, to be handed in again by a date."""
    assessment = _assessment(work, candidate, "refer work")
    work.record(candidate, assessment.refer(criteria, resubmit_by=resubmit_by, by=work.actor, at=work.at))


def verify(work: Work, *, candidate: CandidateId) -> None:
    """Somebody who never assessed this candidate stands by the judgements, once nothing is missing."""
    work.record(candidate, _assessment(work, candidate, "verify the decision").verify(by=work.actor, at=work.at))


def record_moderation(work: Work, *, candidate: CandidateId, moderation: Moderation, reason: Words | None = None) -> None:
    """Record that the awarding body upheld the verified decision, or returned it to be judged again."""
    assessment = _assessment(work, candidate, "moderate the decision")
    said = None if reason is None else work.words(reason, assessment.candidate.member)
    work.record(candidate, assessment.moderate(moderation, reason=said, by=work.actor, at=work.at))


def lodge_appeal(work: Work, *, candidate: CandidateId, criterion: Number, grounds: Words) -> None:
    """The candidate appeals against a judgement of not yet."""
    assessment = _assessment(work, candidate, f"appeal on criterion {criterion}")
    event = assessment.lodge_appeal(criterion, grounds=work.words(grounds), by=work.actor, at=work.at)
    work.record(candidate, event)


def decide_appeal(work: Work, *, candidate: CandidateId, criterion: Number, upheld: bool, reason: Words) -> None:
    """Somebody who never judged the criterion decides; if upheld, another assessor judges it anew."""
    assessment = _assessment(work, candidate, f"decide the appeal on criterion {criterion}")
    reasons = work.words(reason, assessment.candidate.member)
    event = assessment.decide_appeal(criterion, upheld=upheld, reason=reasons, by=work.actor, at=work.at)
    work.record(candidate, event)


# Credit and award


def award_credit(work: Work, *, candidate: CandidateId) -> None:
    """Award the unit's credits, once, after verification and a moderation that upheld it."""
    work.record(candidate, _assessment(work, candidate, "award credit").award_credit(by=work.actor, at=work.at))


def claim_award(work: Work, *, candidate: CandidateId, award: Title, counting: tuple[CandidateId, ...] = ()) -> None:
    """The candidate claims an award on these credits, and on those of their other candidacies named here."""
    assessment = _assessment(work, candidate, "claim an award")
    others: dict[CandidateId, Candidate] = {}
    for other in counting:
        if other == candidate or other in others:
            raise NotCounted(candidate=other, why="it counts already")
        others[other] = work.candidate(other)
    work.record(candidate, assessment.claim(award, others=others, by=work.actor, at=work.at))


def _with_rules(work: Work, candidate: CandidateId, wanted: str) -> tuple[Candidate, Specification]:
    """A candidate, and the very specification they were registered under."""
    it = work.candidate(candidate)
    if it.specification is None:
        raise NotRegistered(wanted=wanted)
    return it, work.specification(it.specification)


def _gathering(work: Work, candidate: CandidateId, wanted: str) -> Gathering:
    return Gathering(*_with_rules(work, candidate, wanted))


def _assessment(work: Work, candidate: CandidateId, wanted: str) -> Assessment:
    return Assessment(*_with_rules(work, candidate, wanted))


def _must_be_a_digest(sha256: str) -> None:
    if not re.fullmatch(DIGEST, sha256):
        raise NotADigest(sha256=sha256)
