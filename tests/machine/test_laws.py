"""Every law finds what it is there for, in a journal that was in order until something was taken out of it or forged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import laws
import laws_of_candidates as of_candidates
import laws_of_people as of_people
import laws_of_problems as of_problems
import laws_of_sets as of_sets
import pytest
from attrs import evolve
from journal_log import Log
from msgspec.structs import replace
from plays import SEEDS, seeded

Forged = Iterator[list[Any]]
SOMEBODY = UUID(int=4)


def without(*names: str) -> Callable[[list[Any]], Forged]:
    """Each journal that lacks one event of these names."""

    def forge(log: list[Any]) -> Forged:
        return ([each for each in log if each is not gone] for gone in log if gone.name in names)

    return forge


def by(recorded: Any, actor: UUID) -> Any:
    """The same, done by somebody else."""
    return replace(recorded, written=replace(recorded.envelope, actor=actor))


def by_somebody_else(name: str) -> Callable[[list[Any]], Forged]:
    """Each journal in which somebody else did one thing of that name."""

    def forge(log: list[Any]) -> Forged:
        return ([by(e, SOMEBODY) if e is it else e for e in log] for it in log if it.name == name)

    return forge


def by_who_did(name: str, before: str) -> Callable[[list[Any]], Forged]:
    """Each journal in which one thing was done by who had done the other to the same thing."""

    def forge(log: list[Any]) -> Forged:
        for it in (each for each in log if each.name == name):
            for other in (each for each in log if each.name == before and each.stream == it.stream):
                yield [by(e, other.actor) if e is it else e for e in log]

    return forge


def twice(name: str) -> Callable[[list[Any]], Forged]:
    """Each journal in which one thing is recorded once more, at its end."""

    def forge(log: list[Any]) -> Forged:
        return ([*log, replace(it, position=log[-1].position + 1)] for it in log if it.name == name)

    return forge


def expired_too_soon(log: list[Any]) -> Forged:
    """Registrations that ran out a month before they did."""
    for it in (each for each in log if each.name == "candidate.registration-expired"):
        registered = next(e for e in log if e.stream == it.stream and e.name == "candidate.registered")
        yield [replace(e, occurred_at=registered.occurred_at) if e is it else e for e in log]


def handed_in_long_after(log: list[Any]) -> Forged:
    """Evidence as if it had been handed in as the last thing of all happened, and years later."""
    for it in (each for each in log if each.name == "candidate.evidence-submitted"):
        late = it.occurred_at.replace(year=it.occurred_at.year + 3)
        yield [replace(e, occurred_at=late) if e is it else e for e in log]


def by_another_adviser(log: list[Any]) -> Forged:
    """Sessions as if somebody else had advised them."""
    for it in (each for each in log if each.name == "set.session-opened"):
        yield [replace(e, event=evolve(e.event, adviser=SOMEBODY)) if e is it else e for e in log]


def told_again_of_one_fewer(log: list[Any]) -> Forged:
    """Figures that were given out, given out once more about all of those people but one."""
    for it in (each for each in log if each.name == "programme.figures-released"):
        (figure,) = it.event.figures
        (behind,) = figure.behind
        fewer = evolve(figure, behind=(evolve(behind, people=behind.people[1:]),))
        yield [*log, replace(it, position=log[-1].position + 1, event=evolve(it.event, figures=(fewer,)))]


BROKEN_BY = {
    laws.streams_are_dense_and_written_in_order_of_time: without("set.checked-in"),
    laws.a_command_is_recorded_once: twice("set.checked-in"),
    laws.everybody_who_acts_is_registered: by_somebody_else("set.formed"),
    of_sets.membership_begins_and_ends_in_turn: twice("set.member-joined"),
    of_sets.a_newcomer_is_let_in_by_everybody_and_agrees_the_contract: without("set.newcomer-consented"),
    of_sets.a_session_rests_on_the_contract: without("set.contract-agreed"),
    of_sets.each_session_has_one_adviser: without("set.adviser-appointed", "set.became-self-facilitating"),
    of_sets.one_session_at_a_time_and_all_its_facts_within_it: without("set.session-closed"),
    of_sets.airtime_is_protected: without("set.airtime-allocated"),
    of_sets.a_correction_keeps_to_what_happened: without("set.checked-in"),
    of_sets.too_few_are_noted: without("policy.breach-noted"),
    of_sets.nobody_leaves_and_no_set_closes_with_an_action_open: without("problem.action-released"),
    of_problems.only_the_owner_decides: by_somebody_else("problem.action-committed"),
    of_problems.others_ask_and_everybody_is_in_the_room: without("set.checked-in"),
    of_problems.a_problem_is_taken_on_then_presented_then_worked_on: without("problem.accepted"),
    of_problems.what_is_over_is_over: without("problem.outcome-reviewed", "problem.action-released"),
    of_problems.an_action_is_committed_reported_and_reviewed_in_that_order: without("problem.outcome-reported"),
    of_problems.words_are_let_out_by_who_said_them: by_somebody_else("problem.text-released"),
    of_problems.questions_are_put_right_as_something_else: without("problem.question-asked"),
    of_people.people_write_about_themselves_until_they_are_to_be_forgotten: by_somebody_else("member.self-rating-given"),
    of_people.what_is_held_for_the_law_is_not_forgotten: without("member.legal-hold-placed", "member.legal-hold-lifted"),
    of_people.learning_is_captured_from_an_action_and_used_elsewhere: without("member.learning-captured"),
    of_people.claims_are_judged_by_others_and_counted_once: by_who_did(
        "programme.benefit-validated", "programme.benefit-claimed"
    ),
    of_people.shares_are_shares_and_money_is_money: without("programme.cost-incurred"),
    of_people.a_measure_has_a_way_to_go_and_a_beginning: without("programme.measure-baselined"),
    of_people.a_closed_programme_takes_only_what_happened_before: without("programme.objective-set"),
    of_people.no_two_figures_that_were_given_out_differ_by_a_few_people: told_again_of_one_fewer,
    of_candidates.nobody_judges_themself_and_nobody_else_writes_for_them: by_somebody_else("candidate.evidence-submitted"),
    of_candidates.a_candidate_is_registered_once_and_withdraws_for_good: without("candidate.registered"),
    of_candidates.nothing_is_decided_while_a_registration_has_expired: expired_too_soon,
    of_candidates.nothing_is_handed_in_late: handed_in_long_after,
    of_candidates.who_assessed_never_verifies: by_who_did("candidate.decision-verified", "candidate.criterion-judged"),
    of_candidates.nothing_is_verified_with_something_missing: without("candidate.criterion-judged"),
    of_candidates.credit_follows_verification_and_moderation_once: without("candidate.moderation-recorded"),
    of_candidates.an_award_takes_credits_of_ones_own: without("candidate.credit-awarded"),
    of_candidates.a_stint_is_the_candidates_own_session: by_another_adviser,
    of_candidates.what_was_referred_is_met_by_something_handed_in_since: without("candidate.evidence-submitted"),
}


def test_every_law_has_something_that_breaks_it() -> None:
    assert set(laws.LAWS) == set(BROKEN_BY)


@pytest.mark.parametrize("law", BROKEN_BY, ids=lambda law: law.__name__)
def test_a_law_finds_what_was_forged(law: Callable[[Log], Iterator[str]]) -> None:
    for seed in range(SEEDS):
        _, log = seeded(seed)
        if any(next(iter(law(Log(forged))), None) for forged in BROKEN_BY[law](log)):
            return
    pytest.fail("nothing that was forged breaks it")
