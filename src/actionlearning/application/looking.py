"""What a view reads: the streams that belong to what it is about, where an index tells which, else the whole journal.

The index is the projection ``scopes``. It says which streams belong to a programme, a set or a problem; what was recorded since
it was brought up to date is read in addition. The streams that those name, such as the people in them, are read with them. A
view that declares itself ``scoped`` sees in these streams all that it would see in the whole journal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from actionlearning.domain.member.events import LearningCaptured
from actionlearning.domain.problem.events import ProblemRaised
from actionlearning.domain.set.events import SetFormed
from actionlearning.journal.port import Journal, Recorded
from actionlearning.journal.tables import NoTables
from actionlearning.projections.materialised import definition_of, names_wanted
from actionlearning.projections.projection import View
from actionlearning.projections.references import streams_named
from actionlearning.projections.tables.scope import Scopes

__all__ = ["read_for", "streams_around"]

LONGEST_TAIL = 5000
"""How far the index may be behind: reading more in addition would cost what it saves."""

ABOUT = frozenset({"programme", "set", "problem"})
"""What a view is about, by the name of its argument."""

INDEX = Scopes()


def read_for(
    journal: Journal,
    view: type[View],
    which: Mapping[str, Any],
    *,
    as_known_at: date | int | None,
    until: int,
    names: Collection[str],
) -> Iterable[Recorded[Any]]:
    """The events of these names that a view of ``which`` needs, up to a position.

    Where it is asked for as known at a time, only the whole journal tells which position that was.
    """
    positioned = as_known_at is None or isinstance(as_known_at, int)
    if positioned and getattr(view, "scoped", False) and len(which) == 1 and which.keys() <= ABOUT:
        (scope,) = which.values()
        belonging = _streams_of(journal, scope, until)
        if belonging is not None:
            return _read(journal, belonging, until=until, names=names)
    return journal.read_all(until=until, names=names)


def streams_around(journal: Journal, scope: UUID) -> set[UUID]:
    """The streams that belong to a programme, a set or a problem, and those that they name, from the whole journal."""
    found: set[UUID] = set()
    _add_tail(found, scope, journal.read_all(names=names_wanted(INDEX)))
    return found | streams_named(list(journal.read_streams(found)))


def _read(journal: Journal, belonging: set[UUID], *, until: int, names: Collection[str]) -> list[Recorded[Any]]:
    """What stands in these streams, and in those that they name."""
    own = list(journal.read_streams(belonging, until=until, names=names))
    named = streams_named(own) - belonging
    return [*own, *journal.read_streams(named, until=until, names=names)]


def _streams_of(journal: Journal, scope: UUID, until: int) -> set[UUID] | None:
    """The streams that belong to a programme, a set or a problem; None where the index cannot tell."""
    try:
        with journal.tables().reading(INDEX.name, INDEX.tables) as reading:
            if reading is None or reading.tracking.definition != _definition():
                return None
            indexed = reading.tracking.position
            if until - indexed > LONGEST_TAIL:
                return None
            found = {row["stream_id"] for row in reading.rows("scopes", scope_id=scope)}
    except NoTables:
        return None
    if indexed < until:
        _add_tail(found, scope, journal.read_all(after=indexed, until=until, names=names_wanted(INDEX)))
    return found


def _add_tail(found: set[UUID], scope: UUID, since: Iterable[Recorded[Any]]) -> None:
    """Add what belongs to it since the index was brought up to date. What began before is not told twice."""
    found.add(scope)
    for recorded in since:
        stream, event = recorded.stream, recorded.event
        match event:
            case SetFormed(programme=programme) if programme == scope:
                found.add(stream)
            case SetFormed(programme=programme) if stream == scope:
                found.add(programme)
            case ProblemRaised(set=home) if home in found:
                found.add(stream)
            case ProblemRaised(set=home) if stream == scope:
                found.add(home)
            case LearningCaptured(source=source) if source.problem in found:
                found.add(stream)


@cache
def _definition() -> str:
    return definition_of(INDEX)
