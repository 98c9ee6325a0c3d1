"""The reference pages that are made from the code: errors, events, use cases and tables.

Run ``python tests/docs/generated.py`` after a change; a test compares the pages with what this makes.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, NewType
from uuid import UUID

import attrs
import msgspec
from generated_tables import tables

import actionlearning
from actionlearning.application.catalogue import use_cases
from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
from actionlearning.domain.event import EVENTS
from actionlearning.domain.personal import Personal, labels_of
from actionlearning.journal.port import JournalError
from actionlearning.sealing.keyring import KeyringError

FOLDER = Path(__file__).parents[2] / "docs" / "reference"

ERRORS = """# Errors

Every error that the library raises on purpose is an `ActionLearningError`. It carries its data as fields, the words in braces
below, and its sentence says who, what and what to do next. A command that is refused or badly put records nothing.

| family | means | exit code |
|---|---|---|
| `Refused` | a rule of the practice said no | 3 |
| `BadInput` | an argument is missing, unknown or of the wrong kind | 2 |
| `JournalError` | the journal could not do its work | 1 |
| `KeyringError` | the keyring, or its key-encryption key, could not do its work | 1 |

A script that stops raises `LineFailed` from the error of its line, and its exit code is that of the line. What the command line
itself cannot parse is exit code 2; any other error is 1. [Embed it](../how-to/embed.md) says what to do about each family.
"""

EVENTS_HEAD = """# Events

Every event has a stored name and a version, given once and never changed; `problem.action-committed.1` is stored under just
that. A field marked *sealed* is personal text: it is stored encrypted, and read back as a handle that only `reveal` opens. All
else is in the clear. Beside its fields, each event carries the envelope: when it occurred, when it was recorded, who did it,
the command that caused it, and a salt.
"""

USE_CASES = """# Use cases

What can be recorded, by the name that scripts and `actionlearning do` use; in Python it is the function of that name in the
modules named below. `actionlearning commands --format json` has the JSON Schema of each.
Arguments marked *sealed* are personal text. An argument in brackets may be left out.
"""


def errors() -> str:
    """The page of errors, each family by the room in which its errors are raised."""
    found = sorted(_all_errors(), key=lambda cls: (cls.__module__, _line(cls)))
    parts = [ERRORS]
    for family in (Refused, BadInput, JournalError, KeyringError):
        parts.append(f"\n## `{family.__name__}`\n")
        members = [cls for cls in found if issubclass(cls, family) and cls.says]
        for module in dict.fromkeys(cls.__module__ for cls in members):
            rows = [f"| `{cls.__name__}` | {_cell(cls.says)} |" for cls in members if cls.__module__ == module]
            parts.append("\n".join([f"\nIn `{module}`:\n", "| error | sentence |", "|---|---|", *rows, ""]))
    others = [cls for cls in found if cls.says and not issubclass(cls, Refused | BadInput | JournalError | KeyringError)]
    rows = [f"| `{cls.__name__}` | `{cls.__module__}` | {_cell(cls.says)} |" for cls in others]
    parts.append("\n".join(["\n## Others\n", "| error | in | sentence |", "|---|---|---|", *rows, ""]))
    return "".join(parts)


def events() -> str:
    """The page of events, a table for each event by the aggregate in whose stream it stands."""
    _import_all()
    parts = [EVENTS_HEAD]
    kind = ""
    ours = [(topic, cls) for topic, cls in EVENTS.items() if cls.__module__.startswith("actionlearning.")]
    for topic, cls in sorted(ours, key=lambda pair: (KINDS.index(pair[0].partition(".")[0]), _line(pair[1]))):
        if (which := topic.partition(".")[0]) != kind:
            kind = which
            parts.append(f"\n## {kind.capitalize()}\n")
        parts.append(f"\n### `{topic}`\n\n{_sentence(cls)}\n")
        fields = attrs.fields(cls)
        hints = typing.get_type_hints(cls)
        labels = labels_of(cls)
        rows = [f"| `{each.name}` | {_kind(hints[each.name])} | {_note(each, labels)}|" for each in fields]
        if rows:
            parts.append("\n".join(["", "| field | kind | |", "|---|---|---|", *rows, ""]))
    return "".join(parts)


def cases() -> str:
    """The page of use cases, by module."""
    parts = [USE_CASES]
    kind = ""
    for name, function in use_cases().items():
        if (which := name.partition(".")[0]) != kind:
            kind = which
            parts.append(f"\n## {kind.capitalize()}\n\n| use case | what it records | arguments |\n|---|---|---|\n")
        summary = (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ")
        parts.append(f"| `{name}` | {_cell(summary)} | {', '.join(_arguments(function))} |\n")
    return "".join(parts)


KINDS = ["programme", "set", "problem", "member", "candidate", "policy"]
"""The order in which aggregates are told."""

NAMES: dict[type, str] = {
    Decimal: "decimal",
    Personal: "text",
    bool: "yes or no",
    date: "date",
    datetime: "time",
    int: "whole number",
    str: "text",
    UUID: "id",
    types.NoneType: "none",
}
"""What a reader of the JSON would call a type."""

PAGES = {"errors.md": errors, "events.md": events, "tables.md": tables, "use-cases.md": cases}


def _arguments(function: Any) -> Iterable[str]:
    hints = typing.get_type_hints(function, include_extras=True)
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        sealed = " *sealed*" if _is_sealed(hints[parameter.name]) else ""
        needed = parameter.default is inspect.Parameter.empty
        yield f"`{parameter.name}`{sealed}" if needed else f"[`{parameter.name}`{sealed}]"


def _is_sealed(hint: Any) -> bool:
    if typing.get_origin(hint) is typing.Annotated:
        return any(
            isinstance(m, msgspec.Meta) and bool((m.extra_json_schema or {}).get("x-personal")) for m in hint.__metadata__
        )
    return any(_is_sealed(each) for each in typing.get_args(hint))


def _all_errors() -> set[type[ActionLearningError]]:
    _import_all()
    found: set[type[ActionLearningError]] = set()
    waiting = [ActionLearningError]
    while waiting:
        for cls in waiting.pop().__subclasses__():
            if cls not in found and cls.__module__.startswith("actionlearning."):
                found.add(cls)
                waiting.append(cls)
    return found


def _import_all() -> None:
    for module in pkgutil.walk_packages(actionlearning.__path__, "actionlearning."):
        if not module.name.startswith("actionlearning.testing"):
            importlib.import_module(module.name)


def _line(cls: type) -> int:
    return inspect.getsourcelines(cls)[1]


def _sentence(cls: type) -> str:
    return " ".join((inspect.getdoc(cls) or "").split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _note(attribute: attrs.Attribute[Any], labels: dict[str, str]) -> str:
    notes = [f"*sealed*, label `{labels[attribute.name]}`"] if attribute.name in labels else []
    if attribute.default is not attrs.NOTHING:
        notes.append("may be left out")
    return "".join([", ".join(notes), " "]) if notes else ""


def _kind(hint: Any) -> str:  # one return for each kind of annotation
    """A type in the words of a reader who will see the JSON."""
    if isinstance(hint, NewType):
        return f"`{hint.__name__}`"
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return " or ".join(_kind(each) for each in typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        return f"list of {_kind(typing.get_args(hint)[0])}"
    if issubclass(hint, Enum):
        return ", ".join(f"`{each.value}`" for each in hint)
    if attrs.has(hint):
        hints = typing.get_type_hints(hint)
        return "; ".join(f"`{each.name}`: {_kind(hints[each.name])}" for each in attrs.fields(hint))
    return NAMES[hint]


if __name__ == "__main__":
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), "utf-8")
