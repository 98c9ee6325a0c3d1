"""Whatever people do for a qualification, in whatever order and however late they record it, no rule of it is broken."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import rules_of_candidates as rules
from attrs import evolve
from doing_candidates import live_as_candidates
from hypothesis import event, given, settings
from hypothesis import strategies as st
from retelling import Drawn, folded, folded_in_two, told
from world import Seeded

from actionlearning.domain.candidate import aggregate as aggregate_module
from actionlearning.domain.candidate import assessment as assessment_module
from actionlearning.domain.candidate import gathering as gathering_module
from actionlearning.domain.candidate.aggregate import Candidate
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.errors import NotRegistered
from actionlearning.domain.candidate.events import ProjectBriefDrafted, RegistrationExtended
from actionlearning.domain.candidate.gathering import Gathering

STEPS = 450
SEEDS = range(40)


@settings(max_examples=60)
@given(st.data())
def test_no_candidacy_breaks_a_rule(data: st.DataObject) -> None:
    world = live_as_candidates(Drawn(data), steps=data.draw(st.integers(0, 150)))
    for name in world.done:
        event(name)
    assert world.states == folded(world), "the state is not the fold of the log"
    assert world.states == folded_in_two(world, data.draw(st.integers(0, 50))), "folded at once it is another"
    assert [] == rules.breaches(world), told(world, "candidate")


def test_no_long_candidacy_breaks_a_rule() -> None:
    for seed in range(200):
        world = live_as_candidates(Seeded(Random(seed)), steps=STEPS)
        assert world.states == folded(world), f"seed {seed}: the state is not the fold of the log"
        assert world.states == folded_in_two(world, seed), f"seed {seed}: folded at once it is another"
        assert [] == rules.breaches(world), f"seed {seed}\n{told(world, 'candidate')}"


def test_random_candidacies_reach_everything_that_a_rule_is_about() -> None:
    """A property over histories in which nothing happens would hold for nothing."""
    recorded: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    late = 0
    for seed in SEEDS:
        world = live_as_candidates(Seeded(Random(seed)), steps=STEPS)
        facts = [fact for fact in world.log if fact.kind == "candidate"]
        recorded.update(type(fact.event).__name__ for fact in facts)
        refused += world.refused
        late += sum(later.at < earlier.at for earlier, later in itertools.pairwise(facts))
    at_least = {
        "CapabilityConfirmed": 60,
        "CandidateRegistered": 60,
        "RegistrationExtended": 50,
        "RegistrationExpired": 15,
        "CandidateWithdrew": 10,
        "PreworkCompleted": 50,
        "WorkshopDayAttended": 200,
        "DayReviewed": 50,
        "AdviserStintRecorded": 100,
        "PracticeObserved": 200,
        "ProjectBriefDrafted": 100,
        "EvidenceSubmitted": 400,
        "CPDPlanAgreed": 100,
        "CriterionJudged": 300,
        "WorkReferred": 50,
        "AppealLodged": 40,
        "AppealDecided": 20,
        "DecisionVerified": 20,
        "ModerationRecorded": 20,
        "CreditAwarded": 8,
        "AwardClaimed": 6,
    }
    assert {} == {name: recorded[name] for name, least in at_least.items() if recorded[name] < least}
    often = {
        "AfterExpiry", "AppealOpen", "BeforeLastChange", "ClaimedAlready", "CreditedAlready", "NoEvidence", "NotAGroup",
        "NotByThemself", "NotComplete", "NotExpired", "NotLater", "NotModerated", "NotReferable", "NotRegistered",
        "NotResubmitted", "NotVerified", "NothingToAppeal", "OnlyTheCandidate", "StintRecorded", "TooLate", "TookPart",
        "WrongCandidateStage",
    }  # fmt: skip
    assert set() == {name for name in often if refused[name] < 20}
    assert late > 200


# Decisions that are broken on purpose: each rule is shown to find one


def _nothing(*_: Any, **__: Any) -> None:
    """A check that checks nothing."""


def _nothing_missing(*_: Any) -> Iterator[str]:
    return iter(())


def _always_another(_: Candidate) -> str:
    return str(uuid4())


def _registered_at_least(it: Candidate, wanted: str, at: datetime) -> None:
    if it.registered_at is None or at < it.registered_at:
        raise NotRegistered(wanted=wanted)


def _forgetting(decide: Callable[..., Any], **known: Any) -> Callable[..., Any]:
    """The same decision, by somebody who believes this of the candidate instead of what happened."""

    def broken(self: Any, *args: Any, **kwargs: Any) -> Any:
        return decide(evolve(self, candidate=evolve(self.candidate, **known)), *args, **kwargs)

    return broken


def _refer_again(self: Assessment, *args: Any, **kwargs: Any) -> Any:
    judged = {number: evolve(each, referred=False) for number, each in self.candidate.judged.items()}
    return REFER(evolve(self, candidate=evolve(self.candidate, judged=judged)), *args, **kwargs)


def _draft_alone(_: Gathering, authors: Any, *, sha256: Any, at: Any) -> ProjectBriefDrafted:
    del at
    return ProjectBriefDrafted(authors, sha256)


def _extend_anyhow(it: Candidate, deadline: Any, *, until: Any, reason: Any, by: Any, at: Any, **_: Any) -> Any:
    it.must_not_be(by, "extend a deadline")
    it.must_have_been_registered("extend a deadline", at)
    it.must_not_have_withdrawn("extend a deadline", at)
    return RegistrationExtended(deadline, until, by, reason)


def _day_in_utc(at: datetime, _: str) -> date:
    return at.date()


def _no_deadline(*_: Any) -> None:
    return None


REFER = Assessment.refer
NOBODY: frozenset[Any] = frozenset()

Broken = tuple[Any, str, Callable[..., Any], set[Callable[..., Any]]]

BROKEN: list[Broken] = [
    (
        aggregate_module,
        "in_order",
        _nothing,
        {rules.capability_comes_before_registration_and_both_come_once, rules.changes_come_in_order},
    ),
    (Candidate, "must_be_underway", _registered_at_least, {rules.nothing_happens_before_registration_nor_after_the_end}),
    (assessment_module, "in_order", _nothing, {rules.changes_come_in_order}),
    (Candidate, "must_be", _nothing, {rules.the_candidate_and_the_centre_each_do_their_part}),
    (Candidate, "must_not_be", _nothing, {rules.the_candidate_and_the_centre_each_do_their_part}),
    (Assessment, "verify", _forgetting(Assessment.verify, assessors=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "verify", _forgetting(Assessment.verify, observers=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "verify", _forgetting(Assessment.verify, deciders=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "verify", _forgetting(Assessment.verify, moderators=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "judge", _forgetting(Assessment.judge, moderators=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "judge", _forgetting(Assessment.judge, verifiers=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "moderate", _forgetting(Assessment.moderate, assessors=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Gathering, "observe", _forgetting(Gathering.observe, verifiers=NOBODY), {rules.roles_are_kept_apart_by_history}),
    (Assessment, "decide_appeal", _forgetting(Assessment.decide_appeal, judges={}), {rules.roles_are_kept_apart_by_history}),
    (
        Assessment,
        "judge",
        _forgetting(Assessment.judge, set_aside={}),
        {rules.what_was_set_aside_is_judged_anew_by_somebody_else},
    ),
    (
        Assessment,
        "judge",
        _forgetting(Assessment.judge, referrals={}),
        {rules.a_judgement_rests_on_evidence_and_what_was_referred_on_something_new},
    ),
    (
        Assessment,
        "judge",
        _forgetting(Assessment.judge, appeals=NOBODY),
        {rules.a_judgement_rests_on_evidence_and_what_was_referred_on_something_new},
    ),
    (Assessment, "refer", _refer_again, {rules.only_what_is_not_met_yet_is_referred_or_appealed}),
    (Assessment, "missing", _nothing_missing, {rules.a_verified_decision_is_whole}),
    (
        Assessment,
        "award_credit",
        _forgetting(Assessment.award_credit, moderated=True),
        {rules.credit_follows_verification_and_moderation_once},
    ),
    (
        Assessment,
        "award_credit",
        _forgetting(Assessment.award_credit, credits=None),
        {rules.credit_follows_verification_and_moderation_once},
    ),
    (Assessment, "claim", _forgetting(Assessment.claim, awards=NOBODY), {rules.an_award_rests_on_credits}),
    (assessment_module, "_unit", _always_another, {rules.an_award_rests_on_credits}),
    (
        Gathering,
        "complete_prework",
        _forgetting(Gathering.complete_prework, prework={}),
        {rules.prework_is_done_once_and_days_are_reviewed_after_they_were_attended},
    ),
    (
        Gathering,
        "record_stint",
        _forgetting(Gathering.record_stint, stints={}),
        {rules.practice_is_a_session_the_candidate_advised},
    ),
    (gathering_module, "_must_be_open", _nothing, {rules.practice_is_a_session_the_candidate_advised}),
    (Gathering, "draft_brief", _draft_alone, {rules.a_brief_is_drafted_by_a_group}),
    (Candidate, "extend", _extend_anyhow, {rules.extensions_give_more_time_and_expiry_takes_its_own}),
    (Candidate, "submission_deadline", _no_deadline, {rules.evidence_is_handed_in_in_time}),
    (gathering_module, "day_of", _day_in_utc, {rules.evidence_is_handed_in_in_time}),
    (Gathering, "submit", _forgetting(Gathering.submit, verified=()), {rules.evidence_is_handed_in_in_time}),
]


@pytest.mark.parametrize(
    ("where", "decision", "broken", "found_by"),
    BROKEN,
    ids=[f"{number}-{each[0].__name__.rpartition('.')[2]}.{each[1]}" for number, each in enumerate(BROKEN)],
)
def test_a_broken_decision_on_a_candidate_is_found_out(
    monkeypatch: pytest.MonkeyPatch, where: Any, decision: str, broken: Callable[..., Any], found_by: set[Callable[..., Any]]
) -> None:
    monkeypatch.setattr(where, decision, broken)
    missed = {rule.__name__ for rule in found_by}
    for seed in range(600):
        world = live_as_candidates(Seeded(Random(seed)), steps=STEPS)
        missed -= {breach.partition(":")[0] for breach in rules.breaches(world)}
        if not missed:
            break
    assert set() == missed


def test_every_rule_of_candidates_is_shown_to_fail_by_a_broken_decision() -> None:
    assert set(rules.RULES_OF_CANDIDATES) == {rule for *_, found_by in BROKEN for rule in found_by}
