"""How a brief looks in a terminal: what to work on first, who carries the programme, and where it could go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

from rich.console import RenderableType
from rich.text import Text

from actionlearning.cli.drawing import bar, long_day
from actionlearning.cli.output import rows
from actionlearning.cli.pictures_of_evaluation import found_lines, told
from actionlearning.cli.teller import Teller, as_share
from actionlearning.domain.times import day_of
from actionlearning.projections.amounts import as_hours as hours
from actionlearning.projections.brief import Brief, OrganisationReadiness, TimeGiven
from actionlearning.projections.help_edges import HelpEdge
from actionlearning.projections.programme_support_facts import Readiness

__all__ = ["brief_of", "help_in_words", "hours", "score"]

BAR = 10
OUT_OF = 10
"""The scale of readiness."""


def brief_of(view: Brief, tell: Teller) -> Iterator[RenderableType]:
    """The brief, section by section. A section of which there is nothing says so: that is what to work on."""
    yield Text(f"{view.title}, as at {long_day(view.as_at)}", style="bold")
    closed = f"; closed on {long_day(day_of(view.closed_at, view.time_zone))}" if view.closed_at else ""
    yield f"[dim]{tell.safe(', '.join(view.organisations))}; sponsor {tell(view.sponsor)}{closed}[/dim]"
    yield f"“{tell.safe(view.theory_of_change)}”"
    for title, parts in (
        ("How ready, the weakest first", _readiness(view, tell)),
        ("Who stood up for it", _endorsements(view, tell)),
        ("Hours released and used", [_time(view.time, tell)]),
        ("What it is tied to", _ties(view, tell)),
        ("What is held important", _values(view, tell)),
        ("What was found", _found(view, tell)),
        *([("Help between organisations", [_help(view.help, tell)])] if view.help else []),
        ("How it spread", _spread(view, tell)),
    ):
        yield ""
        yield f"[bold]{title}[/bold]"
        yield from parts


def score(its: Readiness) -> str:
    """The score that counts, after the first where it was judged again."""
    return f"{its.first_score} → {its.score}" if its.assessments > 1 else str(its.score)


def _readiness(view: Brief, tell: Teller) -> Iterator[RenderableType]:
    for number, each in enumerate(view.readiness):
        if number:
            yield ""
        yield tell.safe(each.organisation)
        if each.aspects:
            yield rows(
                "",
                ("aspect", "of 10", "", "judged", "next"),
                (
                    (
                        aspect.aspect.value,
                        score(aspect),
                        bar(aspect.score / OUT_OF, BAR),
                        _day(aspect.at, view) + (f", {aspect.assessments} times" * (aspect.assessments > 1)),
                        tell.safe(aspect.advice),
                    )
                    for aspect in each.aspects
                ),
                right=(1,),
            )
        yield from _not_assessed(each)


def _not_assessed(each: OrganisationReadiness) -> Iterator[str]:
    if each.not_assessed:
        yield f"not judged yet: {', '.join(aspect.value for aspect in each.not_assessed)}"


def _endorsements(view: Brief, tell: Teller) -> Iterator[str]:
    for each in view.endorsements:
        said = f": “{tell.text(each.statement)}”" if each.statement else ""
        yield f"{_day(each.at, view)}, {tell(each.by)}{said}"
    if not view.endorsements:
        yield "nobody yet"


def _time(time: Iterable[TimeGiven], tell: Teller) -> RenderableType:
    return rows(
        "",
        ("organisation", "released", "used", "share", "", "people"),
        (
            (
                tell.safe(each.organisation),
                "none" if each.released is None else hours(Fraction(each.released)),
                hours(each.used),
                as_share(each.share),
                "" if each.share.value is None else bar(float(each.share.value), BAR),
                told(each.share.n),
            )
            for each in time
        ),
        right=(1, 2, 3, 5),
    )


def _ties(view: Brief, tell: Teller) -> Iterator[RenderableType]:
    if view.ties:
        yield rows(
            "",
            ("initiative", "what", "how"),
            (
                (tie.initiative.value, tell.safe(each.title), tell.safe(each.how))
                for tie in view.ties
                for each in tie.integrations
            ),
        )
    if view.gaps:
        yield f"gaps, nothing named yet: {', '.join(initiative.value for initiative in view.gaps)}"


def _values(view: Brief, tell: Teller) -> Iterator[str]:
    for each in view.values:
        yield f"{tell.safe(each.organisation)}: “{tell.text(each.words)}”"
    if not view.values:
        yield "nobody has said so yet"


def _found(view: Brief, tell: Teller) -> Iterator[str]:
    for level, found in view.found.items():
        for line in found_lines(found, view.time_zone, tell):
            yield f"{level.value}: {line}"
    empty = [level.value for level, found in view.found.items() if not found]
    if empty:
        yield f"not evaluated yet: {', '.join(empty)}"
    for each in view.reviews:
        yield f"on the way, {_day(each.at, view)}, {tell(each.by)}: “{tell.text(each.finding)}”"


def _help(edges: Iterable[HelpEdge], tell: Teller) -> RenderableType:
    return rows(
        "",
        ("of", "helped those of", "people", "how"),
        ((tell.safe(edge.helper), tell.safe(edge.owner), f"{edge.n} → {edge.helped}", help_in_words(edge)) for edge in edges),
        right=(2,),
    )


def help_in_words(edge: HelpEdge) -> str:
    """What was done along an edge, counted; of what there is none is left out."""
    done = {
        "questions": edge.questions,
        "assumptions challenged": edge.challenges,
        "reviews": edge.reviews,
        "perspectives": edge.perspectives,
        "encouragements": edge.encouragements,
    }
    return ", ".join(f"{count} {what}" for what, count in done.items() if count)


def _spread(view: Brief, tell: Teller) -> Iterator[str]:
    for each in view.advocacy:
        yield f"{_day(each.at, view)}, in {tell.safe(each.sector)}: {tell.safe(each.activity)}"
    for copied in view.replications:
        yield f"{_day(copied.at, view)}: {tell(copied.set)} was made after the example of {tell(copied.from_set)}"
    if not view.advocacy and not view.replications:
        yield "nowhere yet"


def _day(at: datetime, view: Brief) -> str:
    return f"{day_of(at, view.time_zone):%d %b %Y}"
