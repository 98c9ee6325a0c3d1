"""What the rules say about what is done around a programme: it is supported, tied in, made ready for, and spread."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.answers import Yes, must
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.programmes import go_on
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def endorse(book: Book, it: Attempt) -> Yes:
    must(it.actor == book.programme(it.get("programme")).sponsor, "endorsed by who is no sponsor")
    return go_on(book, it)


def release_time(book: Book, it: Attempt) -> Yes:
    must(it.get("organisation") in book.programme(it.get("programme")).organisations, "not of the programme")
    must(it.get("hours", 1) > 0, "no hours")
    return go_on(book, it)


def elicit_value(book: Book, it: Attempt) -> Yes:
    programme = book.programme(it.get("programme"))
    yes = release_time(book, it)

    def then(answer: Any) -> None:
        programme.values[answer] = it.at
        yes.then(answer)

    return Yes(then)


def replicate_set(book: Book, it: Attempt) -> Yes:
    programme, made, example = book.programme(it.get("programme")), it.get("set"), it.get("from_set")
    must(book.set(made).programme == it.get("programme"), "a set of another programme")
    must(made != example, "its own example")
    must(made not in programme.replicas, "replicated already")
    must(it.at >= book.set(example).formed, "before the example was formed")
    yes = go_on(book, it)

    def then(answer: Any) -> None:
        programme.replicas.append(made)
        yes.then(answer)

    return Yes(then)


RULES = {
    "support.endorse": endorse,
    "support.release_time": release_time,
    "support.elicit_value": elicit_value,
    "support.map_integration": go_on,
    "support.assess_readiness": go_on,
    "support.log_advocacy": go_on,
    "support.replicate_set": replicate_set,
}
