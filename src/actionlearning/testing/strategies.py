"""Hypothesis strategies: texts, times, ids, scores, digests and amounts as use cases take them, commands, and programmes.

```python
@given(steps=strategies.programmes(60))
def test_our_installation_keeps_the_rules(steps):
    with ActionLearning.open("memory:") as al:
        RandomProgramme.on(al).play(steps)
```
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any
from uuid import UUID

import attrs
import msgspec
from hypothesis import strategies as st

from actionlearning.application.catalogue import use_cases
from actionlearning.testing.account.candidacy import specifications
from actionlearning.testing.moves.move import ZONES
from actionlearning.testing.playing import LARGEST_STEP

__all__ = [
    "amounts",
    "arguments",
    "commands",
    "digests",
    "ids",
    "moments",
    "programmes",
    "scores",
    "shares",
    "time_zones",
    "titles",
    "words",
]

FIRST, LAST = datetime(1900, 1, 2), datetime(8999, 12, 30)  # noqa: DTZ001  # Hypothesis adds the zone
"""The times within reach; a zone may still move them by a day."""


def words() -> st.SearchStrategy[str]:
    """What a person might say, in any script; never blank, and no halves of characters or control characters."""
    return st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200).filter(str.strip)


def titles() -> st.SearchStrategy[str]:
    """What an organisation might call a thing: one visible line."""
    letters = st.characters(categories=("L", "N", "P", "S"), include_characters=" ")
    return st.text(letters, min_size=1, max_size=60).filter(str.strip)


def ids() -> st.SearchStrategy[UUID]:
    """Random ids, which name nothing."""
    return st.uuids(version=4)


def time_zones() -> st.SearchStrategy[str]:
    """Zones in which a day begins at different times, with and without summer time."""
    return st.sampled_from(ZONES)


def moments(first: datetime | None = None, last: datetime | None = None) -> st.SearchStrategy[datetime]:
    """Aware times between two, by default whenever the library takes."""
    least, most = (each and each.astimezone(UTC).replace(tzinfo=None) for each in (first, last))
    return st.datetimes(least or FIRST, most or LAST, timezones=st.just(UTC))


def scores() -> st.SearchStrategy[int]:
    """Ratings, on 1 to 10."""
    return st.integers(1, 10)


def digests() -> st.SearchStrategy[str]:
    """The SHA-256 of something that was handed in, in hex."""
    return st.binary(min_size=32, max_size=32).map(bytes.hex)


def shares() -> st.SearchStrategy[Decimal]:
    """From 0 to 1."""
    return st.decimals(0, 1, places=2)


def amounts() -> st.SearchStrategy[Decimal]:
    """Sums of money: positive, to the hundredth."""
    return st.decimals(Decimal("0.01"), 10**9, places=2)


def programmes(steps: int = 60) -> st.SearchStrategy[list[int]]:
    """The steps of a programme, for ``RandomProgramme.play``; it shrinks towards steps that do nothing."""
    return st.lists(st.integers(0, LARGEST_STEP), min_size=steps, max_size=steps)


def arguments(
    use_case: Callable[..., Any], known: Collection[UUID] = (), special: Mapping[str, st.SearchStrategy[Any]] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of the right types for a use case, whatever it makes of them.

    ``known`` are ids to draw from beside random ones; ``special`` are strategies for arguments by name, in place of what the
    annotation says.
    """
    hints = typing.get_type_hints(use_case, include_extras=True)
    hints = {name: hint for name, hint in hints.items() if name not in ("work", "return")}
    named = special or {}

    def strategy(name: str, hint: Any) -> st.SearchStrategy[Any]:
        if name in named:
            return named[name]
        by_name = _named(name, text=typing.get_args(hint)[:1] == (str,))  # asked for None: a strategy has no truth of its own
        return _of(hint, known) if by_name is None else by_name

    each = {name: strategy(name, hint) for name, hint in hints.items()}
    return st.fixed_dictionaries(each)


def commands(known: Collection[UUID] = ()) -> st.SearchStrategy[tuple[Callable[..., Any], dict[str, Any]]]:
    """Any use case there is, with arguments of the right types."""
    every = st.sampled_from(list(use_cases().values()))
    return every.flatmap(lambda use_case: st.tuples(st.just(use_case), arguments(use_case, known)))


def _named(name: str, *, text: bool) -> st.SearchStrategy[Any] | None:  # noqa: PLR0911  # a table of arguments
    """Arguments whose type says less than their name; of those that are texts in the specification of a qualification, too."""
    match name:
        case "time_zone":
            return time_zones()
        case "currency":
            return st.just("GBP")
        case "attribution" | "confidence":
            return shares()
        case "sha256":
            return digests()
        case "specification":
            return st.sampled_from(sorted(specifications()))
        case "kind" | "award" if text:
            return st.sampled_from(("reading", "brief", "reflections", "award", "certificate"))
        case _:
            return None


def _of(hint: Any, known: Collection[UUID]) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # a table of annotations
    """A strategy for an annotation."""
    if isinstance(hint, typing.NewType):
        named = st.sampled_from(list(known)) if known else st.nothing()
        return named | ids() if hint.__supertype__ is UUID else _of(hint.__supertype__, known)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        limits = [each for each in inner[1:] if isinstance(each, msgspec.Meta)]
        return _within(inner[0], limits[0] if limits else msgspec.Meta(), known)
    if origin in (typing.Union, UnionType):
        return st.one_of(*(_of(each, known) for each in inner))
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(_of(inner[0], known), max_size=3).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and attrs.has(hint):
        fields, hints = attrs.fields_dict(hint), typing.get_type_hints(hint)
        return st.builds(hint, **{name: _of(hints[name], known) for name in fields})
    return _PLAIN[hint]()


def _within(kind: Any, limits: msgspec.Meta, known: Collection[UUID]) -> st.SearchStrategy[Any]:
    """A strategy for a type with limits."""
    if kind is int:
        least, most = (int(each) for each in (limits.ge or 0, limits.le or 2**31))
        return st.integers(least, most)
    if kind is str:
        return words() if limits.extra_json_schema and limits.extra_json_schema.get("x-personal") else titles()
    if typing.get_origin(kind) is tuple:
        return st.lists(_of(typing.get_args(kind)[0], known), min_size=limits.min_length or 0, max_size=3).map(tuple)
    return _of(kind, known)


_PLAIN: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    str: titles,
    int: lambda: st.integers(-1, 10_000),
    bool: st.booleans,
    date: lambda: st.dates(FIRST.date(), LAST.date()),
    datetime: moments,
    Decimal: lambda: st.one_of(amounts(), st.decimals(-1000, 1000, places=3)),
    UUID: ids,
    NoneType: st.none,
}
