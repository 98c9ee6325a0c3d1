"""How programmes look side by side in a terminal: a table for each thing to compare, a line for each programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from actionlearning.cli.drawing import bar, counts, long_day
from actionlearning.cli.output import rows
from actionlearning.cli.pictures_of_evaluation import told
from actionlearning.cli.teller import Teller, as_share, money
from actionlearning.domain.times import day_of
from actionlearning.projections.comparison import ComparedProgramme, Comparison
from actionlearning.projections.metric import Change, Metric, Telling

__all__ = ["comparison_of"]

BAR = 8
NAMES = 22
"""As wide as a name is shown in the tables; the list at the top has it whole."""

NONE = "n/a"
"""A figure that is not available: there is nothing to divide by."""

WITHHELD = "--"
"""A figure that its reader may not know: too few people are behind it, or it would give so few away."""

Column = tuple[str, Callable[[ComparedProgramme], str]]


def comparison_of(view: Comparison, tell: Teller) -> Iterator[RenderableType]:
    """Who is compared, then one table for each thing to compare."""
    yield Text(f"Programmes side by side, as at {long_day(view.as_at)}", style="bold")
    if not view.programmes:
        yield "no programme had been chartered"
        return
    for number, each in enumerate(view.programmes, 1):
        yield f"{number}  {tell.safe(each.title)}"
        yield Padding(f"[dim]{_about(each, tell)}[/dim]", (0, 0, 0, 3))
    outside = f" {WITHHELD}: withheld." if tell.outside else ""
    yield f"[dim]In brackets: how many people a figure is about. {NONE}: not available.{outside}[/dim]"
    for title, columns in _tables():
        yield ""
        yield rows(
            title,
            ("", *(name for name, _ in columns)),
            (
                (tell.safe(_short(number, each)), *(show(each) for _, show in columns))
                for number, each in enumerate(view.programmes, 1)
            ),
            right=[place for place, (name, _) in enumerate(columns, 1) if name],
        )


def _about(its: ComparedProgramme, tell: Teller) -> str:
    parts = [tell.safe(", ".join(its.organisations)), its.money.currency, its.time_zone]
    if its.integrations:
        parts.append(f"tied to {counts(its.integrations)}")
    if its.closed_at is not None:
        parts.append(f"closed on {long_day(day_of(its.closed_at, its.time_zone))}")
    return "; ".join(parts)


def _tables() -> Iterator[tuple[str, tuple[Column, ...]]]:
    yield (
        "How big",
        (
            ("sets", lambda its: counts(its.sets) if its.sets else NONE),
            ("members", lambda its: told(its.members)),
            ("sessions", lambda its: str(its.sessions)),
            ("attended", lambda its: _share(its.figures.attendance)),
        ),
    )
    yield (
        "What was done",
        (
            ("done of due", lambda its: _share(its.figures.follow_through)),
            ("", lambda its: _bar(its.figures.follow_through)),
            ("on time", lambda its: _share(its.figures.on_time)),
            ("reviewed", lambda its: _share(its.figures.loop_closure)),
        ),
    )
    yield (
        "How it was owned",
        (
            ("own idea", lambda its: _share(its.figures.ownership_index)),
            ("", lambda its: _bar(its.figures.ownership_index)),
            ("talk to action", lambda its: _share(its.figures.talk_to_action)),
            ("resolved", lambda its: _share(its.figures.resolution_rate)),
        ),
    )
    yield (
        "How it was talked about",
        (
            ("open questions", lambda its: _share(its.figures.open_share)),
            ("", lambda its: _bar(its.figures.open_share)),
            ("advice", lambda its: _share(its.figures.advice_rate)),
            ("took part", lambda its: _share(its.figures.participation_spread)),
        ),
    )
    yield (
        "What was learnt",
        (
            ("brought learning", lambda its: _share(its.figures.learning_yield)),
            ("", lambda its: _bar(its.figures.learning_yield)),
            ("used", lambda its: _share(its.figures.transfer)),
            ("less isolated", lambda its: _change(its.figures.less_isolated)),
        ),
    )
    yield (
        "What changed",
        (
            ("reached", lambda its: _of(its.reached)),
            ("", lambda its: _bar(its.reached)),
            ("aligned", lambda its: _share(its.figures.alignment)),
            ("drifting", lambda its: _share(its.figures.drift)),
        ),
    )
    yield (
        "What it was worth, each in its own currency",
        (
            ("costs", lambda its: _money(its.money.costs, its)),
            ("a day", lambda its: _money(its.money.cost_per_participant_day, its)),
            ("ROI, cash", lambda its: _share(its.money.cash.roi)),
            ("and economic", lambda its: _share(its.money.cash_and_economic.roi)),
        ),
    )
    yield (
        "What it is tied to, and how it spread",
        (
            ("ties", lambda its: str(sum(its.integrations.values()))),
            ("after others", lambda its: str(its.replications)),
            ("as example", lambda its: str(its.example_for)),
            ("spoken for", lambda its: str(its.advocacy)),
        ),
    )


def _short(number: int, its: ComparedProgramme) -> str:
    named = f"{number}  {its.title}"
    return named if len(named) <= NAMES else f"{named[: NAMES - 1].rstrip()}…"


def _share(figure: Metric) -> str:
    if figure.value is None:
        return _none(figure)
    return as_share(figure) + ("" if figure.n is None else f" ({figure.n})")


def _of(figure: Metric) -> str:
    return NONE if figure.value is None else f"{figure.numerator} of {figure.denominator}"


def _bar(figure: Metric) -> str:
    return "" if figure.value is None else bar(float(figure.value), BAR)


def _change(figure: Change) -> str:
    if figure.before is None or figure.after is None:
        return _none(figure)
    return f"{float(figure.before):.1f} → {float(figure.after):.1f} ({figure.n})"


def _none(figure: Metric | Change) -> str:
    return WITHHELD if figure.telling is Telling.WITHHELD else NONE


def _money(figure: Metric, its: ComparedProgramme) -> str:
    return _none(figure) if figure.value is None else money(figure, its.money.currency)
