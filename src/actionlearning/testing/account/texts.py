"""Whose words stand where: what each use case writes of a problem, under which label, and what of it never leaves the set."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from actionlearning.testing.account.answers import Yes
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.thinking import speaker
from actionlearning.testing.attempts import Attempt

__all__ = ["written"]

STAYS = ("problems.voice_feeling", "problems.voice_not_knowing")
"""What is said of feelings, and of not knowing, is for the set alone."""

ELSEWHERE = {
    "problems.challenge_assumption": {"words": "assumption"},
    "problems.review_outcome": {"organisational-effect": "organisational_effect", "next": "next_step"},
    "problems.commit_action": {"what": "what", "success-measure": "success_measure"},
}
"""The arguments of a use case by label, where they are not called the same."""

LABELS = (
    "reason", "text", "insight", "now", "note", "evidence", "barrier", "words", "how", "knows", "cares", "can", "perspective",
    "option", "decision", "reasons", "alternatives",
)  # fmt: skip


def written(book: Book, it: Attempt, yes: Yes) -> Yes:
    """The same answer, which also counts what is recorded of a problem: what was said, and each breach that is noted."""

    def then(answer: Any) -> None:
        yes.then(answer)
        if it.name.startswith("problems.") and it.name != "problems.bring":
            problem, labels = book.problems[it.get("problem")], ELSEWHERE.get(it.name, {each: each for each in LABELS})
            said = [label for label, argument in labels.items() if it.get(argument) is not None]
            problem.wrote(said, speaker(it), it.at, stays=it.name in STAYS)
            problem.version += len(yes.notes)

    return evolve(yes, then=then)
