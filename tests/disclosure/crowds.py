"""Invented people in sets, what they brought, tables about them, and somebody who adds and subtracts what they are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from uuid import UUID

from attrs import frozen
from hypothesis import strategies as st

from actionlearning.domain.disclosure import Group, Ledger, people_in
from actionlearning.domain.values import MemberId
from actionlearning.projections.disclosure import Cell, Rules, decide

KINDS = ("skill", "model", "insight")


@frozen
class Somebody:
    """A person of a set, the kinds of learning they captured, and from when until when they belonged."""

    id: MemberId
    set: str
    kinds: frozenset[str]
    since: int
    until: int


def _crowd(told: Sequence[tuple[str, frozenset[str], int, int]]) -> list[Somebody]:
    return [Somebody(MemberId(UUID(int=number)), *each) for number, each in enumerate(told, 1)]


people = st.tuples(
    st.sampled_from("ABC"),
    st.frozensets(st.sampled_from(KINDS)),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from([1, 2, 3, 3, 3]),
)
crowds = st.lists(people, min_size=4, max_size=22).map(_crowd)


def cells(crowd: Iterable[Somebody], day: int) -> Iterator[Cell]:
    """The tables as at a day: how many learnings in all, by set, by kind, and by both."""
    units = [(each.set, kind, (each.id, kind)) for each in crowd if each.since <= day < each.until for kind in each.kinds]
    yield Cell("learnings", "", frozenset(unit for _, _, unit in units))
    parts: dict[str, set[tuple[MemberId, str]]] = {}
    for its, kind, unit in units:
        for name in (f"set {its}", kind, f"set {its}, {kind}"):
            parts.setdefault(name, set()).add(unit)
    for name in sorted(parts, key=lambda name: (name.count(","), -len(people_in(parts[name])), name)):
        yield Cell("learnings", name, frozenset(parts[name]))


def released(crowd: Sequence[Somebody], days: Iterable[int], *, ledger: bool = True, fewest: int = 5) -> list[Group]:
    """The groups behind every figure that is told when tables are released on some days, with or without a ledger kept."""
    known, told = Ledger(), list[Group]()
    for day in days:
        sheet = decide(cells(crowd, day), known if ledger else Ledger(), Rules(fewest))
        for measure, behind in sheet.all_told():
            known = known.tell(measure, behind)
            if behind not in told:
                told.append(behind)
    return told


def singled_out(told: Sequence[Group], fewest: int = 5, most: int = 4) -> frozenset[MemberId]:
    """Fewer people than that, whom somebody learns something about by adding and subtracting up to four of the figures."""
    for size in range(1, most + 1):
        for chosen in combinations(told, size):
            for signs in product((1, -1), repeat=size - 1):
                left: Counter[tuple[MemberId, str]] = Counter(dict.fromkeys(chosen[0], 1))
                for sign, group in zip(signs, chosen[1:], strict=True):
                    left.update(dict.fromkeys(group, sign))
                about = people_in(unit for unit, times in left.items() if times)
                if 0 < len(about) < fewest:
                    return about
    return frozenset()
