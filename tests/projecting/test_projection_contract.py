"""The contract of a projection certifies good ones, and finds the faults that people make."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import pytest
from attrs import define, frozen
from keeping import Lines, Sums, opened, recorded

from actionlearning.domain.member.events import MemberRegistered, SelfRatingGiven
from actionlearning.journal.port import Recorded
from actionlearning.journal.tables import BadRow
from actionlearning.projections.materialised import Column, Kind, Projection, Rows, Table
from actionlearning.testing.projections import ProjectionContract

STREAMS = [UUID(int=number) for number in (1, 2, 3)]


def ratings() -> list[Recorded[Any]]:
    """Three streams, a few events each in turn, with events of others between them."""
    with closing(opened("memory:")) as journal:
        for each in (1, 3, 2, 12):
            recorded(journal, STREAMS, each=each, others=True)
        return list(journal.read_all())


class Rated(ProjectionContract):
    @pytest.fixture
    def history(self) -> list[Recorded[Any]]:
        return ratings()


class TestSums(Rated):
    @pytest.fixture
    def projection(self) -> Projection:
        return Sums()


class TestLines(Rated):
    @pytest.fixture
    def projection(self) -> Projection:
        return Lines()


# Controls: projections with one fault each, which the contract must find.

TABLE = Table("faulty", (Column("stream", Kind.ID), Column("what", Kind.INTEGER, optional=True)), key=("stream",))


class Faulty:
    """A projection that keeps how many ratings a stream has, in one way or another."""

    name: ClassVar[str] = "faulty"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = (TABLE,)

    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        known = rows.get("faulty", (recorded.stream,))
        rows.add("faulty", {"stream": recorded.stream, "what": 1 if known is None else known["what"] + 1})


@define
class CountsByItself(Faulty):
    times: int = 0

    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        self.times += 1
        rows.add("faulty", {"stream": recorded.stream, "what": self.times})


class RemembersRows(Faulty):
    def __init__(self) -> None:
        self.known: dict[Any, int] = {}

    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        self.known[recorded.stream] = self.known.get(recorded.stream, 0) + 1
        rows.add("faulty", {"stream": recorded.stream, "what": self.known[recorded.stream]})


DRAWS = count()


@frozen
class DrawsAtRandom(Faulty):
    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        rows.add("faulty", {"stream": recorded.stream, "what": next(DRAWS)})


@frozen
class GivesTheWrongType(Faulty):
    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        rows.add("faulty", {"stream": recorded.stream, "what": str(recorded.version)})


@frozen
class HasNoSuchColumn(Faulty):
    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        rows.add("faulty", {"stream": recorded.stream, "when": recorded.version})


@frozen
class WantsWhatNobodyShows(Faulty):
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven, int)


@frozen
class ChangesAKey(Faulty):
    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        rows.add("faulty", {"stream": recorded.stream})
        rows.change("faulty", (recorded.stream,), {"stream": UUID(int=9)})


contract = Rated()


@pytest.mark.parametrize(
    ("faulty", "test"),
    [
        (CountsByItself, contract.test_it_draws_nothing_from_anywhere_but_the_events_and_its_rows),
        (RemembersRows, contract.test_it_draws_nothing_from_anywhere_but_the_events_and_its_rows),
        (RemembersRows, contract.test_a_rebuild_comes_to_the_same),
        (DrawsAtRandom, contract.test_it_draws_nothing_from_anywhere_but_the_events_and_its_rows),
        (GivesTheWrongType, contract.test_every_row_fits_its_table),
        (HasNoSuchColumn, contract.test_every_row_fits_its_table),
        (WantsWhatNobodyShows, contract.test_the_history_holds_every_event_that_it_wants),
        (ChangesAKey, contract.test_every_row_fits_its_table),
    ],
)
def test_the_contract_finds_the_fault(faulty: Callable[[], Any], test: Callable[[Any, Any], None]) -> None:
    test(Faulty(), ratings())
    with pytest.raises((AssertionError, BadRow)):
        test(faulty(), ratings())


def test_the_history_of_a_contract_may_hold_events_of_others() -> None:
    assert {MemberRegistered, SelfRatingGiven} == {type(each.event) for each in ratings()}
