"""A set judges everything at its time, to the minute, and says of every refusal what was wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CLOSED,
    CLOSED_AT,
    CONTRACTING,
    DEV,
    DIARY,
    EVA,
    FEBRUARY,
    FOUR,
    IN_SESSION,
    LONDON,
    MEETING,
    OPEN_AT,
    ROSTERS,
    RUTH,
    THEATRES,
    Somebody,
    agreed,
    arrived,
    at,
    consents,
    first,
    formed,
    invited,
    on,
    proposed,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.policies import Policy, PolicyBreachNoted, SetPolicy
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.corrections import correct_slot_minutes
from actionlearning.domain.set.errors import (
    MinutesStand,
    NoContract,
    NoSuchContract,
    NotTheirProblem,
    OutsideTheSession,
    SlotTaken,
    WrongSessionStage,
    WrongStage,
)
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AdviserHandedOver,
    AirtimeAllocated,
    BecameSelfFacilitating,
    CheckedOut,
    MemberJoined,
    MemberLeft,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SetClosed,
    SetStarted,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.set.practice import hand_over
from actionlearning.domain.set.practice_events import GroundRuleBreachNoted, InterventionMade, SlotMinutesCorrected
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AttendanceMode, InterventionKind, SessionKind

HALF_PAST, QUARTER_TO, ELEVEN, QUARTER_PAST = (at("01-14", clock) for clock in ("10:30", "10:45", "11:00", "11:15"))
NINTH, TENTH, ELEVENTH = at("01-09"), at("01-10"), at("01-11")
IN_A_SLOT = (*IN_SESSION, AirtimeAllocated(1, AISHA, ROSTERS, 30), (SlotOpened(1, AISHA, ROSTERS), HALF_PAST))


# Joining and leaving


def test_nobody_joins_before_the_set_started_once_it_has() -> None:
    """They would have needed nobody's consent then."""
    started = (*CONTRACTING, *invited(EVA), (SetStarted(), at("01-20")), *consents(EVA), *agreed(1, EVA))
    the_set.given(*started).when(lambda it: it.join(Somebody(EVA), others=(), at=TENTH)).refused(
        BeforeLastChange(what="the set", at=TENTH, last=at("01-20"))
    )


def test_every_policy_that_a_newcomer_breaches_is_noted() -> None:
    small = (formed(SetPolicy(smallest=3, largest=4)), *MEETING[1:])
    given = the_set.given(*small, *invited(EVA, band="band 8"), *consents(EVA), *agreed(1, EVA))
    given.when(lambda it: it.join(Somebody(EVA), others=[Somebody(AISHA, line_manager=EVA)], at=FEBRUARY)).then(
        MemberJoined(EVA),
        PolicyBreachNoted(Policy.LEVEL_BAND, "band band 8 joins band band 7"),
        PolicyBreachNoted(Policy.LINE_MANAGER, f"{EVA} manages {AISHA}"),
        PolicyBreachNoted(Policy.SIZE, "5 members, agreed 3 to 4"),
    )


def test_a_set_that_has_not_started_is_not_too_small_yet() -> None:
    forming = the_set.given(formed(SetPolicy()), *CONTRACTING[1:])
    forming.when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY)).then(MemberLeft(BEN, said()))


def test_whoever_joined_may_leave_from_that_moment() -> None:
    the_set.given(*MEETING).when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=the_set.at)).then(
        MemberLeft(BEN, said())
    )


# The contract and the diary


def test_a_contract_is_in_force_from_the_moment_of_its_proposal() -> None:
    given = the_set.given(formed(), *invited(BEN), (proposed(), TENTH))
    given.when(lambda it: it.agree_contract(version=1, by=BEN, at=NINTH)).refused(NoContract())
    given.when(lambda it: it.agree_contract(version=1, by=BEN, at=TENTH)).then(*agreed(1, BEN))


def test_the_first_contract_is_the_first_version() -> None:
    the_set.given(formed()).when(
        lambda it: it.propose_contract(version=2, rules=(), quorum=4, confidentiality_limits="", at=FEBRUARY)
    ).refused(NoSuchContract(version=2, current=0))


@pytest.mark.parametrize(
    ("wanted", "decision"),
    [
        ("hand over to another adviser", lambda it: hand_over(it, Somebody(EVA), adviser=RUTH, members=(), at=FEBRUARY)),
        (
            "schedule a session",
            lambda it: it.schedule(
                9,
                kind=SessionKind.REGULAR,
                starts_at=at("03-01"),
                minutes=None,
                mode=AttendanceMode.ONLINE,
                at=FEBRUARY,
            ),
        ),
    ],
)
def test_a_closed_set_neither_changes_its_adviser_nor_meets_again(wanted: str, decision: Callable[[Set], object]) -> None:
    the_set.given(*MEETING, (SetClosed(), at("01-30"))).when(decision).refused(WrongStage(wanted=wanted, stage="closed"))


