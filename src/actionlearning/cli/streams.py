"""Standard output, whatever it can take: characters it has none of are told by others, and where it fails that is said."""

from __future__ import annotations

import os
import sys
from codecs import register_error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EPIPE
from io import TextIOWrapper
from typing import TextIO

__all__ = ["can_show", "output"]

STAND_INS = str.maketrans("▁▂▃▄▅▆▇█░▶→←–—‘’“”…━•·×−", "_.-:=+*#.>><--''\"\"~-*.x-", "")  # noqa: RUF001  # as they are printed
"""One character for each, so that columns stay in line."""

PLAIN = "actionlearning-plain"


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What is printed in place of characters that an encoding does not have."""
    assert isinstance(error, UnicodeEncodeError), "nothing else is written"
    found = error.object[error.start : error.end].translate(STAND_INS)
    return "".join(each if each.isascii() else "?" for each in found), error.end


def can_show(text: str) -> bool:
    """Whether standard output has all of these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def output() -> Iterator[None]:
    """While a command runs, what cannot be encoded is told in other characters, and output that fails ends it with one line."""
    register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=PLAIN)
    out, failed = sys.stdout, None
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        failed = error  # of no file, and so of what is printed
    except SystemExit as ended:
        if sys.stdout is not out or isinstance(ended.__context__, BrokenPipeError):  # as click and as rich end
            failed = BrokenPipeError(EPIPE, os.strerror(EPIPE))
        elif _flushed(out) is None:
            raise
    failed = failed or _flushed(out)
    if failed is not None:
        _silence(out)
        print(f"actionlearning: cannot write the output: {failed.strerror or failed}", file=sys.__stderr__)
        raise SystemExit(1)


def _flushed(out: TextIO | None) -> OSError | None:
    """What keeps the last of it from being written, if anything does."""
    try:
        if out is not None:
            out.flush()
    except OSError as error:
        return error
    return None


def _silence(out: TextIO) -> None:
    """Let what is left of it go nowhere, for Python would write it at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
