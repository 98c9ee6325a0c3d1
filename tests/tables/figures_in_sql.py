"""The figures of sets in plain SQL over the tables for people, as somebody with a BI tool would ask for them.

The same statements run on SQLite, on DuckDB and on PostgreSQL. ``chosen`` is a table of the sets that are asked about, each
with the day, in its time zone, by which due dates are judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

__all__ = ["CHOSEN", "Figure", "changes_in_sql", "figures_in_sql", "session_figures_in_sql"]

Ask = Callable[[str], Sequence[tuple[Any, ...]]]
"""Runs a statement, and answers its rows."""

Figure = tuple[Fraction | None, int | None]
"""The value, None where there is nothing to divide by, and how many people it is over."""

CHOSEN = "CREATE TEMP TABLE chosen (set_id {id}, today DATE)"

DUE = """
    SELECT a.* FROM {al}actions a JOIN chosen c ON c.set_id = a.set_id
    WHERE EXISTS (
        SELECT 1 FROM {al}due_dates d
        WHERE d.problem_id = a.problem_id AND d.action_id = a.action_id
          AND d.due <= c.today AND (d.until_day IS NULL OR d.due < d.until_day)
    )
"""

OF_DUE = f"SELECT COUNT(*) FILTER (WHERE {{what}}), COUNT(*), COUNT(DISTINCT owner_id) FROM ({DUE}) due"

PROMPTLY = """EXISTS (
    SELECT 1 FROM {al}sessions s
    WHERE s.set_id = due.set_id AND s.opened_at IS NOT NULL
      AND (s.session = due.reviewed_in OR EXISTS (
            SELECT 1 FROM {al}due_dates d
            WHERE d.problem_id = due.problem_id AND d.action_id = due.action_id AND d.number > 1 AND d.session = s.session))
      AND NOT EXISTS (
            SELECT 1 FROM {al}sessions e
            WHERE e.set_id = s.set_id AND e.opened_at < s.opened_at AND e.held_on > due.original_due)
)"""

REGULAR = "FROM {al}attendances a JOIN chosen c ON c.set_id = a.set_id WHERE a.session_kind = 'regular'"
ACTIONS = "FROM {al}actions a JOIN chosen c ON c.set_id = a.set_id"
TALK = "FROM {al}{which} q JOIN chosen c ON c.set_id = q.set_id"
SAID = f"SELECT by_id {TALK}"

FIGURES = {
    "attendance": f"SELECT COUNT(*) FILTER (WHERE present), COUNT(*), COUNT(DISTINCT member_id) {REGULAR} AND expected",
    "follow_through": OF_DUE.replace("{what}", "achieved"),
    "on_time": OF_DUE.replace("{what}", "achieved_on_time"),
    "loop_closure": OF_DUE.replace("{what}", "reviewed_at IS NOT NULL"),
    "prompt_review": OF_DUE.replace("{what}", PROMPTLY),
    "slippage": f"SELECT SUM(days_moved), COUNT(*), COUNT(DISTINCT owner_id) {ACTIONS}",
    "ownership_index": f"SELECT COUNT(*) FILTER (WHERE origin = 'self'), COUNT(*), COUNT(DISTINCT owner_id) {ACTIONS}",
    "learning_yield": f"""SELECT COUNT(*) FILTER (WHERE learnings > 0), COUNT(*), COUNT(DISTINCT owner_id)
        {ACTIONS} WHERE a.reviewed_at IS NOT NULL""",
    "talk_to_action": """SELECT
        COUNT(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM {al}actions a WHERE a.problem_id = p.problem_id AND a.session = p.session)),
        COUNT(*), COUNT(DISTINCT owner_id) FROM {al}presentations p JOIN chosen c ON c.set_id = p.set_id""",
    "resolution_rate": """SELECT COUNT(*) FILTER (WHERE resolved), COUNT(*), COUNT(DISTINCT owner_id)
        FROM {al}problems p JOIN chosen c ON c.set_id = p.set_id WHERE accepted""",
    "drift": """SELECT COUNT(*) FILTER (WHERE drifts), COUNT(*), COUNT(DISTINCT owner_id)
        FROM {al}problems p JOIN chosen c ON c.set_id = p.set_id WHERE presented > 1""",
    "participation_spread": f"""SELECT
        COUNT(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM {{al}}questions q
            WHERE q.set_id = a.set_id AND q.session = a.session AND q.by_id = a.member_id
        ) OR EXISTS (
            SELECT 1 FROM {{al}}slots s
            WHERE s.set_id = a.set_id AND s.session = a.session AND s.presenter_id = a.member_id
        )), COUNT(*), COUNT(DISTINCT member_id) {REGULAR} AND present""",
    "open_share": f"""SELECT COUNT(*) FILTER (WHERE form = 'open'), COUNT(*), COUNT(DISTINCT by_id)
        {TALK.replace("{which}", "questions")}""",
    "advice_rate": f"""SELECT
        (SELECT COUNT(*) {TALK.replace("{which}", "advice")}),
        (SELECT COUNT(*) {TALK.replace("{which}", "advice")}) + (SELECT COUNT(*) {TALK.replace("{which}", "questions")}),
        (SELECT COUNT(*) FROM (
            {SAID.replace("{which}", "questions")} UNION {SAID.replace("{which}", "advice")}) said)""",
    "transfer": """SELECT COUNT(*) FILTER (WHERE uses > 0), COUNT(*), COUNT(DISTINCT member_id)
        FROM {al}learnings l JOIN chosen c ON c.set_id = l.set_id""",
    "alignment": """SELECT SUM(CASE WHEN p.objectives > 0 THEN s.minutes ELSE 0 END), SUM(s.minutes), NULL
        FROM {al}slots s JOIN chosen c ON c.set_id = s.set_id JOIN {al}problems p ON p.problem_id = s.problem_id
        WHERE s.session_kind = 'regular'""",
}
"""Each answers numerator, denominator and n."""

SESSION_SLOTS = f"SELECT a.set_id, a.member_id, COUNT(*) {REGULAR} AND expected GROUP BY a.set_id, a.member_id"
MINUTES = """SELECT s.set_id, s.presenter_id, SUM(s.minutes) FROM {al}slots s JOIN chosen c ON c.set_id = s.set_id
    WHERE s.session_kind = 'regular' AND s.minutes IS NOT NULL GROUP BY s.set_id, s.presenter_id"""

CHANGES = """SELECT AVG(a.score - b.score), COUNT(*) FROM {al}ratings b JOIN {al}ratings a
    ON a.member_id = b.member_id AND a.instrument = b.instrument AND a.phase = 'after' AND b.phase = 'before'
    WHERE b.instrument = '{instrument}' AND b.member_id IN (
        SELECT m.member_id FROM {al}memberships m JOIN chosen c ON c.set_id = m.set_id)"""

OF_SESSIONS = """SELECT s.session,
    (SELECT COUNT(*) FROM {al}questions q WHERE q.set_id = s.set_id AND q.session = s.session AND q.form = 'open'),
    (SELECT COUNT(*) FROM {al}questions q WHERE q.set_id = s.set_id AND q.session = s.session),
    (SELECT COUNT(*) FROM {al}advice q WHERE q.set_id = s.set_id AND q.session = s.session)
    FROM {al}sessions s JOIN chosen c ON c.set_id = s.set_id WHERE s.opened_at IS NOT NULL"""


def figures_in_sql(ask: Ask, al: str = "") -> dict[str, Figure]:
    """Every figure of the chosen sets; ``al`` is what the names of tables begin with."""
    found = {}
    for name, statement in FIGURES.items():
        ((part, whole, people),) = ask(statement.replace("{al}", al))
        found[name] = (Fraction(int(part or 0), int(whole)) if whole else None, people)
    found["airtime_gini"] = _gini(ask, al)
    return found


def _gini(ask: Ask, al: str) -> Figure:
    """A median or a Gini is asked of a notebook; the shares come from SQL."""
    sessions = {(its, member): count for its, member, count in ask(SESSION_SLOTS.replace("{al}", al))}
    minutes: Counter[Any] = Counter({(its, who): int(total) for its, who, total in ask(MINUTES.replace("{al}", al))})
    shares = [Fraction(minutes[key], count) for key, count in sessions.items()]
    apart = sum((abs(one - two) for one in shares for two in shares), Fraction())
    whole = 2 * len(shares) * sum(shares, Fraction())
    return (apart / whole if whole else None), len({member for _, member in sessions})


def changes_in_sql(ask: Ask, instrument: str, al: str = "") -> tuple[float | None, int]:
    """The mean change of a self-rating over matched pairs, and how many pairs."""
    ((mean, pairs),) = ask(CHANGES.replace("{al}", al).replace("{instrument}", instrument))
    return mean, pairs


def session_figures_in_sql(ask: Ask, al: str = "") -> dict[int, tuple[Fraction | None, Fraction | None]]:
    """Open share and advice rate of each session that was held."""
    return {
        session: (
            Fraction(opened, asked) if asked else None,
            Fraction(advised, advised + asked) if advised + asked else None,
        )
        for session, opened, asked, advised in ask(OF_SESSIONS.replace("{al}", al))
    }
