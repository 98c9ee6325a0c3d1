"""Where in a TOML file a table or a key stands, so that an error can name its line."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

__all__ = ["Path", "line_of"]

Path = tuple[str | int, ...]
"""The way to a value from the top of the file: keys of tables, and places in lists from 0."""


def line_of(path: Path, text: str) -> int:
    """The line of what a path leads to, else of the nearest thing around it; the first line for the whole file.

    ``text`` must be TOML that can be read.
    """
    lines = _lines(text)
    while path and path not in lines:
        path = path[:-1]
    return lines[path] if path else 1


def _lines(text: str) -> dict[Path, int]:
    """The line on which everything that a path leads to begins."""
    lines: dict[Path, int] = {}
    tables: Counter[Path] = Counter()
    current: Path = ()
    pending, began = "", 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        pending, began = (pending + "\n" + line, began) if pending else (line, number)
        try:
            said = tomllib.loads(pending)  # a header or a pair reads alone once its last line is there
        except tomllib.TOMLDecodeError:
            continue
        if pending.lstrip().startswith("["):
            current = _header(said, tables)
            lines.setdefault(current, began)
            lines.setdefault(current[:-1], began)
        else:
            for path in _paths(said):
                lines.setdefault((*current, *path), began)
        pending = ""
    return lines


def _header(said: dict[str, Any], tables: Counter[Path]) -> Path:
    """The table that a header opens; one in double brackets opens the next in a list."""
    path: Path = ()
    inner: Any = said
    while inner:
        if isinstance(inner, list):
            tables[path] += 1
            return (*path, tables[path] - 1)
        if path in tables:
            path = (*path, tables[path] - 1)
        ((key, inner),) = inner.items()
        path = (*path, key)
    return path


def _paths(value: Any, path: Path = ()) -> list[Path]:
    """The paths to a value and to everything in it."""
    if isinstance(value, dict):
        inner = [found for key, each in value.items() for found in _paths(each, (*path, key))]
    elif isinstance(value, list):
        inner = [found for place, each in enumerate(value) for found in _paths(each, (*path, place))]
    else:
        inner = []
    return [path, *inner] if path else inner
