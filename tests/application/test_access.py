"""Who may read what: every reader beside every kind of text and thing, in tables, as the journal of a programme decides it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from company import Company, opened
from erasing_vale import FIRST_OF_OCTOBER, Vale, told

import actionlearning
from actionlearning import (
    KEEPER,
    Impact,
    LearningHistory,
    NotForReader,
    Personal,
    Reader,
    SetHistory,
    SetMetrics,
    members,
    problems,
    sets,
)
from actionlearning.application.access import AUDITOR, PUBLIC, Access, Asked, DefaultPolicy, Purpose, Role, Text, TextKind, Ties
from actionlearning.domain.values import ConsentScope
from actionlearning.exchange.tabular import Format, export_tables
from actionlearning.report.making import _audience, page_about
from actionlearning.report.page import as_html
from actionlearning.report.readers import NOT_FOR_THEM, READERS
from actionlearning.report.readers import Reader as PageReader


@pytest.fixture(scope="module")
def vale() -> Iterator[Vale]:
    it = told("memory:")
    al = it.al
    it.ids["stranger"] = al.acting_as(None).do(members.register, name="Noor", role="auditor", organisation="Elsewhere")
    al.acting_as(it.member("M2")).do(problems.release_to_sponsor, problem=it.ids["delays"], version=1, label="title")
    al.acting_as(it.member("M5")).do(members.set_development_goal, goal="Ask before I design")
    with al:
        yield it


def first(vale: Vale, name: str, **fields: Any) -> Any:
    """The first event of a name whose fields are these."""
    for recorded in vale.al.journal.read_all(names={name}):
        if all(getattr(recorded.event, key, getattr(recorded, key, None)) == value for key, value in fields.items()):
            return recorded
    raise AssertionError(name)


def texts(vale: Vale) -> dict[str, Personal]:
    ids = vale.ids
    after_m6 = next(r for r in vale.al.journal.read_all(names={"problem.action-committed"}) if r.occurred_at.month >= 4)
    return {
        "said early by M1": first(vale, "problem.raised", owner=ids["M1"]).event.title,
        "said early by M6": first(vale, "problem.raised", owner=ids["M6"]).event.title,
        "said late": after_m6.event.what,
        "released by M2": first(vale, "problem.raised", owner=ids["M2"]).event.title,
        "felt": first(vale, "problem.feeling-voiced").event.words,
        "learnt by M5": first(vale, "member.learning-captured", actor=ids["M5"]).event.what,
        "M5's goal": first(vale, "member.development-goal-set", actor=ids["M5"]).event.goal,
        "M1's name": vale.al.journal.read(ids["M1"])[0].event.name,
        "sponsor's name": vale.al.journal.read(ids["sponsor"])[0].event.name,
        "endorsement": first(vale, "programme.sponsor-endorsed").event.statement,
        "capability": first(vale, "candidate.capability-confirmed", member=ids["candidate"]).event.basis,
    }


def readers(vale: Vale) -> dict[str, Reader]:
    ids = vale.ids
    people = ("M1", "M6", "M7", "adviser", "sponsor", "manager", "candidate", "assessor", "stranger")
    return {
        "keeper": KEEPER,
        **{name: Reader.person(ids[name]) for name in people},
        "its set": Reader.members_of(ids["ward-set"]),
        "a set": Reader.members_of(ids["spring-cohort"]),
        "fellows": Reader.fellows_of(ids["M1"]),
        "sponsors": Reader.sponsor_of(ids["calder-vale"]),
        "centre": Reader.centre_of(ids["ravi-5019"]),
        "public": PUBLIC,
        "auditor": AUDITOR,
    }


#   keeper, M1 (a member), M6 (left in March), M7 (joined in April), adviser, sponsor, manager, candidate (advises the set too),
#   assessor, stranger, whoever reads a page for the set, for another set, for M1's fellows, for the sponsor, for the centre,
#   anybody, auditor
MAY_READ = {
    "said early by M1": "xx..x..x..x.x....",
    "said early by M6": "xxx.x..x..x.x....",
    "said late": "xx.xx..x..x.x....",
    "released by M2": "xx..xx.x..x.xx...",
    "felt": "xx..x..x..x.x....",
    "learnt by M5": "xx.xx..x..x.x....",
    "M5's goal": "x................",
    "M1's name": "xxxxx..x..x.x....",
    "sponsor's name": "xxxxxxxx..x.xx...",
    "endorsement": "xxxxxxxx..x.xx...",
    "capability": "x...x.xxx.....x..",
}


def test_every_reader_reads_what_is_for_them_and_nothing_else(vale: Vale) -> None:
    handles, who = texts(vale), readers(vale)
    assert {
        what: "".join("x" if vale.al.reading_as(reader).may_read(handle) else "." for reader in who.values())
        for what, handle in handles.items()
    } == MAY_READ


def test_what_the_table_allows_is_revealed_and_what_it_does_not_is_refused(vale: Vale) -> None:
    handles, who = texts(vale), readers(vale)
    for what, marks in MAY_READ.items():
        for mark, (_, reader) in zip(marks, who.items(), strict=True):
            if mark == "x":
                assert vale.al.reveal(handles[what], reader)
            else:
                with pytest.raises(NotForReader) as refused:
                    vale.al.reveal(handles[what], reader)
                assert str(reader) in str(refused.value)


def test_every_kind_of_text_and_of_reader_is_in_the_table(vale: Vale) -> None:
    look = vale.al.reading_as(KEEPER)._look
    assert set(TextKind) == {look.text(handle).kind for handle in texts(vale).values()}
    assert set(Role) == {reader.role for reader in readers(vale).values()}


THINGS = ("programme", "set", "problem", "member", "candidate", "journal")
NONE, MEMBER, ADVISER = Ties(), Ties(member=True, was_there=True), Ties(adviser=True)
SPONSOR, TAKES_PART, OWN, FELLOW = Ties(sponsor=True), Ties(takes_part=True), Ties(own=True), Ties(acquainted=True)

# what a reader with such ties may have of a programme, a set, a problem, a member, a candidacy and the whole journal: nothing,
# figures (f), or all (x)
MAY_HAVE: list[tuple[Reader, Purpose, Ties, str]] = [
    *((KEEPER, purpose, NONE, "xxxxxx") for purpose in Purpose),
    (AUDITOR, Purpose.QUERY, NONE, "xxxxxx"),
    (AUDITOR, Purpose.EXPORT, NONE, "xxxxxx"),
    (AUDITOR, Purpose.REPORT, NONE, "......"),
    (AUDITOR, Purpose.PUBLISH, NONE, "......"),
    (PUBLIC, Purpose.QUERY, NONE, "......"),
    (PUBLIC, Purpose.EXPORT, NONE, "......"),
    (PUBLIC, Purpose.REPORT, NONE, "......"),
    (PUBLIC, Purpose.PUBLISH, NONE, "f....."),
    *(
        (Reader(Role.PERSON), purpose, ties, marks if purpose in (Purpose.QUERY, Purpose.REPORT) else "......")
        for purpose in Purpose
        for ties, marks in (
            (NONE, "......"),
            (MEMBER, ".xx..."),
            (ADVISER, ".xxx.."),
            (SPONSOR, "fff..."),
            (TAKES_PART, "f...x."),
            (OWN, "...xx."),
            (FELLOW, "...x.."),
        )
    ),
    *(
        (Reader(role), purpose, ties, marks if purpose in purposes else "......")
        for role, purposes, ties, marks in (
            (Role.SPONSOR, (Purpose.QUERY, Purpose.REPORT), SPONSOR, "ff...."),
            (Role.SPONSOR, (), NONE, "......"),
            (Role.SET, (Purpose.REPORT,), MEMBER, "xx...."),
            (Role.SET, (), NONE, "......"),
            (Role.FELLOWS, (Purpose.REPORT,), FELLOW, "...x.."),
            (Role.FELLOWS, (), NONE, "......"),
            (Role.CENTRE, (Purpose.REPORT,), TAKES_PART, "....x."),
            (Role.CENTRE, (), NONE, "......"),
        )
        for purpose in Purpose
    ),
]


@pytest.mark.parametrize(("reader", "purpose", "ties", "marks"), MAY_HAVE)
def test_a_thing_as_a_whole_is_had_only_where_the_table_says_so(
    reader: Reader, purpose: Purpose, ties: Ties, marks: str
) -> None:
    policy = DefaultPolicy()

    def mark(kind: str) -> str:
        whole, figures = (
            policy.may_have(reader, Asked(purpose=purpose, kind=kind, figures_only=only), ties) for only in (False, True)
        )
        return "x" if whole else "f" if figures else "."

    assert marks == "".join(mark(kind) for kind in THINGS)


def test_every_role_and_purpose_is_a_row() -> None:
    assert {(role, purpose) for role in Role for purpose in Purpose} == {(row[0].role, row[1]) for row in MAY_HAVE}


# --- what changes over time


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


# --- asking for a thing, and what is taken down


def test_a_view_is_had_by_whom_it_concerns(vale: Vale) -> None:
    al, ward = vale.al, vale.ids["ward-set"]
    for name in ("M1", "adviser"):
        assert al.reading_as(Reader.person(vale.ids[name])).view(SetHistory, set=ward).entries
    assert al.reading_as(AUDITOR).view(SetHistory, set=ward).entries
    for reader in (
        Reader.person(vale.ids["M6"]),
        Reader.person(vale.ids["stranger"]),
        Reader.sponsor_of(vale.ids["calder-vale"]),
    ):
        with pytest.raises(NotForReader):
            al.reading_as(reader).view(SetHistory, set=ward)
    with pytest.raises(NotForReader):
        al.reading_as(Reader.person(vale.ids["M6"])).view(LearningHistory, member=vale.ids["M1"])
    assert al.reading_as(Reader.person(vale.ids["M6"])).view(LearningHistory, member=vale.ids["M6"])
    assert al.reading_as(KEEPER).view(SetMetrics, set=ward)
    for view, which in ((SetMetrics, {"set": ward}), (Impact, {"programme": vale.ids["calder-vale"]})):
        with pytest.raises(NotForReader):  # exact figures are no sponsor's: a page for them is made under disclosure control
            al.reading_as(Reader.sponsor_of(vale.ids["calder-vale"])).view(view, **which)


def test_what_is_given_and_refused_is_taken_down_by_its_handle_and_never_by_what_it_says(
    vale: Vale, caplog: pytest.LogCaptureFixture
) -> None:
    noted: list[Access] = []

    class Log:
        def note(self, access: Access) -> None:
            noted.append(access)

    handle = texts(vale)["said early by M1"]
    assert handle.place is not None
    what = f"{handle.place.stream}/1/title"
    before, vale.al.access_log = vale.al.access_log, Log()
    try:
        said = vale.al.reveal(handle, KEEPER)
        with pytest.raises(NotForReader) as refused:
            vale.al.reveal(handle, PUBLIC)
    finally:
        vale.al.access_log = before
    assert [(KEEPER, what, True), (PUBLIC, what, False)] == [(each.reader, each.what, each.allowed) for each in noted]
    assert FIRST_OF_OCTOBER <= noted[0].at <= FIRST_OF_OCTOBER + timedelta(days=1)
    assert said not in repr(noted) + str(refused.value)
    with caplog.at_level(logging.INFO, logger="actionlearning.access"):
        vale.al.reveal(handle, KEEPER)
    assert [f"given {what} to keeper"] == caplog.messages


def test_a_log_that_cannot_take_it_down_keeps_the_text_back(vale: Vale) -> None:
    class Full:
        def note(self, access: Access) -> None:
            raise OSError(28, f"No space left on device for {access.what}")

    before, vale.al.access_log = vale.al.access_log, Full()
    try:
        with pytest.raises(OSError, match="No space"):
            vale.al.reveal(texts(vale)["said early by M1"], KEEPER)
    finally:
        vale.al.access_log = before


def test_a_policy_that_says_nothing_denies(vale: Vale) -> None:
    class Silent:
        def may_read(self, reader: Reader, text: Text, ties: Ties) -> Any:
            pass

        may_have = may_read

    before, vale.al.access = vale.al.access, Silent()
    try:
        with pytest.raises(NotForReader):
            vale.al.reveal(texts(vale)["said early by M1"], KEEPER)
        with pytest.raises(NotForReader):
            vale.al.reading_as(KEEPER).view(SetHistory, set=vale.ids["ward-set"])
    finally:
        vale.al.access = before


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


def test_tables_are_taken_out_by_whoever_may_have_the_whole_journal(vale: Vale, tmp_path: Path) -> None:
    for reader in (Reader.person(vale.ids["M1"]), Reader.sponsor_of(vale.ids["calder-vale"]), PUBLIC):
        with pytest.raises(NotForReader):
            export_tables(vale.al, tmp_path / "refused", to=Format.CSV, reader=reader)
    assert [] == list(tmp_path.iterdir())
    assert export_tables(vale.al, tmp_path / "tables", to=Format.CSV, reader=AUDITOR).tables


# --- pages


def test_pages_are_for_whom_the_policy_gives_them_and_for_nobody_else(vale: Vale) -> None:
    about = {"programme": "spring-programme", "set": "spring-cohort", "member": "M2", "candidate": "ravi-5019"}
    for (kind, name), reader in product(about.items(), PageReader):
        stream = vale.ids[name]
        reading = vale.al.reading_as(_audience(vale.al, kind, stream, reader))
        figures_only = reader is PageReader.SPONSOR
        if reader in READERS[kind]:
            reading.must_have(Purpose.REPORT, stream, figures_only=figures_only)
        else:
            with pytest.raises(NotForReader):
                reading.must_have(Purpose.REPORT, stream, figures_only=figures_only)


def test_a_page_obeys_a_stricter_policy_of_the_host(vale: Vale) -> None:
    class Hushed(DefaultPolicy):
        def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
            return text.kind is TextKind.NAME and super().may_read(reader, text, ties)

    title = texts(vale)["said early by M1"]
    said = vale.al.reveal(title, KEEPER)
    assert said in as_html(page_about(vale.al, vale.ids["M1"]))  # the control
    before, vale.al.access = vale.al.access, Hushed()
    try:
        html = as_html(page_about(vale.al, vale.ids["M1"]))
    finally:
        vale.al.access = before
    assert NOT_FOR_THEM in html
    assert said not in html


def test_texts_come_out_at_one_place() -> None:
    source = Path(actionlearning.__file__).parent
    beneath = {"application/reading.py", "application/erasure.py"}  # the policy itself, and the proof that a key is gone
    asking = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "journal.reveal(" in path.read_text("utf-8") and path.parts[-2] != "testing"
    }
    assert beneath == asking
