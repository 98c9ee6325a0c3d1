"""Everything that is printed: data on stdout, progress and errors on stderr, tables for people and JSON for machines."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO, cast

import click
import msgspec
from rich.console import Console
from rich.table import Table

from actionlearning.application.library import ActionLearning
from actionlearning.cli.streams import can_show

__all__ = ["console", "position_line", "position_words", "progress_console", "rows", "show_json", "show_line"]

EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""


class _Trimmed:
    """A stream that is told no spaces at the ends of lines, which a table pads its columns with."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(re.sub(" +$", "", text, flags=re.MULTILINE))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def console() -> Console:
    """Where tables go; plain, trimmed and eighty columns wide where nobody looks."""
    file = sys.stdout if sys.stdout.isatty() else cast("TextIO", _Trimmed(sys.stdout))
    return Console(file=file, highlight=False, soft_wrap=False)


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


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    exact = _exact(msgspec.to_builtins(value))
    click.echo(_in_ascii(msgspec.json.format(msgspec.json.encode(exact), indent=2).decode()))


def _exact(value: Any) -> Any:
    """The same, with whole numbers that many readers of JSON would round as text: positions grow so large one day."""
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    return str(value) if isinstance(value, int) and not -EXACT <= value <= EXACT else value


def position_line(view: Any, al: ActionLearning) -> str:
    """What to ask for to see exactly the same again, and whether its times were made up."""
    return f"[dim]{position_words(view, al)}[/dim]"


def position_words(view: Any, al: ActionLearning) -> str:
    """The same without a style."""
    at = f"{view.as_at:%Y-%m-%d %H:%M %Z}" if isinstance(view.as_at, datetime) else view.as_at
    return f"as at {at}, known up to position {view.position}{', simulated' if al.journal.simulated else ''}"


def show_line(value: Any) -> None:
    """Print a value as one line of JSON, at once: a line that was printed was recorded."""
    click.echo(_in_ascii(msgspec.json.encode(value).decode()))
    sys.stdout.flush()


def _in_ascii(told: str) -> str:
    """The same JSON, escaped where the output has not all of its characters: machines are told nothing else instead."""
    return told if can_show(told) else json.dumps(json.loads(told), indent=2 if "\n" in told else None)
