"""Tables about actions: from the commitment over each due date to the outcome, its review with peers, or its release."""

from __future__ import annotations

from datetime import date
from typing import Any

from actionlearning.domain.problem.action import ActionState
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    OutcomeReopened,
    OutcomeReported,
    OutcomeReviewed,
)
from actionlearning.domain.problem.parts import ProblemStage
from actionlearning.domain.times import day_of
from actionlearning.domain.values import OutcomeResult
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Seen, Table
from actionlearning.projections.tables import progress
from actionlearning.projections.tables.columns import (
    AT_SET,
    Folds,
    day,
    flag,
    home_of,
    ident,
    known,
    text,
    time,
    version,
    whole,
)
from actionlearning.projections.tables.progress import ACTION, PROBLEM

__all__ = ["FOLDS", "TABLES"]

TABLES = (
    Table(
        "actions",
        (
            PROBLEM,
            ACTION,
            *AT_SET,
            ident("owner_id", "who committed to it"),
            whole("session", "in which session"),
            time("committed_at", "when"),
            day("committed_on", "that day"),
            day("original_due", "when it was due at first"),
            day("due", "the due date that counts now"),
            whole("moved", "how often the due date was moved"),
            whole("days_moved", "by how many days in all"),
            text("state", "`open`, `reviewed` or `released`"),
            text("origin", "whose idea it was: `self`, `set` or `adviser`"),
            text("kind", "`step` or `experiment`"),
            ident("continues", "the action that it goes on with", optional=True),
            text("result", "as reported last: `achieved`, `partial` or `not_achieved`", optional=True),
            day("done_on", "the day on which it was done, as reported last", optional=True),
            flag("achieved", "whether it was achieved; partial is not"),
            flag("achieved_on_time", "whether it was achieved by the original due date"),
            time("reported_at", "when that was reported", optional=True),
            whole("reported_version", "the version of that in the stream of `problem_id`, with `evidence`", optional=True),
            time("reviewed_at", "when its outcome was reviewed; empty if that was undone", optional=True),
            whole("reviewed_in", "in which session", optional=True),
            whole("reviewed_version", "the version of that in the stream of `problem_id`", optional=True),
            whole("reopened", "how often a review was undone"),
            time("released_at", "when it was let go", optional=True),
            day("released_on", "that day", optional=True),
            whole("released_version", "the version of that, with its sealed `reason`", optional=True),
            whole("learnings", "how many learnings were captured from it"),
            version("problem_id", "what", "success-measure"),
        ),
        key=("problem_id", "action_id"),
        indexes=(("set_id", "session"), ("programme_id",), ("owner_id",)),
        says="An action that an owner committed to",
    ),
    Table(
        "due_dates",
        (
            PROBLEM,
            ACTION,
            whole("number", "its number among the due dates of the action, from 1"),
            *AT_SET,
            ident("owner_id", "whose action it is"),
            day("due", "the due date"),
            day("agreed_on", "the day on which it was agreed"),
            whole("session", "in which session"),
            day("until_day", "the day on which another was agreed or the action was released", optional=True),
            version("problem_id", "reason"),
        ),
        key=("problem_id", "action_id", "number"),
        indexes=(("set_id",), ("programme_id",)),
        says="A due date of an action: it fell due on a day if `due` was reached by then, and before `until_day` if any",
    ),
    Table(
        "reviews",
        (
            PROBLEM,
            version("problem_id", "organisational-effect", "next"),
            ACTION,
            *AT_SET,
            ident("owner_id", "whose outcome it is"),
            whole("session", "in which session"),
            whole("peers", "how many peers were in it"),
            whole("learnings", "how many learnings it names; 0 says that there was none yet"),
            time("reviewed_at", "when"),
            time("undone_at", "when it was undone", optional=True),
            flag("counts", "whether it is the review that counts: the last one, and not undone"),
        ),
        key=("problem_id", "version"),
        indexes=(("problem_id", "action_id"), ("set_id", "session"), ("programme_id",)),
        says="A review of an outcome with the set",
    ),
    Table(
        "review_peers",
        (PROBLEM, whole("version", "the version of the review in the stream of `problem_id`"), ident("member_id", "the peer")),
        key=("problem_id", "version", "member_id"),
        indexes=(("member_id",),),
        says="A peer in a review",
    ),
    *progress.TABLES,
)


