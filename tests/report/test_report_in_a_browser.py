"""Pages in a real Chromium: nothing fetched, nothing complained of, and fit for everybody, at three sizes, by day and by night.

Install it with ``apt-get install chromium``. Without it every test here is skipped, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import SIZES, chromium, visit
from playwright.sync_api import Browser

from actionlearning.report.page import Page
from actionlearning.report.readers import Reader

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "programme": ("calder-vale", {}),
    "programme for the set": ("calder-vale", {"reader": Reader.SET}),
    "set": ("ward-set", {}),
    "set for the sponsor": ("ward-set", {"reader": Reader.SPONSOR}),
    "member": ("M5", {}),
    "candidate": ("ravi-5019", {}),
    "empty": ("spring-programme", {}),
}
LOOKS = [("telephone", "light"), ("telephone", "dark"), ("laptop", "light"), ("laptop", "dark"), ("A4", "light")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def files(browser: Browser, tmp_path_factory: pytest.TempPathFactory, html_of: Callable[..., str]) -> Callable[[str], Path]:
    """The file of a page, made once. It asks for the browser first: where there is none, nothing is made."""
    assert browser.is_connected()
    folder = tmp_path_factory.mktemp("pages")

    def file(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            alias, options = PAGES[name]
            path.write_text(html_of(alias, **options), "utf-8")
        return path

    return file


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages are left to be looked at; pytest keeps its last folders, outside the repository."""
    return tmp_path_factory.mktemp("shots")


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong, in a sentence each."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_asks_for_nothing_and_shuts_nobody_out(
    name: str, look: tuple[str, str], browser: Browser, files: Callable[[str], Path], shots: Path
) -> None:
    size, scheme = look
    with visit(browser, files(name), size, scheme) as seen:
        seen.page.screenshot(path=shots / f"{name} {size} {scheme}.png", full_page=True)
        assert [] == seen.left
        assert [] == seen.complaints
        width, room = seen.width_and_room()
        assert width <= room
        assert [] == violations(seen.page)


def test_what_the_checks_look_for_they_find(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "bad.html"
    bad = '<img src="http://127.0.0.1:9/elsewhere.png"><p style="color:#ccc;width:900px">faint</p><script>x.y</script>'
    file.write_text(f"<!doctype html><title>Bad</title>{bad}", "utf-8")
    with visit(browser, file, "telephone") as seen:
        assert ["http://127.0.0.1:9/elsewhere.png"] == seen.left
        assert any("x is not defined" in each for each in seen.complaints)
        width, room = seen.width_and_room()
        assert width > room
        found = {each.partition(":")[0] for each in violations(seen.page)}
        assert {"image-alt", "color-contrast", "html-has-lang"} <= found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["programme", "set", "member", "candidate"])
def test_every_chart_is_drawn_once_at_every_size_with_its_table(
    name: str, size: str, browser: Browser, files: Callable[[str], Path], page_of: Callable[..., Page]
) -> None:
    alias, options = PAGES[name]
    with visit(browser, files(name), size) as seen:
        for chart in page_of(alias, **options).charts:
            figure = seen.page.locator(f"#chart-{chart.name}")
            pictures = figure.locator("svg[role=img]:visible")
            parts = len(chart.parts) if size == "A4" else 0
            assert (parts or 1) == pictures.count(), chart.name
            box = pictures.first.bounding_box()
            assert box is not None
            assert box["width"] > 200
            assert box["height"] > 30
            if size != "A4":
                assert not figure.locator("table").is_visible()
                figure.locator("summary").click()
            assert figure.locator("table").is_visible(), chart.name
            assert len(chart.table.rows) == figure.locator("tbody tr").count()


def test_it_is_light_by_day_and_dark_by_night_and_charts_change_with_it(browser: Browser, files: Callable[[str], Path]) -> None:
    def looks(size: str, scheme: str) -> tuple[str, str]:
        with visit(browser, files("programme"), size, scheme) as seen:
            paper = str(seen.page.evaluate("getComputedStyle(document.body).backgroundColor"))
            bar = seen.page.locator("#chart-behaviour svg:visible path[style*='--accent']").first.evaluate(
                "e => getComputedStyle(e).fill"
            )
            return paper, bar

    day, night, printed = looks("laptop", "light"), looks("laptop", "dark"), looks("A4", "dark")
    assert day[0] != night[0]
    assert day[1] != night[1]
    assert ("rgb(255, 255, 255)", day[1]) == printed


def test_the_words_of_a_chart_are_large_enough_to_read_on_a4(browser: Browser, files: Callable[[str], Path]) -> None:
    """In points: a drawing that is shrunk to fit a page shrinks its words."""
    sizes = "all => all.map(e => parseFloat(e.getAttribute('font-size')) * e.getScreenCTM().a * 0.75)"
    with visit(browser, files("set"), "A4") as seen:
        drawn = seen.page.locator("svg[role=img]:visible text").evaluate_all(sizes)
        assert min(drawn) >= 7


def test_it_prints_on_a4_with_its_tables_and_without_its_contents(browser: Browser, files: Callable[[str], Path]) -> None:
    with visit(browser, files("programme"), "A4") as seen:
        assert not seen.page.locator("nav").is_visible()
        assert not seen.page.locator("summary").first.is_visible()
        assert seen.page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")


def test_whoever_has_no_mouse_can_skip_and_follow(browser: Browser, files: Callable[[str], Path]) -> None:
    with visit(browser, files("set"), "laptop") as seen:
        seen.page.keyboard.press("Tab")
        skip = seen.page.locator("a.skip")
        assert skip.evaluate("e => e === document.activeElement")
        box = skip.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_function("'main' === document.activeElement.id")
        seen.page.locator("nav a", has_text="Airtime").focus()
        assert "none" != seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url("**#airtime")


def test_nobody_is_shown_movement_who_wants_none(browser: Browser, files: Callable[[str], Path]) -> None:
    with visit(browser, files("set"), "laptop") as seen:
        assert "auto" == seen.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")


def test_a_table_that_is_wider_than_a_telephone_shows_that_it_goes_on_and_most_are_not(
    browser: Browser, files: Callable[[str], Path]
) -> None:
    with visit(browser, files("programme"), "telephone") as seen:
        boxes = seen.page.locator("main .scroll:visible")
        wider = boxes.evaluate_all("all => all.map(e => e.scrollWidth > e.clientWidth)")
        assert sum(wider) < len(wider) / 2
        grounds = boxes.evaluate_all("all => all.map(e => getComputedStyle(e).backgroundAttachment)")
        assert {"local, local, scroll, scroll"} == set(grounds)
        assert {0} == set(boxes.evaluate_all("all => all.map(e => e.tabIndex)"))


def test_on_paper_headings_are_no_smaller_than_cells_and_cells_than_notes(
    browser: Browser, files: Callable[[str], Path]
) -> None:
    with visit(browser, files("programme"), "A4") as seen:
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        order = ("main h2", "main h3", "caption", "thead th", "td", ".under")
        of = [seen.page.locator(each).first.evaluate(size) for each in order]
        assert sorted(of, reverse=True) == of
