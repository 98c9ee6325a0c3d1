"""What is remembered of the streams that were read lately, so that a command folds only what happened to them since.

Only what was read from a journal is remembered, never what a command has just decided: so a state holds handles and no text,
and the keys to erase are all there is to erase.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from attrs import frozen

from actionlearning.forking import renewed_in_a_child
from actionlearning.journal.port import Journal, ReadsOn, Recorded

__all__ = ["MOST", "Known", "Remembered"]

MOST = 1000
"""How many streams are remembered."""


@frozen
class Known:
    """The state of a stream at a version, what makes it of its kind, and the event that it rests on."""

    kind: Any
    state: Any
    version: int
    salt: bytes
    """Of the event of that version: 16 random bytes, so that no other event is taken for it."""

    recorded_at: datetime
    """The latest among the events it was folded from."""


class Remembered:
    """The streams that were read last, up to a number of them. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[UUID, Known] = OrderedDict()
        self.begin_anew()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """Have a lock of its own in a child process: a thread that held it there is not here to release it."""
        self._lock = threading.Lock()
        return ()

    def __len__(self) -> int:
        return len(self._known)

    def read(self, journal: Journal, stream: UUID) -> tuple[Known | None, Sequence[Recorded[Any]]]:
        """What is known of a stream, and the events that were recorded in it since; all of them where nothing is known.

        The event that is known last is looked up once more. If it is not there (a server that took over had not got it yet),
        nothing that rests on it is known.
        """
        with self._lock:
            known = self._known.get(stream)
            if known is not None:
                self._known.move_to_end(stream)
        if known is None:
            return None, journal.read(stream)
        since = _since(journal, stream, known)
        if since is not None:
            return known, since
        self._forget(stream)
        return None, journal.read(stream)

    def keep(self, stream: UUID, known: Known) -> None:
        """Remember it, unless another thread has read on further; what was read longest ago is forgotten."""
        with self._lock:
            before = self._known.get(stream)
            if before is None or before.version < known.version:
                self._known[stream] = known
            if len(self._known) > self._most:
                self._known.popitem(last=False)

    def _forget(self, stream: UUID) -> None:
        with self._lock:
            self._known.pop(stream, None)


def _since(journal: Journal, stream: UUID, known: Known) -> Sequence[Recorded[Any]] | None:
    """What was recorded since; None where the event that is known last is not there any more."""
    if hasattr(journal, "read_on"):  # to ask whether it is a ReadsOn takes as long as reading the event
        return cast("ReadsOn", journal).read_on(stream, after=known.version, salt=known.salt)
    last, *since = journal.read(stream, after=known.version - 1) or (None,)
    return since if last is not None and last.salt == known.salt else None
