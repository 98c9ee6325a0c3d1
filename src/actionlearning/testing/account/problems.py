"""What the rules say about a problem: whose it is, who may question it, and how it ends."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.answers import Yes, earlier, must
from actionlearning.testing.account.book import Asked, Book, Problem
from actionlearning.testing.account.peers import Session, Set, Slot
from actionlearning.testing.account.sessions import in_the_room, may_speak
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES", "heard", "room", "theirs"]


def bring(book: Book, it: Attempt) -> Yes:
    its = book.set(it.get("set"))
    if it.get("resubmission_of") is not None:
        returned = book.problem(it.get("resubmission_of"))
        theirs(returned, it)
        must(returned.stage == "returned", "brought again without having been returned")
        must(it.at >= returned.last, "before the problem's last change")
    its.going_on(it.at)
    must(it.actor is not None and its.has(it.actor, it.at), "not a member")

    def then(answer: Any) -> None:
        assert it.actor is not None
        new = Problem(set=it.get("set"), owner=it.actor, raised=it.at, last=it.at)
        new.wrote(["title", "stake", "authority-to-act"], it.actor, it.at)
        book.problems[answer] = new

    return Yes(then)


def accept(book: Book, it: Attempt) -> Yes:
    problem = _raised(book, it)
    book.sets[problem.set].going_on(it.at)

    def then(_: Any) -> None:
        problem.moved("accepted", it.at)
        problem.accepted = it.at

    return Yes(then)


def return_(book: Book, it: Attempt) -> Yes:
    problem = _raised(book, it)
    must(problem.last_word is None or it.at >= problem.last_word, "before the last word on the problem")
    return Yes(lambda _: problem.over("returned", it.at))


def link_objective(book: Book, it: Attempt) -> Yes:
    problem, objective = book.problem(it.get("problem")), it.get("objective")
    book.programmes[book.sets[problem.set].programme].pursues(objective, it.at)
    must(it.at >= problem.raised, "before the problem was raised")
    must(problem.live or problem.stage == "raised", "the problem is over")
    must(objective not in problem.objectives, "linked already")
    return Yes(lambda _: problem.objectives.append(objective))


def confirm_alignment(book: Book, it: Attempt) -> Yes:
    problem = book.problem(it.get("problem"))
    theirs(problem, it)
    must(it.at >= problem.raised, "before the problem was raised")
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
    taken = [slot for slot in session.slots if slot.end is None or slot.start <= it.at < slot.end]
    must(not taken, "two slots at a time")

    def then(_: Any) -> None:
        session.slots.append(Slot(problem.owner, which, it.at))
        session.fact(it.at)
        its.moved(it.at)
        problem.worked_on(session.number, it.at, problem.owner)
        problem.presented_in[session.number] = earlier(problem.presented_in.get(session.number), it.at)
        problem.moved("active" if problem.stage == "active" else "presented", it.at)
        problem.presented = earlier(problem.presented, it.at)

    return Yes(then)


def ask_question(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    asker: Any = it.get("asker") or it.actor
    heard(problem, it)
    must(asker != problem.owner, "a question of the owner's to themself")
    may_speak(its, session, asker, it.at)

    def then(_: Any) -> None:
        problem.worked_on(session.number, it.at, asker)
        problem.questions[problem.version + 1] = Asked(it.at, it.get("form"), it.get("function"))

    return Yes(then)


def reclassify_question(book: Book, it: Attempt) -> Yes:
    problem = book.problem(it.get("problem"))
    must(book.sets[problem.set].belongs(it.actor, it.at), "not of the set")
    must(it.get("question") in problem.questions, "no such question")
    asked = problem.questions[it.get("question")]
    must(it.at >= asked.at, "corrected before it was asked")
    must((it.get("form"), it.get("function")) != (asked.form, asked.function), "it stands so already")

    def then(_: Any) -> None:
        asked.form, asked.function = it.get("form"), it.get("function")

    return Yes(then)


def release_to_sponsor(book: Book, it: Attempt) -> Yes:
    problem, place = book.problem(it.get("problem")), (it.get("version"), it.get("label"))
    must(place in problem.texts, "no such text")
    speaker, said, stays = problem.texts[place]
    must(not stays, "it stays in the set")
    must(it.actor == speaker, "the words of somebody else")
    must(it.at >= said, "released before it was said")
    must(place not in problem.released, "released already")
    return Yes(lambda _: problem.released.append(place))


def end(stage: str) -> Any:
    """The rule of one of the ways in which a problem ends."""

    def rule(book: Book, it: Attempt) -> Yes:
        problem = book.problem(it.get("problem"))
        theirs(problem, it)
        if stage != "withdrawn" or problem.stage != "raised":
            must(problem.live, "the problem is not live")
            must(not [a for a in problem.actions.values() if a.was_open(it.at)], "actions still open")
            must(all(it.at >= act for act in problem.acts.values()), "ended before somebody last acted")
        if stage in ("resolved", "unresolved"):
            must(book.sets[problem.set].has(problem.owner, it.at), "not a member")
        must(it.at >= problem.last, "before the problem's last change")
        must(problem.last_word is None or it.at >= problem.last_word, "before the last word on the problem")
        return Yes(lambda _: problem.over(stage, it.at))

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
    "problems.reclassify_question": reclassify_question,
    "problems.release_to_sponsor": release_to_sponsor,
    "problems.declare_resolved": end("resolved"),
    "problems.leave_unresolved": end("unresolved"),
    "problems.park": end("parked"),
    "problems.withdraw": end("withdrawn"),
}
