"""Everything that is printed: data on stdout, progress and errors on stderr, tables for people and JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from actionlearning.application.library import ActionLearning
from actionlearning.domain.personal import Personal

__all__ = ["console", "position_line", "progress_console", "rows", "show_json", "show_line"]


def console() -> Console:
    """Where tables go; plain and eighty columns wide where nobody looks."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def progress_console() -> Console:
    """Where progress goes."""
    return Console(file=sys.stderr, highlight=False)


def rows(title: str, headings: Iterable[str], lines: Iterable[Iterable[str]], *, right: Iterable[int] = ()) -> Table:
    """A quiet table: a title, headings, and no lines but one."""
    table = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    aligned = set(right)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in aligned else "left", header_style="dim", overflow="fold")
    for line in lines:
        table.add_row(*line)
    return table


def show_json(value: Any, al: ActionLearning | None = None) -> None:
    """Print a value as JSON; personal text is revealed through the library."""
    encoded = msgspec.json.encode(value, enc_hook=_encoder(al))
    click.echo(msgspec.json.format(encoded, indent=2).decode())


def position_line(view: Any) -> str:
    """What to ask for to see exactly the same again."""
    return f"[dim]as at {view.as_at}, known up to position {view.position}[/dim]"


def show_line(value: Any) -> None:
    """Print a value as one line of JSON, at once: a line that was printed was recorded."""
    click.echo(msgspec.json.encode(value, enc_hook=_encoder(None)).decode())
    sys.stdout.flush()


def _encoder(al: ActionLearning | None) -> Callable[[Any], Any]:
    def encode(value: Any) -> Any:
        match value:
            case Personal() if al is not None:
                return al.reveal(value)
            case Fraction() | Decimal():
                return float(value)
            case frozenset() | set():
                return sorted(value)
            case _:
                raise TypeError(f"cannot show {type(value).__qualname__} as JSON")

    return encode
