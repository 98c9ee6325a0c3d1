"""A page is one file of sound HTML: it asks for nothing, and headings, tables and pictures are named."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from pages import ALIASES, Pages
from reading import Reader as Read

from actionlearning.report.blocks import Table


@pytest.mark.parametrize("alias", ALIASES)
def test_a_page_is_one_file_without_scripts_that_asks_for_nothing(alias: str, html_of: Callable[..., str]) -> None:
    html = html_of(alias)
    read = Read(html)
    assert [] == read.fetched
    assert [] == read.named("script")
    assert [] == [name for _, given in read.elements for name in given if name.startswith("on")]
    assert [] == [url for url in re.findall(r"url\(([^)]*)\)|@import", html) if not url.startswith("#")]
    assert ["https://elsewhere"] == Read('<img src="https://elsewhere">').fetched


@pytest.mark.parametrize("alias", ALIASES)
def test_headings_come_in_order_and_ids_once(alias: str, html_of: Callable[..., str]) -> None:
    read = Read(html_of(alias))
    levels = [level for level, _ in read.headings]
    assert 1 == levels.count(1)
    assert [] == [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert len(read.ids) == len(set(read.ids))
    links = [str(given["href"])[1:] for given in read.named("a")]
    assert set(links) <= set(read.ids)
    assert [] == read.open


@pytest.mark.parametrize("alias", ALIASES)
def test_every_table_has_its_caption_and_every_picture_its_name(
    alias: str, page_of: Pages, html_of: Callable[..., str]
) -> None:
    read = Read(html_of(alias))
    assert len(read.named("table")) == len(read.named("caption")) > 0
    assert {"col", "row"} == {given.get("scope") for given in read.named("th")}
    pictures = [given for given in read.named("svg") if given.get("role") == "img"]
    assert sum(2 + len(each.parts) for each in page_of(alias).charts) == len(pictures)
    assert all(given.get("aria-label") for given in pictures)
    assert "en-GB" == read.named("html")[0]["lang"]


def test_a_drawing_has_the_colours_of_the_style_sheet_alone(page_of: Pages) -> None:
    for alias in ALIASES:
        for each in page_of(alias).charts:
            for drawing in (each.wide, each.narrow, *each.parts):
                assert [] == re.findall(r'(?:fill|stroke)="#[0-9a-f]{3,6}"', drawing), each.name
                assert "var(--" in drawing


def test_all_tables_are_as_wide_as_their_headings(page_of: Pages) -> None:
    tables = [block for alias in ALIASES for block in page_of(alias).blocks if isinstance(block, Table)]
    assert tables
    assert [] == [each.caption for each in tables for row in each.rows if len(row) != len(each.head)]
