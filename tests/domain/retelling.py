"""What every property over random histories needs: chance from Hypothesis, the fold of a log, and the log in words."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from hypothesis import strategies as st
from world import FOLDS, World

__all__ = ["Drawn", "folded", "told"]


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


def told(world: World, *kinds: str) -> str:
    """What happened, a line each; to some kinds of stream, or to all."""
    log = [fact for fact in world.log if not kinds or fact.kind in kinds]
    return "\n".join(f"{fact.at:%Y-%m-%d %H:%M} {str(fact.actor)[-2:]}: {fact.event}" for fact in log)
