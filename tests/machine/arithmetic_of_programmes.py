"""The figures of a programme, by plain arithmetic over recorded events: its measures, its money, and its chains of evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from arithmetic import Told
from reckoning import Log, ratio, until, zone_of


def money(log: Log, programme: UUID, told: Sequence[Told], as_at: date | datetime | None) -> dict[str, Fraction | None]:
    """What a programme cost and brought."""
    its = [each for each in until(log, as_at, zone_of(log, programme)) if each.stream == programme]
    reversed_ = {each.event.cost for each in its if each.name == "programme.cost-reversed"}
    costs = [each.event for each in its if each.name == "programme.cost-incurred" and each.event.cost not in reversed_]
    c = sum((Fraction(each.amount) for each in costs), Fraction()) if costs else None
    attended = [minutes for t in told for _, came, minutes in t.session_slots() if came]
    compared = [each.event for each in its if each.name == "programme.comparator-recorded"]
    days = Fraction(sum(attended), 60) / Fraction(compared[-1].hours_per_day) if compared else None
    found: dict[str, Fraction | None] = {
        "costs": c,
        "cost_per_attendance": ratio(c, len(attended))[0],
        "cost_per_participant_day": ratio(c, days)[0],
        "comparator_saving": _saving(ratio(c, days)[0], compared),
    }
    for name, kinds in (("cash", ("cash",)), ("cash_and_economic", ("cash", "economic"))):
        b = benefit(its, kinds)
        found[f"{name} benefits"] = b
        found[f"{name} bcr"] = ratio(b, c)[0]
        found[f"{name} roi"] = ratio(None if b is None or c is None else b - c, c)[0]
        paid_back = b is not None and b > 0 and c is not None
        found[f"{name} payback"] = 12 * c / b if paid_back and b and c is not None else None
    return found


def _saving(per_day: Fraction | None, compared: Sequence[Any]) -> Fraction | None:
    """How much lower a participant's day is than the one compared with, as a share of that."""
    if per_day is None or not compared:
        return None
    elsewhere = Fraction(compared[-1].unit_cost)
    return (elsewhere - per_day) / elsewhere


def benefit(its: Log, kinds: Collection[str]) -> Fraction | None:
    """B: what was upheld of the claims of these kinds, less disbenefits; None while every claim waits, or there is nothing."""
    claims = [each.event for each in its if each.name == "programme.benefit-claimed" and each.event.kind.value in kinds]
    against = [e.event.amount for e in its if e.name == "programme.disbenefit-recorded" and e.event.kind.value in kinds]
    judged = [each for each in its if each.name in ("programme.benefit-validated", "programme.benefit-rejected")]
    verdict = {each.event.benefit: each.name for each in judged}
    if not any(claim.benefit in verdict for claim in claims) and (claims or not against):
        return None
    upheld = [claim for claim in claims if verdict.get(claim.benefit) == "programme.benefit-validated"]
    worth = sum((Fraction(each.amount) * Fraction(each.attribution) * Fraction(each.confidence) for each in upheld), Fraction())
    return worth - sum((Fraction(each) for each in against), Fraction())


def progress(log: Log, programme: UUID, as_at: date | datetime | None) -> dict[UUID, Fraction | None]:
    """How far each measure has moved from its baseline towards its target; the last day read counts, as read last."""
    its = [each for each in until(log, as_at, zone_of(log, programme)) if each.stream == programme]
    its.sort(key=lambda each: each.position)
    found: dict[UUID, Fraction | None] = {}
    for each in its:
        if each.name == "programme.objective-set":
            objective = each.event.objective
            baseline = [
                e.event.value for e in its if e.name == "programme.measure-baselined" and e.event.objective == objective
            ]
            read = {
                e.event.on: e.event.value
                for e in its
                if e.name == "programme.measure-observed" and e.event.objective == objective
            }
            targets = [e.event for e in its if e.name == "programme.objective-revised" and e.event.objective == objective]
            target = targets[-1].target if targets else each.event.target
            found[objective] = None
            if baseline and read:
                found[objective] = ratio(read[max(read)] - baseline[-1], target - baseline[-1])[0]
    return found


def chains(log: Log, programme: UUID, told: Sequence[Told], as_at: date | datetime | None) -> dict[UUID, Fraction]:
    """Of each claim, how many of the six links are there: objective, action, outcome, measure, evidence, validation."""
    its = [each for each in until(log, as_at, zone_of(log, programme)) if each.stream == programme]
    committed = {(e.stream, e.event.action) for t in told for e in t.about("problem.action-committed")}
    reported = {(e.stream, e.event.action) for t in told for e in t.about("problem.outcome-reported")}
    read = {
        name: {e.event.objective for e in its if e.name == f"programme.measure-{name}"} for name in ("baselined", "observed")
    }
    judged = {e.event.benefit: e.name for e in its if e.name in ("programme.benefit-validated", "programme.benefit-rejected")}
    found = {}
    for claim in (each.event for each in its if each.name == "programme.benefit-claimed"):
        named = {(ref.problem, ref.action) for ref in claim.actions} & committed
        measured = claim.objective in read["baselined"] & read["observed"]
        validated = judged.get(claim.benefit) == "programme.benefit-validated"
        found[claim.benefit] = Fraction(sum((True, bool(named), bool(named & reported), measured, True, validated)), 6)
    return found