# Who facilitates


def test_who_was_appointed_again_does_not_stand_down_before_that() -> None:
    again = (*DIARY, (AdviserHandedOver(RUTH, EVA), TENTH), (AdviserAppointed(RUTH), ELEVENTH))
    the_set.given(*again).when(lambda it: hand_over(it, Somebody(DEV), adviser=RUTH, members=(), at=NINTH)).refused(
        BeforeLastChange(what="the adviser's appointment", at=NINTH, last=ELEVENTH)
    )


def test_nobody_makes_way_for_somebody_who_stood_down_later() -> None:
    stood_down = (*DIARY, AdviserAppointed(EVA), (AdviserHandedOver(RUTH, DEV), ELEVENTH))
    given = the_set.given(*stood_down)
    given.when(lambda it: hand_over(it, Somebody(RUTH), adviser=EVA, members=(), at=TENTH)).refused(
        BeforeLastChange(what="the adviser's appointment", at=TENTH, last=ELEVENTH)
    )
    given.when(lambda it: hand_over(it, Somebody(RUTH), adviser=EVA, members=(), at=ELEVENTH)).then(
        AdviserHandedOver(EVA, RUTH)
    )


def test_no_successor_ends_a_rota_before_a_session_that_it_advised() -> None:
    in_turn = (*DIARY, (BecameSelfFacilitating((AISHA, BEN)), TENTH), (SessionOpened(1, BEN), OPEN_AT))
    the_set.given(*in_turn).when(lambda it: hand_over(it, Somebody(EVA), adviser=RUTH, members=(), at=ELEVENTH)).refused(
        BeforeLastChange(what="the set's last session", at=ELEVENTH, last=OPEN_AT)
    )


def test_a_rota_that_has_ended_holds_up_no_appointment() -> None:
    """The session after it had an adviser of its own."""
    ended = (*DIARY, (BecameSelfFacilitating((AISHA, BEN)), TENTH), (AdviserAppointed(EVA), ELEVENTH))
    given = the_set.given(*ended, (SessionOpened(1, RUTH), OPEN_AT))
    given.when(lambda it: it.appoint_adviser(Somebody(DEV), members=(), at=at("01-12"))).then(AdviserAppointed(DEV))


def test_nobody_is_appointed_before_a_rota_ended() -> None:
    ended = (*DIARY, (BecameSelfFacilitating((AISHA, BEN)), NINTH), (AdviserAppointed(EVA), ELEVENTH))
    given = the_set.given(*ended)
    given.when(lambda it: it.appoint_adviser(Somebody(DEV), members=(), at=TENTH)).refused(
        BeforeLastChange(what="the rota", at=TENTH, last=ELEVENTH)
    )
    given.when(lambda it: it.appoint_adviser(Somebody(DEV), members=(), at=ELEVENTH)).then(AdviserAppointed(DEV))


# In a session


def test_no_session_opens_before_the_set_started() -> None:
    late = (*CONTRACTING, scheduled(1, "01-14"), (SetStarted(), at("01-20")))
    the_set.given(*late).seen_as(first).when(lambda it: it.open(adviser=RUTH, at=OPEN_AT)).refused(
        BeforeLastChange(what="the set", at=OPEN_AT, last=at("01-20"))
    )


def test_an_absence_is_one_from_a_session_that_is_open() -> None:
    early = at("01-14", "09:59")
    given = the_set.given(*DIARY, (SessionOpened(1, RUTH), OPEN_AT)).seen_as(first)
    given.when(lambda it: it.record_absence(BEN, apology=True, at=early)).refused(
        OutsideTheSession(session=1, at=early, opened=OPEN_AT, closed=None)
    )
    given.when(lambda it: it.record_absence(BEN, apology=True, at=OPEN_AT)).then(AbsenceRecorded(1, BEN, apology=True))


def test_a_member_leaves_the_room_during_somebody_elses_slot_and_before_an_intervention() -> None:
    intervened = (InterventionMade(1, RUTH, InterventionKind.SILENCE), ELEVEN)
    given = the_set.given(*IN_A_SLOT, intervened).seen_as(first)
    given.when(lambda it: it.check_out(BEN, energy=None, last_acts=(), at=QUARTER_TO)).then(CheckedOut(1, BEN))


def test_no_slot_opens_before_one_that_is_open_however_early_it_is_said_to_have_been() -> None:
    both = (*IN_SESSION, AirtimeAllocated(1, BEN, THEATRES, 30), *IN_A_SLOT[len(IN_SESSION) :])
    the_set.given(*both).seen_as(first).when(lambda it: it.open_slot(THEATRES, by=BEN, at=at("01-14", "10:10"))).refused(
        SlotTaken(session=1, problem=ROSTERS)
    )


