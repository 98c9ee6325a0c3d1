"""What a use case takes: the annotated types that make its signature its schema, and the values they cannot express.

A use case's signature is turned once into a schema; every call is checked against it, whether it comes from Python, a
script or the command line, and the same schema is what ``actionlearning commands`` shows.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_type_hints

import attrs
import msgspec

from actionlearning.domain.errors import BadInput
from actionlearning.domain.times import within_reach
from actionlearning.journal.types_met import meeting_types, met

__all__ = [
    "Label",
    "Minutes",
    "Moment",
    "NotADuration",
    "NotALabel",
    "NotAShare",
    "NotAnAmount",
    "NotText",
    "Private",
    "Score",
    "SessionNumber",
    "Title",
    "Words",
    "WrongInput",
    "checked",
    "figure",
    "hours_of",
    "label",
    "money",
    "plainly",
    "schema_of",
    "share",
    "use_case_name",
]

Private = msgspec.Meta(min_length=1, max_length=20_000, pattern=r"\S", extra_json_schema={"x-personal": True})
"""The mark of a text that belongs to a person: sealed when stored, at least one visible character, at most 20,000."""

Words = Annotated[str, Private]
"""What a person says or is called."""

ONE_LINE = r"^(?=.*\S)[^\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069]*$(?![\s\S])"
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=ONE_LINE)]
"""What an organisation calls a thing: one line, and nothing that turns text around, so that no line of a history can be
forged with it; stored in the clear, so it names nobody."""

LABEL = r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}\Z"
Label = Annotated[str, msgspec.Meta(pattern=LABEL)]
"""An alias of a script: letters, digits and ``_.:-``; stored in the clear, so it names nobody."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Score = Annotated[int, msgspec.Meta(ge=1, le=10)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=1440)]
SessionNumber = Annotated[int, msgspec.Meta(ge=1, le=9999)]

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for tab and the ends of lines, and halves of characters."""

LARGEST_AMOUNT = Decimal(10) ** 15


class WrongInput(BadInput):
    """An argument is missing, unknown or of the wrong kind."""

    use_case: str
    why: str
    says = "{use_case} was called wrongly: {why}"


class NotALabel(BadInput):
    label: str
    says = '"{label}" is not a label; use letters, digits and _.:- only, at most 64, for it is stored in the clear'


class NotText(BadInput):
    why: str
    says = "this text cannot be stored: {why}"


class NotAnAmount(BadInput):
    value: Decimal
    wanted: str
    says = "{value} is not an amount of money; give {wanted}"


class NotADuration(BadInput):
    hours: Decimal
    says = "{hours} is not a number of hours; give a positive one with at most two decimals"


class NotAShare(BadInput):
    name: str
    value: Decimal
    says = "{name} is {value}; give a share from 0 to 1"


@cache
def use_case_name(use_case: Callable[..., Any]) -> str:
    """What scripts and the command line call a use case, such as ``problems.commit_action``.

    A room is called after its module, unless the module says with ``ROOM`` that it is a part of another.
    """
    its_module = getattr(use_case, "__globals__", {})
    room = its_module.get("ROOM") or use_case.__module__.rpartition(".")[2]
    return f"{room}.{use_case.__name__}"


@cache
def schema_of(use_case: Callable[..., Any]) -> type[msgspec.Struct]:
    """The keyword arguments of a use case as a struct; ``msgspec.json.schema`` gives its JSON Schema."""
    hints = get_type_hints(use_case, include_extras=True)
    fields: list[Any] = []
    for name, parameter in list(inspect.signature(use_case).parameters.items())[1:]:
        required = parameter.default is inspect.Parameter.empty
        fields.append((name, hints[name]) if required else (name, hints[name], parameter.default))
    with meeting_types():
        made = msgspec.defstruct(
            use_case_name(use_case), fields, kw_only=True, frozen=True, forbid_unknown_fields=True, module=use_case.__module__
        )
        met(made)
    return made


@cache
def returned_by(use_case: Callable[..., Any]) -> Any:
    """The annotation of what a use case returns: None, an id, or a tuple of ids."""
    return get_type_hints(use_case)["return"]


def checked(use_case: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, converted to the types of the signature. Raises ``WrongInput``, ``NotText`` or ``OutOfRange``."""
    for name, kind in _objects_in(use_case).items():
        _no_other_fields(use_case, name, kind, arguments.get(name))
    try:
        made = msgspec.convert(arguments, schema_of(use_case))
    except msgspec.ValidationError as cause:
        raise WrongInput(use_case=use_case_name(use_case), why=plainly(cause, schema_of(use_case))) from cause
    values = msgspec.structs.asdict(made)
    _must_be_text(values.values())
    for value in values.values():
        if isinstance(value, date):
            within_reach(value)
    return values


