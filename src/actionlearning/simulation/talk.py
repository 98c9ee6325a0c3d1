"""Talk: what is said in somebody's airtime. The longer a set has met, the more it asks openly and the less it advises."""

from __future__ import annotations

from datetime import timedelta

from actionlearning.application import problems, sets
from actionlearning.domain.values import (
    ActionKind,
    Feeling,
    InsightLevel,
    MemberId,
    Origin,
    QuestionForm,
    QuestionFunction,
)
from actionlearning.simulation import words as said
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.group import Brought
from actionlearning.simulation.sitting import Sitting, Steps
from actionlearning.simulation.story import Promise

__all__ = ["airtime"]

FORMS = (
    {QuestionForm.OPEN: 0.34, QuestionForm.CLOSED: 0.38, QuestionForm.LEADING: 0.2, QuestionForm.MULTIPLE: 0.08},
    {QuestionForm.OPEN: 0.74, QuestionForm.CLOSED: 0.18, QuestionForm.LEADING: 0.05, QuestionForm.MULTIPLE: 0.03},
)
FUNCTIONS = (
    {
        QuestionFunction.CLARIFYING: 0.46,
        QuestionFunction.PROBING: 0.22,
        QuestionFunction.REFLECTIVE: 0.08,
        QuestionFunction.HYPOTHETICAL: 0.06,
        QuestionFunction.CHALLENGING: 0.08,
        QuestionFunction.SUPPORTIVE: 0.1,
    },
    {
        QuestionFunction.CLARIFYING: 0.2,
        QuestionFunction.PROBING: 0.26,
        QuestionFunction.REFLECTIVE: 0.2,
        QuestionFunction.HYPOTHETICAL: 0.1,
        QuestionFunction.CHALLENGING: 0.16,
        QuestionFunction.SUPPORTIVE: 0.08,
    },
)
ADVICE = (0.26, 0.05)
"""The share of what is said that is advice, at first and in the end."""

LEVELS = Mix({InsightLevel.SELF: 0.45, InsightLevel.TEAM: 0.3, InsightLevel.ORGANISATION: 0.18, InsightLevel.SYSTEM: 0.07})
ORIGINS = Mix({Origin.SELF: 0.74, Origin.SET: 0.2, Origin.ADVISER: 0.06})
KINDS = Mix({ActionKind.STEP: 0.75, ActionKind.EXPERIMENT: 0.25})
FEELINGS = Mix({Feeling.UNEASE: 0.35, Feeling.DOUBT: 0.35, Feeling.TREPIDATION: 0.2, Feeling.OTHER: 0.1})
STEPS_TAKEN = Mix({0: 0.12, 1: 0.46, 2: 0.32, 3: 0.1})


def airtime(sitting: Sitting, owner: MemberId, brought: Brought) -> Steps:
    """A slot: the owner presents, the others ask, and most of the time something is committed to."""
    group, story, chance = sitting.group, sitting.story, sitting.story.chance
    first_time = brought.presented == 0
    clarity = chance.score(4) if chance.happens(0.7) else None
    sitting.do(problems.present, owner, problem=brought.id, session=sitting.number, clarity_before=clarity)
    brought.presented += 1
    yield sitting.after(2, 4)
    forms = Mix.between(*FORMS, group.far)
    functions = Mix.between(*FUNCTIONS, group.far)
    advice = ADVICE[0] + (ADVICE[1] - ADVICE[0]) * group.far
    others = [*sitting.others(owner), sitting.adviser]
    for _ in range(chance.number(4, 9)):
        by = chance.pick(others)
        if chance.happens(advice):
            text = story.words.one_of(said.ADVICE) if chance.happens(0.7) else None
            sitting.do(problems.give_advice, sitting.scribe(by), giver=by, text=text, **sitting.about(brought))
        else:
            form = chance.of_mix(forms)
            text = story.words.question(form, brought.topic) if chance.happens(0.85) else None
            kinds = {"form": form, "function": chance.of_mix(functions)}
            sitting.do(problems.ask_question, sitting.scribe(by), asker=by, text=text, **kinds, **sitting.about(brought))
        yield sitting.after(1, 3)
    yield from _seen(sitting, owner, brought, others)
    if not first_time and chance.happens(0.35):
        sitting.do(problems.confirm_alignment, owner, problem=brought.id, still_matters=chance.happens(0.93))
    for _ in range(chance.of_mix(STEPS_TAKEN)):
        commit(sitting, owner, brought)
        yield sitting.after(2, 4)
    if chance.happens(0.6):
        sitting.do(problems.rate_clarity, owner, clarity=chance.score(7), **sitting.about(brought))
    if chance.happens(0.5):
        ratings = {"challenge": chance.score(5 + 2 * group.far), "support": chance.score(7 + group.far)}
        sitting.do(problems.rate_support, owner, **ratings, **sitting.about(brought))
    counted = chance.number(20, 45) if chance.happens(0.1) else None
    sitting.do(sets.close_slot, sitting.adviser, set=group.id, session=sitting.number, minutes=counted)
    yield sitting.after(1, 3)


