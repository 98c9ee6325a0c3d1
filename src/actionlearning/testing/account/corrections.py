"""What the rules say about a session's process, and about what of it was recorded wrongly at first."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.answers import Yes, last_of, must
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.sessions import acts_in, may_speak, member_until_it_ends
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def make_intervention(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    adviser = it.get("by") or it.actor
    session.held_at(it.at)
    must(adviser == session.adviser, "an intervention of who does not advise the session")
    may_speak(its, session, adviser, it.at)

    def then(_: Any) -> None:
        session.last_intervention = last_of((session.last_intervention, it.at))
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def note_ground_rule_breach(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    session.held_at(it.at)
    may_speak(its, session, it.actor, it.at)
    must(1 <= it.get("rule") <= its.contract(it.at).rules, "no such rule")

    def then(_: Any) -> None:
        session.fact(it.at)
        its.moved(it.at)

    return Yes(then)


def correct_attendance(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    member, opened = it.get("member"), session.opened
    must(opened is not None, "outside the session")
    assert opened is not None
    must(it.at >= opened, "corrected before it was opened")
    must(it.get("present") != (member in session.present), "it stands so already")
    if it.get("present"):
        member_until_it_ends(its, session, member, opened)
        its.agreed([member], opened)
    else:
        must(member != session.adviser and not acts_in(book, its, session, member), "absent after having taken part")
        must(not [slot for slot in session.slots if slot.presenter == member], "absent after having taken part")

    def then(_: Any) -> None:
        session.absent = [who for who in session.absent if who != member]
        if it.get("present"):
            session.present[member] = (opened, None)
        else:
            del session.present[member]
            session.absent.append(member)
        its.moved(it.at)

    return Yes(then)


def correct_slot_minutes(book: Book, it: Attempt) -> Yes:
    its, session = book.session(it.get("set"), it.get("session"))
    going_on, minutes = session.open_slot(), it.get("minutes")
    must(going_on is None or going_on.problem != it.get("problem"), "corrected during the slot")
    slot = session.last_slot_of(it.get("problem"))
    must(slot is not None, "no slot to correct")
    assert slot is not None
    must(slot.end is not None and it.at >= slot.end, "corrected before it was over")
    must(minutes <= session.minutes, "longer than the session")
    must(minutes != slot.minutes, "it stands so already")

    def then(_: Any) -> None:
        slot.minutes = minutes
        its.moved(it.at)

    return Yes(then)


RULES = {
    "sessions.make_intervention": make_intervention,
    "sessions.note_ground_rule_breach": note_ground_rule_breach,
    "sessions.correct_attendance": correct_attendance,
    "sessions.correct_slot_minutes": correct_slot_minutes,
}
