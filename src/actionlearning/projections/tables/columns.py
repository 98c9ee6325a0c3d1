"""The words in which tables are declared: a column of each kind with its line, and the ways to a row that must be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Column, Key, Kind, Rows, Seen

__all__ = [
    "AT_SET",
    "Fold",
    "Folds",
    "amount",
    "day",
    "flag",
    "home_of",
    "ident",
    "known",
    "number",
    "text",
    "time",
    "version",
    "whole",
]

Fold = Callable[[Rows, Recorded[Any]], None]
Folds = Mapping[type, Fold]
"""What is done with each class of event."""


def ident(name: str, says: str, *, optional: bool = False) -> Column:
    """An id."""
    return Column(name, Kind.ID, says, optional=optional)


def text(name: str, says: str, *, optional: bool = False) -> Column:
    """A title, or one of a closed list of words."""
    return Column(name, Kind.TEXT, says, optional=optional)


def whole(name: str, says: str, *, optional: bool = False) -> Column:
    """A whole number."""
    return Column(name, Kind.INTEGER, says, optional=optional)


def amount(name: str, says: str, *, optional: bool = False) -> Column:
    """An exact decimal: money, a share, a measure."""
    return Column(name, Kind.AMOUNT, says, optional=optional)


def number(name: str, says: str, *, optional: bool = False) -> Column:
    """A figure that was divided, and is as near as a machine gets."""
    return Column(name, Kind.NUMBER, says, optional=optional)


def flag(name: str, says: str, *, optional: bool = False) -> Column:
    """Yes or no."""
    return Column(name, Kind.FLAG, says, optional=optional)


def time(name: str, says: str, *, optional: bool = False) -> Column:
    """A moment, in UTC."""
    return Column(name, Kind.TIME, says, optional=optional)


def day(name: str, says: str, *, optional: bool = False) -> Column:
    """A date, in the time zone of its set, programme or candidate."""
    return Column(name, Kind.DATE, says, optional=optional)


def version(stream: str, *labels: str) -> Column:
    """Where the event of a row stands in the stream that another column names, and the labels of its sealed words."""
    said = " and ".join(f"`{label}`" for label in labels)
    more = f"; its sealed {said} can be read there by those who may" if labels else ""
    return whole("version", f"the version of its event in the stream of `{stream}`{more}")


AT_SET = (ident("set_id", "the set"), ident("programme_id", "the programme of the set"))


def known(rows: Rows, table: str, key: Key) -> Seen:
    """A row that an earlier event has made."""
    found = rows.get(table, key)
    assert found is not None, f"{table} has no row {key}: an earlier event should have made it"
    return found


def home_of(rows: Rows, problem: Any) -> Seen:
    """The problem that an event belongs to, with the ids of its set and programme."""
    return known(rows, "problems", (problem,))
