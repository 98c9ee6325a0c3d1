"""What a reader may not see is not in the file: searched for, text by text, with pages that may hold them as the control."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import attrs
import pytest
from company import FIRST_DAY, Company, opened
from reading import Reader as Read

from actionlearning import ActionLearning, members, problems, programmes, sets
from actionlearning.application.access import KEEPER
from actionlearning.application.names import Names
from actionlearning.domain.member import events as member
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.personal import Personal, labels_of
from actionlearning.domain.problem import thinking_events as thinking
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.sentences import Person
from actionlearning.report.errors import NotForThisReader, SeveralSets
from actionlearning.report.making import page_about
from actionlearning.report.page import Page, as_html
from actionlearning.report.readers import FEWEST, READERS, WITHHELD, Eyes, Reader, reader_of

Html = Callable[..., str]

ALONE = (
    thinking.FeelingVoiced,
    thinking.NotKnowingVoiced,
    member.PersonalValueElicited,
    member.ValueTensionNoted,
    member.DevelopmentGoalSet,
    member.LearningApproachChosen,
    member.LearningApproachReviewed,
)
"""What nobody but the person themself is shown on a page."""


def personal(event: Any) -> Iterable[Personal]:
    """Every text that an event carries."""
    for field in attrs.fields(type(event)):
        value = getattr(event, field.name)
        yield from (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Personal))


def texts(al: ActionLearning, streams: Callable[[Any], bool]) -> dict[str, Any]:
    """Every text recorded in some streams, with the event that carries it, as a page would show it."""
    chosen = (recorded for recorded in al.journal.read_all() if streams(recorded))
    return {" ".join(al.reveal(text, KEEPER).split()): recorded for recorded in chosen for text in personal(recorded.event)}


def in_a_set_or_of_a_person(recorded: Any) -> bool:
    return recorded.name.partition(".")[0] in ("set", "problem", "member")


def sponsors_own(al: ActionLearning) -> set[str]:
    """What the two sponsors are called: their own names may stand on their pages."""
    sponsors = {Names(al.journal).id(alias) for alias in ("sponsor", "centre-head")}
    return set(texts(al, lambda r: r.stream in sponsors))


@pytest.fixture(scope="module")
def forbidden(vale: ActionLearning) -> set[str]:
    """All that was said in a set, and what people are called and do: none of it was released to the sponsor."""
    return set(texts(vale, in_a_set_or_of_a_person)) - sponsors_own(vale)


def held(texts_: Iterable[str], html: str) -> set[str]:
    """Which texts a page holds, in whatever place."""
    whole = f"{Read(html).text} {html}"
    return {each for each in texts_ if each in whole and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", whole)}


# The sponsor


@pytest.mark.parametrize("alias", ["calder-vale", "ward-set", "spring-programme", "spring-cohort"])
def test_a_sponsors_page_holds_nothing_that_was_said_in_a_set(alias: str, forbidden: set[str], html_of: Html) -> None:
    assert len(forbidden) > 300
    found = held(forbidden, html_of(alias, reader=Reader.SPONSOR))
    assert set() == {text for text in found if len(text.split()) > 1}


def test_the_pages_that_may_hold_it_do(vale: ActionLearning, forbidden: set[str], html_of: Html) -> None:
    in_the_set = held(forbidden, html_of("ward-set"))
    assert "Nobody owns the roster gaps" in in_the_set
    assert "Chloe Okafor" in in_the_set
    assert len(in_the_set) > 30
    assert "Exit interviews change nothing" in held(forbidden, html_of("calder-vale", reader=Reader.SET))
    assert len(held(forbidden, html_of("M5"))) > 10
    assert set() < sponsors_own(vale) & held(sponsors_own(vale), html_of("calder-vale"))


def test_a_programme_is_for_the_sponsor_unless_another_reader_is_named(html_of: Html) -> None:
    assert html_of("calder-vale") == html_of("calder-vale", reader=Reader.SPONSOR)


def test_a_text_that_was_released_to_the_sponsor_is_on_their_page_and_no_other() -> None:
    with opened() as al:
        it = Company(al)
        action, first, second = it.in_the_follow_up(it.a)
        problem = it.problems[it.a]
        it.by(it.a, first).do(problems.link_objective, problem=problem, objective=_objective(it))
        said = next(r for r in al.journal.read(problem) if r.name == "problem.action-committed")
        assert action == said.event.action
        before = as_html(page_about(al, it.programme))
        it.by(it.a, second).do(
            problems.release_to_sponsor, problem=problem, version=said.version, label=labels_of(type(said.event))["what"]
        )
        after = as_html(page_about(al, it.programme))
        assert ("Ask ten leavers" in before, "Ask ten leavers" in after) == (False, True)
        for page in (before, after):
            assert [] == [word for word in ("A problem", "Aisha", "Much", "Ten answers") if word in page]
        assert "A problem" in as_html(page_about(al, it.programme, reader=Reader.SET))


def _objective(it: Company) -> Any:
    return it.by(it.sponsor, FIRST_DAY).do(
        programmes.set_objective,
        programme=it.programme,
        title="Agency spend",
        unit="£k",
        direction="fall",
        target=Decimal(80),
        by=date(2025, 12, 31),
    )


def test_a_sponsor_sees_no_figure_about_fewer_than_five_people(page_of: Callable[..., Page]) -> None:
    behaviour = page_of("calder-vale").section("behaviour")
    used = next(block for block in behaviour.blocks if block.template == "numbers")
    assert WITHHELD == used.items[0].value
    assert "3" == page_of("calder-vale", reader=Reader.SET).section("behaviour").blocks[1].items[0].value
    sponsor, own = Eyes(Reader.SPONSOR, str), Eyes(Reader.SET, str)
    few, enough = Metric(1, 2, FEWEST - 1), Metric(1, 2, FEWEST)
    assert (WITHHELD, "half") == (sponsor.figure(few, "half"), sponsor.figure(enough, "half"))
    assert "half" == own.figure(few, "half")
    assert WITHHELD == sponsor.figure(Change(Fraction(1), Fraction(2), 4), "more")
    assert "not available" == sponsor.figure(Metric(0, 0, 0), "none") == sponsor.figure(Change.of([]), "none")


def test_a_small_programme_shows_its_sponsor_no_figure_about_its_people() -> None:
    with opened() as al:
        it = Company(al)
        it.in_the_follow_up(it.a)
        page = page_about(al, it.programme)
        rows = {row[0]: row for block in page.section("figures").blocks for row in block.rows}
        about_people = [name for name, row in rows.items() if row[1] != "not available" and row[1] != WITHHELD]
        assert {"Alignment"} >= set(about_people)
        assert WITHHELD == rows["Follow through"][1]
        told = page_about(al, it.programme, reader=Reader.SET)
        shown = {row[0]: row[1] for block in told.section("figures").blocks for row in block.rows}
        assert "0.00 %" == shown["Follow through"]


def test_a_sponsors_page_about_a_set_tells_nobody_from_another(page_of: Callable[..., Page]) -> None:
    names = {section.name for section in page_of("ward-set", reader=Reader.SPONSOR).sections}
    assert {"actions", "attendance", "airtime"} == {section.name for section in page_of("ward-set").sections} - names


def test_a_sponsors_page_about_a_set_counts_nothing_that_one_person_or_a_few_did(html_of: Html) -> None:
    few = (" presented “", "3 presentations", "Rule 1", "Due before next session", "next session 8 Apr 2025")
    told, shown = Read(html_of("ward-set")).text, Read(html_of("ward-set", reader=Reader.SPONSOR)).text
    assert set(few) - {"3 presentations"} <= {each for each in few if each in told}
    assert set() == {each for each in few if each in shown}
    assert "Session 7" in shown


# The set, the owner, the centre


@pytest.fixture(scope="module")
def alone(vale: ActionLearning) -> dict[str, Any]:
    """What somebody said that is theirs alone."""
    return texts(vale, lambda r: isinstance(r.event, ALONE))


@pytest.mark.parametrize("alias", ["M1", "M5", "candidate"])
def test_what_is_somebodys_alone_is_on_no_page_but_theirs(alias: str, alone: dict[str, Any], html_of: Html) -> None:
    assert set() == held(alone, html_of(alias, reader=Reader.SET))


def test_it_is_on_their_own(vale: ActionLearning, alone: dict[str, Any], html_of: Html) -> None:
    names = Names(vale.journal)
    for alias in ("M1", "M5"):
        theirs = {text for text, recorded in alone.items() if recorded.actor == names.id(alias)}
        assert theirs
        assert theirs == held(alone, html_of(alias))


def test_the_part_that_is_theirs_alone_says_so(page_of: Callable[..., Page], html_of: Html) -> None:
    own = page_of("M5")
    assert [section.name for section in own.sections if section.private] == ["private"]
    assert "Yours alone." in html_of("M5")
    assert "private" not in {section.name for section in page_of("M5", reader=Reader.SET).sections}
    assert "Yours alone." not in html_of("M5", reader=Reader.SET)


def test_a_sets_page_holds_what_nobody_said_alone(alone: dict[str, Any], html_of: Html) -> None:
    assert set() == held(alone, html_of("ward-set")) == held(alone, html_of("calder-vale", reader=Reader.SET))


def test_nobody_is_shown_the_page_of_a_kind_that_is_not_theirs(vale: ActionLearning) -> None:
    for kind, choices in READERS.items():
        assert choices[0] is reader_of(kind, None)
        for reader in Reader:
            if reader in choices:
                assert reader is reader_of(kind, reader)
            else:
                with pytest.raises(NotForThisReader) as refused:
                    reader_of(kind, reader)
                assert choices[0].value in str(refused.value)
    with pytest.raises(NotForThisReader):
        page_about(vale, Names(vale.journal).id("M5"), reader=Reader.SPONSOR)


def test_what_was_said_in_one_set_is_not_told_to_another() -> None:
    with opened() as al:
        it = Company(al)
        assert "A problem" not in as_html(page_about(al, it.programme, reader=Reader.SET))  # linked to no objective
        by = it.by(it.sponsor)
        by.do(sets.form, programme=it.programme, title="Another set", purpose="Peers", time_zone="Europe/London")
        with pytest.raises(SeveralSets):
            page_about(al, it.programme, reader=Reader.SET)
        assert page_about(al, it.programme).sections


def test_a_name_is_shown_to_those_who_may_know_it_and_to_nobody_else() -> None:
    with opened() as al:
        it = Company(al)
        name = next(r.event for r in al.journal.read(it.a) if isinstance(r.event, MemberRegistered)).name
        known, unknown = Person(it.a, name), Person(UUID(int=7))  # type: ignore[arg-type]  # any id will do
        assert "Aisha" == Eyes(Reader.SET, al.reading_as(KEEPER).reveal).person(known)
        assert "a member" == Eyes(Reader.SPONSOR, al.reading_as(KEEPER).reveal).person(known)
        assert "somebody (00000000)" == Eyes(Reader.SET, al.reading_as(KEEPER).reveal).person(unknown)


def test_markup_is_only_text() -> None:
    with opened() as al:
        it = Company(al)
        words = '<script>alert(1)</script> & "quoted" fill="#0f6a62"'
        evil = it.al.acting_as(None, at=it.al.clock()).do(members.register, name=words, role="r", organisation="<b>Trust</b>")
        read = Read(as_html(page_about(al, evil)))
        assert [] == read.named("script")
        assert words in read.text


def test_words_in_a_drawing_stay_as_they_were_said() -> None:
    with opened() as al:
        it = Company(al)
        at = it.meet(1)
        problem = it.problems[it.a]
        it.by(it.a, at).do(problems.present, problem=problem, session=1)
        words = '</svg><script>1</script> & fill="#0f6a62"'
        it.by(it.a, at).do(
            problems.commit_action, problem=problem, session=1, what=words, success_measure="Done", due=date(2025, 2, 7)
        )
        html = as_html(page_about(al, it.set))
        read = Read(html)
        assert [] == read.named("script")
        assert read.text.count(words) > 2
        assert [] == read.open


def test_what_neither_html_nor_svg_can_hold_is_replaced() -> None:
    seen = Eyes(Reader.SET, lambda _: "a\x00b\x1f\ud800c\td")
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}c\td" == seen.text(Personal())
