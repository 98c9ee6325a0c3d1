"""What every picture is drawn with: bars, counts, days, and an action on one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actionlearning.cli.teller import Teller
from actionlearning.projections.action_facts import Action
from actionlearning.projections.amounts import RESULTS

__all__ = ["RESULTS", "action_line", "bar", "counts", "long_day"]

WIDTH = 20


def bar(share: float, width: int = WIDTH) -> str:
    """A bar of a share, full at 1; more than the whole of it is marked."""
    filled = round(max(0.0, min(share, 1.0)) * width)
    return "█" * filled + "░" * (width - filled) + ("▶" if share > 1 else "")


def action_line(action: Action, tell: Teller) -> str:
    if action.release is not None:
        became = f"released: {tell.text(action.release.reason)}"
    elif action.report is None:
        became = "open"
    else:
        done = f" on {action.report.done_on:%d %b}" if action.report.done_on else ""
        reviewed = f", reviewed in session {action.review.session}" if action.review else ", not reviewed yet"
        became = RESULTS[action.report.result] + done + reviewed
    moved = f", first {action.original_due:%d %b}" if action.original_due != action.due else ""
    return f"{tell.text(action.what)} [dim](due {action.due:%d %b}{moved})[/dim]: {became}"


def counts(counted: Mapping[Any, int]) -> str:
    return ", ".join(f"{number} {getattr(kind, 'value', kind)}" for kind, number in counted.items()) or "none recorded"


def long_day(at: date) -> str:
    return f"{at:%d %B %Y}"
