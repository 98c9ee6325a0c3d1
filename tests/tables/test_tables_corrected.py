"""What is put right, undone or recorded late shows in the tables for people as it does in the views."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from by_hand import ADVISER, PROGRAMME, SET, Chronicle, day, named, on, said
from same_as_views import of, one, tables_agree

from actionlearning.domain.problem.events import (
    AlignmentConfirmed,
    OutcomeReopened,
    ProblemPresented,
    QuestionAsked,
    QuestionReclassified,
)
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    CostIncurred,
    CostReversed,
    MeasureBaselined,
    MeasureObserved,
)
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserHandedOver,
    MemberJoined,
    MemberLeft,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import AttendanceCorrected, SlotMinutesCorrected
from actionlearning.domain.values import (
    BenefitKind,
    CostCategory,
    MemberId,
    OutcomeResult,
    QuestionForm,
    QuestionFunction,
)
from actionlearning.projections.materialised import MemoryRows

START = on("2025-01-06", "09:00")
A1 = named("A1")


@pytest.fixture
def it() -> Chronicle:
    """Four members, one of whom misses the first session."""
    it = Chronicle()
    it.programme(START)
    it.set("M1", "M2", "M3", "M4", at=START)
    for member in ("M1", "M2"):
        it.problem(member, START)
    it.session(1, "2025-01-14", ["M1", "M2", "M3"])
    it.add(SET, AbsenceRecorded(1, named("M4"), apology=True), on("2025-01-14", "14:05"))
    return it


def tables(it: Chronicle) -> MemoryRows:
    return tables_agree(it.recorded, it.history().now)


def attendance(it: Chronicle, member: str) -> tuple[bool, bool, bool | None]:
    row = one(tables(it), "attendances", set_id=SET, session=1, member_id=named(member))
    return row["expected"], row["present"], row["apology"]


def test_whoever_came_after_all_was_there_and_whoever_did_not_was_not(it: Chronicle) -> None:
    assert (True, False, True) == attendance(it, "M4")
    it.add(SET, AttendanceCorrected(1, named("M4"), present=True), on("2025-01-20"))
    assert (True, True, True) == attendance(it, "M4")
    it.add(SET, AttendanceCorrected(1, named("M1"), present=False), on("2025-01-20"))
    assert (True, False, None) == attendance(it, "M1")
    it.add(SET, AttendanceCorrected(1, named("M1"), present=True), on("2025-01-21"))
    assert (True, True, None) == attendance(it, "M1")


def test_a_session_is_expected_of_whoever_is_known_later_to_have_been_a_member(it: Chronicle) -> None:
    it.add(SET, MemberJoined(named("M5")), on("2025-01-10"))
    assert (True, False, None) == attendance(it, "M5")
    it.add(SET, MemberJoined(named("M6")), on("2025-01-14", "14:30"))
    assert [] == of(tables(it), "attendances", member_id=named("M6"))


def test_a_session_is_not_expected_of_whoever_is_known_later_to_have_left(it: Chronicle) -> None:
    it.add(SET, MemberLeft(named("M4"), said("moved", "M4")), on("2025-01-13"))
    assert (False, False, True) == attendance(it, "M4")
    session = one(tables(it), "sessions", set_id=SET, session=1)
    assert (3, 3) == (session["present"], session["expected"])


def test_whoever_comes_back_has_two_memberships(it: Chronicle) -> None:
    it.add(SET, MemberLeft(named("M4"), said("moved", "M4")), on("2025-02-01"))
    it.add(SET, MemberJoined(named("M4")), on("2025-03-01"))
    spans = [(row["joined_at"], row["left_at"]) for row in of(tables(it), "memberships", member_id=named("M4"))]
    assert [(START, on("2025-02-01")), (on("2025-03-01"), None)] == spans


def test_whoever_comes_back_in_the_moment_in_which_they_left_is_a_member(it: Chronicle) -> None:
    at = on("2025-02-01")
    it.add(SET, MemberLeft(named("M4"), said("moved", "M4")), at)
    it.add(SET, MemberJoined(named("M4")), at)
    it.session(2, "2025-02-11", ["M1", "M2", "M3", "M4"])
    spans = [(row["joined_at"], row["left_at"]) for row in of(tables(it), "memberships", member_id=named("M4"))]
    assert [(START, at), (at, None)] == spans


def test_an_adviser_who_hands_over_and_comes_back_has_two_spells(it: Chronicle) -> None:
    it.add(SET, AdviserHandedOver(ADVISER, MemberId(named("Ravi"))), on("2025-02-01"))
    it.add(SET, AdviserHandedOver(MemberId(named("Ravi")), ADVISER), on("2025-03-01"))
    spells = [(row["spell"], row["stood_down_at"]) for row in of(tables(it), "advisers", adviser_id=ADVISER)]
    assert [(1, on("2025-02-01")), (2, None)] == spells


def test_minutes_that_are_put_right_are_those_of_the_last_slot_of_the_problem(it: Chronicle) -> None:
    for clock in ("14:10", "15:10"):
        it.slot(1, "2025-01-14", "M1", 30, clock)
    it.add(SET, SlotMinutesCorrected(1, named("problem of M1"), 45), on("2025-01-15"))
    it.slot(1, "2025-01-14", "M2", 20, "16:10")
    slots = of(tables(it), "slots", set_id=SET)
    assert [(30, False), (45, True), (20, False)] == [(row["minutes"], row["corrected"]) for row in slots]


def test_a_slot_that_was_recorded_late_is_not_the_last(it: Chronicle) -> None:
    it.slot(1, "2025-01-14", "M1", 30, "15:10")
    it.add(SET, SlotOpened(1, named("M1"), named("problem of M1")), on("2025-01-14", "14:10"))
    it.add(SET, SlotClosed(1, 20), on("2025-01-14", "14:30"))
    it.add(SET, SlotMinutesCorrected(1, named("problem of M1"), 45), on("2025-01-15"))
    assert {45: True, 20: False} == {row["minutes"]: row["corrected"] for row in of(tables(it), "slots", set_id=SET)}


def test_a_question_is_of_the_kind_that_was_said_last(it: Chronicle) -> None:
    problem = named("problem of M1")
    it.slot(1, "2025-01-14", "M1", 30)
    it.add(problem, QuestionAsked(1, named("M2"), QuestionForm.CLOSED, QuestionFunction.PROBING), on("2025-01-14", "14:20"))
    version = it.recorded[-1].version
    it.add(problem, QuestionReclassified(version, QuestionForm.OPEN, QuestionFunction.REFLECTIVE), on("2025-01-16"))
    it.add(problem, QuestionReclassified(version, QuestionForm.LEADING, QuestionFunction.PROBING), on("2025-01-15"))
    (row,) = of(tables(it), "questions", problem_id=problem)
    assert ("leading", "probing") == (row["form"], row["function"])


def test_an_outcome_can_be_reopened_reported_again_and_reviewed_again(it: Chronicle) -> None:
    problem = named("problem of M1")
    it.slot(1, "2025-01-14", "M1", 30)
    it.commit("M1", "A1", "2025-02-07", on("2025-01-14", "16:00"))
    it.report("M1", "A1", on("2025-02-06"), "2025-02-05")
    it.session(2, "2025-02-11", ["M1", "M2"])
    it.review("M1", "A1", 2, on("2025-02-11", "14:30"))
    assert ("reviewed", 2) == _state(tables(it))
    it.add(problem, OutcomeReopened(A1, said("too soon", "M1")), on("2025-02-12"))
    rows = tables(it)
    assert ("open", None) == _state(rows)
    assert "achieved" == one(rows, "actions", action_id=A1)["result"]
    it.report("M1", "A1", on("2025-02-13"), None, OutcomeResult.PARTIAL)
    it.session(3, "2025-03-11", ["M1", "M2"])
    it.review("M1", "A1", 3, on("2025-03-11", "14:30"))
    rows = tables(it)
    assert ("reviewed", 3) == _state(rows)
    assert ("partial", False, 1) == tuple(one(rows, "actions", action_id=A1)[n] for n in ("result", "achieved", "reopened"))
    assert [False, True] == [row["counts"] for row in of(rows, "reviews", action_id=A1)]


def _state(rows: MemoryRows) -> tuple[str, int | None]:
    row = one(rows, "actions", action_id=A1)
    return row["state"], row["reviewed_in"]


def test_an_action_that_is_moved_and_released_has_its_due_dates_one_after_the_other(it: Chronicle) -> None:
    it.slot(1, "2025-01-14", "M1", 30)
    it.commit("M1", "A1", "2025-02-07", on("2025-01-14", "16:00"))
    it.session(2, "2025-02-11", ["M1", "M2"])
    it.renegotiate("M1", "A1", "2025-03-07", 2, on("2025-02-11", "14:30"))
    it.release("M1", "A1", on("2025-03-01"))
    rows = tables(it)
    dues = [(row["due"], row["until_day"]) for row in of(rows, "due_dates", action_id=A1)]
    assert [(day("2025-02-07"), day("2025-02-11")), (day("2025-03-07"), day("2025-03-01"))] == dues
    assert ("released", 28) == tuple(one(rows, "actions", action_id=A1)[name] for name in ("state", "days_moved"))


def test_a_problem_drifts_until_somebody_says_if_it_still_matters_whenever_that_is_recorded(it: Chronicle) -> None:
    problem = named("problem of M1")
    drifting = []
    for number, when in ((1, "2025-01-14"), (2, "2025-02-11"), (3, "2025-03-11")):
        if number > 1:
            it.session(number, when, ["M1", "M2"])
        it.slot(number, when, "M1", 30)
        drifting.append(one(tables(it), "problems", problem_id=problem)["drifts"])
    it.add(problem, AlignmentConfirmed(still_matters=True), on("2025-01-20"))
    drifting.append(one(tables(it), "problems", problem_id=problem)["drifts"])
    it.add(problem, AlignmentConfirmed(still_matters=False), on("2025-02-20"))
    it.add(problem, AlignmentConfirmed(still_matters=True), on("2025-02-19"))
    row = one(tables(it), "problems", problem_id=problem)
    assert ([False, True, True, True], (False, False)) == (drifting, (row["drifts"], row["still_matters"]))
    it.add(problem, ProblemPresented(1), on("2025-01-14", "16:30"), by=named("M1"))
    assert not one(tables(it), "problems", problem_id=problem)["drifts"]


def test_money_that_was_recorded_by_mistake_does_not_count(it: Chronicle) -> None:
    for number in (1, 2):
        it.add(PROGRAMME, CostIncurred(named(f"cost {number}"), CostCategory.VENUE, Decimal(100)), on("2025-02-01"))
    it.add(PROGRAMME, CostReversed(named("cost 1"), said("twice", "Helen")), on("2025-02-02"))
    assert [True, False] == [row["reversed"] for row in of(tables(it), "costs")]


def test_a_claim_is_as_it_was_judged_last(it: Chronicle) -> None:
    it.objective("O1", "10", START)
    claim = BenefitClaimed(
        named("B1"), named("Helen"), named("O1"), "Less", "less", (), BenefitKind.CASH, Decimal(1000), Decimal("0.5"),
        Decimal("0.8"), said("ledger", "Helen"),
    )  # fmt: skip
    it.add(PROGRAMME, claim, on("2025-03-01"), by=named("Helen"))
    counted = [one(tables(it), "benefits")["counted"]]
    for event in (BenefitRejected(named("B1"), said("no", "Helen")), BenefitValidated(named("B1"))):
        it.add(PROGRAMME, event, on("2025-03-02") + timedelta(hours=len(counted)), by=named("director"))
        counted.append(one(tables(it), "benefits")["counted"])
    assert [None, None, Decimal("400.00")] == counted


def test_a_measure_that_was_read_again_for_a_day_is_as_it_was_recorded_last(it: Chronicle) -> None:
    objective = it.objective("O1", "10", START)
    it.add(PROGRAMME, MeasureBaselined(objective, Decimal(30), day("2025-01-02")), on("2025-01-07"))
    it.add(PROGRAMME, MeasureBaselined(objective, Decimal(20), day("2025-01-01")), on("2025-01-06", "12:00"))
    for value, read, at in (
        (14, "2025-03-01", "2025-03-02"),
        (16, "2025-02-01", "2025-03-03"),
        (15, "2025-03-01", "2025-03-01"),
    ):
        it.add(PROGRAMME, MeasureObserved(objective, Decimal(value), day(read), "report"), on(at))
    row = one(tables(it), "objectives")
    assert (Decimal(20), Decimal(15), 0.5) == (row["baseline"], row["actual"], row["progress"])
