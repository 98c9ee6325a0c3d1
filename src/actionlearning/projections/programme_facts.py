"""What is known of a programme: where its measures stand, what it cost, and what is claimed for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    CostReversed,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    ProgrammeChartered,
    ProgrammeClosed,
)
from actionlearning.domain.values import (
    ActionRef,
    BenefitId,
    BenefitKind,
    CostCategory,
    CostId,
    Direction,
    MemberId,
    ObjectiveId,
    ProgrammeId,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.programme_support_facts import Support, support_of
from actionlearning.projections.projection import Stream

__all__ = [
    "Claim",
    "Comparator",
    "Cost",
    "Disbenefit",
    "Objective",
    "Programme",
    "Reading",
    "Retirement",
    "Revision",
    "programme_of",
]


@frozen
class Reading:
    """A measure as it was read on a day."""

    on: date
    value: Decimal
    source: str


@frozen
class Revision:
    """A target and its date that came into force instead of those before, and why."""

    at: datetime
    target: Decimal
    by: date
    reason: Personal


@frozen
class Retirement:
    """The need is no longer pursued, since when and why."""

    at: datetime
    reason: Personal


@frozen(kw_only=True)
class Objective:
    """A need with its measure; ``observations`` are in the order of their days, one for each day."""

    id: ObjectiveId
    title: str
    unit: str
    direction: Direction
    target: Decimal
    """The target in force; ``by`` is the date in force."""
    by: date
    original_target: Decimal
    original_by: date
    revisions: tuple[Revision, ...]
    retired: Retirement | None
    """Set where it is no longer pursued; what was measured stays, and is marked with this."""
    baseline: Decimal | None
    observations: tuple[Reading, ...]

    @property
    def actual(self) -> Decimal | None:
        """The measure as it was last read."""
        return self.observations[-1].value if self.observations else None


@frozen
class Cost:
    """Something that was paid for and is not known to have been recorded by mistake."""

    id: CostId
    category: CostCategory
    amount: Decimal


@frozen
class Comparator:
    """What a participant's day costs elsewhere."""

    what: str
    unit_cost: Decimal
    hours_per_day: Decimal


@frozen(kw_only=True)
class Claim:
    """A change claimed for the organisation; ``judged_at`` and ``judged_by`` belong to the verdict that counts, the last."""

    id: BenefitId
    by: MemberId
    claimed_at: datetime
    objective: ObjectiveId
    title: str
    effect: str
    actions: tuple[ActionRef, ...]
    kind: BenefitKind
    amount: Decimal | None
    attribution: Decimal
    confidence: Decimal
    evidence: Personal
    verdict: Verdict
    judged_at: datetime | None
    judged_by: MemberId | None
    reason: Personal | None

    @property
    def adjusted(self) -> Decimal | None:
        """First-year amount times attribution times confidence; None for what is not money."""
        return None if self.amount is None else self.amount * self.attribution * self.confidence

    @property
    def counted(self) -> Decimal | None:
        """What it adds to the benefits; None where it adds nothing, for only a validated claim counts."""
        return self.adjusted if self.verdict is Verdict.VALIDATED else None


@frozen
class Disbenefit:
    """What the programme made worse, in full."""

    id: BenefitId
    objective: ObjectiveId
    title: str
    kind: BenefitKind
    amount: Decimal


@frozen(kw_only=True)
class Programme:
    """A programme as far as the history has come; ``today`` is the as-at date in its time zone."""

    id: ProgrammeId
    title: str
    organisations: tuple[str, ...]
    sponsor: MemberId
    theory_of_change: str
    currency: str
    time_zone: str
    today: date
    objectives: tuple[Objective, ...]
    costs: tuple[Cost, ...]
    comparator: Comparator | None
    claims: tuple[Claim, ...]
    disbenefits: tuple[Disbenefit, ...]
    support: Support
    closed_at: datetime | None


