"""A page: what it says and where it comes from, and the one file of HTML that it becomes."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen

from actionlearning.report.blocks import Block, Chart, Number, Section
from actionlearning.report.errors import ReportExtraMissing
from actionlearning.report.readers import Reader, written

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Origin", "Page", "as_html"]

TEMPLATES = Path(__file__).parent / "templates"


@frozen(kw_only=True)
class Origin:
    """Where a page comes from, and how to make it again."""

    as_at: date | datetime
    position: int
    journal: UUID
    simulated: bool
    command: str
    """It makes the same page from the same journal, at any later time."""


@frozen(kw_only=True)
class Page:
    """Everything that a page says; nothing in it is hidden from its reader."""

    kind: str
    title: str
    subtitle: str
    reader: Reader
    reader_note: str
    """What was left out for this reader, and why."""
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]
    origin: Origin
    draft: bool = False
    """Whether it tells of people what was not released yet."""

    def section(self, name: str) -> Section:
        """A section by its name. Raises ``KeyError``."""
        found = {section.name: section for section in self.sections}
        return found[name]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block, top down."""
        return tuple(block for section in self.sections for block in section.blocks)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, top down."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))


def as_html(page: Page) -> str:
    """The page as one file that asks for nothing else. Raises ``ReportExtraMissing``."""
    return _environment().get_template("page.html").render(page=page)


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # an extra, loaded when it is used
    except ImportError as error:
        raise ReportExtraMissing(package="jinja2") from error
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["moment"] = _moment
    return made


def _moment(at: date | datetime) -> str:
    return f"{written(at)}, {at:%H:%M %Z}" if isinstance(at, datetime) else f"the end of {written(at)}"
