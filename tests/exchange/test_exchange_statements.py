"""The statements that the reference begins with run on DuckDB and on PostgreSQL as they do on SQLite."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from reading_back import asking

from actionlearning import ActionLearning
from actionlearning.exchange.tabular import Format, export_tables

sys.path.append(str(Path(__file__).parents[1] / "docs"))
from generated_tables import QUESTIONS


def plainly(value: Any) -> Any:
    """A cell as it is compared: a number however it is written, else its text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def test_they_say_the_same_on_duckdb(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "out", to=Format.DUCKDB)
    with asking(tmp_path / "out", Format.DUCKDB) as ask:
        for question in QUESTIONS:
            found = ask(re.sub(r"\bal_", "", question.statement))
            said = [line.split(" | ") for line in question.says.splitlines()]
            assert [[plainly(cell) for cell in row] for row in said] == [[plainly(cell) for cell in row] for row in found]


def test_they_run_on_postgresql(postgres_url: str) -> None:
    with ActionLearning.open(postgres_url, keyring="memory:", kek=bytes(32)) as al:
        al.projections.catch_up("tables")
    with psycopg.connect(postgres_url) as connection:
        for question in QUESTIONS:
            found = connection.execute(question.statement).fetchall()
            assert found in ([], [(0, None, None)])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.file)
def test_each_asks_something(question: Any) -> None:
    assert question.asks.endswith(".")
    assert question.says
