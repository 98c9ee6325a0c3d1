"""What is done with a programme: charter it, measure its objectives, claim and judge its benefits, evaluate and close it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

from actionlearning.application.inputs import Title, Words, figure, money, share
from actionlearning.application.work import PROGRAMME, Work
from actionlearning.domain.errors import BadInput
from actionlearning.domain.programme import spending
from actionlearning.domain.programme.aggregate import charter as decide_charter
from actionlearning.domain.values import (
    ActionRef,
    BenefitId,
    BenefitKind,
    CostCategory,
    CostId,
    Direction,
    EvaluationLevel,
    MemberId,
    ObjectiveId,
    ProgrammeId,
)

__all__ = [
    "NotACurrency",
    "baseline_measure",
    "charter",
    "claim_benefit",
    "close",
    "evaluate",
    "incur_cost",
    "observe_measure",
    "record_comparator",
    "record_disbenefit",
    "reject_benefit",
    "retire_objective",
    "reverse_cost",
    "review",
    "revise_objective",
    "set_objective",
    "validate_benefit",
]


THREE_CAPITALS = "[A-Z]{3}"

Currency = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": f"^{THREE_CAPITALS}$"})]
"""A currency by its three capital letters, as in ISO 4217."""

Organisations = Annotated[tuple[Title, ...], msgspec.Meta(min_length=1)]


class NotACurrency(BadInput):
    """All money of a programme is in one currency, named as ISO 4217 does."""

    currency: str
    says = '"{currency}" is not a currency; give its three capital letters, such as GBP'


def charter(
    work: Work,
    *,
    title: Title,
    organisations: Organisations,
    sponsor: MemberId,
    theory_of_change: Title,
    currency: Currency,
    time_zone: str,
) -> ProgrammeId:
    """Charter a programme for a sponsor; all its money is in one currency."""
    if not re.fullmatch(THREE_CAPITALS, currency):
        raise NotACurrency(currency=currency)
    programme = ProgrammeId(work.new_id())
    work.member(sponsor)
    event = decide_charter(
        title=title,
        organisations=organisations,
        sponsor=sponsor,
        theory_of_change=theory_of_change,
        currency=currency,
        time_zone=time_zone,
    )
    work.begin(PROGRAMME, programme, event)
    return programme


def set_objective(
    work: Work,
    *,
    programme: ProgrammeId,
    title: Title,
    unit: Title,
    direction: Direction,
    target: Decimal,
    by: date,
) -> ObjectiveId:
    """State an organisational need with its measure: unit, direction, target and date."""
    it = work.programme(programme)
    objective = ObjectiveId(work.new_id())
    event = it.set_objective(objective, title=title, unit=unit, direction=direction, target=figure(target), by=by, at=work.at)
    work.record(programme, event)
    return objective


def revise_objective(
    work: Work, *, programme: ProgrammeId, objective: ObjectiveId, target: Decimal, by: date, reason: Words
) -> None:
    """State a need anew, with the target and the date that count from now on; the baseline stays."""
    it = work.programme(programme)
    reasons = work.words(reason)
    work.record(programme, it.revise_objective(objective, target=figure(target), by=by, reason=reasons, at=work.at))


def retire_objective(work: Work, *, programme: ProgrammeId, objective: ObjectiveId, reason: Words) -> None:
    """Pursue a need no longer; what was measured and claimed for it stays."""
    it = work.programme(programme)
    work.record(programme, it.retire_objective(objective, reason=work.words(reason), at=work.at))


def baseline_measure(work: Work, *, programme: ProgrammeId, objective: ObjectiveId, value: Decimal, on: date) -> None:
    """Record where a measure stood before the programme."""
    it = work.programme(programme)
    work.record(programme, it.baseline(objective, value=figure(value), on=on, at=work.at))


def observe_measure(
    work: Work, *, programme: ProgrammeId, objective: ObjectiveId, value: Decimal, on: date, source: Title
) -> None:
    """Record where a measure stands now; the same day again replaces."""
    it = work.programme(programme)
    work.record(programme, it.observe(objective, value=figure(value), on=on, source=source, at=work.at))


def incur_cost(work: Work, *, programme: ProgrammeId, category: CostCategory, amount: Decimal) -> CostId:
    """Record what something cost."""
    it = work.programme(programme)
    cost = CostId(work.new_id())
    work.record(programme, spending.incur(it, cost, category=category, amount=money(amount), at=work.at))
    return cost


def reverse_cost(work: Work, *, programme: ProgrammeId, cost: CostId, reason: Words) -> None:
    """Say that a cost was recorded by mistake; it counts no more, for any time, and both stay visible."""
    it = work.programme(programme)
    work.record(programme, spending.reverse(it, cost, reason=work.words(reason), at=work.at))


def record_comparator(work: Work, *, programme: ProgrammeId, what: Title, unit_cost: Decimal, hours_per_day: Decimal) -> None:
    """Record what a participant's day costs elsewhere, to compare with."""
    it = work.programme(programme)
    event = spending.compare(it, what=what, unit_cost=money(unit_cost), hours_per_day=money(hours_per_day), at=work.at)
    work.record(programme, event)


