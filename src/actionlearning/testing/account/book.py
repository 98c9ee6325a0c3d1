"""The book: who belongs where since when, what was agreed, committed, reported and claimed, as plain records.

It is kept from the commands that were accepted, never from events, and knows nothing of the library's own deciders.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import Factory, define

from actionlearning.testing.account.answers import Stay, earlier, last_of, must
from actionlearning.testing.account.candidacy import Candidate
from actionlearning.testing.account.peers import Session, Set

__all__ = ["Action", "Asked", "Book", "Claim", "Objective", "Person", "Problem", "Programme"]

LIVE = ("accepted", "presented", "active")


@define
class Person:
    """Somebody who is registered."""

    at: datetime
    manager: UUID | None
    learnings: dict[UUID, tuple[UUID, UUID, datetime]] = Factory(dict)
    """By learning: the problem and the action it came from, and when it was captured."""
    values: dict[UUID, datetime] = Factory(dict)
    consents: dict[str, tuple[bool, datetime]] = Factory(dict)
    approach: datetime | None = None
    wrote: datetime | None = None
    """The latest time about which they wrote anything of themself."""
    to_be_forgotten: bool = False
    held: bool = False
    """Whether what they said must be kept for the law, and since when that is or is not so."""
    hold_changed: datetime | None = None


@define(kw_only=True)
class Objective:
    target: Decimal
    by: date
    since: datetime
    last: datetime
    retired: datetime | None = None
    baseline: Decimal | None = None
    baseline_on: date | None = None
    observed: bool = False


@define
class Claim:
    by: UUID
    effect: str
    share: Decimal
    last: datetime
    verdict: str = "claimed"


@define(kw_only=True)
class Programme:
    sponsor: UUID
    zone: str
    organisations: tuple[str, ...]
    chartered: datetime
    last: datetime
    closed: datetime | None = None
    objectives: dict[UUID, Objective] = Factory(dict)
    claims: dict[UUID, Claim] = Factory(dict)
    costs: dict[UUID, datetime] = Factory(dict)
    reversed: list[UUID] = Factory(list)
    values: dict[UUID, datetime] = Factory(dict)
    replicas: list[UUID] = Factory(list)
    told: dict[str, list[frozenset[tuple[UUID, str]]]] = Factory(dict)
    """By what was measured: who, and with which part, was behind each figure that was given out."""

    def going_on(self, at: datetime) -> None:
        """Raise ``No`` before it was chartered, and once it had closed."""
        must(at >= self.chartered, "before the programme was chartered")
        must(self.closed is None or at < self.closed, "after the programme closed")

    def pursues(self, objective: Any, at: datetime) -> Objective:
        """Raise ``No`` unless it had that objective by then, and had not given it up."""
        must(objective in self.objectives, "no such objective")
        self.going_on(at)
        known = self.objectives[objective]
        must(at >= known.since, "before the objective was set")
        must(known.retired is None or at < known.retired, "the objective was retired")
        return known

    def fact(self, at: datetime) -> None:
        self.last = max(self.last, at)


@define(kw_only=True)
class Action:
    session: int
    committed: datetime
    due: date
    last: datetime
    state: str = "open"
    kind: str = "step"
    result: str | None = None
    """What was reported last, if anything was."""
    over: list[Stay] = Factory(list)
    """From each review or release until it was reopened, if it was."""

    def was_open(self, at: datetime) -> bool:
        """Whether it is open, or was at a moment since which it has changed."""
        return self.state == "open" or at < self.last

    def ended(self, state: str, at: datetime) -> None:
        self.state, self.last = state, at
        self.over.append((at, None))


@define
class Asked:
    """A question, and what it is taken for."""

    at: datetime
    form: str
    function: str


@define(kw_only=True)
class Problem:
    set: UUID
    owner: UUID
    raised: datetime
    last: datetime
    stage: str = "raised"
    accepted: datetime | None = None
    presented: datetime | None = None
    ended: datetime | None = None
    """When it was returned, or came to whatever end."""
    last_word: datetime | None = None
    """When something was last said of it outside of a session."""
    objectives: list[UUID] = Factory(list)
    actions: dict[UUID, Action] = Factory(dict)
    acts: dict[tuple[int, UUID], datetime] = Factory(dict)
    """When somebody last acted on it in a session."""
    worked: dict[int, datetime] = Factory(dict)
    """Since when a session worked on it."""
    presented_in: dict[int, datetime] = Factory(dict)
    assumptions: dict[UUID, datetime] = Factory(dict)
    version: int = 0
    """How much was recorded of it."""
    questions: dict[int, Asked] = Factory(dict)
    """By the version at which each was recorded."""
    texts: dict[tuple[int, str], tuple[UUID, datetime, bool]] = Factory(dict)
    """By version and label: whose words, since when, and whether they stay in the set whatever happens."""
    released: list[tuple[int, str]] = Factory(list)

    @property
    def live(self) -> bool:
        return self.stage in LIVE

    def acted(self, session: int, at: datetime, *people: UUID) -> None:
        """People took part in what a session did about it."""
        for person in people:
            self.acts[session, person] = max(at, self.acts.get((session, person), at))

    def worked_on(self, session: int, at: datetime, *people: UUID) -> None:
        """A session worked on it."""
        self.acted(session, at, *people)
        self.worked[session] = earlier(self.worked.get(session), at)

    def said(self, at: datetime) -> None:
        self.last_word = last_of((self.last_word, at))

    def moved(self, stage: str, at: datetime) -> None:
        self.stage, self.last = stage, max(self.last, at)

    def over(self, stage: str, at: datetime) -> None:
        self.moved(stage, at)
        self.ended = at

    def wrote(self, labels: Iterable[str], speaker: UUID, at: datetime, *, stays: bool = False) -> None:
        """Something was recorded of it, in somebody's words if there are any."""
        self.version += 1
        for label in labels:
            self.texts[self.version, label] = (speaker, at, stays)


@define
class Book:
    """Everything that was accepted."""

    people: dict[UUID, Person] = Factory(dict)
    programmes: dict[UUID, Programme] = Factory(dict)
    sets: dict[UUID, Set] = Factory(dict)
    problems: dict[UUID, Problem] = Factory(dict)
    candidates: dict[UUID, Candidate] = Factory(dict)

    def person(self, person: Any) -> Person:
        must(person in self.people, "nothing there")
        return self.people[person]

    def programme(self, programme: Any) -> Programme:
        must(programme in self.programmes, "nothing there")
        return self.programmes[programme]

    def set(self, which: Any) -> Set:
        must(which in self.sets, "nothing there")
        return self.sets[which]

    def session(self, which: Any, number: Any) -> tuple[Set, Session]:
        its = self.set(which)
        must(number in its.sessions, "no such session")
        return its, its.sessions[number]

    def problem(self, problem: Any) -> Problem:
        must(problem in self.problems, "nothing there")
        return self.problems[problem]

    def action(self, problem: Any, action: Any) -> tuple[Problem, Action]:
        it = self.problem(problem)
        must(action in it.actions, "no such action")
        return it, it.actions[action]

    def candidate(self, candidate: Any) -> Candidate:
        must(candidate in self.candidates, "nothing there")
        return self.candidates[candidate]
