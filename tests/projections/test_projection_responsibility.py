"""What one person owns: decisions, actions, and the way they learn."""

from __future__ import annotations

from datetime import date

import pytest
from by_hand import Chronicle, named, said
from thinking import ANN, BEN, CAT, OF_ANN, whole

from actionlearning.domain.values import Origin, OutcomeResult
from actionlearning.projections.metric import Metric
from actionlearning.projections.responsibility import OwnFigures, Responsibility
from actionlearning.projections.sentences import Person, Thing


@pytest.fixture(scope="module")
def it() -> Chronicle:
    return whole()


def of_ann(it: Chronicle, as_at: str | None = "2025-03-31") -> Responsibility:
    return Responsibility.fold(it.history(as_at), member=ANN)


def test_decisions_come_in_the_order_in_which_they_were_made_with_their_reasons(it: Chronicle) -> None:
    decisions = of_ann(it).decisions
    assert [said("first", "Ann"), said("second", "Ann")] == [each.decision.decision for each in decisions]
    assert {(said("because", "Ann"), 3, said("others", "Ann"))} == {
        (each.decision.reasons, each.decision.considered, each.decision.alternatives) for each in decisions
    }
    assert {Thing("problem", OF_ANN, said("title", "Ann"))} == {each.problem for each in decisions}
    assert [said("ask them", "Ann"), said("wait", "Ann")] == [option.words for option in of_ann(it).options]


def test_an_action_says_whose_idea_it_was_how_far_it_moved_and_what_became_of_it(it: Chronicle) -> None:
    asked, waited = of_ann(it).actions
    assert (Origin.SELF, 0, OutcomeResult.ACHIEVED, True, False) == (
        asked.origin, asked.moved_by, asked.result, asked.reviewed, asked.released
    )  # fmt: skip
    assert (Origin.ADVISER, date(2025, 2, 28), date(2025, 3, 10), 10) == (
        waited.origin, waited.original_due, waited.due, waited.moved_by
    )  # fmt: skip
    assert (None, False) == (waited.result, waited.reviewed)


def test_the_figures_are_over_this_persons_actions_alone(it: Chronicle) -> None:
    # Ann committed to two, one of her own idea; both fell due (moved on 3 March, after 28 February), one was achieved; 10 days
    assert OwnFigures(
        ownership_index=Metric(1, 2, 1),
        follow_through=Metric(1, 2, 1),
        on_time=Metric(1, 2, 1),
        slippage=Metric(10, 2, 1),
    ) == of_ann(it).figures  # fmt: skip
    assert Metric(0, 1, 1) == Responsibility.fold(it.history(), member=BEN).figures.follow_through


def test_without_actions_no_figure_is_available(it: Chronicle) -> None:
    figures = Responsibility.fold(it.history(), member=CAT).figures
    shown = (figures.ownership_index, figures.follow_through, figures.on_time, figures.slippage)
    assert [None] * 4 == [figure.value for figure in shown]


def test_barriers_and_encouragement_stand_with_what_they_are_about(it: Chronicle) -> None:
    view = of_ann(it)
    asked, waited = view.actions
    assert [said("no time", "Ann")] == [barrier.words for barrier in asked.barriers]
    assert [Person(CAT, said("Cat", "Cat"))] == [each.by for each in asked.encouragements]
    assert ((), ()) == (waited.barriers, waited.encouragements)
    assert [(BEN, said("go on", "Ben"))] == [(each.by.id, each.encouragement.words) for each in view.encouragements]


def test_each_review_stands_with_the_approach_that_was_followed_then(it: Chronicle) -> None:
    approaches = of_ann(it).approaches
    assert [
        (said("a diary", "Ann"), [(True, said("it helps", "Ann"))]),
        (said("a mentor", "Ann"), [(False, said("too far", "Ann"))]),
    ] == [(each.words, [(review.keep, review.words) for review in each.reviews]) for each in approaches]
    assert [said("listening", "Ann")] == [goal.words for goal in of_ann(it).goals]


def test_how_responsible_they_felt_is_told_as_far_as_they_said(it: Chronicle) -> None:
    assert [(4, None), (4, 8)] == [(v.before, v.after) for v in (of_ann(it, "2025-03-05"), of_ann(it, "2025-03-06"))]


def test_what_had_not_happened_by_then_is_not_told(it: Chronicle) -> None:
    view = of_ann(it, "2025-02-04")
    assert ((), 2, [()]) == (view.decisions, len(view.actions), [each.barriers for each in view.actions][:1])
    assert ["ask"] == [name for name in ("ask", "other") if named(name) in {a.ref.action for a in view.actions}]
