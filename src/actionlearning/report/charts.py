"""How a chart becomes part of a page: drawn once for a wide and once for a narrow page, in the colours of the style sheet.

The renderer knows one set of colours and no patterns. So each look has a colour of its own in the drawing, and afterwards that
colour is replaced with the variable or the pattern of the style sheet that it stands for: the same drawing then serves a light
and a dark page. The drawing is read as XML, and never as text that somebody's words could be mistaken for a part of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from actionlearning.report.errors import ReportExtraMissing

try:
    import altair as alt
    import vl_convert
except ImportError as missing:
    raise ReportExtraMissing(package=missing.name or "altair") from missing
# The other rooms take altair from here, so that where it is missing this is what is said.

__all__ = ["FONT_SIZE", "LOOKS", "NARROW", "WIDE", "alt", "drawn", "drawn_in_parts"]

WIDE, NARROW = 680, 340
"""Widths in pixels: of the column on a laptop or on A4, and of a telephone."""

FONT_SIZE = 12
FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Of the same widths as the fonts in the style sheet, so that what was measured fits."""

LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1d2a30",
        "soft": "#55636a",
        "line": "#dde2df",
        "accent": "#0f6a62",
        "accent-mid": "#5b9f96",
        "accent-pale": "#d3e6e2",
        "warm": "#a5471f",
        "dots": "#0f6a01",
        "hatch": "#0f6a02",
        "lines": "#0f6a03",
        "cross": "#0f6a04",
        "grey": "#0f6a05",
        "hollow": "#0f6a06",
        "alarm": "#0f6a07",
    }
)
"""Every look by its name in the style sheet, and the colour that stands for it in a drawing."""

PATTERNS = ("dots", "hatch", "lines", "cross", "grey", "hollow", "alarm")
INKS = {colour: f"url(#{name})" if name in PATTERNS else f"var(--{name})" for name, colour in LOOKS.items()}

SVG = "http://www.w3.org/2000/svg"
DROPPED = frozenset({"role", "class", "font-family", "pointer-events", "width", "height", "version", "stroke-miterlimit"})
LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")

ET.register_namespace("", SVG)


def drawn(name: str, build: Callable[[int], Any], says: str) -> tuple[str, str]:
    """A chart as SVG for a wide and for a narrow page. ``build`` makes it for a width, ``says`` is what it shows in words."""
    wide, narrow = (_inline(_svg(build(width), width), says, f"{name}-{width}") for width in (WIDE, NARROW))
    return wide, narrow


def drawn_in_parts(name: str, builds: Sequence[Callable[[int], Any]], says: Sequence[str]) -> tuple[str, ...]:
    """A chart that is taller than a page of paper, as several SVGs for a wide page, each with what it shows in words."""
    told = enumerate(zip(builds, says, strict=True), 1)
    return tuple(_inline(_svg(build(WIDE), WIDE), words, f"{name}-part-{number}") for number, (build, words) in told)


def _svg(chart: Any, width: int) -> str:
    themed = (
        chart.properties(
            width=width,
            background="transparent",
            padding=4,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(aria=False, font=FONTS)
        .configure_view(stroke=None)
        .configure_axis(
            domain=False,
            gridColor=LOOKS["line"],
            labelColor=LOOKS["soft"],
            labelFontSize=FONT_SIZE,
            ticks=False,
            title=None,
            labelPadding=6,
        )
        .configure_text(color=LOOKS["ink"], fontSize=FONT_SIZE)
    )
    return vl_convert.vegalite_to_svg(themed.to_dict(), vl_version=vl_convert.get_vegalite_versions()[-1])


def _inline(svg: str, says: str, prefix: str) -> str:
    """As a picture with one name, its colours those of the page, its ids unique there and the same whenever it is drawn."""
    root = ET.fromstring(svg)  # noqa: S314  # our own renderer wrote it
    ids = {f"url(#{each.get('id')})": f"{prefix}-{number}" for number, each in enumerate(root.iterfind(".//*[@id]"))}
    for element in root.iter():
        if "id" in element.attrib:
            element.set("id", ids[f"url(#{element.attrib['id']})"])
        if element.get("clip-path") in ids:
            element.set("clip-path", f"url(#{ids[element.attrib['clip-path']]})")
        for name in [name for name in element.attrib if name in DROPPED or name.startswith("aria-")]:
            is_size = name in {"width", "height"} and element is not root
            if not is_size:
                del element.attrib[name]
        inks = {name: INKS[colour] for name in ("fill", "stroke") if (colour := element.get(name)) in INKS}
        for name in inks:
            del element.attrib[name]
        if inks:
            element.set("style", ";".join(f"{name}:{ink}" for name, ink in inks.items()))
        for name in ("d", "transform", "x", "y", "x2", "y2"):
            if name in element.attrib:
                element.set(name, LONG.sub(lambda number: f"{float(number[0]):.1f}", element.attrib[name]))
    root.set("role", "img")
    root.set("aria-label", says)
    return ET.tostring(root, encoding="unicode")
