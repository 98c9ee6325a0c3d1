"""The next state is what ``attrs.evolve`` would make of it; what it leaves out, no state that is kept in a dictionary has."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, reduce
from importlib import import_module
from typing import Any

import attrs
import pytest
from attrs import field, frozen

import actionlearning.domain
from actionlearning.domain.evolving import added, evolve, folded


@frozen(kw_only=True, slots=False)
class Kept:
    """In a dictionary."""

    name: str
    number: int = 0
    seen: frozenset[int] = frozenset()


@frozen(kw_only=True)
class Slotted:
    """As attrs makes them."""

    name: str
    number: int = field(default=0, converter=int)


class More(Kept):
    """Of a class that was derived."""


def kept_in_a_dictionary() -> list[type]:
    """Every class of the domain that is evolved the short way."""
    modules = [
        import_module(each.name) for each in pkgutil.walk_packages(actionlearning.domain.__path__, "actionlearning.domain.")
    ]
    found = {each for module in modules for each in vars(module).values() if isinstance(each, type) and attrs.has(each)}
    ours = [each for each in found if each.__module__.startswith("actionlearning.domain") and each.__dictoffset__]
    return sorted((each for each in ours if not issubclass(each, Exception)), key=lambda each: each.__qualname__)


def left_out(state: type) -> list[str]:
    """What the short way does not do for a class: it would be skipped, or copied from the state before."""
    skipped = [
        each.name
        for each in attrs.fields(state)
        if each.converter or each.validator or not each.init or each.alias != each.name
    ]
    kept = [name for name, value in vars(state).items() if isinstance(value, cached_property) or name == "__attrs_post_init__"]
    slots = [name for each in state.__mro__ for name in vars(each).get("__slots__", ()) if name != "__weakref__"]
    return [*skipped, *kept, *slots]


@pytest.mark.parametrize("before", [Kept(name="a"), More(name="a", number=3), Slotted(name="a")])
def test_the_next_state_is_that_of_attrs_and_the_one_before_stays(before: Any) -> None:
    same = attrs.evolve(before)
    after = evolve(before, number=7)
    assert attrs.evolve(before, number=7) == after
    assert (type(before), hash(attrs.evolve(before, number=7)), same) == (type(after), hash(after), before)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        after.number = 8


def test_what_the_short_way_leaves_out_no_state_has() -> None:
    states = kept_in_a_dictionary()
    assert {"Candidate", "Member", "Problem", "Programme", "Set"} < {each.__qualname__ for each in states}
    assert {each: [] for each in states} == {each: left_out(each) for each in states}


def test_a_state_that_remembered_what_it_made_of_itself_would_be_found() -> None:
    @frozen(slots=False)
    class Remembers:
        number: int = field(converter=int)
        _hidden: int = 0

        @cached_property
        def double(self) -> int:
            return 2 * self.number

    one = Remembers(1)
    assert (2, 2) == (one.double, evolve(one, number=2).double)  # and should be 4
    assert ["number", "_hidden", "double"] == left_out(Remembers)


@frozen(kw_only=True, slots=False)
class Shelf:
    """What a history of books leads to."""

    books: Mapping[str, int] = field(factory=dict)
    best: Kept = Kept(name="none")
    total: int = 0


@frozen
class Bought:
    """A book came; when does not matter."""

    event: str
    occurred_at: datetime = datetime(2025, 1, 1, tzinfo=UTC)


def put(shelf: Shelf | None, title: str, _: datetime) -> Shelf:
    shelf = shelf or Shelf()
    shelf = evolve(shelf, total=shelf.total + 1, best=evolve(shelf.best, name=max(shelf.best.name, title)))
    return evolve(shelf, books=added(shelf.books, title, shelf.total))


def one_by_one(shelf: Shelf | None, history: Sequence[Bought]) -> Shelf | None:
    return reduce(lambda so_far, each: put(so_far, each.event, each.occurred_at), history, shelf)


MANY = [Bought(title) for title in ("the moon and sixpence " * 4).split()]


@pytest.mark.parametrize("first", range(len(MANY) + 1))
@pytest.mark.parametrize("last", [len(MANY) - 3, len(MANY)])
def test_a_history_folded_at_once_leads_where_it_leads_one_by_one(first: int, last: int) -> None:
    begun = folded(put, None, MANY[:first])
    assert one_by_one(None, MANY[:first]) == begun
    whole = folded(put, begun, MANY[first:last])
    assert one_by_one(begun, MANY[first:last]) == whole
    assert one_by_one(None, MANY[:first]) == begun, "the state before is another"


def test_a_history_that_begins_again_is_folded_as_one_by_one() -> None:
    def again(shelf: Shelf | None, title: str, at: datetime) -> Shelf:
        return Shelf() if title == "and" else put(shelf, title, at)

    for history in (MANY, MANY[:7]):  # in the middle, and at its end
        expected = reduce(lambda so_far, each: again(so_far, each.event, each.occurred_at), history, None)
        assert expected == folded(again, None, history)


def test_what_was_folded_at_once_stays_as_it_is() -> None:
    shelf = folded(put, None, MANY)
    assert shelf is not None
    same = Shelf(books=dict(shelf.books), best=shelf.best, total=shelf.total)
    evolve(shelf, total=0, books=added(shelf.books, "another", 0))
    folded(put, shelf, MANY)
    assert (same, set(vars(same))) == (shelf, set(vars(shelf)))
    assert {type(value) for value in vars(same).values()} == {type(value) for value in vars(shelf).values()}
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        shelf.total = 8  # type: ignore[misc]  # it is frozen


def test_no_event_of_a_history_copies_what_came_before_it() -> None:
    seen: list[Mapping[str, int]] = []

    def looked_at(shelf: Shelf | None, title: str, at: datetime) -> Shelf:
        after = put(shelf, title, at)
        seen.append(after.books)
        return after

    folded(looked_at, None, MANY)
    assert len({id(books) for books in seen[1:]}) == 1
    seen.clear()
    shelf = None
    for each in MANY:  # the control
        shelf = looked_at(shelf, each.event, each.occurred_at)
    assert len({id(books) for books in seen}) == len(MANY)


def test_a_fold_that_looks_back_at_what_it_has_changed_would_be_found() -> None:
    def looks_back(shelf: Shelf | None, title: str, at: datetime) -> Shelf:
        after = put(shelf, title, at)
        return evolve(after, total=after.total + len((shelf or after).books))

    whole = folded(looks_back, None, MANY)
    assert whole != reduce(lambda so_far, each: looks_back(so_far, each.event, each.occurred_at), MANY, None)
