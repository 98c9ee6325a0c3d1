"""What the rules say about how a problem is thought about: by those in the room, by its owner, and between sessions."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.answers import Yes, must
from actionlearning.testing.account.book import Book, Problem
from actionlearning.testing.account.problems import heard, room, theirs
from actionlearning.testing.account.sessions import in_the_room, may_speak
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES", "speaker"]


def speaker(it: Attempt) -> Any:
    """Whose words an attempt is about: whoever acts, unless somebody is named."""
    return it.get("asker") or it.get("giver") or it.get("challenger") or it.get("by") or it.actor


def say(book: Book, it: Attempt) -> Yes:
    """Anybody in the room says something of a problem that was presented."""
    problem, its, session = room(book, it)
    heard(problem, it)
    may_speak(its, session, speaker(it), it.at)
    return Yes(lambda _: problem.worked_on(session.number, it.at, speaker(it)))


def challenge_assumption(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    heard(problem, it)
    must(speaker(it) != problem.owner, "challenged by the owner")
    may_speak(its, session, speaker(it), it.at)

    def then(answer: Any) -> None:
        problem.worked_on(session.number, it.at, speaker(it))
        problem.assumptions[answer] = it.at

    return Yes(then)


def see_anew(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    _owner_there(problem, it, its, session)
    return Yes(lambda _: problem.worked_on(session.number, it.at, problem.owner))


def gain_perspective(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    other = it.get("from_member")
    _owner_there(problem, it, its, session)
    must(other != problem.owner, "a perspective of their own")
    may_speak(its, session, other, it.at)
    return Yes(lambda _: problem.worked_on(session.number, it.at, problem.owner, other))


def rate_support(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    _owner_there(problem, it, its, session)
    since = problem.worked.get(session.number)
    must(since is not None and it.at >= since, "rated before the session worked on it")
    return Yes(lambda _: problem.acted(session.number, it.at, problem.owner))


def rate_clarity(book: Book, it: Attempt) -> Yes:
    problem, its, session = room(book, it)
    _owner_there(problem, it, its, session)
    since = problem.presented_in.get(session.number)
    must(since is not None and it.at >= since, "rated before it was presented there")
    return Yes(lambda _: problem.acted(session.number, it.at, problem.owner))


def map_stakeholders(book: Book, it: Attempt) -> Yes:
    problem = book.problem(it.get("problem"))
    theirs(problem, it)
    _not_over(problem, it)
    must(book.sets[problem.set].has(problem.owner, it.at), "not a member")
    must([name for name in ("knows", "cares", "can") if it.get(name) is not None], "nobody on the map")
    return Yes(lambda _: problem.said(it.at))


def test_assumption(book: Book, it: Attempt) -> Yes:
    problem = book.problem(it.get("problem"))
    theirs(problem, it)
    must(it.get("assumption") in problem.assumptions, "no such assumption")
    must(it.at >= problem.assumptions[it.get("assumption")], "tested before it was challenged")
    return Yes()


def decide(book: Book, it: Attempt) -> Yes:
    problem = book.problem(it.get("problem"))
    theirs(problem, it)
    _lived(problem, it)
    must(book.sets[problem.set].has(problem.owner, it.at), "not a member")
    must(it.get("alternatives") is None or it.get("considered", 0) >= 1, "alternatives that nobody counted")
    return Yes(lambda _: problem.said(it.at))


def encourage(book: Book, it: Attempt) -> Yes:
    problem = book.problem(it.get("problem"))
    must(it.actor != problem.owner, "encouraged by themself")
    book.sets[problem.set].going_on(it.at)
    must(book.sets[problem.set].belongs(it.actor, it.at), "not of the set")
    _lived(problem, it)
    if it.get("action") is not None:
        _, action = book.action(it.get("problem"), it.get("action"))
        must(it.at >= action.committed, "before it was committed to")
    return Yes(lambda _: problem.said(it.at))


def _owner_there(problem: Problem, it: Attempt, its: Any, session: Any) -> None:
    theirs(problem, it)
    heard(problem, it)
    in_the_room(its, session, it.actor, it.at)


def _not_over(problem: Problem, it: Attempt) -> None:
    must(it.at >= problem.raised, "before the problem was raised")
    must(problem.ended is None or it.at < problem.ended, "the problem is over")


def _lived(problem: Problem, it: Attempt) -> None:
    """Taken on by then, and not over."""
    _not_over(problem, it)
    must(problem.accepted is not None and it.at >= problem.accepted, "the problem is not live")


RULES = {
    "problems.give_advice": say,
    "problems.voice_feeling": say,
    "problems.voice_not_knowing": say,
    "problems.challenge_assumption": challenge_assumption,
    "problems.record_insight": see_anew,
    "problems.reframe": see_anew,
    "problems.generate_option": see_anew,
    "problems.gain_perspective": gain_perspective,
    "problems.rate_support": rate_support,
    "problems.rate_clarity": rate_clarity,
    "problems.map_stakeholders": map_stakeholders,
    "problems.test_assumption": test_assumption,
    "problems.decide": decide,
    "problems.encourage": encourage,
}
