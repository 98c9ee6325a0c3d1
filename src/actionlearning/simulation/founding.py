"""Founding: those who run a programme are registered, it is chartered, and its organisations say what they need and value."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from actionlearning.application import members, programmes, support
from actionlearning.domain.values import (
    Initiative,
    MemberId,
    ReadinessAspect,
)
from actionlearning.simulation import words as said
from actionlearning.simulation.chance import Chance, Mix
from actionlearning.simulation.desk import Desk
from actionlearning.simulation.measures import pursue
from actionlearning.simulation.story import Process, Story
from actionlearning.simulation.words import Words

__all__ = ["begin", "prepare"]

HOW_MANY_ORGANISATIONS = Mix({1: 0.8, 2: 0.13, 3: 0.07})
HOW_MANY_OBJECTIVES = Mix({2: 0.4, 3: 0.4, 4: 0.2})
WHERE = Mix(
    {
        ("Europe/London", "GBP"): 0.5,
        ("Europe/Dublin", "EUR"): 0.2,
        ("Europe/Amsterdam", "EUR"): 0.15,
        ("America/Toronto", "CAD"): 0.1,
        ("Pacific/Auckland", "NZD"): 0.05,
    }
)
SENIOR = "executive"


def begin(chance: Chance, at: datetime) -> Story:
    """A programme that has just been chartered."""
    words = Words(chance)
    time_zone, currency = chance.of_mix(WHERE)
    organisations = tuple(dict.fromkeys(words.organisation() for _ in range(chance.of_mix(HOW_MANY_ORGANISATIONS))))
    desk = Desk(new_id=chance.id, now=at)

    def registered(role: str, by: MemberId | None) -> MemberId:
        desk.now += timedelta(minutes=chance.number(2, 9))
        name, home = words.name(), organisations[0]
        return desk.do(members.register, by, desk.now, name=name, role=role, organisation=home, level_band=SENIOR)

    manager = registered("programme manager", None)
    sponsor = registered("director", manager)
    controller = registered("financial controller", manager)
    advisers = tuple(registered("set adviser", manager) for _ in range(chance.number(1, 2)))
    programme = desk.do(
        programmes.charter,
        manager,
        desk.now,
        title=f"{organisations[0]} action learning programme {desk.now.year}",
        organisations=organisations,
        sponsor=sponsor,
        theory_of_change="Managers who question well and act on their own problems change what the organisation can do",
        currency=currency,
        time_zone=time_zone,
    )
    return Story(
        chance=chance,
        desk=desk,
        words=words,
        time_zone=time_zone,
        programme=programme,
        organisations=organisations,
        manager=manager,
        sponsor=sponsor,
        controller=controller,
        advisers=advisers,
        chartered_at=desk.now,
    )


def prepare(story: Story) -> Process:
    """The weeks before the first set: readiness, objectives with their baselines, what courses cost, and support."""
    chance, do, manager, programme = story.chance, story.do, story.manager, story.programme
    for aspect in chance.some(ReadinessAspect, 2, 5):
        advice = chance.pick(
            ("Begin small", "Settle the hours first", "Name a deputy", "Let the first set choose its problems")
        )
        organisation, score = chance.pick(story.organisations), chance.score(6)
        about = {"programme": programme, "organisation": organisation, "aspect": aspect}
        do(support.assess_readiness, manager, **about, score=score, advice=advice)
        yield story.in_minutes(3, 30)
    yield story.days_on(1, 4)
    for need in chance.some(said.MEASURES, *(chance.of_mix(HOW_MANY_OBJECTIVES),) * 2):
        story.start(pursue(story, need))
    yield story.days_on(2, 5)
    do(
        programmes.record_comparator,
        manager,
        programme=programme,
        what="A day of an open management course",
        unit_cost=chance.hundreds(3, 9),
        hours_per_day=Decimal(7),
    )
    for organisation in story.organisations:
        yield story.in_minutes(5, 60)
        words = story.words.one_of(said.VALUES)
        story.values.append(do(support.elicit_value, manager, programme=programme, organisation=organisation, words=words))
        hours = Decimal(chance.number(100, 600))
        do(support.release_time, story.sponsor, programme=programme, organisation=organisation, hours=hours)
    yield story.days_on(0, 3)
    statement = "I want you to work on what matters, and I will not ask what is said." if chance.happens(0.6) else None
    do(support.endorse, story.sponsor, programme=programme, statement=statement)
    for initiative in chance.some(Initiative, 0, 3):
        yield story.in_minutes(4, 40)
        how = chance.pick(("Goals are named in it", "Reviews are timed to it", "The same measures", "One steering group"))
        title = f"{initiative.value.capitalize()} round"
        do(support.map_integration, manager, programme=programme, initiative=initiative, title=title, how=how)
