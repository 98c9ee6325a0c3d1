"""What tests of pages go by: the four that the demo has, and a chart by its name."""

from __future__ import annotations

from collections.abc import Callable

from actionlearning.report.blocks import Chart
from actionlearning.report.page import Page

__all__ = ["ALIASES", "Pages", "chart"]

ALIASES = ("calder-vale", "ward-set", "M5", "ravi-5019")

Pages = Callable[..., Page]


def chart(page: Page, name: str) -> Chart:
    return next(each for each in page.charts if each.name == name)
