"""A set at a glance, and how it stands with an action: each day and each word by the facts, and nothing before its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from by_hand import ADVISER, SET, Chronicle, day, named, on, said
from vale import calder_vale

from actionlearning.domain.policies import Policy, PolicyBreachNoted
from actionlearning.domain.set.events import AbsenceRecorded, CheckedIn, CheckedOut, ProcessReviewed, SessionCancelled
from actionlearning.domain.values import OutcomeResult, SessionKind
from actionlearning.projections import amounts
from actionlearning.projections.member_actions import MemberActions
from actionlearning.projections.metric import NOT_AVAILABLE, Change, Metric
from actionlearning.projections.projection import NothingKnown
from actionlearning.projections.set_overview import Attended, OverviewMember, SetOverview
from actionlearning.projections.standing import Standing

START = on("2025-01-06")


@pytest.fixture
def it() -> Chronicle:
    """Ann and Ben, a problem of Ann's, and session 1 on 14 January, in which she presented it."""
    it = Chronicle()
    it.programme(START)
    it.set("Ann", "Ben", at=START)
    it.problem("Ann", START)
    it.schedule(1, "2025-01-14", START)
    it.open(1, "2025-01-14", ("Ann",))
    it.slot(1, "2025-01-14", "Ann", 40)
    it.commit("Ann", "ask", "2025-02-07", on("2025-01-14", "15:00"))
    return it


def overview(it: Chronicle, as_at: str | None = None) -> SetOverview:
    return SetOverview.fold(it.history(as_at), set=SET)


def standing(it: Chronicle, as_at: str) -> Standing:
    (action,) = overview(it, as_at).actions
    return action.standing


# Standing


def test_an_action_is_open_until_its_due_date_has_passed(it: Chronicle) -> None:
    assert Standing.OPEN is standing(it, "2025-02-07")
    assert Standing.OVERDUE is standing(it, "2025-02-08")


@pytest.mark.parametrize(
    ("done", "expected"),
    [("2025-02-07", Standing.ON_TIME), ("2025-02-08", Standing.LATE)],
)
def test_what_was_achieved_is_on_time_by_the_date_it_had_first(it: Chronicle, done: str, expected: Standing) -> None:
    it.report("Ann", "ask", on("2025-02-09"), done)
    assert expected is standing(it, "2025-03-01")


@pytest.mark.parametrize(
    ("done", "expected"),
    [("2025-02-07", Standing.ON_TIME), ("2025-02-20", Standing.RENEGOTIATED), ("2025-03-01", Standing.LATE)],
)
def test_a_date_agreed_anew_is_told_from_the_one_before(it: Chronicle, done: str, expected: Standing) -> None:
    it.renegotiate("Ann", "ask", "2025-02-28", 1, on("2025-01-14", "16:00"))
    it.report("Ann", "ask", on("2025-03-02"), done)
    assert expected is standing(it, "2025-04-01")


@pytest.mark.parametrize(
    ("result", "expected"), [(OutcomeResult.PARTIAL, Standing.PARTIAL), (OutcomeResult.NOT_ACHIEVED, Standing.NOT_ACHIEVED)]
)
def test_what_was_not_achieved_is_neither_late_nor_on_time(it: Chronicle, result: OutcomeResult, expected: Standing) -> None:
    it.report("Ann", "ask", on("2025-02-09"), None, result)
    assert expected is standing(it, "2025-03-01")
    assert Standing.OVERDUE is standing(it, "2025-02-08")  # nothing was known of it by then
    (action,) = overview(it, "2025-03-01").actions
    assert day("2025-02-09") == action.ended_on


def test_what_was_released_is_released_whatever_else_it_was(it: Chronicle) -> None:
    it.release("Ann", "ask", on("2025-02-10"))
    (action,) = overview(it, "2025-03-01").actions
    assert (Standing.RELEASED, day("2025-02-10"), None) == (action.standing, action.ended_on, action.reviewed_on)


