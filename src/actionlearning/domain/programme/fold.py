"""How a programme's state follows from what was recorded.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never

from actionlearning.domain.event import is_correction
from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.programme.aggregate import Claim, Cost, Objective, Programme, Verdict
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    CostReversed,
    DisbenefitRecorded,
    FiguresReleased,
    IntegrationMapped,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    OrganisationalValueElicited,
    ProgrammeChartered,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeEvent,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.programme.releasing import told_with
from actionlearning.domain.values import BenefitId, ObjectiveId

__all__ = ["apply"]


def apply(programme: Programme | None, event: ProgrammeEvent, at: datetime) -> Programme:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, ProgrammeChartered):
        return Programme(
            organisations=event.organisations,
            sponsor=event.sponsor,
            time_zone=event.time_zone,
            chartered_at=at,
            last_fact=at,
        )
    assert programme is not None, "a stream of a programme begins with ProgrammeChartered"
    if isinstance(event, FiguresReleased):
        return evolve(programme, told=told_with(programme.told, event))  # no fact of the programme: it goes on after its end
    if not is_correction(event):
        programme = evolve(programme, last_fact=max(programme.last_fact, at))
    match event:
        case ObjectiveSet(objective=objective, target=target, by=by):
            return evolve(programme, objectives=added(programme.objectives, objective, Objective(target, by, at, at)))
        case ObjectiveRevised(objective=objective, target=target, by=by):
            return _objective(programme, objective, target=target, by=by, last_change=at)
        case ObjectiveRetired(objective=objective):
            return _objective(programme, objective, retired_at=at, last_change=at)
        case MeasureBaselined(objective=objective, value=value, on=on):
            return _objective(programme, objective, baseline=value, baseline_on=on)
        case MeasureObserved(objective=objective):
            return _objective(programme, objective, observed=True)
        case BenefitClaimed(benefit=benefit, by=by, effect=effect, attribution=attribution):
            return evolve(programme, claims=added(programme.claims, benefit, Claim(by, effect, attribution, at)))
        case BenefitValidated(benefit=benefit):
            return _judged(programme, benefit, Verdict.VALIDATED, at)
        case BenefitRejected(benefit=benefit):
            return _judged(programme, benefit, Verdict.REJECTED, at)
        case CostIncurred(cost=cost):
            return evolve(programme, costs=added(programme.costs, cost, Cost(at)))
        case CostReversed(cost=cost):
            known = programme.costs[cost]
            return evolve(programme, costs=added(programme.costs, cost, evolve(known, reversed=True)))
        case OrganisationalValueElicited(value=value):
            return evolve(programme, values=added(programme.values, value, at))
        case SetReplicated(set=made):
            return evolve(programme, replicas=programme.replicas | {made})
        case ProgrammeClosed():
            return evolve(programme, closed_at=at)
        case (
            ComparatorRecorded()
            | DisbenefitRecorded()
            | SponsorEndorsed()
            | TimeReleased()
            | IntegrationMapped()
            | ReadinessAssessed()
            | ProgrammeReviewed()
            | ProgrammeEvaluated()
            | AdvocacyLogged()
        ):
            return programme
        case _:
            assert_never(event)


def _objective(programme: Programme, objective: ObjectiveId, **changes: Any) -> Programme:
    known = evolve(programme.objectives[objective], **changes)
    return evolve(programme, objectives=added(programme.objectives, objective, known))


def _judged(programme: Programme, benefit: BenefitId, verdict: Verdict, at: datetime) -> Programme:
    claim = evolve(programme.claims[benefit], verdict=verdict, last_change=at)
    return evolve(programme, claims=added(programme.claims, benefit, claim))
