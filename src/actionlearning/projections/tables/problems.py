"""Tables about problems: how far each has come, what it would move, when it was presented, and whether it still matters."""

from __future__ import annotations

from typing import Any

from actionlearning.domain.problem.aggregate import ProblemStage
from actionlearning.domain.problem.events import (
    AlignmentConfirmed,
    ObjectiveLinked,
    ProblemAccepted,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Row, Rows, Seen, Table
from actionlearning.projections.tables.columns import (
    AT_SET,
    Fold,
    Folds,
    flag,
    home_of,
    ident,
    known,
    text,
    time,
    version,
    whole,
)

__all__ = ["FOLDS", "TABLES"]

PROBLEM = ident("problem_id", "the problem")

TABLES = (
    Table(
        "problems",
        (
            PROBLEM,
            *AT_SET,
            ident("owner_id", "whose it is"),
            text("time_zone", "in which its dates are read, that of its set"),
            text("stage", "how far it has come, from `raised` to `resolved`, `left unresolved`, `parked` or `withdrawn`"),
            flag("accepted", "whether the set ever took it on"),
            flag("resolved", "whether its owner declared it resolved"),
            ident("resubmission_of", "the problem that was returned and is brought again here", optional=True),
            whole("objectives", "to how many objectives it is linked"),
            whole("presented", "how often it was presented"),
            whole("actions", "how many actions were committed to on it"),
            flag("still_matters", "what was said last; empty if nobody ever said", optional=True),
            flag("drifts", "whether it was presented twice and nobody said since the last but one if it still matters"),
            time("raised_at", "when it was brought"),
            time("accepted_at", "when it was taken on", optional=True),
            time("ended_at", "when it was returned, or came to whatever end", optional=True),
            whole("ended_version", "the version of that in its stream; its sealed `reason` or `how` is there", optional=True),
            time("presented_at", "when it was presented last", optional=True),
            whole("presented_version", "the version of that in its stream", optional=True),
            time("presented_before_at", "when it was presented the last time but one", optional=True),
            whole("presented_before_version", "the version of that in its stream", optional=True),
            time("alignment_at", "when it was last said whether it still matters", optional=True),
            whole("alignment_version", "the version of that in its stream", optional=True),
            version("problem_id", "title", "stake", "authority-to-act"),
        ),
        key=("problem_id",),
        indexes=(("set_id",), ("programme_id",), ("owner_id",)),
        says="A problem that a member brought to their set",
    ),
    Table(
        "problem_objectives",
        (PROBLEM, ident("objective_id", "which objective it would move"), *AT_SET, time("linked_at", "when that was said")),
        key=("problem_id", "objective_id"),
        indexes=(("programme_id", "objective_id"),),
        says="A link between a problem and an objective",
    ),
    Table(
        "presentations",
        (
            PROBLEM,
            version("problem_id"),
            *AT_SET,
            ident("owner_id", "who presented it"),
            whole("session", "in which session of the set"),
            whole("clarity_before", "how clear it was to them before the questions, 1 to 10", optional=True),
            time("presented_at", "when"),
        ),
        key=("problem_id", "version"),
        indexes=(("set_id", "session"), ("programme_id",)),
        says="A presentation of a problem in a session",
    ),
    Table(
        "alignments",
        (
            PROBLEM,
            version("problem_id"),
            *AT_SET,
            flag("still_matters", "whether the problem still mattered to its objective"),
            time("confirmed_at", "when that was said"),
        ),
        key=("problem_id", "version"),
        says="A word on whether a problem still matters",
    ),
)


def _raised(rows: Rows, r: Recorded[ProblemRaised]) -> None:
    its, event = known(rows, "sets", (r.event.set,)), r.event
    rows.add(
        "problems",
        {
            "problem_id": r.stream,
            "set_id": event.set,
            "programme_id": its["programme_id"],
            "owner_id": event.owner,
            "time_zone": its["time_zone"],
            "stage": ProblemStage.RAISED.value,
            "accepted": False,
            "resolved": False,
            "resubmission_of": event.resubmission_of,
            "objectives": 0,
            "presented": 0,
            "actions": 0,
            "drifts": False,
            "raised_at": r.occurred_at,
            "version": r.version,
        },
    )


def _accepted(rows: Rows, r: Recorded[ProblemAccepted]) -> None:
    accepted = {"stage": ProblemStage.ACCEPTED.value, "accepted": True, "accepted_at": r.occurred_at}
    rows.change("problems", (r.stream,), accepted)


def _ends(stage: ProblemStage) -> Fold:
    def fold(rows: Rows, r: Recorded[Any]) -> None:
        end = {"stage": stage.value, "ended_at": r.occurred_at, "ended_version": r.version}
        rows.change("problems", (r.stream,), {**end, "resolved": stage is ProblemStage.RESOLVED})

    return fold


def _linked(rows: Rows, r: Recorded[ObjectiveLinked]) -> None:
    home = home_of(rows, r.stream)
    if rows.get("problem_objectives", (r.stream, r.event.objective)) is None:
        row = _in(home, objective_id=r.event.objective, linked_at=r.occurred_at)
        rows.add("problem_objectives", row)
        rows.change("problems", (r.stream,), {"objectives": home["objectives"] + 1})


def _presented(rows: Rows, r: Recorded[ProblemPresented]) -> None:
    home, event = home_of(rows, r.stream), r.event
    row = _in(home, owner_id=home["owner_id"], session=event.session, clarity_before=event.clarity_before)
    rows.add("presentations", {**row, "version": r.version, "presented_at": r.occurred_at})
    last = [
        (home[f"{which}_at"], home[f"{which}_version"])
        for which in ("presented_before", "presented")
        if home[f"{which}_at"] is not None
    ]
    *_, before, now = [(None, None), *sorted([*last, (r.occurred_at, r.version)])]
    changes: Row = {"presented": home["presented"] + 1}
    changes["presented_before_at"], changes["presented_before_version"] = before
    changes["presented_at"], changes["presented_version"] = now
    if home["stage"] != ProblemStage.ACTIVE.value:  # presented again while actions are under way, it is still active
        changes["stage"] = ProblemStage.PRESENTED.value
    rows.change("problems", (r.stream,), {**changes, "drifts": _drifts({**home, **changes})})


def _aligned(rows: Rows, r: Recorded[AlignmentConfirmed]) -> None:
    home = home_of(rows, r.stream)
    row = _in(home, still_matters=r.event.still_matters, version=r.version, confirmed_at=r.occurred_at)
    rows.add("alignments", row)
    if home["alignment_at"] is None or (home["alignment_at"], home["alignment_version"]) < (r.occurred_at, r.version):
        changes = {"still_matters": r.event.still_matters, "alignment_at": r.occurred_at, "alignment_version": r.version}
        rows.change("problems", (r.stream,), {**changes, "drifts": _drifts({**home, **changes})})


def _drifts(problem: Row) -> bool:
    """Whether nobody said since the last presentation but one if it still matters, by the times of both."""
    before = problem["presented_before_at"], problem["presented_before_version"]
    said = problem["alignment_at"], problem["alignment_version"]
    return before[0] is not None and (said[0] is None or said <= before)


def _in(home: Seen, **columns: Any) -> Row:
    return {**{name: home[name] for name in ("problem_id", "set_id", "programme_id")}, **columns}


FOLDS: Folds = {
    ProblemRaised: _raised,
    ProblemAccepted: _accepted,
    ProblemReturned: _ends(ProblemStage.RETURNED),
    ProblemResolved: _ends(ProblemStage.RESOLVED),
    ProblemLeftUnresolved: _ends(ProblemStage.UNRESOLVED),
    ProblemParked: _ends(ProblemStage.PARKED),
    ProblemWithdrawn: _ends(ProblemStage.WITHDRAWN),
    ObjectiveLinked: _linked,
    ProblemPresented: _presented,
    AlignmentConfirmed: _aligned,
}