def test_a_day_is_one_of_the_set() -> None:
    it = Chronicle()
    it.programme(START)
    it.set("Ann", at=START, zone="Asia/Tokyo")
    it.problem("Ann", START)
    it.commit("Ann", "ask", "2025-02-07", on("2025-01-14", "20:00"))
    it.report("Ann", "ask", on("2025-02-06", "20:00"), None, OutcomeResult.PARTIAL)
    it.review("Ann", "ask", 2, on("2025-02-10", "20:00"))
    (action,) = overview(it).actions
    assert (day("2025-01-15"), day("2025-02-07"), day("2025-02-11")) == (
        action.committed_on,
        action.ended_on,
        action.reviewed_on,
    )


def test_the_actions_of_calder_vale_stand_as_its_table_says() -> None:
    counted: dict[Standing, int] = {}
    view = overview(calder_vale(), "2025-09-02")
    for each in view.actions:
        counted[each.standing] = counted.get(each.standing, 0) + 1
    expected = {
        Standing.ON_TIME: 15,
        Standing.RENEGOTIATED: 1,
        Standing.PARTIAL: 2,
        Standing.NOT_ACHIEVED: 1,
        Standing.RELEASED: 1,
    }
    assert expected == counted
    assert sorted(each.committed_on for each in view.actions) == [each.committed_on for each in view.actions]


# Sessions


def test_a_session_tells_who_presented_and_for_how_long(it: Chronicle) -> None:
    (session,) = overview(it).sessions
    (slot,) = session.slots
    assert (named("Ann"), named("problem of Ann"), 40, False) == (
        slot.presenter.id,
        slot.problem.id,
        slot.minutes,
        slot.released,
    )
    assert (1, 2, day("2025-01-14")) == (session.present, session.expected, session.on)
    assert session.adviser is not None
    assert ADVISER == session.adviser.id


def test_a_session_in_the_diary_and_one_that_was_cancelled_were_not_held(it: Chronicle) -> None:
    it.schedule(2, "2025-02-11", START, SessionKind.FOLLOW_UP)
    it.schedule(3, "2025-03-11", START)
    it.add(SET, SessionCancelled(3), on("2025-03-10"))
    held = [(each.number, each.held, each.cancelled, each.kind) for each in overview(it).sessions]
    assert [
        (1, True, False, SessionKind.REGULAR),
        (2, False, False, SessionKind.FOLLOW_UP),
        (3, False, True, SessionKind.REGULAR),
    ] == held


def test_energy_is_the_mean_of_those_who_gave_it_twice(it: Chronicle) -> None:
    it.add(SET, CheckedIn(1, named("Ben"), 3), on("2025-01-14", "14:02"))
    it.add(SET, CheckedOut(1, named("Ben"), 7), on("2025-01-14", "16:50"))
    it.add(SET, CheckedOut(1, named("Ann"), 9), on("2025-01-14", "16:51"))  # she gave none when she came
    (session,) = overview(it).sessions
    assert (Metric(3, 1, 1), Metric(7, 1, 1)) == (session.energy_in, session.energy_out)


def test_a_process_review_is_told_with_its_note(it: Chronicle) -> None:
    it.add(SET, ProcessReviewed(1, 5, 4, 6, said("quick to solve", "Ann")), on("2025-01-14", "16:55"))
    it.add(SET, ProcessReviewed(1, 7, 6, 8), on("2025-01-14", "16:56"))
    (session,) = overview(it).sessions
    assert [Fraction(6), Fraction(5), Fraction(7)] == [session.safety.value, session.challenge.value, session.support.value]
    assert (said("quick to solve", "Ann"),) == session.notes


# Members


def members(it: Chronicle) -> dict[Any, OverviewMember]:
    return {each.person.id: each for each in overview(it).members}


def test_attendance_tells_an_apology_from_none(it: Chronicle) -> None:
    it.session(2, "2025-02-11", ())
    it.add(SET, AbsenceRecorded(1, named("Ben"), apology=True), on("2025-01-14", "14:05"))
    ann, ben = members(it)[named("Ann")], members(it)[named("Ben")]
    assert {1: Attended.PRESENT, 2: Attended.ABSENT} == ann.attendance
    assert {1: Attended.APOLOGY, 2: Attended.ABSENT} == ben.attendance
    assert (Metric(1, 2), Metric(0, 2)) == (ann.attended, ben.attended)


