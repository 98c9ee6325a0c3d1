"""The arithmetic against Calder Vale's published figures, with facts built from its tables."""

from __future__ import annotations

from fractions import Fraction

import pytest
from by_hand import PROGRAMME, SET, Chronicle, named

from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.metric import Change, Metric


@pytest.mark.parametrize(
    ("as_at", "reported"),
    [
        ("2025-04-08", [9, 8, 8, 9, 8]),
        ("2025-06-03", [16, 13, 12, 16, 14]),
        ("2025-09-02", [19, 16, 15, 19, 17]),
    ],
)
def test_actions_come_out_as_the_programme_reported_them(vale: Chronicle, as_at: str, reported: list[int]) -> None:
    figures = SetMetrics.fold(vale.history(as_at), set=SET).figures
    due, *shares = reported
    shown = [figures.follow_through, figures.on_time, figures.loop_closure, figures.prompt_review]
    assert [Metric(share, due, shown[0].n) for share in shares] == shown


@pytest.mark.parametrize("as_at", ["2025-05-03", "2025-05-07"])
def test_an_action_renegotiated_after_it_fell_due_stays_due(vale: Chronicle, as_at: str) -> None:
    assert SetMetrics.fold(vale.history(as_at), set=SET).figures.follow_through.denominator == 13


def test_the_figures_of_the_whole_year(vale: Chronicle) -> None:
    figures = SetMetrics.fold(vale.history("2025-09-02"), set=SET).figures
    assert figures.ownership_index == Metric(18, 20, 7)
    assert figures.slippage == Metric(28, 20, 7)
    assert figures.talk_to_action == Metric(18, 18, 7)
    assert figures.attendance == Metric(34, 36, 7)
    assert figures.airtime_gini == Metric(160, 1960, 7)
    assert figures.alignment == Metric(720, 720)
    assert figures.resolution_rate == Metric(3, 7, 7)
    assert figures.learning_yield == Metric(2, 19, 7)
    assert figures.transfer == Metric(1, 2, 2)
    assert figures.less_isolated == Change(Fraction(26, 6), Fraction(44, 6), 6)
    assert figures.self_efficacy == Change(None, None, 0)
    assert round(float(figures.airtime_gini.value), 4) == 0.0816


def test_questions_and_advice_session_by_session(vale: Chronicle) -> None:
    sessions = SetMetrics.fold(vale.history(), set=SET).sessions
    shares = {n: (s.open_share.to_json()["value"], s.advice_rate.to_json()["value"]) for n, s in sessions.items()}
    nothing = (None, None)
    assert shares == {1: (0.44, 11 / 61), 2: nothing, 3: nothing, 4: nothing, 5: nothing, 6: (0.82, 2 / 52), 7: nothing}


def test_the_money_of_the_whole_year(vale: Chronicle) -> None:
    money = ProgrammeMetrics.fold(vale.history("2025-09-02"), programme=PROGRAMME).money
    assert money.costs == Metric.amount(9046)
    assert money.cost_per_attendance == Metric(9046, 34)
    assert money.cost_per_participant_day == Metric(9046, 17)
    assert round(float(money.cost_per_attendance.value), 2) == 266.06
    assert round(float(money.cost_per_participant_day.value), 2) == 532.12
    assert round(float(money.comparator_saving.value), 3) == 0.347
    cash, both = money.cash, money.cash_and_economic
    assert (cash.benefits, cash.net, cash.roi) == (Metric.amount(27456), Metric.amount(18410), Metric(18410, 9046))
    assert (round(float(cash.bcr.value), 2), round(float(cash.payback_months.value), 2)) == (3.04, 3.95)
    assert both.benefits == Metric.amount(49296)
    assert (round(float(both.roi.value), 3), round(float(both.bcr.value), 2)) == (4.449, 5.45)


