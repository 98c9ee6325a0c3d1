"""How it stands with an action: done on time, later, by a date agreed anew, in part, not, released, or still open."""

from __future__ import annotations

from datetime import date
from enum import Enum

from actionlearning.domain.values import OutcomeResult
from actionlearning.projections.action_facts import Action

__all__ = ["Standing", "standing_of"]


class Standing(Enum):
    """One word for an action as at a day."""

    ON_TIME = "on time"
    """Achieved by the due date it had first."""
    RENEGOTIATED = "by a date agreed anew"
    """Achieved later than that, and by the due date in force."""
    LATE = "late"
    """Achieved after the due date in force."""
    PARTIAL = "partly"
    NOT_ACHIEVED = "not achieved"
    RELEASED = "released"
    OPEN = "open"
    """Nothing was reported, and its due date is still to come, or is today."""
    OVERDUE = "overdue"
    """Nothing was reported, and its due date has passed."""


def standing_of(action: Action, today: date) -> Standing:
    """How it stands with an action, by its last report; a partial outcome is not an achieved one."""
    report = action.report
    if action.release is not None:
        return Standing.RELEASED
    if report is None:
        return Standing.OVERDUE if action.due < today else Standing.OPEN
    match report.result:
        case OutcomeResult.PARTIAL:
            return Standing.PARTIAL
        case OutcomeResult.NOT_ACHIEVED:
            return Standing.NOT_ACHIEVED
        case OutcomeResult.ACHIEVED:
            assert report.done_on is not None, "what was achieved has its day"
            if report.done_on <= action.original_due:
                return Standing.ON_TIME
            return Standing.RENEGOTIATED if report.done_on <= action.due else Standing.LATE
