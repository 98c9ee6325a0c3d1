"""What usually happens to how a set is guided, and what of its sessions is put right afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from actionlearning.application import sessions, sets
from actionlearning.testing.account.book import Problem
from actionlearning.testing.account.peers import Session, Set
from actionlearning.testing.moves.move import Move, Scene, move, sessions_in

__all__ = ["correcting", "evaluating", "guiding", "keeping_to_the_process"]

INTERVENTIONS = ("contract", "focus", "question", "silence", "challenge", "support", "summary", "time")


def guiding(scene: Scene, which: UUID, its: Set) -> Iterator[Move]:
    """An adviser is appointed or makes way for another, or the set goes on by itself."""
    chance, about = scene.chance, {"set": which}
    advising = its.advisers_at(scene.now)
    members = its.members(scene.now)
    match chance.number(0, 4):
        case 0 | 1 if advising:
            leaving = chance.pick(advising)
            named = {"adviser": leaving} if chance.happens(0.3) else {}
            actor = chance.pick(scene.company.everybody) if named else leaving
            yield move(sets.hand_over, actor, **about, successor=chance.pick(scene.company.everybody), **named)
        case 2 | 3 if members:
            rota = tuple(chance.some(members, 3)) or (members[0],)
            yield move(sets.become_self_facilitating, chance.pick(members), **about, rota=rota)
        case _:
            yield move(sets.appoint_adviser, scene.company.sponsor, **about, adviser=chance.pick(scene.company.everybody))


def evaluating(scene: Scene, which: UUID, its: Set) -> Iterator[Move]:
    """Members, and now and then somebody who has left, say what the set was worth to them."""
    chance = scene.chance
    for member in chance.some(list(its.stays), 2):
        worth = {"worth": scene.score(), "recommend": scene.score()}
        yield move(sets.evaluate, member, set=which, **worth, note=scene.words())


def keeping_to_the_process(scene: Scene, which: UUID, its: Set, session: Session) -> Iterator[Move]:
    """The adviser intervenes, somebody notes that a rule was broken, or all look at how the set works."""
    chance, about = scene.chance, {"set": which, "session": session.number}
    adviser = session.adviser or scene.adviser(its)
    present = list(session.present) or [adviser]
    match chance.number(0, 5):
        case 0 | 1 | 2:
            named: dict[str, Any] = {"by": adviser} if chance.happens(0.3) else {}
            actor = chance.pick(present) if named else adviser
            yield move(sessions.make_intervention, actor, **about, kind=chance.pick(INTERVENTIONS), note=scene.words(), **named)
        case 3 | 4:
            rule = chance.number(1, its.contracts[-1].rules)
            yield move(sessions.note_ground_rule_breach, chance.pick([*present, adviser]), **about, rule=rule)
        case _:
            scores = {name: scene.score() for name in ("safety", "challenge", "support")}
            yield move(sets.review_process, adviser, **about, **scores, note=scene.words())


def correcting(scene: Scene, which: UUID, its: Set) -> Iterator[Move]:
    """Somebody notices that attendance, or the minutes of a slot, were recorded wrongly."""
    chance = scene.chance
    if not (held := sessions_in(its, "open", "closed")):
        return
    session = chance.pick(held)
    about = {"set": which, "session": session.number}
    over = [slot for slot in session.slots if slot.end is not None]
    if over and chance.happens(0.5):
        slot = chance.pick(over)
        minutes = chance.number(1, 60)
        yield move(sessions.correct_slot_minutes, scene.adviser(its), **about, problem=slot.problem, minutes=minutes)
        return
    idle = [who for who in session.present if who != session.adviser and not _took_part(scene, which, session, who)]
    away = [who for who in its.members(scene.now) if who not in session.present]
    if idle and (not away or chance.happens(0.5)):
        yield move(sessions.correct_attendance, scene.adviser(its), **about, member=chance.pick(idle), present=False)
    elif away:
        yield move(sessions.correct_attendance, scene.adviser(its), **about, member=chance.pick(away), present=True)


def _took_part(scene: Scene, which: UUID, session: Session, who: UUID) -> bool:
    theirs: list[tuple[UUID, Problem]] = scene.problems_of(which)
    return any((session.number, who) in it.acts for _, it in theirs) or any(slot.presenter == who for slot in session.slots)