@pytest.mark.parametrize("as_at", ["2025-04-08", "2025-06-03"])
def test_no_money_is_shown_before_anything_was_paid_or_judged(vale: Chronicle, as_at: str) -> None:
    money = ProgrammeMetrics.fold(vale.history(as_at), programme=PROGRAMME).money
    shown = [money.costs, money.cost_per_attendance, money.cost_per_participant_day, money.comparator_saving]
    for returns in (money.cash, money.cash_and_economic):
        shown += [returns.benefits, returns.net, returns.bcr, returns.roi, returns.payback_months]
    assert [metric.value for metric in shown] == [None] * 14


def test_claims_that_nobody_has_judged_make_no_return(vale: Chronicle) -> None:
    money = ProgrammeMetrics.fold(vale.history("2025-08-28"), programme=PROGRAMME).money
    assert (money.costs.value, money.cash.benefits.value, money.cash.roi.value) == (9046, None, None)


def test_the_objectives_moved_as_far_as_they_were_observed(vale: Chronicle) -> None:
    objectives = ProgrammeMetrics.fold(vale.history("2025-09-02"), programme=PROGRAMME).objectives
    moved = {each.title: round(float(each.progress.value), 3) for each in objectives}
    assert moved == {"O1": 0.8, "O2": 0.625, "O3": 0.222, "O4": 1.111}


def test_one_set_and_its_programme_tell_the_same_figures(vale: Chronicle) -> None:
    one = SetMetrics.fold(vale.history("2025-06-03"), set=SET)
    whole = ProgrammeMetrics.fold(vale.history("2025-06-03"), programme=PROGRAMME)
    assert whole.figures == one.figures
    assert whole.sets == (one,)


def test_the_golden_thread_runs_from_the_objective_to_the_benefit(vale: Chronicle) -> None:
    impact = Impact.fold(vale.history("2025-09-02"), programme=PROGRAMME)
    threads = {each.objective.title: each for each in impact.objectives}
    bed_days = threads["O2"]
    assert [named("problem of M2"), named("problem of M5")] == [thread.problem.id for thread in bed_days.problems]
    assert [Metric(6, 6)] == [claim.chain.share for claim in bed_days.claims]
    assert [Metric(5, 6)] == [claim.chain.share for claim in threads["O3"].claims]
    assert [each.title for each in bed_days.disbenefits] == ["pilot overtime"]
    assert (bed_days.contribution.problems, bed_days.contribution.actions, bed_days.contribution.achieved) == (2, 6, 5)


def test_the_agenda_puts_the_actions_that_are_due_first(vale: Chronicle) -> None:
    agenda = SessionAgenda.fold(vale.history("2025-05-05"), set=SET)
    assert (agenda.session.number, agenda.session.is_open) == (5, False)
    expected = {named(a) for a in ("A10", "A12", "A13", "A14")}
    assert expected == {action.ref.action for action in agenda.actions}
    assert [action.due_by_session for action in agenda.actions] == [True] * 4
    assert [action.days_overdue for action in agenda.actions] == [3] * 4
    assert {named(m) for m in ("M1", "M2", "M3", "M4", "M5", "M7")} == {person.id for person in agenda.expected}


def test_the_agenda_goes_by_the_day_on_which_an_action_is_due(vale: Chronicle) -> None:
    agenda = SessionAgenda.fold(vale.history("2025-04-07"), set=SET)
    assert [named(a) for a in ("A04", "A08", "A09", "A10")] == [action.ref.action for action in agenda.actions]
    assert [True, True, True, False] == [action.due_by_session for action in agenda.actions]


def test_a_learning_history_tells_what_was_learnt_and_where_it_was_used(vale: Chronicle) -> None:
    history = LearningHistory.fold(vale.history(), member=named("M5"))
    assert [named("A05"), named("A10"), named("A15")] == [action.ref.action for action in history.actions]
    assert [(named("learning A10"), (named("problem of M2"),))] == [
        (learning.id, tuple(use.problem for use in learning.applied)) for learning in history.learnings
    ]
    assert [(rating.before, rating.after) for rating in history.ratings] == [(5, 7)]
    assert len(LearningHistory.fold(vale.history(), member=named("M1")).received.asked) == 50
