"""Which projections there are: the shipped ones, those that installed packages name, and those that were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from actionlearning.domain.errors import BadInput
from actionlearning.journal.tables import BadTable
from actionlearning.journal.tables_checked import checked
from actionlearning.projections.materialised import Projection
from actionlearning.projections.shipped import SHIPPED

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "NoSuchProjection", "NotAProjection", "TwoProjections", "chosen", "registered"]

GROUP = "actionlearning.projections"
"""The group of entry points in which a package names its projections."""

ATTRIBUTES = ("name", "version", "wants", "tables", "fold")


class NotAProjection(BadInput):
    what: str
    why: str
    says = "{what} is no projection: {why}"


class TwoProjections(BadInput):
    """A projection keeps its name for ever, and its position is found by it."""

    projection: str
    says = "two projections are called {projection}; give one of them another name"


class NoSuchProjection(BadInput):
    projection: str
    known: tuple[str, ...]
    says = 'there is no projection "{projection}"; there are: {known}'


def registered(given: Iterable[Projection] = (), *, installed: Iterable[EntryPoint] | None = None) -> Mapping[str, Projection]:
    """All projections by name. ``installed`` stands in for the entry points of the group.

    Raises ``NotAProjection``, ``TwoProjections``, and ``BadTable`` where a table cannot be kept or two projections share one.
    """
    found: dict[str, Projection] = {}
    owners: dict[str, str] = {}
    points = _installed() if installed is None else installed
    for projection in (*SHIPPED, *(_loaded(point) for point in points), *given):
        made = _whole(projection)
        if made.name in found:
            if found[made.name] == made:
                continue  # it is both installed and given
            raise TwoProjections(projection=made.name)
        found[made.name] = made
        for table in made.tables:
            owner = owners.setdefault(checked(table).name, made.name)
            if owner != made.name:
                raise BadTable(table=table.name, why=f"the projection {owner} has one of that name")
    return found


def chosen(known: Mapping[str, Projection], names: Iterable[str]) -> list[Projection]:
    """Those that are named, or all. Raises ``NoSuchProjection``."""
    for name in names:
        if name not in known:
            raise NoSuchProjection(projection=name, known=tuple(known))
    return [known[name] for name in dict.fromkeys(names)] or list(known.values())


def _installed() -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415  # takes longer to load than all of this room

    return entry_points(group=GROUP)


def _loaded(point: EntryPoint) -> Projection:
    try:
        loaded = point.load()
        made: Projection = loaded() if isinstance(loaded, type) else loaded
    except Exception as cause:  # importing what anybody may have written can raise anything
        raise NotAProjection(what=point.value, why=str(cause) or type(cause).__name__) from cause
    return made


def _whole(projection: Projection) -> Projection:
    lacks = [name for name in ATTRIBUTES if not hasattr(projection, name)]
    what = getattr(projection, "name", type(projection).__name__)
    if lacks:
        raise NotAProjection(what=str(what), why=f"it has no {' and no '.join(lacks)}")
    if isinstance(projection, type):
        raise NotAProjection(what=str(what), why="it is a class; give an instance of it")
    if not projection.wants or not projection.tables:
        raise NotAProjection(what=str(what), why="it wants no event, or keeps no table")
    unmarked = [event.__name__ for event in projection.wants if not hasattr(event, "__topic__")]
    if unmarked:
        raise NotAProjection(what=str(what), why=f"it wants {', '.join(unmarked)}, which is no event")
    return projection
