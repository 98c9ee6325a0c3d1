"""What DuckDB and pyarrow read from an export is what the library says, figure by figure and cell by cell."""

from __future__ import annotations

import csv
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pyarrow import parquet
from reading_back import asking, everything, figures_agree

from actionlearning import ActionLearning, ProgrammeMetrics
from actionlearning.exchange.tabular import Format, export_tables
from actionlearning.projections.materialised import Kind
from actionlearning.projections.tables.tables import Tables
from actionlearning.testing.playing import Disagreement, RandomProgramme, steps_of

FORMS = pytest.mark.parametrize("to", list(Format), ids=lambda to: to.value)


@FORMS
def test_every_figure_of_calder_vale_can_be_had_from_an_export(calder_vale: ActionLearning, tmp_path: Path, to: Format) -> None:
    export_tables(calder_vale, tmp_path / "out", to=to)
    with asking(tmp_path / "out", to) as ask:
        assert figures_agree(calder_vale, ask) == 2


@pytest.mark.parametrize(("to", "seed"), [(Format.CSV, 3), (Format.PARQUET, 4), (Format.DUCKDB, 5), (Format.DUCKDB, 8)])
def test_every_figure_of_a_random_programme_can_be_had_from_an_export(tmp_path: Path, to: Format, seed: int) -> None:
    with ActionLearning.open("memory:") as empty:
        play = RandomProgramme.on(empty)
        with suppress(Disagreement):
            play.play(steps_of(seed, 100))
        export_tables(play.al, tmp_path / "out", to=to)
        with asking(tmp_path / "out", to) as ask:
            assert figures_agree(play.al, ask) >= 1


def test_what_a_programme_brought_is_exact_in_sql(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "out", to=Format.DUCKDB)
    with asking(tmp_path / "out", Format.DUCKDB) as ask:
        ((programme, counted),) = ask(
            "SELECT programme_id, SUM(counted) FROM benefits WHERE kind = 'cash' GROUP BY programme_id HAVING SUM(counted) > 0"
        )
        ((against,),) = ask("SELECT SUM(amount) FROM disbenefits WHERE kind = 'cash'")
        ((costs,),) = ask("SELECT SUM(amount) FROM costs WHERE NOT reversed")
    money = calder_vale.view(ProgrammeMetrics, programme=programme).money
    assert (Decimal(27456), Decimal(9046)) == (counted - against, costs)
    assert (money.cash.benefits.value, money.costs.value) == (counted - against, costs)


def test_parquet_holds_every_cell(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "out", to=Format.PARQUET)
    for table, rows in everything(calder_vale).items():
        read = parquet.read_table(tmp_path / "out" / f"{table}.parquet").to_pylist()
        assert [{name: str(v) if isinstance(v, UUID) else v for name, v in row.items()} for row in rows] == read


def test_duckdb_holds_every_cell(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "out", to=Format.DUCKDB)
    with asking(tmp_path / "out", Format.DUCKDB) as ask:
        for table in Tables.tables:
            rows = everything(calder_vale)[table.name] if table.name in ("actions", "benefits", "objectives") else None
            found = ask(f"SELECT * FROM {table.name} ORDER BY {', '.join(table.key)}")
            if rows is not None:
                assert [tuple(row.values()) for row in rows] == found
        lines = dict(ask("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'sets'"))
    (sets,) = (table for table in Tables.tables if table.name == "sets")
    assert {column.name: column.says for column in sets.columns} == lines


def test_csv_holds_every_cell(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "out", to=Format.CSV)
    rows = everything(calder_vale)
    for table in Tables.tables:
        with (tmp_path / "out" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            heading, *read = csv.reader(file, strict=True)
        assert [column.name for column in table.columns] == heading
        expected = [[_told(column.kind, row[column.name]) for column in table.columns] for row in rows[table.name]]
        assert expected == read


def _told(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    match kind:
        case Kind.FLAG:
            return str(value).lower()
        case Kind.TIME:
            return value.isoformat().replace("+00:00", "Z")
        case Kind.AMOUNT:
            return f"{value:f}"
    return str(value)
