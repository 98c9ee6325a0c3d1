"""What sums about people give away: whether figures that were told, added and subtracted at will, tell of too few.

Whoever knows a sum over seven people and the same sum over six of them knows the seventh. So a figure is not judged alone: it
is held against all that was told of the same measure. Each figure is a sum over *units*: a person, or a person's part in
something, such as a session, where a table is broken down by that. Sums that can be made of those told are the span of their
rows; a sum that leaves out all units but those of too few people is one that isolates them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs
from attrs import evolve, frozen

from actionlearning.domain.values import MemberId

__all__ = ["FEWEST", "FEWEST_PUBLISHED", "Group", "Ledger", "Unit", "isolates", "people_in", "whole"]

FEWEST = 5
"""A sponsor is told no figure about fewer people than that, nor any that gives away such a one."""

FEWEST_PUBLISHED = 10
"""The same for tables that are published: whoever reads those may know more than a sponsor does."""

SEARCHED = 4000
"""How many combinations of people are tried. Where there are more, nothing is proved, and the figure is not told."""

PRIME = 2**127 - 1
"""Ranks are found modulo this prime. No determinant of noughts and ones of up to sixty rows is as large (Hadamard 1893), so
that none becomes nought by it."""

MOST = 60
"""Of one measure, and linked with each other, so many figures about different groups are told, and no more."""

Unit = tuple[MemberId, str]
"""A person, and the part of what they did or said that is meant; all of it where that is empty."""

Group = frozenset[Unit]
"""The units behind one figure."""


def whole(people: Iterable[MemberId]) -> Group:
    """People, each with all that they did or said."""
    persons = {person.int: person for person in people}  # by their numbers, which are hashed sooner than ids
    return frozenset((person, "") for person in persons.values())


def people_in(group: Iterable[Unit]) -> frozenset[MemberId]:
    """Who is behind a figure."""
    return frozenset(person for person, _ in group)


@frozen
class Ledger:
    """The groups behind every figure that was told, by what the figures measure."""

    told: Mapping[str, tuple[Group, ...]] = attrs.Factory(dict)

    def allows(self, measure: str, group: Group, fewest: int) -> bool:
        """Whether a figure may be told: enough people are behind it, and nobody is given away by what was told before."""
        # one that was told before is looked at again: fewer people may have been enough for those whom it was told
        return len(people_in(group)) >= fewest and not isolates((*self.told.get(measure, ()), group), fewest)

    def tell(self, measure: str, group: Group) -> Ledger:
        """The ledger once a figure was told."""
        before = self.told.get(measure, ())
        return self if group in before else evolve(self, told={**self.told, measure: (*before, group)})


def isolates(groups: Iterable[Group], fewest: int) -> bool:
    """Whether any sum of these figures, with any signs and weights, is about fewer people than that, and about somebody.

    Exact for up to ``SEARCHED`` combinations of people; beyond that it says yes.
    """
    return any(_isolates(linked, fewest) for linked in _linked({group for group in groups if group}))


def _linked(groups: Collection[Group]) -> Iterator[list[Group]]:
    """Groups that share a unit, directly or through others: only those can be subtracted from each other."""
    rest = sorted(groups, key=len, reverse=True)
    while rest:
        found, reach = [rest.pop(0)], set[Unit]()
        for group in found:
            reach |= group
            found += [other for other in rest if other & reach]
            rest = [other for other in rest if not other & reach]
        yield found


def _isolates(groups: Sequence[Group], fewest: int) -> bool:
    if len(groups) > MOST:
        return True
    atoms: dict[tuple[int, ...], set[MemberId]] = {}
    for unit in frozenset[Unit]().union(*groups):
        atoms.setdefault(tuple(int(unit in group) for group in groups), set()).add(unit[0])
    columns = list(atoms)
    rank = _rank(columns)
    small = [(column, people) for column, people in atoms.items() if len(people) < fewest]
    small.sort(key=lambda atom: sorted(atom[1]))  # or where ``SEARCHED`` is reached would be another in every process
    for tried, few in enumerate(_fewer_than(fewest, small)):
        if tried >= SEARCHED or _rank((column for column in columns if column not in few), rank) < rank:
            return True
    return False


def _fewer_than(fewest: int, atoms: Sequence[tuple[tuple[int, ...], set[MemberId]]]) -> Iterator[frozenset[tuple[int, ...]]]:
    """Every set of atoms about fewer people than that which cannot be made larger without being about more."""

    def grow(start: int, people: frozenset[MemberId]) -> Iterator[frozenset[tuple[int, ...]]]:
        grown = False
        for place in range(start, len(atoms)):
            larger = people | atoms[place][1]
            if larger != people and len(larger) < fewest:
                grown = True
                yield from grow(place + 1, larger)
        if not grown and people:
            yield frozenset(column for column, its in atoms if its <= people)

    yield from grow(0, frozenset())


def _rank(columns: Iterable[tuple[int, ...]], enough: int | None = None) -> int:
    """The rank of a matrix of noughts and ones, given by its columns, or ``enough`` as soon as it is known to be so large."""
    basis: list[tuple[int, list[int]]] = []
    for column in columns:
        rest = list(column)
        for pivot, known in basis:
            if rest[pivot]:
                times, factor = known[pivot], rest[pivot]
                rest = [(value * times - factor * other) % PRIME for value, other in zip(rest, known, strict=True)]
        pivot = next((place for place, value in enumerate(rest) if value), -1)
        if pivot >= 0:
            basis.append((pivot, rest))
            if len(basis) == enough:
                break
    return len(basis)
