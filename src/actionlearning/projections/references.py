"""Which streams an event speaks of: the people, sets, problems, programmes and candidacies that its fields name by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, get_args, get_type_hints
from uuid import UUID

import attrs

from actionlearning.domain.values import ActionRef, CandidateId, MemberId, ProblemId, ProgrammeId, SetId
from actionlearning.journal.port import Recorded

__all__ = ["streams_named"]

NAMES_A_STREAM = frozenset({CandidateId, MemberId, ProblemId, ProgrammeId, SetId})


def streams_named(recorded: Iterable[Recorded[Any]]) -> set[UUID]:
    """The ids of every stream that these events name, and of everybody who acted in them."""
    found: dict[int, UUID] = {}  # by their numbers, which are compared in a tenth of the time
    for each in recorded:
        event, actor = each.event, each.actor
        found[actor.int] = actor
        for read in _READERS.get(type(event)) or _readers_of(type(event)):
            value = read(event)
            if type(value) is UUID:
                found[value.int] = value
            elif value is not None:
                found.update((each.int, each) for each in _ids(value))
    return set(found.values())


_READERS: dict[type, tuple[Any, ...]] = {}


def _readers_of(event: type) -> tuple[Any, ...]:
    """What reads the fields of an event that name streams; a field is known by the type that it declares."""
    if event not in _READERS:
        hints = get_type_hints(event)
        named = (field.name for field in attrs.fields(event) if _names_streams(hints[field.name]))
        _READERS[event] = tuple(attrgetter(name) for name in named)
    return _READERS[event]


def _names_streams(hint: Any) -> bool:
    return hint in NAMES_A_STREAM or hint is ActionRef or any(_names_streams(each) for each in get_args(hint))


def _ids(value: Any) -> Iterator[UUID]:
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, ActionRef):
        yield value.problem
    elif isinstance(value, tuple):
        for each in value:
            yield from _ids(each)
