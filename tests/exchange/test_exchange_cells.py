"""Whatever stands in a table comes back from its cell exactly, and opens nothing in anybody's spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionlearning.exchange import arrow, csv_files
from actionlearning.exchange.csv_files import CSVFiles, cell
from actionlearning.projections.materialised import Column, Kind, Table

AMOUNTS = Table("amounts", (Column("number", Kind.INTEGER), Column("amount", Kind.AMOUNT)), key=("number",))


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://x")', "＝1"],  # noqa: RUF001  # a wide one
)
def test_a_text_that_looks_like_a_formula_is_only_a_text(typed: str) -> None:
    (((read,),),) = [list(csv.reader(io.StringIO(cell(typed))))]
    assert "'" + typed == read


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_any_text_comes_back_from_a_cell(text: str) -> None:
    ((first, read, last),) = csv.reader(io.StringIO(f"1,{cell(text)},2\r\n", newline=""), strict=True)
    assert ("1", "2") == (first, last)
    assert read.removeprefix("'") == text.removeprefix("'")
    assert not read.lstrip(" ").startswith(csv_files.FORMULA)


def test_nothing_and_a_text_of_no_letters_are_told_apart(tmp_path: Path) -> None:
    table = Table("words", (Column("word", Kind.TEXT, optional=True), Column("n", Kind.INTEGER)), key=("n",))
    CSVFiles(tmp_path / "out").write(table, iter([{"word": None, "n": 1}, {"word": "", "n": 2}]))
    assert b'word,n\r\n,1\r\n"",2\r\n' == (tmp_path / "out" / "words.csv").read_bytes()


@pytest.mark.parametrize("amount", ["0.01", "999999999999999.99", "-999999999999999", "1E+3", "0.123456789012345678"])
def test_an_amount_is_exact_in_every_form(tmp_path: Path, amount: str) -> None:
    row = {"number": 1, "amount": Decimal(amount)}
    CSVFiles(tmp_path / "csv").write(AMOUNTS, iter([row]))
    _, (_, told) = csv.reader((tmp_path / "csv" / "amounts.csv").read_text("utf-8").splitlines())
    assert Decimal(amount) == Decimal(told)
    assert "E" not in told
    (batch,) = arrow.batches(pa, AMOUNTS, iter([row]))
    assert [Decimal(amount)] == batch.column("amount").to_pylist()


def test_what_is_finer_than_a_column_is_rounded() -> None:
    (batch,) = arrow.batches(pa, AMOUNTS, iter([{"number": 1, "amount": Decimal(2) / Decimal(3)}]))
    assert [Decimal("0.666666666666666667")] == batch.column("amount").to_pylist()


def test_a_time_is_in_utc_wherever_it_came_from(tmp_path: Path) -> None:
    table = Table("times", (Column("at", Kind.TIME),), key=("at",))
    at = datetime.fromisoformat("2025-06-03T14:00:00.000001+01:00")
    CSVFiles(tmp_path / "csv").write(table, iter([{"at": at}]))
    assert b"at\r\n2025-06-03T13:00:00.000001Z\r\n" == (tmp_path / "csv" / "times.csv").read_bytes()
    (batch,) = arrow.batches(pa, table, iter([{"at": at}]))
    assert [at.astimezone(UTC)] == batch.column("at").to_pylist()