def test_a_slot_recorded_late_ends_before_its_session_does() -> None:
    closed = (SessionClosed(1, inquorate=False), CLOSED_AT)
    late, given = at("01-14", "12:01"), the_set.given(*IN_A_SLOT[:-1], closed, IN_A_SLOT[-1]).seen_as(first)
    given.when(lambda it: it.close_slot(minutes=30, at=late)).refused(
        OutsideTheSession(session=1, at=late, opened=OPEN_AT, closed=CLOSED_AT)
    )
    given.when(lambda it: it.close_slot(minutes=30, at=CLOSED_AT)).then(SlotClosed(1, 30))


def test_a_set_closes_with_its_sessions_behind_it() -> None:
    """What is still in its diary will not be held."""
    the_set.given(*CLOSED).when(lambda it: it.close(open_actions=(), at=FEBRUARY)).then(SetClosed())


def test_an_adviser_who_checked_out_had_not_left_before_that() -> None:
    advised = (*DIARY, AdviserAppointed(BEN), (SessionOpened(1, BEN), OPEN_AT), *arrived(1, BEN), (CheckedOut(1, BEN), ELEVEN))
    meeting = the_set.given(*advised).seen_as(first).state
    assert [False, True] == [meeting.roster(moment).adviser_has_left for moment in (QUARTER_TO, ELEVEN)]


def test_a_problem_is_told_who_was_in_the_room_and_when_the_set_meets_again() -> None:
    def roster(*, set_closed: bool = False) -> Roster:
        return Roster(
            session=1,
            opened_at=OPEN_AT,
            time_zone=LONDON,
            present=frozenset(FOUR),
            adviser=RUTH,
            next_session=on("02-11"),
            set_closed=set_closed,
        )

    given = the_set.given(*IN_SESSION).seen_as(first)
    assert roster() == given.state.roster(ELEVEN)
    closed = the_set.given(*CLOSED, (SetClosed(), FEBRUARY)).seen_as(first)
    assert roster(set_closed=True) == closed.state.roster(ELEVEN)


def test_no_airtime_is_asked_for_in_a_cancelled_session() -> None:
    the_set.given(*DIARY, SessionCancelled(1)).seen_as(first).when(
        lambda it: it.bid(BEN, problem=ROSTERS, owner=BEN, at=TENTH)
    ).refused(WrongSessionStage(session=1, wanted="bid for airtime", stage="cancelled"))


def test_nobody_is_given_airtime_for_somebody_elses_problem() -> None:
    the_set.given(*DIARY).seen_as(first).when(
        lambda it: it.allocate(BEN, problem=ROSTERS, owner=AISHA, minutes=30, at=TENTH)
    ).refused(NotTheirProblem(member=BEN, problem=ROSTERS))


def test_the_clock_counts_minutes_of_sixty_seconds() -> None:
    the_set.given(*IN_A_SLOT).seen_as(first).when(lambda it: it.close_slot(minutes=None, at=CLOSED_AT)).then(SlotClosed(1, 90))


def test_a_broken_rule_is_noted_in_words() -> None:
    note = said("told Aisha what to do", BEN)
    the_set.given(*IN_SESSION).seen_as(first).when(lambda it: it.note_breach(1, note=note, by=BEN, at=ELEVEN)).then(
        GroundRuleBreachNoted(1, 1, note)
    )


# Corrected minutes


def test_minutes_are_corrected_while_another_slot_is_open() -> None:
    another = (AirtimeAllocated(1, BEN, THEATRES, 30), (SlotOpened(1, BEN, THEATRES), ELEVEN))
    given = the_set.given(*IN_A_SLOT, (SlotClosed(1, 30), ELEVEN), *another).seen_as(first)
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=25, at=ELEVEN)).then(SlotMinutesCorrected(1, ROSTERS, 25))


def test_a_slot_may_have_had_all_the_minutes_of_its_session() -> None:
    given = the_set.given(*IN_A_SLOT, (SlotClosed(1, 30), ELEVEN)).seen_as(first)
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=120, at=FEBRUARY)).then(
        SlotMinutesCorrected(1, ROSTERS, 120)
    )


def test_the_last_slot_of_a_problem_is_the_latest_whichever_was_recorded_last() -> None:
    later = ((SlotOpened(1, AISHA, ROSTERS), ELEVEN), (SlotClosed(1, 15), QUARTER_PAST))
    earlier = ((SlotOpened(1, AISHA, ROSTERS), HALF_PAST), (SlotClosed(1, 10), QUARTER_TO))
    given = the_set.given(*IN_A_SLOT[:-1], *later, *earlier).seen_as(first)
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=15, at=FEBRUARY)).refused(
        MinutesStand(session=1, problem=ROSTERS, minutes=15)
    )
    given.when(lambda it: correct_slot_minutes(it, ROSTERS, minutes=10, at=FEBRUARY)).then(SlotMinutesCorrected(1, ROSTERS, 10))
