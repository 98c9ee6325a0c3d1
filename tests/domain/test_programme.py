"""A programme is chartered, and its objectives have a measure, a baseline and a way to go."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from calder_vale import LONDON, MARCH, RUTH, at, on
from measured_programme import BASELINED, CHARTERED, GAPS, OBJECTIVE, SPARED, STAFF, STATED, claim, programme

from actionlearning.domain.programme.aggregate import Programme, charter
from actionlearning.domain.programme.errors import (
    BaselinedAlready,
    MeasuredInTheFuture,
    NoBaseline,
    NoSuchObjective,
    ObservedBeforeBaseline,
    TargetIsBaseline,
)
from actionlearning.domain.programme.events import DisbenefitRecorded, MeasureBaselined, MeasureObserved, ProgrammeChartered
from actionlearning.domain.times import UnknownTimeZone
from actionlearning.domain.values import BenefitKind, Direction


def test_a_programme_is_chartered_for_a_sponsor() -> None:
    def decide(time_zone: str) -> Callable[[], ProgrammeChartered]:
        return lambda: charter(
            title="Calder Vale",
            organisations=("Trust",),
            sponsor=RUTH,
            theory_of_change="ask, act, learn",
            currency="GBP",
            time_zone=time_zone,
        )

    programme.beginning(decide(LONDON)).then(CHARTERED)
    programme.beginning(decide("")).refused(UnknownTimeZone(name=""))


# Measures


def test_an_objective_states_its_measure() -> None:
    programme.given(CHARTERED).when(
        lambda it: it.set_objective(
            GAPS, title="Roster gaps", unit="%", direction=Direction.FALL, target=Decimal(5), by=on("12-31"), at=MARCH
        )
    ).then(OBJECTIVE)


def test_a_baseline_leaves_a_way_to_the_target() -> None:
    given = programme.given(*STATED)
    given.when(lambda it: it.baseline(GAPS, value=Decimal(11), on=on("01-06"), at=at("04-01"))).then(BASELINED)
    given.when(lambda it: it.baseline(GAPS, value=Decimal("5.00"), on=on("01-06"), at=at("04-01"))).refused(
        TargetIsBaseline(objective=GAPS, value=Decimal("5.00"))
    )


def test_a_baseline_is_corrected_until_the_first_observation() -> None:
    corrected = MeasureBaselined(GAPS, Decimal(12), on("01-07"))
    programme.given(*STATED, BASELINED).when(
        lambda it: it.baseline(GAPS, value=Decimal(12), on=on("01-07"), at=at("04-01"))
    ).then(corrected)
    programme.given(*STATED, BASELINED, MeasureObserved(GAPS, Decimal(9), on("03-01"), "ledger")).when(
        lambda it: it.baseline(GAPS, value=Decimal(12), on=on("01-07"), at=at("04-01"))
    ).refused(BaselinedAlready(objective=GAPS))


def test_an_observation_follows_a_baseline_on_the_same_day_or_later() -> None:
    programme.given(*STATED).when(
        lambda it: it.observe(GAPS, value=Decimal(9), on=on("03-01"), source="ledger", at=at("04-01"))
    ).refused(NoBaseline(objective=GAPS))
    given = programme.given(*STATED, BASELINED)
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("01-06"), source="ledger", at=at("04-01"))).then(
        MeasureObserved(GAPS, Decimal(9), on("01-06"), "ledger")
    )
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("01-05"), source="ledger", at=at("04-01"))).refused(
        ObservedBeforeBaseline(objective=GAPS, on=on("01-05"), baseline_on=on("01-06"))
    )


@pytest.mark.parametrize(
    "decision",
    [
        lambda it: it.baseline(STAFF, value=Decimal(1), on=on("01-06"), at=at("04-01")),
        lambda it: it.observe(STAFF, value=Decimal(1), on=on("01-06"), source="ledger", at=at("04-01")),
        claim(objective=STAFF),
        lambda it: it.record_disbenefit(SPARED, objective=STAFF, title="", kind=BenefitKind.CASH, amount=Decimal(1), at=MARCH),
    ],
)
def test_everything_is_measured_against_an_objective_of_the_programme(decision: Callable[[Programme], object]) -> None:
    programme.given(*STATED).when(decision).refused(NoSuchObjective(objective=STAFF))


def test_what_became_worse_is_recorded_in_full() -> None:
    programme.given(*STATED).when(
        lambda it: it.record_disbenefit(
            SPARED, objective=GAPS, title="Overtime", kind=BenefitKind.CASH, amount=Decimal(400), at=MARCH
        )
    ).then(DisbenefitRecorded(SPARED, GAPS, "Overtime", BenefitKind.CASH, Decimal(400)))


def test_nothing_is_measured_on_a_day_that_has_not_come_where_the_programme_is() -> None:
    late = at("06-01", "23:30")  # the second of June in London
    given = programme.given(*STATED, BASELINED)
    refusal = MeasuredInTheFuture(on=on("06-03"), today=on("06-02"))
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("06-02"), source="ledger", at=late)).then(
        MeasureObserved(GAPS, Decimal(9), on("06-02"), "ledger")
    )
    given.when(lambda it: it.observe(GAPS, value=Decimal(9), on=on("06-03"), source="ledger", at=late)).refused(refusal)
    given.when(lambda it: it.baseline(GAPS, value=Decimal(9), on=on("06-03"), at=late)).refused(refusal)
