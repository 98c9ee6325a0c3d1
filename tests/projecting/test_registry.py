"""Which projections there are: shipped, installed and given; each name once, and only what can be kept."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any, ClassVar

import pytest
from attrs import frozen
from keeping import Lines, Sums

from actionlearning import ActionLearning
from actionlearning.journal.tables import BadTable, Column, Kind, Table
from actionlearning.projections.registry import GROUP, NoSuchProjection, NotAProjection, TwoProjections, chosen, registered
from actionlearning.projections.shipped import SHIPPED


def point(value: str) -> EntryPoint:
    return EntryPoint(name=value.partition(":")[2], value=value, group=GROUP)


def test_the_shipped_ones_are_there_and_pass_what_others_must() -> None:
    assert [each.name for each in SHIPPED] == list(registered(installed=()))


def test_those_of_installed_packages_are_found_as_classes_or_made() -> None:
    found = registered(installed=[point("keeping:Sums")])
    assert Sums() == found["sums"]
    assert isinstance(registered()["tables"], object), "the real entry points are asked where none are given"


def test_one_that_is_installed_and_given_is_one() -> None:
    assert Sums() == registered([Sums()], installed=[point("keeping:Sums")])["sums"]


def test_a_library_knows_those_it_was_opened_with() -> None:
    with ActionLearning.open("memory:", projections=[Sums(), Lines()]) as al:
        assert [*(each.name for each in SHIPPED), "sums", "lines"] == list(al.projections.registered)
        (told,) = al.projections.catch_up("sums")
        assert "sums" == told.projection


@pytest.mark.parametrize(
    ("value", "says"),
    [("no_such_module:Sums", "no_such_module"), ("keeping:NoSums", "NoSums"), ("keeping:utc_now", "has no name")],
)
def test_an_entry_point_that_names_none_is_told(value: str, says: str) -> None:
    with pytest.raises(NotAProjection) as caught:
        registered(installed=[point(value)])
    assert says in str(caught.value)


@frozen
class OtherSums(Sums):
    version: ClassVar[int] = 9


@frozen
class SameTable(Sums):
    name: ClassVar[str] = "others"


@frozen
class WantsNothing(Sums):
    wants: ClassVar[tuple[type, ...]] = ()


@frozen
class WantsNoEvent(Sums):
    wants: ClassVar[tuple[type, ...]] = (int,)


@frozen
class HasABadTable(Sums):
    tables: ClassVar[tuple[Table, ...]] = (Table("Sums!", (Column("id", Kind.ID),), key=("id",)),)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ([Sums(), OtherSums()], TwoProjections),
        ([Sums(), SameTable()], BadTable),
        ([WantsNothing()], NotAProjection),
        ([WantsNoEvent()], NotAProjection),
        ([HasABadTable()], BadTable),
        ([Sums], NotAProjection),
        ([object()], NotAProjection),
    ],
)
def test_what_cannot_be_kept_is_refused(given: list[Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        registered(given, installed=())


def test_names_choose_and_one_that_is_not_there_is_told() -> None:
    known = {"sums": Sums(), "lines": Lines()}
    assert [Sums(), Lines()] == chosen(known, ())
    assert [Lines()] == chosen(known, ["lines", "lines"])
    with pytest.raises(NoSuchProjection) as caught:
        chosen(known, ["sum"])
    assert NoSuchProjection(projection="sum", known=("sums", "lines")) == caught.value
