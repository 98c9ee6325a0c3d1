"""Forming: how a simulated set comes about, and how people join it, at the beginning or when it meets already."""

from __future__ import annotations

from datetime import timedelta

from actionlearning.application import members, sets, support
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.values import ConsentScope, Instrument, MemberId, RatingPhase, SetKind
from actionlearning.simulation import words as said
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.group import Group
from actionlearning.simulation.story import Process, Story

__all__ = ["admit", "form", "propose"]

SIZES = Mix({4: 0.08, 5: 0.3, 6: 0.38, 7: 0.18, 8: 0.06})
BANDS = ("first-line", "middle", "senior")


def form(story: Story, kind: SetKind, sessions: int) -> Group:
    """A set without members, with its adviser."""
    chance, number = story.chance, len(story.sets) + 1
    policy = SetPolicy(quorum=chance.pick((3, 4, 4, 4)), minutes=chance.pick((150, 180, 180, 240)))
    title = f"{'Training set' if kind is SetKind.TRAINING else 'Set'} {number}"
    purpose = chance.pick(("Managers who work across units", "The leads of the change programme", "Those new to their post"))
    made = story.do(
        sets.form,
        story.manager,
        programme=story.programme,
        title=title,
        purpose=purpose,
        time_zone=story.time_zone,
        kind=kind,
        policy=policy,
    )
    if story.sets and chance.happens(0.5):
        example = chance.pick(story.sets)
        story.do(support.replicate_set, story.manager, programme=story.programme, set=made, from_set=example)
    story.sets.append(made)
    adviser = chance.pick(story.advisers)
    story.do(sets.appoint_adviser, story.manager, set=made, adviser=adviser)
    return Group(story=story, id=made, kind=kind, adviser=adviser, sessions=sessions)


def populate(group: Group) -> Process:
    """People are registered, asked, and join under a contract that they all agree."""
    story, chance = group.story, group.story.chance
    band = chance.pick(BANDS)
    people: list[MemberId] = []
    for _ in range(chance.of_mix(SIZES)):
        other = chance.pick(BANDS) if chance.happens(0.06) else band
        people.append(_register(story, other, chance.pick(people) if people and chance.happens(0.02) else None))
        story.do(sets.invite, group.adviser, set=group.id, member=people[-1], level_band=other)
        yield story.in_minutes(4, 60)
    for member in people:
        yield story.days_on(0, 2)
        story.do(sets.join, member, set=group.id)
        group.members.append(member)
        yield from about_oneself(story, member)
    yield story.days_on(1, 4)
    yield from propose(group)
    yield story.days_on(0, 2)
    story.do(sets.start, group.adviser, set=group.id)


def propose(group: Group) -> Process:
    """Ground rules, the first or amended, which everybody agrees within days."""
    story, chance = group.story, group.story.chance
    version = len(story.desk.set(group.id).contracts) + 1
    story.do(
        sets.propose_contract,
        group.adviser,
        set=group.id,
        version=version,
        rules=tuple(chance.some(said.RULES, 4, 7)),
        confidentiality_limits="Harm to somebody, and what the law asks for",
    )
    group.contract = version
    for member in group.members:
        yield story.in_minutes(20, 600)
        story.do(sets.agree_contract, member, set=group.id, version=version)


def admit(group: Group) -> Process:
    """Somebody joins a set that meets: everybody consents, and they agree the contract."""
    story = group.story
    newcomer = _register(story, story.chance.pick(BANDS), None)
    band = story.desk.set(group.id).bands[group.members[0]]
    story.do(sets.invite, group.adviser, set=group.id, member=newcomer, level_band=band)
    for member in group.members:
        yield story.in_minutes(30, 300)
        story.do(sets.consent_to_newcomer, member, set=group.id, newcomer=newcomer)
    story.do(sets.agree_contract, newcomer, set=group.id, version=group.contract)
    yield story.in_minutes(10, 60)
    story.do(sets.join, newcomer, set=group.id)
    if story.chance.happens(0.5):
        for member in group.members:
            story.do(sets.open_the_past, member, set=group.id, newcomer=newcomer)
    group.members.append(newcomer)
    yield from about_oneself(story, newcomer)


def about_oneself(story: Story, member: MemberId) -> Process:
    """What somebody writes of themself as they begin: how they are, what they hold important, and how they learn."""
    chance, words, do = story.chance, story.words, story.do
    for instrument in Instrument:
        if chance.happens(0.85):
            do(members.rate_oneself, member, instrument=instrument, phase=RatingPhase.BEFORE, score=chance.score(5))
    yield story.in_minutes(2, 20)
    if chance.happens(0.5):
        do(members.set_development_goal, member, goal=f"To be easier with {words.topic()}")
    if chance.happens(0.4):
        value = do(members.elicit_value, member, words=words.one_of(said.VALUES))
        if story.values and chance.happens(0.25):
            about = {"programme": story.programme, "organisational": chance.pick(story.values)}
            do(members.note_value_tension, member, own=value, tension="We say it, and plan as if we did not", **about)
    _how_one_learns(story, member)
    if chance.happens(0.4):
        scope = chance.pick(tuple(ConsentScope))
        do(members.give_consent, member, scope=scope)
        if chance.happens(0.08):
            yield story.now + timedelta(hours=2)
            do(members.withdraw_consent, member, scope=scope)
    if chance.happens(0.5):
        do(members.rate_motivation, member, score=chance.score(6))


def _how_one_learns(story: Story, member: MemberId) -> None:
    chance = story.chance
    if chance.happens(0.4):
        approach = "Try one thing a week, and write down what came of it"
        story.do(members.choose_learning_approach, member, approach=approach)
    if chance.happens(0.3):
        styles = {style: chance.number(4, 18) for style in ("activist", "reflector", "theorist", "pragmatist")}
        story.do(members.profile_learning_style, member, **styles)


def _register(story: Story, band: str, line_manager: MemberId | None) -> MemberId:
    return story.do(
        members.register,
        story.manager,
        name=story.words.name(),
        role=story.words.role(),
        organisation=story.chance.pick(story.organisations),
        level_band=band,
        line_manager=line_manager,
    )
