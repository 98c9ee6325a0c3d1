"""A brief as a page of Markdown, to keep, to send, or to put on a site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from actionlearning.cli.drawing import long_day
from actionlearning.cli.pictures_of_brief import help_in_words, hours, score
from actionlearning.cli.pictures_of_evaluation import told
from actionlearning.cli.teller import Teller, as_share
from actionlearning.domain.times import day_of
from actionlearning.projections.brief import Brief, OrganisationReadiness

__all__ = ["brief_page", "in_markdown"]

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&]|^[-+]|^\d+(?=[.)]))")
"""What Markdown could read as a mark, some of it at the beginning of a line only."""


def in_markdown(text: str) -> str:
    """A text on one line, in which nothing is read as a mark: what somebody said is shown as they said it."""
    return SPECIAL.sub(_escaped, " ".join(text.split()))


def _escaped(mark: re.Match[str]) -> str:
    # A number at the beginning would begin a list; it is the stop after it that is escaped.
    return f"{mark[0]}\\" if mark[0].isdecimal() else f"\\{mark[0]}"


def brief_page(view: Brief, tell: Teller) -> Iterator[str]:
    """The lines of the page. ``tell`` escapes with ``in_markdown``."""
    yield f"# {tell.safe(view.title)}"
    yield ""
    closed = f" Closed on {long_day(day_of(view.closed_at, view.time_zone))}." if view.closed_at else ""
    yield f"{tell.safe(', '.join(view.organisations))}. Sponsor: {tell(view.sponsor)}.{closed}"
    yield ""
    yield f"> {tell.safe(view.theory_of_change)}"
    for title, lines in (
        ("How ready, the weakest first", _readiness(view, tell)),
        ("Who stood up for it", _or("Nobody yet.", _endorsements(view, tell))),
        ("Hours released and used", _time(view, tell)),
        ("What it is tied to", _ties(view, tell)),
        ("What is held important", _or("Nobody has said so yet.", _values(view, tell))),
        ("What was found", _found(view, tell)),
        *([("Help between organisations", _help(view, tell))] if view.help else []),
        ("How it spread", _or("Nowhere yet.", _spread(view, tell))),
    ):
        yield ""
        yield f"## {title}"
        yield ""
        yield from lines


def _or(nothing: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    yield from told or [nothing]


def _table(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(headings)
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def _readiness(view: Brief, tell: Teller) -> Iterator[str]:
    for number, each in enumerate(view.readiness):
        if number:
            yield ""
        yield f"### {tell.safe(each.organisation)}"
        yield ""
        yield from _aspects(each, view, tell)


def _aspects(each: OrganisationReadiness, view: Brief, tell: Teller) -> Iterator[str]:
    if each.aspects:
        yield from _table(
            ("aspect", "of 10", "judged", "next"),
            (
                (a.aspect.value, score(a), f"{long_day(day_of(a.at, view.time_zone))}", tell.safe(a.advice))
                for a in each.aspects
            ),
        )
    if each.aspects and each.not_assessed:
        yield ""
    if each.not_assessed:
        yield f"Not judged yet: {', '.join(aspect.value for aspect in each.not_assessed)}."


def _endorsements(view: Brief, tell: Teller) -> Iterator[str]:
    for each in view.endorsements:
        said = f": “{tell.text(each.statement)}”" if each.statement else ""
        yield f"- {long_day(day_of(each.at, view.time_zone))}, {tell(each.by)}{said}"


def _time(view: Brief, tell: Teller) -> Iterator[str]:
    return _table(
        ("organisation", "released", "used", "share", "people"),
        (
            (
                tell.safe(each.organisation),
                "none" if each.released is None else hours(Fraction(each.released)),
                hours(each.used),
                as_share(each.share),
                told(each.share.n),
            )
            for each in view.time
        ),
    )


def _ties(view: Brief, tell: Teller) -> Iterator[str]:
    for tie in view.ties:
        for each in tie.integrations:
            yield f"- **{tie.initiative.value}**, {tell.safe(each.title)}: {tell.safe(each.how)}"
    for gap in view.gaps:
        yield f"- **{gap.value}**: a gap, nothing named yet"


def _values(view: Brief, tell: Teller) -> Iterator[str]:
    for each in view.values:
        yield f"- {tell.safe(each.organisation)}: “{tell.text(each.words)}”"


def _found(view: Brief, tell: Teller) -> Iterator[str]:
    for level, found in view.found.items():
        for each in found:
            said = f"“{tell.text(each.finding)}”"
            yield f"- **{level.value}**, {tell(each.by)}, {long_day(day_of(each.at, view.time_zone))}: {said}"
        if not found:
            yield f"- **{level.value}**: not evaluated yet"
    for each in view.reviews:
        yield f"- on the way, {tell(each.by)}, {long_day(day_of(each.at, view.time_zone))}: “{tell.text(each.finding)}”"


def _help(view: Brief, tell: Teller) -> Iterator[str]:
    for edge in view.help:
        ends = f"{tell.safe(edge.helper)} → {tell.safe(edge.owner)}"
        yield f"- {ends} ({edge.n} → {edge.helped} people): {help_in_words(edge)}"


def _spread(view: Brief, tell: Teller) -> Iterator[str]:
    for each in view.advocacy:
        yield f"- {long_day(day_of(each.at, view.time_zone))}, in {tell.safe(each.sector)}: {tell.safe(each.activity)}"
    for copied in view.replications:
        on = long_day(day_of(copied.at, view.time_zone))
        yield f"- {on}: {tell(copied.set)} was made after the example of {tell(copied.from_set)}"
