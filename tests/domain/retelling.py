"""What every property over random histories needs: chance from Hypothesis, the fold of a log, and the log in words."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any

from attrs import frozen
from hypothesis import strategies as st
from world import FOLDS, Fact, World

from actionlearning.domain import evolving

__all__ = ["Drawn", "folded", "folded_in_two", "told"]


@frozen
class Drawn:
    """Chance from Hypothesis, which shrinks towards histories in which little happens."""

    data: st.DataObject

    def number(self, most: int) -> int:
        return self.data.draw(st.integers(0, most))


def folded(world: World) -> dict[Any, Any]:
    """The states that the log alone leads to."""
    states: dict[Any, Any] = {}
    for fact in world.log:
        key = (fact.kind, fact.stream)
        states[key] = FOLDS[fact.kind](states.get(key), fact.event, fact.at)
    return states


@frozen
class Happened:
    """A fact as the fold of a whole history takes it."""

    event: Any
    occurred_at: datetime


def folded_in_two(world: World, first: int) -> dict[Any, Any]:
    """The states that so many facts of each stream lead to at once, and then the rest at once.

    Raises ``AssertionError`` if the rest changed the state that it was folded into.
    """
    histories: dict[Any, list[Fact]] = {}
    for fact in world.log:
        histories.setdefault((fact.kind, fact.stream), []).append(fact)
    states = {}
    for key, facts in histories.items():
        apply = FOLDS[key[0]]
        history = [Happened(fact.event, fact.at) for fact in facts]
        begun = evolving.folded(apply, None, history[:first])
        states[key] = evolving.folded(apply, begun, history[first:])
        assert begun == reduce(lambda state, fact: apply(state, fact.event, fact.at), facts[:first], None)
    return states


def told(world: World, *kinds: str) -> str:
    """What happened, a line each; to some kinds of stream, or to all."""
    log = [fact for fact in world.log if not kinds or fact.kind in kinds]
    return "\n".join(f"{fact.at:%Y-%m-%d %H:%M} {str(fact.actor)[-2:]}: {fact.event}" for fact in log)
