"""An attempt: somebody tries something at some time, whether it is allowed or not; and the chance that picks what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from attrs import evolve, frozen

from actionlearning.application.inputs import use_case_name

__all__ = ["Attempt", "Chance"]

T = TypeVar("T")


@frozen(kw_only=True)
class Attempt:
    """One command on its way: what, by whom, when it is said to have happened, and under which id.

    ``now`` is the clock of the host that takes it. ``on_time`` leaves the time to that clock.
    """

    use_case: Callable[..., Any]
    actor: UUID | None
    arguments: Mapping[str, Any]
    at: datetime
    now: datetime
    command: UUID
    on_time: bool = False

    @property
    def name(self) -> str:
        """What scripts call the use case, such as ``sets.check_in``."""
        return use_case_name(self.use_case)

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, or what stands for it where it is left out."""
        return self.arguments.get(name, default)

    def with_arguments(self, **arguments: Any) -> Attempt:
        """The same attempt with some arguments different."""
        return evolve(self, arguments={**self.arguments, **arguments})

    def __str__(self) -> str:
        told = ", ".join(f"{name}={_short(value)}" for name, value in self.arguments.items())
        return f"{self.at:%Y-%m-%d %H:%M} {_short(self.actor)} {self.name}({told})"


def _short(value: object) -> str:
    if isinstance(value, UUID):
        return value.hex[:8]
    if isinstance(value, tuple):
        return "(" + ", ".join(_short(each) for each in value) + ")"
    return str(value)


@frozen
class Chance:
    """What a step is picked by: the same number picks the same, so a programme can be played again."""

    random: Random

    @classmethod
    def of(cls, number: int) -> Chance:
        """The chance that one number stands for."""
        return cls(Random(number))  # noqa: S311  # plays programmes, guards no secret

    def pick(self, some: Sequence[T]) -> T:
        """One of several."""
        return some[self.random.randrange(len(some))]

    def some(self, of: Sequence[T], most: int) -> list[T]:
        """A few different ones, none if there are none."""
        return self.random.sample(of, min(len(of), self.random.randint(0, most)))

    def number(self, least: int, most: int) -> int:
        """A whole number between two, both included."""
        return self.random.randint(least, most)

    def happens(self, share: float) -> bool:
        """Whether something happens that happens so often, from 0 to 1."""
        return self.random.random() < share

    def id(self) -> UUID:
        """A fresh id."""
        return UUID(int=self.random.getrandbits(128), version=4)
