"""Tables about what was said on problems: questions and advice, insights, and what else changed how the owner sees them.

Who said it, when, and of which kind; never the words. What people felt or did not know is in no table: it stays in the set.
"""

from __future__ import annotations

from typing import Any

from actionlearning.domain.problem.events import (
    AdviceGiven,
    InsightRecorded,
    ProblemReframed,
    QuestionAsked,
    QuestionReclassified,
)
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    OptionGenerated,
    PerspectiveGained,
    SupportRated,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables.columns import AT_SET, Fold, Folds, home_of, ident, text, time, version, whole

__all__ = ["FOLDS", "TABLES"]

PROBLEM = ident("problem_id", "on which problem")
OWNER = ident("owner_id", "whose problem it is")
SESSION = whole("session", "in which session of the set")
SAID_AT = time("said_at", "when")
KEY = ("problem_id", "version")
BY_SET = (("set_id", "session"), ("programme_id",))

TABLES = (
    Table(
        "questions",
        (
            PROBLEM,
            version("problem_id", "text"),
            *AT_SET,
            SESSION,
            ident("by_id", "who asked"),
            text("form", "`open`, `closed`, `leading` or `multiple`, as it was put right last"),
            text("function", "what it was for: `clarifying`, `probing`, `reflective` and so on; the same"),
            SAID_AT,
        ),
        key=KEY,
        indexes=(*BY_SET, ("by_id",)),
        says="A question to the owner of a problem",
    ),
    Table(
        "advice",
        (PROBLEM, version("problem_id", "text"), *AT_SET, SESSION, ident("by_id", "who gave it"), SAID_AT),
        key=KEY,
        indexes=(*BY_SET, ("by_id",)),
        says="A piece of advice: a solution, an anecdote or a judgement that somebody offered",
    ),
    Table(
        "insights",
        (
            PROBLEM,
            version("problem_id", "insight", "now"),
            *AT_SET,
            SESSION,
            OWNER,
            text("kind", "`insight`, or `reframing`, where the owner now puts the problem differently"),
            text("level", "`self`, `team`, `organisation` or `system`"),
            SAID_AT,
        ),
        key=KEY,
        indexes=BY_SET,
        says="Something that the owner of a problem saw anew",
    ),
    Table(
        "assumptions",
        (
            PROBLEM,
            ident("assumption_id", "the assumption"),
            *AT_SET,
            SESSION,
            ident("by_id", "who challenged it"),
            whole("tests", "how often the owner put it to the test"),
            text("verdict", "how it stood the latest test: `confirmed` or `revised`", optional=True),
            time("tested_at", "when that was", optional=True),
            SAID_AT,
            version("problem_id", "words"),
        ),
        key=("problem_id", "assumption_id"),
        indexes=BY_SET,
        says="Something that the owner took for granted until somebody challenged it",
    ),
    Table(
        "perspectives",
        (PROBLEM, version("problem_id", "perspective"), *AT_SET, SESSION, OWNER, ident("from_id", "with whose eyes"), SAID_AT),
        key=KEY,
        indexes=BY_SET,
        says="A time when the owner saw a problem with the eyes of somebody else",
    ),
    Table(
        "options",
        (PROBLEM, version("problem_id", "option"), *AT_SET, SESSION, OWNER, SAID_AT),
        key=KEY,
        indexes=BY_SET,
        says="Something that the owner thought could be done",
    ),
    Table(
        "decisions",
        (
            PROBLEM,
            version("problem_id", "decision", "reasons", "alternatives"),
            *AT_SET,
            OWNER,
            whole("considered", "how many alternatives they weighed"),
            SAID_AT,
        ),
        key=KEY,
        indexes=(("set_id",), ("programme_id",)),
        says="A decision of the owner",
    ),
    Table(
        "support_ratings",
        (
            PROBLEM,
            version("problem_id"),
            *AT_SET,
            SESSION,
            OWNER,
            whole("challenge", "how challenged the owner was, 1 to 10"),
            whole("support", "how supported, 1 to 10"),
            SAID_AT,
        ),
        key=KEY,
        indexes=BY_SET,
        says="How the owner of a problem found a session",
    ),
    Table(
        "clarity_ratings",
        (
            PROBLEM,
            version("problem_id"),
            *AT_SET,
            SESSION,
            OWNER,
            whole("clarity", "how clear it was to them after the questions, 1 to 10"),
            SAID_AT,
        ),
        key=KEY,
        indexes=BY_SET,
        says="How clear a problem was to its owner after a session; before it, see `presentations`",
    ),
)


