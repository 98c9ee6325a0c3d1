"""What an impact is read from: whatever else a programme records changes nothing in it, and each of these events does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from actionlearning import ActionLearning, Impact
from actionlearning.application.looking import streams_around
from actionlearning.domain.event import stored_name
from actionlearning.domain.problem.events import ObjectiveLinked, ProblemReturned
from actionlearning.journal.port import Recorded
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES
from actionlearning.projections.impact_events import IMPACT_EVENTS
from actionlearning.projections.projection import History, NothingKnown
from actionlearning.simulation.simulate import simulate

Log = Sequence[Recorded[Any]]

SEEDS, EVENTS = (3, 8), 6000
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def programmes() -> Mapping[UUID, Log]:
    """Everything that several programmes recorded; together, all that can happen to one happens in them."""
    found: dict[UUID, Log] = {}
    for seed in SEEDS:
        with ActionLearning.open("memory:") as al:
            simulate(al.journal, seed=seed, events=EVENTS)
            for begun in list(al.journal.read_all(names=["programme.chartered"])):
                its = al.journal.read_streams(streams_around(al.journal, begun.stream))
                found[begun.stream] = with_links(sorted(its, key=lambda each: each.position))
    return found


def with_links(log: Log) -> Log:
    """The same with every problem that was returned linked to an objective before, which the simulation never does."""
    link = next((each for each in log if type(each.event) is ObjectiveLinked), None)
    returned = [] if link is None else [each for each in log if type(each.event) is ProblemReturned]
    return [*log, *(replace(each, event=link.event) for each in returned)]


def impact(programme: UUID, log: Log, **asked: Any) -> Impact | str:
    try:
        return Impact.fold(History.select(log, now=LATER, position=EVENTS, **asked), programme=programme)
    except NothingKnown as error:
        return str(error)


def moments(log: Log) -> Iterator[dict[str, Any]]:
    """Some of the times at which a programme may be looked at, and as it was known then."""
    yield {}
    for each in log[10 :: len(log) // 7 + 1]:
        yield {"as_at": each.occurred_at}
        yield {"as_at": each.occurred_at.date(), "as_known_at": log[-1].position - each.position // 5}
        yield {"as_known_at": each.position}


def test_an_impact_is_the_same_of_all_that_was_recorded_and_of_what_it_wants(programmes: Mapping[UUID, Log]) -> None:
    compared = left_out = 0
    for which, log in programmes.items():
        wanted = [each for each in log if type(each.event) in Impact.wants]
        left_out += len(log) - len(wanted)
        for asked in moments(log):
            assert impact(which, log, **asked) == impact(which, wanted, **asked)
            compared += 1
    assert compared > 50
    assert left_out > EVENTS / 5


def test_every_event_that_an_impact_wants_changes_one(programmes: Mapping[UUID, Log]) -> None:
    """The control, and what keeps the list short: without any one of them some impact would be another."""
    by_event = defaultdict(list)
    for which, log in programmes.items():
        for event in {type(each.event) for each in log}:
            by_event[event].append(which)
    unheeded = {
        stored_name(event)
        for event in IMPACT_EVENTS
        if not any(
            impact(which, programmes[which]) != impact(which, [r for r in programmes[which] if type(r.event) is not event])
            for which in by_event[event]
        )
    }
    assert unheeded == set()


def test_it_wants_a_part_of_what_a_programme_records_each_event_once() -> None:
    assert set(IMPACT_EVENTS) < set(FACTS_OF_PROGRAMMES)
    assert len(set(IMPACT_EVENTS)) == len(IMPACT_EVENTS)
