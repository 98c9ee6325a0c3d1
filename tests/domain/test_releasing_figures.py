"""Figures about people are given out, each held against all that were given out before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from actionlearning.domain.disclosure import Ledger, whole
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.errors import GivesAway, MeasuredInTheFuture, TooFewBehind
from actionlearning.domain.programme.events import (
    Behind,
    FiguresReleased,
    ProgrammeChartered,
    ProgrammeClosed,
    ToldFigure,
)
from actionlearning.domain.programme.fold import apply
from actionlearning.domain.programme.releasing import release, told_figures
from actionlearning.domain.times import BeforeLastChange
from actionlearning.domain.values import Audience, MemberId, ReleaseId
from actionlearning.testing.scenario import Scenario

PEOPLE = tuple(MemberId(UUID(int=number)) for number in range(1, 41))
CHARTERED = ProgrammeChartered("Calder Vale", ("Trust",), PEOPLE[-1], "ask, act, learn", "GBP", "Europe/London")
FIRST, NEXT = ReleaseId(UUID(int=70)), ReleaseId(UUID(int=71))
DAY, AT = date(2025, 3, 1), datetime(2025, 3, 2, 9, tzinfo=UTC)
programme = Scenario(apply)


def about(first: int, last: int, measure: str = "attendance", part: str = "") -> ToldFigure:
    """A figure about some of the people, by their numbers."""
    return ToldFigure((measure,), (Behind(part, PEOPLE[first - 1 : last]),))


def told(*figures: ToldFigure, audience: Audience = Audience.SPONSOR, fewest: int = 5) -> FiguresReleased:
    return FiguresReleased(FIRST, audience, DAY, fewest, figures)


def releasing(*figures: ToldFigure, fewest: int | None = None, audience: Audience = Audience.SPONSOR, at: datetime = AT) -> Any:
    return lambda it: release(it, NEXT, audience=audience, as_at=DAY, fewest=fewest, figures=figures, at=at)


def released(*figures: ToldFigure, fewest: int = 5, audience: Audience = Audience.SPONSOR) -> FiguresReleased:
    return FiguresReleased(NEXT, audience, DAY, fewest, figures)


def test_figures_about_five_people_are_given_to_a_sponsor_and_about_four_they_are_not() -> None:
    given = programme.given(CHARTERED)
    given.when(releasing(about(1, 5))).then(released(about(1, 5)))
    given.when(releasing(about(1, 4))).refused(TooFewBehind(measure="attendance", people=4, fewest=5))


def test_what_is_published_is_about_ten_people() -> None:
    given = programme.given(CHARTERED)
    public = Audience.PUBLIC
    given.when(releasing(about(1, 9), audience=public)).refused(TooFewBehind(measure="attendance", people=9, fewest=10))
    given.when(releasing(about(1, 10), audience=public)).then(released(about(1, 10), audience=public, fewest=10))


def test_whoever_releases_may_ask_for_more_people_and_not_for_fewer() -> None:
    given = programme.given(CHARTERED)
    given.when(releasing(about(1, 7), fewest=8)).refused(TooFewBehind(measure="attendance", people=7, fewest=8))
    given.when(releasing(about(1, 4), fewest=2)).refused(TooFewBehind(measure="attendance", people=4, fewest=5))
    given.when(releasing(about(1, 9), fewest=8)).then(released(about(1, 9), fewest=8))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([about(1, 7)], about(1, 6)),
        ([about(1, 7)], about(1, 8)),
        ([about(1, 7)], about(1, 11)),
        ([about(1, 15), about(1, 6)], about(7, 12)),
        ([about(1, 6, part="session 1"), about(1, 7, part="session 2")], about(1, 6, part="session 2")),
    ],
    ids=["one has left", "one has joined", "four have joined", "the rest of two sets is a third", "one missed a session"],
)
def test_a_figure_that_with_those_before_tells_of_too_few_is_refused(before: list[ToldFigure], now: ToldFigure) -> None:
    given = programme.given(CHARTERED, told(*before))
    given.when(releasing(now)).refused(GivesAway(measure="attendance", fewest=5))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([about(1, 7)], about(1, 7)),
        ([about(1, 7)], about(8, 12)),
        ([about(1, 7)], about(1, 12)),
        ([about(1, 7)], about(1, 6, measure="transfer")),
        ([about(1, 6, part="session 1")], about(1, 7, part="session 2")),
    ],
    ids=["the same people", "other people", "five have joined", "another measure", "another session"],
)
def test_a_figure_that_tells_of_no_fewer_is_given_out(before: list[ToldFigure], now: ToldFigure) -> None:
    programme.given(CHARTERED, told(*before)).when(releasing(now)).then(released(now))


def test_figures_of_one_release_are_held_against_each_other_and_nothing_of_it_is_recorded() -> None:
    given = programme.given(CHARTERED)
    given.when(releasing(about(1, 7), about(1, 6))).refused(GivesAway(measure="attendance", fewest=5))


def test_what_a_sponsor_was_told_counts_against_what_is_published() -> None:
    given = programme.given(CHARTERED, told(about(1, 20)))
    public = releasing(about(1, 12), audience=Audience.PUBLIC)
    given.when(public).refused(GivesAway(measure="attendance", fewest=10))
    given.when(releasing(about(1, 12))).then(released(about(1, 12)))


def test_what_a_sponsor_was_told_is_not_published_where_two_such_figures_tell_the_public_of_too_few() -> None:
    given = programme.given(CHARTERED, told(about(1, 20), about(1, 14)))
    for again in ((about(1, 20), about(1, 14)), (about(1, 14),)):
        given.when(releasing(*again, audience=Audience.PUBLIC)).refused(GivesAway(measure="attendance", fewest=10))
    given.when(releasing(about(1, 20), about(1, 14))).then(released(about(1, 20), about(1, 14)))


def test_figures_are_given_out_after_a_programme_has_ended_and_do_not_keep_it_from_ending() -> None:
    ended = programme.given(CHARTERED, (ProgrammeClosed(), datetime(2025, 2, 1, tzinfo=UTC)))
    ended.when(releasing(about(1, 7))).then(released(about(1, 7)))
    shown = programme.given((CHARTERED, datetime(2025, 1, 1, tzinfo=UTC)), (told(about(1, 7)), AT))
    shown.when(lambda it: it.close(at=datetime(2025, 2, 1, tzinfo=UTC))).then(ProgrammeClosed())


def test_nothing_is_given_out_before_the_charter_or_as_at_a_day_to_come() -> None:
    given = programme.given((CHARTERED, datetime(2025, 3, 1, tzinfo=UTC)))
    early = datetime(2025, 2, 1, tzinfo=UTC)
    given.when(releasing(about(1, 7), at=early)).refused(
        BeforeLastChange(what="the programme", at=early, last=datetime(2025, 3, 1, tzinfo=UTC))
    )
    given.when(
        lambda it: release(
            it, NEXT, audience=Audience.SPONSOR, as_at=date(2025, 3, 3), fewest=None, figures=(about(1, 7),), at=AT
        )
    ).refused(MeasuredInTheFuture(on=date(2025, 3, 3), today=date(2025, 3, 2)))


def test_the_ledger_outlives_the_names_of_those_in_it() -> None:
    """It holds ids, which are nobody's words: after an erasure it still knows who was counted."""
    state: Programme = programme.given(CHARTERED, told(about(1, 7), about(1, 7, measure="transfer"))).state
    assert Ledger({"attendance": (whole(PEOPLE[:7]),), "transfer": (whole(PEOPLE[:7]),)}) == state.told


def test_figures_about_the_same_people_are_recorded_together() -> None:
    seven, six = whole(PEOPLE[:7]), whole(PEOPLE[:6])
    parts = frozenset((person, part) for part in ("session 2", "session 1") for person in PEOPLE[:2])
    assert (
        ToldFigure(("attendance", "on_time"), (Behind("", PEOPLE[:7]),)),
        ToldFigure(("energy",), (Behind("session 1", PEOPLE[:2]), Behind("session 2", PEOPLE[:2]))),
        ToldFigure(("transfer",), (Behind("", PEOPLE[:6]),)),
    ) == told_figures([("attendance", seven), ("on_time", seven), ("energy", parts), ("transfer", six)])
