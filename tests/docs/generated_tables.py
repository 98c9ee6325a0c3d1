"""The reference page of the tables for people, made from their declarations, with statements to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from attrs import frozen

from actionlearning.projections.materialised import Column, Kind, Table
from actionlearning.projections.tables.tables import ROOMS

__all__ = ["tables"]

HEAD = """# Tables

What one would want in a spreadsheet, a notebook or a BI tool: everything that is recorded, as it is known now. The projection
`tables` keeps them beside the journal, in its own database; [Use the tables](../how-to/use-the-tables.md) says how they are
filled, queried and taken out.

- **In the database** each is called `al_` and its name, so that `sets` is `al_sets`. What `actionlearning export tables` writes
  goes by the name alone.
- **No words and no names.** Rows hold ids, times, kinds and figures. Where something was said, `version` is the version of its
  event in a stream, the id of which another column holds, and its line names the labels of the sealed words there: whoever may
  read them finds the handle in that event, and `al.reveal` opens it. What people felt or did not know, what they hold important
  and how they like to learn is in no table.
- **As known now.** A mistake that was put right is right here from the beginning, whenever it was recorded. What the figures
  were as at an earlier day, or as known at one, is for the [views](../how-to/look-back.md).
- **Figures about people.** The rows are about single persons, by their ids. Give them to whom you would show the set itself;
  what a sponsor may see is in the sponsor's views.
- **Dates** are in the time zone of their set, programme or candidate; times are in UTC.

| kind | on SQLite | on PostgreSQL | in DuckDB and Parquet |
|---|---|---|---|
| id | text | `uuid` | `UUID`; text in Parquet |
| text | text | `text` | `VARCHAR` |
| whole number | integer | `bigint` | `BIGINT` |
| decimal | text, exact; `CAST(… AS DOUBLE PRECISION)` to compute | `numeric` | `DECIMAL(38,18)` |
| number | real | `double precision` | `DOUBLE` |
| yes or no | 0 or 1 | `boolean` | `BOOLEAN` |
| time | text, ISO 8601 in UTC | `timestamptz` | `TIMESTAMP WITH TIME ZONE` |
| date | text, ISO 8601 | `date` | `DATE` |
"""

KINDS = {
    Kind.ID: "id",
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.AMOUNT: "decimal",
    Kind.NUMBER: "number",
    Kind.FLAG: "yes or no",
    Kind.TIME: "time",
    Kind.DATE: "date",
}


@frozen
class Question:
    """Something to ask of the tables, the statement that does, and what it says of the demo."""

    asks: str
    file: str
    statement: str
    says: str


ASKING = """
## Statements to begin with

They run on SQLite, PostgreSQL and DuckDB as they stand, given the names that tables have there. Here they ask the demo.

```console
$ actionlearning demo --db sqlite:///demo.db
...
```

```python
import sqlite3
from pathlib import Path

from actionlearning import ActionLearning

with ActionLearning.open("sqlite:///demo.db") as al:
    al.projections.catch_up()

database = sqlite3.connect("demo.db")

def ask(statement: str) -> None:
    for row in database.execute(Path(statement).read_text()):
        print(*row, sep=" | ")
```
"""

QUESTIONS = (
    Question(
        "How did a set do what it committed to? An action is due where a due date in force was reached by the day given.",
        "follow_through.sql",
        """SELECT s.title, COUNT(*) AS due,
       COUNT(*) FILTER (WHERE a.achieved) AS achieved,
       COUNT(*) FILTER (WHERE a.achieved_on_time) AS on_time,
       COUNT(*) FILTER (WHERE a.reviewed_at IS NOT NULL) AS reviewed
FROM al_actions a JOIN al_sets s ON s.set_id = a.set_id
WHERE EXISTS (
    SELECT 1 FROM al_due_dates d
    WHERE d.problem_id = a.problem_id AND d.action_id = a.action_id
      AND d.due <= '2025-09-02' AND (d.until_day IS NULL OR d.due < d.until_day))
GROUP BY s.title ORDER BY s.title""",
        "Calder Vale ward set | 19 | 16 | 15 | 19\nSpring cohort | 2 | 2 | 2 | 2",
    ),
    Question(
        "Who came, and with what energy did they come and go? A follow-up never counts for attendance.",
        "attendance.sql",
        """SELECT s.session, s.held_on, s.present, s.expected,
       ROUND(AVG(a.energy_in) FILTER (WHERE a.present), 1) AS energy_in,
       ROUND(AVG(a.energy_out) FILTER (WHERE a.present), 1) AS energy_out
FROM al_sessions s JOIN al_sets t ON t.set_id = s.set_id
JOIN al_attendances a ON a.set_id = s.set_id AND a.session = s.session
WHERE t.kind = 'workplace' AND s.kind = 'regular' AND s.opened_at IS NOT NULL
GROUP BY s.session, s.held_on, s.present, s.expected ORDER BY s.session""",
        """1 | 2025-01-14 | 6 | 6 | 5.0 | 6.3