def _committed(rows: Rows, r: Recorded[ActionCommitted]) -> None:
    home, event = home_of(rows, r.stream), r.event
    on = day_of(r.occurred_at, home["time_zone"])
    rows.add(
        "actions",
        {
            "problem_id": r.stream,
            "action_id": event.action,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "owner_id": home["owner_id"],
            "session": event.session,
            "committed_at": r.occurred_at,
            "committed_on": on,
            "original_due": event.due,
            "due": event.due,
            "moved": 0,
            "days_moved": 0,
            "state": ActionState.OPEN.value,
            "origin": event.origin.value,
            "kind": event.kind.value,
            "continues": event.continues,
            "achieved": False,
            "achieved_on_time": False,
            "reopened": 0,
            "learnings": 0,
            "version": r.version,
        },
    )
    _due(rows, r, home, 1, on)
    rows.change("problems", (r.stream,), {"stage": ProblemStage.ACTIVE.value, "actions": home["actions"] + 1})


def _due(
    rows: Rows, r: Recorded[ActionCommitted] | Recorded[ActionRenegotiated], home: Seen, number: int, agreed_on: date
) -> None:
    rows.add(
        "due_dates",
        {
            "problem_id": r.stream,
            "action_id": r.event.action,
            "number": number,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "owner_id": home["owner_id"],
            "due": r.event.due,
            "agreed_on": agreed_on,
            "session": r.event.session,
            "version": r.version,
        },
    )


def _renegotiated(rows: Rows, r: Recorded[ActionRenegotiated]) -> None:
    home, action, due = home_of(rows, r.stream), _action(rows, r), r.event.due
    on, moved = day_of(r.occurred_at, home["time_zone"]), action["moved"] + 1
    rows.change("due_dates", (r.stream, r.event.action, moved), {"until_day": on})
    _due(rows, r, home, moved + 1, on)
    days = (due - action["original_due"]).days
    rows.change("actions", (r.stream, r.event.action), {"due": due, "moved": moved, "days_moved": days})


def _released(rows: Rows, r: Recorded[ActionReleased]) -> None:
    home, action = home_of(rows, r.stream), _action(rows, r)
    on = day_of(r.occurred_at, home["time_zone"])
    rows.change("due_dates", (r.stream, r.event.action, action["moved"] + 1), {"until_day": on})
    released = {"state": ActionState.RELEASED.value, "released_at": r.occurred_at, "released_on": on}
    rows.change("actions", (r.stream, r.event.action), {**released, "released_version": r.version})


def _reported(rows: Rows, r: Recorded[OutcomeReported]) -> None:
    event, action = r.event, _action(rows, r)
    achieved = event.result is OutcomeResult.ACHIEVED
    rows.change(
        "actions",
        (r.stream, event.action),
        {
            "result": event.result.value,
            "done_on": event.done_on,
            "achieved": achieved,
            "achieved_on_time": achieved and event.done_on is not None and event.done_on <= action["original_due"],
            "reported_at": r.occurred_at,
            "reported_version": r.version,
        },
    )


def _reviewed(rows: Rows, r: Recorded[OutcomeReviewed]) -> None:
    home, event = home_of(rows, r.stream), r.event
    rows.add(
        "reviews",
        {
            "problem_id": r.stream,
            "version": r.version,
            "action_id": event.action,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "owner_id": home["owner_id"],
            "session": event.session,
            "peers": len(event.peers),
            "learnings": len(event.learning),
            "reviewed_at": r.occurred_at,
            "counts": True,
        },
    )
    for peer in event.peers:
        rows.add("review_peers", {"problem_id": r.stream, "version": r.version, "member_id": peer})
    reviewed = {"state": ActionState.REVIEWED.value, "reviewed_at": r.occurred_at, "reviewed_in": event.session}
    rows.change("actions", (r.stream, event.action), {**reviewed, "reviewed_version": r.version})


def _reopened(rows: Rows, r: Recorded[OutcomeReopened]) -> None:
    """The action is open again; what was reported stands until it is reported anew."""
    action = _action(rows, r)
    rows.change("reviews", (r.stream, action["reviewed_version"]), {"undone_at": r.occurred_at, "counts": False})
    opened = {"state": ActionState.OPEN.value, "reviewed_at": None, "reviewed_in": None, "reviewed_version": None}
    rows.change("actions", (r.stream, r.event.action), {**opened, "reopened": action["reopened"] + 1})


def _action(rows: Rows, r: Recorded[Any]) -> Seen:
    return known(rows, "actions", (r.stream, r.event.action))


FOLDS: Folds = {
    ActionCommitted: _committed,
    ActionRenegotiated: _renegotiated,
    ActionReleased: _released,
    OutcomeReported: _reported,
    OutcomeReviewed: _reviewed,
    OutcomeReopened: _reopened,
    **progress.FOLDS,
}
