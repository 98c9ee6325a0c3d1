"""The hard rules, said a second time: over what was recorded, in plain Python, without asking the code that decided it.

Every rule is a function over the whole log that yields a sentence for each breach. "So far" is the log up to a fact: what was
known when it was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from recorded import Breaches, Log
from rules_of_corrections import (
    a_question_is_reclassified_by_the_set_as_something_else,
    a_review_is_undone_by_owner_or_adviser,
    feelings_and_not_knowing_stay_in_the_set,
    only_those_who_said_it_let_a_text_out,
    what_is_reopened_is_taken_up_again,
)
from rules_of_practice import (
    a_rota_is_of_members,
    attendance_is_corrected_to_what_can_be_true,
    nobody_hands_over_during_a_session_they_advise,
    nothing_is_agreed_or_consented_before_the_invitation,
    only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted,
    only_who_belonged_evaluates,
    slot_minutes_are_corrected_once_there_is_something_to_correct,
)
from rules_of_problems import (
    a_problem_ends_once_and_with_nothing_open,
    a_problem_is_accepted_then_presented_then_acted_on,
    a_problem_is_brought_by_a_member_and_again_once_it_was_returned,
    a_problem_serves_an_objective_that_there_is_once,
    a_review_follows_a_report_in_a_later_session_with_peers,
    a_set_closes_with_nothing_open,
    an_action_continues_an_earlier_one_of_the_same_problem,
    an_action_is_spoken_of_while_it_is_open,
    an_action_lives_once_and_in_order,
    done_on_lies_between_commitment_and_report,
    only_the_owner_decides,
    the_owner_commits_in_the_room,
    who_answers_for_a_problem_belongs_to_the_set,
    who_leaves_leaves_nothing_open,
)
from rules_of_programmes import (
    benefits_are_judged_by_others_and_counted_once,
    breaches_of_policy_are_noted_and_nothing_else_is,
    learning_follows_its_action_and_comes_before_its_use,
    measures_have_a_way_to_go_and_a_beginning,
    nothing_is_said_of_what_was_not_there_yet,
    people_write_only_about_themselves,
)
from rules_of_sets import (
    a_newcomer_needs_everybodys_consent_and_their_own_agreement,
    a_slot_fits_its_session_and_is_not_its_advisers,
    airtime_comes_before_a_slot_and_belongs_to_the_owner,
    each_session_has_an_adviser,
    everything_comes_after_its_beginning,
    facts_of_a_session_lie_between_opening_and_close,
    nobody_checks_in_twice,
    nobody_checks_in_without_the_contract_in_force,
    nobody_is_a_member_twice_at_once,
    one_session_at_a_time,
    one_slot_at_a_time,
    only_members_consent,
    the_first_session_needs_everybodys_agreement,
    who_comes_to_a_session_is_a_member_until_it_ends,
    who_has_checked_out_does_nothing_more_in_the_session,
)
from rules_of_thinking import (
    a_map_has_somebody_on_it_and_alternatives_are_counted,
    a_session_is_rated_by_whoever_went_through_it,
    an_assumption_is_tested_once_it_was_challenged,
    encouragement_comes_from_the_set_and_with_an_action_that_there_was,
    only_those_in_the_room_are_heard,
    some_things_take_somebody_else,
    the_owner_sees_and_rates_in_the_room,
)

RULES: Sequence[Callable[[Log], Breaches]] = (
    nobody_is_a_member_twice_at_once,
    a_newcomer_needs_everybodys_consent_and_their_own_agreement,
    only_members_consent,
    the_first_session_needs_everybodys_agreement,
    nobody_checks_in_without_the_contract_in_force,
    who_comes_to_a_session_is_a_member_until_it_ends,
    nobody_checks_in_twice,
    one_session_at_a_time,
    each_session_has_an_adviser,
    everything_comes_after_its_beginning,
    facts_of_a_session_lie_between_opening_and_close,
    one_slot_at_a_time,
    airtime_comes_before_a_slot_and_belongs_to_the_owner,
    only_the_owner_decides,
    a_problem_is_brought_by_a_member_and_again_once_it_was_returned,
    a_problem_serves_an_objective_that_there_is_once,
    who_answers_for_a_problem_belongs_to_the_set,
    a_problem_ends_once_and_with_nothing_open,
    a_problem_is_accepted_then_presented_then_acted_on,
    only_those_in_the_room_are_heard,
    the_owner_sees_and_rates_in_the_room,
    some_things_take_somebody_else,
    a_session_is_rated_by_whoever_went_through_it,
    an_assumption_is_tested_once_it_was_challenged,
    a_map_has_somebody_on_it_and_alternatives_are_counted,
    encouragement_comes_from_the_set_and_with_an_action_that_there_was,
    the_owner_commits_in_the_room,
    an_action_continues_an_earlier_one_of_the_same_problem,
    an_action_is_spoken_of_while_it_is_open,
    an_action_lives_once_and_in_order,
    done_on_lies_between_commitment_and_report,
    a_review_follows_a_report_in_a_later_session_with_peers,
    a_review_is_undone_by_owner_or_adviser,
    what_is_reopened_is_taken_up_again,
    a_question_is_reclassified_by_the_set_as_something_else,
    only_those_who_said_it_let_a_text_out,
    feelings_and_not_knowing_stay_in_the_set,
    who_leaves_leaves_nothing_open,
    a_set_closes_with_nothing_open,
    people_write_only_about_themselves,
    measures_have_a_way_to_go_and_a_beginning,
    nothing_is_said_of_what_was_not_there_yet,
    benefits_are_judged_by_others_and_counted_once,
    breaches_of_policy_are_noted_and_nothing_else_is,
    who_has_checked_out_does_nothing_more_in_the_session,
    a_slot_fits_its_session_and_is_not_its_advisers,
    learning_follows_its_action_and_comes_before_its_use,
    a_rota_is_of_members,
    attendance_is_corrected_to_what_can_be_true,
    nobody_hands_over_during_a_session_they_advise,
    nothing_is_agreed_or_consented_before_the_invitation,
    only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted,
    only_who_belonged_evaluates,
    slot_minutes_are_corrected_once_there_is_something_to_correct,
)


def breaches(log: Log) -> list[str]:
    """Every breach of every rule, each with the rule's name."""
    return [f"{rule.__name__}: {breach}" for rule in RULES for breach in rule(log)]
