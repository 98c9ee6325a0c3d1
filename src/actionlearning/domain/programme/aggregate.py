"""A programme: an organisation's use of action learning, with its objectives, costs and benefits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from unicodedata import normalize

import attrs
from attrs import frozen

from actionlearning.domain.disclosure import Ledger
from actionlearning.domain.personal import Personal
from actionlearning.domain.programme import errors
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    ProgrammeChartered,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
)
from actionlearning.domain.times import day_of, in_order, zone
from actionlearning.domain.values import (
    ActionRef,
    BenefitId,
    BenefitKind,
    CostId,
    Direction,
    EvaluationLevel,
    MemberId,
    ObjectiveId,
    SetId,
    ValueId,
)

__all__ = ["Claim", "Cost", "Objective", "Programme", "Verdict", "charter", "same_effect"]

WHOLE = Decimal(1)


class Verdict(Enum):
    CLAIMED = "claimed"
    VALIDATED = "validated"
    REJECTED = "rejected"


@frozen
class Objective:
    """A measure's way from where it was to where it should be, by when; ``last_change`` is when that was last said."""

    target: Decimal
    by: date
    set_at: datetime
    last_change: datetime
    retired_at: datetime | None = None
    baseline: Decimal | None = None
    baseline_on: date | None = None
    observed: bool = False


@frozen
class Claim:
    """A change claimed for the organisation, and what became of the claim."""

    by: MemberId
    effect: str
    attribution: Decimal
    last_change: datetime
    verdict: Verdict = Verdict.CLAIMED


@frozen
class Cost:
    """Something that was paid for, and whether that turned out to be a mistake."""

    incurred_at: datetime
    reversed: bool = False