def programme_of(stream: Stream, today: date) -> Programme | None:
    """What is known of the programme of a stream; None before it was chartered."""
    chartered = stream.first(ProgrammeChartered)
    if chartered is None:
        return None
    event = chartered.event
    compared = [r.event for r in stream.of(ComparatorRecorded)]
    closed = stream.first(ProgrammeClosed)
    return Programme(
        id=ProgrammeId(stream.id),
        title=event.title,
        organisations=event.organisations,
        sponsor=event.sponsor,
        theory_of_change=event.theory_of_change,
        currency=event.currency,
        time_zone=event.time_zone,
        today=today,
        objectives=tuple(_objective(stream, r.event) for r in stream.of(ObjectiveSet)),
        costs=_costs(stream),
        comparator=Comparator(compared[-1].what, compared[-1].unit_cost, compared[-1].hours_per_day) if compared else None,
        claims=tuple(_claim(stream, r) for r in stream.of(BenefitClaimed)),
        disbenefits=tuple(
            Disbenefit(r.event.benefit, r.event.objective, r.event.title, r.event.kind, r.event.amount)
            for r in stream.of(DisbenefitRecorded)
        ),
        support=support_of(stream),
        closed_at=closed.occurred_at if closed else None,
    )


def _costs(stream: Stream) -> tuple[Cost, ...]:
    """What was paid for, without what is known to be a mistake: a reversal puts it right for all times."""
    mistaken = {r.event.cost for r in stream.of(CostReversed)}
    paid = (r.event for r in stream.of(CostIncurred) if r.event.cost not in mistaken)
    return tuple(Cost(event.cost, event.category, event.amount) for event in paid)


def _objective(stream: Stream, event: ObjectiveSet) -> Objective:
    # A day read again is a correction, and what was recorded later counts, whatever time it gives.
    baselines = [r for r in stream.of(MeasureBaselined) if r.event.objective == event.objective]
    baseline = max(baselines, key=lambda r: r.position, default=None)
    observed = [r for r in stream.of(MeasureObserved) if r.event.objective == event.objective]
    by_day = {r.event.on: r.event for r in sorted(observed, key=lambda r: r.position)}
    revised = [r for r in stream.of(ObjectiveRevised) if r.event.objective == event.objective]
    revisions = tuple(Revision(r.occurred_at, r.event.target, r.event.by, r.event.reason) for r in revised)
    retired = next((r for r in stream.of(ObjectiveRetired) if r.event.objective == event.objective), None)
    return Objective(
        id=event.objective,
        title=event.title,
        unit=event.unit,
        direction=event.direction,
        target=revisions[-1].target if revisions else event.target,
        by=revisions[-1].by if revisions else event.by,
        original_target=event.target,
        original_by=event.by,
        revisions=revisions,
        retired=Retirement(retired.occurred_at, retired.event.reason) if retired else None,
        baseline=baseline.event.value if baseline else None,
        observations=tuple(Reading(on, by_day[on].value, by_day[on].source) for on in sorted(by_day)),
    )


def _claim(stream: Stream, claimed: Recorded[BenefitClaimed]) -> Claim:
    event = claimed.event
    validated: list[Recorded[Any]] = [r for r in stream.of(BenefitValidated) if r.event.benefit == event.benefit]
    rejected: list[Recorded[Any]] = [r for r in stream.of(BenefitRejected) if r.event.benefit == event.benefit]
    judged = max([*validated, *rejected], key=lambda r: (r.occurred_at, r.position), default=None)
    rejection = judged.event if judged and isinstance(judged.event, BenefitRejected) else None
    verdict = Verdict.CLAIMED if judged is None else Verdict.VALIDATED if rejection is None else Verdict.REJECTED
    return Claim(
        id=event.benefit,
        by=event.by,
        claimed_at=claimed.occurred_at,
        objective=event.objective,
        title=event.title,
        effect=event.effect,
        actions=event.actions,
        kind=event.kind,
        amount=event.amount,
        attribution=event.attribution,
        confidence=event.confidence,
        evidence=event.evidence,
        verdict=verdict,
        judged_at=judged.occurred_at if judged else None,
        judged_by=judged.actor if judged else None,
        reason=rejection.reason if rejection else None,
    )
