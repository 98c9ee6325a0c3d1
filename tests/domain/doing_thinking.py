"""What is said and thought of a problem, at random: in the room, by those who are there, and between sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from doing_problems import an_action, under_discussion
from world import World, said

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem import thinking
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.values import (
    ActionId,
    AssumptionId,
    AssumptionVerdict,
    Feeling,
    InsightLevel,
    QuestionForm,
    QuestionFunction,
)

# In the room


def _discussed(w: World) -> tuple[UUID, Discussion]:
    problem, number = under_discussion(w)
    return problem, Discussion(w.problem(problem), w.roster(number))


def _speaker(w: World, held: Discussion) -> UUID:
    return w.somebody(*w.present(held.roster.session), *w.set.advisers)


def _words(w: World, by: UUID) -> Personal | None:
    """What they said, if anybody wrote it down."""
    return said(by) if w.choices.number(1) else None


def ask(w: World) -> None:
    problem, held = _discussed(w)
    by = _speaker(w, held)
    form, function = w.pick(QuestionForm), w.pick(QuestionFunction)
    w.record("problem", problem, held.ask(asker=by, form=form, function=function, text=_words(w, by), at=w.at), by=by)


def advise(w: World) -> None:
    problem, held = _discussed(w)
    by = _speaker(w, held)
    w.record("problem", problem, held.hear_advice(giver=by, text=_words(w, by), at=w.at), by=by)


def challenge(w: World) -> None:
    problem, held = _discussed(w)
    by, new = _speaker(w, held), AssumptionId(w.new_id())
    w.record("problem", problem, held.challenge(new, words=said(by), challenger=by, at=w.at), by=by)


def voice(w: World) -> None:
    """Somebody says what they feel, or that they do not know."""
    problem, held = _discussed(w)
    by = _speaker(w, held)
    if w.choices.number(1):
        w.record("problem", problem, held.voice_feeling(w.pick(Feeling), words=said(by), by=by, at=w.at), by=by)
    else:
        w.record("problem", problem, held.voice_not_knowing(words=said(by), by=by, at=w.at), by=by)


def see(w: World) -> None:
    """The owner sees something new, puts it differently, looks with other eyes, or thinks of something that could be done."""
    problem, held = _discussed(w)
    by, other, level = w.somebody(held.problem.owner), _speaker(w, held), w.pick(InsightLevel)
    decisions: Sequence[Callable[[], object]] = (
        lambda: held.record_insight(level=level, insight=said(by), by=by, at=w.at),
        lambda: held.reframe(level=level, now=said(by), by=by, at=w.at),
        lambda: held.gain_perspective(from_member=other, perspective=said(by), by=by, at=w.at),
        lambda: held.generate_option(option=said(by), by=by, at=w.at),
    )
    w.record("problem", problem, w.pick(decisions)(), by=by)


def rate_session(w: World) -> None:
    """The owner says how it was for them, and how clear it is now."""
    problem, held = _discussed(w)
    by = w.somebody(held.problem.owner)
    if w.choices.number(1):
        w.record("problem", problem, held.rate_support(challenge=7, support=8, by=by, at=w.at), by=by)
    else:
        w.record("problem", problem, held.rate_clarity(clarity=6, by=by, at=w.at), by=by)


# Between sessions


def map_stakeholders(w: World) -> None:
    problem = w.pick(w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    knows, cares, can = (_words(w, by) for _ in range(3))
    decided = thinking.map_stakeholders(w.problem(problem), knows=knows, cares=cares, can=can, by=by, at=w.at)
    w.set.must_have(w.problem(problem).owner, w.at)
    w.record("problem", problem, decided, by=by)


def put_to_the_test(w: World) -> None:
    """Put an assumption to the test, most often one of that problem."""
    every = [(problem, assumption) for problem in w.of("problem") for assumption in w.problem(problem).assumptions]
    problem, assumption = w.pick(every)
    problem = w.mostly(problem, w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    verdict = w.pick(AssumptionVerdict)
    decided = thinking.test_assumption(w.problem(problem), assumption, verdict=verdict, how=None, by=by, at=w.at)
    w.record("problem", problem, decided, by=by)


def decide(w: World) -> None:
    problem = w.pick(w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    decided = thinking.decide(
        w.problem(problem),
        decision=said(by),
        reasons=said(by),
        alternatives=_words(w, by),
        considered=w.choices.number(2),
        by=by,
        at=w.at,
    )
    w.set.must_have(w.problem(problem).owner, w.at)
    w.record("problem", problem, decided, by=by)


def encourage(w: World) -> None:
    problem, action = an_action(w) if w.choices.number(1) else (w.pick(w.of("problem")), None)
    problem = w.mostly(problem, w.of("problem"))
    by = w.somebody(*w.in_the_set(), *w.set.advisers)
    decided = thinking.encourage(
        w.problem(problem),
        home=w.set,
        action=None if action is None else ActionId(action),
        words=_words(w, by),
        by=by,
        at=w.at,
    )
    w.record("problem", problem, decided, by=by)
