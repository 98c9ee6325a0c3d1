"""Until when a candidate has, in their own time zone: what was met, what is late, and what no longer counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from by_hand import NOW, day, on, said
from qualifying import HELEN, LOADED, OF_RAVI, RAVI, Centre, begun, credited, gathered, referred
from records import ASSIGNMENT, MISSING, REGISTRATION, RESUBMISSION, deadline, record, stands

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.events import (
    CandidateWithdrew,
    Deadline,
    Judgement,
    RegistrationExpired,
    RegistrationExtended,
)
from actionlearning.projections.candidate_deadlines import DeadlineState
from actionlearning.projections.candidate_facts import Withdrawal
from actionlearning.projections.candidate_record import CandidateRecord


def test_the_assignment_is_due_three_calendar_months_after_the_last_workshop_day() -> None:
    it = begun()
    assert (DeadlineState.NOT_SET, None, None) == stands(it, ASSIGNMENT)
    it.attend(2, "2025-02-24", "review")
    it.attend(1, "2025-11-30", "method", "questions")
    assert (day("2026-02-28"), DeadlineState.RUNNING) == (
        deadline(it, ASSIGNMENT).last_day, deadline(it, ASSIGNMENT).state,
    )  # fmt: skip
    assert DeadlineState.NOT_SET is deadline(it, ASSIGNMENT, "2025-11-29").state


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2025-05-19", (DeadlineState.RUNNING, None, 5)),
        ("2025-05-20", (DeadlineState.MET, day("2025-05-20"), None)),
        (None, (DeadlineState.MET, day("2025-05-20"), None)),
    ],
)
def test_an_assignment_is_met_on_the_day_the_last_of_it_was_handed_in(as_at: Any, expected: Any) -> None:
    assert expected == stands(gathered(), ASSIGNMENT, as_at)


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2025-05-23", (DeadlineState.RUNNING, None, 1)),
        ("2025-05-24", (DeadlineState.RUNNING, None, 0)),
        ("2025-05-25", (DeadlineState.PAST, None, None)),
        (datetime(2025, 5, 24, 22, 59, tzinfo=UTC), (DeadlineState.RUNNING, None, 0)),
        (datetime(2025, 5, 24, 23, 0, tzinfo=UTC), (DeadlineState.PAST, None, None)),
    ],
)
def test_a_deadline_lasts_to_the_end_of_its_day_where_the_candidate_is(as_at: Any, expected: Any) -> None:
    """The last minute in London in May is 22:59 in UTC."""
    it = begun()
    it.attend(1, "2025-01-20", "method", "questions")
    it.attend(2, "2025-02-24", "review")
    assert expected == stands(it, ASSIGNMENT, as_at)


def test_the_days_are_those_of_the_candidates_time_zone() -> None:
    it = Centre()
    it.people("Ravi", "Helen")
    it.begin(zone="Pacific/Auckland")
    it.attend(1, "2025-01-20", "method", "questions")
    it.attend(2, "2025-02-24", "review", clock="11:30")  # past midnight there
    it.hand_in("report", "2025-05-25")
    found = deadline(it, ASSIGNMENT)
    assert (day("2025-05-25"), DeadlineState.LATE, day("2025-05-26")) == (found.last_day, found.state, found.done_on)
    assert (day("2025-02-25"),) == record(it).days[1].attended_on
    assert MISSING is record(it, "2025-05-25").evidence[0].standing, "noon in UTC is the next day there"


def test_extensions_move_a_deadline_from_when_they_were_given_and_the_first_day_stays_visible() -> None:
    it = begun()
    it.attend(1, "2025-01-20", "method", "questions")
    it.attend(2, "2025-02-24", "review")
    for what, until, when in (
        (Deadline.ASSIGNMENT, "2025-06-30", "2025-05-20"),
        (Deadline.REGISTRATION, "2026-03-01", "2025-06-01"),
    ):
        it.add(OF_RAVI, RegistrationExtended(what, day(until), HELEN, said("ill", "Ravi")), on(when), by=HELEN)
    assert day("2025-05-24") == deadline(it, ASSIGNMENT, "2025-05-19").last_day
    assert (day("2025-06-30"), day("2025-05-24")) == (deadline(it, ASSIGNMENT).last_day, deadline(it, ASSIGNMENT).first)
    assert day("2026-01-06") == deadline(it, REGISTRATION, "2025-05-31").last_day
    assert (day("2026-03-01"), day("2026-01-06")) == (deadline(it, REGISTRATION).last_day, deadline(it, REGISTRATION).first)
    assert [(HELEN, said("ill", "Ravi"))] * 2 == [(each.by, each.reason) for each in record(it).extensions]
    it.hand_in("report", "2025-06-30")
    assert (DeadlineState.MET, day("2025-06-30"), None) == stands(it, ASSIGNMENT)


def test_a_registration_runs_to_the_end_of_its_last_day_whether_or_not_anybody_says_that_it_expired() -> None:
    it = begun()
    assert (DeadlineState.RUNNING, None, 0) == stands(it, REGISTRATION, "2026-01-06")
    assert (DeadlineState.PAST, None, None) == stands(it, REGISTRATION, "2026-01-07")
    assert CandidateStage.REGISTERED is record(it, "2026-01-07").stage
    it.add(OF_RAVI, RegistrationExpired(), on("2026-01-08"), by=HELEN)
    assert CandidateStage.EXPIRED is record(it, "2026-01-08").stage
    again = RegistrationExtended(Deadline.REGISTRATION, day("2026-02-01"), HELEN, said("ill", "Ravi"))
    it.add(OF_RAVI, again, on("2026-01-20"), by=HELEN)
    assert CandidateStage.EXPIRED is record(it, "2026-01-19").stage
    assert (CandidateStage.REGISTERED, (DeadlineState.RUNNING, None, 12)) == (
        record(it, "2026-01-20").stage, stands(it, REGISTRATION, "2026-01-20"),
    )  # fmt: skip


def test_a_registration_has_served_once_the_credits_are_awarded() -> None:
    assert (DeadlineState.MET, day("2025-07-01"), None) == stands(credited(), REGISTRATION)
    assert (DeadlineState.RUNNING, None, 190) == stands(credited(), REGISTRATION, "2025-06-30")


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2025-06-19", (DeadlineState.RUNNING, None, 11)),
        ("2025-06-20", (DeadlineState.MET, day("2025-06-20"), None)),
        ("2025-07-15", (DeadlineState.MET, day("2025-06-20"), None)),
    ],
)
def test_a_resubmission_is_met_when_what_bears_on_it_came_in_again(as_at: str, expected: Any) -> None:
    assert expected == stands(credited(), RESUBMISSION, as_at)
    assert ((1,), day("2025-06-30")) == (
        deadline(credited(), RESUBMISSION).criteria, deadline(credited(), RESUBMISSION).last_day,
    )  # fmt: skip


def test_a_resubmission_that_did_not_come_is_past_and_a_second_one_has_its_own_day() -> None:
    it = referred()
    assert (DeadlineState.PAST, None, None) == stands(it, RESUBMISSION, "2025-07-01")
    it.judge(1, "2025-07-02", Judgement.NOT_YET)
    it.refer(1, "2025-07-02", "2025-07-31")
    it.hand_in("report", "2025-07-20", "6")
    first, second = [each for each in record(it).deadlines if each.of is RESUBMISSION]
    assert (DeadlineState.LATE, day("2025-06-30")) == (first.state, first.last_day)
    assert (DeadlineState.MET, day("2025-07-31"), day("2025-07-20")) == (second.state, second.last_day, second.done_on)


def test_nothing_is_due_from_somebody_who_withdrew() -> None:
    it = begun()
    it.add(OF_RAVI, CandidateWithdrew(said("another job", "Ravi")), on("2025-03-01"), by=RAVI)
    view = record(it)
    assert (CandidateStage.WITHDRAWN, {DeadlineState.LIFTED}) == (view.stage, {each.state for each in view.deadlines})
    assert Withdrawal(on("2025-03-01"), said("another job", "Ravi")) == view.withdrawal
    assert record(it, "2025-02-28").withdrawal is None


def test_an_extension_of_the_assignment_is_in_the_journal_itself() -> None:
    it = gathered()
    extended = RegistrationExtended(Deadline.ASSIGNMENT, day("2025-06-30"), HELEN, said("ill", "Ravi"))
    it.add(OF_RAVI, extended, on("2025-05-23"), by=HELEN)
    (assignment,) = [each for each in record(it, specifications=()).deadlines if each.of is ASSIGNMENT]
    assert (day("2025-06-30"), DeadlineState.UNKNOWN) == (assignment.last_day, assignment.state)


def test_the_clock_says_how_many_days_are_left_where_no_day_is_asked_for() -> None:
    it = begun()
    view = CandidateRecord.fold(it.history(now=NOW), candidate=OF_RAVI, specifications=LOADED)
    assert (day("2026-01-01"), [5]) == (view.today, [each.days_left for each in view.deadlines if each.days_left is not None])
