"""A real Chromium, driven without downloading one: Debian's package, or whatever Chromium or Chrome is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)
INSTALL = "no Chromium here, so no page was looked at in a browser: install one (Debian: apt-get install chromium)"

SIZES = {"telephone": (390, 844), "laptop": (1280, 900), "A4": (794, 1123)}
"""In CSS pixels; A4 is printed."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that knows no way out; tests are skipped, and say so, where there is none."""
    if CHROMIUM is None:
        pytest.skip(INSTALL)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--force-color-profile=srgb", "--proxy-server=127.0.0.1:9"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@define
class Visit:
    """A page that is being looked at, with everything it asked for and complained about."""

    page: Page
    requests: list[str] = field(factory=list)
    complaints: list[str] = field(factory=list)

    @property
    def left(self) -> list[str]:
        """What it asked for outside its file."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]

    def width_and_room(self) -> Any:
        """How wide the page is, and how wide the window."""
        return self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")


@contextmanager
def visit(browser: Browser, file: Path, size: str, scheme: str = "light") -> Iterator[Visit]:
    """Look at a file in a window of a size, by day or by night, or as it is printed."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two words
    page = context.new_page()
    seen = Visit(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.emulate_media(media="print" if size == "A4" else "screen", color_scheme=scheme)  # type: ignore[arg-type]  # as above
    page.goto(file.as_uri())
    yield seen
    context.close()
