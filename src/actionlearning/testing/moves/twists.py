"""Twists: a usual attempt with one thing about it different, most often wrong: who, when, what about, or how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve

from actionlearning.testing.account.book import Book
from actionlearning.testing.attempts import Attempt
from actionlearning.testing.moves.move import Scene

__all__ = ["late", "twisted"]

PEOPLE = ("member", "adviser", "asker", "giver", "newcomer", "sponsor", "line_manager")


def twisted(scene: Scene, it: Attempt) -> Attempt:
    """The attempt with one or, now and then, two things different."""
    for _ in range(1 if scene.chance.happens(0.8) else 2):
        choice = scene.chance.number(0, 9)
        if choice <= 3:  # noqa: PLR2004  # four times in ten
            it = late(scene, it)
        elif choice <= 5:  # noqa: PLR2004  # twice in ten
            it = evolve(it, actor=scene.chance.pick(scene.company.everybody))
        else:
            it = _argument(scene, it)
    return it


def late(scene: Scene, it: Attempt) -> Attempt:
    """The same, said to have happened at another time: most often earlier, at or about a time at which something changed."""
    chance = scene.chance
    if chance.happens(0.08):
        return evolve(it, at=it.now + timedelta(seconds=chance.number(1, 9000)))
    moments = [moment for moment in _turning_points(scene.book, it) if moment <= it.now]
    if moments and chance.happens(0.75):
        about = timedelta(minutes=chance.pick((-1, 0, 0, 0, 1, 1)))
        return evolve(it, at=min(chance.pick(moments) + about, it.now))
    return evolve(it, at=it.now - timedelta(minutes=chance.pick((1, 2, 5, 30, 60, 24 * 60, 7 * 24 * 60))))


def _turning_points(book: Book, it: Attempt) -> list[datetime]:
    """When something changed in what the attempt is about."""
    found: list[datetime | None] = []
    problem = book.problems.get(it.get("problem"))
    its = book.sets.get(it.get("set") if problem is None else problem.set)
    if its is not None:
        found += [its.formed, its.started, *(end for stays in its.stays.values() for stay in stays for end in stay)]
        found += [contract.at for contract in its.contracts]
        session = its.sessions.get(it.get("session"))
        if session is not None:
            found += [session.opened, session.closed, session.last]
            found += [end for stay in session.present.values() for end in stay]
            found += [end for *_, start, closed in session.slots for end in (start, closed)]
    if problem is not None:
        found += [problem.accepted, problem.presented, problem.ended]
        action = problem.actions.get(it.get("action"))
        found += [] if action is None else [action.committed, action.last]
    return [moment for moment in found if moment is not None]


def _argument(scene: Scene, it: Attempt) -> Attempt:
    """One argument different, if there is one that can be."""
    changes = {name: change for name, value in it.arguments.items() if (change := _change(scene, name, value)) is not None}
    if not changes:
        return it
    name = scene.chance.pick(list(changes))
    return it.with_arguments(**{name: changes[name]()})


def _change(scene: Scene, name: str, value: Any) -> Callable[[], Any] | None:  # noqa: C901, PLR0911  # a table of arguments
    """What an argument of that name could be instead."""
    chance, book = scene.chance, scene.book
    if name in PEOPLE:
        return lambda: chance.pick(scene.company.everybody)
    match name:
        case "set" | "problem" | "action" | "objective" | "benefit" | "learning" if value != "none yet":
            return lambda: _another(scene, name)
        case "session" | "version":
            return lambda: max(1, value + chance.pick((-1, 1)))
        case "peers":
            return lambda: tuple(chance.some(scene.company.everybody, 2))
        case "due" | "on" | "done_on":
            return lambda: value + timedelta(days=chance.pick((-400, -30, -2, -1, 1, 2, 30)))
        case "minutes":
            return lambda: chance.pick((1, 179, 181, 1440, 1441))
        case "attribution" | "confidence":
            return lambda: chance.pick((Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.01")))
        case "amount":
            return lambda: chance.pick((None, Decimal(0), Decimal("0.001"), Decimal(5)))
        case "value":
            return lambda: chance.pick([each.target for p in book.programmes.values() for each in p.objectives.values()])
        case "energy" | "score" | "safety":
            return lambda: chance.pick((0, 11, 5))
        case _ if isinstance(value, str) and name in ("reason", "what", "how", "title", "text"):
            return lambda: chance.pick((" ", "Something else"))
        case _:
            return None


def _another(scene: Scene, name: str) -> Any:
    """Another thing of that kind, or something that there is not."""
    known = [*_known(scene.book, name), scene.chance.id()]
    if name == "learning":
        return scene.chance.pick([(), *((each,) for each in known)])
    return scene.chance.pick(known)


def _known(book: Book, name: str) -> Iterator[UUID]:
    match name:
        case "set":
            yield from book.sets
        case "problem":
            yield from book.problems
        case "action":
            yield from (action for problem in book.problems.values() for action in problem.actions)
        case "objective":
            yield from (objective for each in book.programmes.values() for objective in each.objectives)
        case "benefit":
            yield from (claim for each in book.programmes.values() for claim in each.claims)
        case _:
            yield from (learning for person in book.people.values() for learning in person.learnings)