@frozen(kw_only=True, slots=False)
class Programme:
    """Just enough of a programme to decide what may be recorded next."""

    organisations: tuple[str, ...]
    sponsor: MemberId
    time_zone: str
    chartered_at: datetime
    last_fact: datetime
    """The latest time at which anything is known to have happened in it, corrections aside."""

    closed_at: datetime | None = None
    objectives: Mapping[ObjectiveId, Objective] = attrs.Factory(dict)
    claims: Mapping[BenefitId, Claim] = attrs.Factory(dict)
    costs: Mapping[CostId, Cost] = attrs.Factory(dict)
    values: Mapping[ValueId, datetime] = attrs.Factory(dict)
    """What its organisations hold important, and since when that is in words."""

    replicas: frozenset[SetId] = frozenset()
    told: Ledger = attrs.Factory(Ledger)
    """Every figure about people that was ever given out."""

    def objective(self, objective: ObjectiveId) -> Objective:
        """Raises ``NoSuchObjective``."""
        if objective not in self.objectives:
            raise errors.NoSuchObjective(objective=objective)
        return self.objectives[objective]

    def must_be_going_on(self, at: datetime) -> None:
        """Nothing happens in a programme before it was chartered or after it closed; what did happen may be recorded late."""
        in_order("the programme", self.chartered_at, at)
        if self.closed_at is not None and at >= self.closed_at:
            raise errors.ProgrammeOver(closed=self.closed_at, at=at)

    # Its own life

    def review(self, *, finding: Personal, at: datetime) -> ProgrammeReviewed:
        """Look at how it goes."""
        self.must_be_going_on(at)
        return ProgrammeReviewed(finding)

    def evaluate(self, level: EvaluationLevel, *, finding: Personal, at: datetime) -> ProgrammeEvaluated:
        """Judge what it brought, at one of the five levels."""
        self.must_be_going_on(at)
        return ProgrammeEvaluated(level, finding)

    def close(self, *, at: datetime) -> ProgrammeClosed:
        """End it, after everything that is known to have happened in it."""
        self.must_be_going_on(at)
        in_order("the programme", self.last_fact, at)
        return ProgrammeClosed()

    # Objectives and measures

    def set_objective(
        self, objective: ObjectiveId, *, title: str, unit: str, direction: Direction, target: Decimal, by: date, at: datetime
    ) -> ObjectiveSet:
        self.must_be_going_on(at)
        return ObjectiveSet(objective, title, unit, direction, target, by)

    def revise_objective(
        self, objective: ObjectiveId, *, target: Decimal, by: date, reason: Personal, at: datetime
    ) -> ObjectiveRevised:
        """State the need anew. The measure keeps its baseline, so there must still be a way to go."""
        known = self._pursued(objective, at)
        if (target, by) == (known.target, known.by):
            raise errors.NothingRevised(objective=objective, target=target, by=by)
        if target == known.baseline:
            raise errors.TargetIsBaseline(objective=objective, value=target)
        return ObjectiveRevised(objective, target, by, reason)

    def retire_objective(self, objective: ObjectiveId, *, reason: Personal, at: datetime) -> ObjectiveRetired:
        """Pursue the need no longer. What is measured and claimed for it stays, and may still be added to."""
        self._pursued(objective, at)
        return ObjectiveRetired(objective, reason)

    def must_pursue(self, objective: ObjectiveId, at: datetime) -> None:
        """A problem is linked to a need that is pursued at the time. Raises ``NoSuchObjective`` or ``NotPursued``."""
        known = self._stated(objective, at)
        if known.retired_at is not None and at >= known.retired_at:
            raise errors.NotPursued(objective=objective, retired=known.retired_at)

    def baseline(self, objective: ObjectiveId, *, value: Decimal, on: date, at: datetime) -> MeasureBaselined:
        """Read the measure before anything changed; it may be corrected until the first observation."""
        known = self._stated(objective, at)
        if known.observed:
            raise errors.BaselinedAlready(objective=objective)
        if known.target == value:
            raise errors.TargetIsBaseline(objective=objective, value=value)
        self._not_to_come(on, at)
        return MeasureBaselined(objective, value, on)

    def observe(self, objective: ObjectiveId, *, value: Decimal, on: date, source: str, at: datetime) -> MeasureObserved:
        """Read the measure again."""
        known = self._stated(objective, at)
        if known.baseline_on is None:
            raise errors.NoBaseline(objective=objective)
        if on < known.baseline_on:
            raise errors.ObservedBeforeBaseline(objective=objective, on=on, baseline_on=known.baseline_on)
        self._not_to_come(on, at)
        return MeasureObserved(objective, value, on, source)

    # Benefits

    def claim(
        self,
        benefit: BenefitId,
        *,
        objective: ObjectiveId,
        title: str,
        effect: str,
        actions: tuple[ActionRef, ...],
        kind: BenefitKind,
        amount: Decimal | None,
        attribution: Decimal,
        confidence: Decimal,
        evidence: Personal,
        by: MemberId,
        committed_at: datetime | None = None,
        at: datetime,
    ) -> BenefitClaimed:
        """Claim a change. The shares of one effect, rejected claims aside, total at most 1.

        ``committed_at`` is when the last of the actions was committed to, if it rests on any.
        """
        self._stated(objective, at)
        in_order("the action", committed_at, at)
        if kind is BenefitKind.INTANGIBLE and amount is not None:
            raise errors.AmountOnIntangible
        if kind is not BenefitKind.INTANGIBLE and amount is None:
            raise errors.AmountMissing(kind=kind.value)
        self._counted_once(effect, attribution)
        return BenefitClaimed(benefit, by, objective, title, effect, actions, kind, amount, attribution, confidence, evidence)

    def validate(self, benefit: BenefitId, *, by: MemberId, at: datetime) -> BenefitValidated:
        """Stand by a claim of somebody else's; a rejected claim may be upheld."""
        claim = self._judged_by(benefit, by, Verdict.VALIDATED, at)
        if claim.verdict is Verdict.REJECTED:
            self._counted_once(claim.effect, claim.attribution)
        return BenefitValidated(benefit)

    def reject(self, benefit: BenefitId, *, reason: Personal, by: MemberId, at: datetime) -> BenefitRejected:
        self._judged_by(benefit, by, Verdict.REJECTED, at)
        return BenefitRejected(benefit, reason)

    def record_disbenefit(
        self, benefit: BenefitId, *, objective: ObjectiveId, title: str, kind: BenefitKind, amount: Decimal, at: datetime
    ) -> DisbenefitRecorded:
        """Record what became worse, with its amount in full."""
        self._stated(objective, at)
        return DisbenefitRecorded(benefit, objective, title, kind, amount)

    def _stated(self, objective: ObjectiveId, at: datetime) -> Objective:
        """An objective that had been set by then."""
        known = self.objective(objective)
        self.must_be_going_on(at)
        in_order("the objective", known.set_at, at)
        return known

    def _pursued(self, objective: ObjectiveId, at: datetime) -> Objective:
        """An objective that may be stated anew or given up: pursued, and not changed since."""
        self.must_pursue(objective, at)
        known = self.objective(objective)
        if known.retired_at is not None:
            raise errors.NotPursued(objective=objective, retired=known.retired_at)
        in_order("the objective", known.last_change, at)
        return known

    def _not_to_come(self, on: date, at: datetime) -> None:
        today = day_of(at, self.time_zone)
        if on > today:
            raise errors.MeasuredInTheFuture(on=on, today=today)

    def _judged_by(self, benefit: BenefitId, by: MemberId, verdict: Verdict, at: datetime) -> Claim:
        if benefit not in self.claims:
            raise errors.NoSuchClaim(benefit=benefit)
        claim = self.claims[benefit]
        if claim.by == by:
            raise errors.ClaimedByThemself(member=by)
        if claim.verdict is verdict:
            raise errors.JudgedAlready(benefit=benefit, verdict=verdict.value)
        in_order("the claim", claim.last_change, at)
        self.must_be_going_on(at)
        return claim

    def _counted_once(self, effect: str, attribution: Decimal) -> None:
        others = (claim for claim in self.claims.values() if claim.verdict is not Verdict.REJECTED)
        total = sum((other.attribution for other in others if same_effect(other.effect) == same_effect(effect)), attribution)
        if total > WHOLE:
            raise errors.CountedTwice(effect=effect, total=total)


def same_effect(effect: str) -> str:
    """An effect as it is compared: it is the same one however it is spaced, capitalised and put into code points."""
    return " ".join(normalize("NFKC", normalize("NFKC", effect).casefold()).split())


def charter(
    *, title: str, organisations: tuple[str, ...], sponsor: MemberId, theory_of_change: str, currency: str, time_zone: str
) -> ProgrammeChartered:
    """Begin a programme for a sponsor."""
    zone(time_zone)
    return ProgrammeChartered(title, organisations, sponsor, theory_of_change, currency, time_zone)
