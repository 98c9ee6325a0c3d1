"""A set judges everything at its time, its members, its contract, its diary and its advisers, and says what was wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CONTRACTING,
    DEV,
    DIARY,
    EVA,
    FEBRUARY,
    MEETING,
    OPEN_AT,
    RUTH,
    Somebody,
    agreed,
    at,
    consents,
    formed,
    invited,
    proposed,
    said,
    the_set,
)

from actionlearning.domain.policies import Policy, PolicyBreachNoted, SetPolicy
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import NoContract, NoSuchContract, WrongStage
from actionlearning.domain.set.events import (
    AdviserAppointed,
    AdviserHandedOver,
    BecameSelfFacilitating,
    MemberJoined,
    MemberLeft,
    SessionOpened,
    SetClosed,
    SetStarted,
)
from actionlearning.domain.set.practice import hand_over
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AttendanceMode, SessionKind

NINTH, TENTH, ELEVENTH = at("01-09"), at("01-10"), at("01-11")


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
