"""Exports read back by DuckDB and by pyarrow, and asked in the same SQL as any other database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from figures_in_sql import CHOSEN, changes_in_sql, figures_in_sql

from actionlearning import ActionLearning, SetMetrics
from actionlearning.exchange.duckdb_file import TYPES
from actionlearning.exchange.tabular import Format
from actionlearning.projections.facts import FACTS_OF_SETS, Facts
from actionlearning.projections.materialised import Table
from actionlearning.projections.projection import History
from actionlearning.projections.tables.tables import Tables

__all__ = ["Ask", "asking", "everything", "figures_agree"]

Ask = Callable[..., Sequence[tuple[Any, ...]]]


@contextmanager
def asking(out: Path, to: Format) -> Iterator[Ask]:
    """Something that runs statements on an export."""
    connection = duckdb.connect(str(out), read_only=True) if to is Format.DUCKDB else duckdb.connect()
    if to is not Format.DUCKDB:
        for table in Tables.tables:
            file = out / f"{table.name}.{to.value}"
            read = (
                f"read_parquet('{file}')"
                if to is Format.PARQUET
                else f"read_csv('{file}', header = true, columns = {_typed(table)})"
            )
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM {read}")
    try:
        yield lambda statement, *values: connection.execute(statement, *values).fetchall()
    finally:
        connection.close()


def _typed(table: Table) -> dict[str, str]:
    """What DuckDB should take the columns of a file for, which has no types of its own."""
    return {column.name: TYPES[column.kind] for column in table.columns}


def figures_agree(al: ActionLearning, ask: Ask) -> int:
    """Hold every figure of every set against its view; how many sets that were."""
    now = al.clock()
    names = {event.__topic__.rpartition(".")[0] for event in FACTS_OF_SETS}  # type: ignore[attr-defined]  # the mark of events
    sets = Facts(History.select(al.journal.read_all(names=names), now=now)).all_sets()
    ask(CHOSEN.format(id="UUID"))
    for its in sets:
        ask("DELETE FROM chosen")
        ask("INSERT INTO chosen VALUES (?, ?)", [str(its.id), its.today])
        figures = al.view(SetMetrics, set=its.id).figures
        found = figures_in_sql(ask)
        assert {name: (getattr(figures, name).value, getattr(figures, name).n) for name in found} == found
        mean, pairs = changes_in_sql(ask, "less_isolated")
        change = figures.less_isolated
        assert (change.n, None if change.value is None else float(change.value)) == (pairs, mean)
    return len(sets)


def everything(al: ActionLearning) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables, in order of their keys."""
    with al.projections.reading(Tables.name) as reading:
        return {table.name: list(reading.rows(table.name, order=table.key)) for table in Tables.tables}
