"""Chance: everything a simulated programme is picked by, from one number, so that the same number tells the same story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

from attrs import frozen

__all__ = ["Chance", "Mix"]

T = TypeVar("T")


class Mix(Generic[T]):
    """Things that come up with shares of their own, which need not total anything."""

    def __init__(self, shares: Mapping[T, float]) -> None:
        self.things = tuple(shares)
        self._up_to: list[float] = []
        total = 0.0
        for share in shares.values():
            total += share
            self._up_to.append(total)

    @classmethod
    def between(cls, first: Mapping[T, float], last: Mapping[T, float], far: float) -> Mix[T]:
        """A mix that has gone so far, from 0 to 1, on the way from one to another."""
        return cls({thing: share + (last[thing] - share) * far for thing, share in first.items()})

    def pick(self, random: Random) -> T:
        at = random.random() * self._up_to[-1]
        return next(thing for thing, up_to in zip(self.things, self._up_to, strict=True) if at < up_to)


@frozen
class Chance:
    """A source of picks. Two of the same seed give the same ones in the same order."""

    random: Random

    @classmethod
    def of(cls, seed: int, number: int) -> Chance:
        """The chance of one story among many of a seed: the others do not move it."""
        return cls(Random(f"{seed}/{number}"))  # noqa: S311  # invents programmes, guards no secret

    def pick(self, some: Sequence[T]) -> T:
        """One of several."""
        return some[int(self.random.random() * len(some))]

    def some(self, of: Iterable[T], least: int, most: int) -> list[T]:
        """A few different ones, as many as there are at most."""
        there = list(of)
        return self.random.sample(there, min(len(there), self.number(least, most)))

    def of_mix(self, mix: Mix[T]) -> T:
        """One of a mix."""
        return mix.pick(self.random)

    def number(self, least: int, most: int) -> int:
        """A whole number between two, both included."""
        return least + int(self.random.random() * (most - least + 1))

    def score(self, about: float) -> int:
        """A score on 1 to 10 around a figure."""
        return min(10, max(1, round(self.random.gauss(about, 1.3))))

    def hundreds(self, least: int, most: int) -> Decimal:
        """An amount of so many hundreds."""
        return Decimal(100 * self.number(least, most))

    def share(self, least: int, most: int) -> Decimal:
        """A share, from so many twentieths to so many."""
        return Decimal(self.number(least, most)) / 20

    def happens(self, share: float) -> bool:
        """Whether something happens that happens so often, from 0 to 1."""
        return self.random.random() < share

    def id(self) -> UUID:
        """A fresh id."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def digest(self) -> str:
        """What a file's SHA-256 looks like."""
        return f"{self.random.getrandbits(256):064x}"
