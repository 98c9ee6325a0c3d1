"""A small world in which people decide at random: every command asks the real decisions, as the use cases do.

What is random comes from a ``Choices``, which Hypothesis or a seeded generator can give. Nothing here knows the rules: wrong
actors, wrong moments and late records are tried on purpose, and a refusal leaves everything as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar
from uuid import UUID

from attrs import define, field, frozen

from actionlearning.domain.candidate.fold import apply as apply_to_candidate
from actionlearning.domain.errors import Refused
from actionlearning.domain.member import aggregate as members
from actionlearning.domain.member.fold import apply as apply_to_member
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.problem import aggregate as problems
from actionlearning.domain.problem.fold import apply as apply_to_problem
from actionlearning.domain.programme import aggregate as programmes
from actionlearning.domain.programme.fold import apply as apply_to_programme
from actionlearning.domain.set import aggregate as sets
from actionlearning.domain.set.fold import apply as apply_to_set
from actionlearning.domain.set.meeting import Meeting, Roster
from actionlearning.domain.set.session import SessionStage
from actionlearning.domain.times import day_of
from actionlearning.domain.values import SetKind

T = TypeVar("T")

FIRST_DAY = datetime(2025, 1, 6, 9, tzinfo=UTC)
TIME_ZONE = "Pacific/Auckland"
"""Far from UTC, so that a date taken in the wrong zone is a wrong date."""

FOLDS: dict[str, Callable[[Any, Any, datetime], Any]] = {
    "set": apply_to_set,
    "problem": apply_to_problem,
    "member": apply_to_member,
    "programme": apply_to_programme,
    "candidate": apply_to_candidate,
}


class Choices(Protocol):
    """Where chance comes from."""

    def number(self, most: int) -> int:
        """A number from 0 to ``most``."""


@frozen
class Seeded:
    """Chance from a seed, the same in every run."""

    random: Random

    def number(self, most: int) -> int:
        return self.random.randint(0, most)


@frozen
class Fact:
    """What was recorded: by which command, in which stream, by whom, and when it happened."""

    command: int
    kind: str
    stream: UUID
    event: Any
    at: datetime
    actor: UUID


@define
class World:
    """One programme, one set, its people and their problems, and the log of all that was recorded."""

    choices: Choices
    now: datetime = FIRST_DAY
    at: datetime = FIRST_DAY
    commands: int = 0
    states: dict[tuple[str, UUID], Any] = field(factory=dict)
    log: list[Fact] = field(factory=list)
    done: Counter[str] = field(factory=Counter)
    refused: Counter[str] = field(factory=Counter)
    _ids: int = 0
    _pending: list[Fact] = field(factory=list)
    _undo: dict[tuple[str, UUID], Any] = field(factory=dict)

    # Chance

    def pick(self, among: Iterable[T]) -> T:
        those = list(among)
        if not those:
            raise Refused  # there is nobody or nothing to do it with
        return those[self.choices.number(len(those) - 1)]

    def mostly(self, usual: T, among: Iterable[T]) -> T:
        """The usual one, and one time in ten any."""
        return self.pick(among) if self.choices.number(9) == 9 else usual

    def rather(self, those: Iterable[T], among: Iterable[T]) -> T:
        """Most often one of those, if there are any, and one time in ten any."""
        every = list(among)
        return self.mostly(self.pick(list(those) or every), every)

    def rarely(self) -> bool:
        return self.choices.number(9) == 9

    def new_id(self) -> UUID:
        self._ids += 1
        return UUID(int=self._ids)

    # Recording, all or nothing

    def begin(self, kind: str, event: Any, *, stream: UUID | None = None) -> UUID:
        made = stream or self.new_id()
        self.record(kind, made, event)
        return made

    def record(self, kind: str, stream: UUID, decided: Any, *, by: UUID | None = None) -> None:
        actor = by or stream
        for event in decided if isinstance(decided, tuple) else (decided,):
            self._undo.setdefault((kind, stream), self.states.get((kind, stream)))
            self.states[kind, stream] = FOLDS[kind](self.states.get((kind, stream)), event, self.at)
            self._pending.append(Fact(self.commands, kind, stream, event, self.at, actor))

    def attempt(self, name: str, command: Callable[[World], None]) -> bool:
        """Run one command: all that it decided is recorded, or none of it."""
        self.commands += 1
        self._pending, self._undo = [], {}
        try:
            command(self)
        except Refused as refusal:
            for key, before in self._undo.items():
                if before is None:
                    del self.states[key]
                else:
                    self.states[key] = before
            self.refused[type(refusal).__name__] += 1
            return False
        self.log += self._pending
        if self._pending:
            self.done[name] += 1
        return True

    # What there is

    def of(self, kind: str) -> list[UUID]:
        return [stream for each, stream in self.states if each == kind]

    @property
    def programme_id(self) -> UUID:
        return self.of("programme")[0]

    @property
    def programme(self) -> programmes.Programme:
        return self.states["programme", self.programme_id]

    @property
    def set_id(self) -> UUID:
        return self.of("set")[0]

    @property
    def set(self) -> sets.Set:
        return self.states["set", self.set_id]

    def problem(self, problem: UUID) -> problems.Problem:
        return self.states["problem", problem]

    def member(self, member: UUID) -> members.Member:
        return self.states["member", member]

    @property
    def people(self) -> list[UUID]:
        return self.of("member")

    def somebody(self, *preferred: UUID) -> UUID:
        return self.mostly(self.pick(preferred) if preferred else self.pick(self.people), self.people)

    def in_the_set(self) -> list[UUID]:
        return sorted(self.set.members(self.at)) or self.people

    def session(self, *stages: SessionStage) -> int:
        """A session, most often one at these stages."""
        those = [number for number, session in self.set.sessions.items() if session.stage in stages]
        return self.rather(those, self.set.sessions)

    def held(self) -> int:
        """The session that was held at this moment, most often."""
        those = [
            number
            for number, session in self.set.sessions.items()
            if session.opened_at
            and session.opened_at <= self.at
            and (session.closed_at is None or self.at <= session.closed_at)
        ]
        return self.rather(those, self.set.sessions)

    def present(self, session: int) -> list[UUID]:
        return sorted(self.set.sessions[session].present) or self.people

    @property
    def in_session(self) -> bool:
        return any(session.stage is SessionStage.OPEN for session in self.set.sessions.values())

    def meeting(self, session: int) -> Meeting:
        return Meeting.of(self.set, session)

    def roster(self, session: int) -> Roster:
        return self.meeting(session).roster(self.at)

    def today(self) -> date:
        return day_of(self.at, TIME_ZONE)

    # Time goes forward, and now and then somebody writes down what happened earlier

    def tick(self) -> None:
        step = timedelta(minutes=self.choices.number(12)) if self.in_session else timedelta(hours=self.choices.number(60))
        self.now += step
        self.at = self.now

    def look_back(self) -> None:
        """A moment of the past, at or around something that happened."""
        moment = self.pick(self.log[-40:]).at + timedelta(minutes=self.choices.number(10) - 5)
        self.at = min(moment, self.now)


def said(*subjects: UUID) -> Personal:
    return Personal(*subjects, text="words")  # type: ignore[arg-type]  # any id will do here


def found(choices: Choices, people: int = 6, kind: SetKind = SetKind.WORKPLACE) -> World:
    """A world with a programme, its people, and a set that is only just formed."""
    w = World(choices)

    def begin(w: World) -> None:
        for number in range(people):
            person = w.new_id()
            manager = w.people[0] if number == 5 else None  # one of them manages another
            w.begin(
                "member",
                members.register(
                    organisation="Calder Vale", level_band="band 2", line_manager=manager, name=said(person), role=said(person)
                ),
                stream=person,
            )
        sponsor = w.people[-1]
        chartered = programmes.charter(
            title="Programme",
            organisations=("Calder Vale",),
            sponsor=sponsor,
            theory_of_change="…",
            currency="GBP",
            time_zone=TIME_ZONE,
        )
        programme = w.begin("programme", chartered)
        formed = sets.form(
            programme=programme,
            title="Set",
            purpose="learn",
            kind=kind,
            time_zone=TIME_ZONE,
            policy=SetPolicy(smallest=3, quorum=3),
        )
        w.begin("set", formed)

    assert w.attempt("found", begin)
    return w
