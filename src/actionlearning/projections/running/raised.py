"""Where an error was raised in a fold that somebody else may have written: the file and the line to look at."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

__all__ = ["raised_in"]

LIBRARY = str(Path(__file__).parents[2])
STANDARD = sysconfig.get_path("stdlib")


def raised_in(error: Exception) -> str | None:
    """The innermost place outside this library and Python's own, as ``file.py, line 12``; None where there is none."""
    for frame, line in reversed([*traceback.walk_tb(error.__traceback__)]):
        path = frame.f_code.co_filename
        installed = "site-packages" in path
        if not path.startswith((LIBRARY, "<")) and (installed or not path.startswith(STANDARD)):
            return f"{Path(path).name}, line {line}"
    return None
