"""Mistakes put right, reviews undone and advisers who hand over, as the figures and facts show them."""

from __future__ import annotations

from datetime import datetime

import pytest
from by_hand import ADVISER, SET, Chronicle, named, on, said

from actionlearning.domain.problem.events import (
    ObjectiveLinked,
    OutcomeReopened,
    QuestionAsked,
    QuestionReclassified,
)
from actionlearning.domain.set.events import AbsenceRecorded, AdviserAppointed, AdviserHandedOver, SlotClosed, SlotOpened
from actionlearning.domain.set.practice_events import AttendanceCorrected, SlotMinutesCorrected
from actionlearning.domain.values import QuestionForm, QuestionFunction
from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.facts import Facts, SetFacts
from actionlearning.projections.figures import Figures, SetMetrics
from actionlearning.projections.metric import Metric

OF_ANN = named("problem of Ann")
LATER = on("2025-06-01")


def met() -> Chronicle:
    """Ann and Ben; only Ann came to the first session."""
    it = Chronicle()
    it.set("Ann", "Ben", at=on("2025-01-01"))
    for member in ("Ann", "Ben"):
        it.problem(member, on("2025-01-02"))
    it.session(1, "2025-02-03", ["Ann"])
    return it


def facts(it: Chronicle, as_at: str | datetime | None = None, known: int | None = None) -> SetFacts:
    return Facts(it.history(as_at, known)).set(SET)


def figures(it: Chronicle, as_at: str | datetime | None = None, known: int | None = None) -> Figures:
    return SetMetrics.fold(it.history(as_at, known), set=SET).figures


# Attendance


def test_whoever_was_there_after_all_attended_from_the_beginning() -> None:
    it = met()
    before = it.add(SET, AbsenceRecorded(1, named("Ben"), apology=True), on("2025-02-03", "14:02"))
    it.add(SET, AttendanceCorrected(1, named("Ben"), present=True), LATER)
    assert [Metric(2, 2, 2)] * 2 == [figures(it, as_at).attendance for as_at in ("2025-02-03", None)]
    assert Metric(1, 2, 2) == figures(it, "2025-02-03", before).attendance
    assert ({}, {named("Ann"), named("Ben")}) == (facts(it).sessions[0].absent, facts(it).sessions[0].present)


def test_whoever_was_not_there_did_not_attend() -> None:
    it = met()
    it.add(SET, AttendanceCorrected(1, named("Ann"), present=False), LATER)
    assert Metric(0, 2, 2) == figures(it, "2025-02-03").attendance
    assert {named("Ann"): False} == facts(it).sessions[0].absent


def test_of_two_corrections_the_one_recorded_later_counts_whatever_its_time() -> None:
    it = met()
    it.add(SET, AttendanceCorrected(1, named("Ben"), present=True), LATER)
    it.add(SET, AttendanceCorrected(1, named("Ben"), present=False), on("2025-03-01"))
    assert Metric(1, 2, 2) == figures(it).attendance


def test_attendance_is_not_corrected_for_a_session_that_was_still_to_come() -> None:
    it = met()
    it.add(SET, AttendanceCorrected(1, named("Ben"), present=True), LATER)
    assert [frozenset()] == [session.present for session in facts(it, "2025-02-02").sessions]
    assert figures(it, "2025-02-02").attendance.value is None


# Airtime


def slots(it: Chronicle, *minutes: int) -> None:
    """One slot of Ann's after another, each an hour later."""
    for hour, each in enumerate(minutes, 14):
        it.slot(1, "2025-02-03", "Ann", each, f"{hour}:10")


def airtime(it: Chronicle, as_at: str | datetime | None = None) -> list[int | None]:
    return [slot.minutes for slot in facts(it, as_at).sessions[0].slots]


def test_corrected_minutes_are_those_of_the_last_slot_at_all_times() -> None:
    it = met()
    slots(it, 10, 20)
    it.add(SET, SlotMinutesCorrected(1, OF_ANN, 25), LATER)
    it.add(OF_ANN, ObjectiveLinked(named("goal")), on("2025-01-03"))
    assert [[10, 25]] * 2 == [airtime(it, as_at) for as_at in ("2025-02-03", None)]
    assert Metric(35, 35) == figures(it, "2025-02-03").alignment


def test_minutes_are_not_corrected_on_an_earlier_slot_before_the_last_was_there() -> None:
    it = met()
    slots(it, 10, 20)
    it.add(SET, SlotMinutesCorrected(1, OF_ANN, 25), LATER)
    assert [[10], [10, None], [10, 25]] == [airtime(it, on("2025-02-03", clock)) for clock in ("15:00", "15:15", "15:30")]


