"""What a page is made of: sections with blocks, each a plain value that holds only what its reader may see.

A template for each block, by its ``template``, turns it into HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

__all__ = [
    "Block",
    "Chart",
    "Entry",
    "Journey",
    "Key",
    "Link",
    "Mark",
    "Matrix",
    "Number",
    "Numbers",
    "Prose",
    "Quote",
    "Quotes",
    "Section",
    "Strand",
    "Table",
    "Thread",
    "table",
]

MANY, LONG = 5, 40
"""From more columns, and more characters in a cell, on."""


@frozen(kw_only=True)
class Number:
    """A figure at a glance: what it is, how much, and what it was made from."""

    label: str
    value: str
    note: str = ""


@frozen
class Numbers:
    """A few figures side by side."""

    template: ClassVar[str] = "numbers"

    items: tuple[Number, ...]


@frozen
class Prose:
    """Something said in a paragraph."""

    template: ClassVar[str] = "prose"

    text: str


@frozen(kw_only=True)
class Table:
    """Rows under headings; the first cell of a row is its heading."""

    template: ClassVar[str] = "table"

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    """The columns that hold numbers."""
    nothing: str = "Nothing yet."
    """What is said where there are no rows."""
    under: tuple[str, ...] = ()
    """What is said under the heading of each row, where anything is."""

    @property
    def wordy(self) -> frozenset[int]:
        """The columns of sentences, which need room in a table that has many columns."""
        many = len(self.head) > MANY
        return frozenset(n for n in range(len(self.head)) if many and max((len(row[n]) for row in self.rows), default=0) > LONG)


def table(
    caption: str,
    head: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    numeric: Iterable[int] = (),
    nothing: str = "",
    under: Iterable[str] = (),
) -> Table:
    """A table from whatever yields its rows."""
    return Table(
        caption=caption,
        head=tuple(head),
        rows=tuple(tuple(row) for row in rows),
        numeric=frozenset(numeric),
        nothing=nothing or "Nothing yet.",
        under=tuple(under),
    )


@frozen
class Key:
    """What a colour and a pattern of a chart stand for."""

    look: str
    """The name of a swatch in the style sheet."""
    label: str
    stroke: str = ""
    """How a line is dashed, in the way of SVG; empty where the key is of an area."""
    point: str = ""
    """The points of such a line, as a path around 0,0."""


@frozen(kw_only=True)
class Chart:
    """A picture in two widths, with the table it was drawn from."""

    template: ClassVar[str] = "chart"

    name: str
    """Unique on its page."""
    title: str
    says: str
    """What the picture shows, for those who do not see it."""
    wide: str
    """SVG; ``narrow`` is the same for a telephone."""
    narrow: str
    parts: tuple[str, ...] = ()
    """The wide picture cut into parts for paper, where it is taller than a page; else nothing."""
    keys: tuple[Key, ...] = ()
    note: str = ""
    table: Table


@frozen(kw_only=True)
class Quote:
    """What somebody said, who, and when."""

    text: str = ""
    by: str = ""
    label: str = ""
    instead: str = ""
    """What is told where nothing was put into words; it is nobody's, and stands in no quotation marks."""


@frozen(kw_only=True)
class Quotes:
    """What people said."""

    template: ClassVar[str] = "quotes"

    title: str
    quotes: tuple[Quote, ...]
    nothing: str = "Nothing yet."


@frozen(kw_only=True)
class Entry:
    """One step of a journey: when, what, and more about it."""

    when: str
    title: str = ""
    """None where it is told in a line alone."""
    tag: str = ""
    lines: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Journey:
    """Things that happened one after the other."""

    template: ClassVar[str] = "journey"

    title: str
    entries: tuple[Entry, ...]
    nothing: str = "Nothing yet."


@frozen(kw_only=True)
class Link:
    """One link of a thread: what it is, what there is of it, and how strong it is."""

    name: str
    lines: tuple[str, ...]
    emphasis: str = ""
    missing: bool = False
    withheld: bool = False
    """Whether the reader may not know how much there is of it."""


@frozen(kw_only=True)
class Strand:
    """One objective with its six links, from the need to the benefit."""

    title: str
    subtitle: str
    links: tuple[Link, ...]


@frozen
class Thread:
    """The golden thread: a strand for each objective."""

    template: ClassVar[str] = "thread"

    strands: tuple[Strand, ...]
    told: bool = False
    """Whether problems and actions are told in words, which take more room than their number."""

    @property
    def withheld(self) -> bool:
        """Whether any link is."""
        return any(link.withheld for strand in self.strands for link in strand.links)

    @property
    def missing(self) -> bool:
        """Whether any link is."""
        return any(link.missing for strand in self.strands for link in strand.links)


@frozen
class Mark:
    """A cell of a matrix: a sign, and the same in words."""

    sign: str
    words: str
    look: str = ""


@frozen(kw_only=True)
class Matrix:
    """A table of marks, with columns of text before and after them."""

    template: ClassVar[str] = "matrix"

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Mark, ...], str], ...]
    """The heading of each row, its marks, and what is said at its end."""
    last: str = ""
    """The heading over what is said at the end of the rows; none where that is empty."""
    keys: tuple[Mark, ...] = ()


Block = Numbers | Prose | Table | Chart | Quotes | Journey | Thread | Matrix


@frozen(kw_only=True)
class Section:
    """A part of a page, with a heading that the contents lead to."""

    name: str
    """Unique on its page: the anchor."""
    title: str
    lede: str = ""
    blocks: tuple[Block, ...]
    private: bool = False
    """Whether it is for the eyes of one person alone, and marked so."""
