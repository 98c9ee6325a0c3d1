"""How far one person owns what they do: their decisions, their actions, and the way in which they chose to learn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.values import ActionKind, ActionRef, Instrument, MemberId, Origin, OutcomeResult, RatingPhase
from actionlearning.projections import metrics
from actionlearning.projections.action_facts import Action
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.metric import Metric
from actionlearning.projections.profile_facts import Approach, Goal
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Thing, Titles
from actionlearning.projections.thinking_facts import Barrier, Decision, Encouragement, Option, Thinking

__all__ = ["Encouraged", "OwnAction", "OwnDecision", "OwnFigures", "Responsibility"]


@frozen
class OwnDecision:
    """What they decided about one of their problems, and why."""

    problem: Thing
    decision: Decision


@frozen
class Encouraged:
    """Who encouraged them, and how."""

    by: Person
    encouragement: Encouragement


@frozen(kw_only=True)
class OwnAction:
    """One of their actions: whose idea it was, by how many days its due date moved, and what became of it."""

    ref: ActionRef
    problem: Thing
    what: Personal
    committed_at: datetime
    origin: Origin
    kind: ActionKind
    original_due: date
    due: date
    moved_by: int
    """Days from the original due date to the one in force; negative where it was brought forward."""
    result: OutcomeResult | None
    reviewed: bool
    released: bool
    barriers: tuple[Barrier, ...]
    encouragements: tuple[Encouraged, ...]


@frozen(kw_only=True)
class OwnFigures:
    """The figures about actions, over this person's actions alone."""

    ownership_index: Metric
    follow_through: Metric
    on_time: Metric
    slippage: Metric


@frozen(kw_only=True)
class Responsibility:
    """One person's decisions, actions and learning approach, with how far they feel responsible themself."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES

    as_at: date | datetime
    position: int
    member: Person
    decisions: tuple[OwnDecision, ...]
    options: tuple[Option, ...]
    actions: tuple[OwnAction, ...]
    experiments_tried: int
    """Experiments whose outcome was reported, whatever it was."""
    encouragements: tuple[Encouraged, ...]
    """Those with a problem as a whole; those with one action stand there."""
    figures: OwnFigures
    before: int | None
    """How responsible they took themself to be, on 1 to 10, at first."""
    after: int | None
    approaches: tuple[Approach, ...]
    goals: tuple[Goal, ...]

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId) -> Self:
        """The responsibility of a person. Raises ``NothingKnown``."""
        facts, titles = Facts(history), Titles(history)
        known, profile = facts.member(member), facts.profile(member)
        sets = facts.all_sets()
        own = [problem for problem in facts.problems() if problem.owner == member]
        thoughts = [facts.thinking(problem.id) for problem in own]
        actions = sorted((a for problem in own for a in problem.actions), key=lambda action: action.committed_at)
        decided = sorted((each for thinking in thoughts for each in thinking.decisions), key=lambda decision: decision.at)
        encouraged = _encouraged(thoughts, titles)
        return cls(
            as_at=history.asked,
            position=history.position,
            member=titles.person(member),
            decisions=tuple(OwnDecision(titles.thing("problem", each.problem), each) for each in decided),
            options=tuple(sorted((each for thinking in thoughts for each in thinking.options), key=lambda option: option.at)),
            actions=tuple(_action(action, titles, thoughts, encouraged) for action in actions),
            experiments_tried=sum(a.kind is ActionKind.EXPERIMENT and a.report is not None for a in actions),
            encouragements=tuple(each for each in encouraged if each.encouragement.action is None),
            figures=OwnFigures(
                ownership_index=metrics.ownership_index(sets, member),
                follow_through=metrics.follow_through(sets, member),
                on_time=metrics.on_time(sets, member),
                slippage=metrics.slippage(sets, member),
            ),
            before=known.rating(Instrument.TAKES_RESPONSIBILITY, RatingPhase.BEFORE),
            after=known.rating(Instrument.TAKES_RESPONSIBILITY, RatingPhase.AFTER),
            approaches=profile.approaches,
            goals=profile.goals,
        )


def _encouraged(thoughts: Iterable[Thinking], titles: Titles) -> list[Encouraged]:
    given = sorted((each for thinking in thoughts for each in thinking.encouragements), key=lambda given: given.at)
    return [Encouraged(titles.person(each.by), each) for each in given]


def _action(action: Action, titles: Titles, thoughts: Iterable[Thinking], encouraged: Iterable[Encouraged]) -> OwnAction:
    ref = action.ref
    return OwnAction(
        ref=ref,
        problem=titles.thing("problem", ref.problem),
        what=action.what,
        committed_at=action.committed_at,
        origin=action.origin,
        kind=action.kind,
        original_due=action.original_due,
        due=action.due,
        moved_by=(action.due - action.original_due).days,
        result=action.report.result if action.report else None,
        reviewed=action.review is not None,
        released=action.release is not None,
        barriers=tuple(b for thinking in thoughts for b in thinking.barriers if ActionRef(b.problem, b.action) == ref),
        encouragements=tuple(
            each for each in encouraged if each.encouragement.action == ref.action and each.encouragement.problem == ref.problem
        ),
    )