def test_a_correction_leaves_a_slot_alone_that_came_after_it() -> None:
    it = met()
    slots(it, 10)
    it.add(SET, SlotMinutesCorrected(1, OF_ANN, 12), LATER)
    it.add(SET, SlotMinutesCorrected(1, OF_ANN, 14), on("2025-05-01"))
    for event, clock in ((SlotOpened(1, named("Ann"), OF_ANN), "16:00"), (SlotClosed(1, 30), "16:30")):
        it.add(SET, event, on("2025-02-03", clock))
    assert [14, 30] == airtime(it)


# Questions


def test_a_question_classed_anew_counts_as_what_it_was() -> None:
    it = met()
    for form in (QuestionForm.LEADING, QuestionForm.CLOSED):
        it.add(OF_ANN, QuestionAsked(1, named("Ben"), form, QuestionFunction.PROBING), on("2025-02-03", "14:20"))
    leading = it.recorded[-2].version
    corrected = QuestionReclassified(leading, QuestionForm.OPEN, QuestionFunction.REFLECTIVE)
    before = len(it.recorded)
    it.add(OF_ANN, corrected, LATER)
    asked = [(q.form, q.function) for q in facts(it, "2025-02-03").problems[0].questions]
    assert [(QuestionForm.OPEN, QuestionFunction.REFLECTIVE), (QuestionForm.CLOSED, QuestionFunction.PROBING)] == asked
    assert [Metric(1, 2, 1), Metric(0, 2, 1)] == [figures(it, "2025-02-03", k).open_share for k in (None, before)]
    it.add(OF_ANN, QuestionReclassified(leading, QuestionForm.CLOSED, QuestionFunction.REFLECTIVE), on("2025-03-01"))
    assert Metric(0, 2, 1) == figures(it).open_share
    assert figures(it, "2025-02-02").open_share.value is None


# Reviews


@pytest.fixture
def reviewed() -> Chronicle:
    it = met()
    it.commit("Ann", "step", "2025-02-20", on("2025-02-03", "15:00"))
    it.report("Ann", "step", on("2025-02-20"), "2025-02-20")
    it.session(2, "2025-03-03", ["Ann", "Ben"])
    it.review("Ann", "step", 2, on("2025-03-03", "14:10"))
    it.schedule(3, "2025-05-05", on("2025-03-03", "16:00"))
    return it


def reopen(it: Chronicle, at: datetime) -> None:
    it.add(OF_ANN, OutcomeReopened(named("step"), said("too soon", "Ann")), at)


def test_a_reopened_outcome_is_not_reviewed_from_then_on(reviewed: Chronicle) -> None:
    reopen(reviewed, on("2025-04-01"))
    shown = [figures(reviewed, as_at) for as_at in ("2025-03-31", "2025-04-01")]
    assert [Metric(1, 1, 1), Metric(0, 1, 1)] == [each.loop_closure for each in shown]
    assert [Metric(1, 1, 1), Metric(0, 1, 1)] == [each.prompt_review for each in shown]
    assert [Metric(1, 1, 1)] * 2 == [each.follow_through for each in shown], "what was reported still stands"
    agendas = [SessionAgenda.fold(reviewed.history(as_at), set=SET).actions for as_at in ("2025-03-31", "2025-04-01")]
    assert [[], [named("step")]] == [[action.ref.action for action in each] for each in agendas]


def test_after_reopening_a_later_report_and_review_count(reviewed: Chronicle) -> None:
    reopen(reviewed, on("2025-04-01"))
    reviewed.report("Ann", "step", on("2025-04-02"), "2025-02-25")
    assert Metric(0, 1, 1) == figures(reviewed).on_time
    reviewed.open(3, "2025-05-05", ["Ann", "Ben"])
    reviewed.review("Ann", "step", 3, on("2025-05-05", "14:10"))
    its = facts(reviewed)
    assert [3] == [action.review.session for action in its.actions if action.review]
    assert Metric(1, 1, 1) == figures(reviewed).loop_closure
    assert Metric(0, 1, 1) == figures(reviewed).prompt_review, "it was taken up in the second session after, not the first"


def test_reopening_one_action_leaves_another_reviewed(reviewed: Chronicle) -> None:
    reviewed.add(OF_ANN, OutcomeReopened(named("another"), said("too soon", "Ann")), on("2025-04-01"))
    assert Metric(1, 1, 1) == figures(reviewed).loop_closure


# Advisers


def test_whoever_hands_over_is_adviser_no_longer_and_the_successor_is() -> None:
    it = met()
    it.add(SET, AdviserAppointed(named("second")), on("2025-02-10"))
    it.add(SET, AdviserHandedOver(ADVISER, named("heir")), on("2025-03-01"))
    it.add(SET, AdviserHandedOver(named("second"), ADVISER), on("2025-04-01"))
    assert [(ADVISER,), (ADVISER, named("second")), (named("second"), named("heir")), (named("heir"), ADVISER)] == [
        facts(it, as_at).advisers for as_at in ("2025-02-03", "2025-02-10", "2025-03-01", "2025-04-01")
    ]
