"""The next state of an aggregate: as it was, but for what an event changed.

A state never changes, so every event makes another. Where a whole history is folded nobody sees those in between: ``folded``
has its events change one draft, which nobody else has before it is finished, and no event copies what came before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import attrs

__all__ = ["added", "evolve", "folded"]

State = TypeVar("State")
Key = TypeVar("Key")
Value = TypeVar("Value")

FEW = 4
"""So many events are folded one at a time: a draft of a large state costs as much."""

DRAFT = "(a draft)"
"""What stands among the fields of a draft, and of nothing else: no field can be called so."""


class _Entries(dict[Key, Value]):
    """A mapping of a draft, which entries are added to."""


class Happened(Protocol):
    """An event as it was recorded."""

    @property
    def event(self) -> Any: ...

    @property
    def occurred_at(self) -> datetime: ...


def folded(apply: Callable[[Any, Any, datetime], State], state: State | None, history: Sequence[Happened]) -> State | None:
    """The state that a history leads to from the one before it, which stays as it is."""
    if len(history) <= FEW:
        for each in history:
            state = apply(state, each.event, each.occurred_at)
        return state
    if state is None:
        first, *history = history
        state = apply(None, first.event, first.occurred_at)
    draft = _drafted(state)
    for each in history:
        draft = apply(draft, each.event, each.occurred_at)
    return _finished(draft)


def added(known: Mapping[Key, Value], key: Key, value: Value) -> Mapping[Key, Value]:
    """The same with one entry more, or with another value for its key."""
    if type(known) is _Entries:
        known[key] = value
        return known
    return {**known, key: value}


if TYPE_CHECKING:
    from attrs import evolve  # whose arguments type checkers know by the fields of the state
else:

    def evolve(state: Any, /, **changes: Any) -> Any:
        """What ``attrs.evolve`` does; for a state without slots, converters and validators in a tenth of its time.

        Folding a stream is made of little else, so the large states that are folded into keep their fields in a dictionary.
        A draft takes the changes in itself.
        """
        before = getattr(state, "__dict__", None)
        if before is None:
            return attrs.evolve(state, **changes)
        if DRAFT in before:
            before.update(changes)
            return state
        made = object.__new__(type(state))
        made.__dict__.update(before)
        made.__dict__.update(changes)
        return made


def _drafted(state: State) -> State:
    """A state like it, for ``evolve`` to change, with mappings of its own."""
    fields = vars(state).items()
    return _of(state, {name: _Entries(value) if type(value) is dict else value for name, value in fields}, {DRAFT: True})


def _finished(draft: State) -> State:
    """The draft as a state like any other."""
    fields = {name: dict(value) if type(value) is _Entries else value for name, value in vars(draft).items()}
    fields.pop(DRAFT, None)  # a stream that begins again, as a damaged one may, ends in a state that is no draft
    return _of(draft, fields)


def _of(state: State, *fields: dict[str, Any]) -> State:
    made = object.__new__(type(state))
    for some in fields:
        made.__dict__.update(some)
    return made
