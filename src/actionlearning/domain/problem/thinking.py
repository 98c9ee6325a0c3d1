"""What is thought and said of a problem between sessions: whom it touches, what was tested and decided, and encouragement."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import EncouragementGiven
from actionlearning.domain.problem.thinking_events import AssumptionTested, DecisionMade, StakeholdersMapped
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.times import in_order
from actionlearning.domain.values import ActionId, AssumptionId, AssumptionVerdict, MemberId

__all__ = ["decide", "encourage", "map_stakeholders", "must_be_of_the_set", "test_assumption"]


def map_stakeholders(
    it: Problem, *, knows: Personal | None, cares: Personal | None, can: Personal | None, by: MemberId, at: datetime
) -> StakeholdersMapped:
    """Say who knows, who cares, and who can (Revans); the later map counts."""
    it.must_belong_to(by, "map its stakeholders")
    it.must_not_have_been_over("map its stakeholders", at)
    if knows is None and cares is None and can is None:
        raise errors.NobodyOnTheMap
    return StakeholdersMapped(knows, cares, can)


def test_assumption(
    it: Problem, assumption: AssumptionId, *, verdict: AssumptionVerdict, how: Personal | None, by: MemberId, at: datetime
) -> AssumptionTested:
    """Say how an assumption stood the test; it may be tested again."""
    it.must_belong_to(by, "test an assumption of theirs")
    if assumption not in it.assumptions:
        raise errors.NoSuchAssumption(assumption=assumption)
    in_order("the assumption", it.assumptions[assumption], at)
    return AssumptionTested(assumption, verdict, how)


def decide(
    it: Problem,
    *,
    decision: Personal,
    reasons: Personal,
    alternatives: Personal | None,
    considered: int,
    by: MemberId,
    at: datetime,
) -> DecisionMade:
    """Decide, with reasons; ``considered`` counts the alternatives, and some are counted if any are described."""
    it.must_belong_to(by, "decide on it")
    it.must_have_been_live("decide on it", at)
    if alternatives is not None and considered < 1:
        raise errors.AlternativesUncounted
    return DecisionMade(considered, decision, reasons, alternatives)


def encourage(
    it: Problem, *, home: Set, action: ActionId | None, words: Personal | None, by: MemberId, at: datetime
) -> EncouragementGiven:
    """A peer or an adviser encourages the owner, with an action or with the problem as a whole."""
    it.must_take_another(by, "encouragement")
    home.must_not_have_closed("give encouragement", at)
    must_be_of_the_set(home, by, "give encouragement", at)
    it.must_have_been_live("give encouragement", at)
    if action is not None:
        in_order("the action", it.action(action).committed_at, at)
    return EncouragementGiven(by, action, words)


def must_be_of_the_set(home: Set, person: MemberId, wanted: str, at: datetime) -> None:
    """Raise ``NotOfTheSet`` unless they were a member or an appointed adviser of it then."""
    if not home.is_member(person, at) and not home.is_adviser(person, at):
        raise errors.NotOfTheSet(person=person, at=at, wanted=wanted)
