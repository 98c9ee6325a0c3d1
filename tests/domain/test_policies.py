"""Policies: kept, nothing is said; breached, the decision stands and the breach is noted with it."""

from __future__ import annotations

from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    CLOSED_AT,
    COMMITTED,
    CONTRACTING,
    DEV,
    DIARY,
    EVA,
    FEBRUARY,
    FOUR,
    MEETING,
    OPEN_AT,
    PRESENTED,
    ROSTERS,
    RUTH,
    THEATRES,
    TRIAL,
    Somebody,
    agreed,
    arrived,
    at,
    committed,
    first,
    formed,
    invited,
    joined,
    on,
    problem,
    proposed,
    room,
    said,
    scheduled,
    the_set,
)

from actionlearning.domain.policies import Policy, PolicyBreachNoted, SetPolicy, nobody_with_their_line_manager
from actionlearning.domain.problem.events import ActionRenegotiated
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import (
    AdviserAppointed,
    AirtimeAllocated,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    SessionClosed,
    SessionOpened,
    SetStarted,
)
from actionlearning.domain.values import ActionKind, Origin, SessionKind


def noted(policy: Policy, detail: str) -> PolicyBreachNoted:
    return PolicyBreachNoted(policy, detail)


def test_about_four_to_eight_is_agreed_unless_the_set_says_otherwise() -> None:
    assert SetPolicy(smallest=4, largest=8, quorum=4, minutes=180) == SetPolicy()


# Size


def started(policy: SetPolicy, *people: Any) -> tuple[object, ...]:
    return (formed(policy), *invited(*people), proposed(), *agreed(1, *people), *joined(*people))


def test_the_smallest_policy_that_a_set_could_keep_to_is_one_member_for_one_minute() -> None:
    assert SetPolicy(smallest=1, largest=1, quorum=1, minutes=1).makes_sense


@pytest.mark.parametrize(("smallest", "largest"), [(4, 8), (3, 4), (4, 4)])
def test_a_set_of_an_agreed_size_starts_and_nothing_is_noted(smallest: int, largest: int) -> None:
    given = the_set.given(*started(SetPolicy(smallest=smallest, largest=largest), *FOUR))
    given.when(lambda it: it.start(at=FEBRUARY)).then(SetStarted())


@pytest.mark.parametrize(("smallest", "largest"), [(5, 8), (1, 3)])
def test_a_set_that_is_too_small_or_too_large_starts_and_it_is_noted(smallest: int, largest: int) -> None:
    given = the_set.given(*started(SetPolicy(smallest=smallest, largest=largest), *FOUR))
    given.when(lambda it: it.start(at=FEBRUARY)).then(
        SetStarted(), noted(Policy.SIZE, f"4 members, agreed {smallest} to {largest}")
    )


def test_a_set_that_nobody_joined_starts_and_it_is_noted() -> None:
    the_set.given(*started(SetPolicy())).when(lambda it: it.start(at=FEBRUARY)).then(
        SetStarted(), noted(Policy.SIZE, "0 members, agreed 4 to 8")
    )


def test_a_newcomer_who_makes_the_set_too_large_joins_and_it_is_noted() -> None:
    def given(largest: int) -> tuple[object, ...]:
        consents = (NewcomerConsented(EVA, member) for member in FOUR)
        return (*started(SetPolicy(largest=largest), *FOUR), SetStarted(), *invited(EVA), *agreed(1, EVA), *consents)

    the_set.given(*given(5)).when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY)).then(MemberJoined(EVA))
    the_set.given(*given(4)).when(lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY)).then(
        MemberJoined(EVA), noted(Policy.SIZE, "5 members, agreed 4 to 4")
    )


def test_a_leaver_who_makes_the_set_too_small_leaves_and_it_is_noted() -> None:
    def leave(it: Set) -> object:
        return it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY)

    the_set.given(*MEETING).when(leave).then(MemberLeft(BEN, said()))  # three remain, and three are enough
    the_set.given(*started(SetPolicy(smallest=4), *FOUR), SetStarted()).when(leave).then(
        MemberLeft(BEN, said()), noted(Policy.SIZE, "3 members, agreed 4 to 8")
    )


