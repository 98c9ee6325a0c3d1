"""The scenario itself can fail, and says how."""

from __future__ import annotations

import pytest
from calder_vale import ACCEPTED, AISHA, BEN, PRESENTED_AT, RAISED, at, problem, said

from actionlearning.domain.problem.errors import NotTheOwner, WrongProblemStage
from actionlearning.domain.problem.events import ProblemAccepted, ProblemReturned

LATER = at("02-01")
STRANGER = NotTheOwner(member=BEN, owner=AISHA, wanted="confirm its alignment")


def test_an_unexpected_event_is_shown_after_the_expected_one() -> None:
    with pytest.raises(AssertionError) as failed:
        problem.given(RAISED).when(lambda it: it.accept(at=LATER)).then(ProblemReturned(said()))
    assert f"expected\n  event {ProblemReturned(said())!r}\nbut got\n  event ProblemAccepted()" == str(failed.value)


def test_an_event_too_many_or_too_few_fails() -> None:
    for events in ((), (ProblemAccepted(), ProblemAccepted())):
        with pytest.raises(AssertionError, match="expected"):
            problem.given(RAISED).when(lambda it: it.accept(at=LATER)).then(*events)


def test_a_refusal_where_an_event_was_expected_is_shown_with_its_sentence() -> None:
    with pytest.raises(AssertionError) as failed:
        problem.given(*ACCEPTED).when(lambda it: it.accept(at=LATER)).then(ProblemAccepted())
    refusal = "WrongProblemStage(wanted='accept it', stage='accepted'): cannot accept it: the problem is accepted"
    assert f"expected\n  event ProblemAccepted()\nbut got\n  refusal {refusal}" == str(failed.value)


def test_an_event_where_a_refusal_was_expected_fails() -> None:
    with pytest.raises(AssertionError, match=r"(?s)expected.*NotTheOwner.*but got.*ProblemAccepted"):
        problem.given(RAISED).when(lambda it: it.accept(at=LATER)).refused(STRANGER)


def test_another_refusal_fails_and_so_does_the_same_with_other_data() -> None:
    decided = problem.given(RAISED).when(lambda it: it.confirm_alignment(still_matters=True, by=BEN, at=LATER))
    decided.refused(STRANGER)
    for other in (WrongProblemStage(wanted="x", stage="y"), NotTheOwner(member=BEN, owner=AISHA, wanted="present it")):
        with pytest.raises(AssertionError, match=r"(?s)expected.*but got.*NotTheOwner"):
            decided.refused(other)


def test_any_other_error_comes_through() -> None:
    def stumble(_: object) -> object:
        raise ZeroDivisionError

    for ask in (lambda decided: decided.then(), lambda decided: decided.refused(STRANGER)):
        with pytest.raises(ZeroDivisionError):
            ask(problem.given(RAISED).when(stumble))


def test_a_decision_that_changes_the_state_fails() -> None:
    def meddle(it: object) -> ProblemAccepted:
        object.__setattr__(it, "owner", BEN)
        return ProblemAccepted()

    with pytest.raises(AssertionError, match="a decision changes nothing"):
        problem.given(RAISED).when(meddle).then(ProblemAccepted())


def test_an_event_without_a_time_happened_when_the_one_before_it_did() -> None:
    assert problem.at == problem.given(*ACCEPTED).state.last_change
    assert PRESENTED_AT == problem.given((RAISED, PRESENTED_AT), ProblemAccepted()).state.last_change
