"""What is allowed though nobody is happy about it: recorded, and noted or counted, for a log must tell of bad days too."""

from __future__ import annotations

from collections.abc import Iterator

from actionlearning.testing.account.answers import Yes
from actionlearning.testing.account.book import Book
from actionlearning.testing.attempts import Attempt

__all__ = ["unhappy"]

THREE = 3


def unhappy(book: Book, it: Attempt, yes: Yes) -> Iterator[str]:
    """What is unhappy about an attempt that was accepted and written into the book."""
    match it.name:
        case "sets.close_session" if "quorum" in yes.notes:
            yield "an inquorate session"
        case "problems.give_advice":
            yield "advice"
        case "sets.start" | "sets.leave" if "size" in yes.notes and len(book.set(it.get("set")).members(it.at)) == THREE:
            yield "a set of three"
        case "problems.review_outcome":
            _, action = book.action(it.get("problem"), it.get("action"))
            if action.kind == "experiment" and action.result == "not_achieved" and it.get("learning") != "none yet":
                yield "a failed experiment with learning"
        case "sets.close_slot":
            _, session = book.session(it.get("set"), it.get("session"))
            committed = [action.session for action in book.problem(session.slots[-1].problem).actions.values()]
            if session.number not in committed:
                yield "a slot without an action"
        case _:
            pass