def test_before_the_start_the_size_is_nobodys_concern() -> None:
    the_set.given(*CONTRACTING).when(lambda it: it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY)).then(
        MemberLeft(BEN, said())
    )


# Quorum


def session(*people: Any, kind: SessionKind = SessionKind.REGULAR) -> tuple[object, ...]:
    return (*MEETING, scheduled(1, "01-14", kind=kind), (SessionOpened(1, RUTH), OPEN_AT), *arrived(1, *people))


def test_a_session_at_its_quorum_exactly_is_quorate() -> None:
    the_set.given(*session(AISHA, BEN, CHLOE)).seen_as(first).when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(
        SessionClosed(1, inquorate=False)
    )


def test_a_session_below_its_quorum_was_held_and_it_is_noted() -> None:
    the_set.given(*session(AISHA, BEN)).seen_as(first).when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(
        SessionClosed(1, inquorate=True), noted(Policy.QUORUM, "2 checked in, agreed 3")
    )


def test_a_session_that_nobody_came_to_was_held_and_it_is_noted() -> None:
    the_set.given(*session()).seen_as(first).when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(
        SessionClosed(1, inquorate=True), noted(Policy.QUORUM, "0 checked in, agreed 3")
    )


def test_a_follow_up_has_no_quorum() -> None:
    given = the_set.given(*session(AISHA, kind=SessionKind.FOLLOW_UP)).seen_as(first)
    given.when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(SessionClosed(1, inquorate=False))


def test_the_quorum_is_that_of_the_contract_in_force() -> None:
    amended = (*MEETING, scheduled(1, "01-14"), proposed(2, quorum=2), *agreed(2, *FOUR), (SessionOpened(1, RUTH), OPEN_AT))
    given = the_set.given(*amended, *arrived(1, AISHA, BEN)).seen_as(first)
    given.when(lambda it: it.close(last_acts=(), at=CLOSED_AT)).then(SessionClosed(1, inquorate=False))


# Airtime


def allocate(minutes: int, problem_id: Any = THEATRES) -> Any:
    return lambda it: it.allocate(BEN, problem=problem_id, owner=BEN, minutes=minutes, at=OPEN_AT)


def test_airtime_that_fills_the_session_exactly_fits() -> None:
    given = the_set.given(*DIARY, AirtimeAllocated(1, AISHA, ROSTERS, 60)).seen_as(first)
    given.when(allocate(60)).then(AirtimeAllocated(1, BEN, THEATRES, 60))


def test_airtime_beyond_the_session_is_given_and_noted() -> None:
    given = the_set.given(*DIARY, AirtimeAllocated(1, AISHA, ROSTERS, 60)).seen_as(first)
    given.when(allocate(61)).then(
        AirtimeAllocated(1, BEN, THEATRES, 61), noted(Policy.AIRTIME, "121 minutes allocated in a session of 120")
    )


def test_airtime_given_again_replaces_what_was_given() -> None:
    given = the_set.given(*DIARY, AirtimeAllocated(1, BEN, THEATRES, 100)).seen_as(first)
    given.when(allocate(120)).then(AirtimeAllocated(1, BEN, THEATRES, 120))


# Due before the next session


def commit(due: str, next_session: str | None) -> Any:
    return lambda it: it.commit(
        TRIAL, roster=room(next_session=None if next_session is None else on(next_session)), what=said("a trial"),
        success_measure=said("gaps below 5 %"), due=on(due), origin=Origin.SELF, kind=ActionKind.STEP, continues=None,
        by=AISHA, at=at("01-14", "11:30"),
    )  # fmt: skip


def test_an_action_due_before_the_next_session_comes_back_to_the_set() -> None:
    problem.given(*PRESENTED).when(commit("02-10", "02-11")).then(committed(due="02-10"))


