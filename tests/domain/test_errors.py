"""An error carries its data wherever it goes: to whoever prints it, copies it, or sends it to another process."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

import pytest

from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
from actionlearning.domain.problem.errors import NotTheOwner
from actionlearning.journal.urls import BadUrl

AISHA, BEN = UUID(int=1), UUID(int=2)


class TooLoud(Refused):
    room: str
    by: int = 3
    measured_in: ClassVar[str] = "decibels"
    says = "{room} is too loud by {by}"


class FarTooLoud(TooLoud):
    whose: UUID
    says = "{room} is far too loud by {by}, says {whose}"


def through_a_pipe(error: ActionLearningError) -> Any:
    return pickle.loads(pickle.dumps(error))  # noqa: S301  # it was pickled just now


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, through_a_pipe])
@pytest.mark.parametrize(
    "error", [NotTheOwner(member=BEN, owner=AISHA, wanted="commit"), BadUrl(url="x:"), FarTooLoud(room="A", by=9, whose=BEN)]
)
def test_an_error_is_the_same_after_a_journey(error: ActionLearningError, again: Callable[[Any], Any]) -> None:
    error.add_note("on the way")
    arrived = again(error)
    assert error == arrived
    assert (str(error), repr(error), error.args) == (str(arrived), repr(arrived), arrived.args)
    assert error.__notes__ == arrived.__notes__


def test_fields_are_those_of_the_bases_first_and_no_variables_of_classes() -> None:
    assert ("room", "by", "whose") == FarTooLoud.fields()
    assert ("room", "by") == TooLoud.fields()
    assert () == ActionLearningError.fields() == BadInput.fields()


def test_what_has_a_value_in_its_class_may_be_left_out() -> None:
    assert {"room": "A", "by": 3} == TooLoud(room="A").data
    assert "TooLoud(room='A', by=3)" == repr(TooLoud(room="A"))
    assert TooLoud(room="A") == TooLoud(room="A", by=3)
    assert TooLoud(room="A") != TooLoud(room="B")
    assert TooLoud(room="A") != FarTooLoud(room="A", whose=BEN)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "FarTooLoud needs room, whose"),
        ({"room": "A", "whose": BEN, "when": 1}, "FarTooLoud has no when; it has room, by, whose"),
    ],
)
def test_an_error_that_is_made_wrongly_says_how(data: dict[str, Any], why: str) -> None:
    with pytest.raises(TypeError, match=f"^{why}$"):
        FarTooLoud(**data)
