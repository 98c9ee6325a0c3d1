"""How a programme's state follows from what was recorded.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from attrs import evolve

from actionlearning.domain.programme.aggregate import Claim, Objective, Programme, Verdict
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveSet,
    ProgrammeChartered,
    ProgrammeEvent,
)
from actionlearning.domain.values import BenefitId

__all__ = ["apply"]


def apply(programme: Programme | None, event: ProgrammeEvent, at: datetime) -> Programme:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, ProgrammeChartered):
        return Programme(sponsor=event.sponsor, time_zone=event.time_zone)
    assert programme is not None, "a stream of a programme begins with ProgrammeChartered"
    objectives = programme.objectives
    match event:
        case ObjectiveSet(objective=objective, target=target):
            return evolve(programme, objectives={**objectives, objective: Objective(target)})
        case MeasureBaselined(objective=objective, value=value, on=on):
            known = evolve(objectives[objective], baseline=value, baseline_on=on)
            return evolve(programme, objectives={**objectives, objective: known})
        case MeasureObserved(objective=objective):
            return evolve(programme, objectives={**objectives, objective: evolve(objectives[objective], observed=True)})
        case BenefitClaimed(benefit=benefit, by=by, effect=effect, attribution=attribution):
            return evolve(programme, claims={**programme.claims, benefit: Claim(by, effect, attribution, at)})
        case BenefitValidated(benefit=benefit):
            return _judged(programme, benefit, Verdict.VALIDATED, at)
        case BenefitRejected(benefit=benefit):
            return _judged(programme, benefit, Verdict.REJECTED, at)
        case CostIncurred() | ComparatorRecorded() | DisbenefitRecorded():
            return programme
        case _:
            assert_never(event)


def _judged(programme: Programme, benefit: BenefitId, verdict: Verdict, at: datetime) -> Programme:
    claim = evolve(programme.claims[benefit], verdict=verdict, last_change=at)
    return evolve(programme, claims={**programme.claims, benefit: claim})
