"""How events go into a journal on PostgreSQL: a function that locks, checks and inserts is called, if some marks stand.

Marks are bytes in what is stored at a version of a stream, so that no other event is taken for the one that was known.
"""

from __future__ import annotations

from collections.abc import Sequence

from actionlearning.journal.postgres_asking import Asking
from actionlearning.journal.postgres_prepared import BIGINT, BYTEA, UUID_, Prepared

__all__ = ["Inserts"]


class Inserts:
    """The statements that call one function: with each number of marks one, so that its plan is made once.

    Marks are looked at before anything is locked: no event is ever another one later, and the function then guards its version.
    """

    def __init__(self, asking: Asking, name: str, function: str, types: Sequence[int]) -> None:
        self._asking = asking
        self._name = name
        self._call = f"{function}({', '.join(f'${number}' for number in range(1, len(types) + 1))})"
        self._types = types
        self._with: dict[int, Prepared] = {}

    def with_marks(self, marks: int) -> Prepared:
        """The one that answers nothing where one of so many marks does not stand; each is a stream, a version and bytes."""
        found = self._with.get(marks)
        if found is None:
            first = len(self._types) + 1
            found = self._with[marks] = self._asking.prepared(
                f"{marks} marks, {self._name}",  # the server knows statements by their first 63 bytes
                f"SELECT CASE WHEN {_marked(first, marks)} THEN {self._call} END" if marks else f"SELECT {self._call}",
                *self._types,
                *(UUID_, BIGINT, BYTEA) * marks,
            )
        return found


def _marked(first: int, marks: int) -> str:
    """That what is stored has these marks, by the number of their first value."""
    numbers = range(first, first + 3 * marks, 3)
    return " AND ".join(
        f"(SELECT position(${n + 2} IN state) FROM {{table}} WHERE originator_id = ${n} AND originator_version = ${n + 1}) > 0"  # noqa: S608  # numbers of values, and no value
        for n in numbers
    )
