"""What a caller asks of the writer on SQLite, whether it can be recorded where the streams stand, and the answer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from actionlearning.journal.recorder import Lost, follows

__all__ = ["NO_MARKS", "Asked", "Stale", "Values", "of_this_thread", "told_of"]

Values = tuple[str, int, str, bytes, str | None, str | None]
"""A row on its way in: stream in hex, version, topic, state, and of the first of a command its id in hex and its alias."""


NO_MARKS: Mapping[str, bytes] = MappingProxyType({})
"""Of a caller who has looked at every stream."""


class Stale(Exception):
    """A stream is not where the caller thought; the one argument is its id in hex."""


class Asked:
    """What one caller asks to be recorded, and the answer once there is one."""

    __slots__ = ("bell", "failure", "guards", "marks", "positions", "rows", "settled")

    def __init__(self, rows: Sequence[Values], guards: Mapping[str, int], marks: Mapping[str, bytes] = NO_MARKS) -> None:
        self.rows = rows
        self.guards = guards
        self.marks = marks
        self.positions: range = range(0)
        self.failure: BaseException | None = None
        self.settled = False
        self.bell: threading.Lock | None = None  # only who has to wait gets one

    def settle(self, failure: BaseException | None = None) -> None:
        """Answer, and wake whoever asked."""
        self.failure = failure
        self.settled = True
        self.ring()

    def ring(self) -> None:
        """Wake whoever asked, if they wait; a bell that has been rung already stays so."""
        if self.bell is not None:
            with suppress(RuntimeError):
                self.bell.release()

    def streams(self) -> set[str]:
        """Every stream whose tip decides about it."""
        return {*self.guards, *[row[0] for row in self.rows]}

    def stale_on(self, tips: dict[str, int | None]) -> Stale | None:
        """Why it cannot be recorded on these tips; where it can, they move on to its own."""
        for stream, version in self.guards.items():
            if (tips[stream] or 0) != version:
                return Stale(stream)
        moved: dict[str, int] = {}
        for stream, version, *_ in self.rows:
            if not follows(version, moved[stream] if stream in moved else tips[stream]):
                return Stale(stream)
            moved[stream] = version
        tips.update(moved)
        return None


def told_of(failure: sqlite3.Error, refused: BaseException | None) -> BaseException:
    """What is said after a commit that failed: where its flush did, the log may still hold what was inserted."""
    unknown = getattr(failure, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR and refused is None
    return Lost(f"the commit could not be flushed: {failure}") if unknown else failure


def of_this_thread(failure: BaseException) -> BaseException:
    """An exception of the same kind to raise here: one object raised in many threads would mix up where it was raised."""
    made: Any = type(failure)(*failure.args)
    for told in ("sqlite_errorcode", "sqlite_errorname"):
        if hasattr(failure, told):
            setattr(made, told, getattr(failure, told))
    made.__cause__ = failure
    return made  # type: ignore[no-any-return]  # of the class of what it was made from
