"""What every form of chart is drawn with: data, rows in their order, captions above them, and room for words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Any, TypeVar

from actionlearning.report.charts import alt

__all__ = ["BAR", "STEP", "captions", "data_of", "in_parts", "own", "room_for", "rows_of"]

STEP = 44
"""The height of a row, with its caption."""

BAR = 13
ABOVE = -9
"""How far above the middle of its row a caption stands."""

T = TypeVar("T")

CHARACTER = 6.4
"""About how wide a character is, to keep room for words at the end of a bar."""


PAGE, PART = 16, 7
"""So many rows stand on a page of paper with their title; more are cut into parts, of so many at most."""


def in_parts(rows: Sequence[T]) -> list[Sequence[T]]:
    """Rows as they are cut for paper, all parts about as long; nothing where a page holds them all."""
    if len(rows) <= PAGE:
        return []
    count = ceil(len(rows) / PART)
    ends = [round(len(rows) * part / count) for part in range(count + 1)]
    return [rows[start:end] for start, end in pairwise(ends)]


def data_of(values: Sequence[Mapping[str, Any]]) -> Any:
    """Values as altair takes them."""
    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]  # altair leaves it untyped


def rows_of(count: int) -> Any:
    """A row for each, from the first down, whether or not there is anything to draw in it."""
    return alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(count))))


def own(field: str) -> Any:
    """The colour that each row brings with it."""
    return alt.Fill(f"{field}:N", scale=None)


def captions(base: Any, width: int) -> Any:
    """The words of each row, above it, at the left edge."""
    return base.mark_text(align="left", dy=ABOVE, limit=width - 12, baseline="bottom", ellipsis="…").encode(
        x=alt.value(0), text="label:N"
    )


def room_for(words: Sequence[str]) -> float:
    """How wide the longest of them is."""
    return max((len(each) for each in words), default=0) * CHARACTER + 14