2 | 2025-02-11 | 6 | 6 | 5.3 | 6.7
3 | 2025-03-11 | 5 | 6 | 6.0 | 7.2
4 | 2025-04-08 | 6 | 6 | 6.0 | 7.3
5 | 2025-05-06 | 5 | 6 | 5.8 | 7.8
6 | 2025-06-03 | 6 | 6 | 6.7 | 8.5""",
    ),
    Question(
        "How did the set learn to ask? Open questions and advice, session by session.",
        "questions.sql",
        """SELECT s.session,
       (SELECT COUNT(*) FROM al_questions q WHERE q.set_id = s.set_id AND q.session = s.session) AS questions,
       (SELECT COUNT(*) FROM al_questions q
        WHERE q.set_id = s.set_id AND q.session = s.session AND q.form = 'open') AS open_ones,
       (SELECT COUNT(*) FROM al_advice a WHERE a.set_id = s.set_id AND a.session = s.session) AS advice
FROM al_sessions s JOIN al_sets t ON t.set_id = s.set_id
WHERE t.kind = 'workplace' AND s.session IN (1, 6) ORDER BY s.session""",
        "1 | 50 | 22 | 11\n6 | 50 | 41 | 2",
    ),
    Question(
        "What moved each objective? The golden thread: problems, actions, the measure, and what was upheld.",
        "objectives.sql",
        """SELECT o.title, ROUND(CAST(100 * o.progress AS NUMERIC), 1) AS progress,
       (SELECT COUNT(*) FROM al_problem_objectives p WHERE p.objective_id = o.objective_id) AS problems,
       (SELECT COUNT(*) FROM al_problem_objectives p JOIN al_actions a ON a.problem_id = p.problem_id
        WHERE p.objective_id = o.objective_id) AS actions,
       (SELECT COUNT(*) FROM al_benefits b
        WHERE b.objective_id = o.objective_id AND b.verdict = 'validated') AS upheld
FROM al_objectives o ORDER BY o.progress""",
        """Staff turnover | 22.2 | 2 | 6 | 0
Delayed bed-days | 62.5 | 2 | 6 | 1
Ward agency spend | 80.0 | 2 | 5 | 1
Complaints answered within 25 days | 111.1 | 1 | 3 | 1""",
    ),
    Question(
        "Was it worth its cost? Cash alone; a claim counts once it is validated, and what became worse counts in full.",
        "return.sql",
        """SELECT p.title, p.currency, money.benefits, money.costs,
       ROUND(CAST(100 * (money.benefits - money.costs) / money.costs AS NUMERIC), 1) AS roi
FROM al_programmes p JOIN (
    SELECT q.programme_id,
           (SELECT SUM(CAST(c.amount AS DOUBLE PRECISION)) FROM al_costs c
            WHERE c.programme_id = q.programme_id AND NOT c.reversed) AS costs,
           (SELECT SUM(CAST(b.counted AS DOUBLE PRECISION)) FROM al_benefits b
            WHERE b.programme_id = q.programme_id AND b.kind = 'cash')
           - COALESCE((SELECT SUM(CAST(d.amount AS DOUBLE PRECISION)) FROM al_disbenefits d
            WHERE d.programme_id = q.programme_id AND d.kind = 'cash'), 0) AS benefits
    FROM al_programmes q
) money ON money.programme_id = p.programme_id
WHERE money.costs IS NOT NULL AND money.benefits IS NOT NULL""",
        "Calder Vale action learning programme 2025 | GBP | 27456.0 | 9046.0 | 203.5",
    ),
    Question(
        "Do people feel less isolated? Only those count who said so before and after.",
        "isolation.sql",
        """SELECT COUNT(*) AS people, ROUND(AVG(b.score), 2) AS before, ROUND(AVG(a.score), 2) AS after
FROM al_ratings b JOIN al_ratings a ON a.member_id = b.member_id AND a.instrument = b.instrument
WHERE b.instrument = 'less_isolated' AND b.phase = 'before' AND a.phase = 'after'""",
        "6 | 4.33 | 7.33",
    ),
)


def tables() -> str:
    """The page: what holds for all, each table with its columns, and statements to begin with."""
    parts = [HEAD]
    for room in ROOMS:
        parts.append(_heading(room))
        parts += [_table(table) for table in room.TABLES]
    parts.append(ASKING)
    parts += [_question(each) for each in QUESTIONS]
    return "".join(parts)


def _heading(room: ModuleType) -> str:
    name = room.__name__.rpartition(".")[2].capitalize()
    return f"\n## {name}\n\n{' '.join((room.__doc__ or '').split())}\n"


def _table(table: Table) -> str:
    indexes = "; ".join(_names(index) for index in table.indexes)
    searched = f" It is searched by {indexes}." if indexes else ""
    rows = [
        f"| `{column.name}` | {KINDS[column.kind]}{', optional' if column.optional else ''} | {_line(column)} |"
        for column in table.columns
    ]
    heading = f"\n### `{table.name}`\n\nA row is: {_small(table.says)}. Its key is {_names(table.key)}.{searched}\n"
    return "\n".join([heading, "| column | kind | |", "|---|---|---|", *rows, ""])


def _line(column: Column) -> str:
    return column.says.replace("|", "\\|")


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _question(question: Question) -> str:
    return "\n".join(
        [
            f"\n{question.asks}\n",
            f"```sql {question.file}",
            question.statement,
            "```\n",
            "```python",
            f'ask("{question.file}")',
            "```\n",
            "```text",
            question.says,
            "```\n",
        ]
    )
