"""The tables of what is said while an action is on its way: how far it has come, what stands in the way, and encouragement."""

from __future__ import annotations

from typing import Any

from actionlearning.domain.problem.events import BarrierNamed, EncouragementGiven, ProgressReported
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables.columns import AT_SET, Fold, Folds, home_of, ident, time, version

__all__ = ["ACTION", "FOLDS", "PROBLEM", "TABLES"]

PROBLEM = ident("problem_id", "the problem that it moves")
ACTION = ident("action_id", "the action")

TABLES = (
    Table(
        "progress_reports",
        (PROBLEM, version("problem_id", "note"), ACTION, *AT_SET, ident("by_id", "whose action"), time("said_at", "when")),
        key=("problem_id", "version"),
        indexes=(("set_id",),),
        says="A word on how far an action has come",
    ),
    Table(
        "barriers",
        (PROBLEM, version("problem_id", "barrier"), ACTION, *AT_SET, ident("by_id", "whose action"), time("said_at", "when")),
        key=("problem_id", "version"),
        indexes=(("set_id",),),
        says="Something that stands in the way of an action",
    ),
    Table(
        "encouragements",
        (
            PROBLEM,
            version("problem_id", "words"),
            ident("action_id", "with which action; empty where it was the problem as a whole", optional=True),
            *AT_SET,
            ident("by_id", "who encouraged"),
            time("said_at", "when"),
        ),
        key=("problem_id", "version"),
        indexes=(("set_id",),),
        says="A time when somebody encouraged the owner of a problem",
    ),
)


def _said(table: str) -> Fold:
    def fold(rows: Rows, r: Recorded[Any]) -> None:
        home = home_of(rows, r.stream)
        rows.add(
            table,
            {
                "problem_id": r.stream,
                "version": r.version,
                "action_id": r.event.action,
                "set_id": home["set_id"],
                "programme_id": home["programme_id"],
                "by_id": getattr(r.event, "by", home["owner_id"]),
                "said_at": r.occurred_at,
            },
        )

    return fold


FOLDS: Folds = {
    ProgressReported: _said("progress_reports"),
    BarrierNamed: _said("barriers"),
    EncouragementGiven: _said("encouragements"),
}
