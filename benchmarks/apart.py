"""A measurement of a whole journal, in a process of its own: its time and its memory are nobody else's."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

__all__ = ["sizes_up_to", "told_apart"]


def told_apart(file: str, *arguments: object) -> dict[str, Any]:
    """What one of these files prints, run with such arguments.

    Ctrl-C at a terminal does not reach it, for it is in a group of its own: who is interrupted is the run, and that ends it.
    """
    command = [sys.executable, file, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, process_group=0)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def sizes_up_to(most: int) -> list[int]:
    """Ten thousand, a hundred thousand and so on, as far as it is less than the most, and then the most itself."""
    size, sizes = 10_000, list[int]()
    while size < most:
        sizes.append(size)
        size *= 10
    return [*sizes, most]
