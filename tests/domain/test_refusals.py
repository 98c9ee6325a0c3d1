"""Errors carry their data and one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from calder_vale import AISHA, BEN, CHLOE

from actionlearning.domain.candidate import errors as of_candidates
from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
from actionlearning.domain.member import errors as of_members
from actionlearning.domain.problem import errors as of_problems
from actionlearning.domain.problem.errors import NotTheOwner
from actionlearning.domain.programme import errors as of_programmes
from actionlearning.domain.set import errors as of_sets
from actionlearning.domain.set.errors import ConsentMissing, NoContract, NoOpenSlot, NoSuchSession

MODULES = (of_sets, of_problems, of_members, of_programmes, of_candidates)


def every_refusal() -> Iterator[type[ActionLearningError]]:
    for module in MODULES:
        yield from (
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, ActionLearningError) and each.__module__ == module.__name__
        )


each_refusal = pytest.mark.parametrize("refusal", list(every_refusal()), ids=lambda refusal: refusal.__name__)


@each_refusal
def test_a_refusal_says_one_sentence_over_its_own_data(refusal: type[ActionLearningError]) -> None:
    fields = set(refusal.fields())
    named = set(re.findall(r"{(\w+)}", refusal.says))
    assert named <= fields
    assert refusal.says
    assert not refusal.says.endswith(".")


@each_refusal
def test_a_refusal_is_a_refusal_and_no_bad_input(refusal: type[ActionLearningError]) -> None:
    assert issubclass(refusal, Refused)
    assert not issubclass(refusal, BadInput)


def test_a_refusal_says_who_what_and_what_to_do_next() -> None:
    error = NotTheOwner(member=BEN, owner=AISHA, wanted="commit to an action on it")
    assert f"{BEN} does not own this problem; {AISHA} does, and only they can commit to an action on it" == str(error)


def test_a_sentence_puts_every_id_into_words_if_asked() -> None:
    names = {AISHA: "Aisha", BEN: "Ben", CHLOE: "Chloé"}
    error = ConsentMissing(newcomer=AISHA, missing=(CHLOE, BEN))
    said = error.sentence(lambda value: names.get(value, str(value)) if isinstance(value, UUID) else str(value))
    assert "Aisha cannot join yet: consent is missing from Ben, Chloé; every active member gives theirs first" == said
    assert "consent is missing from nobody;" in str(ConsentMissing(newcomer=AISHA, missing=()))


def test_refusals_are_equal_by_their_class_and_data() -> None:
    same = NotTheOwner(member=BEN, owner=AISHA, wanted="present it"), NotTheOwner(member=BEN, owner=AISHA, wanted="present it")
    assert same[0] == same[1]
    assert 1 == len(set(same))
    assert same[0] != NotTheOwner(member=CHLOE, owner=AISHA, wanted="present it")
    assert NoContract() != ValueError()
    assert NoOpenSlot(session=1) != NoSuchSession(session=1)
    assert {"member": BEN, "owner": AISHA, "wanted": "present it"} == same[0].data


def test_a_refusal_without_its_data_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        NotTheOwner(member=BEN)  # type: ignore[call-arg]  # that is what this test is about


def test_a_refusal_takes_its_data_by_name_for_two_people_are_easily_swapped() -> None:
    with pytest.raises(TypeError):
        NotTheOwner(BEN, AISHA, "present it")  # type: ignore[misc]  # that is what this test is about
