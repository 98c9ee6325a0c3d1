"""Deadlines are calendar months: of the registration from its day, of the assignment from the last workshop day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from calder_vale import at, on, said
from candidacy import (
    DAY_1,
    DAY_2,
    GATHERED,
    GWEN,
    HELEN,
    NOT_YET,
    RAVI,
    REFERRED,
    REFERRED_AT,
    REGISTERED,
    REPORT,
    RULES,
    candidate,
    gathering,
    judged,
    state,
    submitted,
)
from hypothesis import given
from hypothesis import strategies as st

from actionlearning.domain.candidate.errors import TooLate
from actionlearning.domain.candidate.events import Deadline, Judgement, RegistrationExtended, WorkReferred, WorkshopDayAttended
from actionlearning.domain.times import add_months

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(8000, 12, 31))
MONTHS = st.integers(0, 600)
HAND_IN: dict[str, Any] = {"sha256": "5" * 64, "authentic": True, "by": RAVI}


def submit(kind: str, moment: datetime) -> Any:
    return lambda it: it.submit(kind, **HAND_IN, at=moment)


# Calendar months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 2, 25), 3, date(2025, 5, 25)),
        (date(2025, 1, 6), 12, date(2026, 1, 6)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 0, date(2025, 12, 31)),
        (date(2025, 1, 31), 11, date(2025, 12, 31)),
    ],
)
def test_months_are_months_of_the_calendar(day: date, months: int, expected: date) -> None:
    assert expected == add_months(day, months)


@given(DAYS, MONTHS)
def test_so_many_months_later_it_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert months == (later.year - day.year) * 12 + later.month - day.month
    tomorrow = date.fromordinal(later.toordinal() + 1)
    assert later.day == day.day or (later.day < day.day and tomorrow.day == 1)


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_never_has_an_earlier_deadline(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


# The assignment's


def test_the_assignment_has_no_deadline_before_every_day_is_complete() -> None:
    part = (WorkshopDayAttended(2, Decimal(2), ()), at("02-24"))
    for given_ in ((*REGISTERED, DAY_1), (*REGISTERED, DAY_2), (*REGISTERED, DAY_1, part)):
        assert state(*given_).assignment_deadline(RULES, at("05-01")) is None
    assert state(*REGISTERED, DAY_1, DAY_2).assignment_deadline(RULES, at("02-23")) is None
    assert on("05-24") == state(*REGISTERED, DAY_1, DAY_2).assignment_deadline(RULES, at("02-24"))


def test_it_runs_from_the_day_that_was_completed_last_whatever_its_number() -> None:
    half = (WorkshopDayAttended(1, Decimal(3), ("method",)), at("01-20"))
    made_up = (WorkshopDayAttended(1, Decimal(3), ("questions",)), at("03-31"))
    again = (WorkshopDayAttended(2, Decimal(6), ("review",)), at("04-20"))
    assert on("06-30") == state(*REGISTERED, half, DAY_2, made_up, again).assignment_deadline(RULES, at("05-01"))


def test_the_assignment_is_handed_in_by_the_end_of_its_last_day() -> None:
    """The last minute in London in May is 22:59 in UTC."""
    given_ = candidate.given(*REGISTERED, DAY_1, DAY_2).seen_as(gathering)
    given_.when(submit("report", at("05-24", "22:59"))).then(submitted())
    given_.when(submit("report", at("05-24", "23:00"))).refused(TooLate(kind="report", on=on("05-25"), deadline=on("05-24")))


def test_what_is_no_assignment_is_not_due_with_it() -> None:
    candidate.given(*REGISTERED, DAY_1, DAY_2).seen_as(gathering).when(submit("diary", at("06-30"))).then(submitted("diary"))


def test_late_work_needs_an_extension_that_was_given_by_then() -> None:
    extended = (RegistrationExtended(Deadline.ASSIGNMENT, on("06-30"), HELEN, said()), at("05-30"))
    given_ = candidate.given(*REGISTERED, DAY_1, DAY_2, extended).seen_as(gathering)
    given_.when(submit("report", at("05-29"))).refused(TooLate(kind="report", on=on("05-29"), deadline=on("05-24")))
    given_.when(submit("report", at("06-30"))).then(submitted())
    given_.when(submit("report", at("07-01"))).refused(TooLate(kind="report", on=on("07-01"), deadline=on("06-30")))


# What was referred


def test_referred_work_is_due_by_the_day_that_was_named_whether_that_is_later_or_earlier() -> None:
    late = (WorkReferred((1,), on("06-30"), GWEN), REFERRED_AT)
    later = candidate.given(*NOT_YET, late).seen_as(gathering)
    later.when(submit("report", at("06-30"))).then(submitted())
    later.when(submit("report", at("07-01"))).refused(TooLate(kind="report", on=on("07-01"), deadline=on("06-30")))
    candidate.given(*REFERRED).seen_as(gathering).when(submit("report", at("05-01"))).refused(
        TooLate(kind="report", on=on("05-01"), deadline=on("04-30"))
    )


def test_only_what_bears_on_the_referred_criteria_is_due_by_then() -> None:
    candidate.given(*REFERRED).seen_as(gathering).when(submit("diary", at("05-01"))).then(submitted("diary"))


def test_two_referrals_of_the_same_evidence_leave_it_the_longer_time() -> None:
    """Both criteria rest on the report."""
    referred = (*GATHERED, *((judged(number, Judgement.NOT_YET), at("04-01")) for number in (1, 2)))
    both = (
        *referred,
        (WorkReferred((1,), on("04-30"), GWEN), at("04-02")),
        (WorkReferred((2,), on("04-20"), GWEN), at("04-03")),
    )
    assert on("04-30") == state(*both).submission_deadline(REPORT, RULES, at("04-04"))


def test_once_the_criterion_is_met_the_assignments_deadline_counts_again() -> None:
    met = (*REFERRED, (submitted(), at("04-10")), (judged(1), at("04-11")))
    assert on("04-30") == state(*met).submission_deadline(REPORT, RULES, at("04-10"))
    assert on("05-24") == state(*met).submission_deadline(REPORT, RULES, at("04-11"))
