"""The owner reports what came of an action, how it is going, and what stands in its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from calder_vale import (
    AISHA,
    BEN,
    COMMITTED,
    COMMITTED_AT,
    RELEASED,
    REPORTED,
    REPORTED_AT,
    REVIEWED,
    SECOND,
    TRIAL,
    Decision,
    at,
    on,
    problem,
    said,
)

from actionlearning.domain.problem.errors import ActionNotOpen, DoneOnMissing, DoneOnOutside, NotTheOwner
from actionlearning.domain.problem.events import BarrierNamed, OutcomeReported, ProgressReported
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import OutcomeResult


def report(result: OutcomeResult = OutcomeResult.ACHIEVED, **changed: Any) -> Decision:
    usual: dict[str, Any] = {"done_on": on("02-05"), "evidence": None, "time_zone": "UTC", "by": AISHA, "at": REPORTED_AT}
    return lambda it: it.action(TRIAL).report_outcome(result, **{**usual, **changed})


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
