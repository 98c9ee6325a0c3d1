"""What is put right of a problem, at random, and what of it the sponsor may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from doing_problems import a_problem, actions
from world import World, said

from actionlearning.domain.event import stored_name
from actionlearning.domain.personal import Personal, Place, labels_of
from actionlearning.domain.problem import corrections, releasing
from actionlearning.domain.problem.action import ActionState
from actionlearning.domain.problem.parts import ProblemStage
from actionlearning.domain.values import QuestionForm, QuestionFunction


def reopen(w: World) -> None:
    """Undo a review; what was reported stands, and a review follows again."""
    every = actions(w)
    reviewed = [each for each in every if each[1].state is ActionState.REVIEWED]
    over = [each for each in reviewed if not w.problem(each[0]).is_live]
    problem, action = w.rather(over if over and w.choices.number(2) == 2 else reviewed, every)
    by = w.somebody(action.owner, *w.set.advisers)
    decided = corrections.reopen_outcome(w.problem(problem), action.id, home=w.set, reason=said(by), by=by, at=w.at)
    w.record("problem", problem, decided, by=by)


def reclassify(w: World) -> None:
    """Say what form and function a question had."""
    problem, version = w.pick([(problem, version) for problem in w.of("problem") for version in w.problem(problem).questions])
    question = w.mostly(version, range(1, w.problem(problem).version + 1))
    by = w.somebody(*w.in_the_set(), *w.set.advisers)
    decided = corrections.reclassify_question(
        w.problem(problem),
        question,
        home=w.set,
        form=w.pick(QuestionForm),
        function=w.pick([QuestionFunction.PROBING, QuestionFunction.REFLECTIVE]),
        by=by,
        at=w.at,
    )
    w.record("problem", problem, decided, by=by)


def release_to_sponsor(w: World) -> None:
    """Let the sponsor read a text, found by its version and its label; now and then one that they read already."""
    problem = a_problem(w, ProblemStage.PRESENTED, ProblemStage.ACTIVE)
    facts = [fact for fact in w.log if fact.stream == problem]
    texts = [(version, label) for version, fact in enumerate(facts, 1) for label in labels_of(type(fact.event)).values()]
    released = sorted((place.version, place.label) for place in w.problem(problem).released)
    version, label = w.mostly(w.pick(texts), [*released, (1, "text"), (99, "text")])
    there = facts[version - 1] if version <= len(facts) else None
    event = there.event if there else None
    place = Place(problem, version, stored_name(event) if event else "", label)
    by = w.somebody(*_whose(event, label))
    decided = releasing.release_to_sponsor(
        w.problem(problem), event, place, said_at=there.at if there else None, by=by, at=w.at
    )
    w.record("problem", problem, decided, by=by)


def _whose(event: Any, label: str) -> tuple[UUID, ...]:
    """Whom a text belongs to; nobody, if there is none."""
    names = [name for name, each in labels_of(type(event)).items() if each == label] if event else []
    text: Personal | None = getattr(event, names[0]) if names else None
    return text.subjects if text else ()
