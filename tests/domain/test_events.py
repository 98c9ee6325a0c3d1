"""An event has a stored name and version for ever, which no other event may take, and says whether it puts a record right."""

from __future__ import annotations

import pytest
from calder_vale import BEN, ROSTERS, TRIAL, said

from actionlearning.domain.event import EVENTS, event, is_correction, stored_name
from actionlearning.domain.problem.events import ActionReleased, OutcomeReopened, ProblemRaised
from actionlearning.domain.set.practice_events import AttendanceCorrected


def test_an_event_is_found_by_its_name_and_version() -> None:
    assert ProblemRaised is EVENTS["problem.raised.1"]
    assert "problem.raised" == stored_name(ProblemRaised)
    assert "problem.action-released" == stored_name(ActionReleased(TRIAL, said()))


def test_every_event_is_registered_under_its_own_name() -> None:
    assert EVENTS
    for topic, each in EVENTS.items():
        assert topic == f"{stored_name(each)}.{topic.rpartition('.')[2]}"


def test_a_name_is_given_once() -> None:
    with pytest.raises(TypeError) as refused:
        event("problem.raised")(type("ProblemBroughtUp", (), {}))
    assert "problem.raised.1 names ProblemRaised already; choose another name for ProblemBroughtUp" == str(refused.value)
    assert ProblemRaised is EVENTS["problem.raised.1"]


def test_an_event_holds_what_was_decided_and_is_never_changed() -> None:
    released = ActionReleased(TRIAL, said())
    with pytest.raises(AttributeError):
        released.action = ROSTERS  # type: ignore[misc]  # that is what this test is about
    assert ActionReleased(TRIAL, said()) == released


def test_an_event_says_whether_it_puts_an_earlier_record_right() -> None:
    assert is_correction(AttendanceCorrected(1, BEN, present=True))
    assert not is_correction(OutcomeReopened(TRIAL, said()))
    assert not is_correction("what is no event")
