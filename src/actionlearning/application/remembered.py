"""What is remembered of the streams that were read lately, so that a command folds only what happened to them since.

A command that records something takes what is remembered on trust, for it is guarded, and looks at the journal only where that
did not hold. A stream that others were found to record in too is looked at for a while. What was recorded here is remembered
as it was written, sealed, and read from that: so a state holds handles and no text, and the keys to erase are all there is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from attrs import evolve, frozen

from actionlearning.forking import renewed_in_a_child
from actionlearning.journal.port import Journal, ReadBack, ReadsOn, Recorded

__all__ = ["MOST", "Known", "Remembered"]

MOST = 1000
"""How many streams are remembered."""

LOOKS = 16
"""How many times a stream is looked at in which others were found to have recorded, before it is taken on trust again."""


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

    added: tuple[ReadBack, ...] = ()
    """The events that were recorded here on top of it."""

    @property
    def tip(self) -> int:
        """The last version that is known of the stream."""
        return self.version + len(self.added)


class Remembered:
    """The streams that were read last, up to a number of them. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[UUID, Known] = OrderedDict()
        self._looks: dict[UUID, int] = {}
        self.begin_anew()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """Have a lock of its own in a child process: a thread that held it there is not here to release it."""
        self._lock = threading.Lock()
        return ()

    def __len__(self) -> int:
        return len(self._known)

    def trusted(self, stream: UUID) -> tuple[Known, Sequence[Recorded[Any]]] | None:
        """What is known of a stream, and the events that were recorded in it here since; None where the journal is to be asked.

        Others may have recorded more, or a server may have taken over that has not got it all: a guard has to tell.
        """
        with self._lock:
            known = self._known.get(stream)
            if known is None or self._is_to_be_looked_at(stream):
                return None
            self._known.move_to_end(stream)
        return known, [read_back() for read_back in known.added]

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
        if since is None:
            self._forget(stream)
            return None, journal.read(stream)
        if since:
            self._note_others(stream, since[-1].version)
        return known, since

    def keep(self, stream: UUID, known: Known) -> None:
        """Remember it, unless another thread knows more; what was read longest ago is forgotten."""
        with self._lock:
            before = self._known.get(stream)
            if before is None or (before.version < known.version and before.tip <= known.tip):
                self._known[stream] = known
            if len(self._known) > self._most:
                forgotten, _ = self._known.popitem(last=False)
                self._looks.pop(forgotten, None)

    def add(self, stream: UUID, after: int, added: Sequence[ReadBack]) -> None:
        """Remember events that were recorded here above a version of a stream, if just that version is known."""
        with self._lock:
            known = self._known.get(stream)
            if known is not None and known.tip == after:
                self._known[stream] = evolve(known, added=(*known.added, *added))

    def _is_to_be_looked_at(self, stream: UUID) -> bool:
        looks = self._looks.pop(stream, 0)
        if looks > 1:
            self._looks[stream] = looks - 1
        return looks > 0

    def _note_others(self, stream: UUID, version: int) -> None:
        """A version of a stream was read: where nobody here is known to have recorded it, others record in the stream."""
        with self._lock:
            known = self._known.get(stream)
            if known is not None and known.tip < version:
                self._looks[stream] = LOOKS

    def _forget(self, stream: UUID) -> None:
        with self._lock:
            self._known.pop(stream, None)
            self._looks.pop(stream, None)


def _since(journal: Journal, stream: UUID, known: Known) -> Sequence[Recorded[Any]] | None:
    """What was recorded since; None where the event that is known last is not there any more."""
    if hasattr(journal, "read_on"):  # to ask whether it is a ReadsOn takes as long as reading the event
        return cast("ReadsOn", journal).read_on(stream, after=known.version, salt=known.salt)
    last, *since = journal.read(stream, after=known.version - 1) or (None,)
    return since if last is not None and last.salt == known.salt else None
