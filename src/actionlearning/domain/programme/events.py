"""What happens to a programme: its objectives and measures, what it cost, and what is claimed for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import (
    ActionRef,
    Audience,
    BenefitId,
    BenefitKind,
    CostCategory,
    CostId,
    Direction,
    EvaluationLevel,
    Initiative,
    MemberId,
    ObjectiveId,
    ReadinessAspect,
    ReleaseId,
    SetId,
    ValueId,
)


@frozen
class Behind:
    """Who is behind a part of a figure; ``part`` is empty where it is no part, but all that they did or said."""

    part: str
    people: tuple[MemberId, ...]


@frozen
class ToldFigure:
    """What was told, by the names of what was measured, about the same people."""

    measures: tuple[str, ...]
    behind: tuple[Behind, ...]


@event("programme.chartered")
class ProgrammeChartered:
    """Organisations and a sponsor agreed to use action learning for a need. All money is in the one currency named here."""

    title: str
    organisations: tuple[str, ...]
    sponsor: MemberId
    theory_of_change: str
    currency: str
    time_zone: str


@event("programme.objective-set")
class ObjectiveSet:
    """A need was stated with a measure: what counts, which way it should go, how far and by when."""

    objective: ObjectiveId
    title: str
    unit: str
    direction: Direction
    target: Decimal
    by: date


@event("programme.measure-baselined")
class MeasureBaselined:
    """The measure was read before anything changed."""

    objective: ObjectiveId
    value: Decimal
    on: date


@event("programme.measure-observed")
class MeasureObserved:
    """The measure was read again; the same day read again later replaces."""

    objective: ObjectiveId
    value: Decimal
    on: date
    source: str


@event("programme.objective-revised")
class ObjectiveRevised:
    """The need was stated anew: another target, or another date, for a reason."""

    objective: ObjectiveId
    target: Decimal
    by: date
    reason: Personal = personal("reason")


@event("programme.objective-retired")
class ObjectiveRetired:
    """The need is no longer pursued; what was measured and claimed stays."""

    objective: ObjectiveId
    reason: Personal = personal("reason")


@event("programme.value-elicited")
class OrganisationalValueElicited:
    """Somebody put into words what an organisation holds important."""

    value: ValueId
    organisation: str
    words: Personal = personal("words")


@event("programme.sponsor-endorsed")
class SponsorEndorsed:
    """The sponsor stood up for the programme."""

    statement: Personal | None = personal("statement", default=None)


@event("programme.time-released")
class TimeReleased:
    """An organisation gave its people so many hours for it."""

    organisation: str
    hours: Decimal


@event("programme.integration-mapped")
class IntegrationMapped:
    """The programme was tied to something else that the organisation does; ``how`` names nobody."""

    initiative: Initiative
    title: str
    how: str


@event("programme.readiness-assessed")
class ReadinessAssessed:
    """Somebody judged how ready an organisation is in one respect, 1 to 10, and what it could do next; it names nobody."""

    organisation: str
    aspect: ReadinessAspect
    score: int
    advice: str


@event("programme.reviewed")
class ProgrammeReviewed:
    """The people who run it looked at how it goes."""

    finding: Personal = personal("finding")


@event("programme.evaluated")
class ProgrammeEvaluated:
    """Somebody judged what it brought, at one of the five levels."""

    level: EvaluationLevel
    finding: Personal = personal("finding")


@event("programme.closed")
class ProgrammeClosed:
    """The programme ended; what is recorded from now on happened before."""


@event("programme.advocacy-logged")
class AdvocacyLogged:
    """Somebody spoke for action learning in a sector; the activity names nobody."""

    sector: str
    activity: str


@event("programme.set-replicated")
class SetReplicated:
    """A set of this programme was made after the example of another."""

    set: SetId
    from_set: SetId


@event("programme.figures-released")
class FiguresReleased:
    """Figures about people were given out, as at a day; who is behind them is kept, so that none gives anybody away later."""

    release: ReleaseId
    audience: Audience
    as_at: date
    fewest: int
    figures: tuple[ToldFigure, ...]


@event("programme.cost-reversed", corrects=True)
class CostReversed:
    """A cost was recorded by mistake."""

    cost: CostId
    reason: Personal = personal("reason")


@event("programme.cost-incurred")
class CostIncurred:
    """Something was paid for, in the programme's currency."""

    cost: CostId
    category: CostCategory
    amount: Decimal


@event("programme.comparator-recorded")
class ComparatorRecorded:
    """What a participant's day costs elsewhere, and how many hours such a day has."""

    what: str
    unit_cost: Decimal
    hours_per_day: Decimal


@event("programme.benefit-claimed")
class BenefitClaimed:
    """Somebody claims a change for the organisation. Claims of one ``effect`` share it; the amount is for the first year."""

    benefit: BenefitId
    by: MemberId
    objective: ObjectiveId
    title: str
    effect: str
    actions: tuple[ActionRef, ...]
    kind: BenefitKind
    amount: Decimal | None
    attribution: Decimal
    confidence: Decimal
    evidence: Personal = personal("evidence")


@event("programme.benefit-validated")
class BenefitValidated:
    """Somebody else checked the claim and stands by it."""

    benefit: BenefitId


@event("programme.benefit-rejected")
class BenefitRejected:
    """Somebody else checked the claim and does not."""

    benefit: BenefitId
    reason: Personal = personal("reason")


@event("programme.disbenefit-recorded")
class DisbenefitRecorded:
    """What the programme made worse, in full and of its kind."""

    benefit: BenefitId
    objective: ObjectiveId
    title: str
    kind: BenefitKind
    amount: Decimal


ProgrammeEvent = (
    ProgrammeChartered
    | ObjectiveSet
    | MeasureBaselined
    | MeasureObserved
    | CostIncurred
    | ComparatorRecorded
    | BenefitClaimed
    | BenefitValidated
    | BenefitRejected
    | DisbenefitRecorded
    | ObjectiveRevised
    | ObjectiveRetired
    | OrganisationalValueElicited
    | SponsorEndorsed
    | TimeReleased
    | IntegrationMapped
    | ReadinessAssessed
    | ProgrammeReviewed
    | ProgrammeEvaluated
    | ProgrammeClosed
    | AdvocacyLogged
    | SetReplicated
    | FiguresReleased
    | CostReversed
)
