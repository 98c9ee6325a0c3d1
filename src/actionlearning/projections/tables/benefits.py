"""Tables about what programmes brought: the claims with their verdicts, the actions they rest on, and what became worse."""

from __future__ import annotations

from decimal import Decimal

from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.programme.events import BenefitClaimed, BenefitRejected, BenefitValidated, DisbenefitRecorded
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables.columns import Folds, amount, ident, known, text, time, version, whole

__all__ = ["FOLDS", "TABLES"]

PROGRAMME = ident("programme_id", "the programme")

TABLES = (
    Table(
        "benefits",
        (
            PROGRAMME,
            ident("benefit_id", "the claim"),
            ident("objective_id", "for which objective"),
            text("title", "what is claimed"),
            text("effect", "the change that claims of the same effect share"),
            text("kind", "`cash`, `economic` or `intangible`"),
            amount("amount", "what it is worth in the first year; empty where it is intangible", optional=True),
            amount("attribution", "the share that the programme caused, 0 to 1"),
            amount("confidence", "how sure that is, 0 to 1"),
            amount("adjusted", "`amount` times `attribution` times `confidence`", optional=True),
            text("verdict", "the verdict that counts, the last: `claimed` (none yet), `validated` or `rejected`"),
            amount("counted", "what it adds to the benefits: `adjusted` once it is validated", optional=True),
            ident("claimed_by", "who claimed it"),
            time("claimed_at", "when"),
            ident("judged_by", "who gave that verdict", optional=True),
            time("judged_at", "when", optional=True),
            version("programme_id", "evidence"),
            whole("judged_version", "the same of the verdict; of a rejection the sealed `reason` is there", optional=True),
        ),
        key=("programme_id", "benefit_id"),
        indexes=(("programme_id", "objective_id"),),
        says="A change that somebody claimed for the organisation",
    ),
    Table(
        "benefit_actions",
        (
            PROGRAMME,
            ident("benefit_id", "the claim"),
            ident("problem_id", "the problem of the action"),
            ident("action_id", "the action"),
        ),
        key=("programme_id", "benefit_id", "problem_id", "action_id"),
        indexes=(("problem_id", "action_id"),),
        says="An action that a claim rests on",
    ),
    Table(
        "disbenefits",
        (
            PROGRAMME,
            ident("benefit_id", "its id, which no claim has"),
            ident("objective_id", "under which objective"),
            text("title", "what became worse"),
            text("kind", "`cash`, `economic` or `intangible`"),
            amount("amount", "how much, in full"),
            time("recorded_for", "when it was noted"),
            version("programme_id"),
        ),
        key=("programme_id", "benefit_id"),
        says="What a programme made worse",
    ),
)


def _claimed(rows: Rows, r: Recorded[BenefitClaimed]) -> None:
    event = r.event
    rows.add(
        "benefits",
        {
            "programme_id": r.stream,
            "benefit_id": event.benefit,
            "objective_id": event.objective,
            "title": event.title,
            "effect": event.effect,
            "kind": event.kind.value,
            "amount": event.amount,
            "attribution": event.attribution,
            "confidence": event.confidence,
            "adjusted": _adjusted(event),
            "verdict": Verdict.CLAIMED.value,
            "claimed_by": event.by,
            "claimed_at": r.occurred_at,
            "version": r.version,
        },
    )
    for ref in event.actions:
        rows.add(
            "benefit_actions",
            {"programme_id": r.stream, "benefit_id": event.benefit, "problem_id": ref.problem, "action_id": ref.action},
        )


def _adjusted(event: BenefitClaimed) -> Decimal | None:
    return None if event.amount is None else event.amount * event.attribution * event.confidence


def _validated(rows: Rows, r: Recorded[BenefitValidated]) -> None:
    adjusted = known(rows, "benefits", (r.stream, r.event.benefit))["adjusted"]
    _judged(rows, r, Verdict.VALIDATED, adjusted)


def _rejected(rows: Rows, r: Recorded[BenefitRejected]) -> None:
    _judged(rows, r, Verdict.REJECTED, None)


def _judged(
    rows: Rows, r: Recorded[BenefitValidated] | Recorded[BenefitRejected], verdict: Verdict, counted: Decimal | None
) -> None:
    rows.change(
        "benefits",
        (r.stream, r.event.benefit),
        {
            "verdict": verdict.value,
            "counted": counted,
            "judged_by": r.actor,
            "judged_at": r.occurred_at,
            "judged_version": r.version,
        },
    )


def _worse(rows: Rows, r: Recorded[DisbenefitRecorded]) -> None:
    event = r.event
    rows.add(
        "disbenefits",
        {
            "programme_id": r.stream,
            "benefit_id": event.benefit,
            "objective_id": event.objective,
            "title": event.title,
            "kind": event.kind.value,
            "amount": event.amount,
            "recorded_for": r.occurred_at,
            "version": r.version,
        },
    )


FOLDS: Folds = {
    BenefitClaimed: _claimed,
    BenefitValidated: _validated,
    BenefitRejected: _rejected,
    DisbenefitRecorded: _worse,
}
