"""Decisions on a problem and its actions that skip a rule, each with the rules that find it out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import rules
from attrs import evolve
from breaking import Broken, nothing

from actionlearning.domain.problem import action as action_module
from actionlearning.domain.problem import aggregate as problem_module
from actionlearning.domain.problem import corrections, releasing
from actionlearning.domain.problem.action import Action
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.errors import NoSuchQuestion, NoSuchText
from actionlearning.domain.problem.events import (
    ObjectiveLinked,
    OutcomeReopened,
    OutcomeReviewed,
    ProblemRaised,
    ProblemWithdrawn,
    QuestionReclassified,
    TextReleasedToSponsor,
)
from actionlearning.domain.set.meeting import Roster

COMMIT, REOPEN, RELEASE = Problem.commit, corrections.reopen_outcome, releasing.release_to_sponsor

# From bringing to the end


def _bring_as_anybody(
    *, set_id: Any, owner: Any, title: Any, stake: Any, authority_to_act: Any, resubmission_of: Any, at: Any, **_: Any
) -> ProblemRaised:
    again = None
    if resubmission_of is not None:
        again, returned = resubmission_of
        returned.must_be_brought_again_by(owner, at)
    return ProblemRaised(set_id, owner, title, stake, authority_to_act, again)


def _link_anyhow(_: Problem, objective: Any, **__: Any) -> ObjectiveLinked:
    return ObjectiveLinked(objective)


def _withdraw_at_will(_: Problem, *, reason: Any, **__: Any) -> ProblemWithdrawn:
    return ProblemWithdrawn(reason)


def _end_with_actions_open(it: Problem, wanted: str, by: Any, at: datetime) -> None:
    it.must_belong_to(by, wanted)
    it.must_be_live(wanted)
    it._after_everything(at)


OF_A_PROBLEM: list[Broken] = [
    (
        problem_module,
        "raise_problem",
        _bring_as_anybody,
        {rules.a_problem_is_brought_by_a_member_and_again_once_it_was_returned},
    ),
    (Problem, "must_belong_to", nothing, {rules.only_the_owner_decides}),
    (
        Problem,
        "must_be_brought_again_by",
        nothing,
        {rules.a_problem_is_brought_by_a_member_and_again_once_it_was_returned},
    ),
    (
        problem_module,
        "in_order",
        nothing,
        {
            rules.a_problem_is_accepted_then_presented_then_acted_on,
            rules.an_action_continues_an_earlier_one_of_the_same_problem,
        },
    ),
    (Problem, "must_be_live", nothing, {rules.a_problem_ends_once_and_with_nothing_open}),
    (Problem, "must_have_been_heard", nothing, {rules.a_problem_is_accepted_then_presented_then_acted_on}),
    (
        Problem,
        "must_have_been_live",
        nothing,
        {rules.a_problem_is_accepted_then_presented_then_acted_on, rules.a_problem_ends_once_and_with_nothing_open},
    ),
    (Problem, "must_not_have_been_over", nothing, {rules.a_problem_ends_once_and_with_nothing_open}),
    (Problem, "link", _link_anyhow, {rules.a_problem_serves_an_objective_that_there_is_once}),
    (Problem, "_raised", nothing, {rules.a_problem_ends_once_and_with_nothing_open}),
    (Problem, "_ending", _end_with_actions_open, {rules.a_problem_ends_once_and_with_nothing_open}),
    (Problem, "_after_everything", nothing, {rules.a_problem_ends_once_and_with_nothing_open}),
    (Problem, "withdraw", _withdraw_at_will, {rules.only_the_owner_decides, rules.a_problem_ends_once_and_with_nothing_open}),
]


# Actions


def _continue_anything(it: Problem, action: Any, *, continues: Any, **others: Any) -> Any:
    committed, *noted = COMMIT(it, action, continues=None, **others)
    return (evolve(committed, continues=continues), *noted)


def _review_with_anybody(
    action: Action, *, roster: Roster, peers: Any, learning: Any, organisational_effect: Any, **_: Any
) -> Any:
    return OutcomeReviewed(action.id, roster.session, peers, learning, organisational_effect)


def _reopen_in_any_state(action: Action, *, reason: Any, **_: Any) -> OutcomeReopened:
    return OutcomeReopened(action.id, reason)


def _day_in_utc(at: datetime, _: str) -> date:
    return at.date()


OF_AN_ACTION: list[Broken] = [
    (Problem, "commit", _continue_anything, {rules.an_action_continues_an_earlier_one_of_the_same_problem}),
    (Action, "_theirs", nothing, {rules.only_the_owner_decides}),
    (Action, "_open", nothing, {rules.an_action_lives_once_and_in_order}),
    (Action, "_open_at", nothing, {rules.an_action_is_spoken_of_while_it_is_open}),
    (Action, "review", _review_with_anybody, {rules.a_review_follows_a_report_in_a_later_session_with_peers}),
    (Action, "reopen", _reopen_in_any_state, {rules.an_action_lives_once_and_in_order}),
    (action_module, "in_order", nothing, {rules.an_action_lives_once_and_in_order}),
    (action_module, "day_of", _day_in_utc, {rules.done_on_lies_between_commitment_and_report}),
]


# What is put right, and what leaves the set


def _reopen_as_anybody(it: Problem, action: Any, *, home: Any, reason: Any, at: Any, **_: Any) -> OutcomeReopened:
    return REOPEN(it, action, home=home, reason=reason, by=it.owner, at=at)


def _reopen_for_nobody(it: Problem, action: Any, *, reason: Any, at: Any, **_: Any) -> OutcomeReopened:
    return it.action(action).reopen(reason=reason, at=at)


def _reclassify_to_the_same(it: Problem, question: int, *, form: Any, function: Any, **_: Any) -> QuestionReclassified:
    if question not in it.questions:
        raise NoSuchQuestion(question=question)
    return QuestionReclassified(question, form, function)


def _release_twice(it: Problem, *args: Any, **others: Any) -> TextReleasedToSponsor:
    return RELEASE(evolve(it, released=frozenset()), *args, **others)


def _release_what_others_said(it: Problem, event: Any, place: Any, *, said_at: Any, at: Any, **_: Any) -> TextReleasedToSponsor:
    text = None if event is None else releasing._text(event, place.label)
    if text is None or not text.subjects:
        raise NoSuchText(version=place.version, label=place.label)
    return RELEASE(it, event, place, said_at=said_at, by=text.subjects[0], at=at)


def _release_feelings(_: Problem, event: Any, place: Any, *, by: Any, **__: Any) -> TextReleasedToSponsor:
    text = None if event is None else releasing._text(event, place.label)
    if text is None or set(text.subjects) != {by}:
        raise NoSuchText(version=place.version, label=place.label)
    return TextReleasedToSponsor(place)


AFTERWARDS: list[Broken] = [
    (corrections, "reopen_outcome", _reopen_as_anybody, {rules.a_review_is_undone_by_owner_or_adviser}),
    (
        corrections,
        "reopen_outcome",
        _reopen_for_nobody,
        {
            rules.what_is_reopened_is_taken_up_again,
            rules.a_problem_ends_once_and_with_nothing_open,
            rules.who_leaves_leaves_nothing_open,
        },
    ),
    (corrections, "must_be_of_the_set", nothing, {rules.a_question_is_reclassified_by_the_set_as_something_else}),
    (corrections, "in_order", nothing, {rules.a_question_is_reclassified_by_the_set_as_something_else}),
    (
        corrections,
        "reclassify_question",
        _reclassify_to_the_same,
        {rules.a_question_is_reclassified_by_the_set_as_something_else},
    ),
    (releasing, "release_to_sponsor", _release_twice, {rules.only_those_who_said_it_let_a_text_out}),
    (releasing, "release_to_sponsor", _release_what_others_said, {rules.only_those_who_said_it_let_a_text_out}),
    (releasing, "release_to_sponsor", _release_feelings, {rules.feelings_and_not_knowing_stay_in_the_set}),
    (releasing, "in_order", nothing, {rules.only_those_who_said_it_let_a_text_out}),
]
