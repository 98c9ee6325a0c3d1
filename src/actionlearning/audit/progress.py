"""How far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from attrs import frozen

__all__ = ["Progress", "Tell", "untold"]


@frozen
class Progress:
    """Events done, of how many, and events a second."""

    done: int
    total: int
    rate: float

    @classmethod
    def since(cls, begun: float, first: int, done: int, total: int) -> Progress:
        """Of work that began at that moment of ``perf_counter`` with the event ``first``."""
        return cls(done, total, (done - first) / max(perf_counter() - begun, 1e-9))


Tell = Callable[[Progress], None]


def untold(_: Progress) -> None:
    """Nobody asked."""
