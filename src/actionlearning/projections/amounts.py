"""Figures as people write them: shares in per cent, money with its sign, scores and hours; the same wherever they are shown."""

from __future__ import annotations

from fractions import Fraction

from actionlearning.domain.values import OutcomeResult
from actionlearning.projections.metric import Change, Metric

__all__ = ["NOT_AVAILABLE_IN_WORDS", "RESULTS", "as_change", "as_hours", "as_mean", "as_of", "as_share", "money"]

SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
RESULTS = {OutcomeResult.ACHIEVED: "achieved", OutcomeResult.PARTIAL: "partly", OutcomeResult.NOT_ACHIEVED: "not achieved"}
NOT_AVAILABLE_IN_WORDS = "not available"


def as_share(figure: Metric, places: int = 1) -> str:
    """A share in per cent, such as ``81.2 %``."""
    return NOT_AVAILABLE_IN_WORDS if figure.value is None else f"{float(figure.value) * 100:.{places}f} %"


def as_of(figure: Metric) -> str:
    """What a share was divided from, such as ``16 of 19``; nothing where it is not available."""
    return "" if figure.value is None else f"{figure.numerator} of {figure.denominator}"


def as_mean(figure: Metric, places: int = 2) -> str:
    """A mean score, such as ``7.14``."""
    return NOT_AVAILABLE_IN_WORDS if figure.value is None else f"{float(figure.value):.{places}f}"


def as_change(figure: Change) -> str:
    """A mean before and after, such as ``4.33 → 7.33``."""
    if figure.before is None or figure.after is None:
        return NOT_AVAILABLE_IN_WORDS
    return f"{float(figure.before):.2f} → {float(figure.after):.2f}"


def as_hours(number: Fraction) -> str:
    """Hours, to the tenth only where they have one."""
    return f"{float(number):,.1f}".removesuffix(".0")


def money(figure: Metric, currency: str) -> str:
    """An amount in a currency, to the hundredth only where it has one."""
    if figure.value is None:
        return NOT_AVAILABLE_IN_WORDS
    exact = Fraction(figure.value)
    sign = "-" if exact < 0 else ""
    digits = f"{abs(exact.numerator):,}" if exact.denominator == 1 else f"{abs(float(exact)):,.2f}"
    return f"{sign}{SIGNS.get(currency, currency + ' ')}{digits}"
