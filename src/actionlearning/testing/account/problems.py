"""What the rules say about a problem: whose it is, who may question it, and how it ends."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.book import Book, Problem, Session, Set, Yes, covers, earlier, must
from actionlearning.testing.account.sessions import in_the_room
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES", "heard", "room", "theirs"]


def bring(book: Book, it: Attempt) -> Yes:
    its = book.set(it.get("set"))
    if it.get("resubmission_of") is not None:
        book.problem(it.get("resubmission_of"))
    must(it.actor is not None and its.has(it.actor, it.at), "not a member")

    def then(answer: Any) -> None:
        assert it.actor is not None
        book.problems[answer] = Problem(set=it.get("set"), owner=it.actor, last=it.at)

    return Yes(then)


def accept(book: Book, it: Attempt) -> Yes:
    problem = _raised(book, it)

    def then(_: Any) -> None:
        problem.moved("accepted", it.at)
        problem.accepted = it.at

    return Yes(then)


def return_(book: Book, it: Attempt) -> Yes:
    problem = _raised(book, it)
    return Yes(lambda _: problem.moved("returned", it.at))


def link_objective(book: Book, it: Attempt) -> Yes:
    problem, objective = book.problem(it.get("problem")), it.get("objective")
    must(objective in book.programmes[book.sets[problem.set].programme].objectives, "no such objective")
    must(problem.live or problem.stage == "raised", "the problem is over")
    must(objective not in problem.objectives, "linked already")
    return Yes(lambda _: problem.objectives.append(objective))


def confirm_alignment(book: Book, it: Attempt) -> Yes:
    theirs(book.problem(it.get("problem")), it)
    return Yes()


def present(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    which = it.get("problem")
    theirs(problem, it)
    must(problem.live, "the problem is not live")
    must(problem.accepted is not None and it.at >= problem.accepted, "presented before it was accepted")
    in_the_room(its, session, it.actor, it.at)
    must(it.actor != session.adviser, "presented by the session's adviser")
    must(session.airtime.get(which, (None,))[0] == it.actor, "presented without airtime")
    must(all(end is not None and not covers((start, end), it.at) for _, _, start, end in session.slots), "two slots at a time")

    def then(_: Any) -> None:
        session.slots.append((problem.owner, which, it.at, None))
        session.fact(it.at)
        its.moved(it.at)
        problem.acted(session.number, it.at, problem.owner)
        problem.moved("active" if problem.stage == "active" else "presented", it.at)
        problem.presented = earlier(problem.presented, it.at)

    return Yes(then)


def ask_question(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    asker: Any = it.get("asker") or it.actor
    heard(problem, it)
    must(asker != problem.owner, "a question of the owner's to themself")
    _may_speak(its, session, asker, it)
    return Yes(lambda _: problem.acted(session.number, it.at, asker))


def give_advice(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    giver: Any = it.get("giver") or it.actor
    heard(problem, it)
    _may_speak(its, session, giver, it)
    return Yes(lambda _: problem.acted(session.number, it.at, giver))


def see_anew(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    theirs(problem, it)
    heard(problem, it)
    in_the_room(its, session, it.actor, it.at)
    return Yes(lambda _: problem.acted(session.number, it.at, problem.owner))


def end(stage: str) -> Any:
    """The rule of one of the ways in which a problem ends."""

    def rule(book: Book, it: Attempt) -> Yes:
        problem = book.problem(it.get("problem"))
        theirs(problem, it)
        if stage != "withdrawn" or problem.stage != "raised":
            must(problem.live, "the problem is not live")
            must(not [a for a in problem.actions.values() if a.was_open(it.at)], "actions still open")
            must(all(it.at >= act for act in problem.acts.values()), "ended before somebody last acted")
        must(it.at >= problem.last, "before the problem's last change")

        def then(_: Any) -> None:
            problem.moved(stage, it.at)
            problem.ended = it.at

        return Yes(then)

    return rule


def room(book: Book, it: Attempt) -> tuple[Problem, Set, Session]:
    """The problem, its set and the session that the attempt is about, which was open at the time."""
    problem = book.problem(it.get("problem"))
    its, session = book.session(problem.set, it.get("session"))
    session.held_at(it.at)
    return problem, its, session


def theirs(problem: Problem, it: Attempt) -> None:
    """Raise ``No`` unless the owner acts."""
    must(it.actor == problem.owner, "not the owner")


def heard(problem: Problem, it: Attempt) -> None:
    """Raise ``No`` unless it had been presented by then and not ended."""
    if problem.ended is None or it.at >= problem.ended:
        must(problem.live, "the problem is not live")
    must(problem.presented is not None and it.at >= problem.presented, "never presented")


def _may_speak(its: Set, session: Session, person: Any, it: Attempt) -> None:
    left = session.present[person][1] if person in session.present else None
    if person != session.adviser or (left is not None and left <= it.at):
        in_the_room(its, session, person, it.at)


def _raised(book: Book, it: Attempt) -> Problem:
    problem = book.problem(it.get("problem"))
    must(problem.stage == "raised", "the problem was judged already")
    must(it.at >= problem.last, "before the problem's last change")
    return problem


RULES = {
    "problems.bring": bring,
    "problems.accept": accept,
    "problems.return_": return_,
    "problems.link_objective": link_objective,
    "problems.confirm_alignment": confirm_alignment,
    "problems.present": present,
    "problems.ask_question": ask_question,
    "problems.give_advice": give_advice,
    "problems.record_insight": see_anew,
    "problems.reframe": see_anew,
    "problems.declare_resolved": end("resolved"),
    "problems.leave_unresolved": end("unresolved"),
    "problems.park": end("parked"),
    "problems.withdraw": end("withdrawn"),
}
