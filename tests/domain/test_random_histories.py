"""Whatever people do, in whatever order and however late they record it, no rule of action learning is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
import rules
from histories import live
from hypothesis import event, given, settings
from hypothesis import strategies as st
from retelling import Drawn, folded, told
from world import FIRST_DAY, Seeded

from actionlearning.domain import policies
from actionlearning.domain.member import aggregate as member_module
from actionlearning.domain.member.aggregate import Member
from actionlearning.domain.problem import action as action_module
from actionlearning.domain.problem.action import Action
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import OutcomeReviewed, QuestionAsked
from actionlearning.domain.programme import aggregate as programme_module
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import MeasureBaselined
from actionlearning.domain.set import aggregate as set_module
from actionlearning.domain.set import corrections, practice
from actionlearning.domain.set import meeting as meeting_module
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.contract import Contract
from actionlearning.domain.set.errors import NoOpenSlot, OutsideTheSession
from actionlearning.domain.set.events import (
    CheckedIn,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    SessionClosed,
    SetClosed,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.facilitation import Facilitation
from actionlearning.domain.set.meeting import Meeting, Roster
from actionlearning.domain.set.practice_events import (
    AttendanceCorrected,
    InterventionMade,
    SetEvaluated,
    SlotMinutesCorrected,
)
from actionlearning.domain.set.session import Session, SessionStage

STEPS = 400
SEEDS = range(60)


@settings(max_examples=100)
@given(st.data())
def test_no_history_breaks_a_rule(data: st.DataObject) -> None:
    world = live(Drawn(data), steps=data.draw(st.integers(0, 200)))
    for name in world.done:
        event(name)
    assert world.states == folded(world), "the state is not the fold of the log"
    assert [] == rules.breaches(world.log), told(world)


@pytest.mark.parametrize("first", range(0, 160, 40))
def test_no_long_history_breaks_a_rule(first: int) -> None:
    """As many seeds again, and longer: what takes leaving, coming back and being reviewed to happen."""
    for seed in range(first, first + 40):
        world = live(Seeded(Random(seed)), steps=STEPS)
        assert world.states == folded(world), f"seed {seed}: the state is not the fold of the log"
        assert [] == rules.breaches(world.log), f"seed {seed}\n{told(world)}"


def test_random_histories_reach_everything_that_a_rule_is_about() -> None:
    """A property over histories in which nothing happens would hold for nothing."""
    recorded: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    late = 0
    for seed in SEEDS:
        world = live(Seeded(Random(seed)), steps=STEPS)
        recorded.update(type(fact.event).__name__ for fact in world.log)
        refused += world.refused
        late += sum(later.at < earlier.at for earlier, later in zip(world.log, world.log[1:], strict=False))
    at_least = {
        "ActionCommitted": 100,
        "ActionRenegotiated": 20,
        "OutcomeReported": 50,
        "OutcomeReviewed": 10,
        "MemberJoined": 150,
        "MemberLeft": 20,
        "NewcomerConsented": 50,
        "ContractProposed": 60,
        "SessionCancelled": 3,
        "SessionClosed": 50,
        "CheckedIn": 200,
        "CheckedOut": 20,
        "AbsenceRecorded": 10,
        "AdviserHandedOver": 10,
        "BecameSelfFacilitating": 10,
        "InterventionMade": 20,
        "GroundRuleBreachNoted": 10,
        "SetEvaluated": 10,
        "AttendanceCorrected": 10,
        "SlotMinutesCorrected": 3,
        "SlotOpened": 60,
        "SlotClosed": 40,
        "QuestionAsked": 50,
        "AdviceGiven": 30,
        "ProblemReframed": 10,
        "ProblemResolved": 1,
        "ProblemParked": 3,
        "ActionReleased": 1,
        "SetClosed": 3,
        "LearningCaptured": 30,
        "LearningApplied": 5,
        "BenefitClaimed": 40,
        "BenefitValidated": 10,
        "BenefitRejected": 10,
        "MeasureObserved": 10,
        "PolicyBreachNoted": 50,
    }
    assert {} == {name: recorded[name] for name, wanted in at_least.items() if recorded[name] < wanted}
    refusals = {
        "ActionsStillOpen",
        "AdviserTakesNoSlot",
        "AlreadyAMember",
        "AlreadyCheckedOut",
        "MinutesStand",
        "NoSuchRule",
        "NotARota",
        "NotAnAdviser",
        "NotTheSessionsAdviser",
        "StillAdvises",
        "TookPart",
        "AnotherSessionIsOpen",
        "BeforeLastChange",
        "ClaimedByThemself",
        "ConsentMissing",
        "ContractNotAgreed",
        "CountedTwice",
        "DoneOnOutside",
        "LongerThanTheSession",
        "MeasuredInTheFuture",
        "NeverPresented",
        "NoPeer",
        "NotAMember",
        "NotCheckedIn",
        "NotReported",
        "NotTheOwner",
        "OnlyTheirOwn",
        "OutsideTheSession",
        "OwnQuestion",
        "ReviewedTooSoon",
        "SlotTaken",
        "TargetIsBaseline",
    }
    assert set() == refusals - set(refused)
    assert late > 100


# Controls: a decision that skips its rule is found out


def _review_with_anybody(
    action: Action, *, roster: Roster, peers: Any, learning: Any, organisational_effect: Any, **_: Any
) -> Any:
    return OutcomeReviewed(action.id, roster.session, peers, learning, organisational_effect)


def _open_slot_beside_another(meeting: Meeting, problem: Any, *, by: Any, at: Any) -> SlotOpened:
    meeting.roster(at).must_hold(by)
    return SlotOpened(meeting.session.number, by, problem)


def _ask_oneself(
    problem: Problem, *, roster: Roster, asker: Any, form: Any, function: Any, text: Any, at: Any
) -> QuestionAsked:
    problem._heard("ask a question", at)
    return QuestionAsked(roster.session, asker, form, function, text)


def _join_at_will(_: Set, joining: Any, **__: Any) -> MemberJoined:
    return MemberJoined(joining.id)


def _leave_at_will(it: Set, member: Any, *, reason: Any, at: Any, **_: Any) -> MemberLeft:
    it.must_have(member, at)
    return MemberLeft(member, reason)


def _close_at_will(_: Set, **__: Any) -> SetClosed:
    return SetClosed()


def _check_in_without_contract(meeting: Meeting, member: Any, *, energy: Any, at: Any) -> CheckedIn:
    meeting.session.must_have_been_held_at(at)
    return CheckedIn(meeting.session.number, member, energy)


def _intervene_as_anybody(meeting: Meeting, kind: Any, *, note: Any, by: Any, at: Any) -> InterventionMade:
    meeting.session.must_have_been_held_at(at)
    return InterventionMade(meeting.session.number, by, kind, note)


def _evaluate_as_anybody(_: Set, *, worth: Any, recommend: Any, note: Any, by: Any, **__: Any) -> SetEvaluated:
    return SetEvaluated(by, worth, recommend, note)


def _correct_anyhow(meeting: Meeting, member: Any, *, present: Any, **_: Any) -> AttendanceCorrected:
    if meeting.session.opened_at is None:
        raise OutsideTheSession(session=meeting.session.number, at=FIRST_DAY, opened=None, closed=None)
    return AttendanceCorrected(meeting.session.number, member, present)


def _minutes_anyhow(meeting: Meeting, problem: Any, *, minutes: Any, **_: Any) -> SlotMinutesCorrected:
    return SlotMinutesCorrected(meeting.session.number, problem, minutes)


def _nothing(*_: Any, **__: Any) -> None:
    """A check that checks nothing."""


def _baseline_anyhow(_: Programme, objective: Any, *, value: Any, on: Any, **_others: Any) -> MeasureBaselined:
    return MeasureBaselined(objective, value, on)


def _consent_for_anybody(_: Set, newcomer: Any, *, by: Any, **__: Any) -> NewcomerConsented:
    return NewcomerConsented(newcomer, by)


def _close_session_at_any_time(meeting: Meeting, **_: Any) -> SessionClosed:
    meeting.session.must_be(SessionStage.OPEN, "close it")
    return SessionClosed(meeting.session.number, inquorate=False)


def _present_for_ever(session: Session, member: Any, at: Any) -> bool:
    return member in session.present and session.present[member].start <= at


def _close_slot_at_any_length(meeting: Meeting, *, minutes: Any, at: Any) -> SlotClosed:
    meeting.session.must_have_been_held_at(at)
    if meeting.session.open_slot() is None:
        raise NoOpenSlot(session=meeting.session.number)
    return SlotClosed(meeting.session.number, minutes or 1)


def _day_in_utc(at: datetime, _: str) -> date:
    return at.date()


def _yes(*_: Any) -> bool:
    return True


def _kept(*_: Any) -> tuple[()]:
    return ()


Broken = tuple[Any, str, Callable[..., Any], set[Callable[..., Any]]]

BROKEN: list[Broken] = [
    (Action, "review", _review_with_anybody, {rules.a_review_follows_a_report_in_a_later_session_with_peers}),
    (Action, "_theirs", _nothing, {rules.only_the_owner_decides}),
    (Action, "_open", _nothing, {rules.an_action_lives_once_and_in_order}),
    (action_module, "day_of", _day_in_utc, {rules.done_on_lies_between_commitment_and_report}),
    (
        Meeting,
        "open_slot",
        _open_slot_beside_another,
        {rules.one_slot_at_a_time, rules.airtime_comes_before_a_slot_and_belongs_to_the_owner},
    ),
    (
        Meeting,
        "check_in",
        _check_in_without_contract,
        {rules.nobody_checks_in_without_the_contract_in_force, rules.nobody_checks_in_twice},
    ),
    (Meeting, "close", _close_session_at_any_time, {rules.facts_of_a_session_lie_between_opening_and_close}),
    (Meeting, "must_have_until_it_ends", _nothing, {rules.who_comes_to_a_session_is_a_member_until_it_ends}),
    (Problem, "ask", _ask_oneself, {rules.only_those_in_the_room_ask_and_never_the_owner}),
    (Problem, "_theirs", _nothing, {rules.only_the_owner_decides}),
    (Problem, "must_be_live", _nothing, {rules.a_problem_ends_once_and_with_nothing_open}),
    (Problem, "_heard", _nothing, {rules.a_problem_is_accepted_then_presented_then_acted_on}),
    (
        Roster,
        "must_hold",
        _nothing,
        {rules.the_owner_commits_in_the_room, rules.only_those_in_the_room_ask_and_never_the_owner},
    ),
    (
        Set,
        "join",
        _join_at_will,
        {rules.a_newcomer_needs_everybodys_consent_and_their_own_agreement, rules.nobody_is_a_member_twice_at_once},
    ),
    (Set, "leave", _leave_at_will, {rules.who_leaves_leaves_nothing_open}),
    (Set, "close", _close_at_will, {rules.a_set_closes_with_nothing_open}),
    (Set, "consent", _consent_for_anybody, {rules.only_members_consent}),
    (Set, "is_adviser", _yes, {rules.each_session_has_an_adviser}),
    (Set, "may_advise_as_a_member", _yes, {rules.each_session_has_an_adviser}),
    (Contract, "must_be_agreed_by", _nothing, {rules.the_first_session_needs_everybodys_agreement}),
    (Contract, "must_have_rule", _nothing, {rules.only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted}),
    (Facilitation, "may_stand_down", _nothing, {rules.nobody_hands_over_during_a_session_they_advise}),
    (Set, "must_have", _nothing, {rules.a_rota_is_of_members}),
    (Meeting, "intervene", _intervene_as_anybody, {rules.only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted}),
    (practice, "evaluate", _evaluate_as_anybody, {rules.only_who_belonged_evaluates}),
    (corrections, "correct_attendance", _correct_anyhow, {rules.attendance_is_corrected_to_what_can_be_true}),
    (
        corrections,
        "correct_slot_minutes",
        _minutes_anyhow,
        {rules.slot_minutes_are_corrected_once_there_is_something_to_correct},
    ),
    (
        set_module,
        "in_order",
        _nothing,
        {rules.nothing_is_agreed_or_consented_before_the_invitation, rules.everything_comes_after_its_beginning},
    ),
    (meeting_module, "in_order", _nothing, {rules.one_session_at_a_time}),
    (Session, "was_present", _present_for_ever, {rules.who_has_checked_out_does_nothing_more_in_the_session}),
    (Session, "must_be_in_the_diary_at", _nothing, {rules.everything_comes_after_its_beginning}),
    (Meeting, "_not_advising", _nothing, {rules.a_slot_fits_its_session_and_is_not_its_advisers}),
    (Meeting, "close_slot", _close_slot_at_any_length, {rules.a_slot_fits_its_session_and_is_not_its_advisers}),
    (Problem, "last_acts_in", _kept, {rules.who_has_checked_out_does_nothing_more_in_the_session}),
    (member_module, "in_order", _nothing, {rules.learning_follows_its_action_and_comes_before_its_use}),
    (Programme, "_not_to_come", _nothing, {rules.measures_have_a_way_to_go_and_a_beginning}),
    (programme_module, "same_effect", str, {rules.benefits_are_judged_by_others_and_counted_once}),
    (Member, "must_write", _nothing, {rules.people_write_only_about_themselves}),
    (Programme, "baseline", _baseline_anyhow, {rules.measures_have_a_way_to_go_and_a_beginning}),
    (Programme, "_counted_once", _nothing, {rules.benefits_are_judged_by_others_and_counted_once}),
    (policies, "quorum", _kept, {rules.breaches_of_policy_are_noted_and_nothing_else_is}),
]


@pytest.mark.parametrize(
    ("where", "decision", "broken", "found_by"),
    BROKEN,
    ids=[f"{each[0].__name__.rpartition('.')[2]}.{each[1]}" for each in BROKEN],
)
def test_a_broken_decision_is_found_out(
    monkeypatch: pytest.MonkeyPatch, where: Any, decision: str, broken: Callable[..., Any], found_by: set[Callable[..., Any]]
) -> None:
    monkeypatch.setattr(where, decision, broken)
    missed = {rule.__name__ for rule in found_by}
    for seed in range(1000):
        world = live(Seeded(Random(seed)), steps=STEPS)
        missed -= {breach.partition(":")[0] for breach in rules.breaches(world.log)}
        if not missed:
            break
    assert set() == missed


def test_every_rule_is_shown_to_fail_by_a_broken_decision() -> None:
    assert set(rules.RULES) == {rule for *_, found_by in BROKEN for rule in found_by}