@cache
def _objects_in(use_case: Callable[..., Any]) -> dict[str, type]:
    """The arguments that are objects, or tuples of them, with their class: msgspec would pass over a misspelt field."""
    hints = {name: next(iter(get_args(hint)), hint) for name, hint in get_type_hints(use_case).items()}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and attrs.has(hint)}


def _no_other_fields(use_case: Callable[..., Any], name: str, kind: type, value: Any) -> None:
    for each in value if isinstance(value, list | tuple) else (value,):
        other = sorted(map(str, each.keys() - attrs.fields_dict(kind).keys())) if isinstance(each, dict) else ()
        if other:
            raise WrongInput(use_case=use_case_name(use_case), why=f"{name}: there is no argument {', '.join(other)}")


def _must_be_text(values: Iterable[Any]) -> None:
    """Refuse what no journal can store or no terminal should be sent, in a text or in a tuple of them."""
    for value in values:
        if isinstance(value, tuple):
            _must_be_text(value)
        elif isinstance(value, str) and not value.isprintable() and (found := UNPRINTABLE.search(value)):
            half = "\ud800" <= found[0] <= "\udfff"
            what = (
                "a lone surrogate in it, half of a character" if half else f"the control character {ord(found[0]):#04x} in it"
            )
            raise NotText(why=f"it has {what}")


def label(alias: str | None) -> str | None:
    """A label, or none. Raises ``NotALabel``: it is stored in the clear, so it is no place for a sentence."""
    if alias is not None and not re.match(LABEL, alias):
        raise NotALabel(label=alias)
    return alias


def money(value: Decimal) -> Decimal:
    """A positive sum of money, to the hundredth at most. Raises ``NotAnAmount``."""
    wanted = "a positive number with at most two decimals"
    if not value.is_finite() or not 0 < value < LARGEST_AMOUNT or value != round(value, 2):
        raise NotAnAmount(value=value, wanted=wanted)
    return value


def hours_of(value: Decimal) -> Decimal:
    """A positive number of hours, to the hundredth at most. Raises ``NotADuration``."""
    if not value.is_finite() or not 0 < value < LARGEST_AMOUNT or value != round(value, 2):
        raise NotADuration(hours=value)
    return value


def figure(value: Decimal) -> Decimal:
    """Any finite number a measure can have. Raises ``NotAnAmount``."""
    if not value.is_finite() or abs(value) >= LARGEST_AMOUNT:
        raise NotAnAmount(value=value, wanted="a finite number")
    return value


def share(name: str, value: Decimal) -> Decimal:
    """A share from 0 to 1. Raises ``NotAShare``."""
    if not value.is_finite() or not 0 <= value <= 1:
        raise NotAShare(name=name, value=value)
    return value


_PLAIN = {
    f"Expected `str` matching regex {ONE_LINE!r}": "expected one line of text",
    "Expected `str` matching regex '\\\\S'": "expected some text",
    "Expected `datetime` with a timezone component": "a time needs its offset, such as 2025-01-14T15:10:00+00:00",
    "Invalid RFC3339 encoded datetime": "expected a time such as 2025-01-14T15:10:00+00:00",
    "Invalid RFC3339 encoded date": "expected a date such as 2025-02-07",
    "Object contains unknown field": "there is no argument",
    "Object missing required field": "it needs",
    "Invalid enum value": "unknown choice",
}


def plainly(error: msgspec.ValidationError, wanted: Any = None) -> str:
    """What msgspec found wrong, in words: where first, then what. ``wanted`` is the type asked for, to name its choices."""
    what, _, where = str(error).replace(" - at `key` in `$", " - at `$").partition(" - at `$")
    for theirs, ours in _PLAIN.items():
        what = what.replace(theirs, ours)
    what = what.replace("`", "")
    place = where.strip("`").lstrip(".")
    if what.startswith(_PLAIN["Invalid enum value"]):
        choices = _choices(wanted, place)
        what += f"; choose {', '.join(choices)}" if choices else ""
    return f"{place}: {what}" if place and not place.startswith("[") else what


def _choices(wanted: Any, place: str) -> list[str]:
    """The words to choose from at a place of a struct, or in a type itself."""
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        wanted = next((field.type for field in msgspec.structs.fields(wanted) if field.name == place), None)
    kinds = [wanted, *getattr(wanted, "__args__", ())]
    return [str(each.value) for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum) for each in kind]
