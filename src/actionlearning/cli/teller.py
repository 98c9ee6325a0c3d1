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

from actionlearning.application.access import KEEPER, Reader
from actionlearning.application.library import ActionLearning
from actionlearning.application.reading import ERASED, FORMER_MEMBER, ReadingAs
from actionlearning.domain.personal import Personal
from actionlearning.projections.amounts import as_share, money
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.sentences import Mention, Person, Thing

__all__ = ["Teller", "as_share", "machine", "money"]


class Teller:
    """Puts what a view mentions into words, for whoever keeps the journal and its keys on this machine.

    Who is forgotten is a former member, and what they said "[erased]".

    For a console, square brackets are escaped: what somebody said is shown, and never read as a style.
    """

    outside = False
    """Whether it tells a reader who stays outside the sets."""

    def __init__(self, al: ActionLearning, *, console: bool = True) -> None:
        self._reading = al.reading_as(KEEPER)
        self.safe: Callable[[str], str] = escape if console else str

    def __call__(self, mention: Mention) -> str:
        match mention:
            case Person(id=id_, name=name):
                return self.text(name, instead=FORMER_MEMBER) if name is not None else f"somebody ({str(id_)[:8]})"
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

    def text(self, handle: Personal | None, *, instead: str = ERASED) -> str:
        """What was said, or nothing, or what stands instead once it is erased."""
        return "" if handle is None else self.safe(self._reading.shown(handle, instead=instead))


def machine(value: Any, al: ActionLearning, *, reader: Reader = KEEPER) -> Any:
    """A view as JSON can hold it: handles revealed, ids and times as text, metrics in their machine form.

    A text that a reader may not have is null.
    """
    return _machine(value, al.reading_as(reader))


def _machine(value: Any, reading: ReadingAs) -> Any:
    match value:
        case Metric() | Change():
            return value.to_json()
        case Personal():
            return reading.shown(value) if reading.may_read(value) else None
        case Fraction() | Decimal():
            return float(value)
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {_key(key): _machine(each, reading) for key, each in value.items()}
        case Person(id=id_, name=Personal() as name):
            known = reading.shown(name, instead=FORMER_MEMBER) if reading.may_read(name) else None
            return {"id": str(id_), "name": known}
        case list() | tuple() | set() | frozenset():
            return [_machine(each, reading) for each in value]
    if attrs.has(type(value)):
        return {field.name: _machine(getattr(value, field.name), reading) for field in attrs.fields(type(value))}
    return getattr(value, "value", value)


def _key(key: Any) -> str:
    return str(getattr(key, "value", key))
