"""Tables about programmes: their organisations, their objectives with every reading, and what they cost beside others."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from actionlearning.domain.programme.events import (
    ComparatorRecorded,
    CostIncurred,
    CostReversed,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    ProgrammeChartered,
    ProgrammeClosed,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Row, Rows, Seen, Table
from actionlearning.projections.tables.columns import (
    Folds,
    amount,
    day,
    flag,
    ident,
    known,
    number,
    text,
    time,
    version,
    whole,
)

__all__ = ["FOLDS", "TABLES"]

PROGRAMME = ident("programme_id", "the programme")

TABLES = (
    Table(
        "programmes",
        (
            PROGRAMME,
            text("title", "what it is called"),
            ident("sponsor_id", "who owns the need"),
            text("currency", "the one currency of all its money"),
            text("time_zone", "in which its dates are read"),
            time("chartered_at", "when it was agreed"),
            time("closed_at", "when it ended", optional=True),
        ),
        key=("programme_id",),
        says="A programme",
    ),
    Table(
        "programme_organisations",
        (PROGRAMME, whole("place", "its place in the list, from 1"), text("organisation", "what it is called")),
        key=("programme_id", "place"),
        says="An organisation that takes part in a programme",
    ),
    Table(
        "objectives",
        (
            PROGRAMME,
            ident("objective_id", "the objective"),
            text("title", "what it is called"),
            text("unit", "what its measure counts"),
            text("direction", "whether the measure should `fall` or `rise`"),
            amount("target", "the target in force"),
            day("due_by", "the date in force"),
            amount("first_target", "the target as it was set at first"),
            day("first_due_by", "the date as it was set at first"),
            whole("revisions", "how often it was stated anew"),
            amount("baseline", "the measure before anything changed", optional=True),
            day("baseline_on", "the day of the baseline", optional=True),
            amount("actual", "the measure on the last day it was read", optional=True),
            day("actual_on", "that day", optional=True),
            number("progress", "(actual - baseline) ÷ (target - baseline), not clipped", optional=True),
            time("set_at", "when it was set"),
            time("retired_at", "when it was given up", optional=True),
        ),
        key=("programme_id", "objective_id"),
        says="An objective of a programme with its measure",
    ),
    Table(
        "readings",
        (
            PROGRAMME,
            ident("objective_id", "whose measure was read"),
            text("kind", "`baseline` or `observed`"),
            day("read_on", "the day it was read for; a day read again is replaced"),
            amount("reading", "what it showed"),
            text("source", "where it was taken from; empty for a baseline", optional=True),
            version("programme_id"),
        ),
        key=("programme_id", "objective_id", "kind", "read_on"),
        says="A day's reading of a measure",
    ),
    Table(
        "costs",
        (
            PROGRAMME,
            ident("cost_id", "the cost"),
            text("category", "what it was for"),
            amount("amount", "how much, in the programme's currency"),
            time("incurred_at", "when it was paid for"),
            flag("reversed", "whether it was recorded by mistake, and counts nowhere"),
            version("programme_id"),
        ),
        key=("programme_id", "cost_id"),
        says="Something that a programme paid for",
    ),
    Table(
        "comparators",
        (
            PROGRAMME,
            version("programme_id"),
            text("compared_with", "what it is"),
            amount("unit_cost", "what a participant's day of it costs"),
            amount("hours_per_day", "how many hours such a day has"),
            time("recorded_for", "from when it holds; the latest counts"),
        ),
        key=("programme_id", "version"),
        says="What a participant's day costs elsewhere",
    ),
)


def _chartered(rows: Rows, r: Recorded[ProgrammeChartered]) -> None:
    event = r.event
    rows.add(
        "programmes",
        {
            "programme_id": r.stream,
            "title": event.title,
            "sponsor_id": event.sponsor,
            "currency": event.currency,
            "time_zone": event.time_zone,
            "chartered_at": r.occurred_at,
        },
    )
    for place, organisation in enumerate(event.organisations, 1):
        rows.add("programme_organisations", {"programme_id": r.stream, "place": place, "organisation": organisation})


def _closed(rows: Rows, r: Recorded[ProgrammeClosed]) -> None:
    rows.change("programmes", (r.stream,), {"closed_at": r.occurred_at})


def _objective(rows: Rows, r: Recorded[ObjectiveSet]) -> None:
    event = r.event
    rows.add(
        "objectives",
        {
            "programme_id": r.stream,
            "objective_id": event.objective,
            "title": event.title,
            "unit": event.unit,
            "direction": event.direction.value,
            "target": event.target,
            "due_by": event.by,
            "first_target": event.target,
            "first_due_by": event.by,
            "revisions": 0,
            "set_at": r.occurred_at,
        },
    )


def _revised(rows: Rows, r: Recorded[ObjectiveRevised]) -> None:
    key = (r.stream, r.event.objective)
    before = known(rows, "objectives", key)
    changes = {"target": r.event.target, "due_by": r.event.by, "revisions": before["revisions"] + 1}
    rows.change("objectives", key, _with_progress(before, changes))


def _retired(rows: Rows, r: Recorded[ObjectiveRetired]) -> None:
    rows.change("objectives", (r.stream, r.event.objective), {"retired_at": r.occurred_at})


def _baselined(rows: Rows, r: Recorded[MeasureBaselined]) -> None:
    event = r.event
    key = (r.stream, event.objective)
    before = known(rows, "objectives", key)
    if before["baseline_on"] is not None:  # there is one baseline, as it was recorded last
        rows.remove("readings", (*key, "baseline", before["baseline_on"]))
    _read(rows, r, "baseline", None)
    rows.change("objectives", key, _with_progress(before, {"baseline": event.value, "baseline_on": event.on}))


def _observed(rows: Rows, r: Recorded[MeasureObserved]) -> None:
    event = r.event
    key = (r.stream, event.objective)
    _read(rows, r, "observed", event.source)
    before = known(rows, "objectives", key)
    if before["actual_on"] is None or before["actual_on"] <= event.on:
        rows.change("objectives", key, _with_progress(before, {"actual": event.value, "actual_on": event.on}))


def _read(rows: Rows, r: Recorded[Any], kind: str, source: str | None) -> None:
    rows.add(
        "readings",
        {
            "programme_id": r.stream,
            "objective_id": r.event.objective,
            "kind": kind,
            "read_on": r.event.on,
            "reading": r.event.value,
            "source": source,
            "version": r.version,
        },
    )


def _with_progress(before: Seen, changes: Row) -> Row:
    """What changes of an objective, with how far it has come since."""
    after = {**before, **changes}
    target, baseline, actual = after["target"], after["baseline"], after["actual"]
    if baseline is None or actual is None or target == baseline:
        return {**changes, "progress": None}
    moved, way = _exact(actual) - _exact(baseline), _exact(target) - _exact(baseline)
    return {**changes, "progress": float(moved / way)}


def _exact(measure: Decimal) -> Fraction:
    return Fraction(measure)


def _incurred(rows: Rows, r: Recorded[CostIncurred]) -> None:
    rows.add(
        "costs",
        {
            "programme_id": r.stream,
            "cost_id": r.event.cost,
            "category": r.event.category.value,
            "amount": r.event.amount,
            "incurred_at": r.occurred_at,
            "reversed": False,
            "version": r.version,
        },
    )


def _reversed(rows: Rows, r: Recorded[CostReversed]) -> None:
    rows.change("costs", (r.stream, r.event.cost), {"reversed": True})


def _compared(rows: Rows, r: Recorded[ComparatorRecorded]) -> None:
    rows.add(
        "comparators",
        {
            "programme_id": r.stream,
            "version": r.version,
            "compared_with": r.event.what,
            "unit_cost": r.event.unit_cost,
            "hours_per_day": r.event.hours_per_day,
            "recorded_for": r.occurred_at,
        },
    )


FOLDS: Folds = {
    ProgrammeChartered: _chartered,
    ProgrammeClosed: _closed,
    ObjectiveSet: _objective,
    ObjectiveRevised: _revised,
    ObjectiveRetired: _retired,
    MeasureBaselined: _baselined,
    MeasureObserved: _observed,
    CostIncurred: _incurred,
    CostReversed: _reversed,
    ComparatorRecorded: _compared,
}
