"""All rules together: what the account says to an attempt, before anybody asks the library."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from re import fullmatch

from actionlearning.testing.account import (
    actions,
    candidates,
    corrections,
    facilitation,
    judging,
    people,
    problems,
    programmes,
    releases,
    sessions,
    sets,
    support,
    thinking,
)
from actionlearning.testing.account.answers import Yes, must
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.texts import written
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES", "foretold"]

RULES: dict[str, Callable[[Book, Attempt], Yes]] = {
    **people.RULES,
    **programmes.RULES,
    **support.RULES,
    **releases.RULES,
    **sets.RULES,
    **facilitation.RULES,
    **sessions.RULES,
    **corrections.RULES,
    **problems.RULES,
    **thinking.RULES,
    **actions.RULES,
    **candidates.RULES,
    **judging.RULES,
}
"""By the name of a use case."""

SCORES = ("energy", "score", "safety", "challenge", "support", "clarity_before", "clarity", "worth", "recommend")
COUNTED = ("criterion", "day", "rule", "question", "version")


def foretold(book: Book, it: Attempt) -> Yes:
    """What must be answered to an attempt: ``Yes``, or ``No`` is raised. Nothing is written into the book."""
    must(it.at <= it.now, "in the future")
    for name, value in it.arguments.items():
        _sensible(name, value)
    return written(book, it, RULES[it.name](book, it))


def _sensible(name: str, value: object) -> None:
    """What an argument of that name may be, whatever it is used for."""
    match value:
        case int() if name in SCORES:
            must(1 <= value <= 10, "a score off the scale")  # noqa: PLR2004  # the scale of every score
        case int() if name == "minutes":
            must(1 <= value <= 24 * 60, "minutes that no day has")
        case int() if name in COUNTED:
            must(value >= 1, "counted from nothing")
        case str() if name == "sha256":
            must(fullmatch("[0-9a-f]{64}", value), "no digest")
        case str():
            must(value.strip(), "an empty text")
        case Decimal() if name in ("attribution", "confidence"):
            must(0 <= value <= 1, "a share beyond the whole")
        case Decimal() if name in ("amount", "unit_cost", "hours_per_day"):
            must(value > 0 and value == round(value, 2), "no amount of money")
        case _:
            pass
