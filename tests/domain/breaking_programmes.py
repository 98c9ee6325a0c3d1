"""Decisions on a programme and about people that skip a rule, each with the rules that find it out."""

from __future__ import annotations

from typing import Any

import rules
from breaking import Broken, nothing

from actionlearning.domain.member import aggregate as member_module
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.programme import aggregate as programme_module
from actionlearning.domain.programme.aggregate import Objective, Programme
from actionlearning.domain.programme.events import MeasureBaselined


def _baseline_anyhow(_: Programme, objective: Any, *, value: Any, on: Any, **_others: Any) -> MeasureBaselined:
    return MeasureBaselined(objective, value, on)


def _stated_at_any_time(it: Programme, objective: Any, _: Any) -> Objective:
    return it.objective(objective)


OF_A_PROGRAMME: list[Broken] = [
    (Programme, "baseline", _baseline_anyhow, {rules.measures_have_a_way_to_go_and_a_beginning}),
    (Programme, "_not_to_come", nothing, {rules.measures_have_a_way_to_go_and_a_beginning}),
    (Programme, "_counted_once", nothing, {rules.benefits_are_judged_by_others_and_counted_once}),
    (programme_module, "same_effect", str, {rules.benefits_are_judged_by_others_and_counted_once}),
    (Programme, "_stated", _stated_at_any_time, {rules.nothing_is_said_of_what_was_not_there_yet}),
    (programme_module, "in_order", nothing, {rules.nothing_is_said_of_what_was_not_there_yet}),
    (Programme, "must_pursue", nothing, {rules.a_problem_serves_an_objective_that_there_is_once}),
]

OF_PEOPLE: list[Broken] = [
    (Member, "must_write", nothing, {rules.people_write_only_about_themselves}),
    (member_module, "in_order", nothing, {rules.learning_follows_its_action_and_comes_before_its_use}),
]
