"""Simulate: as many programmes as are asked for, recorded side by side in the order in which they would have been recorded.

The same seed makes the same programmes, down to their ids and times: the first of many are the first of more. What a journal
draws itself, salts and nonces, differs each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count as without_end
from time import perf_counter

from attrs import Factory, define

from actionlearning.domain.errors import BadInput
from actionlearning.domain.event import stored_name
from actionlearning.journal.bulk import append_many
from actionlearning.journal.port import Journal
from actionlearning.simulation.chance import Chance
from actionlearning.simulation.desk import Command
from actionlearning.simulation.founding import begin
from actionlearning.simulation.programme_life import programme_life

__all__ = ["A_PROGRAMME", "NotEmpty", "Simulated", "programme", "programmes", "simulate", "until"]

FIRST = datetime(2019, 1, 7, 9, tzinfo=UTC)
"""When the first programme is chartered. All of them are over well before today."""

YEARS = timedelta(days=4 * 365)
"""The time within which the others are, if they are many."""

MOST_APART = timedelta(days=45)

A_PROGRAMME = 1150
"""About how many events a programme comes to."""

CHUNK = 5000
"""About so many events are recorded in one transaction."""

_GoingOn = list[tuple[datetime, int, Command, Iterator[Command]]]
"""Programmes by when they go on: each with its next command and all that follow."""


class NotEmpty(BadInput):
    """Nobody wants invented programmes among real ones, and a journal stays marked simulated for ever."""

    position: int
    says = "this journal holds something already, up to position {position}; simulate into a new one"


@define
class Simulated:
    """What has been recorded so far."""

    seed: int
    events: int = 0
    commands: int = 0
    names: Counter[str] = Factory(Counter)
    """How many events there are of each stored name."""

    first: datetime | None = None
    last: datetime | None = None
    """When the first and the last of them were recorded, as they tell it."""

    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds if self.seconds else 0.0


def simulate(
    journal: Journal,
    *,
    seed: int,
    count: int | None = None,
    events: int | None = None,
    tell: Callable[[Simulated], None] = lambda _: None,
) -> Simulated:
    """Record ``count`` whole programmes, or about so many ``events`` of as many as that takes, into an empty journal.

    It is marked simulated for ever. ``tell`` is told after each transaction. Raises ``NotEmpty``.
    """
    position = journal.position()
    if position:
        raise NotEmpty(position=position)
    journal.mark_simulated()
    made, began = Simulated(seed), perf_counter()
    for chunk in _chunks(told(seed, count=count, events=events)):
        append_many(journal, [new for command in chunk for new in command])
        _add(made, chunk)
        made.seconds = perf_counter() - began
        tell(made)
    return made


def told(seed: int, *, count: int | None = None, events: int | None = None) -> Iterator[Command]:
    """The commands of so many programmes, or the first of them that come to so many events."""
    if events is None:
        return programmes(seed, apart=_apart(count or 1), count=count or 1)
    return until(programmes(seed, apart=_apart(1 + events // A_PROGRAMME)), events)


def programmes(seed: int, *, apart: timedelta, count: int | None = None) -> Iterator[Command]:
    """Programmes that each begin so long after the last, as one journal would hold them; without end unless counted."""
    going_on: _GoingOn = []
    for number in without_end() if count is None else range(count):
        at = FIRST + apart * number
        yield from _before(at, going_on)
        _go_on(going_on, number, programme(seed, number, at))
    yield from _before(datetime.max.replace(tzinfo=UTC), going_on)


def programme(seed: int, number: int, at: datetime) -> Iterator[Command]:
    """One programme from its charter on, its commands in the order of recording."""
    story = begin(Chance.of(seed, number), at)
    story.start(programme_life(story))
    return story.commands()


def until(commands: Iterable[Command], events: int) -> Iterator[Command]:
    """Whole commands, up to the one with which there are so many events."""
    for command in commands:
        yield command
        events -= len(command)
        if events <= 0:
            return


def _apart(count: int) -> timedelta:
    return min(MOST_APART, YEARS / count)


def _before(end: datetime, going_on: _GoingOn) -> Iterator[Command]:
    """What is recorded before a moment, whichever programme it is of."""
    while going_on and going_on[0][0] < end:
        _, number, command, rest = heappop(going_on)
        yield command
        _go_on(going_on, number, rest)


def _go_on(going_on: _GoingOn, number: int, rest: Iterator[Command]) -> None:
    command = next(rest, None)
    if command is not None:
        heappush(going_on, (command[0].recorded_at, number, command, rest))


def _chunks(commands: Iterable[Command]) -> Iterator[list[Command]]:
    chunk: list[Command] = []
    size = 0
    for command in commands:
        chunk.append(command)
        size += len(command)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _add(made: Simulated, chunk: list[Command]) -> None:
    names = [stored_name(new.event) for command in chunk for new in command]
    made.names.update(names)
    made.events += len(names)
    made.commands += len(chunk)
    made.first = made.first or chunk[0][0].recorded_at
    made.last = chunk[-1][0].recorded_at
