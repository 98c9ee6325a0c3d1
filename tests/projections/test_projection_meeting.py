"""Figures about meeting and talking, against values worked out by hand."""

from __future__ import annotations

from fractions import Fraction

from by_hand import ADVISER, SET, Chronicle, named, on, said

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, SelfRatingGiven
from actionlearning.domain.problem.events import AdviceGiven, ObjectiveLinked, QuestionAsked
from actionlearning.domain.set.events import MemberJoined, MemberLeft, SlotClosed, SlotOpened
from actionlearning.domain.values import (
    Instrument,
    LearningKind,
    Loop,
    OutcomeResult,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
    SessionKind,
)
from actionlearning.projections.figures import Figures, SetMetrics
from actionlearning.projections.metric import Change, Metric


def begun(*members: str) -> Chronicle:
    it = Chronicle()
    it.set(*members, at=on("2025-01-01"))
    for member in members:
        it.problem(member, on("2025-01-02"))
    return it


def figures(it: Chronicle) -> Figures:
    return SetMetrics.fold(it.history(), set=SET).figures


def test_attendance_counts_the_sessions_somebody_was_a_member_for() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann"])
    it.add(SET, MemberLeft(named("Ben"), said("moved", "Ben")), on("2025-02-10"))
    it.add(SET, MemberJoined(named("Cat")), on("2025-02-20"))
    it.session(2, "2025-03-03", ["Ann", "Cat"])
    it.add(SET, MemberJoined(named("Ben")), on("2025-03-10"))
    it.session(3, "2025-04-07", ["Ann", "Ben"])
    it.session(4, "2025-05-05", ["Ann"], SessionKind.FOLLOW_UP)
    # Ann 3 of 3, Ben 1 of 2 (he was away in between), Cat 1 of 2
    assert figures(it).attendance == Metric(5, 7, 3)


def test_equal_airtime_has_a_gini_of_nought() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    it.slot(1, "2025-02-03", "Ann", 30, "14:10")
    it.slot(1, "2025-02-03", "Ben", 30, "15:10")
    assert figures(it).airtime_gini == Metric(0, 240, 2)


def test_airtime_that_one_of_two_takes_has_a_gini_of_a_half() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    it.slot(1, "2025-02-03", "Ann", 30)
    assert figures(it).airtime_gini.value == Fraction(1, 2)


def test_airtime_is_shared_over_the_sessions_of_each_membership() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    it.slot(1, "2025-02-03", "Ann", 40)
    it.add(SET, MemberLeft(named("Ben"), said("moved", "Ben")), on("2025-02-10"))
    it.session(2, "2025-03-03", ["Ann"])
    it.slot(2, "2025-03-03", "Ann", 20)
    # Ann 60 ÷ 2 = 30 a session, Ben 0 ÷ 1: ordered pairs differ by 60 in all, over 2 · 2 · 30
    assert figures(it).airtime_gini == Metric(60, 120, 2)


def test_nobody_having_had_airtime_leaves_the_gini_not_available() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    assert figures(it).airtime_gini.value is None


def test_a_slot_recorded_late_keeps_its_own_minutes() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    for presenter, minutes, start, end in [("Ann", 10, "15:00", "15:10"), ("Ben", 50, "14:10", "15:00")]:
        it.add(SET, SlotOpened(1, named(presenter), named(f"problem of {presenter}")), on("2025-02-03", start))
        it.add(SET, SlotClosed(1, minutes), on("2025-02-03", end))
    it.add(named("problem of Ben"), ObjectiveLinked(named("goal")), on("2025-01-03"))
    assert figures(it).alignment == Metric(50, 60)


def test_talk_leads_to_action_where_an_action_on_that_problem_was_committed_in_that_session() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    it.slot(1, "2025-02-03", "Ann", 30, "14:10")
    it.slot(1, "2025-02-03", "Ben", 30, "15:10")
    it.commit("Ann", "one", "2025-03-01", on("2025-02-03", "16:00"), 1)
    it.commit("Ann", "two", "2025-03-01", on("2025-02-03", "16:00"), 1)
    it.session(2, "2025-03-03", ["Ann", "Ben"])
    it.slot(2, "2025-03-03", "Ann", 30)
    assert figures(it).talk_to_action == Metric(1, 3, 2)


def test_open_share_and_advice_rate_over_the_set_and_by_session() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    it.session(2, "2025-03-03", ["Ann", "Ben"])
    problem = named("problem of Ann")
    forms = [(1, QuestionForm.OPEN), (1, QuestionForm.LEADING), (2, QuestionForm.OPEN)]
    for session, form in forms:
        it.add(problem, QuestionAsked(session, named("Ben"), form, QuestionFunction.PROBING), on("2025-02-03", "14:20"))
    it.add(problem, AdviceGiven(1, ADVISER), on("2025-02-03", "14:21"))
    view = SetMetrics.fold(it.history(), set=SET)
    assert (view.figures.open_share, view.figures.advice_rate) == (Metric(2, 3, 1), Metric(1, 4, 2))
    assert (view.sessions[1].open_share, view.sessions[1].advice_rate) == (Metric(1, 2, 1), Metric(1, 3, 2))
    assert (view.sessions[2].open_share, view.sessions[2].advice_rate) == (Metric(1, 1, 1), Metric(0, 1, 1))


def test_learning_yield_and_transfer() -> None:
    it = begun("Ann", "Ben")
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    refs = [it.commit("Ann", action, "2025-02-20", on("2025-02-03", "15:00")) for action in ("one", "two")]
    it.session(2, "2025-03-03", ["Ann", "Ben"])
    for action in ("one", "two"):
        it.report("Ann", action, on("2025-02-20"), None, OutcomeResult.PARTIAL)
        it.review("Ann", action, 2, on("2025-03-03", "14:10"))
    for learning in ("first", "second"):
        event = LearningCaptured(named(learning), LearningKind.SKILL, Loop.SINGLE, refs[0], said("how", "Ann"))
        it.add(named("Ann"), event, on("2025-02-21"))
    it.add(named("Ann"), LearningApplied(named("first"), named("problem of Ben"), said("so", "Ann")), on("2025-02-22"))
    assert (figures(it).learning_yield, figures(it).transfer) == (Metric(1, 2, 1), Metric(1, 2, 1))


def test_a_change_counts_only_those_who_rated_themselves_before_and_after() -> None:
    it = begun("Ann", "Ben", "Cat")
    ratings = [
        ("Ann", RatingPhase.BEFORE, 2),
        ("Ann", RatingPhase.BEFORE, 4),  # given again: it replaces
        ("Ann", RatingPhase.AFTER, 8),
        ("Ben", RatingPhase.BEFORE, 1),
        ("Cat", RatingPhase.AFTER, 10),
        ("stranger", RatingPhase.BEFORE, 1),
        ("stranger", RatingPhase.AFTER, 1),
    ]
    for member, phase, score in ratings:
        it.add(named(member), SelfRatingGiven(Instrument.LESS_ISOLATED, phase, score), on("2025-02-03"))
    shown = figures(it)
    assert (shown.less_isolated, shown.self_efficacy) == (Change(Fraction(4), Fraction(8), 1), Change(None, None, 0))
    assert shown.less_isolated.to_json() == {"before": 4, "after": 8, "value": 4, "n": 1}
