"""What the rules say about figures that are given out: enough people behind each, and behind what subtraction makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from actionlearning.testing.account.answers import Yes, must
from actionlearning.testing.account.book import Book
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]

LEAST = {"sponsor": 5, "public": 10}
Units = frozenset[tuple[UUID, str]]


def release_figures(book: Book, it: Attempt) -> Yes:
    programme = book.programme(it.get("programme"))
    must(it.at >= programme.chartered, "before the programme was chartered")
    must(it.get("as_at") <= it.at.astimezone(ZoneInfo(programme.zone)).date(), "as at a day to come")
    least = max(LEAST[it.get("audience", "sponsor")], it.get("fewest") or 0)
    told = {measure: list(groups) for measure, groups in programme.told.items()}
    for figure in it.get("figures"):
        units = frozenset((person, each.part) for each in figure.behind for person in each.people)
        must(len({person for person, _ in units}) >= least, "about too few people")
        for measure in figure.measures:
            before = told.setdefault(measure, [])
            if units not in before:
                must(not _singled_out([*before, units], least), "with what was told before, about too few people")
                before.append(units)

    def then(_: Any) -> None:
        programme.told = told

    return Yes(then)


def _singled_out(groups: Iterable[Units], least: int) -> bool:
    """Whether figures added and subtracted, each once at most, leave somebody, and fewer than so many."""
    known = list(groups)
    for signs in product((-1, 0, 1), repeat=len(known)):
        left: Counter[tuple[UUID, str]] = Counter()
        for sign, group in zip(signs, known, strict=True):
            left.update(dict.fromkeys(group, sign))
        if 0 < len({person for (person, _), times in left.items() if times}) < least:
            return True
    return False


RULES = {"releases.release_figures": release_figures}
