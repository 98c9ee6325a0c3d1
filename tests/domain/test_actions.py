"""What an owner commits to, does, reports and reviews with their peers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from calder_vale import (
    ACCEPTED,
    AISHA,
    BEN,
    CHLOE,
    COMMITTED,
    COMMITTED_AT,
    MARCH,
    PATIENCE,
    PRESENTED,
    REPORTED,
    REPORTED_AT,
    REVIEWED,
    RUTH,
    SECOND,
    TALK,
    TRIAL,
    TRUST,
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
    DoneOnMissing,
    DoneOnOutside,
    DueInThePast,
    NeverPresented,
    NoLearningNamed,
    NoPeer,
    NoSuchAction,
    NotLearntFromThis,
    NotReported,
    NotTheOwner,
    OnlyAsTheyLeave,
    ReviewedTooSoon,
    WrongProblemStage,
)
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    BarrierNamed,
    OutcomeReported,
    OutcomeReviewed,
    ProblemParked,
    ProgressReported,
)
from actionlearning.domain.set.errors import NotCheckedIn, WrongStage
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import ActionKind, Origin, OutcomeResult

HALF_PAST_ELEVEN = at("01-14", "11:30")
RELEASED = (*COMMITTED, (ActionReleased(TRIAL, said("overtaken")), at("01-20")))


def commit(**changed: Any) -> Decision:
    usual: dict[str, Any] = {
        "roster": room(), "what": said("a trial"), "success_measure": said("gaps below 5 %"), "due": on("02-07"),
        "origin": Origin.SELF, "kind": ActionKind.STEP, "continues": None, "by": AISHA, "at": HALF_PAST_ELEVEN,
    }  # fmt: skip
    return lambda it: it.commit(TRIAL, **{**usual, **changed})


def report(result: OutcomeResult = OutcomeResult.ACHIEVED, **changed: Any) -> Decision:
    usual: dict[str, Any] = {"done_on": on("02-05"), "evidence": None, "time_zone": "UTC", "by": AISHA, "at": REPORTED_AT}
    return lambda it: it.action(TRIAL).report_outcome(result, **{**usual, **changed})


def review(**changed: Any) -> Decision:
    usual: dict[str, Any] = {
        "roster": room(2), "peers": (BEN,), "learning": (), "none_yet": True, "captured": frozenset(),
        "organisational_effect": said("fewer gaps"), "next_step": None, "at": SECOND,
    }  # fmt: skip
    return lambda it: it.action(TRIAL).review(**{**usual, **changed})


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


# Reporting


def test_the_owner_reports_what_it_brought() -> None:
    problem.given(*COMMITTED).when(report(evidence=said("the log"))).then(
        OutcomeReported(TRIAL, OutcomeResult.ACHIEVED, on("02-05"), said("the log"))
    )


def test_nobody_else_reports() -> None:
    problem.given(*COMMITTED).when(report(by=BEN)).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="report its outcome"))
    problem.given(*COMMITTED).when(lambda it: it.action(TRIAL).report_progress(note=said(), by=BEN, at=REPORTED_AT)).refused(
        NotTheOwner(member=BEN, owner=AISHA, wanted="report progress")
    )


def test_achieved_needs_the_day_it_was_done_and_the_others_do_not() -> None:
    given = problem.given(*COMMITTED)
    given.when(report(done_on=None)).refused(DoneOnMissing(action=TRIAL))
    for result in (OutcomeResult.PARTIAL, OutcomeResult.NOT_ACHIEVED):
        given.when(report(result, done_on=None)).then(OutcomeReported(TRIAL, result))


@pytest.mark.parametrize("day", ["01-14", "02-10"])
def test_done_on_the_day_of_the_commitment_or_of_the_report_is_within(day: str) -> None:
    problem.given(*COMMITTED).when(report(done_on=on(day))).then(OutcomeReported(TRIAL, OutcomeResult.ACHIEVED, on(day)))


@pytest.mark.parametrize("result", list(OutcomeResult))
@pytest.mark.parametrize("day", ["01-13", "02-11"])
def test_done_on_a_day_before_the_commitment_or_after_the_report_is_not(result: OutcomeResult, day: str) -> None:
    problem.given(*COMMITTED).when(report(result, done_on=on(day))).refused(
        DoneOnOutside(action=TRIAL, done_on=on(day), committed=on("01-14"), reported=on("02-10"))
    )


@pytest.mark.parametrize(
    ("time_zone", "clock", "reported"),
    [
        ("Pacific/Auckland", "10:59", on("02-10")),  # 23:59 there
        ("Pacific/Auckland", "11:00", on("02-11")),  # midnight
        ("America/New_York", "04:59", on("02-09")),
        ("America/New_York", "05:00", on("02-10")),
    ],
)
def test_a_day_begins_at_midnight_in_the_sets_time_zone(time_zone: str, clock: str, reported: date) -> None:
    given, moment = problem.given(*COMMITTED), at("02-10", clock)
    tomorrow = date.fromordinal(reported.toordinal() + 1)
    given.when(report(time_zone=time_zone, done_on=reported, at=moment)).then(
        OutcomeReported(TRIAL, OutcomeResult.ACHIEVED, reported)
    )
    given.when(report(time_zone=time_zone, done_on=tomorrow, at=moment)).refused(
        DoneOnOutside(
            action=TRIAL, done_on=tomorrow, committed=on("01-14" if "York" in time_zone else "01-15"), reported=reported
        )
    )


def test_an_outcome_is_reported_again_until_it_is_reviewed() -> None:
    problem.given(*REPORTED).when(report(OutcomeResult.PARTIAL, done_on=None)).then(
        OutcomeReported(TRIAL, OutcomeResult.PARTIAL)
    )
    problem.given(*REVIEWED).when(report(at=SECOND)).refused(
        ActionNotOpen(action=TRIAL, wanted="report its outcome", state="reviewed")
    )


def test_an_outcome_is_not_reported_before_the_actions_last_change() -> None:
    early = at("01-14", "10:59")
    problem.given(*COMMITTED).when(report(at=early, done_on=on("01-14"))).refused(
        BeforeLastChange(what="the action", at=early, last=COMMITTED_AT)
    )


def test_progress_is_reported_at_any_time_after_the_commitment_while_the_action_is_open() -> None:
    def progress(moment: datetime) -> Decision:
        return lambda it: it.action(TRIAL).report_progress(note=said("half way"), by=AISHA, at=moment)

    problem.given(*REPORTED).when(progress(COMMITTED_AT)).then(ProgressReported(TRIAL, said("half way")))
    problem.given(*COMMITTED).when(progress(at("01-14", "10:59"))).refused(
        BeforeLastChange(what="the action", at=at("01-14", "10:59"), last=COMMITTED_AT)
    )
    problem.given(*RELEASED).when(progress(REPORTED_AT)).refused(
        ActionNotOpen(action=TRIAL, wanted="report progress", state="released")
    )


def test_progress_from_before_the_end_of_an_action_is_recorded_late() -> None:
    early = at("01-19")
    problem.given(*RELEASED).when(lambda it: it.action(TRIAL).report_progress(note=said(), by=AISHA, at=early)).then(
        ProgressReported(TRIAL, said())
    )
    problem.given(*RELEASED).when(lambda it: it.action(TRIAL).report_progress(note=said(), by=AISHA, at=at("01-20"))).refused(
        ActionNotOpen(action=TRIAL, wanted="report progress", state="released")
    )


# Barriers


def barrier(when: datetime = REPORTED_AT, by: object = AISHA) -> Decision:
    return lambda it: it.action(TRIAL).name_barrier(barrier=said("no budget"), by=by, at=when)


def test_the_owner_names_what_stands_in_the_way_of_an_open_action() -> None:
    problem.given(*COMMITTED).when(barrier()).then(BarrierNamed(TRIAL, said("no budget")))
    problem.given(*COMMITTED).when(barrier(by=BEN)).refused(NotTheOwner(member=BEN, owner=AISHA, wanted="name a barrier"))


def test_a_barrier_is_not_named_before_the_commitment() -> None:
    problem.given(*COMMITTED).when(barrier(at("01-14", "10:59"))).refused(
        BeforeLastChange(what="the action", at=at("01-14", "10:59"), last=COMMITTED_AT)
    )


def test_a_barrier_is_named_for_as_long_as_the_action_was_open_however_late_it_is_recorded() -> None:
    given = problem.given(*REVIEWED)
    given.when(barrier()).then(BarrierNamed(TRIAL, said("no budget")))
    given.when(barrier(SECOND)).refused(ActionNotOpen(action=TRIAL, wanted="name a barrier", state="reviewed"))


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