def test_an_action_due_on_the_day_of_the_next_session_is_noted() -> None:
    problem.given(*PRESENTED).when(commit("02-11", "02-11")).then(
        committed(due="02-11"), noted(Policy.DUE, "due 2025-02-11, next session 2025-02-11")
    )


def test_with_no_session_in_the_diary_nothing_is_breached() -> None:
    problem.given(*PRESENTED).when(commit("12-31", None)).then(committed(due="12-31"))


def test_a_new_due_date_is_held_to_the_next_session_too() -> None:
    given = problem.given(*COMMITTED)
    given.when(
        lambda it: it.action(TRIAL).renegotiate(
            due=on("03-20"), reason=said(), roster=room(2, next_session=on("03-11")), by=AISHA, at=at("02-11", "10:30")
        )
    ).then(ActionRenegotiated(TRIAL, 2, on("03-20"), said()), noted(Policy.DUE, "due 2025-03-20, next session 2025-03-11"))


def test_the_next_session_is_on_its_day_in_the_sets_time_zone() -> None:
    night = scheduled(3, "07-14")
    late = type(night)(3, night.kind, at("07-14", "23:30"), 60, night.mode)  # half past midnight in London
    given = the_set.given(*MEETING, scheduled(1, "01-14"), late)
    assert on("07-15") == given.state.next_session_after(1)


# Who is in a set together


def test_peers_of_one_level_band_are_peers() -> None:
    the_set.given(formed(), *invited(AISHA, BEN), *joined(AISHA)).when(
        lambda it: it.join(Somebody(BEN), others=(), at=FEBRUARY)
    ).then(MemberJoined(BEN))


def test_a_peer_of_another_level_band_joins_and_it_is_noted() -> None:
    given = the_set.given(
        formed(), *invited(AISHA, CHLOE), *invited(DEV, band="band 9"), *invited(BEN, band="band 8"), *joined(AISHA, CHLOE, DEV)
    )
    given.when(lambda it: it.join(Somebody(BEN), others=(), at=FEBRUARY)).then(
        MemberJoined(BEN), noted(Policy.LEVEL_BAND, "band band 8 joins band band 7, band 9")
    )


@pytest.mark.parametrize(
    ("joining", "other", "detail"),
    [
        (Somebody(BEN), Somebody(AISHA, line_manager=BEN), f"{BEN} manages {AISHA}"),
        (Somebody(BEN, line_manager=AISHA), Somebody(AISHA), f"{AISHA} manages {BEN}"),
    ],
)
def test_nobody_is_with_their_line_manager_unnoted(joining: Somebody, other: Somebody, detail: str) -> None:
    given = the_set.given(formed(), *invited(AISHA, BEN), *joined(AISHA))
    given.when(lambda it: it.join(joining, others=[other], at=FEBRUARY)).then(
        MemberJoined(BEN), noted(Policy.LINE_MANAGER, detail)
    )


def test_a_line_manager_outside_the_set_is_nobodys_concern() -> None:
    given = the_set.given(formed(), *invited(AISHA, BEN), *joined(AISHA))
    given.when(
        lambda it: it.join(Somebody(BEN, line_manager=EVA), others=[Somebody(AISHA, line_manager=EVA)], at=FEBRUARY)
    ).then(MemberJoined(BEN))


def test_nobody_is_in_the_way_of_themself() -> None:
    own = Somebody(BEN, line_manager=BEN)
    assert () == nobody_with_their_line_manager(own, [Somebody(AISHA)])
    assert () == nobody_with_their_line_manager(Somebody(AISHA), [own])


def test_an_adviser_who_manages_a_member_is_appointed_and_it_is_noted() -> None:
    given = the_set.given(*MEETING)
    given.when(lambda it: it.appoint_adviser(Somebody(EVA), members=[Somebody(AISHA)], at=at("01-07"))).then(
        AdviserAppointed(EVA)
    )
    given.when(lambda it: it.appoint_adviser(Somebody(EVA), members=[Somebody(AISHA, line_manager=EVA)], at=at("01-07"))).then(
        AdviserAppointed(EVA), noted(Policy.LINE_MANAGER, f"{EVA} manages {AISHA}")
    )
