"""When an action is due: a due date in force was reached, and what takes it out again."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from by_hand import SET, Chronicle, day, on

from actionlearning.domain.values import OutcomeResult, SessionKind
from actionlearning.projections.figures import Figures, SetMetrics
from actionlearning.projections.metric import Metric

START = on("2025-06-02", "14:30")


def meeting(zone: str = "Europe/London") -> Chronicle:
    """A set that met on 2 June, where Ann committed to a step due on 16 June."""
    it = Chronicle()
    it.set("Ann", "Ben", at=on("2025-05-01"), zone=zone)
    it.problem("Ann", on("2025-05-02"))
    it.session(1, "2025-06-02", ["Ann", "Ben"])
    it.commit("Ann", "step", "2025-06-16", START)
    return it


def figures(it: Chronicle, as_at: str | datetime) -> Figures:
    return SetMetrics.fold(it.history(as_at), set=SET).figures


def due(it: Chronicle, as_at: str | datetime) -> int:
    counted = figures(it, as_at).follow_through.denominator
    assert counted is not None
    return int(counted)


def test_an_action_falls_due_on_its_due_date_and_not_a_day_before() -> None:
    assert [due(meeting(), as_at) for as_at in ("2025-06-15", "2025-06-16", "2025-06-17")] == [0, 1, 1]


@pytest.mark.parametrize(("released", "expected"), [("2025-06-15", 0), ("2025-06-16", 0), ("2025-06-17", 1)])
def test_releasing_takes_an_action_out_on_the_due_date_at_the_latest(released: str, expected: int) -> None:
    it = meeting()
    it.release("Ann", "step", on(released))
    assert due(it, "2025-07-01") == expected


def test_an_action_released_too_late_was_due_before_the_release_too() -> None:
    it = meeting()
    it.release("Ann", "step", on("2025-06-17"))
    assert [due(it, as_at) for as_at in ("2025-06-16", "2025-06-17")] == [1, 1]


@pytest.mark.parametrize(("moved", "expected"), [("2025-06-15", 0), ("2025-06-16", 0), ("2025-06-17", 1)])
def test_renegotiating_takes_an_action_out_on_the_due_date_at_the_latest(moved: str, expected: int) -> None:
    it = meeting()
    it.session(2, moved, ["Ann", "Ben"])
    it.renegotiate("Ann", "step", "2025-06-30", 2, on(moved, "14:05"))
    assert [due(it, as_at) for as_at in ("2025-06-29", "2025-06-30")] == [expected, 1]


def test_a_due_date_that_was_replaced_in_time_never_counts_and_the_last_one_does_once() -> None:
    it = meeting()
    for number, (moved, until) in enumerate([("2025-06-09", "2025-06-23"), ("2025-06-24", "2025-07-07")], start=2):
        it.session(number, moved, ["Ann", "Ben"])
        it.renegotiate("Ann", "step", until, number, on(moved, "14:05"))
    assert [due(it, as_at) for as_at in ("2025-06-16", "2025-06-22", "2025-06-23", "2025-07-07")] == [0, 0, 1, 1]


def test_midnight_is_that_of_the_set() -> None:
    # 23:30 UTC on 16 June is half past midnight on the 17th in London, an hour too late to release in time
    late = on("2025-06-16", "23:30")
    london, utc = meeting("Europe/London"), meeting("UTC")
    for it in (london, utc):
        it.release("Ann", "step", late)
    assert (due(london, "2025-07-01"), due(utc, "2025-07-01")) == (1, 0)


def test_a_date_as_at_ends_at_midnight_in_the_time_zone_of_the_set() -> None:
    reported = on("2025-06-16", "23:30")
    london, utc = meeting("Europe/London"), meeting("UTC")
    for it in (london, utc):
        it.report("Ann", "step", reported, "2025-06-16")
    shown = [figures(it, "2025-06-16").follow_through.value for it in (london, utc)]
    assert shown == [0, 1]
    assert figures(london, "2025-06-17").follow_through.value == 1


def test_a_moment_as_at_includes_that_very_moment() -> None:
    it = meeting()
    it.report("Ann", "step", on("2025-06-16", "10:00"), "2025-06-16")
    at, before = datetime(2025, 6, 16, 10, tzinfo=UTC), datetime(2025, 6, 16, 9, 59, tzinfo=UTC)
    assert [figures(it, moment).follow_through for moment in (before, at)] == [Metric(0, 1, 1), Metric(1, 1, 1)]


def test_without_as_at_the_clock_of_the_caller_says_what_is_due() -> None:
    it = meeting()
    shown = [SetMetrics.fold(it.history(now=on(now)), set=SET).figures.follow_through for now in ("2025-06-15", "2025-06-16")]
    assert shown == [Metric(0, 0, 0), Metric(0, 1, 1)]


def test_an_outcome_counts_from_its_report_and_not_from_the_day_it_was_done() -> None:
    it = meeting()
    it.report("Ann", "step", on("2025-06-20"), "2025-06-10")
    assert [figures(it, as_at).on_time.value for as_at in ("2025-06-19", "2025-06-20")] == [0, 1]


def test_partial_is_not_achieved_and_a_later_report_replaces() -> None:
    it = meeting()
    it.report("Ann", "step", on("2025-06-16"), None, OutcomeResult.PARTIAL)
    it.report("Ann", "step", on("2025-06-20"), "2025-06-19")
    shown = [
        (figures(it, as_at).follow_through.value, figures(it, as_at).on_time.value) for as_at in ("2025-06-16", "2025-06-20")
    ]
    assert shown == [(0, 0), (1, 0)]


def test_an_action_moved_and_done_by_the_new_date_is_achieved_but_not_on_time() -> None:
    it = meeting()
    it.session(2, "2025-06-09", ["Ann", "Ben"])
    it.renegotiate("Ann", "step", "2025-06-30", 2, on("2025-06-09", "14:05"))
    it.report("Ann", "step", on("2025-06-28"), "2025-06-28")
    shown = figures(it, "2025-06-30")
    assert (shown.follow_through, shown.on_time, shown.slippage) == (Metric(1, 1, 1), Metric(0, 1, 1), Metric(14, 1, 1))


@pytest.mark.parametrize(
    ("sessions", "reviewed_in", "expected"),
    [
        (["2025-06-17"], 2, 1),  # the first session after the due date
        (["2025-06-16"], 2, 1),  # on the due date itself
        (["2025-06-09"], 2, 1),  # before it
        (["2025-06-16", "2025-06-17"], 3, 1),  # a session on the due date is not after it
        (["2025-06-17", "2025-06-24"], 3, 0),  # too late
    ],
)
def test_a_prompt_review_is_by_the_first_session_after_the_due_date(
    sessions: list[str], reviewed_in: int, expected: int
) -> None:
    it = meeting()
    for number, when in enumerate(sessions, start=2):
        it.session(number, when, ["Ann", "Ben"])
    when = sessions[reviewed_in - 2]
    it.report("Ann", "step", on(when, "14:02"), None, OutcomeResult.NOT_ACHIEVED)
    it.review("Ann", "step", reviewed_in, on(when, "14:03"))
    assert figures(it, "2025-07-01").prompt_review == Metric(expected, 1, 1)


def test_a_follow_up_counts_as_the_first_session_and_one_never_held_does_not() -> None:
    it = meeting()
    it.schedule(2, "2025-06-17", on("2025-06-01"))
    it.session(3, "2025-06-24", ["Ann", "Ben"], SessionKind.FOLLOW_UP)
    it.renegotiate("Ann", "step", "2025-07-30", 3, on("2025-06-24", "14:05"))
    shown = figures(it, "2025-07-01")
    assert (shown.prompt_review, shown.loop_closure) == (Metric(1, 1, 1), Metric(0, 1, 1))
    assert shown.attendance == Metric(2, 2, 2)


def test_every_figure_of_an_empty_set_is_not_available() -> None:
    it = Chronicle()
    it.set(at=on("2025-05-01"))
    named = SetMetrics.fold(it.history(), set=SET).figures.named()
    assert {name: figure.value for name, figure in named.items()} == dict.fromkeys(named)
    assert named["follow_through"].to_json() == {"value": None, "numerator": 0, "denominator": 0, "n": 0}


def test_the_machine_form_has_numbers_and_shares_as_fractions() -> None:
    assert Metric(3, 4, 2).to_json() == {"value": 0.75, "numerator": 3, "denominator": 4, "n": 2}
    assert Metric.amount(Fraction(1, 2)).to_json() == {"value": 0.5, "numerator": 0.5, "denominator": 1, "n": None}


def test_a_late_recorded_release_counts_from_when_it_happened_once_it_is_known() -> None:
    it = meeting()
    before = len(it.recorded)
    it.release("Ann", "step", on("2025-06-15"))
    known_then = SetMetrics.fold(it.history("2025-07-01", known=before), set=SET).figures.follow_through
    assert (known_then, due(it, "2025-07-01")) == (Metric(0, 1, 1), 0)
    assert day("2025-07-01") == SetMetrics.fold(it.history("2025-07-01"), set=SET).as_at
