"""How a candidate's state follows from what happened to it.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import assert_never

from actionlearning.domain.candidate.aggregate import Candidate
from actionlearning.domain.candidate.events import (
    AdviserStintRecorded,
    AppealDecided,
    AppealLodged,
    AwardClaimed,
    CandidateEvent,
    CandidateRegistered,
    CandidateWithdrew,
    CapabilityConfirmed,
    CPDPlanAgreed,
    CreditAwarded,
    CriterionJudged,
    DayReviewed,
    Deadline,
    DecisionVerified,
    EvidenceSubmitted,
    Judgement,
    Moderation,
    ModerationRecorded,
    PracticeObserved,
    PreworkCompleted,
    ProjectBriefDrafted,
    RegistrationExpired,
    RegistrationExtended,
    WorkReferred,
    WorkshopDayAttended,
)
from actionlearning.domain.candidate.parts import Attendance, Extension, Judged, Referral, Stint, Submission
from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.times import Interval
from actionlearning.domain.values import MemberId

__all__ = ["apply"]

Gathered = (
    PreworkCompleted
    | WorkshopDayAttended
    | DayReviewed
    | AdviserStintRecorded
    | PracticeObserved
    | ProjectBriefDrafted
    | EvidenceSubmitted
    | CPDPlanAgreed
)


def apply(it: Candidate | None, event: CandidateEvent, at: datetime) -> Candidate:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, CapabilityConfirmed):
        return Candidate(member=event.member, last_change=at, last_fact=at)
    assert it is not None, "a stream of a candidate begins with CapabilityConfirmed"
    it = evolve(it, last_fact=max(it.last_fact, at))
    if isinstance(event, Gathered):
        return _gather(it, event, at)
    it = evolve(it, last_change=max(it.last_change, at))
    match event:
        case CandidateRegistered(specification=ref, expires_on=until, time_zone=time_zone):
            registration = (Extension(at, until),)
            return evolve(it, specification=ref, registered_at=at, time_zone=time_zone, registration=registration)
        case RegistrationExtended(deadline=Deadline.ASSIGNMENT, until=until):
            return evolve(it, assignment=(*it.assignment, Extension(at, until)))
        case RegistrationExtended(until=until):
            return evolve(it, registration=(*it.registration, Extension(at, until)), expired=_ended(it.expired, at))
        case RegistrationExpired():
            return evolve(it, expired=(*it.expired, Interval(at)))
        case CandidateWithdrew():
            return evolve(it, withdrew_at=at)
        case CriterionJudged(criterion=criterion, judgement=judgement, assessor=assessor):
            if judgement is Judgement.MET:
                it = _no_longer_referred(it, criterion, at)
            judges = _with(it.judges, criterion, assessor)
            it = evolve(it, assessors=it.assessors | {assessor}, judges=judges, to_judge_again=False)
            return evolve(it, judged=added(it.judged, criterion, Judged(judgement, assessor)))
        case WorkReferred(criteria=criteria, resubmit_by=resubmit_by, assessor=assessor):
            return evolve(_refer(it, criteria, resubmit_by, at), assessors=it.assessors | {assessor})
        case DecisionVerified(by=by):
            return evolve(it, verifiers=it.verifiers | {by}, verified=(*it.verified, Interval(at)), moderated=False)
        case ModerationRecorded(by=by, moderation=moderation):
            it = evolve(it, moderators=it.moderators | {by})
            if moderation is Moderation.UPHELD:
                return evolve(it, moderated=True)
            return evolve(it, verified=_ended(it.verified, at), to_judge_again=True)
        case AppealLodged(criterion=criterion):
            return evolve(it, appeals=it.appeals | {criterion})
        case AppealDecided(criterion=criterion, upheld=upheld, by=by):
            it = evolve(it, appeals=it.appeals - {criterion}, deciders=it.deciders | {by})
            return _set_aside(it, criterion, at) if upheld else it
        case CreditAwarded(credits=awarded):
            return evolve(it, credits=awarded, credited_at=at)
        case AwardClaimed(award=award):
            return evolve(it, awards=it.awards | {award})
        case _:
            assert_never(event)


def _gather(it: Candidate, event: Gathered, at: datetime) -> Candidate:
    match event:
        case PreworkCompleted(kind=kind):
            return evolve(it, prework=added(it.prework, kind, at))
        case WorkshopDayAttended(day=day, topics=topics):
            return evolve(it, attendances=(*it.attendances, Attendance(day, at, topics)))
        case DayReviewed():
            return it
        case AdviserStintRecorded(set=set_id, session=session, setting=setting):
            return evolve(it, stints=added(it.stints, (set_id, session), Stint(at, setting)))
        case PracticeObserved(set=set_id, session=session, by=by):
            observations = (*it.observations, (set_id, session, at))
            return evolve(it, observations=observations, observers=it.observers | {by})
        case ProjectBriefDrafted():
            return evolve(it, drafts=(*it.drafts, at))
        case EvidenceSubmitted(kind=kind, authentic=authentic):
            return evolve(it, submissions=(*it.submissions, Submission(kind, at, authentic)))
        case CPDPlanAgreed():
            return evolve(it, cpd_plan_at=at if it.cpd_plan_at is None else min(at, it.cpd_plan_at))
        case _:
            assert_never(event)


def _refer(it: Candidate, criteria: Iterable[int], resubmit_by: date, at: datetime) -> Candidate:
    for criterion in criteria:
        it = _no_longer_referred(it, criterion, at)
        referrals = (*it.referrals.get(criterion, ()), Referral(Interval(at), resubmit_by))
        judged = evolve(it.judged[criterion], referred=True)
        it = evolve(it, referrals=added(it.referrals, criterion, referrals), judged=added(it.judged, criterion, judged))
    return it


def _set_aside(it: Candidate, criterion: int, at: datetime) -> Candidate:
    """The judgement no longer stands, nor does what was referred on it."""
    judged = {number: each for number, each in it.judged.items() if number != criterion}
    set_aside = _with(it.set_aside, criterion, it.judged[criterion].assessor)
    return evolve(_no_longer_referred(it, criterion, at), judged=judged, set_aside=set_aside)


def _no_longer_referred(it: Candidate, criterion: int, at: datetime) -> Candidate:
    if criterion not in it.referrals:
        return it
    *before, last = it.referrals[criterion]
    if last.interval.end is not None:
        return it
    ended = evolve(last, interval=evolve(last.interval, end=at))
    return evolve(it, referrals=added(it.referrals, criterion, (*before, ended)))


def _ended(intervals: tuple[Interval, ...], at: datetime) -> tuple[Interval, ...]:
    """The same, with the last one ended if it goes on."""
    if not intervals or intervals[-1].end is not None:
        return intervals
    return (*intervals[:-1], evolve(intervals[-1], end=at))


def _with(people: Mapping[int, frozenset[MemberId]], criterion: int, person: MemberId) -> Mapping[int, frozenset[MemberId]]:
    return added(people, criterion, people.get(criterion, frozenset()) | {person})
