"""Who may read what changes: with everybody's word, a consent, an appointment, and a wish to be forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from company import Company, opened
from erasing_vale import Vale, texts

from actionlearning import NotForReader, Personal, Reader, members, sets
from actionlearning.application.access import PUBLIC
from actionlearning.domain.values import ConsentScope


def test_a_newcomer_looks_back_once_everybody_there_has_said_so(vale: Vale) -> None:
    early, newcomer = texts(vale)["said early by M1"], Reader.person(vale.ids["M7"])
    for name in ("M1", "M2", "M3", "M4", "M5"):
        with pytest.raises(NotForReader):
            vale.al.reveal(early, newcomer)
        vale.al.acting_as(vale.member(name)).do(sets.open_the_past, set=vale.ids["ward-set"], newcomer=vale.ids["M7"])
    assert vale.al.reveal(early, newcomer)
    with pytest.raises(NotForReader):  # who left is not there to say, and has no claim to look back
        vale.al.reveal(early, Reader.person(vale.ids["M6"]))


def test_what_was_released_is_the_sponsors_until_consent_is_withdrawn(vale: Vale) -> None:
    released, sponsor = texts(vale)["released by M2"], Reader.sponsor_of(vale.ids["calder-vale"])
    assert vale.al.reveal(released, sponsor)
    vale.al.acting_as(vale.member("M2")).do(members.withdraw_consent, scope=ConsentScope.SPONSOR)
    with pytest.raises(NotForReader):
        vale.al.reveal(released, sponsor)
    vale.al.acting_as(vale.member("M2")).do(members.give_consent, scope=ConsentScope.PUBLICATION)
    assert vale.al.reveal(released, PUBLIC)


def test_an_adviser_reads_while_appointed() -> None:
    company = Company(opened())
    al = company.al
    title = _a_title(al)
    adviser, successor = Reader.person(company.adviser), company.person("Rosa")
    assert al.reveal(title, adviser)
    with pytest.raises(NotForReader):
        al.reveal(title, Reader.person(successor))
    al.acting_as(company.adviser).do(sets.hand_over, set=company.set, successor=successor)
    assert al.reveal(title, Reader.person(successor))
    with pytest.raises(NotForReader):
        al.reveal(title, adviser)


def _a_title(al: Any) -> Personal:
    title: Personal = next(iter(al.journal.read_all(names={"problem.raised"}))).event.title
    return title


def test_a_page_or_an_answer_that_is_begun_is_of_one_moment_and_the_next_is_not() -> None:
    company = Company(opened())
    title = _a_title(company.al)
    owner = Reader.person(company.a)
    begun = company.al.reading_as(owner)
    assert begun.may_read(title)
    company.al.acting_as(company.a).do(members.request_erasure)
    assert begun.reveal(title)
    with pytest.raises(Exception, match="asked to be forgotten"):
        company.al.reveal(title, owner)


def test_what_was_said_in_one_set_is_not_on_a_page_for_the_fellows_of_another(vale: Vale) -> None:
    al, fellows = vale.al, Reader.fellows_of(vale.ids["M1"])
    said = texts(vale)["said late"]
    assert al.reading_as(fellows).may_read(said)
    by_manager = al.acting_as(vale.member("manager"))
    other = by_manager.do(
        sets.form, programme=vale.ids["calder-vale"], title="Second set", purpose="Peers", time_zone="Europe/London"
    )
    by_manager.do(sets.invite, set=other, member=vale.ids["M1"], level_band="manager")
    al.acting_as(vale.member("M1")).do(sets.join, set=other)
    assert not al.reading_as(fellows).may_read(said)
