"""Telling: people by name, things by title, what was said in quotation marks, and figures as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import attrs
from rich.markup import escape

from actionlearning.application.library import ActionLearning
from actionlearning.domain.personal import Personal
from actionlearning.projections.amounts import as_share, money
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.sentences import Mention, Person, Thing

__all__ = ["Teller", "as_share", "machine", "money"]


class Teller:
    """Puts what a view mentions into words, through the library's keyring.

    For a console, square brackets are escaped: what somebody said is shown, and never read as a style.
    """

    def __init__(self, al: ActionLearning, *, console: bool = True) -> None:
        self._al = al
        self.safe: Callable[[str], str] = escape if console else str

    def __call__(self, mention: Mention) -> str:
        match mention:
            case Person(id=id_, name=name):
                return self.text(name) if name is not None else f"somebody ({str(id_)[:8]})"
            case Thing(kind=kind, id=id_, title=None):
                return f"{kind} {str(id_)[:8]}"
            case Thing(title=Personal() as title):
                return f"“{self.text(title)}”"
            case Thing(title=str(title)):
                return f"“{self.safe(title)}”"
            case Personal():
                return f"“{self.text(mention)}”"
            case str():
                return self.safe(mention)
        raise AssertionError(mention)

    def text(self, handle: Personal | None) -> str:
        """What was said, or nothing."""
        return "" if handle is None else self.safe(self._al.reveal(handle))


def machine(value: Any, al: ActionLearning) -> Any:
    """A view as JSON can hold it: handles revealed, ids and times as text, metrics in their machine form."""
    match value:
        case Metric() | Change():
            return value.to_json()
        case Personal():
            return al.reveal(value)
        case Fraction() | Decimal():
            return float(value)
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {_key(key): machine(each, al) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [machine(each, al) for each in value]
    if attrs.has(type(value)):
        return {field.name: machine(getattr(value, field.name), al) for field in attrs.fields(type(value))}
    return getattr(value, "value", value)


def _key(key: Any) -> str:
    return str(getattr(key, "value", key))
