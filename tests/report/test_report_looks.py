"""What a reader could mistake: drafts, links that are withheld, silence, names of figures, and days written in two ways."""

from __future__ import annotations

import re
from collections.abc import Callable

from pages import ALIASES, Pages, chart
from reading import Reader as Read

from actionlearning.report.blocks import Quote, Quotes, Table, Thread
from actionlearning.report.page import _environment
from actionlearning.report.readers import Reader

OTHERWISE = re.compile(r"\b0\d [A-Z][a-z]+ 20\d\d|\b\d+ (?:January|February|March|April|June|July|August) 20\d\d")
"""Days as no page writes them."""


def test_a_draft_says_so_beside_its_title_and_what_was_released_or_is_the_sets_does_not(
    page_of: Pages, html_of: Callable[..., str]
) -> None:
    for alias in ("calder-vale", "ward-set"):
        assert page_of(alias, reader=Reader.SPONSOR).draft
        assert not page_of(alias, reader=Reader.SET).draft
        said = ["draft: not released" in Read(html_of(alias, reader=reader)).text for reader in (Reader.SPONSOR, Reader.SET)]
        assert [True, False] == said


def test_links_that_are_withheld_look_otherwise_than_those_reached_and_why_is_said_once(
    page_of: Pages, html_of: Callable[..., str]
) -> None:
    (thread,) = page_of("calder-vale").section("thread").blocks
    assert isinstance(thread, Thread)
    assert [False, True, True, True, False, False] == [link.withheld for link in thread.strands[0].links]
    read = Read(html_of("calder-vale"))
    assert 1 == read.text.count("withheld: too few people are behind it")
    withheld = sum(link.withheld for strand in thread.strands for link in strand.links)
    assert withheld == sum(given.get("class") == "withheld" for given in read.named("li"))
    assert "withheld: too few people" not in Read(html_of("calder-vale", reader=Reader.SET)).text


def test_what_was_not_put_into_words_is_not_quoted() -> None:
    quotes = Quotes(title="What you felt", quotes=(Quote(label="Relief", instead="Not put into words.", by="Session 1"),))
    html = _environment().get_template("blocks/quotes.html").render(block=quotes)
    assert ("<blockquote>" in html, '<p class="nothing">Not put into words.</p>' in html) == (False, True)


def test_every_figure_has_its_definition_under_it_and_its_own_name_alone_as_a_heading(
    page_of: Pages, html_of: Callable[..., str]
) -> None:
    (figures,) = page_of("ward-set").section("figures").blocks
    assert isinstance(figures, Table)
    told = dict(zip((row[0] for row in figures.rows), figures.under, strict=True))
    assert "Reviewed ÷ due." == told["Loop closure"]
    assert told["Airtime Gini"].endswith("0 is equal airtime.")
    assert all(told.values())
    assert "Loop closure" in {given.get("abbr") for given in Read(html_of("ward-set")).named("th")}


def test_a_day_is_written_in_one_way_on_every_page(html_of: Callable[..., str]) -> None:
    for alias in ALIASES:
        text = Read(html_of(alias)).text
        assert [] == OTHERWISE.findall(text)


def test_what_is_said_of_a_chart_is_in_it(page_of: Pages) -> None:
    assert "Dotted lines are sessions" in chart(page_of("ward-set"), "actions").note
    assert "lines" not in chart(page_of("M5"), "actions").note
    questions = chart(page_of("M5"), "questions")
    assert f"Questions {' and '.join(row[0].lower() for row in questions.table.rows)}, by form" == questions.title


def test_a_column_of_sentences_has_room_where_there_are_many_columns(page_of: Pages) -> None:
    facts = chart(page_of("ward-set"), "actions").table
    assert {facts.head.index("What")} == facts.wordy
    assert frozenset() == chart(page_of("ward-set"), "process").table.wordy
