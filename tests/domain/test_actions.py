"""An owner commits to an action in the room, renegotiates or releases it, and it is open until it is over."""

from __future__ import annotations

from typing import Any

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEN,
    CHLOE,
    COMMITTED,
    COMMITTED_AT,
    HALF_PAST_ELEVEN,
    MARCH,
    PRESENTED,
    RELEASED,
    REPORTED,
    REPORTED_AT,
    REVIEWED,
    RUTH,
    SECOND,
    TALK,
    TRIAL,
    Decision,
    at,
    committed,
    on,
    problem,
    room,
    said,
)

from actionlearning.domain.problem.errors import (
    ActionNotOpen,
    DueInThePast,
    NeverPresented,
    NoSuchAction,
    NotTheOwner,
    OnlyAsTheyLeave,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import ActionCommitted, ActionReleased, ActionRenegotiated, ProblemParked
from actionlearning.domain.set.errors import NotCheckedIn, WrongStage
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import ActionKind, Origin


def commit(**changed: Any) -> Decision:
    usual: dict[str, Any] = {
        "roster": room(), "what": said("a trial"), "success_measure": said("gaps below 5 %"), "due": on("02-07"),
        "origin": Origin.SELF, "kind": ActionKind.STEP, "continues": None, "by": AISHA, "at": HALF_PAST_ELEVEN,
    }  # fmt: skip
    return lambda it: it.commit(TRIAL, **{**usual, **changed})


def renegotiate(**changed: Any) -> Decision:
    usual: dict[str, Any] = {"due": on("03-07"), "reason": said("leave"), "roster": room(2), "by": AISHA, "at": SECOND}
    return lambda it: it.action(TRIAL).renegotiate(**{**usual, **changed})


# Committing


def test_the_owner_commits_to_an_action_with_a_measure_and_a_due_date() -> None:
    problem.given(*PRESENTED).when(commit()).then(committed())


@pytest.mark.parametrize("somebody", [BEN, RUTH])
def test_nobody_commits_for_somebody_else(somebody: object) -> None:
    problem.given(*PRESENTED).when(commit(by=somebody)).refused(
        NotTheOwner(member=somebody, owner=AISHA, wanted="commit to an action on it")
    )


def test_an_owner_commits_in_the_room() -> None:
    problem.given(*PRESENTED).when(commit(roster=room(1, BEN, CHLOE))).refused(NotCheckedIn(session=1, member=AISHA))


def test_nobody_commits_on_a_problem_before_it_was_presented() -> None:
    problem.given(*ACCEPTED).when(commit()).refused(NeverPresented(wanted="commit to an action"))
    problem.given(*PRESENTED).when(commit(at=at("01-14", "10:29"))).refused(NeverPresented(wanted="commit to an action"))


def test_an_owner_commits_in_a_later_session_without_presenting_again() -> None:
    problem.given(*PRESENTED).when(commit(roster=room(2), at=SECOND, due=on("03-01"))).then(
        ActionCommitted(TRIAL, 2, on("03-01"), Origin.SELF, ActionKind.STEP, said("a trial"), said("gaps below 5 %"))
    )


def test_nobody_commits_on_a_problem_that_has_ended_however_late_it_is_recorded() -> None:
    problem.given(*PRESENTED, (ProblemParked(said()), at("02-01"))).when(commit()).refused(
        WrongProblemStage(wanted="commit to an action", stage="parked")
    )


def test_nobody_commits_in_a_set_that_has_closed_however_late_it_is_recorded() -> None:
    """The set closed with nothing open; a commitment from before would stay open for ever."""
    problem.given(*PRESENTED).when(commit(roster=room(set_closed=True))).refused(
        WrongStage(wanted="commit to an action", stage="closed")
    )


def test_an_action_is_due_on_the_day_it_is_agreed_or_later() -> None:
    problem.given(*PRESENTED).when(commit(due=on("01-14"))).then(committed(due="01-14"))
    problem.given(*PRESENTED).when(commit(due=on("01-13"))).refused(DueInThePast(due=on("01-13"), today=on("01-14")))


def test_today_is_today_in_the_sets_time_zone() -> None:
    """At 23:30 UTC in July it is tomorrow in London."""
    night = at("07-14", "23:30")
    summer = problem.given(*PRESENTED)
    summer.when(commit(at=night, due=on("07-14"))).refused(DueInThePast(due=on("07-14"), today=on("07-15")))
    summer.when(commit(at=at("07-14", "22:59"), due=on("07-14"))).then(committed(due="07-14"))


def test_an_action_continues_one_of_the_same_problem() -> None:
    problem.given(*COMMITTED).when(commit(continues=TALK)).refused(NoSuchAction(action=TALK))
    problem.given(*PRESENTED, (committed(TALK), SECOND)).when(commit(continues=TALK)).refused(
        BeforeLastChange(what="the action it continues", at=HALF_PAST_ELEVEN, last=SECOND)
    )
    problem.given(*PRESENTED, (committed(TALK), COMMITTED_AT)).when(commit(continues=TALK)).then(
        ActionCommitted(
            TRIAL, 1, on("02-07"), Origin.SELF, ActionKind.STEP, said("a trial"), said("gaps below 5 %"), continues=TALK
        )
    )


# Renegotiating and releasing


def test_an_overdue_action_is_renegotiated_with_the_set() -> None:
    problem.given(*COMMITTED).when(renegotiate()).then(ActionRenegotiated(TRIAL, 2, on("03-07"), said("leave")))


def test_only_the_owner_renegotiates_and_in_the_room() -> None:
    given = problem.given(*COMMITTED)
    given.when(renegotiate(by=BEN)).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="renegotiate it"))
    given.when(renegotiate(roster=room(2, BEN))).refused(NotCheckedIn(session=2, member=AISHA))


