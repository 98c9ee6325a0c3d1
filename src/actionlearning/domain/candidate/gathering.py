"""What a candidate gathers: prework, workshop days, practice as a set adviser, and evidence.

All of it may be recorded late, and is judged as things stood at its time; only what was verified is not added to afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from actionlearning.domain.candidate import errors
from actionlearning.domain.candidate.aggregate import Candidate, CandidateStage
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
from actionlearning.domain.candidate.specification import EvidenceSource, Specification, WorkshopDay
from actionlearning.domain.personal import Personal
from actionlearning.domain.set.session import Session
from actionlearning.domain.times import day_of
from actionlearning.domain.values import MemberId, SetId, SetKind

__all__ = ["Gathering"]


@frozen
class Gathering:
    """A candidate with the rules they work under."""

    candidate: Candidate
    rules: Specification

    # Prework and workshop days

    def complete_prework(self, kind: str, *, at: datetime) -> PreworkCompleted:
        self.candidate.must_be_within_registration("complete prework", at)
        _must_be_specified(f"prework {kind}", kind, self.rules.prework)
        if kind in self.candidate.prework:
            raise errors.PreworkDone(kind=kind)
        return PreworkCompleted(kind)

    def attend(self, day: int, *, hours: Decimal, topics: tuple[str, ...], at: datetime) -> WorkshopDayAttended:
        """Be at a workshop day, or at a part of it; it is complete when all its topics were covered."""
        self.candidate.must_be_within_registration("attend a workshop day", at)
        for topic in topics:
            _must_be_specified(f"topic {topic} on day {day}", topic, self._day(day).topics)
        return WorkshopDayAttended(self._day(day).number, hours, tuple(dict.fromkeys(topics)))

    def review(self, day: int, *, review: Personal, by: MemberId, at: datetime) -> DayReviewed:
        """The candidate looks back at a day they attended."""
        self.candidate.must_be(by, "review their workshop day")
        self.candidate.must_be_within_registration("review a workshop day", at)
        number = self._day(day).number
        if not any(each.day == number and each.at <= at for each in self.candidate.attendances):
            raise errors.NotAttended(day=day)
        return DayReviewed(number, review)

    # Practice as a set adviser

    def record_stint(self, set_id: SetId, session: Session, *, setting: SetKind, at: datetime) -> AdviserStintRecorded:
        """The candidate was the set adviser of a session, once it was opened."""
        self.candidate.must_be_within_registration("record a stint", at)
        if session.adviser != self.candidate.member:
            raise errors.NotTheirSession(member=self.candidate.member, session=session.number)
        _must_be_open(session, at)
        if (set_id, session.number) in self.candidate.stints:
            raise errors.StintRecorded(set=set_id, session=session.number)
        return AdviserStintRecorded(set_id, session.number, setting)

    def observe(self, set_id: SetId, session: Session, *, feedback: Personal, by: MemberId, at: datetime) -> PracticeObserved:
        """Somebody else watched a stint. Who verified does not observe afterwards, however late it is recorded."""
        wanted = "observe their practice"
        self.candidate.must_not_be(by, wanted)
        self.candidate.must_be_within_registration(wanted, at)
        if by in self.candidate.verifiers:
            raise errors.TookPart(person=by, wanted=wanted, did="verified a decision on this candidate")
        if (set_id, session.number) not in self.candidate.stints:
            raise errors.NoSuchStint(set=set_id, session=session.number)
        _must_be_open(session, at)
        return PracticeObserved(set_id, session.number, by, feedback)

    # Evidence

    def draft_brief(self, authors: tuple[MemberId, ...], *, sha256: str, at: datetime) -> ProjectBriefDrafted:
        """A group drafted a brief; each author's own stream says so, and each is judged alone."""
        self.candidate.must_be_within_registration("draft a group brief", at)
        different = set(authors)
        if self.candidate.member not in different or different == {self.candidate.member} or len(different) < len(authors):
            raise errors.NotAGroup(member=self.candidate.member)
        return ProjectBriefDrafted(authors, sha256)

    def submit(self, kind: str, *, sha256: str, authentic: bool, by: MemberId, at: datetime) -> EvidenceSubmitted:
        """Hand in evidence: by the day of expiry, and by the day on which this kind is due."""
        wanted = "hand in evidence"
        self.candidate.must_be(by, wanted)
        self.candidate.must_be_within_registration(wanted, at)
        known = {each.kind: each for each in self.rules.evidence}
        _must_be_specified(f"evidence {kind}", kind, known)
        if known[kind].source is not EvidenceSource.SUBMITTED:
            raise errors.NotHandedIn(kind=kind, source=known[kind].source.value)
        if any(interval.covers(at) or interval.end is None for interval in self.candidate.verified):
            raise errors.WrongCandidateStage(wanted=wanted, stage=CandidateStage.VERIFIED.value)
        today = day_of(at, self.candidate.time_zone)
        deadline = self.candidate.submission_deadline(known[kind], self.rules, at)
        if deadline is not None and today > deadline:
            raise errors.TooLate(kind=kind, on=today, deadline=deadline)
        return EvidenceSubmitted(kind, sha256, authentic)

    def agree_cpd_plan(self, *, plan: Personal | None, by: MemberId, at: datetime) -> CPDPlanAgreed:
        self.candidate.must_not_be(by, "agree their own CPD plan")
        self.candidate.must_be_within_registration("agree a CPD plan", at)
        return CPDPlanAgreed(by, plan)

    def _day(self, number: int) -> WorkshopDay:
        known = {day.number: day for day in self.rules.days}
        _must_be_specified(f"workshop day {number}", number, known)
        return known[number]


def _must_be_specified(what: str, it: object, known: Iterable[object]) -> None:
    those = tuple(known)
    if it not in those:
        raise errors.NotSpecified(what=what, known=tuple(map(str, those)))


def _must_be_open(session: Session, at: datetime) -> None:
    if session.opened_at is None or at < session.opened_at:
        raise errors.NotOpenedYet(session=session.number, at=at)
