"""What carries a programme, on a page: how ready organisations are, who stands up for it, what it is tied to, how it spread."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from actionlearning.domain.times import day_of
from actionlearning.projections.amounts import as_hours, as_share
from actionlearning.projections.brief import Brief, OrganisationReadiness
from actionlearning.projections.programme_support_facts import Readiness
from actionlearning.report.blocks import Block, Prose, Quote, Quotes, Section, table
from actionlearning.report.forms import Bar, bars
from actionlearning.report.readers import WITHHELD, Eyes
from actionlearning.report.words import day, long_day

__all__ = ["brief_sections"]

SCALE = 10
"""Readiness is judged on 1 to 10."""


def brief_sections(view: Brief, eyes: Eyes) -> tuple[Section, ...]:
    """What an organisation that wants to develop action learning should read."""
    return (_readiness(view), _support(view, eyes), _ties(view, eyes))


def _readiness(view: Brief) -> Section:
    blocks = [block for number, each in enumerate(view.readiness, 1) for block in _organisation(number, each, view)]
    return Section(
        name="readiness",
        title="How ready organisations are",
        lede="The weakest first: that is what to work on.",
        blocks=tuple(blocks),
    )


def _organisation(number: int, each: OrganisationReadiness, view: Brief) -> Iterator[Block]:
    if each.aspects:
        yield bars(
            f"readiness-{number}",
            each.organisation,
            [
                Bar(label=a.aspect.value.capitalize(), value=float(a.score), shown=f"{_score(a)} of {SCALE}")
                for a in each.aspects
            ],
            table(
                f"Readiness of {each.organisation} on 1 to {SCALE}",
                ("Aspect", "Score", "Judged", "What to do next"),
                ((a.aspect.value.capitalize(), _score(a), day(day_of(a.at, view.time_zone)), a.advice) for a in each.aspects),
                numeric=(1,),
            ),
            says="; ".join(f"{a.aspect.value}: {_score(a)} of {SCALE}" for a in each.aspects),
            full=SCALE,
        )
        first = each.aspects[0]
        yield Prose(f"To do first, for {first.aspect.value}: {first.advice.rstrip(chr(46))}.")
    if each.not_assessed:
        yield Prose(f"Not judged yet in {each.organisation}: {', '.join(aspect.value for aspect in each.not_assessed)}.")


def _score(its: Readiness) -> str:
    return f"{its.first_score} → {its.score}" if its.assessments > 1 else str(its.score)


def _support(view: Brief, eyes: Eyes) -> Section:
    said = tuple(
        Quote(
            text=eyes.text(each.statement) if each.statement else "stood up for the programme",
            by=f"{eyes.named(view.sponsor) if each.by == view.sponsor else eyes.person(each.by)}, "
            f"{long_day(each.at, view.time_zone)}",
        )
        for each in view.endorsements
    )
    return Section(
        name="support",
        title="Who stands up for it",
        blocks=(
            Quotes(title="In their own words", quotes=said, nothing="Nobody has yet."),
            table(
                "Hours released and used",
                ("Organisation", "Released", "Used", "Share", "People"),
                (
                    (
                        each.organisation,
                        "none" if each.released is None else as_hours(Fraction(each.released)),
                        as_hours(each.used) if each.used is not None else WITHHELD,
                        eyes.figure(each.share, as_share(each.share)),
                        str(each.share.n) if each.used is not None else "fewer than 5",
                    )
                    for each in view.time
                ),
                numeric=(1, 2, 3, 4),
            ),
        ),
    )


def _ties(view: Brief, eyes: Eyes) -> Section:
    gaps = ", ".join(gap.value for gap in view.gaps)
    values = tuple(Quote(text=eyes.text(each.words), by=each.organisation) for each in view.values)
    on_the_way = tuple(Quote(text=eyes.text(each.finding), by=long_day(each.at, view.time_zone)) for each in view.reviews)
    return Section(
        name="ties",
        title="What it is tied to, and how it spread",
        blocks=(
            table(
                "Tied to",
                ("Initiative", "What", "How"),
                ((tie.initiative.value.capitalize(), each.title, each.how) for tie in view.ties for each in tie.integrations),
                nothing="Nothing is named yet.",
            ),
            Prose(f"Gaps, nothing named yet: {gaps}." if gaps else "Nothing that it could be tied to is missing."),
            Quotes(title="What organisations hold important", quotes=values, nothing="Nobody has said so yet."),
            Quotes(title="Seen on the way", quotes=on_the_way, nothing="Nobody has looked back yet."),
            table(
                "How it spread",
                ("When", "Where", "What"),
                [
                    *((day(day_of(e.at, view.time_zone)), e.sector, e.activity) for e in view.advocacy),
                    *(
                        (
                            day(day_of(e.at, view.time_zone)),
                            eyes.thing(e.set) or "a set",
                            f"made after the example of {eyes.thing(e.from_set) or 'another set'}",
                        )
                        for e in view.replications
                    ),
                ],
                nothing="Nowhere yet.",
            ),
        ),
    )