def _said(table: str, *, owner: bool = True, **columns: str) -> Fold:
    """Add a row to a table, with these columns from attributes of the event."""

    def fold(rows: Rows, r: Recorded[Any]) -> None:
        home = home_of(rows, r.stream)
        row = {
            "problem_id": r.stream,
            "version": r.version,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "said_at": r.occurred_at,
        }
        if owner:
            row["owner_id"] = home["owner_id"]
        for column, attribute in columns.items():
            row[column] = getattr(r.event, attribute)
        rows.add(table, row)

    return fold


def _asked(rows: Rows, r: Recorded[QuestionAsked]) -> None:
    home, event = home_of(rows, r.stream), r.event
    rows.add(
        "questions",
        {
            "problem_id": r.stream,
            "version": r.version,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "session": event.session,
            "by_id": event.by,
            "form": event.form.value,
            "function": event.function.value,
            "said_at": r.occurred_at,
        },
    )


def _reclassified(rows: Rows, r: Recorded[QuestionReclassified]) -> None:
    event = r.event
    rows.change("questions", (r.stream, event.question), {"form": event.form.value, "function": event.function.value})


def _saw(kind: str) -> Fold:
    def fold(rows: Rows, r: Recorded[Any]) -> None:
        home = home_of(rows, r.stream)
        rows.add(
            "insights",
            {
                "problem_id": r.stream,
                "version": r.version,
                "set_id": home["set_id"],
                "programme_id": home["programme_id"],
                "session": r.event.session,
                "owner_id": home["owner_id"],
                "kind": kind,
                "level": r.event.level.value,
                "said_at": r.occurred_at,
            },
        )

    return fold


def _challenged(rows: Rows, r: Recorded[AssumptionChallenged]) -> None:
    home, event = home_of(rows, r.stream), r.event
    rows.add(
        "assumptions",
        {
            "problem_id": r.stream,
            "assumption_id": event.assumption,
            "set_id": home["set_id"],
            "programme_id": home["programme_id"],
            "session": event.session,
            "by_id": event.by,
            "tests": 0,
            "said_at": r.occurred_at,
            "version": r.version,
        },
    )


def _tested(rows: Rows, r: Recorded[AssumptionTested]) -> None:
    key = (r.stream, r.event.assumption)
    before = rows.get("assumptions", key)
    if before is None:
        return
    changes = {"tests": before["tests"] + 1}
    if before["tested_at"] is None or before["tested_at"] <= r.occurred_at:
        changes |= {"verdict": r.event.verdict.value, "tested_at": r.occurred_at}
    rows.change("assumptions", key, changes)


FOLDS: Folds = {
    QuestionAsked: _asked,
    QuestionReclassified: _reclassified,
    AdviceGiven: _said("advice", owner=False, session="session", by_id="by"),
    InsightRecorded: _saw("insight"),
    ProblemReframed: _saw("reframing"),
    AssumptionChallenged: _challenged,
    AssumptionTested: _tested,
    PerspectiveGained: _said("perspectives", session="session", from_id="from_member"),
    OptionGenerated: _said("options", session="session"),
    DecisionMade: _said("decisions", considered="considered"),
    SupportRated: _said("support_ratings", session="session", challenge="challenge", support="support"),
    ClarityRated: _said("clarity_ratings", session="session", clarity="clarity"),
}
