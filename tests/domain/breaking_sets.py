"""Decisions on a set and its sessions that skip a rule, each with the rules that find it out."""

from __future__ import annotations

from typing import Any

import rules
from breaking import Broken, nothing, nothing_happened, yes
from world import FIRST_DAY

from actionlearning.domain import policies
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.set import aggregate as set_module
from actionlearning.domain.set import corrections, practice
from actionlearning.domain.set import meeting as meeting_module
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.contract import Contract
from actionlearning.domain.set.errors import NoOpenSlot, NotAMember, OutsideTheSession
from actionlearning.domain.set.events import (
    BecameSelfFacilitating,
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

# Membership and contract


def _join_at_will(_: Set, joining: Any, **__: Any) -> MemberJoined:
    return MemberJoined(joining.id)


def _leave_at_will(it: Set, member: Any, *, reason: Any, at: Any, **_: Any) -> MemberLeft:
    it.must_have(member, at)
    return MemberLeft(member, reason)


def _close_at_will(_: Set, **__: Any) -> SetClosed:
    return SetClosed()


def _consent_for_anybody(_: Set, newcomer: Any, *, by: Any, **__: Any) -> NewcomerConsented:
    return NewcomerConsented(newcomer, by)


def _have_whoever_ever_was_one(it: Set, member: Any, at: Any) -> None:
    if member not in it.memberships:
        raise NotAMember(member=member, at=at)


def _take_turns_with_anybody(it: Set, rota: Any, *, at: Any) -> BecameSelfFacilitating:
    it.must_meet("become self-facilitating", at)
    it.facilitation.may_have_a_rota(it.sessions.values(), at)
    return BecameSelfFacilitating(rota)


def _evaluate_as_anybody(_: Set, *, worth: Any, recommend: Any, note: Any, by: Any, **__: Any) -> SetEvaluated:
    return SetEvaluated(by, worth, recommend, note)


OF_A_SET: list[Broken] = [
    (
        Set,
        "join",
        _join_at_will,
        {rules.a_newcomer_needs_everybodys_consent_and_their_own_agreement, rules.nobody_is_a_member_twice_at_once},
    ),
    (Set, "leave", _leave_at_will, {rules.who_leaves_leaves_nothing_open}),
    (Set, "close", _close_at_will, {rules.a_set_closes_with_nothing_open}),
    (Set, "consent", _consent_for_anybody, {rules.only_members_consent}),
    (Set, "is_adviser", yes, {rules.each_session_has_an_adviser}),
    (Set, "may_advise_as_a_member", yes, {rules.each_session_has_an_adviser}),
    (
        Set,
        "must_have",
        _have_whoever_ever_was_one,
        {
            rules.who_answers_for_a_problem_belongs_to_the_set,
            rules.a_problem_is_brought_by_a_member_and_again_once_it_was_returned,
        },
    ),
    (Set, "must_not_have_closed", nothing, {rules.a_set_closes_with_nothing_open}),
    (practice, "become_self_facilitating", _take_turns_with_anybody, {rules.a_rota_is_of_members}),
    (Contract, "must_be_agreed_by", nothing, {rules.the_first_session_needs_everybodys_agreement}),
    (Facilitation, "may_stand_down", nothing, {rules.nobody_hands_over_during_a_session_they_advise}),
    (practice, "evaluate", _evaluate_as_anybody, {rules.only_who_belonged_evaluates}),
    (
        set_module,
        "in_order",
        nothing,
        {rules.nothing_is_agreed_or_consented_before_the_invitation, rules.everything_comes_after_its_beginning},
    ),
    (policies, "quorum", nothing_happened, {rules.breaches_of_policy_are_noted_and_nothing_else_is}),
]


# Sessions


def _check_in_without_contract(meeting: Meeting, member: Any, *, energy: Any, at: Any) -> CheckedIn:
    meeting.session.must_have_been_held_at(at)
    return CheckedIn(meeting.session.number, member, energy)


def _open_slot_beside_another(meeting: Meeting, problem: Any, *, by: Any, at: Any) -> SlotOpened:
    meeting.roster(at).must_hold(by)
    return SlotOpened(meeting.session.number, by, problem)


def _close_slot_at_any_length(meeting: Meeting, *, minutes: Any, at: Any) -> SlotClosed:
    meeting.session.must_have_been_held_at(at)
    if meeting.session.open_slot() is None:
        raise NoOpenSlot(session=meeting.session.number)
    return SlotClosed(meeting.session.number, minutes or 1)


def _close_session_at_any_time(meeting: Meeting, **_: Any) -> SessionClosed:
    meeting.session.must_be(SessionStage.OPEN, "close it")
    return SessionClosed(meeting.session.number, inquorate=False)


def _present_for_ever(session: Session, member: Any, at: Any) -> bool:
    return member in session.present and session.present[member].start <= at


def _intervene_as_anybody(meeting: Meeting, kind: Any, *, note: Any, by: Any, at: Any) -> InterventionMade:
    meeting.session.must_have_been_held_at(at)
    return InterventionMade(meeting.session.number, by, kind, note)


def _correct_anyhow(meeting: Meeting, member: Any, *, present: Any, **_: Any) -> AttendanceCorrected:
    if meeting.session.opened_at is None:
        raise OutsideTheSession(session=meeting.session.number, at=FIRST_DAY, opened=None, closed=None)
    return AttendanceCorrected(meeting.session.number, member, present)


def _minutes_anyhow(meeting: Meeting, problem: Any, *, minutes: Any, **_: Any) -> SlotMinutesCorrected:
    return SlotMinutesCorrected(meeting.session.number, problem, minutes)


OF_A_SESSION: list[Broken] = [
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
    (Meeting, "must_have_until_it_ends", nothing, {rules.who_comes_to_a_session_is_a_member_until_it_ends}),
    (Meeting, "_not_advising", nothing, {rules.a_slot_fits_its_session_and_is_not_its_advisers}),
    (Meeting, "close_slot", _close_slot_at_any_length, {rules.a_slot_fits_its_session_and_is_not_its_advisers}),
    (Meeting, "intervene", _intervene_as_anybody, {rules.only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted}),
    (Contract, "must_have_rule", nothing, {rules.only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted}),
    (
        Roster,
        "must_hold",
        nothing,
        {
            rules.the_owner_commits_in_the_room,
            rules.the_owner_sees_and_rates_in_the_room,
            rules.only_those_in_the_room_are_heard,
            rules.a_review_follows_a_report_in_a_later_session_with_peers,
        },
    ),
    (Roster, "must_let_ask", nothing, {rules.only_those_in_the_room_are_heard}),
    (Session, "was_present", _present_for_ever, {rules.who_has_checked_out_does_nothing_more_in_the_session}),
    (Session, "must_be_in_the_diary_at", nothing, {rules.everything_comes_after_its_beginning}),
    (meeting_module, "in_order", nothing, {rules.one_session_at_a_time}),
    (Problem, "last_acts_in", nothing_happened, {rules.who_has_checked_out_does_nothing_more_in_the_session}),
    (corrections, "correct_attendance", _correct_anyhow, {rules.attendance_is_corrected_to_what_can_be_true}),
    (
        corrections,
        "correct_slot_minutes",
        _minutes_anyhow,
        {rules.slot_minutes_are_corrected_once_there_is_something_to_correct},
    ),
]
