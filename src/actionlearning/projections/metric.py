"""A figure that says what it was divided by, over how many people, and when there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

__all__ = ["NOT_AVAILABLE", "Change", "Metric"]

Number = Fraction | Decimal | int


def _exact(number: Number | None) -> Fraction | None:
    return None if number is None else Fraction(number)


@frozen
class Metric:
    """A numerator over a denominator, kept exact; rounding is left to whoever shows it.

    An empty denominator means *not available*, never 0. ``n`` is the number of people who contribute, where a metric is over
    people. A plain amount, such as a cost, is that amount over 1.
    """

    numerator: Fraction | None = field(converter=_exact)
    denominator: Fraction | None = field(converter=_exact)
    n: int | None = None

    @classmethod
    def amount(cls, amount: Number) -> Metric:
        """A figure that is no share of anything."""
        return cls(amount, 1)

    @property
    def value(self) -> Fraction | None:
        """The exact figure, a share as a fraction of 1; None where it is not available."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    def to_json(self) -> dict[str, float | int | None]:
        """The machine form: whole numbers as integers, others as the nearest float."""
        return {
            "value": plain(self.value),
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator),
            "n": self.n,
        }


NOT_AVAILABLE = Metric(None, None)


@frozen
class Change:
    """Means of a self-rating before and after, over those who gave both; how much it changed, and how many they are."""

    before: Fraction | None
    after: Fraction | None
    n: int

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]]) -> Change:
        """From matched pairs of before and after."""
        if not pairs:
            return cls(None, None, 0)
        count = len(pairs)
        return cls(Fraction(sum(b for b, _ in pairs), count), Fraction(sum(a for _, a in pairs), count), count)

    @property
    def value(self) -> Fraction | None:
        """The mean after less the mean before; None where nobody gave both."""
        return None if self.before is None or self.after is None else self.after - self.before

    def to_json(self) -> dict[str, float | int | None]:
        """The machine form."""
        return {"before": plain(self.before), "after": plain(self.after), "value": plain(self.value), "n": self.n}


def plain(number: Fraction | None) -> float | int | None:
    """A number as JSON has it: an integer where it is whole."""
    if number is None:
        return None
    return number.numerator if number.denominator == 1 else float(number)
