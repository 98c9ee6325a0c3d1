"""What the rules say about one session: who is in the room, whose airtime it is, and when it begins and ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from actionlearning.testing.account.answers import Yes, covers, must
from actionlearning.testing.account.book import Book, Problem
from actionlearning.testing.account.peers import Session, Set
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES", "acts_in", "in_the_room", "may_speak", "member_until_it_ends"]


def cancel_session(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    must(session.stage == "scheduled", "cancelled out of order")
    must(it.at >= session.scheduled_at, "before it was scheduled")

    def then(_: Any) -> None:
        session.stage = "cancelled"
        its.moved(it.at)

    return Yes(then)


def open_session(book: Book, it: Attempt) -> Yes:
    its = book.set(it.get("set"))
    must(its.meets, "a session of a set that does not meet")
    its, session = book.session(it.get("set"), it.get("session"))
    must(session.stage == "scheduled", "opened out of order")
    must(it.at >= session.scheduled_at, "before it was scheduled")
    must(its.started is not None and it.at >= its.started, "before the set started")
    others = its.sessions.values()
    must(all(other.stage != "open" for other in others), "another session is open")
    must(all(other.closed is None or it.at >= other.closed for other in others), "before the last session closed")
    adviser: Any = it.get("adviser") or it.actor
    appointed = its.advised_by(adviser, it.at)
    if all(other.opened is None for other in others):
        its.agreed(its.members(it.at), it.at)
    if not appointed:  # in a training set, or on the rota, a member may advise, who has arrived with that
        must(its.kind == "training" or its.on_the_rota(adviser, it.at), "opened without an adviser")
        must(its.has(adviser, it.at), "opened without an adviser")
        member_until_it_ends(its, session, adviser, it.at)
        its.agreed([adviser], it.at)

    def then(_: Any) -> None:
        session.stage, session.adviser, session.opened = "open", adviser, it.at
        session.ends_by = next((end for start, end in its.advisers.get(adviser, ()) if covers((start, end), it.at)), None)
        if not appointed:
            session.present[adviser] = (it.at, None)
            session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def check_in(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    member: Any = it.get("member") or it.actor
    session.held_at(it.at)
    member_until_it_ends(its, session, member, it.at)
    must(member not in session.present and member not in session.absent, "checked in twice")
    its.agreed([member], it.at)

    def then(_: Any) -> None:
        session.present[member] = (it.at, None)
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def record_absence(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    member = it.get("member")
    session.held_at(it.at)
    must(its.has(member, it.at), "not a member")
    must(member not in session.present and member not in session.absent, "checked in twice")

    def then(_: Any) -> None:
        session.absent.append(member)
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def check_out(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    member: Any = it.get("member") or it.actor
    must(member not in session.present or session.present[member][1] is None, "checked out twice")
    in_the_room(its, session, member, it.at)
    for slot in session.slots:
        if slot.presenter == member:
            must(slot.end is not None, "checked out during their slot")
            must(slot.end is not None and it.at >= slot.end, "checked out before their slot ended")
    if member == session.adviser:
        must(session.last_intervention is None or it.at >= session.last_intervention, "checked out before they intervened")
    must(all(it.at >= each for each in acts_in(book, its, session, member)), "checked out before they last acted")

    def then(_: Any) -> None:
        session.present[member] = (session.present[member][0], it.at)
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def bid_for_airtime(book: Book, it: Attempt) -> Yes:
    its, _, problem = _airtime(book, it, it.actor)
    must(it.actor == problem.owner, "airtime for somebody else's problem")

    def then(_: Any) -> None:
        its.moved(it.at)

    return Yes(then)


def allocate_airtime(book: Book, it: Attempt) -> Yes:
    its, session, problem = _airtime(book, it, None)
    must(problem.owner != session.adviser, "airtime for the session's adviser")
    minutes = sum(given for which, (_, given) in session.airtime.items() if which != it.get("problem")) + it.get("minutes")

    def then(_: Any) -> None:
        session.airtime[it.get("problem")] = (problem.owner, it.get("minutes"))
        if it.get("problem") not in its.problems:
            its.problems.append(it.get("problem"))
        its.moved(it.at)

    return Yes(then, ("airtime",) if minutes > session.minutes else ())


def close_slot(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    session.held_at(it.at)
    slot = session.open_slot()
    must(slot is not None, "no slot is open")
    assert slot is not None
    must(it.at >= slot.start, "closed before it was opened")
    left = session.present[slot.presenter][1] if slot.presenter in session.present else None
    must(left is None or left >= it.at, "a slot of who has checked out")
    must(not [other for other in session.slots if slot.start < other.start < it.at], "two slots at a time")
    minutes = it.get("minutes")
    minutes = round((it.at - slot.start).total_seconds() / 60) if minutes is None else minutes
    must(minutes <= session.minutes, "longer than the session")

    def then(_: Any) -> None:
        slot.end, slot.minutes = it.at, minutes
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def review_process(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    session.held_at(it.at)

    def then(_: Any) -> None:
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def close_session(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    must(session.stage == "open", "closed out of order")
    must(session.open_slot() is None, "closed during a slot")
    must(session.opened is not None and it.at >= session.opened, "closed before it was opened")
    must(session.last is None or it.at >= session.last, "closed before its last fact")
    must(all(it.at >= each for each in acts_in(book, its, session, None)), "closed before somebody last acted")
    session.held_at(it.at)
    notes: tuple[str, ...] = ()
    if session.kind == "regular" and len(session.present) < its.contract(it.at).quorum:
        notes = ("quorum",)

    def then(_: Any) -> None:
        session.stage, session.closed = "closed", it.at
        its.moved(it.at)

    return Yes(then, notes)


def in_the_room(its: Set, session: Session, member: Any, at: datetime) -> None:
    """Raise ``No`` unless they were checked in, not checked out, and a member then."""
    session.held_at(at)
    there = member in session.present and covers(session.present[member], at)
    must(there and its.has(member, at), "not in the room")


def may_speak(its: Set, session: Session, person: Any, at: datetime) -> None:
    """Raise ``No`` unless they were in the room, or advised the session and had not gone."""
    left = session.present[person][1] if person in session.present else None
    if person != session.adviser or (left is not None and left <= at):
        in_the_room(its, session, person, at)


def acts_in(book: Book, its: Set, session: Session, member: UUID | None) -> list[datetime]:
    """When somebody, or anybody, last acted on the problems of a session."""
    acts = [(key, at) for problem in its.problems for key, at in book.problems[problem].acts.items()]
    return [at for (number, who), at in acts if number == session.number and member in (None, who)]


def _airtime(book: Book, it: Attempt, member: UUID | None) -> tuple[Set, Session, Problem]:
    problem = book.problem(it.get("problem"))
    must(problem.live, "airtime for a problem that is not live")
    must(problem.set == it.get("set"), "airtime for a problem of another set")
    its, session = book.session(it.get("set"), it.get("session"))
    must(session.stage in ("scheduled", "open"), "airtime in a session that is over")
    must(it.at >= session.scheduled_at, "before it was scheduled")
    member_until_it_ends(its, session, member or problem.owner, it.at)
    return its, session, problem


def member_until_it_ends(its: Set, session: Session, member: Any, at: datetime) -> None:
    """Raise ``No`` unless they were a member then, and stayed one until the session had ended."""
    must(its.has(member, at), "not a member")
    end = next(end for start, end in its.stays[member] if covers((start, end), at))
    must(end is None or (session.closed is not None and end >= session.closed), "left before the session ended")


RULES = {
    "sets.cancel_session": cancel_session,
    "sets.open_session": open_session,
    "sets.check_in": check_in,
    "sets.record_absence": record_absence,
    "sets.check_out": check_out,
    "sets.bid_for_airtime": bid_for_airtime,
    "sets.allocate_airtime": allocate_airtime,
    "sets.close_slot": close_slot,
    "sets.review_process": review_process,
    "sets.close_session": close_session,
}
