"""The next state is what ``attrs.evolve`` would make of it; what it leaves out, no state that is kept in a dictionary has."""

from __future__ import annotations

import pkgutil
from functools import cached_property
from importlib import import_module
from typing import Any

import attrs
import pytest
from attrs import field, frozen

import actionlearning.domain
from actionlearning.domain.evolving import evolve


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
