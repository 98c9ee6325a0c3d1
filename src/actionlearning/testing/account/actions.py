"""What the rules say about an action: committed by its owner, reported, then reviewed with peers in a later session."""

from __future__ import annotations

from datetime import date
from typing import Any

from actionlearning.testing.account.book import Action, Book, Problem, Session, Set, Yes, must
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
    must(it.get("continues") is None or it.get("continues") in problem.actions, "no such action")
    must(it.get("due") >= its.day(it.at), "due in the past")

    def then(answer: Any) -> None:
        problem.actions[answer] = Action(session=session.number, committed=it.at, due=it.get("due"), last=it.at)
        problem.acted(session.number, it.at, problem.owner)
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
        problem.acted(session.number, it.at, problem.owner)

    return Yes(then, _due_note(its, session, it.get("due")))


def release_action(book: Book, it: Attempt) -> Yes:
    problem, action = _open(book, it)
    theirs(problem, it)
    must(it.at >= action.last, "before the action's last change")

    def then(_: Any) -> None:
        action.state, action.last = "released", it.at

    return Yes(then)


def report_progress(book: Book, it: Attempt) -> Yes:
    problem, action = _open(book, it)
    theirs(problem, it)
    must(it.at >= action.committed, "before it was committed to")
    return Yes()


def report_outcome(book: Book, it: Attempt) -> Yes:
    problem, action = _open(book, it)
    its, done = book.set(problem.set), it.get("done_on")
    theirs(problem, it)
    must(it.at >= action.last, "before the action's last change")
    must(it.get("result") != "achieved" or done is not None, "achieved on no day")
    must(done is None or its.day(action.committed) <= done <= its.day(it.at), "done outside commitment and report")

    def then(_: Any) -> None:
        action.reported, action.last = True, it.at

    return Yes(then)


def review_outcome(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    problem, action = _open(book, it)
    must(it.at >= action.last, "before the action's last change")
    must(action.reported, "reviewed before it was reported")
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
        action.state, action.last = "reviewed", it.at
        problem.acted(session.number, it.at, problem.owner, *peers)

    return Yes(then)


def _open(book: Book, it: Attempt) -> tuple[Problem, Action]:
    problem, action = book.action(it.get("problem"), it.get("action"))
    must(action.state == "open", "the action is not open")
    return problem, action


def _due_note(its: Set, session: Session, due: date) -> tuple[str, ...]:
    following = its.next_day_after(session)
    return ("due_before_next_session",) if following is not None and due >= following else ()


RULES = {
    "problems.commit_action": commit_action,
    "problems.renegotiate_action": renegotiate_action,
    "problems.release_action": release_action,
    "problems.report_progress": report_progress,
    "problems.report_outcome": report_outcome,
    "problems.review_outcome": review_outcome,
}
