"""What the rules say about a set: who is let in and out, what they agreed, its diary, and its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from actionlearning.testing.account.answers import Yes, begun, earlier, must
from actionlearning.testing.account.book import Action, Book, Problem
from actionlearning.testing.account.facilitation import appointed, managed, may_appoint
from actionlearning.testing.account.peers import Contract, Session, Set
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def form(book: Book, it: Attempt) -> Yes:
    book.programme(it.get("programme")).going_on(it.at)
    policy = it.get("policy")
    must(1 <= policy.smallest <= policy.largest, "no policy that could be kept")
    must(1 <= policy.quorum <= policy.largest and policy.minutes >= 1, "no policy that could be kept")

    def then(answer: Any) -> None:
        book.sets[answer] = Set(
            programme=it.get("programme"),
            zone=it.get("time_zone"),
            kind=it.get("kind", "workplace"),
            sizes=(policy.smallest, policy.largest),
            quorum=policy.quorum,
            minutes=policy.minutes,
            formed=it.at,
            last=it.at,
        )

    return Yes(then)


def invite(book: Book, it: Attempt) -> Yes:
    its, member = book.set(it.get("set")), it.get("member")
    book.person(member)
    its.going_on(it.at)
    must(not its.has(member, it.at), "a member already")

    def then(_: Any) -> None:
        its.invited[member] = earlier(its.invited.get(member), it.at)
        its.bands[member] = it.get("level_band")
        its.moved(it.at)

    return Yes(then)


def consent_to_newcomer(book: Book, it: Attempt) -> Yes:
    its, newcomer, me = book.set(it.get("set")), it.get("newcomer"), _me(it)
    its.going_on(it.at)
    must(its.has(me, it.at), "consent of who is no member")
    must(newcomer in its.invited, "not invited")
    must(it.at >= its.invited[newcomer], "consent before the invitation")

    def then(_: Any) -> None:
        its.consents[newcomer, me] = earlier(its.consents.get((newcomer, me)), it.at)
        its.moved(it.at)

    return Yes(then)


def open_the_past(book: Book, it: Attempt) -> Yes:
    its, newcomer, me = book.set(it.get("set")), it.get("newcomer"), _me(it)
    must(newcomer != me, "opened to oneself")
    must(its.has(me, it.at) and its.has(newcomer, it.at), "not a member")
    return Yes(lambda _: its.moved(it.at))


def join(book: Book, it: Attempt) -> Yes:
    its, me, at = book.set(it.get("set")), _me(it), it.at
    its.going_on(at)
    must(all(end is not None and at >= end for _, end in its.stays.get(me, ())), "a member already")
    must(me in its.invited, "not invited")
    must(at >= its.invited[me], "joined before being invited")
    peers = its.members(at)
    notes: tuple[str, ...] = ("level_band",) if any(its.bands[peer] != its.bands[me] for peer in peers) else ()
    notes += managed(book, me, {*peers, *its.advisers_at(at)})
    if its.meets:
        must(its.started is not None and at >= its.started, "before the set started")
        must(its.last_join is None or at >= its.last_join, "before somebody else joined")
        missing = [peer for peer in peers if its.consents.get((me, peer)) is None or its.consents[me, peer] > at]
        must(not missing, "a newcomer without consent")
        its.agreed([me], at)
        notes += its.size_note(len(peers) + 1)

    def then(_: Any) -> None:
        its.stays.setdefault(me, []).append((at, None))
        its.consents = {pair: given for pair, given in its.consents.items() if pair[0] != me}
        its.asked.append((me, (its.invited.pop(me), at)))
        its.last_join = at
        its.moved(at)

    return Yes(then, notes)


def leave(book: Book, it: Attempt) -> Yes:
    its, member, at = book.set(it.get("set")), it.get("member"), it.at
    theirs = [book.problems[each] for each in its.problems if book.problems[each].owner == member]
    released = _released(its, theirs, it)
    its.going_on(at)
    must(its.has(member, at), "not a member")
    start, end = its.stays[member][-1]
    must(end is None and at >= start, "left already")
    for session in its.sessions.values():
        inside = member in session.present and (session.closed is None or at < session.closed)
        must(not inside, "left during a session")
    _nothing_open(theirs, released, it)
    parked = [problem for problem in theirs if problem.live]
    for problem in parked:
        must(at >= problem.last, "before the problem's last change")
        must(problem.last_word is None or at >= problem.last_word, "before the last word on the problem")
        must(all(at >= act for act in problem.acts.values()), "before somebody last acted on the problem")
    notes = its.size_note(len(its.members(at)) - 1) if its.meets else ()

    def then(_: Any) -> None:
        its.stays[member][-1] = (start, at)
        its.moved(at)
        _release(released, it)
        for problem in parked:
            problem.over("parked", at)
            problem.wrote(["reason"], member, at)

    return Yes(then, notes)


def appoint_adviser(book: Book, it: Attempt) -> Yes:
    its, adviser = book.set(it.get("set")), it.get("adviser")
    book.person(adviser)
    its.going_on(it.at)
    may_appoint(its, adviser, it.at)

    def then(_: Any) -> None:
        begun(its.advisers.setdefault(adviser, []), it.at)
        appointed(its, it.at)

    return Yes(then, managed(book, adviser, its.members(it.at)))


def propose_contract(book: Book, it: Attempt) -> Yes:
    its = book.set(it.get("set"))
    its.going_on(it.at)
    must(it.get("version") == len(its.contracts) + 1, "no such version")
    must(it.at >= its.last, "before the set's last change")

    def then(_: Any) -> None:
        its.stage = "contracting" if its.stage == "forming" else its.stage
        its.contracts.append(Contract(it.get("version"), it.at, it.get("quorum") or its.quorum, len(it.get("rules"))))
        its.moved(it.at)

    return Yes(then)


def agree_contract(book: Book, it: Attempt) -> Yes:
    its, me = book.set(it.get("set")), _me(it)
    its.going_on(it.at)
    must(its.has(me, it.at) or its.was_invited(me, it.at), "agreed by a stranger")
    contract = its.contract(it.at)
    must(it.get("version") == contract.version, "no such version")

    def then(_: Any) -> None:
        contract.agreed[me] = earlier(contract.agreed.get(me), it.at)
        its.moved(it.at)

    return Yes(then)


def start(book: Book, it: Attempt) -> Yes:
    its = book.set(it.get("set"))
    must(its.stage == "contracting", "started out of order")
    must(it.at >= its.last, "before the set's last change")

    def then(_: Any) -> None:
        its.stage, its.started = "meeting", it.at
        its.moved(it.at)

    return Yes(then, its.size_note(len(its.members(it.at))))


def schedule_session(book: Book, it: Attempt) -> Yes:
    its, number = book.set(it.get("set")), it.get("session")
    its.going_on(it.at)
    must(number not in its.sessions, "scheduled already")

    def then(_: Any) -> None:
        its.sessions[number] = Session(
            number=number,
            kind=it.get("kind", "regular"),
            starts_at=it.get("starts_at"),
            minutes=it.get("minutes") or its.minutes,
            scheduled_at=it.at,
        )
        its.moved(it.at)

    return Yes(then)


def close(book: Book, it: Attempt) -> Yes:
    its = book.set(it.get("set"))
    problems = [book.problems[each] for each in its.problems]
    released = _released(its, problems, it)
    its.going_on(it.at)
    must(it.at >= its.last, "before the set's last change")
    must(all(session.stage != "open" for session in its.sessions.values()), "closed during a session")
    _nothing_open(problems, released, it)

    def then(_: Any) -> None:
        its.stage = "closed"
        its.moved(it.at)
        _release(released, it)

    return Yes(then)


def _me(it: Attempt) -> UUID:
    assert it.actor is not None
    return it.actor


def _released(its: Set, problems: list[Problem], it: Attempt) -> list[tuple[Problem, Action]]:
    """The actions that are released in the same decision, if a reason is given for it."""
    if it.get("releasing") is None:
        return []
    found = []
    for problem in problems:
        for action in problem.actions.values():
            if action.state == "open":
                must(it.actor == problem.owner or its.advised_by(_me(it), it.at), "released by neither owner nor adviser")
                must(it.at >= action.last, "before the action's last change")
                found.append((problem, action))
    return found


def _nothing_open(problems: list[Problem], released: list[tuple[Problem, Action]], it: Attempt) -> None:
    actions = [action for problem in problems for action in problem.actions.values()]
    let_go = [id(action) for _, action in released]
    must(not [a for a in actions if a.was_open(it.at) and id(a) not in let_go], "actions still open")


def _release(released: list[tuple[Problem, Action]], it: Attempt) -> None:
    for problem, action in released:
        action.ended("released", it.at)
        problem.wrote(["reason"], _me(it), it.at)


RULES = {
    "sets.form": form,
    "sets.invite": invite,
    "sets.consent_to_newcomer": consent_to_newcomer,
    "sets.open_the_past": open_the_past,
    "sets.join": join,
    "sets.leave": leave,
    "sets.appoint_adviser": appoint_adviser,
    "sets.propose_contract": propose_contract,
    "sets.agree_contract": agree_contract,
    "sets.start": start,
    "sets.schedule_session": schedule_session,
    "sets.close": close,
}
