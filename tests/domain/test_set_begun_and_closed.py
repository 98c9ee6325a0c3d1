"""Nothing in a set comes before it was formed, and nothing after it closed, which it does with nothing open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from calder_vale import BEN, EVA, FEBRUARY, MEETING, RUTH, TRIAL, Somebody, at, formed, left, said, the_set

from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import ActionsStillOpen, WrongStage
from actionlearning.domain.set.events import AdviserAppointed, SetClosed
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import AttendanceMode, SessionKind

# Nothing comes before its beginning


EARLY = at("01-05")


@pytest.mark.parametrize(
    "decide",
    [
        lambda it: it.invite(EVA, level_band="band 7", at=EARLY),
        lambda it: it.appoint_adviser(Somebody(EVA), members=(), at=EARLY),
        lambda it: it.propose_contract(version=1, rules=("r",), quorum=3, confidentiality_limits="harm", at=EARLY),
        lambda it: it.schedule(
            1, kind=SessionKind.REGULAR, starts_at=at("01-14"), minutes=None, mode=AttendanceMode.ONLINE, at=EARLY
        ),
    ],
    ids=["invite", "appoint", "propose", "schedule"],
)
def test_nothing_in_a_set_comes_before_it_was_formed(decide: Any) -> None:
    the_set.given((formed(), at("01-06"))).when(decide).refused(BeforeLastChange(what="the set", at=EARLY, last=at("01-06")))
    the_set.given((formed(), EARLY)).when(lambda it: decide(it) is not None).then(True)


# Advisers, and the end


def test_anybody_registered_may_be_appointed_as_adviser() -> None:
    the_set.given(formed()).when(lambda it: it.appoint_adviser(Somebody(RUTH), members=(), at=at("01-06"))).then(
        AdviserAppointed(RUTH)
    )


@pytest.mark.parametrize(
    ("wanted", "decision"),
    [
        ("invite a member", lambda it: it.invite(EVA, level_band="band 7", at=FEBRUARY)),
        ("consent to a newcomer", lambda it: it.consent(EVA, by=BEN, at=FEBRUARY)),
        ("admit a member", lambda it: it.join(Somebody(EVA), others=(), at=FEBRUARY)),
        ("leave", lambda it: it.leave(BEN, reason=said(), open_actions=(), at=FEBRUARY)),
        ("appoint an adviser", lambda it: it.appoint_adviser(Somebody(EVA), members=(), at=at("01-06"))),
        ("agree a contract", lambda it: it.agree_contract(version=1, by=BEN, at=FEBRUARY)),
        (
            "propose a contract",
            lambda it: it.propose_contract(version=2, rules=(), quorum=3, confidentiality_limits="", at=FEBRUARY),
        ),
        ("close", lambda it: it.close(open_actions=(), at=FEBRUARY)),
    ],
)
def test_a_closed_set_stays_as_it_was(wanted: str, decision: Callable[[Set], object]) -> None:
    the_set.given(*MEETING, (SetClosed(), at("01-30"))).when(decision).refused(WrongStage(wanted=wanted, stage="closed"))


def test_a_set_closes_only_when_no_action_is_open() -> None:
    the_set.given(*MEETING).when(lambda it: it.close(open_actions=(), at=FEBRUARY)).then(SetClosed())
    (
        the_set.given(*MEETING)
        .when(lambda it: it.close(open_actions=[TRIAL], at=FEBRUARY))
        .refused(ActionsStillOpen(actions=(TRIAL,)))
    )


def test_a_set_does_not_close_before_something_that_happened_to_it() -> None:
    (
        the_set.given(*MEETING, (left(), FEBRUARY))
        .when(lambda it: it.close(open_actions=(), at=at("01-31")))
        .refused(BeforeLastChange(what="the set", at=at("01-31"), last=FEBRUARY))
    )
