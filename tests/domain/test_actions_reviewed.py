"""An outcome is reviewed in a later session with a peer, and names what was learnt."""

from __future__ import annotations

from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    CHLOE,
    COMMITTED,
    HALF_PAST_ELEVEN,
    PATIENCE,
    REPORTED,
    REVIEWED,
    RUTH,
    SECOND,
    TRIAL,
    TRUST,
    Decision,
    at,
    on,
    problem,
    room,
    said,
)

from actionlearning.domain.problem.errors import (
    ActionNotOpen,
    NoLearningNamed,
    NoPeer,
    NotLearntFromThis,
    NotReported,
    ReviewedTooSoon,
)
from actionlearning.domain.problem.events import OutcomeReported, OutcomeReviewed
from actionlearning.domain.set.errors import NotCheckedIn
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import OutcomeResult


def review(**changed: Any) -> Decision:
    usual: dict[str, Any] = {
        "roster": room(2), "peers": (BEN,), "learning": (), "none_yet": True, "captured": frozenset(),
        "organisational_effect": said("fewer gaps"), "next_step": None, "at": SECOND,
    }  # fmt: skip
    return lambda it: it.action(TRIAL).review(**{**usual, **changed})


# Reviewing


def test_an_outcome_is_reviewed_in_a_later_session_with_a_peer() -> None:
    problem.given(*REPORTED).when(review(next_step=said("roll out"))).then(
        OutcomeReviewed(TRIAL, 2, (BEN,), (), said("fewer gaps"), said("roll out"))
    )


def test_an_outcome_is_reported_before_it_is_reviewed() -> None:
    problem.given(*COMMITTED).when(review()).refused(NotReported(action=TRIAL))


def test_a_review_recorded_late_does_not_come_before_the_report() -> None:
    reported_in_the_session = (*COMMITTED, (OutcomeReported(TRIAL, OutcomeResult.PARTIAL), at("02-11", "10:31")))
    problem.given(*reported_in_the_session).when(review()).refused(
        BeforeLastChange(what="the action", at=SECOND, last=at("02-11", "10:31"))
    )
    problem.given(*reported_in_the_session).when(review(at=at("02-11", "10:31"))).then(
        OutcomeReviewed(TRIAL, 2, (BEN,), (), said("fewer gaps"))
    )


def test_an_outcome_is_not_reviewed_in_the_session_that_committed_to_it() -> None:
    at_once = (*COMMITTED, OutcomeReported(TRIAL, OutcomeResult.ACHIEVED, on("01-14")))
    problem.given(*at_once).when(review(roster=room(1), at=HALF_PAST_ELEVEN)).refused(ReviewedTooSoon(action=TRIAL, session=1))


def test_an_outcome_is_not_reviewed_in_an_earlier_session_of_a_higher_number() -> None:
    earlier = room(2, opened_at=at("01-10"))
    problem.given(*REPORTED).when(review(roster=earlier)).refused(ReviewedTooSoon(action=TRIAL, session=1))


@pytest.mark.parametrize("peers", [(), (AISHA,), (AISHA, AISHA)])
def test_a_review_takes_at_least_one_peer_besides_the_owner(peers: tuple[object, ...]) -> None:
    problem.given(*REPORTED).when(review(peers=peers)).refused(NoPeer(action=TRIAL))


def test_a_peer_is_named_once_and_the_owner_is_none() -> None:
    problem.given(*REPORTED).when(review(peers=(CHLOE, AISHA, BEN, CHLOE))).then(
        OutcomeReviewed(TRIAL, 2, (CHLOE, BEN), (), said("fewer gaps"))
    )


def test_every_peer_and_the_owner_are_in_the_room_and_the_adviser_is_no_peer() -> None:
    given = problem.given(*REPORTED)
    given.when(review(peers=(BEN, RUTH))).refused(NotCheckedIn(session=2, member=RUTH))
    given.when(review(roster=room(2, AISHA, CHLOE))).refused(NotCheckedIn(session=2, member=BEN))
    given.when(review(roster=room(2, BEN, CHLOE))).refused(NotCheckedIn(session=2, member=AISHA))


def test_a_review_names_what_was_learnt_or_says_that_there_is_nothing_yet() -> None:
    given = problem.given(*REPORTED)
    given.when(review(none_yet=False)).refused(NoLearningNamed(action=TRIAL))
    given.when(review(none_yet=False, learning=(TRUST,), captured={TRUST})).then(
        OutcomeReviewed(TRIAL, 2, (BEN,), (TRUST,), said("fewer gaps"))
    )


def test_a_review_names_only_what_its_owner_captured_from_this_action() -> None:
    problem.given(*REPORTED).when(review(learning=(TRUST, PATIENCE), captured={TRUST})).refused(
        NotLearntFromThis(learning=PATIENCE, action=TRIAL)
    )


def test_an_outcome_is_reviewed_once() -> None:
    problem.given(*REVIEWED).when(review()).refused(ActionNotOpen(action=TRIAL, wanted="review it", state="reviewed"))
