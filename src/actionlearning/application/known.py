"""What is remembered of streams between looks, so that a stream that has not moved is read once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from attrs import Factory, define

from actionlearning.journal.port import Journal, Recorded

__all__ = ["Known", "Stream"]

MOST_STREAMS = 2000
"""How many streams are remembered between looks."""


@define
class Stream:
    """A stream as it stood at a version, with what was derived from it."""

    tip: int
    events: Sequence[Recorded[Any]]
    derived: dict[str, Any] = Factory(dict)


class Known:
    """What is remembered of streams between looks; one that has moved since is read again."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._streams: dict[UUID, Stream] = {}
        self._lock = threading.Lock()

    def stream(self, stream: UUID) -> Stream:
        known = self._streams.get(stream)
        tip = self.journal.tip(stream)
        if known is None or known.tip != tip:
            events = self.journal.read(stream) if tip else ()
            known = Stream(len(events), events)
            with self._lock:
                if len(self._streams) >= MOST_STREAMS:
                    self._streams.clear()
                self._streams[stream] = known
        return known

    def homes(self) -> dict[UUID, UUID]:
        """The programme of every set."""
        return {r.stream: r.event.programme for r in self.journal.read_all(names={"set.formed"})}
