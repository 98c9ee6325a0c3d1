"""What the rules say about an action: committed by its owner, reported, then reviewed with peers in a later session."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from actionlearning.testing.account.answers import Yes, covers, ended, must
from actionlearning.testing.account.book import Action, Book, Problem
from actionlearning.testing.account.peers import Session, Set
from actionlearning.testing.account.problems import heard, room, theirs
from actionlearning.testing.account.sessions import in_the_room
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def commit_action(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    theirs(problem, it)
    must(problem.live, "the problem is not live")
    heard(problem, it)
    in_the_room(its, session, it.actor, it.at)
    must(its.stage != "closed", "the set is closed")
    if it.get("continues") is not None:
        must(it.get("continues") in problem.actions, "no such action")
        must(it.at >= problem.actions[it.get("continues")].committed, "continues what was not committed to yet")
    must(it.get("due") >= its.day(it.at), "due in the past")

    def then(answer: Any) -> None:
        problem.actions[answer] = Action(
            session=session.number, committed=it.at, due=it.get("due"), last=it.at, kind=it.get("kind", "step")
        )
        problem.worked_on(session.number, it.at, problem.owner)
        problem.moved("active", it.at)

    return Yes(then, _due_note(its, session, it.get("due")))


def renegotiate_action(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    problem, action = _open(book, it)
    theirs(problem, it)
    must(it.at >= action.last, "before the action's last change")
    in_the_room(its, session, it.actor, it.at)
    must(it.get("due") >= its.day(it.at), "due in the past")

    def then(_: Any) -> None:
        action.last, action.due = it.at, it.get("due")
        problem.worked_on(session.number, it.at, problem.owner)

    return Yes(then, _due_note(its, session, it.get("due")))


def release_action(book: Book, it: Attempt) -> Yes:
    problem, action = _open(book, it)
    theirs(problem, it)
    must(it.at >= action.last, "before the action's last change")

    return Yes(lambda _: action.ended("released", it.at))


def say_how_it_goes(book: Book, it: Attempt) -> Yes:
    problem, action = book.action(it.get("problem"), it.get("action"))
    theirs(problem, it)
    must(it.at >= action.committed, "before it was committed to")
    must(not [stay for stay in action.over if covers(stay, it.at)], "the action is not open")
    return Yes()


def report_outcome(book: Book, it: Attempt) -> Yes:
    problem, action = _open(book, it)
    its, done = book.set(problem.set), it.get("done_on")
    theirs(problem, it)
    must(it.at >= action.last, "before the action's last change")
    must(it.get("result") != "achieved" or done is not None, "achieved on no day")
    must(done is None or its.day(action.committed) <= done <= its.day(it.at), "done outside commitment and report")

    def then(_: Any) -> None:
        action.result, action.last = it.get("result"), it.at

    return Yes(then)


def review_outcome(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    problem, action = _open(book, it)
    must(it.at >= action.last, "before the action's last change")
    must(action.result is not None, "reviewed before it was reported")
    must(session.number != action.session, "reviewed in the session of the commitment")
    must(session.opened is not None and session.opened > action.committed, "reviewed in an earlier session")
    in_the_room(its, session, problem.owner, it.at)
    peers = [peer for peer in it.get("peers") if peer != problem.owner]
    must(peers, "reviewed without a peer")
    for peer in peers:
        in_the_room(its, session, peer, it.at)
    learning = it.get("learning")
    must(learning, "reviewed without a word about learning")
    known = book.people[problem.owner].learnings
    if learning != "none yet":
        must(all(each in known and known[each][1] == it.get("action") for each in learning), "learning from elsewhere")

    def then(_: Any) -> None:
        action.ended("reviewed", it.at)
        problem.worked_on(session.number, it.at, problem.owner, *peers)

    return Yes(then)


def reopen_outcome(book: Book, it: Attempt) -> Yes:
    problem, action = book.action(it.get("problem"), it.get("action"))
    its = book.sets[problem.set]
    must(it.actor == problem.owner or its.advised_by(_me(it), it.at), "reopened by neither owner nor adviser")
    must(problem.live, "the problem is not live")
    its.going_on(it.at)
    stays = [stay for stay in its.stays[problem.owner] if covers(stay, it.at)]
    must(stays and stays[0][1] is None, "its owner is no member")
    must(action.state == "reviewed", "nothing was reviewed")
    must(it.at >= action.last, "before the action's last change")

    def then(_: Any) -> None:
        action.state, action.last = "open", it.at
        ended(action.over, it.at)

    return Yes(then)


def _open(book: Book, it: Attempt) -> tuple[Problem, Action]:
    problem, action = book.action(it.get("problem"), it.get("action"))
    must(action.state == "open", "the action is not open")
    return problem, action


def _me(it: Attempt) -> UUID:
    assert it.actor is not None
    return it.actor


def _due_note(its: Set, session: Session, due: date) -> tuple[str, ...]:
    following = its.next_day_after(session)
    return ("due_before_next_session",) if following is not None and due >= following else ()


RULES = {
    "problems.commit_action": commit_action,
    "problems.renegotiate_action": renegotiate_action,
    "problems.release_action": release_action,
    "problems.report_progress": say_how_it_goes,
    "problems.name_barrier": say_how_it_goes,
    "problems.report_outcome": report_outcome,
    "problems.review_outcome": review_outcome,
    "problems.reopen_outcome": reopen_outcome,
}
