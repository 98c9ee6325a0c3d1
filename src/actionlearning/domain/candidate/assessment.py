"""How a candidate's work is judged, referred, verified, moderated and appealed, and what they get for it.

Whoever assessed never verifies or moderates, and the other way round: by what they did for this candidate, at any time.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime

from attrs import frozen

from actionlearning.domain.candidate import errors
from actionlearning.domain.candidate.aggregate import Candidate, CandidateStage
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
from actionlearning.domain.candidate.parts import EvidenceStanding, PracticeCount
from actionlearning.domain.candidate.specification import Criterion, EvidenceKind, EvidenceSource, Specification
from actionlearning.domain.personal import Personal
from actionlearning.domain.times import day_of, in_order
from actionlearning.domain.values import CandidateId, MemberId, SetKind

__all__ = ["Assessment", "credits_of"]


@frozen
class Assessment:
    """A candidate with the rules they are judged by."""

    candidate: Candidate
    rules: Specification

    # Judging and referring

    def judge(self, criterion: int, *, judgement: Judgement, reason: Personal, by: MemberId, at: datetime) -> CriterionJudged:
        """Judge one criterion on what bears on it; what was referred is met only by something handed in since."""
        wanted = f"judge criterion {criterion}"
        self._assessing(wanted, by, at)
        it = self._criterion(criterion)
        if criterion in self.candidate.appeals:
            raise errors.AppealOpen(criterion=criterion, wanted=wanted)
        if by in self.candidate.set_aside.get(criterion, ()):
            raise errors.TookPart(person=by, wanted=wanted, did="gave the judgement of it that an appeal set aside")
        moments = [moment for moment in self.moments_bearing_on(it) if moment <= at]
        if not moments:
            raise errors.NoEvidence(criterion=criterion, kinds=it.evidence)
        standing = [each for each in self.candidate.referrals.get(criterion, ()) if each.interval.end is None]
        if judgement is Judgement.MET and standing and max(moments) <= standing[-1].interval.start:
            raise errors.NotResubmitted(criterion=criterion, kinds=it.evidence)
        return CriterionJudged(criterion, judgement, by, reason)

    def refer(self, criteria: tuple[int, ...], *, resubmit_by: date, by: MemberId, at: datetime) -> WorkReferred:
        """Give work back for what is not yet met, to be handed in again by a day."""
        self._assessing("refer work", by, at)
        if not criteria:
            raise errors.NothingToRefer
        for criterion in criteria:
            judged = self.candidate.judged.get(self._criterion(criterion).number)
            if judged is None or judged.judgement is not Judgement.NOT_YET or judged.referred:
                raise errors.NotReferable(criterion=criterion)
        today = day_of(at, self.candidate.time_zone)
        if resubmit_by < today:
            raise errors.ResubmitInThePast(resubmit_by=resubmit_by, today=today)
        return WorkReferred(tuple(dict.fromkeys(criteria)), resubmit_by, by)

    # Appeals

    def lodge_appeal(self, criterion: int, *, grounds: Personal, by: MemberId, at: datetime) -> AppealLodged:
        """The candidate appeals against a judgement of not yet."""
        wanted = f"appeal on criterion {criterion}"
        self.candidate.must_be(by, wanted)
        self._changing(wanted, at)
        if criterion in self.candidate.appeals:
            raise errors.AppealOpen(criterion=criterion, wanted=wanted)
        judged = self.candidate.judged.get(self._criterion(criterion).number)
        if judged is None or judged.judgement is not Judgement.NOT_YET:
            raise errors.NothingToAppeal(criterion=criterion)
        return AppealLodged(criterion, grounds)

    def decide_appeal(self, criterion: int, *, upheld: bool, reason: Personal, by: MemberId, at: datetime) -> AppealDecided:
        """Somebody who never judged the criterion decides; if upheld, the judgement is set aside."""
        wanted = f"decide the appeal on criterion {criterion}"
        self.candidate.must_not_be(by, wanted)
        self._changing(wanted, at)
        if criterion not in self.candidate.appeals:
            raise errors.NoAppeal(criterion=criterion)
        if by in self.candidate.judges.get(criterion, ()):
            raise errors.TookPart(person=by, wanted=wanted, did="judged that criterion")
        return AppealDecided(criterion, upheld, by, reason)

    # Verifying and moderating

    def verify(self, *, by: MemberId, at: datetime) -> DecisionVerified:
        """Stand by the judgements, once nothing is missing."""
        wanted = "verify the decision"
        self.candidate.must_not_be(by, wanted)
        self._changing(wanted, at)
        self._not_verified(wanted)
        in_order("the evidence", max((each.at for each in self.candidate.submissions), default=None), at)
        for people, did in (
            (self.candidate.assessors, "assessed this candidate"),
            (self.candidate.observers, "observed this candidate's practice"),
            (self.candidate.deciders, "decided an appeal of this candidate"),
            (self.candidate.moderators, "moderated a decision on this candidate"),
        ):
            if by in people:
                raise errors.TookPart(person=by, wanted=wanted, did=did)
        missing = tuple(self.missing(at))
        if missing:
            raise errors.NotComplete(missing=missing)
        return DecisionVerified(by)

    def missing(self, at: datetime) -> Iterator[str]:
        """Everything that stands between the candidate and verification at a moment, in words."""
        it = self.candidate
        for criterion in self.rules.criteria:
            judged = it.judged.get(criterion.number)
            if criterion.number in it.appeals:
                yield f"the appeal on criterion {criterion.number} is open"
            if judged is None:
                yield f"criterion {criterion.number} is not judged"
            elif judged.judgement is Judgement.NOT_YET:
                yield f"criterion {criterion.number} is not met yet"
        if it.to_judge_again:
            yield "nothing was judged since moderation returned it"
        yield from self._missing_evidence(at)
        done = {kind for kind, moment in it.prework.items() if moment <= at}
        yield from (f"{kind} is not done" for kind in self.rules.prework if kind not in done)
        for day in self.rules.days:
            if uncovered := it.uncovered(day.number, day.topics, at):
                yield f"workshop day {day.number} lacks {' and '.join(uncovered)}"
        yield from self._missing_practice(at)
        if self.rules.cpd_plan and (it.cpd_plan_at is None or it.cpd_plan_at > at):
            yield "the CPD plan is not agreed"

    def standing_of(self, kind: EvidenceKind, at: datetime) -> EvidenceStanding:
        """How it stood with a kind of evidence at a moment."""
        if not any(moment <= at for moment in self.candidate.moments_of(kind)):
            return EvidenceStanding.MISSING
        if kind.source is EvidenceSource.SUBMITTED:
            handed_in = [each for each in self.candidate.submissions if each.kind == kind.kind and each.at <= at]
            if not max(reversed(handed_in), key=lambda each: each.at).authentic:
                return EvidenceStanding.NOT_AUTHENTIC
        return EvidenceStanding.THERE

    def practice(self, at: datetime) -> tuple[PracticeCount, ...]:
        """The stints there were at a moment: all, observed ones, and those outside a training set."""
        wanted = self.rules.practice
        stints = {name: stint for name, stint in self.candidate.stints.items() if stint.at <= at}
        observed = {(set_id, session) for set_id, session, moment in self.candidate.observations if moment <= at}
        outside = [stint for stint in stints.values() if stint.setting is not SetKind.TRAINING]
        return (
            PracticeCount("stints as set adviser", len(stints), wanted.stints),
            PracticeCount("observed stints", len(observed & stints.keys()), wanted.observed),
            PracticeCount("stints outside a training set", len(outside), wanted.outside_training),
        )

    def moments_bearing_on(self, criterion: Criterion) -> tuple[datetime, ...]:
        """When evidence of the kinds that bear on a criterion came about, each time."""
        kinds = [kind for kind in self.rules.evidence if kind.kind in criterion.evidence]
        return tuple(moment for kind in kinds for moment in self.candidate.moments_of(kind))

    def moderate(self, moderation: Moderation, *, reason: Personal | None, by: MemberId, at: datetime) -> ModerationRecorded:
        """Record what the awarding body made of a verification, once."""
        wanted = "moderate the decision"
        self.candidate.must_not_be(by, wanted)
        self._changing(wanted, at)
        if not self.candidate.is_verified:
            raise errors.NotVerified(wanted=wanted)
        if self.candidate.moderated:
            raise errors.ModeratedAlready
        if by in self.candidate.assessors:
            raise errors.TookPart(person=by, wanted=wanted, did="assessed this candidate")
        if by in self.candidate.verifiers:
            raise errors.TookPart(person=by, wanted=wanted, did="verified a decision on this candidate")
        return ModerationRecorded(by, moderation, reason)

    # Credit and award

    def award_credit(self, *, by: MemberId, at: datetime) -> CreditAwarded:
        """Award the unit's credits, once, after verification and a moderation that upheld it."""
        wanted = "award credit"
        self.candidate.must_not_be(by, wanted)
        if self.candidate.credits is not None:
            raise errors.CreditedAlready
        self._changing(wanted, at)
        if not self.candidate.is_verified:
            raise errors.NotVerified(wanted=wanted)
        if not self.candidate.moderated:
            raise errors.NotModerated
        return CreditAwarded(self.rules.credits)

    def claim(self, award: str, *, others: Mapping[CandidateId, Candidate], by: MemberId, at: datetime) -> AwardClaimed:
        """Claim an award on these credits and on those of the same person's other candidacies."""
        wanted = "claim an award"
        self.candidate.must_be(by, wanted)
        if self.candidate.credits is None:
            raise errors.NotCredited(wanted=wanted)
        in_order("the candidate", self.candidate.last_change, at)
        if award not in self.rules.awards:
            raise errors.NotSpecified(what=f"award {award}", known=tuple(self.rules.awards))
        if award in self.candidate.awards:
            raise errors.ClaimedAlready(award=award)
        units = {self.rules.ref.id}
        for candidate, other in others.items():
            _must_count(candidate, other, self.candidate.member, units, at)
            units.add(_unit(other))
        there = credits_of([self.candidate, *others.values()])
        if there < self.rules.awards[award]:
            raise errors.TooFewCredits(award=award, takes=self.rules.awards[award], credits=there)
        return AwardClaimed(award, tuple(others))

    # What the decisions above share

    def _changing(self, wanted: str, at: datetime) -> None:
        self.candidate.must_be_underway(wanted, at)
        self.candidate.must_not_be_credited(wanted)
        in_order("the candidate", self.candidate.last_change, at)

    def _assessing(self, wanted: str, by: MemberId, at: datetime) -> None:
        self.candidate.must_not_be(by, wanted)
        self._changing(wanted, at)
        self._not_verified(wanted)
        if by in self.candidate.verifiers:
            raise errors.TookPart(person=by, wanted=wanted, did="verified a decision on this candidate")
        if by in self.candidate.moderators:
            raise errors.TookPart(person=by, wanted=wanted, did="moderated a decision on this candidate")

    def _not_verified(self, wanted: str) -> None:
        if self.candidate.is_verified:
            stage = CandidateStage.MODERATED if self.candidate.moderated else CandidateStage.VERIFIED
            raise errors.WrongCandidateStage(wanted=wanted, stage=stage.value)

    def _criterion(self, number: int) -> Criterion:
        known = {each.number: each for each in self.rules.criteria}
        if number not in known:
            raise errors.NotSpecified(what=f"criterion {number}", known=tuple(map(str, known)))
        return known[number]

    def _missing_evidence(self, at: datetime) -> Iterator[str]:
        for kind in self.rules.evidence:
            match self.standing_of(kind, at):
                case EvidenceStanding.MISSING:
                    yield f"there is no {kind.kind}"
                case EvidenceStanding.NOT_AUTHENTIC:
                    yield f"{kind.kind} is not declared authentic"

    def _missing_practice(self, at: datetime) -> Iterator[str]:
        for each in self.practice(at):
            if each.there < each.wanted:
                yield f"there are {each.there} of {each.wanted} {each.what}"


def credits_of(candidacies: Iterable[Candidate]) -> int:
    """What several candidacies of one person come to: a unit that was worked for twice counts once."""
    by_unit: dict[str, int] = {}
    for it in candidacies:
        if it.credits is not None:
            by_unit[_unit(it)] = max(it.credits, by_unit.get(_unit(it), 0))
    return sum(by_unit.values())


def _unit(it: Candidate) -> str:
    """The unit of a candidacy, in whatever version of its specification."""
    return "" if it.specification is None else it.specification.id


def _must_count(candidate: CandidateId, other: Candidate, member: MemberId, units: Container[str], at: datetime) -> None:
    """Raise ``NotCounted`` unless the credits of another candidacy count beside those of these units."""
    if other.member != member:
        raise errors.NotCounted(candidate=candidate, why="it is somebody else's")
    if other.credits is None or other.credited_at is None or at < other.credited_at:
        raise errors.NotCounted(candidate=candidate, why="they were not awarded by then")
    if _unit(other) in units:
        raise errors.NotCounted(candidate=candidate, why="they are for a unit that counts already")