def test_airtime_is_minutes_over_the_sessions_of_their_membership(it: Chronicle) -> None:
    it.session(2, "2025-02-11", ("Ann", "Ben"))
    it.session(3, "2025-03-11", ("Ann",), SessionKind.FOLLOW_UP)
    assert (Metric(40, 2), Metric(0, 2)) == (members(it)[named("Ann")].airtime, members(it)[named("Ben")].airtime)


def test_a_newcomer_has_no_sessions_before_they_came_and_a_leaver_none_after() -> None:
    view = overview(calder_vale())
    by_id = {each.person.id: each for each in view.members}
    newcomer, leaver = by_id[named("M7")], by_id[named("M6")]
    assert ([4, 5, 6, 7], day("2025-04-01"), None) == (list(newcomer.attendance), newcomer.joined_on, newcomer.left_on)
    assert ([1, 2, 3], day("2025-03-20")) == (list(leaver.attendance), leaver.left_on)
    assert (Fraction(40, 3), Fraction(80, 3)) == (leaver.airtime.value, newcomer.airtime.value)


# Breaches, and what is not known


def test_a_breach_is_told_wherever_it_was_noted_and_in_this_set_alone(it: Chronicle) -> None:
    it.add(SET, PolicyBreachNoted(Policy.QUORUM, "1 checked in, agreed 4"), on("2025-01-14"))
    it.add(named("problem of Ann"), PolicyBreachNoted(Policy.DUE, "due too late"), on("2025-01-14", "15:00"))
    it.add(named("problem of somebody else"), PolicyBreachNoted(Policy.DUE, "elsewhere"), on("2025-01-15"))
    assert [(Policy.QUORUM, "1 checked in, agreed 4"), (Policy.DUE, "due too late")] == [
        (each.policy, each.detail) for each in overview(it).breaches
    ]
    assert () == overview(it, "2025-01-13").breaches


def test_nothing_is_known_of_a_set_or_a_member_that_never_was(it: Chronicle) -> None:
    with pytest.raises(NothingKnown):
        SetOverview.fold(it.history(), set=named("no set"))
    with pytest.raises(NothingKnown):
        MemberActions.fold(it.history(), member=named("nobody"))


def test_a_members_actions_are_theirs_in_the_order_of_commitment() -> None:
    view = MemberActions.fold(calder_vale().history("2025-09-02"), member=named("M3"))
    assert [Standing.PARTIAL, *[Standing.ON_TIME] * 3] == [each.standing for each in view.actions]
    assert {named("M3")} == {each.owner.id for each in view.actions}
    assert date(2025, 9, 2) == view.today


# Figures in words


def words() -> Iterator[tuple[str, str]]:
    yield "81.2 %", amounts.as_share(Metric(13, 16))
    yield "81.25 %", amounts.as_share(Metric(13, 16), 2)
    yield "13 of 16", amounts.as_of(Metric(13, 16))
    yield "", amounts.as_of(NOT_AVAILABLE)
    yield "not available", amounts.as_share(Metric(0, 0))
    yield "2.50", amounts.as_mean(Metric(5, 2))
    yield "not available", amounts.as_mean(NOT_AVAILABLE)
    yield "4.00 → 7.00", amounts.as_change(Change.of([(4, 7)]))
    yield "not available", amounts.as_change(Change.of([]))
    yield "£9,046", amounts.money(Metric.amount(9046), "GBP")
    yield "\N{MINUS SIGN}£2,304.50", amounts.money(Metric.amount(Decimal("-2304.5")), "GBP")
    yield "CHF 1", amounts.money(Metric.amount(1), "CHF")
    yield "not available", amounts.money(NOT_AVAILABLE, "GBP")
    yield "126", amounts.as_hours(Fraction(126))
    yield "1,000.5", amounts.as_hours(Fraction(2001, 2))


@pytest.mark.parametrize(("expected", "said_as"), list(words()))
def test_figures_are_written_as_people_write_them(expected: str, said_as: str) -> None:
    assert expected == said_as
