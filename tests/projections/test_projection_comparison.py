"""Programmes side by side: the same definitions, each in its own time zone and currency, and nothing added up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from by_hand import ADVISER, PROGRAMME, SET, Chronicle, day, named, on, said
from vale import calder_vale

from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    BenefitClaimed,
    BenefitValidated,
    CostIncurred,
    IntegrationMapped,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveSet,
    ProgrammeChartered,
    ProgrammeClosed,
    SetReplicated,
    TimeReleased,
)
from actionlearning.domain.set.events import AdviserAppointed, MemberJoined, SetFormed, SetStarted
from actionlearning.domain.values import BenefitKind, CostCategory, Direction, Initiative, SetKind
from actionlearning.projections.comparison import ComparedProgramme, Comparison
from actionlearning.projections.figures import ProgrammeMetrics
from actionlearning.projections.metric import Metric
from actionlearning.projections.projection import NothingKnown

FAR, FAR_SET = named("far programme"), named("far set")
AUCKLAND = "Pacific/Auckland"


def charter(it: Chronicle, which: Any, at: str, *, currency: str = "NZD", zone: str = AUCKLAND) -> None:
    event = ProgrammeChartered("Far", ("South", "East"), named("far sponsor"), "", currency, zone)
    it.add(which, event, on(at))


def form(it: Chronicle, which: Any, programme: Any, *members: str, kind: SetKind = SetKind.WORKPLACE) -> None:
    it.add(which, SetFormed(programme, "Set", "to learn", kind, AUCKLAND, SetPolicy()), on("2025-01-10"))
    it.add(which, AdviserAppointed(ADVISER), on("2025-01-10"))
    for member in members:
        it.add(which, MemberJoined(named(member)), on("2025-01-10"))
    it.add(which, SetStarted(), on("2025-01-10"))


def two() -> Chronicle:
    """A programme in London and pounds, and one in Auckland and New Zealand dollars."""
    it = Chronicle()
    it.programme(on("2025-01-01"))
    it.set("Ann", "Ben", at=on("2025-01-01"))
    it.session(1, "2025-02-03", ["Ann", "Ben"])
    charter(it, FAR, "2025-01-05")
    form(it, FAR_SET, FAR, "Cat", "Dan", "Eve")
    it.session(1, "2025-02-04", ["Cat"], which=FAR_SET)
    return it


def compare(
    it: Chronicle, as_at: str | datetime | None = None, known: int | datetime | None = None, programmes: Any = ()
) -> Comparison:
    return Comparison.fold(it.history(as_at, known), programmes=programmes)


def both(it: Chronicle, as_at: str | datetime | None = None) -> tuple[ComparedProgramme, ComparedProgramme]:
    one, other = compare(it, as_at).programmes
    return one, other


# Which


def test_all_programmes_are_compared_those_first_that_were_chartered_first() -> None:
    it = two()
    assert [PROGRAMME, FAR] == [each.programme for each in compare(it).programmes]
    early = named("early programme")
    charter(it, early, "2024-12-01")
    assert [early, PROGRAMME, FAR] == [each.programme for each in compare(it).programmes]


def test_those_that_are_named_are_compared_and_each_once() -> None:
    it = two()
    assert [FAR] == [each.programme for each in compare(it, programmes=[FAR]).programmes]
    assert [PROGRAMME, FAR] == [each.programme for each in compare(it, programmes=[FAR, PROGRAMME, FAR]).programmes]


def test_what_was_not_chartered_yet_is_left_out_and_cannot_be_named() -> None:
    it = two()
    assert [PROGRAMME] == [each.programme for each in compare(it, "2025-01-04").programmes]
    with pytest.raises(NothingKnown) as raised:
        compare(it, "2025-01-04", programmes=[PROGRAMME, FAR])
    assert NothingKnown(kind="programme", id=FAR) == raised.value
    assert () == compare(it, "2024-12-31").programmes
    assert () == compare(Chronicle()).programmes


# How big


def test_sets_members_and_sessions_are_counted() -> None:
    it = two()
    one, other = both(it)
    assert [(2, 1), (3, 1)] == [(each.members, each.sessions) for each in (one, other)]
    form(it, named("cohort"), FAR, "Cat", "Fay", kind=SetKind.TRAINING)
    assert {SetKind.WORKPLACE: 1, SetKind.TRAINING: 1} == both(it)[1].sets
    assert 4 == both(it)[1].members, "Cat is one person in two sets"
    assert [{SetKind.WORKPLACE: 1}, {}] == [each.sets for each in both(it, "2025-01-06")]


def test_a_training_set_stands_in_its_own_programme_and_moves_no_other_figure() -> None:
    it = two()
    before = both(it)[0]
    charter(it, named("school"), "2025-01-08")
    form(it, named("cohort"), named("school"), "Ann", kind=SetKind.TRAINING)
    it.session(1, "2025-02-05", ["Ann"], which=named("cohort"))
    one, _, school = compare(it).programmes
    assert (before, {SetKind.TRAINING: 1}) == (one, school.sets)


def test_a_programme_without_sets_has_no_figure_and_no_nought() -> None:
    it = Chronicle()
    charter(it, FAR, "2025-01-05")
    (alone,) = compare(it).programmes
    assert ({}, 0, 0) == (alone.sets, alone.members, alone.sessions)
    assert {None} == {figure.value for figure in alone.figures.named().values()}
    assert (None, None, None) == (alone.reached.value, alone.money.costs.value, alone.money.cash.roi.value)


# By the same definitions


def test_every_figure_is_the_one_of_the_programme_alone() -> None:
    it = calder_vale()
    charter(it, FAR, "2025-01-05")
    form(it, FAR_SET, FAR, "Cat")
    it.session(1, "2025-02-04", ["Cat"], which=FAR_SET)
    for as_at in ("2025-04-08", "2025-06-03", "2025-09-02"):
        for each in both(it, as_at):
            alone = ProgrammeMetrics.fold(it.history(as_at), programme=each.programme)
            assert (alone.figures, alone.money) == (each.figures, each.money)


def test_figures_say_of_how_many_people_they_are() -> None:
    assert [Metric(2, 2, 2), Metric(1, 3, 3)] == [each.figures.attendance for each in both(two())]


def test_objectives_reached_are_compared_as_shares() -> None:
    it = two()
    for which, name, actual in ((PROGRAMME, "one", "100"), (FAR, "other", "75"), (FAR, "third", "130")):
        it.add(
            which, ObjectiveSet(named(name), name, "unit", Direction.RISE, Decimal(100), day("2025-12-31")), on("2025-01-06")
        )
        it.add(which, MeasureBaselined(named(name), Decimal(50), day("2025-01-06")), on("2025-01-06"))
        it.add(which, MeasureObserved(named(name), Decimal(actual), day("2025-06-30"), "report"), on("2025-06-30"))
    assert [Metric(1, 1), Metric(1, 2)] == [each.reached for each in both(it)]


# Money


def worth(it: Chronicle, which: Any, cost: str, amount: str) -> None:
    it.add(which, CostIncurred(named(f"cost {cost}"), CostCategory.VENUE, Decimal(cost)), on("2025-06-01"))
    it.add(
        which,
        ObjectiveSet(named(f"goal {which}"), "goal", "unit", Direction.RISE, Decimal(1), day("2025-12-31")),
        on("2025-01-06"),
    )
    claim = BenefitClaimed(
        named(f"claim {which}"),
        named("Helen"),
        named(f"goal {which}"),
        "saved",
        "saved",
        (),
        BenefitKind.CASH,
        Decimal(amount),
        Decimal(1),
        Decimal(1),
        said("x", "Helen"),
    )
    it.add(which, claim, on("2025-06-01"))
    it.add(which, BenefitValidated(named(f"claim {which}")), on("2025-06-02"))


def test_money_stays_in_its_own_currency_and_only_ratios_can_be_compared() -> None:
    it = two()
    worth(it, PROGRAMME, "100", "300")
    worth(it, FAR, "1000", "1500")
    one, other = both(it)
    assert [("GBP", Metric.amount(100)), ("NZD", Metric.amount(1000))] == [
        (e.money.currency, e.money.costs) for e in (one, other)
    ]
    assert [Metric(200, 100), Metric(500, 1000)] == [each.money.cash.roi for each in (one, other)]
    amounts = {100, 300, 200, 1000, 1500, 500}
    shown = {each.money.cash.net.value for each in (one, other)} | {each.money.cash.benefits.value for each in (one, other)}
    assert shown <= amounts, "no sum of both is told"


# Ties and spread


def test_ties_spread_and_time_are_counted_for_each() -> None:
    it = two()
    for which, event in (
        (PROGRAMME, IntegrationMapped(Initiative.APPRAISAL, "Appraisal", "a goal")),
        (PROGRAMME, IntegrationMapped(Initiative.APPRAISAL, "Appraisal 2", "a goal")),
        (PROGRAMME, IntegrationMapped(Initiative.STRATEGY, "Plan", "the same figures")),
        (FAR, TimeReleased("South", Decimal(40))),
        (FAR, TimeReleased("East", Decimal("2.5"))),
        (FAR, SetReplicated(FAR_SET, SET)),
        (FAR, AdvocacyLogged("care", "a talk")),
    ):
        it.add(which, event, on("2025-03-01"))
    one, other = both(it)
    assert [{Initiative.APPRAISAL: 2, Initiative.STRATEGY: 1}, {}] == [one.integrations, other.integrations]
    assert [(0, 1, 0, 0), (1, 0, 1, Decimal("42.5"))] == [
        (each.replications, each.example_for, each.advocacy, each.hours_released) for each in (one, other)
    ]
    assert [{}, {}] == [each.integrations for each in both(it, "2025-02-28")]
    assert 0 == both(it, "2025-02-28")[0].example_for


def test_a_set_that_is_an_example_for_one_that_is_not_compared_is_one_all_the_same() -> None:
    it = two()
    it.add(FAR, SetReplicated(FAR_SET, SET), on("2025-03-01"))
    (alone,) = compare(it, programmes=[PROGRAMME]).programmes
    assert (0, 1) == (alone.replications, alone.example_for)


# Times


def test_the_same_date_ends_in_each_programme_when_its_own_day_ends() -> None:
    it = two()
    for which in (PROGRAMME, FAR):  # 3 March at 20:00 in London is 4 March at 09:00 in Auckland
        it.add(which, IntegrationMapped(Initiative.TALENT, "Talent", "the same people"), on("2025-03-03", "20:00"))
    shown = [tuple(sum(each.integrations.values()) for each in both(it, as_at)) for as_at in ("2025-03-03", "2025-03-04")]
    assert [(1, 0), (1, 1)] == shown
    assert (1, 1) == tuple(sum(each.integrations.values()) for each in both(it, on("2025-03-03", "20:00")))
    assert (day("2025-03-03"), day("2025-03-04")) == tuple(each.today for each in both(it, on("2025-03-03", "20:00")))


def test_what_was_recorded_later_is_not_known_before() -> None:
    it = two()
    before = compare(it)
    it.add(FAR, ProgrammeClosed(), on("2025-09-02"), recorded=on("2025-10-01"))
    assert before == compare(it, known=before.position)
    assert (None, on("2025-09-02")) == tuple(
        compare(it, known=known).programmes[1].closed_at for known in (on("2025-09-30"), on("2025-10-01"))
    )
