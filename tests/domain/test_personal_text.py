"""Personal text: compared by what it holds, and never shown by accident."""

from __future__ import annotations

import pytest
from calder_vale import AISHA, BEN, ROSTERS, TRIAL

from actionlearning.domain.personal import Personal, Place, Sealed, labels_of
from actionlearning.domain.problem.events import ActionCommitted, ActionReleased, ProblemAccepted, ProblemResolved

SEALED = Sealed(("key",), b"nonce", b"ciphertext")


def test_a_text_is_equal_to_the_same_text_of_the_same_people() -> None:
    assert Personal(AISHA, text="勤務表 🗓") == Personal(AISHA, text="勤務表 🗓")
    assert 1 == len({Personal(AISHA, text="gaps"), Personal(AISHA, text="gaps")})
    for other in (Personal(BEN, text="gaps"), Personal(AISHA, text="Gaps"), Personal(AISHA, BEN, text="gaps"), "gaps"):
        assert Personal(AISHA, text="gaps") != other


def test_an_empty_text_is_not_a_missing_one() -> None:
    assert Personal(AISHA, text="") != Personal(AISHA)


def test_where_a_text_lies_does_not_change_what_it_is() -> None:
    place = Place(ROSTERS, 1, "problem.raised", "title")
    assert Personal(AISHA, sealed=SEALED) == Personal(AISHA, sealed=SEALED, place=place)


def test_a_repr_never_shows_the_text() -> None:
    text = "I am afraid of my manager"
    for shown in (repr(Personal(AISHA, text=text)), f"{Personal(AISHA, BEN, text=text)}", str([Personal(AISHA, text=text)])):
        assert text not in shown
    assert "<Personal text of 00000000, 00000000>" == repr(Personal(AISHA, BEN, text=text))
    assert "<Personal sealed of 00000000>" == repr(Personal(AISHA, sealed=SEALED))


def test_an_event_says_which_of_its_fields_are_personal() -> None:
    assert {"what": "what", "success_measure": "success-measure"} == labels_of(ActionCommitted)
    assert {} == labels_of(ProblemAccepted)


def test_only_a_text_that_need_not_be_given_may_be_left_out() -> None:
    with pytest.raises(TypeError):
        ActionReleased(TRIAL)  # type: ignore[call-arg]  # that is what this test is about
    assert ProblemResolved(None) == ProblemResolved()
