"""Actions as bars in time, from the commitment to the day they ended, with the review; in colour, in pattern and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actionlearning.projections.set_overview import OverviewAction
from actionlearning.projections.standing import Standing
from actionlearning.report.blocks import Block, Key, Prose, table
from actionlearning.report.forms_in_time import Span, spans
from actionlearning.report.readers import Eyes
from actionlearning.report.words import day

__all__ = ["action_spans"]

LOOKS = {
    Standing.ON_TIME: "accent",
    Standing.RENEGOTIATED: "dots",
    Standing.LATE: "hatch",
    Standing.PARTIAL: "lines",
    Standing.NOT_ACHIEVED: "cross",
    Standing.RELEASED: "grey",
    Standing.OPEN: "hollow",
    Standing.OVERDUE: "alarm",
}

KEYS = (
    Key("accent", "done on time"),
    Key("dots", "done by a date agreed anew"),
    Key("hatch", "done late"),
    Key("lines", "partly done"),
    Key("cross", "not achieved"),
    Key("grey", "released"),
    Key("hollow", "open"),
    Key("alarm", "overdue"),
)
NOTE = "A bar runs from the commitment to the day it ended; the tick is the due date, the dot the review."
RULES = " Dotted lines are sessions."


def action_spans(
    actions: Sequence[OverviewAction], today: date, eyes: Eyes, *, sessions: Sequence[date] = (), owners: bool = True
) -> Block:
    """Every action as a bar with its words above it, and all of it in the table; for those who may read what actions are."""
    if not actions:
        return Prose("Nobody has committed to an action yet.")
    facts = table(
        "Actions from commitment to review",
        (*(("Owner",) if owners else ()), "What", "Committed", "Due", "First due", "Ended", "Reviewed", "How it stands"),
        ((*((eyes.person(each.owner),) if owners else ()), *_row(each, eyes)) for each in actions),
    )
    rows = [_span(each, today, eyes, owners=owners) for each in actions]
    return spans(
        "actions",
        "Actions, from commitment to review",
        rows,
        facts,
        keys=KEYS,
        says="; ".join(row.label for row in rows),
        note=f"{NOTE}{RULES if sessions else ''}",
        rules=sessions,
    )


def _row(each: OverviewAction, eyes: Eyes) -> tuple[str, ...]:
    action = each.action
    return (
        eyes.said(action.what, each.released) or "an action",
        day(each.committed_on),
        day(action.due),
        day(action.original_due) if action.original_due != action.due else "",
        day(each.ended_on),
        day(each.reviewed_on),
        each.standing.value,
    )


def _span(each: OverviewAction, today: date, eyes: Eyes, *, owners: bool) -> Span:
    what = eyes.said(each.action.what, each.released) or "an action"
    whose = f"{eyes.person(each.owner)}: " if owners else ""
    end = each.ended_on or max(today, each.committed_on)
    return Span(
        label=f"{each.standing.value.capitalize()} · {whose}{what}",
        start=each.committed_on,
        end=max(end, each.committed_on),
        due=each.action.due,
        marked=each.reviewed_on,
        look=LOOKS[each.standing],
    )
