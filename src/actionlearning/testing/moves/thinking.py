"""What usually is thought and said of a problem beside questions and actions, in its slot, after it, and between sessions."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from actionlearning.application import problems
from actionlearning.testing.account.book import Problem
from actionlearning.testing.account.peers import Session
from actionlearning.testing.moves.move import Move, Scene, move

__all__ = ["between_sessions", "in_a_slot", "looking_back", "putting_right", "rating"]

LEVELS = ("self", "team", "organisation", "system")


def in_a_slot(scene: Scene, problem: UUID, it: Problem, session: Session) -> Iterator[Move]:
    """Assumptions are challenged, feelings voiced, options found, and the owner sees something new."""
    chance = scene.chance
    here = {"problem": problem, "session": session.number}
    peers = [each for each in session.present if each != it.owner] or [it.owner]
    anybody = chance.pick([*peers, it.owner, session.adviser or it.owner])
    match chance.number(0, 8):
        case 0 | 1:
            named = {"challenger": chance.pick(peers)} if chance.happens(0.3) else {}
            yield move(problems.challenge_assumption, chance.pick(peers), **here, assumption=scene.words(), **named)
        case 2:
            feeling = chance.pick(("unease", "doubt", "trepidation", "other"))
            yield move(problems.voice_feeling, anybody, **here, feeling=feeling, words=scene.words())
        case 3:
            yield move(problems.voice_not_knowing, anybody, **here, words=scene.words())
        case 4:
            yield move(problems.gain_perspective, it.owner, **here, from_member=chance.pick(peers), perspective=scene.words())
        case 5:
            yield move(problems.generate_option, it.owner, **here, option=scene.words())
        case 6:
            yield move(problems.record_insight, it.owner, **here, insight=scene.words(), level=chance.pick(LEVELS))
        case 7:
            yield move(problems.reframe, it.owner, **here, now=scene.words(), level=chance.pick(LEVELS))
        case _:
            yield from rating(scene, problem, it, session)


def rating(scene: Scene, problem: UUID, it: Problem, session: Session) -> Iterator[Move]:
    """The owner rates how clear it is by now, and how challenged and supported they were."""
    here = {"problem": problem, "session": session.number}
    if scene.chance.happens(0.5):
        yield move(problems.rate_clarity, it.owner, **here, clarity=scene.score())
    else:
        yield move(problems.rate_support, it.owner, **here, challenge=scene.score(), support=scene.score())


def between_sessions(scene: Scene, which: UUID) -> Iterator[Move]:
    """The owner maps, tests and decides; peers encourage."""
    chance = scene.chance
    if not (found := [(problem, it) for problem, it in scene.problems_of(which) if it.stage != "withdrawn"]):
        return
    problem, it = chance.pick(found)
    about = {"problem": problem}
    match chance.number(0, 6):
        case 0:
            texts = {name: scene.words() for name in chance.some(("knows", "cares", "can"), 3)}
            yield move(problems.map_stakeholders, it.owner, **about, **texts)
        case 1 | 5 if it.assumptions:
            verdict, assumption = chance.pick(("confirmed", "revised")), chance.pick(list(it.assumptions))
            yield move(problems.test_assumption, it.owner, **about, assumption=assumption, verdict=verdict, how=scene.words())
        case 2 | 6 if it.actions:
            yield move(problems.name_barrier, it.owner, **about, action=chance.pick(list(it.actions)), barrier=scene.words())
        case 3:
            its = scene.book.sets[which]
            others = [each for each in (*its.members(scene.now), *its.advisers_at(scene.now)) if each != it.owner]
            on = {"action": chance.pick(list(it.actions))} if it.actions and chance.happens(0.5) else {}
            yield move(problems.encourage, chance.pick(others or [it.owner]), **about, **on, words=scene.words())
        case _:
            options = {"alternatives": scene.words(), "considered": chance.number(0, 3)} if chance.happens(0.6) else {}
            yield move(problems.decide, it.owner, **about, decision=scene.words(), reasons=scene.words(), **options)


def putting_right(scene: Scene, which: UUID) -> Iterator[Move]:
    """A question was taken for another kind, or a review was no review after all."""
    chance, its = scene.chance, scene.book.sets[which]
    asked = [(problem, version) for problem, it in scene.problems_of(which) for version in it.questions]
    reviewed = [
        (problem, it, action)
        for problem, it in scene.problems_of(which)
        for action, each in it.actions.items()
        if each.state == "reviewed"
    ]
    who = chance.pick([*its.members(scene.now), *its.advisers_at(scene.now)] or [scene.company.sponsor])
    if reviewed and (not asked or chance.happens(0.7)):
        problem, it, action = chance.pick(reviewed)
        by = chance.pick((it.owner, scene.adviser(its)))
        yield move(problems.reopen_outcome, by, problem=problem, action=action, reason=scene.words())
    elif asked:
        problem, version = chance.pick(asked)
        kind = {"form": chance.pick(("open", "closed")), "function": chance.pick(("probing", "reflective"))}
        yield move(problems.reclassify_question, who, problem=problem, question=version, **kind)


def looking_back(scene: Scene, which: UUID) -> Iterator[Move]:
    """Somebody lets the sponsor read what they said; now and then what must stay in the set, or somebody else's words."""
    chance = scene.chance
    texts = [(problem, *place, said[0]) for problem, it in scene.problems_of(which) for place, said in it.texts.items()]
    if texts:
        problem, version, label, speaker = chance.pick(texts)
        actor = speaker if chance.happens(0.9) else chance.pick(scene.company.everybody)
        yield move(problems.release_to_sponsor, actor, problem=problem, version=version, label=label)
