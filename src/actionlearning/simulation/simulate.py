"""Simulate: as many programmes as are asked for, told side by side in the order in which they would have been recorded.

The same seed tells the same programmes, down to their ids and times; the first of many are the first of more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from actionlearning.simulation.chance import Chance
from actionlearning.simulation.desk import Command
from actionlearning.simulation.founding import begin
from actionlearning.simulation.programme_life import programme_life

__all__ = ["programme", "programmes"]

FIRST = datetime(2019, 1, 7, 9, tzinfo=UTC)
"""When the first programme is chartered. All of them are over well before today."""

YEARS = timedelta(days=4 * 365)
"""The time within which the others are, if they are many."""

MOST_APART = timedelta(days=45)


def programme(seed: int, number: int, at: datetime) -> Iterator[Command]:
    """One programme from its charter on, its commands in the order of recording."""
    story = begin(Chance.of(seed, number), at)
    story.start(programme_life(story))
    return story.commands()


def programmes(seed: int, count: int) -> Iterator[Command]:
    """So many programmes, as they would have been recorded in one journal."""
    apart = min(MOST_APART, YEARS / count)
    going_on: list[tuple[datetime, int, Command, Iterator[Command]]] = []
    for number in range(count):
        at = FIRST + apart * number
        yield from _until(going_on, at)
        _go_on(going_on, number, programme(seed, number, at))
    yield from _until(going_on, datetime.max.replace(tzinfo=UTC))


def _until(going_on: list[tuple[datetime, int, Command, Iterator[Command]]], end: datetime) -> Iterator[Command]:
    """What is recorded before a moment, whichever programme it is of."""
    while going_on and going_on[0][0] < end:
        _, number, command, rest = heappop(going_on)
        yield command
        _go_on(going_on, number, rest)


def _go_on(going_on: list[tuple[datetime, int, Command, Iterator[Command]]], number: int, rest: Iterator[Command]) -> None:
    command = next(rest, None)
    if command is not None:
        heappush(going_on, (command[0].recorded_at, number, command, rest))
