"""Measures: an objective is stated, read quarter by quarter, and now and then stated anew or given up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from actionlearning.application import programmes
from actionlearning.domain.values import Direction
from actionlearning.simulation import words as said
from actionlearning.simulation.story import Process, Story

__all__ = ["pursue"]

Need = tuple[str, str, Direction, int, int]

QUARTER = 91


def pursue(story: Story, need: Need) -> Process:
    """From stating a need to its last reading."""
    chance, do, manager = story.chance, story.do, story.manager
    title, unit, direction, least, most = need
    stood = Decimal(chance.number(least, most))
    gain = chance.number(15, 45)
    wanted = _moved(stood, direction, gain)
    by = story.today + timedelta(days=chance.number(300, 600))
    objective = do(
        programmes.set_objective,
        manager,
        programme=story.programme,
        title=title,
        unit=unit,
        direction=direction,
        target=wanted,
        by=by,
    )
    story.objectives.append(objective)
    yield story.in_minutes(4, 90)
    about = {"programme": story.programme, "objective": objective}
    do(programmes.baseline_measure, manager, **about, value=stood, on=story.today - timedelta(days=chance.number(1, 20)))
    goes = chance.random.gauss(0.9, 0.4)  # how much of the way it will have gone in the end
    yield story.days_on(QUARTER - 15, QUARTER + 15)
    while not story.over:
        value = _read(stood, wanted, goes * story.progress, chance.random.gauss(0, 0.05))
        on = story.today - timedelta(days=chance.number(0, 12))
        source = chance.pick(said.VENUES)
        do(programmes.observe_measure, manager, **about, value=value, on=on, source=source)
        if chance.happens(0.04):  # somebody looks again, and reads another figure for the same day
            yield story.days_on(2, 9)
            do(programmes.observe_measure, manager, **about, value=value + 1, on=on, source=source)
        if chance.happens(0.04):
            yield story.in_minutes(5, 50)
            wanted, by = _moved(wanted, direction, 5), max(by, story.today) + timedelta(days=90)
            do(programmes.revise_objective, manager, **about, target=wanted, by=by, reason=story.words.one_of(said.REASONS))
        elif chance.happens(0.02) and len(story.objectives) > 1:
            story.objectives.remove(objective)
            do(programmes.retire_objective, manager, **about, reason=story.words.one_of(said.REASONS))
            return
        yield story.days_on(QUARTER - 15, QUARTER + 15)


def _moved(stood: Decimal, direction: Direction, percent: int) -> Decimal:
    """A figure so many percent better, and at least by one."""
    step = max(Decimal(1), Decimal(round(stood * percent / 100)))
    return stood - step if direction is Direction.FALL else stood + step


def _read(stood: Decimal, wanted: Decimal, gone: float, noise: float) -> Decimal:
    return round(stood + (wanted - stood) * Decimal(gone + noise), 1)
