"""A story: one simulated programme as it unfolds, with everybody in it, told command by command in the order of recording.

Several things go on in it at once, each as a process: a generator that yields when it goes on. The story wakes whichever is due
first, so what is recorded never goes back in time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Any, TypeVar

from attrs import Factory, define, frozen

from actionlearning.domain.times import day_of, zone
from actionlearning.domain.values import (
    ActionId,
    ActionRef,
    LearningId,
    MemberId,
    ObjectiveId,
    ProblemId,
    ProgrammeId,
    SetId,
    ValueId,
)
from actionlearning.simulation.chance import Chance
from actionlearning.simulation.desk import Command, Desk
from actionlearning.simulation.words import Words

__all__ = ["Person", "Process", "Promise", "Story"]

R = TypeVar("R")

Process = Generator[datetime, None, None]
"""Something that goes on: it yields the time at which it wants to be woken next."""

SATURDAY = 5


@frozen
class Person:
    """Somebody in the story: where they work, and at which level."""

    id: MemberId
    organisation: str
    band: str


@define
class Promise:
    """An action as the story follows it; whether it is still open is the problem's to say."""

    problem: ProblemId
    action: ActionId
    owner: MemberId
    due: date
    topic: str
    committed_on: date
    learnt: list[LearningId] = Factory(list)
    reported: bool = False


@define(kw_only=True)
class Story:
    """One programme, its people, and what one process leaves for another to take up."""

    chance: Chance
    desk: Desk
    words: Words
    time_zone: str
    programme: ProgrammeId
    organisations: tuple[str, ...]
    manager: MemberId
    sponsor: MemberId
    controller: MemberId
    """Who judges benefits."""

    advisers: tuple[MemberId, ...]
    chartered_at: datetime
    objectives: list[ObjectiveId] = Factory(list)
    values: list[ValueId] = Factory(list)
    effects: int = 0
    """How many have been claimed, each under a name of its own."""

    sets: list[SetId] = Factory(list)
    going_on: int = 0
    """How many of its sets and candidacies have not come to their end."""

    over: bool = False

    progress: float = 0.0
    """How far its sets have come on average, from 0 to 1."""

    sessions_to_pay: int = 0
    reviewed: list[tuple[MemberId, ActionRef]] = Factory(list)
    """What has been reviewed and not been claimed for."""

    learnt: list[tuple[MemberId, LearningId, ProblemId]] = Factory(list)
    """What was learnt, by whom, and from working on which problem."""

    stints: list[tuple[MemberId, SetId, int]] = Factory(list)
    """Who advised which session without being the set's own adviser."""

    wanting_a_stint: list[MemberId] = Factory(list)
    """Candidates who look for a workplace set to advise."""

    _waiting: list[tuple[datetime, int, Process]] = Factory(list)
    _begun: int = 0

    @property
    def now(self) -> datetime:
        return self.desk.now

    @property
    def today(self) -> date:
        return self.day(self.now)

    def day(self, at: datetime) -> date:
        """The day of a moment where the programme is."""
        return day_of(at, self.time_zone)

    def start(self, process: Process) -> None:
        """Let something go on from now."""
        self._wait(process, self.now)

    def commands(self) -> Iterator[Command]:
        """Every command, in the order of recording, until nothing goes on any more."""
        yield from self._taken()
        while self._waiting:
            self.desk.now, _, process = heappop(self._waiting)
            wakes = next(process, None)
            yield from self._taken()
            if wakes is not None:
                self._wait(process, wakes)

    def do(self, use_case: Callable[..., R], actor: MemberId | None, /, **arguments: Any) -> R:
        """Something happens, and is recorded at once."""
        return self.desk.do(use_case, actor, self.now, **arguments)

    def in_minutes(self, least: int, most: int) -> datetime:
        """A few minutes later."""
        return self.now + timedelta(minutes=self.chance.number(least, most))

    def at_work(self, day: date) -> datetime:
        """Some moment of a working day, the first from that day on; never one that has passed."""
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return max(self.now, self.moment(day, self.chance.number(8 * 60, 17 * 60 + 30)))

    def moment(self, day: date, minutes: int) -> datetime:
        """So many minutes into a day of the programme's time zone."""
        local = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone(self.time_zone))
        return local.astimezone(UTC)

    def days_on(self, least: int, most: int) -> datetime:
        """Some moment of a working day so many days later."""
        return self.at_work(self.today + timedelta(days=self.chance.number(least, most)))

    def _taken(self) -> list[Command]:
        taken, self.desk.taken = self.desk.taken, []
        return taken

    def _wait(self, process: Process, until: datetime) -> None:
        self._begun += 1
        heappush(self._waiting, (max(until, self.now), self._begun, process))
