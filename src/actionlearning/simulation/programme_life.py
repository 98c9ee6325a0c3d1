"""The life of a simulated programme beside its sets: what it costs, what is claimed for it, and what it was worth."""

from __future__ import annotations

from datetime import timedelta

from actionlearning.application import programmes, releases, support
from actionlearning.domain.disclosure import FEWEST, whole
from actionlearning.domain.programme.releasing import told_figures
from actionlearning.domain.values import (
    BenefitKind,
    CostCategory,
    EvaluationLevel,
    SetKind,
)
from actionlearning.simulation import words as said
from actionlearning.simulation.candidacy import qualify
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.founding import prepare
from actionlearning.simulation.meeting_on import set_life
from actionlearning.simulation.story import Process, Story

__all__ = ["programme_life"]

SETS = Mix({1: 0.5, 2: 0.34, 3: 0.16})
TRAINS = 0.15
"""How many programmes have a training set, whose members work for the qualification."""

BENEFITS = Mix({BenefitKind.CASH: 0.3, BenefitKind.ECONOMIC: 0.35, BenefitKind.INTANGIBLE: 0.35})
MONTH = 30
CLAIMED = 0.6
"""How many months bring a claim, where something was reviewed."""


def programme_life(story: Story) -> Process:
    """From its preparation to its evaluation and its end."""
    chance = story.chance
    yield from prepare(story)
    kinds = [SetKind.WORKPLACE] * chance.of_mix(SETS)
    if chance.happens(TRAINS):
        kinds.insert(0, SetKind.TRAINING)
    for kind in kinds:
        yield story.days_on(2, 15)
        story.going_on += 1
        joined = qualify if kind is SetKind.TRAINING else None
        story.start(set_life(story, kind, joined=joined) if joined else set_life(story, kind))
    months = 0
    while story.going_on:
        yield story.days_on(MONTH - 3, MONTH + 3)
        months += 1
        yield from _pay(story)
        yield from _claim(story)
        if months % 4 == 0:
            story.do(programmes.review, story.manager, programme=story.programme, finding=_finding(story))
    yield from _look_back(story)


def _pay(story: Story) -> Process:
    """What the month cost, some of it recorded days later; now and then by mistake."""
    chance, programme = story.chance, story.programme
    sessions, story.sessions_to_pay = story.sessions_to_pay, 0
    costs = [(CostCategory.ADVISER, 3, 8)] * sessions
    costs += [(CostCategory.MEMBER_TIME, 4, 10)] * min(1, sessions)
    if chance.happens(0.4):
        costs.append(
            (chance.pick((CostCategory.VENUE, CostCategory.MANAGEMENT, CostCategory.SPONSOR, CostCategory.OTHER)), 1, 6)
        )
    for category, least, most in costs:
        late = timedelta(days=chance.number(0, 6)) if chance.happens(0.5) else timedelta(0)
        amount = chance.hundreds(least, most)
        at = max(story.chartered_at, story.now - late)
        cost = story.desk.do(programmes.incur_cost, story.manager, at, programme=programme, category=category, amount=amount)
        yield story.in_minutes(1, 20)
        if chance.happens(0.02):
            yield story.in_minutes(300, 2000)
            reason = "It was booked twice."
            story.do(programmes.reverse_cost, story.manager, programme=programme, cost=cost, reason=reason)


def _claim(story: Story) -> Process:
    """Somebody claims that reviewed actions moved something, and somebody else judges it."""
    chance, programme = story.chance, story.programme
    if not story.objectives or not story.reviewed or not chance.happens(CLAIMED):
        return
    mine = chance.pick(story.reviewed)[0]
    actions = [ref for who, ref in story.reviewed if who == mine][:3]
    story.reviewed = [(who, ref) for who, ref in story.reviewed if ref not in actions]
    story.effects += 1
    effect = f"effect {story.effects}"
    for part in range(2 if chance.happens(0.1) else 1):
        kind = chance.of_mix(BENEFITS)
        benefit = story.do(
            programmes.claim_benefit,
            mine,
            programme=programme,
            objective=chance.pick(story.objectives),
            title=chance.pick(
                ("Hours no longer bought in", "Less rework", "Posts kept filled", "Shorter waiting", "A calmer team")
            ),
            effect=effect,
            actions=tuple(actions) if part == 0 else (),
            kind=kind,
            amount=None if kind is BenefitKind.INTANGIBLE else chance.hundreds(40, 900),
            attribution=chance.share(4, 10),
            confidence=chance.share(8, 19),
            evidence=story.words.one_of(said.EVIDENCE),
        )
        yield story.days_on(3, 25)
        if chance.happens(0.12):
            continue
        judged = {"programme": programme, "benefit": benefit}
        if chance.happens(0.8):
            story.do(programmes.validate_benefit, story.controller, **judged)
            continue
        story.do(programmes.reject_benefit, story.controller, **judged, reason="The figures of the quarter do not show it.")
        if chance.happens(0.15):
            yield story.days_on(2, 12)
            story.do(programmes.validate_benefit, story.controller, **judged)
    if chance.happens(0.06):
        about = {"programme": programme, "objective": chance.pick(story.objectives)}
        title, kind = "Overtime in the weeks of change", BenefitKind.CASH
        story.do(programmes.record_disbenefit, story.manager, **about, title=title, kind=kind, amount=chance.hundreds(5, 40))


def _look_back(story: Story) -> Process:
    """The programme is evaluated, told of elsewhere, and mostly closed."""
    chance, programme = story.chance, story.programme
    yield story.days_on(10, 40)
    story.over = True
    for level in EvaluationLevel:
        if chance.happens(0.75):
            story.do(programmes.evaluate, story.manager, programme=programme, level=level, finding=_finding(story))
            yield story.in_minutes(20, 300)
    if chance.happens(0.3):
        about = {"sector": chance.pick(said.SECTORS), "activity": "A talk at a regional meeting"}
        story.do(support.log_advocacy, story.manager, programme=programme, **about)
    if chance.happens(0.5):
        story.do(support.endorse, story.sponsor, programme=programme, statement="We will go on with it.")
    _release(story)
    yield story.days_on(120, 130)  # the last readings of its measures come in meanwhile
    if chance.happens(0.8):
        story.do(programmes.close, story.manager, programme=programme)


def _release(story: Story) -> None:
    """How many people took part is told to the sponsor, where they are enough."""
    took_part = {member for which in story.sets for member in story.desk.set(which).memberships}
    if len(took_part) >= FEWEST:
        figures = told_figures([("members", whole(took_part))])
        as_at = (story.now - timedelta(days=1)).date()
        story.do(releases.release_figures, story.manager, programme=story.programme, as_at=as_at, figures=figures)


def _finding(story: Story) -> str:
    return story.chance.pick(
        (
            "People come, and come back.",
            "More is finished than before.",
            "The measure moves, slowly.",
            "Two sets work, one struggles.",
        )
    )
