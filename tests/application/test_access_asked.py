"""A view, a table or a page is given to whom it concerns, what was given is taken down, and a policy of the host is obeyed."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from erasing_vale import FIRST_OF_OCTOBER, Vale, texts

import actionlearning
from actionlearning import KEEPER, Impact, LearningHistory, NotForReader, Reader, SetHistory, SetMetrics
from actionlearning.application.access import AUDITOR, PUBLIC, Access, DefaultPolicy, Purpose, Text, TextKind, Ties
from actionlearning.exchange.tabular import Format, export_tables
from actionlearning.report.making import _audience, page_about
from actionlearning.report.page import as_html
from actionlearning.report.readers import NOT_FOR_THEM, READERS
from actionlearning.report.readers import Reader as PageReader

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
