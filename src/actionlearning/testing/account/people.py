"""What the rules say about what people write about themselves."""

from __future__ import annotations

from typing import Any

from actionlearning.testing.account.answers import Yes, earlier, last_of, must
from actionlearning.testing.account.book import Book, Person
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def register(book: Book, it: Attempt) -> Yes:
    manager = it.get("line_manager")
    if manager is not None:
        book.person(manager)

    def then(answer: Any) -> None:
        book.people[answer] = Person(it.at, manager)

    return Yes(then)


def write(book: Book, it: Attempt) -> Yes:
    """Anything that somebody writes about themself, who has not asked to be forgotten."""
    me = _writing(book, it)
    return Yes(lambda _: _wrote(me, it))


def capture_learning(book: Book, it: Attempt) -> Yes:
    me, source = _writing(book, it), it.get("source")
    _, action = book.action(source.problem, source.action)
    must(it.at >= action.committed, "learnt before the action")

    def then(answer: Any) -> None:
        me.learnings[answer] = (source.problem, source.action, it.at)
        _wrote(me, it)

    return Yes(then)


def apply_learning(book: Book, it: Attempt) -> Yes:
    me = _writing(book, it)
    book.problem(it.get("problem"))
    must(it.get("learning") in me.learnings, "a learning of nobody or of somebody else")
    problem, _, captured = me.learnings[it.get("learning")]
    must(problem != it.get("problem"), "applied to its source")
    must(it.at >= captured, "applied before it was learnt")
    return Yes(lambda _: _wrote(me, it))


def give_consent(book: Book, it: Attempt) -> Yes:
    me = _writing(book, it)
    given, last = me.consents.get(it.get("scope"), (False, None))
    must(not given, "consented already")
    must(last is None or it.at >= last, "before the consent's last change")
    return Yes(lambda _: _consented(me, it, given=True))


def withdraw_consent(book: Book, it: Attempt) -> Yes:
    me = _writing(book, it)
    given, last = me.consents.get(it.get("scope"), (False, None))
    must(given, "no consent")
    must(last is None or it.at >= last, "before the consent's last change")
    return Yes(lambda _: _consented(me, it, given=False))


def elicit_value(book: Book, it: Attempt) -> Yes:
    me = _writing(book, it)

    def then(answer: Any) -> None:
        me.values[answer] = it.at
        _wrote(me, it)

    return Yes(then)


def note_value_tension(book: Book, it: Attempt) -> Yes:
    me, theirs = _writing(book, it), book.programme(it.get("programme")).values
    must(it.get("own") in me.values and it.get("organisational") in theirs, "no such value")
    must(it.at >= me.values[it.get("own")], "noted before the value")
    must(it.at >= theirs[it.get("organisational")], "noted before the value")
    return Yes(lambda _: _wrote(me, it))


def choose_learning_approach(book: Book, it: Attempt) -> Yes:
    me = _writing(book, it)

    def then(_: Any) -> None:
        me.approach = earlier(me.approach, it.at)
        _wrote(me, it)

    return Yes(then)


def review_learning_approach(book: Book, it: Attempt) -> Yes:
    me = _writing(book, it)
    must(me.approach is not None and it.at >= me.approach, "no approach to review")
    return Yes(lambda _: _wrote(me, it))


def request_erasure(book: Book, it: Attempt) -> Yes:
    me = book.person(it.actor)
    if me.to_be_forgotten:
        return Yes(records=False)
    me = _writing(book, it)
    must(me.wrote is None or it.at >= me.wrote, "before what they wrote last")
    must(not me.held, "under a legal hold")
    must(me.hold_changed is None or it.at >= me.hold_changed, "before the hold's last change")

    def then(_: Any) -> None:
        me.to_be_forgotten = True

    return Yes(then)


def place_legal_hold(book: Book, it: Attempt) -> Yes:
    them = _deciding(book, it)
    must(not them.to_be_forgotten, "too late for a hold")
    must(not them.held, "held already")
    return Yes(lambda _: _decided(them, it, held=True))


def lift_legal_hold(book: Book, it: Attempt) -> Yes:
    them = _deciding(book, it)
    must(them.held, "no hold")
    return Yes(lambda _: _decided(them, it, held=False))


def _deciding(book: Book, it: Attempt) -> Person:
    them = book.person(it.get("member"))
    must(it.actor != it.get("member"), "a hold over oneself")
    must(it.at >= them.at, "before they were registered")
    must(them.hold_changed is None or it.at >= them.hold_changed, "before the hold's last change")
    return them


def _decided(them: Person, it: Attempt, *, held: bool) -> None:
    them.held, them.hold_changed = held, it.at


def _writing(book: Book, it: Attempt) -> Person:
    me = book.person(it.actor)
    must(not me.to_be_forgotten, "written by who is to be forgotten")
    must(it.at >= me.at, "before they were registered")
    return me


def _wrote(me: Person, it: Attempt) -> None:
    me.wrote = last_of((me.wrote, it.at))


def _consented(me: Person, it: Attempt, *, given: bool) -> None:
    me.consents[it.get("scope")] = (given, it.at)
    _wrote(me, it)


RULES = {
    "members.register": register,
    "members.rate_oneself": write,
    "members.rate_motivation": write,
    "members.set_development_goal": write,
    "members.profile_learning_style": write,
    "members.capture_learning": capture_learning,
    "members.apply_learning": apply_learning,
    "members.give_consent": give_consent,
    "members.withdraw_consent": withdraw_consent,
    "members.elicit_value": elicit_value,
    "members.note_value_tension": note_value_tension,
    "members.choose_learning_approach": choose_learning_approach,
    "members.review_learning_approach": review_learning_approach,
    "members.request_erasure": request_erasure,
    "members.place_legal_hold": place_legal_hold,
    "members.lift_legal_hold": lift_legal_hold,
}
