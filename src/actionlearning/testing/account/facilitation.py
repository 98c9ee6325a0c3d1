"""What the rules say about who guides a set: appointed advisers, who may hand over, or its own members in turn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from actionlearning.testing.account.answers import Yes, begun, ended, last_of, must, runs
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.peers import Set
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES", "appointed", "managed", "may_appoint"]


def hand_over(book: Book, it: Attempt) -> Yes:
    its, successor = book.set(it.get("set")), it.get("successor")
    leaving: Any = it.get("adviser") or it.actor
    book.person(successor)
    its.going_on(it.at)
    must(successor != leaving, "handed over to themself")
    must(its.advised_by(leaving, it.at), "handed over by who is no adviser")
    must(runs(its.advisers[leaving]) and it.at >= its.advisers[leaving][-1][0], "before the adviser's appointment")
    for session in its.sessions.values():
        over = session.closed is not None and it.at >= session.closed
        must(session.adviser != leaving or over, "handed over during their session")
    may_appoint(its, successor, it.at)

    def then(_: Any) -> None:
        ended(its.advisers[leaving], it.at)
        begun(its.advisers.setdefault(successor, []), it.at)
        appointed(its, it.at)

    return Yes(then, managed(book, successor, its.members(it.at)))


def become_self_facilitating(book: Book, it: Attempt) -> Yes:
    its, rota = book.set(it.get("set")), it.get("rota")
    must(its.meets, "a set that does not meet")
    must(its.started is not None and it.at >= its.started, "before the set started")
    must(rota and len(set(rota)) == len(rota), "no rota")
    must(all(its.has(member, it.at) for member in rota), "not a member")
    must(its.guided_last is None or it.at >= its.guided_last, "before it last changed who guides")
    _may_end_the_rota(its, it.at)

    def then(_: Any) -> None:
        _guided(its, it.at)
        its.rotas.append((tuple(rota), [(it.at, None)]))
        its.stage = "self-facilitating" if its.stage == "meeting" else its.stage

    return Yes(then)


def evaluate(book: Book, it: Attempt) -> Yes:
    its, me = book.set(it.get("set")), it.actor
    must(its.started is not None and it.at >= its.started, "before the set started")
    must(me in its.stays, "not a member")
    assert me is not None
    must(it.at >= its.stays[me][0][0], "before they joined")

    def then(_: Any) -> None:
        its.stage = "closing" if its.meets else its.stage
        its.moved(it.at)

    return Yes(then)


def may_appoint(its: Set, adviser: UUID, at: datetime) -> None:
    """Raise ``No`` if they stood down later, or if it would take the rota from a session that was opened since."""
    must(all(end is None or at >= end for _, end in its.advisers.get(adviser, ())), "before they stood down")
    _may_end_the_rota(its, at)


def appointed(its: Set, at: datetime) -> None:
    """From now on there is an adviser, so the rota ends."""
    _guided(its, at)
    its.stage = "meeting" if its.stage == "self-facilitating" else its.stage


def managed(book: Book, me: UUID, others: Iterable[UUID]) -> tuple[str, ...]:
    """One note for each of the others who manages me, or whom I manage."""
    pairs = [(one, two) for other in others if other != me for one, two in ((me, other), (other, me))]
    return ("line_manager",) * sum(book.people[one].manager == two for one, two in pairs)


def _may_end_the_rota(its: Set, at: datetime) -> None:
    if not its.rotas:
        return
    start, end = its.rotas[-1][1][-1]
    must(at >= (start if end is None else end), "before the rota's last change")
    if end is None:
        must(all(s.opened is None or at >= s.opened for s in its.sessions.values()), "before the last session opened")


def _guided(its: Set, at: datetime) -> None:
    for _, stays in its.rotas:
        ended(stays, at)
    its.guided_last = last_of((its.guided_last, at))
    its.moved(at)


RULES = {
    "sets.hand_over": hand_over,
    "sets.become_self_facilitating": become_self_facilitating,
    "sets.evaluate": evaluate,
}
