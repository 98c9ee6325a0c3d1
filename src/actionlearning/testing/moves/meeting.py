"""What usually happens in a set: it meets when it is due, and between its sessions it looks after who belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from actionlearning.application import problems, sets
from actionlearning.testing.account.book import Problem
from actionlearning.testing.account.peers import Session, Set
from actionlearning.testing.moves import practice, thinking
from actionlearning.testing.moves.move import Move, Scene, move, sessions_in

__all__ = ["between_sessions", "in_session", "opening"]


def opening(scene: Scene, which: UUID, its: Set) -> Iterator[Move]:
    """Open the next session, with whoever comes; who does not is sometimes recorded as absent."""
    session = min(sessions_in(its, "scheduled"), key=lambda each: each.starts_at)
    about = {"set": which, "session": session.number}
    adviser = scene.adviser(its)
    for problem, it in scene.problems_of(which):
        if it.live and scene.chance.happens(0.6):
            minutes = scene.chance.pick((20, 40, 90))
            yield move(sets.allocate_airtime, adviser, **about, problem=problem, minutes=minutes)
    contract = its.contracts[-1]
    for member in its.members(scene.now):
        if member not in contract.agreed and scene.chance.happens(0.6):
            yield move(sets.agree_contract, member, set=which, version=contract.version)
    yield move(sets.open_session, adviser, **about)
    if session.stage != "open":
        return
    for member in its.members(scene.now):
        if scene.chance.happens(0.9):
            yield move(sets.check_in, member, **about, energy=scene.score())
        elif scene.chance.happens(0.5):
            yield move(sets.record_absence, adviser, **about, member=member, apology=scene.chance.happens(0.5))


def in_session(scene: Scene, which: UUID, its: Set, session: Session) -> Iterator[Move]:
    """A few of the things that can be done in a session that is open; every so often, nothing but going home."""
    for _ in range(scene.chance.number(1, 4)):
        if session.stage == "open":
            yield from _in_session(scene, which, its, session)


def _in_session(scene: Scene, which: UUID, its: Set, session: Session) -> Iterator[Move]:
    chance, adviser = scene.chance, session.adviser or scene.adviser(its)
    about = {"set": which, "session": session.number}
    live = [(problem, it) for problem, it in scene.problems_of(which) if it.live]
    present = list(session.present)
    slot = session.open_slot()
    if chance.happens(0.06):
        if slot is not None:
            yield move(sets.close_slot, adviser, **about)
        for member in chance.some(present, 2):
            yield move(sets.check_out, member, **about, energy=scene.score())
        yield move(sets.close_session, adviser, **about)
    elif chance.happens(0.04):
        kind = chance.pick((sets.check_in, sets.check_out))
        yield move(kind, chance.pick(list(its.stays) or [adviser]), **about)
    elif chance.happens(0.1):
        yield from practice.keeping_to_the_process(scene, which, its, session)
    elif slot is None and live and chance.happens(0.8):
        problem, it = chance.pick(live)
        if problem not in session.airtime:
            yield move(sets.bid_for_airtime, it.owner, **about, problem=problem)
            yield move(sets.allocate_airtime, adviser, **about, problem=problem, minutes=chance.pick((20, 40, 170)))
        yield move(problems.present, it.owner, problem=problem, session=session.number, clarity_before=scene.score())
    elif slot is not None:
        yield from _in_slot(scene, about, slot.problem, scene.book.problems[slot.problem], session)


def _in_slot(scene: Scene, about: dict[str, object], problem: UUID, it: Problem, session: Session) -> Iterator[Move]:
    chance = scene.chance
    here = {"problem": problem, "session": session.number}
    peers = [each for each in session.present if each != it.owner] or [it.owner]
    match chance.number(0, 9):
        case 0 | 1 | 2:
            form, function = chance.pick(("open", "closed", "leading", "multiple")), chance.pick(("clarifying", "probing"))
            yield move(problems.ask_question, chance.pick(peers), **here, form=form, function=function, text=scene.words())
        case 3:
            asker = chance.pick([*peers, session.adviser or it.owner])
            yield move(problems.ask_question, asker, **here, form="open", function="reflective")
        case 4:
            yield move(problems.give_advice, chance.pick(peers), **here, text=scene.words())
        case 5 | 6:
            yield from thinking.in_a_slot(scene, problem, it, session)
        case 7 | 8:
            yield commitment(scene, problem, it, session)
        case _:
            minutes = {"minutes": chance.number(1, 60)} if chance.happens(0.5) else {}
            yield move(sets.close_slot, session.adviser or it.owner, **about, **minutes)


def commitment(scene: Scene, problem: UUID, it: Problem, session: Session) -> Move:
    """An action on a problem, most often due before the set meets again."""
    chance = scene.chance
    options = {"continues": chance.pick(list(it.actions))} if it.actions and chance.happens(0.2) else {}
    return move(
        problems.commit_action,
        it.owner,
        problem=problem,
        session=session.number,
        what=scene.words(),
        success_measure=scene.words(),
        due=(scene.now + timedelta(days=chance.pick((0, 1, 7, 14, 21, 21, 35, 60)))).date() + timedelta(days=1),
        origin=chance.pick(("self", "self", "set", "adviser")),
        kind=chance.pick(("step", "experiment")),
        **options,
    )


def between_sessions(scene: Scene, which: UUID, its: Set) -> Iterator[Move]:
    """Invitations, consents, goodbyes, another version of the contract, another date in the diary."""
    chance, adviser = scene.chance, scene.adviser(its)
    about = {"set": which}
    members = its.members(scene.now)
    match chance.number(0, 12):
        case 0 | 1 | 2:
            yield from _newcomer(scene, which, its)
        case 3 | 4 if members:
            member = chance.pick(_with_something_open(scene, which, members) or members)
            options = {"releasing": scene.words()} if chance.happens(0.75) else {}
            yield move(sets.leave, chance.pick((member, adviser)), **about, member=member, reason=scene.words(), **options)
        case 5:
            rules: dict[str, Any] = {
                "rules": ("No advice", "On time"),
                "confidentiality_limits": "Law",
                "quorum": chance.number(2, 4),
            }
            yield move(sets.propose_contract, adviser, **about, version=len(its.contracts) + 1, **rules)
            for member in members:
                if chance.happens(0.6):
                    yield move(sets.agree_contract, member, **about, version=len(its.contracts))
        case 6 if chance.happens(0.6):
            yield from practice.evaluating(scene, which, its)
            options = {"releasing": scene.words()} if chance.happens(0.5) else {}
            yield move(sets.close, adviser, **about, **options)
        case 7:
            yield from practice.guiding(scene, which, its)
        case 8 if sessions_in(its, "scheduled") and chance.happens(0.5):
            session = chance.pick(sessions_in(its, "scheduled"))
            yield move(sets.cancel_session, adviser, **about, session=session.number)
        case 9 | 10 if its.contracts:
            yield move(sets.agree_contract, chance.pick(members or [adviser]), **about, version=len(its.contracts))
        case _:
            starts_at = scene.now + timedelta(days=chance.number(1, 40), hours=chance.number(0, 23))
            length: dict[str, Any] = {"minutes": 60} if chance.happens(0.2) else {}
            number = max(its.sessions, default=0) + 1
            kind = "regular" if chance.happens(0.8) else "follow_up"
            schedule: dict[str, Any] = {"session": number, "starts_at": starts_at, "kind": kind}
            yield move(sets.schedule_session, adviser, **about, **schedule, **length)


def _with_something_open(scene: Scene, which: UUID, members: list[UUID]) -> list[UUID]:
    """Those who have promised something that is not done: their goodbye is where a rule bites."""
    theirs = [it for it in scene.book.problems.values() if it.set == which]
    open_to = {it.owner for it in theirs if any(action.state == "open" for action in it.actions.values())}
    return [member for member in members if member in open_to]


def _newcomer(scene: Scene, which: UUID, its: Set) -> Iterator[Move]:
    """Somebody is invited, and joins with or without what that takes."""
    about = {"set": which}
    strangers = [each for each in scene.company.everybody if not its.has(each, scene.now)]
    newcomer = scene.chance.pick(list(its.invited) or strangers or list(scene.company.people))
    if newcomer not in its.invited:
        yield move(sets.invite, scene.company.sponsor, **about, member=newcomer, level_band=scene.chance.pick(("7", "8")))
    for member in its.members(scene.now):
        if (newcomer, member) not in its.consents and scene.chance.happens(0.9):
            yield move(sets.consent_to_newcomer, member, **about, newcomer=newcomer)
    if its.contracts and scene.chance.happens(0.9):
        yield move(sets.agree_contract, newcomer, **about, version=len(its.contracts))
    if scene.chance.happens(0.9):
        yield move(sets.join, newcomer, **about)
    if its.has(newcomer, scene.now) and scene.chance.happens(0.3):
        yield move(sets.open_the_past, scene.chance.pick(its.members(scene.now)), **about, newcomer=newcomer)
