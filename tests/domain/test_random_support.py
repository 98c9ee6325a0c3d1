"""Whatever is done around a set, in whatever order and however late it is recorded, no rule of it is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import pytest
import rules_of_support as rules
from attrs import evolve
from doing_support import live_around_a_set
from hypothesis import event, given, settings
from hypothesis import strategies as st
from retelling import Drawn, folded, folded_in_two, told
from world import Seeded

from actionlearning.domain.member import aggregate as member_module
from actionlearning.domain.member import reflection
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.member.events import (
    ConsentGiven,
    LearningApproachReviewed,
    PersonalDataErased,
    ValueTensionNoted,
)
from actionlearning.domain.programme import spending, support
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import (
    CostReversed,
    ObjectiveRevised,
    ProgrammeClosed,
    SetReplicated,
    SponsorEndorsed,
)

STEPS = 200
SEEDS = range(60)


@settings(max_examples=60)
@given(st.data())
def test_no_history_around_a_set_breaks_a_rule(data: st.DataObject) -> None:
    world = live_around_a_set(Drawn(data), steps=data.draw(st.integers(0, 120)))
    for name in world.done:
        event(name)
    assert world.states == folded(world), "the state is not the fold of the log"
    assert world.states == folded_in_two(world, data.draw(st.integers(0, 50))), "folded at once it is another"
    assert [] == rules.breaches(world.log), told(world)


def test_no_long_history_around_a_set_breaks_a_rule() -> None:
    for seed in range(200):
        world = live_around_a_set(Seeded(Random(seed)), steps=STEPS)
        assert world.states == folded(world), f"seed {seed}: the state is not the fold of the log"
        assert world.states == folded_in_two(world, seed), f"seed {seed}: folded at once it is another"
        assert [] == rules.breaches(world.log), f"seed {seed}\n{told(world)}"


def test_histories_around_a_set_reach_everything_that_a_rule_is_about() -> None:
    """A property over histories in which nothing happens would hold for nothing."""
    recorded: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    late = 0
    for seed in SEEDS:
        world = live_around_a_set(Seeded(Random(seed)), steps=STEPS)
        recorded.update(type(fact.event).__name__ for fact in world.log)
        refused += world.refused
        late += sum(later.at < earlier.at for earlier, later in zip(world.log, world.log[1:], strict=False))
    at_least = {
        "ObjectiveSet": 100, "ObjectiveRevised": 100, "ObjectiveRetired": 60, "MeasureBaselined": 60, "MeasureObserved": 10,
        "BenefitClaimed": 20, "CostIncurred": 100, "CostReversed": 60, "ComparatorRecorded": 50, "DisbenefitRecorded": 50,
        "SponsorEndorsed": 50, "TimeReleased": 50, "OrganisationalValueElicited": 50, "IntegrationMapped": 50,
        "ReadinessAssessed": 50, "AdvocacyLogged": 50, "SetReplicated": 40, "ProgrammeReviewed": 50, "ProgrammeEvaluated": 50,
        "ProgrammeClosed": 8, "ConsentGiven": 100, "ConsentWithdrawn": 50, "PersonalValueElicited": 100,
        "ValueTensionNoted": 20, "LearningStyleProfiled": 30, "DevelopmentGoalSet": 30, "LearningApproachChosen": 30,
        "LearningApproachReviewed": 20, "MotivationRated": 30, "ErasureRequested": 20, "PersonalDataErased": 12,
    }  # fmt: skip
    assert {} == {name: recorded[name] for name, least in at_least.items() if recorded[name] < least}
    often = {
        "BeforeLastChange", "ConsentStands", "ItsOwnExample", "NoApproach", "NoConsent", "NobodyAskedForErasure",
        "NoSuchValue", "NotItsSet", "NotOfTheProgramme", "NotPursued", "NotTheSponsor", "NothingRevised", "OnlyTheirOwn",
        "ProgrammeOver", "ReplicatedAlready", "ReversedAlready", "TargetIsBaseline", "ToBeForgotten",
    }  # fmt: skip
    assert set() == {name for name in often if refused[name] < 10}
    assert late > 200


# Decisions that are broken on purpose: each rule is shown to find one


def _nothing(*_: Any, **__: Any) -> None:
    """A check that checks nothing."""


def _close_at_any_time(it: Programme, *, at: datetime) -> ProgrammeClosed:
    it.must_be_going_on(at)
    return ProgrammeClosed()


def _as_it_was_set(it: Programme, objective: Any, at: datetime) -> Any:
    it.must_be_going_on(at)
    return it.objective(objective)


def _revise_anyhow(it: Programme, objective: Any, *, target: Any, by: Any, reason: Any, at: datetime) -> ObjectiveRevised:
    it._pursued(objective, at)
    return ObjectiveRevised(objective, target, by, reason)


def _reverse_anyhow(_: Programme, cost: Any, *, reason: Any, **__: Any) -> CostReversed:
    return CostReversed(cost, reason)


def _endorse_as_anybody(it: Programme, *, statement: Any, at: datetime, **_: Any) -> SponsorEndorsed:
    it.must_be_going_on(at)
    return SponsorEndorsed(statement)


def _replicate_anyhow(it: Programme, made: Any, *, from_set: Any, at: datetime, **_: Any) -> SetReplicated:
    it.must_be_going_on(at)
    return SetReplicated(made, from_set)


def _consent_anyhow(it: Member, scope: Any, *, by: Any, at: datetime) -> ConsentGiven:
    it.must_write(by, at)
    return ConsentGiven(scope)


def _tension_anyhow(
    it: Member, own: Any, *, programme: Any, organisational: Any, tension: Any, by: Any, at: datetime, **_: Any
) -> ValueTensionNoted:
    it.must_write(by, at)
    return ValueTensionNoted(own, programme, organisational, tension)


def _look_back_anyhow(it: Member, *, keep: bool, review: Any, by: Any, at: datetime) -> LearningApproachReviewed:
    it.must_write(by, at)
    return LearningApproachReviewed(keep, review)


def _erase_anyhow(_: Member, **__: Any) -> PersonalDataErased:
    return PersonalDataErased()


def _write_for_ever(it: Member, by: Any, at: datetime) -> None:
    MUST_WRITE(evolve(it, erasure_requested_at=None), by, at)


MUST_WRITE = Member.must_write

Broken = tuple[Any, str, Callable[..., Any], set[Callable[..., Any]]]

BROKEN: list[Broken] = [
    (Programme, "must_be_going_on", _nothing, {rules.nothing_happens_in_a_programme_outside_its_life}),
    (Programme, "close", _close_at_any_time, {rules.a_programme_ends_after_everything_that_was_known_of_it}),
    (Programme, "_pursued", _as_it_was_set, {rules.a_need_is_stated_anew_in_order_until_it_is_retired}),
    (
        Programme,
        "revise_objective",
        _revise_anyhow,
        {rules.there_is_always_a_way_to_go, rules.a_need_is_stated_anew_in_order_until_it_is_retired},
    ),
    (spending, "reverse", _reverse_anyhow, {rules.a_cost_is_reversed_once_and_not_before_it_was_paid}),
    (support, "endorse", _endorse_as_anybody, {rules.support_comes_from_those_whose_it_is}),
    (support, "_must_take_part", _nothing, {rules.support_comes_from_those_whose_it_is}),
    (support, "replicate", _replicate_anyhow, {rules.a_set_of_the_programme_follows_one_earlier_example}),
    (Member, "must_write", _nothing, {rules.only_they_write_about_themselves_since_they_were_registered}),
    (
        Member,
        "must_write",
        _write_for_ever,
        {rules.who_asked_to_be_forgotten_writes_nothing_more_and_is_erased_once},
    ),
    (member_module, "in_order", _nothing, {rules.who_asked_to_be_forgotten_writes_nothing_more_and_is_erased_once}),
    (Member, "erase", _erase_anyhow, {rules.who_asked_to_be_forgotten_writes_nothing_more_and_is_erased_once}),
    (reflection, "give_consent", _consent_anyhow, {rules.consent_is_given_and_withdrawn_in_turn}),
    (reflection, "in_order", _nothing, {rules.consent_is_given_and_withdrawn_in_turn}),
    (reflection, "note_tension", _tension_anyhow, {rules.a_tension_is_between_two_values_that_are_in_words}),
    (reflection, "review_approach", _look_back_anyhow, {rules.an_approach_is_chosen_before_it_is_looked_back_at}),
]


@pytest.mark.parametrize(
    ("where", "decision", "broken", "found_by"),
    BROKEN,
    ids=[f"{number}-{each[0].__name__.rpartition('.')[2]}.{each[1]}" for number, each in enumerate(BROKEN)],
)
def test_a_broken_decision_around_a_set_is_found_out(
    monkeypatch: pytest.MonkeyPatch, where: Any, decision: str, broken: Callable[..., Any], found_by: set[Callable[..., Any]]
) -> None:
    monkeypatch.setattr(where, decision, broken)
    missed = {rule.__name__ for rule in found_by}
    for seed in range(200):
        world = live_around_a_set(Seeded(Random(seed)), steps=STEPS)
        missed -= {breach.partition(":")[0] for breach in rules.breaches(world.log)}
        if not missed:
            break
    assert set() == missed


def test_every_rule_around_a_set_is_shown_to_fail_by_a_broken_decision() -> None:
    assert set(rules.RULES_OF_SUPPORT) == {rule for *_, found_by in BROKEN for rule in found_by}
