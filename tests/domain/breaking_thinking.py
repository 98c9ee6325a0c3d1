"""Decisions on what is said and thought of a problem that skip a rule, each with the rules that find it out."""

from __future__ import annotations

from typing import Any

import rules
from breaking import Broken, nothing

from actionlearning.domain.problem import thinking
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.problem.events import EncouragementGiven, QuestionAsked
from actionlearning.domain.problem.thinking_events import (
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    PerspectiveGained,
    StakeholdersMapped,
    SupportRated,
)


def _ask_oneself(held: Discussion, *, asker: Any, form: Any, function: Any, text: Any, at: Any) -> QuestionAsked:
    held._anybody(asker, "ask a question", at)
    return QuestionAsked(held.roster.session, asker, form, function, text)


def _gain_from_somebody_elsewhere(
    held: Discussion, *, from_member: Any, perspective: Any, by: Any, at: Any
) -> PerspectiveGained:
    held._owner(by, "say whose perspective they gained", at)
    held.problem.must_take_another(from_member, "another perspective")
    return PerspectiveGained(held.roster.session, from_member, perspective)


def _rate_what_was_not_worked_on(held: Discussion, *, challenge: Any, support: Any, by: Any, at: Any) -> SupportRated:
    held._owner(by, "rate challenge and support", at)
    return SupportRated(held.roster.session, by, challenge, support)


def _rate_what_was_not_presented(held: Discussion, *, clarity: Any, by: Any, at: Any) -> ClarityRated:
    held._owner(by, "rate clarity", at)
    return ClarityRated(held.roster.session, clarity)


def _map_nobody(it: Problem, *, knows: Any, cares: Any, can: Any, by: Any, at: Any) -> StakeholdersMapped:
    it.must_belong_to(by, "map its stakeholders")
    it.must_not_have_been_over("map its stakeholders", at)
    return StakeholdersMapped(knows, cares, can)


def _test_anything(it: Problem, assumption: Any, *, verdict: Any, how: Any, by: Any, **_: Any) -> AssumptionTested:
    it.must_belong_to(by, "test an assumption of theirs")
    return AssumptionTested(assumption, verdict, how)


def _decide_without_counting(
    it: Problem, *, decision: Any, reasons: Any, alternatives: Any, considered: Any, by: Any, at: Any
) -> DecisionMade:
    it.must_belong_to(by, "decide on it")
    it.must_have_been_live("decide on it", at)
    return DecisionMade(considered, decision, reasons, alternatives)


def _encourage_with_anything(it: Problem, *, home: Any, action: Any, words: Any, by: Any, at: Any) -> EncouragementGiven:
    it.must_take_another(by, "encouragement")
    thinking.must_be_of_the_set(home, by, "give encouragement", at)
    it.must_have_been_live("give encouragement", at)
    return EncouragementGiven(by, action, words)


IN_THE_ROOM: list[Broken] = [
    (
        Discussion,
        "_anybody",
        nothing,
        {rules.only_those_in_the_room_are_heard, rules.a_problem_is_accepted_then_presented_then_acted_on},
    ),
    (Discussion, "_owner", nothing, {rules.the_owner_sees_and_rates_in_the_room, rules.only_the_owner_decides}),
    (Discussion, "ask", _ask_oneself, {rules.some_things_take_somebody_else}),
    (Problem, "must_take_another", nothing, {rules.some_things_take_somebody_else}),
    (Discussion, "gain_perspective", _gain_from_somebody_elsewhere, {rules.only_those_in_the_room_are_heard}),
    (Discussion, "rate_support", _rate_what_was_not_worked_on, {rules.a_session_is_rated_by_whoever_went_through_it}),
    (Discussion, "rate_clarity", _rate_what_was_not_presented, {rules.a_session_is_rated_by_whoever_went_through_it}),
]

BETWEEN_SESSIONS: list[Broken] = [
    (thinking, "map_stakeholders", _map_nobody, {rules.a_map_has_somebody_on_it_and_alternatives_are_counted}),
    (thinking, "decide", _decide_without_counting, {rules.a_map_has_somebody_on_it_and_alternatives_are_counted}),
    (thinking, "test_assumption", _test_anything, {rules.an_assumption_is_tested_once_it_was_challenged}),
    (
        thinking,
        "in_order",
        nothing,
        {
            rules.an_assumption_is_tested_once_it_was_challenged,
            rules.encouragement_comes_from_the_set_and_with_an_action_that_there_was,
        },
    ),
    (
        thinking,
        "must_be_of_the_set",
        nothing,
        {rules.encouragement_comes_from_the_set_and_with_an_action_that_there_was},
    ),
    (
        thinking,
        "encourage",
        _encourage_with_anything,
        {rules.encouragement_comes_from_the_set_and_with_an_action_that_there_was},
    ),
]