def _seen(sitting: Sitting, owner: MemberId, brought: Brought, others: list[MemberId]) -> Steps:
    """What the questions bring up: assumptions, feelings, other eyes, options, and at times an insight."""
    story, chance = sitting.story, sitting.story.chance
    words, about = story.words, sitting.about(brought)
    if chance.happens(0.22):
        by = chance.pick(others)
        told = f"That {brought.topic} cannot wait"
        assumption = sitting.do(problems.challenge_assumption, sitting.scribe(by), assumption=told, challenger=by, **about)
        sitting.group.doubts.append((brought, owner, assumption))
    if chance.happens(0.16):
        feeling = chance.of_mix(FEELINGS)
        told_or_not = words.one_of(said.FEELINGS) if chance.happens(0.7) else None
        sitting.do(problems.voice_feeling, owner, feeling=feeling, words=told_or_not, **about)
    if chance.happens(0.13):
        sitting.do(problems.voice_not_knowing, chance.pick([owner, *others[:-1]]), words=None, **about)
    yield sitting.after(1, 2)
    if chance.happens(0.2):
        eyes = chance.pick(others)
        seen = f"From outside, {brought.topic} looks like habit"
        sitting.do(problems.gain_perspective, owner, from_member=eyes, perspective=seen, **about)
    for _ in range(chance.number(0, 2)):
        sitting.do(problems.generate_option, owner, option=words.step(brought.topic), **about)
    if chance.happens(0.25 + 0.25 * sitting.group.far):
        level = chance.of_mix(LEVELS)
        sitting.do(problems.record_insight, owner, insight=words.one_of(said.INSIGHTS), level=level, **about)
        if chance.happens(0.35):
            sitting.do(problems.reframe, owner, now=words.one_of(said.FRAMES), level=level, **about)
    yield sitting.after(1, 2)


def commit(sitting: Sitting, owner: MemberId, brought: Brought) -> None:
    """The owner commits to one step: mostly due before the set meets again, at times later than that."""
    group, story, chance = sitting.group, sitting.story, sitting.story.chance
    today = story.day(sitting.at)
    due = sitting.meets_again - timedelta(days=chance.number(1, 9))
    if chance.happens(0.12):
        due = sitting.meets_again + timedelta(days=chance.number(0, 20))
    due = max(due, today + timedelta(days=2))
    earlier = [each.action for each in group.promises if each.problem == brought.id]
    action = sitting.do(
        problems.commit_action,
        owner,
        what=story.words.step(brought.topic),
        success_measure=story.words.one_of(said.SIGNS),
        due=due,
        origin=chance.of_mix(ORIGINS),
        kind=chance.of_mix(KINDS),
        continues=chance.pick(earlier) if earlier and chance.happens(0.2) else None,
        **sitting.about(brought),
    )
    group.promises.append(Promise(brought.id, action, owner, due, brought.topic, today))
