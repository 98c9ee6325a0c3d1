"""Figures as people write them: shares in per cent, money with its sign, scores and hours; the same wherever they are shown."""

from __future__ import annotations

from fractions import Fraction

from actionlearning.domain.values import OutcomeResult
from actionlearning.projections.metric import Change, Metric, Telling

__all__ = [
    "NOT_AVAILABLE_IN_WORDS",
    "RESULTS",
    "WITHHELD_IN_WORDS",
    "absent",
    "as_change",
    "as_hours",
    "as_mean",
    "as_of",
    "as_share",
    "money",
]

MINUS = "\N{MINUS SIGN}"
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
RESULTS = {OutcomeResult.ACHIEVED: "achieved", OutcomeResult.PARTIAL: "partly", OutcomeResult.NOT_ACHIEVED: "not achieved"}
NOT_AVAILABLE_IN_WORDS = "not available"
WITHHELD_IN_WORDS = "withheld"


def absent(figure: Metric | Change) -> str:
    """Why a figure that has no value has none: there is nothing to divide by, or its reader may not know it."""
    return WITHHELD_IN_WORDS if figure.telling is Telling.WITHHELD else NOT_AVAILABLE_IN_WORDS


def _places(figure: Metric | Change, wanted: int, rounded: int) -> int:
    """A figure that was rounded for its reader is shown no more exactly than it is."""
    return rounded if figure.telling is Telling.ROUNDED else wanted


def _signed(number: str) -> str:
    return number.replace("-", MINUS)


def as_share(figure: Metric, places: int = 1) -> str:
    """A share in per cent, such as ``81.2 %``."""
    return absent(figure) if figure.value is None else _signed(f"{float(figure.value) * 100:.{_places(figure, places, 0)}f} %")


def as_of(figure: Metric) -> str:
    """What a share was divided from, such as ``16 of 19``; nothing where it is not available."""
    exact = figure.value is not None and figure.telling is Telling.EXACT
    return f"{figure.numerator} of {figure.denominator}" if exact else ""


def as_mean(figure: Metric, places: int = 2) -> str:
    """A mean score, such as ``7.14``."""
    return absent(figure) if figure.value is None else f"{float(figure.value):.{_places(figure, places, 1)}f}"


def as_change(figure: Change) -> str:
    """A mean before and after, such as ``4.33 → 7.33``."""
    if figure.before is None or figure.after is None:
        return absent(figure)
    places = _places(figure, 2, 1)
    return f"{float(figure.before):.{places}f} → {float(figure.after):.{places}f}"


def as_hours(number: Fraction | None) -> str:
    """Hours, to the tenth only where they have one; what is withheld says so."""
    if number is None:
        return WITHHELD_IN_WORDS
    return f"{float(number):,.1f}".removesuffix(".0")


def money(figure: Metric, currency: str) -> str:
    """An amount in a currency, to the hundredth only where it has one."""
    if figure.value is None:
        return absent(figure)
    exact = Fraction(figure.value)
    sign = MINUS if exact < 0 else ""
    digits = f"{abs(exact.numerator):,}" if exact.denominator == 1 else f"{abs(float(exact)):,.2f}"
    return f"{sign}{SIGNS.get(currency, currency + ' ')}{digits}"
