"""How figures, objectives and money look in a terminal: one line each, with what it was divided by."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from actionlearning.cli.drawing import bar, long_day
from actionlearning.cli.output import rows
from actionlearning.cli.teller import as_share, money
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.money import Money

__all__ = ["figures_of", "money_rows", "objectives_and_money"]

PLAIN_FIGURES = {"slippage": "days an action", "airtime_gini": ""}
BAR = 14
"""Wide enough to compare, and narrow enough for the longest name beside it."""


def figures_of(view: SetMetrics | ProgrammeMetrics) -> Iterator[RenderableType]:
    """All figures of a set or a programme, each with what it was divided by."""
    lines = [_figure(name, figure) for name, figure in view.figures.named().items()]
    yield Text(f"{view.title}, as at {long_day(view.as_at)}", style="bold")
    yield rows("", ("figure", "", "", "of", "people"), lines, right=(1, 3, 4))
    sessions = view.sessions if isinstance(view, SetMetrics) else {}
    asked = [
        (str(number), as_share(session.open_share), bar(float(session.open_share.value)), as_share(session.advice_rate))
        for number, session in sessions.items()
        if session.open_share.value is not None
    ]
    if asked:
        yield ""
        yield rows("Questions, where they were recorded", ("session", "open", "", "advice"), asked, right=(0, 1, 3))


def objectives_and_money(view: ProgrammeMetrics) -> Iterator[RenderableType]:
    """How far the measures have moved, and what the programme cost and brought."""
    yield ""
    yield rows(
        "Objectives",
        ("objective", "progress", ""),
        (
            (
                escape(each.title) + (" [dim](retired)[/dim]" if each.retired else ""),
                as_share(each.progress),
                "" if each.progress.value is None else bar(float(each.progress.value)),
            )
            for each in view.objectives
        ),
        right=(1,),
    )
    yield ""
    yield money_rows(view.money)


def money_rows(its: Money) -> RenderableType:
    def pounds(figure: Metric) -> str:
        return money(figure, its.currency)

    def ratio(figure: Metric) -> str:
        return "" if figure.value is None else f"{float(figure.value):.2f}"

    lower = its.comparator_saving
    saving = "" if lower.value is None else f"{as_share(lower)} lower than elsewhere"
    lines = [
        ("costs", pounds(its.costs), ""),
        ("cost per attendance", pounds(its.cost_per_attendance), ""),
        ("cost per participant-day", pounds(its.cost_per_participant_day), saving),
    ]
    for name, its_return in (("cash", its.cash), ("cash and economic", its.cash_and_economic)):
        known = (
            (its_return.net, f"net {pounds(its_return.net)}"),
            (its_return.roi, f"ROI {as_share(its_return.roi)}"),
            (its_return.bcr, f"BCR {ratio(its_return.bcr)}"),
            (its_return.payback_months, f"payback {ratio(its_return.payback_months)} months"),
        )
        worth = ", ".join(words for figure, words in known if figure.value is not None)
        lines.append((f"benefits, {name}", pounds(its_return.benefits), worth))
    return rows("Money", ("", "", ""), lines, right=(1,))


def _figure(name: str, figure: Metric | Change) -> tuple[str, str, str, str, str]:
    label = name.replace("_", " ")
    if isinstance(figure, Change):
        if figure.before is None or figure.after is None:
            return (label, "not available", "", "", "0")
        return (label, f"{float(figure.before):.2f} → {float(figure.after):.2f}", "", "", str(figure.n))
    people = "" if figure.n is None else str(figure.n)
    if figure.value is None:
        return (label, "not available", "", "", people)
    if name in PLAIN_FIGURES:
        return (label, f"{float(figure.value):.4g} {PLAIN_FIGURES[name]}".rstrip(), "", "", people)
    assert figure.numerator is not None
    assert figure.denominator is not None
    of = f"{figure.numerator} of {figure.denominator}"
    return (label, as_share(figure, places=2), bar(float(figure.value), BAR), of, people)
