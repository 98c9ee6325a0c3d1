"""A candidate: a person working for a qualification, under one specification that does not change on the way.

Read this page first. How long the work may take, and how it ends early, is decided here; what is gathered for it is decided in
``gathering``, and how it is judged in ``assessment``. Every decision returns an event or refuses, and changes nothing; ``fold``
says how the state follows from the events, and never refuses. Who may not do what follows from what they did for this
candidate before, never from a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

import attrs
from attrs import frozen

from actionlearning.domain.candidate import errors
from actionlearning.domain.candidate.events import (
    CandidateRegistered,
    CandidateWithdrew,
    CapabilityConfirmed,
    Deadline,
    RegistrationExpired,
    RegistrationExtended,
    SpecificationRef,
)
from actionlearning.domain.candidate.parts import Attendance, Extension, Judged, Referral, Stint, Submission
from actionlearning.domain.candidate.specification import EvidenceKind, EvidenceSource, Specification
from actionlearning.domain.personal import Personal
from actionlearning.domain.times import Interval, add_months, day_of, in_order, within_reach
from actionlearning.domain.values import MemberId, SetId

__all__ = ["Candidate", "CandidateStage", "confirm_capability"]


class CandidateStage(Enum):
    CONFIRMED = "confirmed"
    REGISTERED = "registered"
    GATHERING = "gathering evidence"
    ASSESSED = "assessed"
    REFERRED = "referred"
    APPEALED = "appealed"
    VERIFIED = "verified"
    MODERATED = "moderated"
    CREDITED = "credited"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@frozen(kw_only=True, slots=False)
class Candidate:
    """Just enough of a candidacy to decide what may happen next, at any moment of its past."""

    member: MemberId
    last_change: datetime
    last_fact: datetime
    specification: SpecificationRef | None = None
    registered_at: datetime | None = None
    time_zone: str = "UTC"
    registration: tuple[Extension, ...] = ()
    """Until when it runs: as registered, then as extended."""

    assignment: tuple[Extension, ...] = ()
    expired: tuple[Interval, ...] = ()
    withdrew_at: datetime | None = None

    # What was gathered
    prework: Mapping[str, datetime] = attrs.Factory(dict)
    attendances: tuple[Attendance, ...] = ()
    stints: Mapping[tuple[SetId, int], Stint] = attrs.Factory(dict)
    observations: tuple[tuple[SetId, int, datetime], ...] = ()
    drafts: tuple[datetime, ...] = ()
    submissions: tuple[Submission, ...] = ()
    cpd_plan_at: datetime | None = None

    # How it was judged
    judged: Mapping[int, Judged] = attrs.Factory(dict)
    referrals: Mapping[int, tuple[Referral, ...]] = attrs.Factory(dict)
    appeals: frozenset[int] = frozenset()
    verified: tuple[Interval, ...] = ()
    """From each verification to its return by moderation; the last one stands."""

    moderated: bool = False
    to_judge_again: bool = False
    """Moderation returned it, and nothing was judged since."""

    credits: int | None = None
    credited_at: datetime | None = None
    awards: frozenset[str] = frozenset()

    # Who did what, for ever
    assessors: frozenset[MemberId] = frozenset()
    judges: Mapping[int, frozenset[MemberId]] = attrs.Factory(dict)
    set_aside: Mapping[int, frozenset[MemberId]] = attrs.Factory(dict)
    observers: frozenset[MemberId] = frozenset()
    verifiers: frozenset[MemberId] = frozenset()
    moderators: frozenset[MemberId] = frozenset()
    deciders: frozenset[MemberId] = frozenset()

    @property
    def stage(self) -> CandidateStage:
        """How far it has come."""
        reached = (
            (self.withdrew_at is not None, CandidateStage.WITHDRAWN),
            (self.credits is not None, CandidateStage.CREDITED),
            (bool(self.expired) and self.expired[-1].end is None, CandidateStage.EXPIRED),
            (bool(self.appeals), CandidateStage.APPEALED),
            (self.is_verified and self.moderated, CandidateStage.MODERATED),
            (self.is_verified, CandidateStage.VERIFIED),
            (any(each[-1].interval.end is None for each in self.referrals.values()), CandidateStage.REFERRED),
            (bool(self.judged), CandidateStage.ASSESSED),
            (self._has_begun, CandidateStage.GATHERING),
            (self.registered_at is not None, CandidateStage.REGISTERED),
        )
        return next((stage for is_there, stage in reached if is_there), CandidateStage.CONFIRMED)

    @property
    def is_verified(self) -> bool:
        return bool(self.verified) and self.verified[-1].end is None

    @property
    def _has_begun(self) -> bool:
        gathered = (self.prework, self.attendances, self.stints, self.drafts, self.submissions, self.cpd_plan_at)
        return any(gathered)

    # How long it may take

    def register(self, specification: Specification, *, time_zone: str, at: datetime) -> CandidateRegistered:
        """Register for a qualification, once; the months of membership run from this day."""
        self.must_not_have_withdrawn("register", at)
        if self.registered_at is not None:
            raise errors.RegisteredAlready
        in_order("the candidate", self.last_change, at)
        expires_on = add_months(day_of(at, time_zone), specification.registration_months)
        return CandidateRegistered(specification.ref, expires_on, time_zone)

    def extend(
        self, deadline: Deadline, *, until: date, reason: Personal, rules: Specification, by: MemberId, at: datetime
    ) -> RegistrationExtended:
        """Give more time than the deadline in force does; a registration that has expired lives again."""
        self.must_not_be(by, "extend a deadline")
        self.must_have_been_registered("extend a deadline", at)
        self.must_not_have_withdrawn("extend a deadline", at)
        self.must_not_be_credited("extend a deadline")
        in_order("the candidate", self.last_change, at)
        of_registration = deadline is Deadline.REGISTRATION
        in_force = self.expires_on(at) if of_registration else self.assignment_deadline(rules, at)
        if in_force is None:
            raise errors.NoAssignmentDeadline
        if within_reach(until) <= in_force:
            raise errors.NotLater(deadline=deadline.value, until=until, in_force=in_force)
        today = day_of(at, self.time_zone)
        if until < today:
            raise errors.ExtendedIntoThePast(deadline=deadline.value, until=until, today=today)
        return RegistrationExtended(deadline, until, by, reason)

    def expire(self, *, at: datetime) -> RegistrationExpired:
        """Say that the registration ran out, once its last day has passed."""
        self.must_be_underway("expire", at)
        self.must_not_be_credited("expire")
        in_order("the candidate", self.last_fact, at)
        today, expires_on = day_of(at, self.time_zone), self.expires_on(at)
        if today <= expires_on:
            raise errors.NotExpired(today=today, expires_on=expires_on)
        return RegistrationExpired()

    def withdraw(self, *, reason: Personal | None, by: MemberId, at: datetime) -> CandidateWithdrew:
        """Give it up; only the candidate does, and nothing comes after it."""
        self.must_be(by, "withdraw")
        self.must_not_have_withdrawn("withdraw", at)
        self.must_not_be_credited("withdraw")
        in_order("the candidate", self.last_fact, at)
        return CandidateWithdrew(reason)

    # Deadlines, as they were at a moment

    def expires_on(self, at: datetime) -> date:
        """The last day of the registration, of a candidate who was registered by then."""
        return [each.until for each in self.registration if each.given_at <= at][-1]

    def assignment_deadline(self, rules: Specification, at: datetime) -> date | None:
        """The last day for the assignment; None before every required day is complete."""
        extended = [each.until for each in self.assignment if each.given_at <= at]
        if extended:
            return extended[-1]
        completed = [self.completed_at(day.number, day.topics, at) for day in rules.days]
        known = [moment for moment in completed if moment is not None]
        if not known or len(known) < len(completed):
            return None
        return add_months(day_of(max(known), self.time_zone), rules.assignment_months)

    def submission_deadline(self, kind: EvidenceKind, rules: Specification, at: datetime) -> date | None:
        """The last day for one kind of evidence: of what was referred when that says, else of the assignment if it is one."""
        referred = [
            referral.resubmit_by
            for criterion in rules.criteria
            if kind.kind in criterion.evidence
            for referral in self.referrals.get(criterion.number, ())
            if referral.interval.covers(at)
        ]
        if referred:
            return max(referred)
        return self.assignment_deadline(rules, at) if kind.assignment else None

    def completed_at(self, day: int, topics: Iterable[str], at: datetime) -> datetime | None:
        """When a workshop day was complete: the moment at which the last of its topics had been covered."""
        missing = set(topics)
        attended = [each for each in self.attendances if each.day == day and each.at <= at]
        for each in sorted(attended, key=lambda attendance: attendance.at):
            missing -= set(each.topics)
            if not missing:
                return each.at
        return None

    def uncovered(self, day: int, topics: Iterable[str], at: datetime) -> tuple[str, ...]:
        """The topics of a day that were not covered by then."""
        covered = {topic for each in self.attendances if each.day == day and each.at <= at for topic in each.topics}
        return tuple(topic for topic in topics if topic not in covered)

    def moments_of(self, kind: EvidenceKind) -> tuple[datetime, ...]:
        """When evidence of a kind came about, each time."""
        match kind.source:
            case EvidenceSource.OBSERVED:
                return tuple(at for _, _, at in self.observations)
            case EvidenceSource.DRAFTED:
                return self.drafts
            case EvidenceSource.SUBMITTED:
                return tuple(each.at for each in self.submissions if each.kind == kind.kind)

    # What every decision asks

    def must_be(self, by: MemberId, wanted: str) -> None:
        """Raise ``OnlyTheCandidate`` unless it is they who act."""
        if by != self.member:
            raise errors.OnlyTheCandidate(by=by, member=self.member, wanted=wanted)

    def must_not_be(self, by: MemberId, wanted: str) -> None:
        """Raise ``NotByThemself`` if it is they who act."""
        if by == self.member:
            raise errors.NotByThemself(member=by, wanted=wanted)

    def must_have_been_registered(self, wanted: str, at: datetime) -> None:
        if self.registered_at is None or at < self.registered_at:
            raise errors.NotRegistered(wanted=wanted)

    def must_not_have_withdrawn(self, wanted: str, at: datetime) -> None:
        if self.withdrew_at is not None and at >= self.withdrew_at:
            raise errors.WrongCandidateStage(wanted=wanted, stage=CandidateStage.WITHDRAWN.value)

    def must_not_be_credited(self, wanted: str) -> None:
        if self.credits is not None:
            raise errors.WrongCandidateStage(wanted=wanted, stage=CandidateStage.CREDITED.value)

    def must_be_underway(self, wanted: str, at: datetime) -> None:
        """Raise unless they were registered at that moment, and had neither withdrawn nor expired."""
        self.must_have_been_registered(wanted, at)
        self.must_not_have_withdrawn(wanted, at)
        if any(interval.covers(at) for interval in self.expired):
            raise errors.WrongCandidateStage(wanted=wanted, stage=CandidateStage.EXPIRED.value)

    def must_be_within_registration(self, wanted: str, at: datetime) -> None:
        """Raise also after the last day of the registration, whether or not anybody has recorded that it ran out."""
        self.must_be_underway(wanted, at)
        today, expires_on = day_of(at, self.time_zone), self.expires_on(at)
        if today > expires_on:
            raise errors.AfterExpiry(wanted=wanted, on=today, expires_on=expires_on)


def confirm_capability(*, member: MemberId, basis: Personal, by: MemberId) -> CapabilityConfirmed:
    """Confirm that a person can do the work; there is no other rule of entry, and nobody confirms their own."""
    if by == member:
        raise errors.NotByThemself(member=by, wanted="confirm their own capability")
    return CapabilityConfirmed(member, by, basis)
