"""What one member brought, was asked, did and learnt, and where they used it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import ClassVar, Protocol, Self, TypeVar

from attrs import frozen

from actionlearning.domain.values import (
    ActionKind,
    Feeling,
    Instrument,
    MemberId,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
)
from actionlearning.projections.action_facts import Action
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.member_facts import Learning
from actionlearning.projections.problem_facts import Insight, Problem, Question
from actionlearning.projections.profile_facts import Profile, Tension
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Thing, Titles
from actionlearning.projections.thinking_facts import (
    Assumption,
    Option,
    Perspective,
    Stakeholders,
    SupportRating,
    Thinking,
    Voiced,
)

__all__ = ["Clearing", "Gained", "LearningHistory", "Pull", "Questions", "SelfRating"]


class Happened(Protocol):
    """Something with its time."""

    @property
    def at(self) -> datetime: ...


Timed = TypeVar("Timed", bound=Happened)


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


@frozen
class Gained:
    """A perspective, and whose eyes it was seen with."""

    from_person: Person
    perspective: Perspective


@frozen(kw_only=True)
class Clearing:
    """How clear a problem was to its owner before and after the questions of a session; None where they did not say."""

    problem: Thing
    session: int
    before: int | None
    after: int | None


@frozen
class Pull:
    """A tension between a value of theirs and one of an organisation."""

    own: Thing
    organisational: Thing
    tension: Tension


@frozen(kw_only=True)
class LearningHistory:
    """One member's way through action learning. It holds handles of what was said; only a keyring turns them into text.

    It is theirs alone: what they felt, did not know and hold important is in no view that is made for a sponsor.
    """

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
    stakeholders: Mapping[ProblemId, Stakeholders]
    """Who knows, who cares and who can, for each problem of theirs where they said so."""
    assumptions: tuple[Assumption, ...]
    """What they took for granted until it was challenged, with how they tested it."""
    challenged: tuple[Assumption, ...]
    """What they challenged that others took for granted."""
    feelings: tuple[Voiced, ...]
    """What they felt and said so, on any problem; ``not_knowing`` likewise."""
    feelings_counted: Mapping[Feeling, int]
    not_knowing: tuple[Voiced, ...]
    perspectives: tuple[Gained, ...]
    options: tuple[Option, ...]
    experiments: tuple[Action, ...]
    """Actions that were meant as experiments; one was tried once its outcome was reported."""
    clarity: tuple[Clearing, ...]
    support: tuple[SupportRating, ...]
    profile: Profile
    """Values, learning styles, goals, approaches, motivation and consents."""
    pulls: tuple[Pull, ...]
    """The tensions of the profile, with what the values are called."""

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId) -> Self:
        """The learning history of a person. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.member(member)
        titles, profile = Titles(history), facts.profile(member)
        everywhere = facts.problems()
        own = tuple(problem for problem in everywhere if problem.owner == member)
        thoughts = [facts.thinking(problem.id) for problem in own]
        others = [facts.thinking(problem.id) for problem in everywhere]
        actions = tuple(sorted((a for problem in own for a in problem.actions), key=lambda action: action.committed_at))
        feelings = _in_order(each for thinking in others for each in thinking.feelings if each.by == member)
        felt = Counter(each.feeling for each in feelings)
        return cls(
            as_at=history.asked,
            position=history.position,
            member=titles.person(member),
            time_zone=facts.zone_of_member(member),
            problems=own,
            received=Questions.of(question for problem in own for question in problem.questions),
            asked=Questions.of(q for problem in everywhere for q in problem.questions if q.by == member),
            insights=_in_order(insight for problem in own for insight in problem.insights),
            reframings=_in_order(insight for problem in own for insight in problem.reframings),
            actions=actions,
            learnings=known.learnings,
            ratings=tuple(
                SelfRating(
                    instrument, known.rating(instrument, RatingPhase.BEFORE), known.rating(instrument, RatingPhase.AFTER)
                )
                for instrument in Instrument
                if any(rating.instrument is instrument for rating in known.ratings)
            ),
            stakeholders={each.problem: each.stakeholders for each in thoughts if each.stakeholders is not None},
            assumptions=_in_order(each for thinking in thoughts for each in thinking.assumptions),
            challenged=_in_order(each for thinking in others for each in thinking.assumptions if each.by == member),
            feelings=feelings,
            feelings_counted={feeling: felt[feeling] for feeling in Feeling if felt[feeling]},
            not_knowing=_in_order(each for thinking in others for each in thinking.not_knowing if each.by == member),
            perspectives=tuple(
                Gained(titles.person(each.from_member), each)
                for each in _in_order(each for thinking in thoughts for each in thinking.perspectives)
            ),
            options=_in_order(each for thinking in thoughts for each in thinking.options),
            experiments=tuple(action for action in actions if action.kind is ActionKind.EXPERIMENT),
            clarity=tuple(
                each for problem, thinking in zip(own, thoughts, strict=True) for each in _clarity(problem, thinking, titles)
            ),
            support=_in_order(each for thinking in thoughts for each in thinking.support),
            profile=profile,
            pulls=tuple(
                Pull(titles.thing("value", each.own), titles.thing("value", each.organisational), each)
                for each in profile.tensions
            ),
        )

    def learnt_from(self, action: Action) -> tuple[Learning, ...]:
        """What they learnt from one of their actions."""
        return tuple(learning for learning in self.learnings if learning.source == action.ref)


def _clarity(problem: Problem, thinking: Thinking, titles: Titles) -> Iterator[Clearing]:
    """One for each session in which they presented it or rated it; what they said last in a session counts."""
    before = {each.session: each.clarity_before for each in problem.presentations if each.clarity_before is not None}
    after = {each.session: each.clarity for each in thinking.clarity}
    title = titles.thing("problem", problem.id)
    for session in sorted(before.keys() | after.keys()):
        yield Clearing(problem=title, session=session, before=before.get(session), after=after.get(session))


def _in_order(timed: Iterable[Timed]) -> tuple[Timed, ...]:
    return tuple(sorted(timed, key=lambda each: each.at))
