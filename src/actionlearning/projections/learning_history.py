"""What one member brought, was asked, did and learnt, and where they used it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.values import Instrument, MemberId, QuestionForm, QuestionFunction, RatingPhase
from actionlearning.projections.action_facts import Action
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.member_facts import Learning
from actionlearning.projections.problem_facts import Insight, Problem, Question
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Titles

__all__ = ["LearningHistory", "Questions", "SelfRating"]


@frozen(kw_only=True)
class Questions:
    """Questions, counted by what form they had and what they were for, and listed in order."""

    by_form: Mapping[QuestionForm, int]
    by_function: Mapping[QuestionFunction, int]
    asked: tuple[Question, ...]

    @classmethod
    def of(cls, questions: Iterable[Question]) -> Questions:
        """Count questions. Forms and functions that did not occur are not listed."""
        asked = tuple(sorted(questions, key=lambda question: question.at))
        forms, functions = Counter(q.form for q in asked), Counter(q.function for q in asked)
        return cls(
            by_form={form: forms[form] for form in QuestionForm if forms[form]},
            by_function={function: functions[function] for function in QuestionFunction if functions[function]},
            asked=asked,
        )


@frozen
class SelfRating:
    """How they rated themself on 1 to 10, before and after; None where they did not."""

    instrument: Instrument
    before: int | None
    after: int | None


@frozen(kw_only=True)
class LearningHistory:
    """One member's way through action learning. It holds handles of what was said; only a keyring turns them into text."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES

    as_at: date | datetime
    position: int
    member: Person
    time_zone: str
    problems: tuple[Problem, ...]
    received: Questions
    asked: Questions
    insights: tuple[Insight, ...]
    reframings: tuple[Insight, ...]
    actions: tuple[Action, ...]
    learnings: tuple[Learning, ...]
    ratings: tuple[SelfRating, ...]

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId) -> Self:
        """The learning history of a person. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.member(member)
        everywhere = facts.problems()
        own = tuple(problem for problem in everywhere if problem.owner == member)
        return cls(
            as_at=history.asked,
            position=history.position,
            member=Titles(history).person(member),
            time_zone=facts.zone_of_member(member),
            problems=own,
            received=Questions.of(question for problem in own for question in problem.questions),
            asked=Questions.of(q for problem in everywhere for q in problem.questions if q.by == member),
            insights=_in_order(insight for problem in own for insight in problem.insights),
            reframings=_in_order(insight for problem in own for insight in problem.reframings),
            actions=tuple(sorted((a for problem in own for a in problem.actions), key=lambda action: action.committed_at)),
            learnings=known.learnings,
            ratings=tuple(
                SelfRating(
                    instrument, known.rating(instrument, RatingPhase.BEFORE), known.rating(instrument, RatingPhase.AFTER)
                )
                for instrument in Instrument
                if any(rating.instrument is instrument for rating in known.ratings)
            ),
        )

    def learnt_from(self, action: Action) -> tuple[Learning, ...]:
        """What they learnt from one of their actions."""
        return tuple(learning for learning in self.learnings if learning.source == action.ref)


def _in_order(insights: Iterable[Insight]) -> tuple[Insight, ...]:
    return tuple(sorted(insights, key=lambda insight: insight.at))
