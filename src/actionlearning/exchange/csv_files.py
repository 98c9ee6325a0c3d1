"""Tables as CSV (RFC 4180): UTF-8, a line of headings, CRLF, and quotes where they are needed.

An empty cell is empty; a text of no letters is ``""``. A text that a spreadsheet would take for a formula gets an apostrophe in
front: titles are typed by people, and a file that somebody opens must not run anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from actionlearning.exchange.tabular import ABOUT, About
from actionlearning.projections.materialised import Kind, Row, Table

__all__ = ["CSVFiles", "cell"]

QUOTED = frozenset(',"\r\n')
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  # the wide ones are taken for formulas too


class CSVFiles:
    """A folder of files, each named after its table."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder

    def write(self, table: Table, rows: Iterator[Row]) -> int:
        cells = [(column.name, CELLS[column.kind]) for column in table.columns]
        count = 0
        with (self._folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(name for name, _ in cells) + "\r\n")
            for row in rows:
                file.write(",".join(["" if row[name] is None else told(row[name]) for name, told in cells]) + "\r\n")
                count += 1
        return count

    def finish(self, about: About, tables: Mapping[str, int]) -> None:
        write_about(self._folder, about, tables)


def write_about(folder: Path, about: About, tables: Mapping[str, int]) -> None:
    """Put beside the files what they are."""
    told = {**msgspec.to_builtins(about), "tables": tables}
    (folder / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")


def cell(text: str) -> str:
    """A text as one cell, which no spreadsheet takes for a formula."""
    if text.lstrip(" ").startswith(FORMULA):
        text = "'" + text
    if not text or text != text.strip() or not QUOTED.isdisjoint(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _decimal(value: Decimal) -> str:
    return f"{value:f}"


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _flag(value: Any) -> str:
    return "true" if value else "false"


CELLS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.ID: UUID.__str__,
    Kind.TEXT: cell,
    Kind.INTEGER: str,
    Kind.AMOUNT: _decimal,
    Kind.NUMBER: repr,
    Kind.FLAG: _flag,
    Kind.TIME: _time,
    Kind.DATE: date.isoformat,
}
"""How a value of each kind is written."""
