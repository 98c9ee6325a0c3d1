"""Programmes side by side in a terminal: a line for each, in eighty columns."""

from __future__ import annotations

import pytest
from by_hand import PROGRAMME, SET, Chronicle, named, on
from test_projection_comparison import FAR, FAR_SET, compare, two, worth
from test_projection_pictures import AL, TELL, printed
from vale import calder_vale

from actionlearning.cli.pictures_of_comparison import comparison_of
from actionlearning.cli.teller import machine
from actionlearning.domain.programme.events import (
    IntegrationMapped,
    ProgrammeChartered,
    ProgrammeClosed,
    SetReplicated,
)
from actionlearning.domain.values import Initiative


@pytest.fixture(scope="module")
def side_by_side() -> str:
    it = two()
    worth(it, PROGRAMME, "100", "300")
    worth(it, FAR, "1000", "1500")
    it.add(FAR, IntegrationMapped(Initiative.TALENT, "Talent", "the same people"), on("2025-03-01"))
    it.add(FAR, SetReplicated(FAR_SET, SET), on("2025-03-01"))
    it.add(FAR, ProgrammeClosed(), on("2025-09-02", "20:00"))
    return printed(comparison_of(compare(it), TELL))


@pytest.mark.parametrize(
    "line",
    [
        "Programmes side by side, as at 01 January 2026",
        "1 A programme A trust; GBP; Europe/London 2 Far",
        "2 Far South, East; NZD; Pacific/Auckland; tied to 1 talent; closed on 03 September 2025",
        "1 A programme 1 workplace 2 1 100.0 % (2)",
        "2 Far 1 workplace 3 1 33.3 % (3)",
        "done of due on time reviewed 1 A programme n/a n/a n/a",
        "costs a day ROI, cash and economic 1 A programme £100 n/a 200.0 % 200.0 % 2 Far NZD 1,000 n/a 50.0 % 50.0 %",
        "ties after others as example spoken for 1 A programme 0 0 1 0 2 Far 1 1 0 0",
    ],
)
def test_a_comparison_has_a_line_for_each_programme(side_by_side: str, line: str) -> None:
    assert line in side_by_side


def test_a_comparison_draws_shares() -> None:
    it = calder_vale()
    it.programme(on("2025-02-01"), which=named("a second one"))
    shown = printed(comparison_of(compare(it, "2025-09-02"), TELL))
    assert "1 A programme 84.2 % (7) ███████░ 78.9 % (7) 100.0 % (7)" in shown
    assert "1 A programme 1 of 4 ██░░░░░░ 100.0 % 100.0 % (6)" in shown
    assert "1 A programme 10.5 % (7) █░░░░░░░ 50.0 % (2) 4.3 → 7.3 (6)" in shown


def test_a_long_title_stands_whole_in_the_list_and_short_in_the_tables() -> None:
    it = Chronicle()
    title = "Programme of the [whole] trust and all its wards"
    it.add(PROGRAMME, ProgrammeChartered(title, ("A trust",), named("sponsor"), "", "GBP", "Europe/London"), on("2025-01-01"))
    shown = printed(comparison_of(compare(it), TELL))
    assert f"1 {title} A trust" in shown
    assert "1 Programme of the […" in shown


def test_a_comparison_of_nothing_says_so() -> None:
    assert "no programme had been chartered" in printed(comparison_of(compare(Chronicle()), TELL))


def test_machines_are_told_the_comparison_in_full() -> None:
    one, other = machine(compare(two()), AL)["programmes"]
    assert ({"workplace": 1}, 3, "NZD") == (one["sets"], other["members"], other["money"]["currency"])
    assert {"value": 1, "numerator": 2, "denominator": 2, "n": 2} == one["figures"]["attendance"]
