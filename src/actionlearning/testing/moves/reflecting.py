"""What people usually write about how they are and how they learn, until one of them asks to be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from actionlearning.application import members, support
from actionlearning.testing.moves.move import ORGANISATIONS, Move, Scene, move

__all__ = ["reflecting"]

SCOPES = ("sponsor", "research", "publication")
STYLES = ("activist", "reflector", "theorist", "pragmatist")


def reflecting(scene: Scene) -> Iterator[Move]:
    """Somebody looks at what they hold important, how they learn, and what may be done with their words."""
    chance = scene.chance
    who = chance.pick(scene.company.everybody if chance.happens(0.5) else scene.company.people[:2])
    match chance.number(0, 9):
        case 0 | 1 | 2:
            yield from _values(scene, who)
        case 3:
            yield from _consents(scene, who)
        case 4 | 5:
            yield from _approach(scene, who)
        case 6:
            yield move(members.profile_learning_style, who, **{style: chance.number(0, 20) for style in STYLES})
        case 7:
            yield move(members.set_development_goal, who, goal=scene.words())
        case 8 if chance.happens(0.25):
            yield move(members.request_erasure, who)
        case 8:
            yield _hold(scene, who)
        case _:
            yield move(members.rate_motivation, who, score=scene.score())


def _values(scene: Scene, who: UUID) -> Iterator[Move]:
    """They put a value of theirs into words, or one of the organisation's, and note where the two pull apart."""
    chance, me, company = scene.chance, scene.book.people[who], scene.company
    if not me.values or chance.happens(0.3):
        yield move(members.elicit_value, who, words=scene.words())
        return
    programme = scene.book.programmes[company.programme]
    if not programme.values:
        its = {"organisation": ORGANISATIONS[0], "words": scene.words()}
        yield move(support.elicit_value, company.sponsor, programme=company.programme, **its)
    for organisational in chance.some(list(programme.values), 2):
        pair = {"own": chance.pick(list(me.values)), "programme": company.programme, "organisational": organisational}
        yield move(members.note_value_tension, who, **pair, tension=scene.words())


def _consents(scene: Scene, who: UUID) -> Iterator[Move]:
    given = [scope for scope, (stands, _) in scene.book.people[who].consents.items() if stands]
    if given and scene.chance.happens(0.6):
        yield move(members.withdraw_consent, who, scope=scene.chance.pick(given))
    else:
        yield move(members.give_consent, who, scope=scene.chance.pick(SCOPES))


def _hold(scene: Scene, who: UUID) -> Move:
    """What somebody said is kept for the law, or no longer."""
    held = [person for person, known in scene.book.people.items() if known.held]
    decide = members.lift_legal_hold if held else members.place_legal_hold
    decider = next(person for person in scene.company.everybody if person not in (who, *held))
    return move(decide, decider, member=held[0] if held else who, reason="Claim 2025-17")


def _approach(scene: Scene, who: UUID) -> Iterator[Move]:
    if scene.book.people[who].approach is not None and scene.chance.happens(0.6):
        yield move(members.review_learning_approach, who, keep=scene.chance.happens(0.5), review=scene.words())
    else:
        yield move(members.choose_learning_approach, who, approach=scene.words())
