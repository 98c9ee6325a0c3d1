"""What the rules say about what people write about themselves."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.book import Book, Person, Yes, must
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def register(book: Book, it: Attempt) -> Yes:
    manager = it.get("line_manager")
    if manager is not None:
        book.person(manager)

    def then(answer: Any) -> None:
        book.people[answer] = Person(it.at, manager)

    return Yes(then)


def rate_oneself(book: Book, it: Attempt) -> Yes:
    must(it.at >= book.person(it.actor).at, "before they were registered")
    return Yes()


def capture_learning(book: Book, it: Attempt) -> Yes:
    me, source = book.person(it.actor), it.get("source")
    _, action = book.action(source.problem, source.action)
    must(it.at >= me.at, "before they were registered")
    must(it.at >= action.committed, "learnt before the action")

    def then(answer: Any) -> None:
        me.learnings[answer] = (source.problem, source.action, it.at)

    return Yes(then)


def apply_learning(book: Book, it: Attempt) -> Yes:
    me = book.person(it.actor)
    book.problem(it.get("problem"))
    must(it.at >= me.at, "before they were registered")
    must(it.get("learning") in me.learnings, "a learning of nobody or of somebody else")
    problem, _, captured = me.learnings[it.get("learning")]
    must(problem != it.get("problem"), "applied to its source")
    must(it.at >= captured, "applied before it was learnt")
    return Yes()


RULES = {
    "members.register": register,
    "members.rate_oneself": rate_oneself,
    "members.capture_learning": capture_learning,
    "members.apply_learning": apply_learning,
}
