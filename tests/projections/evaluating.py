"""What the tests of evaluation share: a programme with a set that met three times, its evaluation, and every text in a view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs
from by_hand import PROGRAMME, Chronicle, named, on

from actionlearning.domain.personal import Personal
from actionlearning.projections.evaluation import Evaluation

AFTER = "2025-09-02"
DAYS = {1: "2025-02-03", 2: "2025-03-03", 3: "2025-04-07"}
HELEN = named("Helen")


def evaluation(it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None) -> Evaluation:
    return Evaluation.fold(it.history(as_at, known), programme=PROGRAMME)


def met(*members: str) -> Chronicle:
    """A programme with a set that met three times."""
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.set(*members, at=on("2025-01-01"))
    for member in members:
        it.problem(member, on("2025-01-02"))
    for number, when in DAYS.items():
        it.session(number, when, members)
    return it


def texts(seen: Any) -> Iterator[Personal]:
    """Every text in a view, wherever it is."""
    if isinstance(seen, Personal):
        yield seen
    elif attrs.has(type(seen)):
        for field in attrs.fields(type(seen)):
            yield from texts(getattr(seen, field.name))
    elif isinstance(seen, dict):
        for each in seen.values():
            yield from texts(each)
    elif isinstance(seen, tuple | list | set | frozenset):
        for each in seen:
            yield from texts(each)
