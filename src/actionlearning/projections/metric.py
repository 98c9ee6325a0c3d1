"""A figure that says what it was divided by, over how many people, and when there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from actionlearning.domain.disclosure import Group, people_in

__all__ = ["NOT_AVAILABLE", "Change", "Metric", "Telling"]

Number = Fraction | Decimal | int


class Telling(Enum):
    """How a figure is told: as it is, or, to a reader outside, to the nearest step or not at all."""

    EXACT = "exact"
    ROUNDED = "rounded"
    WITHHELD = "withheld"


def _exact(number: Number | None) -> Fraction | None:
    return None if number is None else Fraction(number)


@frozen
class Metric:
    """A numerator over a denominator, kept exact; rounding is left to whoever shows it.

    An empty denominator means *not available*, never 0. ``n`` is the number of people who contribute, where a metric is over
    people, and ``behind`` who they are, without which figures are compared. A plain amount, such as a cost, is that amount
    over 1. Where ``telling`` is not exact, the figure was made for a reader outside: rounded, it is over 1; withheld, it has
    no value.
    """

    numerator: Fraction | None = field(converter=_exact)
    denominator: Fraction | None = field(converter=_exact)
    n: int | None = None
    behind: Group | None = field(default=None, kw_only=True, eq=False, repr=False)
    telling: Telling = field(default=Telling.EXACT, kw_only=True)

    @classmethod
    def amount(cls, amount: Number) -> Metric:
        """A figure that is no share of anything."""
        return cls(amount, 1)

    @classmethod
    def over(cls, numerator: Number | None, denominator: Number | None, behind: Group) -> Metric:
        """A figure about people, who are counted."""
        return cls(numerator, denominator, len(people_in(behind)), behind=behind)

    @property
    def value(self) -> Fraction | None:
        """The exact figure, a share as a fraction of 1; None where it is not available."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    def to_json(self) -> dict[str, float | int | bool | None]:
        """The machine form: whole numbers as integers, others as the nearest float. What is not told exactly says so."""
        exact = self.telling is Telling.EXACT
        return {
            "value": plain(self.value),
            "numerator": plain(self.numerator) if exact else None,
            "denominator": plain(self.denominator) if exact else None,
            "n": self.n,
            **({} if exact else {self.telling.value: True}),
        }


NOT_AVAILABLE = Metric(None, None)


@frozen
class Change:
    """Means of a self-rating before and after, over those who gave both; how much it changed, and how many they are."""

    before: Fraction | None
    after: Fraction | None
    n: int
    behind: Group | None = field(default=None, kw_only=True, eq=False, repr=False)
    telling: Telling = field(default=Telling.EXACT, kw_only=True)

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]], behind: Group | None = None) -> Change:
        """From matched pairs of before and after, and from whom they are."""
        if not pairs:
            return cls(None, None, 0)
        count = len(pairs)
        before, after = Fraction(sum(b for b, _ in pairs), count), Fraction(sum(a for _, a in pairs), count)
        return cls(before, after, count, behind=behind)

    @property
    def value(self) -> Fraction | None:
        """The mean after less the mean before; None where nobody gave both."""
        return None if self.before is None or self.after is None else self.after - self.before

    def to_json(self) -> dict[str, float | int | bool | None]:
        """The machine form."""
        told: dict[str, float | int | bool | None] = {} if self.telling is Telling.EXACT else {self.telling.value: True}
        return {"before": plain(self.before), "after": plain(self.after), "value": plain(self.value), "n": self.n, **told}


def plain(number: Fraction | None) -> float | int | None:
    """A number as JSON has it: an integer where it is whole."""
    if number is None:
        return None
    return number.numerator if number.denominator == 1 else float(number)