def claim_benefit(
    work: Work,
    *,
    programme: ProgrammeId,
    objective: ObjectiveId,
    title: Title,
    effect: Title,
    actions: tuple[ActionRef, ...],
    kind: BenefitKind,
    amount: Decimal | None = None,
    attribution: Decimal,
    confidence: Decimal,
    evidence: Words,
) -> BenefitId:
    """Claim a change for the organisation, for somebody else to judge. The amount is for the first year."""
    it = work.programme(programme)
    committed = [work.problem(ref.problem).action(ref.action).committed_at for ref in actions]
    benefit = BenefitId(work.new_id())
    event = it.claim(
        benefit,
        objective=objective,
        title=title,
        effect=effect,
        actions=actions,
        kind=kind,
        amount=None if amount is None else money(amount),
        attribution=share("attribution", attribution),
        confidence=share("confidence", confidence),
        evidence=work.words(evidence),
        by=work.actor,
        committed_at=max(committed, default=None),
        at=work.at,
    )
    work.record(programme, event)
    return benefit


def validate_benefit(work: Work, *, programme: ProgrammeId, benefit: BenefitId) -> None:
    """Stand by a claim that somebody else made."""
    it = work.programme(programme)
    work.record(programme, it.validate(benefit, by=work.actor, at=work.at))


def reject_benefit(work: Work, *, programme: ProgrammeId, benefit: BenefitId, reason: Words) -> None:
    """Reject a claim that somebody else made, with the reason."""
    it = work.programme(programme)
    work.record(programme, it.reject(benefit, reason=work.words(reason), by=work.actor, at=work.at))


def record_disbenefit(
    work: Work, *, programme: ProgrammeId, objective: ObjectiveId, title: Title, kind: BenefitKind, amount: Decimal
) -> BenefitId:
    """Record what the programme made worse; it counts in full."""
    it = work.programme(programme)
    benefit = BenefitId(work.new_id())
    event = it.record_disbenefit(benefit, objective=objective, title=title, kind=kind, amount=money(amount), at=work.at)
    work.record(programme, event)
    return benefit


def review(work: Work, *, programme: ProgrammeId, finding: Words) -> None:
    """Record how those who run the programme see it going."""
    it = work.programme(programme)
    work.record(programme, it.review(finding=work.words(finding), at=work.at))


def evaluate(work: Work, *, programme: ProgrammeId, level: EvaluationLevel, finding: Words) -> None:
    """Judge what the programme brought, at one of the five levels."""
    it = work.programme(programme)
    work.record(programme, it.evaluate(level, finding=work.words(finding), at=work.at))


def close(work: Work, *, programme: ProgrammeId) -> None:
    """End the programme; from now on only what happened before is recorded."""
    work.record(programme, work.programme(programme).close(at=work.at))
