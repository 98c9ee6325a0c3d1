"""The deadlines of a candidate: until when the registration runs, and by when work is handed in, first or again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

from attrs import evolve, frozen

from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.specification import Criterion
from actionlearning.projections.assessment_facts import Referred
from actionlearning.projections.candidacies import Candidacy

__all__ = ["DeadlineOf", "DeadlineRecord", "DeadlineState", "deadlines_of"]


class DeadlineOf(Enum):
    """What is to be done by then."""

    REGISTRATION = "registration"
    ASSIGNMENT = "assignment"
    RESUBMISSION = "resubmission"


class DeadlineState(Enum):
    """How it stands with a deadline as at today."""

    NOT_SET = "not set"
    """The assignment's is counted from the last workshop day, and that is not complete."""
    RUNNING = "running"
    MET = "met"
    LATE = "late"
    """It was handed in after this day, while another deadline allowed it."""
    PAST = "past"
    LIFTED = "lifted"
    """It counts no longer: the candidate withdrew, or the judgement behind it was set aside."""
    UNKNOWN = "not known"
    """Only the specification says, and it is not loaded."""


@frozen(kw_only=True)
class DeadlineRecord:
    """One deadline: its last day, and how it stands."""

    of: DeadlineOf
    criteria: tuple[int, ...] = ()
    """Of a resubmission, the criteria that the work was given back for."""
    last_day: date | None
    first: date | None
    """The last day as it was before any extension."""
    done_on: date | None
    """When the last of it was handed in, or the credits were awarded."""
    state: DeadlineState
    days_left: int | None
    """While it runs; 0 on its last day."""


def deadlines_of(it: Candidacy) -> tuple[DeadlineRecord, ...]:
    """Every deadline that was given to a candidate; none before registration."""
    return tuple(_deadlines(it))


def _deadlines(it: Candidacy) -> Iterator[DeadlineRecord]:
    registration, assessment = it.facts.registration, it.assessment
    if registration is None:
        return
    yield _registration(it, registration.expires_on)
    if assessment is None:
        yield _assignment_without_rules(it)
    elif any(kind.assignment for kind in assessment.rules.evidence):
        yield _assignment(it, assessment)
    for referred in it.facts.assessment.referred:
        yield _resubmission(it, assessment, referred)


def _registration(it: Candidacy, first: date) -> DeadlineRecord:
    """Once the credits are awarded it has served, whatever its last day was."""
    last_day, credit = it.state.expires_on(it.moment), it.facts.assessment.credit
    done_on = None if credit is None else it.day(credit.at)
    state = DeadlineState.MET if done_on else _state(it, last_day, None)
    return _record(it, DeadlineOf.REGISTRATION, state, last_day=last_day, first=first, done_on=done_on)


def _assignment(it: Candidacy, assessment: Assessment) -> DeadlineRecord:
    last_day = it.state.assignment_deadline(assessment.rules, it.moment)
    kinds = [kind for kind in assessment.rules.evidence if kind.assignment]
    done_on = _last([min(it.state.moments_of(kind), default=None) for kind in kinds], it)
    first = evolve(it.state, assignment=()).assignment_deadline(assessment.rules, it.moment)
    state = _state(it, last_day, done_on)
    return _record(it, DeadlineOf.ASSIGNMENT, state, last_day=last_day, first=first, done_on=done_on)


def _assignment_without_rules(it: Candidacy) -> DeadlineRecord:
    """Of the assignment the journal alone knows no more than to which day it was extended."""
    last_day = it.state.assignment[-1].until if it.state.assignment else None
    return _record(it, DeadlineOf.ASSIGNMENT, DeadlineState.UNKNOWN, last_day=last_day)


def _resubmission(it: Candidacy, assessment: Assessment | None, referred: Referred) -> DeadlineRecord:
    stands = any(
        each.interval.start == referred.at and each.interval.end is None
        for criterion in referred.criteria
        for each in it.state.referrals.get(criterion, ())
    )
    done_on, state = None, DeadlineState.UNKNOWN
    if assessment is not None:
        known = {each.number: each for each in assessment.rules.criteria}
        since = [_first_since(referred.at, known[number], assessment) for number in referred.criteria]
        done_on = _last(since, it)
        state = _state(it, referred.resubmit_by, done_on, is_lifted=not stands)
    again_by = referred.resubmit_by
    made = _record(it, DeadlineOf.RESUBMISSION, state, last_day=again_by, first=again_by, done_on=done_on)
    return evolve(made, criteria=referred.criteria)


def _first_since(at: datetime, criterion: Criterion, assessment: Assessment) -> datetime | None:
    return min((moment for moment in assessment.moments_bearing_on(criterion) if moment > at), default=None)


def _last(moments: list[datetime | None], it: Candidacy) -> date | None:
    """The day on which the last of it was there; None while anything is missing."""
    there = [moment for moment in moments if moment is not None]
    return it.day(max(there)) if there and len(there) == len(moments) else None


def _state(it: Candidacy, last_day: date | None, done_on: date | None, *, is_lifted: bool = False) -> DeadlineState:
    if done_on is not None:
        return DeadlineState.MET if last_day is None or done_on <= last_day else DeadlineState.LATE
    if is_lifted or it.state.withdrew_at is not None:
        return DeadlineState.LIFTED
    if last_day is None:
        return DeadlineState.NOT_SET
    return DeadlineState.PAST if it.today > last_day else DeadlineState.RUNNING


def _record(
    it: Candidacy,
    of: DeadlineOf,
    state: DeadlineState,
    *,
    last_day: date | None,
    first: date | None = None,
    done_on: date | None = None,
) -> DeadlineRecord:
    days_left = (last_day - it.today).days if last_day is not None and state is DeadlineState.RUNNING else None
    return DeadlineRecord(of=of, last_day=last_day, first=first, done_on=done_on, state=state, days_left=days_left)
