"""A wrong order: a move that must be refused wherever it is tried."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from actionlearning.testing.moves.move import Move

__all__ = ["WrongOrder"]


@frozen
class WrongOrder:
    """A move that must be refused, under the name of what is wrong about it; at another time than now, if one is given."""

    name: str
    move: Move
    at: datetime | None = None