def test_a_new_due_date_is_not_in_the_past() -> None:
    given = problem.given(*COMMITTED)
    given.when(renegotiate(due=on("02-10"))).refused(DueInThePast(due=on("02-10"), today=on("02-11")))
    given.when(renegotiate(due=on("02-11"))).then(ActionRenegotiated(TRIAL, 2, on("02-11"), said("leave")))


def test_an_action_is_not_renegotiated_before_its_last_change() -> None:
    problem.given(*REPORTED).when(renegotiate(roster=room(1), at=HALF_PAST_ELEVEN)).refused(
        BeforeLastChange(what="the action", at=HALF_PAST_ELEVEN, last=REPORTED_AT)
    )


def test_the_owner_releases_an_action_at_any_time_with_a_reason() -> None:
    problem.given(*COMMITTED).when(
        lambda it: it.action(TRIAL).release(reason=said("overtaken"), by=AISHA, at=at("01-20"))
    ).then(ActionReleased(TRIAL, said("overtaken")))


def test_the_adviser_releases_an_action_only_as_its_owner_leaves_or_the_set_closes() -> None:
    given = problem.given(*COMMITTED)
    given.when(lambda it: it.action(TRIAL).release(reason=said(), by=RUTH, at=at("01-20"))).refused(
        OnlyAsTheyLeave(member=RUTH, owner=AISHA)
    )
    given.when(lambda it: it.action(TRIAL).release(reason=said(), by=RUTH, parting_adviser=True, at=at("01-20"))).then(
        ActionReleased(TRIAL, said())
    )


@pytest.mark.parametrize(("history", "state"), [(REVIEWED, "reviewed"), (RELEASED, "released")])
def test_what_is_reviewed_or_released_is_over(history: tuple[Any, ...], state: str) -> None:
    given = problem.given(*history)
    given.when(renegotiate()).refused(ActionNotOpen(action=TRIAL, wanted="renegotiate it", state=state))
    given.when(lambda it: it.action(TRIAL).release(reason=said(), by=AISHA, at=SECOND)).refused(
        ActionNotOpen(action=TRIAL, wanted="release it", state=state)
    )


def test_an_action_is_open_until_it_is_reviewed_or_released() -> None:
    assert (TRIAL,) == problem.given(*COMMITTED).state.open_actions(MARCH)
    assert (TRIAL,) == problem.given(*REPORTED).state.open_actions(MARCH)
    assert () == problem.given(*REVIEWED).state.open_actions(MARCH)
    assert () == problem.given(*RELEASED).state.open_actions(MARCH)


def test_an_action_that_is_over_now_was_open_before_it_ended() -> None:
    released = problem.given(*RELEASED).state
    assert (TRIAL,) == released.open_actions(at("01-19"))
    assert () == released.open_actions(at("01-20"))


def test_an_action_that_nobody_committed_to_is_none() -> None:
    problem.given(*PRESENTED).when(lambda it: it.action(TRIAL)).refused(NoSuchAction(action=TRIAL))
