"""Twists: a usual attempt with one thing about it different, most often wrong: who, when, what about, or how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve

from actionlearning.testing.account.book import Book
from actionlearning.testing.attempts import Attempt
from actionlearning.testing.moves.move import Scene

__all__ = ["late", "twisted"]

PEOPLE = (
    "member", "adviser", "asker", "giver", "newcomer", "sponsor", "line_manager", "successor", "challenger", "from_member",
)  # fmt: skip

THINGS = (  # by the name of the argument
    "set",
    "from_set",
    "problem",
    "action",
    "objective",
    "benefit",
    "learning",
    "candidate",
    "assumption",
    "counting",
    "cost",
    "own",
    "organisational",
)
NUMBERED = ("session", "version", "question", "criterion", "day", "rule")
DAYS = ("due", "on", "done_on", "until", "resubmit_by", "by")
TEXTS = ("reason", "what", "how", "title", "text", "words", "basis", "reasons", "finding", "tension", "approach")
SCORES = ("energy", "score", "safety", "worth", "clarity")
NAMES = ("specification", "award", "label")

INSTEAD: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(TEXTS, (" ", "Something else")),
    **dict.fromkeys(SCORES, (0, 11, 5)),
    **dict.fromkeys(NAMES, ("nothing-of-the-kind", "small", "certificate", "reason")),
    "minutes": (1, 179, 181, 1440, 1441),
    "attribution": (Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.01")),
    "confidence": (Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.01")),
    "amount": (None, Decimal(0), Decimal("0.001"), Decimal(5)),
    "target": (Decimal(1), Decimal(5)),
    "organisation": ("Another Trust", "A stranger"),
    "scope": ("sponsor", "research"),
    "hours": (Decimal(0), Decimal(24), Decimal(25)),
    "criteria": ((), (1, 1), (1, 2), (99,)),
    "topics": (("history",), ("process", "singing")),
    "considered": (0, 2),
    "judgement": ("met", "not_yet"),
    "moderation": ("upheld", "returned"),
    "sha256": ("0" * 64, "0" * 63, "A1" * 32),
}
"""What an argument of a name could be instead, whatever it is."""


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
        found += [end for stays in its.advisers.values() for stay in stays for end in stay]
        found += [end for _, stays in its.rotas for stay in stays for end in stay]
        session = its.sessions.get(it.get("session"))
        if session is not None:
            found += [session.opened, session.closed, session.last]
            found += [end for stay in session.present.values() for end in stay]
            found += [end for slot in session.slots for end in (slot.start, slot.end)]
    if problem is not None:
        found += [problem.accepted, problem.presented, problem.ended]
        action = problem.actions.get(it.get("action"))
        found += [] if action is None else [action.committed, action.last]
    programme = book.programmes.get(it.get("programme"))
    if programme is not None:
        found += [programme.chartered, programme.closed, programme.last]
        found += [end for each in programme.objectives.values() for end in (each.last, each.retired)]
        found += [*programme.values.values(), programme.costs.get(it.get("cost"))]
    if it.actor in book.people and it.name.startswith("members."):
        me = book.people[it.actor]
        found += [me.wrote, me.approach, *me.values.values(), *(last for _, last in me.consents.values())]
    candidate = book.candidates.get(it.get("candidate"))
    if candidate is not None:
        found += [candidate.registered, candidate.last, candidate.last_fact, candidate.credited, candidate.withdrew]
        found += [end for stay in (*candidate.expired, *candidate.verified) for end in stay]
        found += [at for at, _ in (*candidate.registration, *candidate.assignment)]
    return [moment for moment in found if moment is not None]


def _argument(scene: Scene, it: Attempt) -> Attempt:
    """One argument different, if there is one that can be."""
    changes = {name: change for name, value in it.arguments.items() if (change := _change(scene, name, value)) is not None}
    if not changes:
        return it
    name = scene.chance.pick(list(changes))
    return it.with_arguments(**{name: changes[name]()})


def _change(scene: Scene, name: str, value: Any) -> Callable[[], Any] | None:  # noqa: PLR0911  # a table of arguments
    """What an argument of that name could be instead."""
    chance = scene.chance
    if name in PEOPLE or (name == "by" and isinstance(value, UUID)):
        return lambda: chance.pick(scene.company.everybody)
    if name in THINGS:
        is_another = isinstance(value, UUID | tuple)
        return (lambda: _another(scene, name)) if is_another else None
    if name in ("peers", "rota", "authors"):
        return lambda: tuple(chance.some(scene.company.everybody, 3))
    if name in NUMBERED:
        return lambda: max(1, value + chance.pick((-1, 1)))
    if name in DAYS and isinstance(value, date):
        return lambda: value + timedelta(days=chance.pick((-400, -30, -2, -1, 1, 2, 30)))
    if isinstance(value, bool):
        return lambda: not value
    if name == "value" and isinstance(value, Decimal):
        targets = [each.target for p in scene.book.programmes.values() for each in p.objectives.values()]
        return lambda: chance.pick(targets)
    return (lambda: chance.pick(INSTEAD[name])) if name in INSTEAD else None


def _another(scene: Scene, name: str) -> Any:
    """Another thing of that kind, or something that there is not."""
    known = [*_known(scene.book, name), scene.chance.id()]
    if name in ("learning", "counting"):
        return scene.chance.pick([(), *((each,) for each in known)])
    return scene.chance.pick(known)


def _known(book: Book, name: str) -> Iterator[UUID]:
    match name:
        case "set" | "from_set":
            yield from book.sets
        case "problem":
            yield from book.problems
        case "action":
            yield from (action for problem in book.problems.values() for action in problem.actions)
        case "objective":
            yield from (objective for each in book.programmes.values() for objective in each.objectives)
        case "candidate" | "counting":
            yield from book.candidates
        case "cost":
            yield from (cost for each in book.programmes.values() for cost in each.costs)
        case "own" | "organisational":
            yield from (value for person in book.people.values() for value in person.values)
            yield from (value for programme in book.programmes.values() for value in programme.values)
        case "assumption":
            yield from (assumption for problem in book.problems.values() for assumption in problem.assumptions)
        case "benefit":
            yield from (claim for each in book.programmes.values() for claim in each.claims)
        case _:
            yield from (learning for person in book.people.values() for learning in person.learnings)
