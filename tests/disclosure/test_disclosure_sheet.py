"""To which step a figure is told, and which of a whole and its parts may be told at all."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from sheets import PEOPLE

from actionlearning.domain.disclosure import FEWEST, Ledger, whole
from actionlearning.projections.disclosure import Cell, NotDeclared, Rules, Scale, TooFewAsked, decide, rounded
from actionlearning.projections.help_edges import edge_name
from actionlearning.projections.metric import Metric, Telling

# Rounding


@pytest.mark.parametrize(
    ("scale", "exact", "shown"),
    [
        (Scale.COUNT, 5, 5),
        (Scale.COUNT, 7, 5),
        (Scale.COUNT, 8, 10),
        (Scale.COUNT, 2, 0),
        (Scale.COUNT, 34, 35),
        (Scale.SHARE, Fraction(16, 19), Fraction(17, 20)),
        (Scale.SHARE, Fraction(1, 40), Fraction(1, 20)),
        (Scale.SHARE, 0, 0),
        (Scale.SHARE, 1, 1),
        (Scale.SCORE, Fraction(26, 6), Fraction(9, 2)),
        (Scale.SCORE, Fraction(44, 6), Fraction(15, 2)),
        (Scale.AMOUNT, Fraction(9046, 34), 260),
        (Scale.AMOUNT, Fraction(9046, 17), 550),
        (Scale.AMOUNT, Fraction(28, 20), Fraction(14, 10)),
        (Scale.AMOUNT, 0, 0),
        (Scale.AMOUNT, -96, -95),
        (Scale.AMOUNT, 1000, 1000),
    ],
)
def test_a_figure_is_told_to_the_nearest_step_of_its_scale(scale: Scale, exact: Any, shown: Any) -> None:
    assert Fraction(shown) == rounded(scale, Fraction(exact))


def test_a_count_of_people_that_may_be_told_is_never_nought() -> None:
    assert 5 == min(rounded(Scale.COUNT, Fraction(n)) for n in range(FEWEST, 50))


def test_one_person_more_or_less_is_mostly_not_seen_at_all() -> None:
    seen = [n for n in range(5, 105) if rounded(Scale.COUNT, Fraction(n)) != rounded(Scale.COUNT, Fraction(n + 1))]
    assert 20 == len(seen)


# The sheet


def sheet_about(*sizes: int, fewest: int = 5) -> Any:
    cells = [Cell("attendance", f"part {number}", whole(PEOPLE[:size])) for number, size in enumerate(sizes)]
    return decide(cells, Ledger(), Rules(fewest))


@pytest.mark.parametrize(
    ("sizes", "fewest", "may"),
    [
        ((5,), 5, [True]),
        ((4,), 5, [False]),
        ((20, 10), 5, [True, True]),
        ((20, 16), 5, [True, False]),
        ((20, 16, 10), 5, [True, False, True]),
        ((10, 10), 10, [True, True]),
        ((20, 11), 10, [True, False]),
        ((0,), 5, [True]),
    ],
)
def test_the_whole_comes_before_its_parts_and_a_part_that_gives_the_rest_away_is_withheld(
    sizes: tuple[int, ...], fewest: int, may: list[bool]
) -> None:
    sheet = sheet_about(*sizes, fewest=fewest)
    assert may == [sheet.may_tell("attendance", whole(PEOPLE[:size])) for size in sizes]


def test_only_what_is_declared_can_be_asked_for() -> None:
    sheet = sheet_about(20, 10)
    with pytest.raises(NotDeclared, match="not broken down"):
        sheet.may_tell("attendance", whole(PEOPLE[:9]))
    with pytest.raises(NotDeclared):
        sheet.count("attendance", "part 9", 3)
    with pytest.raises(NotDeclared):
        decide([Cell("shoe_size", "", whole(PEOPLE))], Ledger(), Rules())


def test_two_edges_of_help_never_have_one_name_whatever_organisations_are_called() -> None:
    names = ["A", "B", "A → B", "B → C", "C", '"A', 'A" → "B', '"A → B"']
    edges = [edge_name(helper, owner) for helper in names for owner in names]
    assert len(edges) == len(set(edges))
    assert "Ward → Board" == edge_name("Ward", "Board")


def test_the_threshold_is_not_lowered() -> None:
    with pytest.raises(TooFewAsked, match="fewer than 5"):
        Rules(4)
    assert 12 == Rules(12).fewest


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Metric.over(16, 19, whole(PEOPLE[:20])), Metric(Fraction(17, 20), 1, 20, telling=Telling.ROUNDED)),
        (Metric.over(16, 19, whole(PEOPLE[:16])), Metric(None, None, telling=Telling.WITHHELD)),
        (Metric(16, 19), Metric(16, 19)),
        (Metric.over(0, 0, frozenset()), Metric(0, 0, 0)),
    ],
    ids=["rounded", "withheld", "about nobody", "not available"],
)
def test_a_metric_is_rounded_withheld_or_left_as_it_is(figure: Metric, shown: Metric) -> None:
    assert shown == sheet_about(20, 16).metric("attendance", figure)


def test_what_is_withheld_says_so_to_a_machine_and_no_more() -> None:
    sheet = sheet_about(20, 16)
    nothing = {"value": None, "numerator": None, "denominator": None, "n": None, "withheld": True}
    assert nothing == sheet.metric("attendance", Metric.over(16, 19, whole(PEOPLE[:16]))).to_json()
    rough = {"value": 0.85, "numerator": None, "denominator": None, "n": 20, "rounded": True}
    assert rough == sheet.metric("attendance", Metric.over(16, 19, whole(PEOPLE[:20]))).to_json()
    assert {"value": 0.5, "numerator": 1, "denominator": 2, "n": None} == Metric(1, 2).to_json(), "others as ever"
