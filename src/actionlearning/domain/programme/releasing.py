"""Giving out figures about people: each is held against all that was given out before, so that none tells of too few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from actionlearning.domain.disclosure import FEWEST, FEWEST_PUBLISHED, Group, Ledger, Unit, people_in
from actionlearning.domain.programme import errors
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import Behind, FiguresReleased, ToldFigure
from actionlearning.domain.times import day_of, in_order
from actionlearning.domain.values import Audience, ReleaseId

__all__ = ["AT_LEAST", "group_of", "groups_told", "release", "told_figures", "told_with"]

AT_LEAST = {Audience.SPONSOR: FEWEST, Audience.PUBLIC: FEWEST_PUBLISHED}
"""How many people must be behind a figure, by who is given it. Whoever releases may ask for more, and not for fewer."""


def release(
    programme: Programme,
    made: ReleaseId,
    *,
    audience: Audience,
    as_at: date,
    fewest: int | None,
    figures: tuple[ToldFigure, ...],
    at: datetime,
) -> FiguresReleased:
    """Give figures out, during the programme or after its end; the same figure about the same people may be given again.

    Refused as a whole if any of them is about too few, or would be together with any that were given out before or with it.
    """
    in_order("the programme", programme.chartered_at, at)
    today = day_of(at, programme.time_zone)
    if as_at > today:
        raise errors.MeasuredInTheFuture(on=as_at, today=today)
    least = max(AT_LEAST[audience], fewest or 0)
    told = programme.told
    for measure, group in groups_told(figures):
        people = len(people_in(group))
        if people < least:
            raise errors.TooFewBehind(measure=measure, people=people, fewest=least)
        if not told.allows(measure, group, least):
            raise errors.GivesAway(measure=measure, fewest=least)
        told = told.tell(measure, group)
    return FiguresReleased(made, audience, as_at, least, figures)


def told_with(ledger: Ledger, event: FiguresReleased) -> Ledger:
    """What had been told once these figures were given out."""
    for measure, group in groups_told(event.figures):
        ledger = ledger.tell(measure, group)
    return ledger


def groups_told(figures: Iterable[ToldFigure]) -> Iterator[tuple[str, Group]]:
    """Each figure by what it measures, with the units behind it."""
    return ((measure, group_of(figure)) for figure in figures for measure in figure.measures)


def group_of(figure: ToldFigure) -> Group:
    """The units behind figures that were told together."""
    return frozenset((person, each.part) for each in figure.behind for person in each.people)


def told_figures(told: Iterable[tuple[str, Group]]) -> tuple[ToldFigure, ...]:
    """Figures as they are recorded: those about the same people together, and every list in order."""
    by_group: dict[Group, list[str]] = {}
    for measure, group in told:
        by_group.setdefault(group, []).append(measure)
    figures = (ToldFigure(tuple(dict.fromkeys(measures)), _behind(group)) for group, measures in by_group.items())
    return tuple(sorted(figures, key=lambda figure: figure.measures))


def _behind(group: Group) -> tuple[Behind, ...]:
    parts: dict[str, list[Unit]] = {}
    for unit in sorted(group, key=lambda unit: (unit[1], unit[0])):
        parts.setdefault(unit[1], []).append(unit)
    return tuple(Behind(part, tuple(person for person, _ in units)) for part, units in parts.items())
