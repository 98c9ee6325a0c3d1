"""How a person's credits look in a terminal: their candidacies, the awards on the way, and what was claimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.console import RenderableType
from rich.text import Text

from actionlearning.cli.drawing import bar, long_day
from actionlearning.cli.output import rows
from actionlearning.cli.teller import Teller
from actionlearning.projections.credit_ledger import CandidacyInShort, CreditLedger

__all__ = ["ledger_of"]


def ledger_of(view: CreditLedger, tell: Teller) -> Iterator[RenderableType]:
    """Every candidacy in short, then each award with the credits it takes and there are."""
    yield Text(f"{tell(view.member)}, as at {long_day(view.as_at)}", style="bold")
    if not view.candidacies:
        yield "is no candidate for a qualification"
        return
    yield ""
    yield rows(
        "Candidacies",
        ("id", "qualification", "stage", "registered", "criteria met", "credits"),
        [_candidacy(each, tell) for each in view.candidacies],
        right=(4, 5),
    )
    yield ""
    if view.awards:
        yield rows(
            "Awards",
            ("award", "", "takes", "", "still needs"),
            [
                (
                    tell.safe(each.award),
                    tell.safe(f"{each.awarding_body}, level {each.level}"),
                    str(each.takes),
                    bar(each.has / each.takes),
                    str(each.needs or "nothing"),
                )
                for each in view.awards
            ],
            right=(2, 4),
        )
    yield f"credits that count: {view.credits}"
    for claim in view.claims:
        counted = ", ".join(f"{each.credits} of {str(each.candidate)[:8]}" for each in claim.counting)
        yield f"{tell.safe(claim.award)} claimed on {_day(claim.claimed_on)}, on {claim.credits} credits: {counted}"


def _candidacy(each: CandidacyInShort, tell: Teller) -> tuple[str, ...]:
    its = each.qualification
    criteria = f"{each.criteria_met} of {each.criteria}" if each.criteria is not None else str(each.criteria_met)
    return (
        str(each.candidate)[:8],
        "" if its is None else tell.safe(its.title or f"{its.id} version {its.version}, not loaded"),
        each.stage.value,
        "" if each.registered_on is None else _day(each.registered_on),
        criteria,
        "" if each.credits is None else str(each.credits),
    )


def _day(day: date) -> str:
    return f"{day:%d %b %Y}"
