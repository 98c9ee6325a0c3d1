"""What can be counted of people at the first three of the five levels: reaction, learning, behaviour (Kirkpatrick).

Nothing that anybody felt or did not know is counted here: a sponsor reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from actionlearning.domain.disclosure import whole
from actionlearning.domain.values import LearningKind, Loop
from actionlearning.projections.facts import SetFacts
from actionlearning.projections.figures import Figures
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.set_facts import ProcessReview, Session
from actionlearning.projections.talk import Talk

__all__ = ["BehaviourLevel", "Course", "LearningLevel", "QuestionMix", "ReactionLevel"]


# Reaction


@frozen(kw_only=True)
class Course:
    """A mean score on 1 to 10: over all sessions in which the set gave one, and over the first and the last of each set."""

    overall: Metric
    first: Metric
    last: Metric
    """Not available, like ``first``, for sets that gave one in a single session: nothing can be compared."""


@frozen(kw_only=True)
class ReactionLevel:
    """What people thought of it: how the sets found themselves, energy before and after, and what members said of their set."""

    safety: Course
    challenge: Course
    support: Course
    energy_in: Metric
    """Mean at check-in, over the member-sessions in which somebody gave it both at check-in and at check-out."""
    energy_out: Metric
    worth: Metric
    """Mean of what the set was worth to those who said so."""
    recommend: Metric

    @classmethod
    def of(cls, sets: Sequence[SetFacts]) -> ReactionLevel:
        """The reaction in several sets together."""
        energies = [
            ((member, f"session {session.number}"), session.energy_in[member], session.energy_out[member])
            for its in sets
            for session in its.held
            for member in session.energy_in.keys() & session.energy_out.keys()
        ]
        said = [each for its in sets for each in its.evaluations]
        gave, raters = frozenset(unit for unit, _, _ in energies), whole(each.member for each in said)
        return cls(
            safety=_course(sets, lambda review: review.safety),
            challenge=_course(sets, lambda review: review.challenge),
            support=_course(sets, lambda review: review.support),
            energy_in=Metric.over(sum(before for _, before, _ in energies), len(energies), gave),
            energy_out=Metric.over(sum(after for _, _, after in energies), len(energies), gave),
            worth=Metric.over(sum(each.worth for each in said), len(said), raters),
            recommend=Metric.over(sum(each.recommend for each in said), len(said), raters),
        )


def _course(sets: Iterable[SetFacts], score: Callable[[ProcessReview], int]) -> Course:
    courses = [[session for session in its.held if session.process_reviews] for its in sets]
    compared = [course for course in courses if len(course) > 1]
    return Course(
        overall=_mean((session for course in courses for session in course), score),
        first=_mean((course[0] for course in compared), score),
        last=_mean((course[-1] for course in compared), score),
    )


def _mean(sessions: Iterable[Session], score: Callable[[ProcessReview], int]) -> Metric:
    """Of scores that a set gave together: it says of no number of people, though everybody there is behind it."""
    reviewed = list(sessions)
    given = [score(each) for session in reviewed for each in session.process_reviews]
    there = frozenset((member, f"session {session.number}") for session in reviewed for member in session.present)
    return Metric(sum(given), len(given), behind=there)


# Learning


@frozen(kw_only=True)
class QuestionMix:
    """How the sets talked at first and at last: in the first and the last session of each in which that was recorded."""

    first: Talk
    last: Talk
    sets: int
    """How many sets could be compared: those in which it was recorded in two sessions or more."""

    @classmethod
    def of(cls, sets: Sequence[SetFacts]) -> QuestionMix:
        """The mix in several sets, pooled."""
        compared = []
        for its in sets:
            asked = {question.session for problem in its.problems for question in problem.questions}
            advised = {advice.session for problem in its.problems for advice in problem.advice}
            numbers = [session.number for session in its.held if session.number in asked | advised]
            if len(numbers) > 1:
                compared.append((its, numbers[0], numbers[-1]))
        return cls(
            first=_talk((its, number) for its, number, _ in compared),
            last=_talk((its, number) for its, _, number in compared),
            sets=len(compared),
        )


def _talk(sessions: Iterable[tuple[SetFacts, int]]) -> Talk:
    chosen = [(problem, number) for its, number in sessions for problem in its.problems]
    return Talk.of(
        (q for problem, number in chosen for q in problem.questions if q.session == number),
        (a for problem, number in chosen for a in problem.advice if a.session == number),
    )


@frozen(kw_only=True)
class LearningLevel:
    """What people learnt: by its kind and loop, how often a review brought any, and how they rate themselves."""

    by_kind: Mapping[LearningKind, int]
    by_loop: Mapping[Loop, int]
    learners: int | None
    """How many people captured them; None where that is withheld from the reader."""
    learning_yield: Metric
    transfer: Metric
    less_isolated: Change
    self_efficacy: Change
    takes_responsibility: Change
    questions: QuestionMix

    @classmethod
    def of(cls, sets: Sequence[SetFacts], figures: Figures) -> LearningLevel:
        """The learning in several sets together. Kinds and loops that did not occur are not listed."""
        learnings = [learning for its in sets for learning in its.learnings]
        kinds, loops = Counter(each.kind for each in learnings), Counter(each.loop for each in learnings)
        return cls(
            by_kind={kind: kinds[kind] for kind in LearningKind if kinds[kind]},
            by_loop={loop: loops[loop] for loop in Loop if loops[loop]},
            learners=len({each.member for each in learnings}),
            learning_yield=figures.learning_yield,
            transfer=figures.transfer,
            less_isolated=figures.less_isolated,
            self_efficacy=figures.self_efficacy,
            takes_responsibility=figures.takes_responsibility,
            questions=QuestionMix.of(sets),
        )


# Behaviour


@frozen(kw_only=True)
class BehaviourLevel:
    """What people do differently: whether they come, act, act in time and of their own will, account for it, and use it."""

    follow_through: Metric
    on_time: Metric
    ownership_index: Metric
    attendance: Metric
    prompt_review: Metric
    applied: Metric
    """How often a learning was used on another problem, by how many people."""

    @classmethod
    def of(cls, sets: Sequence[SetFacts], figures: Figures) -> BehaviourLevel:
        """The behaviour in several sets together."""
        used = [learning for its in sets for learning in its.learnings if learning.applied]
        uses = sum(len(learning.applied) for learning in used)
        return cls(
            follow_through=figures.follow_through,
            on_time=figures.on_time,
            ownership_index=figures.ownership_index,
            attendance=figures.attendance,
            prompt_review=figures.prompt_review,
            applied=Metric.over(uses, 1, whole(learning.member for learning in used)),
        )
