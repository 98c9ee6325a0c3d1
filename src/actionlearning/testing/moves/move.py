"""A move: something that somebody might do next, and what a whole company agrees on before anything is at stake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning.application import members, problems, programmes, sets
from actionlearning.domain.policies import SetPolicy
from actionlearning.testing.account.book import Book, Problem
from actionlearning.testing.account.peers import Session, Set
from actionlearning.testing.attempts import Chance

__all__ = ["ORGANISATIONS", "WORDS", "ZONES", "Company", "Move", "Scene", "move"]

ZONES = ("Europe/London", "Pacific/Auckland", "UTC", "America/St_Johns")
"""Zones in which a day begins at different times, two of them on summer time at different ends of the year."""

ORGANISATIONS = ("Calder Vale", "Another Trust", "A stranger")
"""Two that take part in a programme, and one that does not."""

WORDS = ("Who covers the gaps?", "Ask ten leavers", "Zu spät, und jetzt?", "夜勤の穴", "x")


@frozen
class Move:
    """One use case, who does it, with what."""

    use_case: Callable[..., Any]
    actor: UUID
    arguments: Mapping[str, Any]


def move(use_case: Callable[..., Any], actor: UUID, **arguments: Any) -> Move:
    """A move, with its arguments by name."""
    return Move(use_case, actor, arguments)


@frozen
class Company:
    """The people of a programme, its sponsor and its set advisers."""

    programme: UUID
    sponsor: UUID
    advisers: tuple[UUID, ...]
    people: tuple[UUID, ...]
    bent: int | None = None
    """What this company does more of than others: a number that stands for a topic of ``usual``."""

    @property
    def everybody(self) -> tuple[UUID, ...]:
        return (self.sponsor, *self.advisers, *self.people)


@frozen
class Scene:
    """Where things stand as somebody is about to do something."""

    book: Book
    company: Company
    chance: Chance
    now: datetime

    def some_set(self) -> tuple[UUID, Set]:
        """One of the sets, more often one that has not closed."""
        going_on = [which for which, its in self.book.sets.items() if its.stage != "closed"]
        which = self.chance.pick(going_on or list(self.book.sets))
        return which, self.book.sets[which]

    def problems_of(self, which: UUID) -> list[tuple[UUID, Problem]]:
        return [(each, problem) for each, problem in self.book.problems.items() if problem.set == which]

    def adviser(self, its: Set) -> UUID:
        """Somebody who may advise a set, most often whose turn it is; somebody at all where nobody does."""
        turns = [member for member in its.members(self.now) if its.on_the_rota(member, self.now)]
        advisers = its.advisers_at(self.now)
        if turns and (not advisers or self.chance.happens(0.7)):
            return self.chance.pick(turns)
        return self.chance.pick(advisers or list(self.company.advisers))

    def words(self) -> str:
        return self.chance.pick(WORDS)

    def score(self) -> int:
        return self.chance.number(1, 10)


def found(chance: Chance, do: Callable[..., Any]) -> Company:
    """Register people and charter a programme; ``do(use_case, actor, **arguments)`` records and answers."""
    sponsor = do(members.register, None, name="Sponsor", role="Director", organisation="Calder Vale")
    advisers = tuple(
        do(members.register, sponsor, name=f"Adviser {number}", role="Adviser", organisation="Calder Vale") for number in (1, 2)
    )
    people: list[UUID] = []
    for number in range(chance.number(4, 6)):
        manager = chance.pick([*advisers, *people]) if chance.happens(0.15) else None
        options: dict[str, Any] = {} if manager is None else {"line_manager": manager}
        name = f"Member {number}"
        people.append(do(members.register, None, name=name, role="Manager", organisation=chance.pick(ORGANISATIONS), **options))
    programme = do(
        programmes.charter,
        sponsor,
        title="A programme",
        organisations=ORGANISATIONS[:2],
        sponsor=sponsor,
        theory_of_change="Sets close loops",
        currency="GBP",
        time_zone=chance.pick(ZONES),
    )
    bent = chance.number(0, 999) if chance.happens(0.8) else None
    return Company(programme, sponsor, advisers, tuple(people), bent)


def new_set(scene: Scene) -> Iterator[Move]:
    """Form a set with a policy of its own; often the smallest there is."""
    chance = scene.chance
    policy = SetPolicy(smallest=3, largest=6, quorum=3) if chance.happens(0.6) else SetPolicy()
    yield move(
        sets.form,
        scene.company.sponsor,
        programme=scene.company.programme,
        title="A set",
        purpose="Its problems",
        time_zone=chance.pick(ZONES),
        policy=policy,
        kind=chance.pick(("workplace", "workplace", "training")),
    )


def settle(scene: Scene, which: UUID) -> Iterator[Move]:
    """What a set does before it first meets, now and then with something left out."""
    chance, company = scene.chance, scene.company
    about = {"set": which}
    invited = company.people[: chance.number(3, 5)]
    for adviser in company.advisers[: chance.number(1, 2)]:
        yield move(sets.appoint_adviser, company.sponsor, **about, adviser=adviser)
    for member in invited:
        band = "7" if chance.happens(0.9) else "8"
        yield move(sets.invite, company.sponsor, **about, member=member, level_band=band)
    rules = {"version": 1, "rules": ("No advice",), "confidentiality_limits": "Safety"}
    yield move(sets.propose_contract, company.advisers[0], **about, **rules)
    for member in invited:
        yield move(sets.join, member, **about)
        if chance.happens(0.96):
            yield move(sets.agree_contract, member, **about, version=1)
    yield move(sets.start, company.advisers[0], **about)
    for number in range(1, chance.number(2, 3) + 1):
        starts_at = scene.now + timedelta(days=28 * (number - 1), hours=chance.number(1, 20))
        kind = "regular" if chance.happens(0.85) else "follow_up"
        yield move(sets.schedule_session, company.sponsor, **about, session=number, starts_at=starts_at, kind=kind)
    for member in invited[: chance.number(1, 3)]:
        yield move(problems.bring, member, **about, title=scene.words(), stake="Much", authority_to_act="Mine")
    for problem, _ in scene.problems_of(which):
        if chance.happens(0.85):
            yield move(problems.accept, company.advisers[0], problem=problem)


def aim(scene: Scene) -> Iterator[Move]:
    """State a need with a measure."""
    yield move(
        programmes.set_objective,
        scene.company.sponsor,
        programme=scene.company.programme,
        title="Vacancies",
        unit="%",
        direction=scene.chance.pick(("fall", "rise")),
        target=Decimal(scene.chance.number(1, 9)),
        by=(scene.now + timedelta(days=365)).date(),
    )


def sessions_in(its: Set, *stages: str) -> list[Session]:
    """The sessions of a set that are at one of these stages."""
    return [session for session in its.sessions.values() if session.stage in stages]
