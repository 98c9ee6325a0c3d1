"""Moments, days and intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from calder_vale import at, on

from actionlearning.domain.times import (
    BeforeLastChange,
    Interval,
    NaiveTime,
    OutOfRange,
    UnknownTimeZone,
    day_of,
    in_order,
    in_utc,
    zone,
)


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    january = Interval(at("01-01"), at("02-01"))
    assert not january.covers(at("01-01", "11:59"))
    assert january.covers(at("01-01"))
    assert january.covers(at("02-01", "11:59"))
    assert not january.covers(at("02-01"))


def test_an_interval_without_an_end_goes_on_and_an_empty_one_holds_nothing() -> None:
    assert Interval(at("01-01")).covers(at("12-31"))
    assert not Interval(at("01-01"), at("01-01")).covers(at("01-01"))


@pytest.mark.parametrize(
    ("moment", "time_zone", "day"),
    [
        (at("07-14", "22:59"), "Europe/London", "07-14"),
        (at("07-14", "23:00"), "Europe/London", "07-15"),
        (at("01-14", "23:59"), "Europe/London", "01-14"),
        (at("01-14", "10:59"), "Pacific/Auckland", "01-14"),
        (at("01-14", "11:00"), "Pacific/Auckland", "01-15"),
        (at("01-14", "04:59"), "America/New_York", "01-13"),
        (at("03-30", "00:59"), "Europe/London", "03-30"),  # the hour before the clocks go forward
        (at("10-25", "22:59"), "Europe/London", "10-25"),  # the last evening of summer time
        (at("10-25", "23:00"), "Europe/London", "10-26"),
    ],
)
def test_a_day_is_a_day_in_a_time_zone(moment: datetime, time_zone: str, day: str) -> None:
    assert on(day) == day_of(moment, time_zone)


def test_a_day_does_not_depend_on_the_zone_that_the_moment_was_written_in() -> None:
    there = at("07-14", "23:00").astimezone(timezone(timedelta(hours=-7)))
    assert on("07-15") == day_of(there, "Europe/London")


@pytest.mark.parametrize("name", ["", "Calder Vale", "Europe/Calder", "../etc/passwd", "europe/\x00london", "Ünter/den"])
def test_a_name_that_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownTimeZone) as refused:
        zone(name)
    assert UnknownTimeZone(name=name) == refused.value


def test_a_change_is_timed_at_its_last_change_or_later() -> None:
    in_order("the set", None, at("01-01"))
    in_order("the set", at("01-01"), at("01-01"))
    with pytest.raises(BeforeLastChange) as refused:
        in_order("the set", at("01-01"), at("01-01", "11:59"))
    assert BeforeLastChange(what="the set", at=at("01-01", "11:59"), last=at("01-01")) == refused.value


def test_a_time_without_its_zone_is_refused_before_any_decision() -> None:
    naive = datetime(2025, 1, 14, 10)  # noqa: DTZ001  # that is what this test is about
    for moment in (naive, naive.replace(tzinfo=Nowhere())):
        with pytest.raises(NaiveTime) as refused:
            in_utc(moment)
        assert NaiveTime(at=moment) == refused.value


def test_a_time_is_taken_to_utc() -> None:
    there = in_utc(datetime(2025, 1, 14, 12, tzinfo=timezone(timedelta(hours=2))))
    assert datetime(2025, 1, 14, 10, tzinfo=UTC) == there
    assert UTC is there.tzinfo


@pytest.mark.parametrize("year", [1900, 9000])
def test_a_time_lies_within_what_calendars_and_zones_can_tell(year: int) -> None:
    moment = datetime(year, 6, 15, 10, tzinfo=UTC)
    assert moment == in_utc(moment)
    beyond = moment.replace(year=1899 if year == 1900 else 9001)
    with pytest.raises(OutOfRange) as refused:
        in_utc(beyond)
    assert OutOfRange(at=beyond) == refused.value


class Nowhere(tzinfo):
    """A time zone that does not know its own offset."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        return None
