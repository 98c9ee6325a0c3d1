"""The streams that a look at the journal needs: each is seen once, and is read only if it has moved since another look."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from attrs import Factory, define

from actionlearning.forking import renewed_in_a_child
from actionlearning.journal.port import Journal, Recorded

__all__ = ["Known", "Seen", "Stream"]

Derived = TypeVar("Derived")

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
        self.begin_anew()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """Have a lock of its own in a child process: a thread that held it there is not here to release it."""
        self._lock = threading.Lock()
        return ()

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


class Seen:
    """The journal as it is seen at one moment, as far as it is asked about: each stream is looked at once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._streams: dict[UUID, Stream] = {}
        self._homes: dict[UUID, UUID] | None = None

    def events(self, stream: UUID) -> Sequence[Recorded[Any]]:
        return self._stream(stream).events

    def first(self, stream: UUID) -> object:
        """The event that a stream began with, which tells what it is of; None where there is none."""
        events = self._stream(stream).events
        return events[0].event if events else None

    def derived(self, stream: UUID, what: str, derive: Callable[[Sequence[Recorded[Any]]], Derived]) -> Derived:
        """What follows from the events of a stream, found once for as long as it does not move."""
        it = self._stream(stream)
        if what not in it.derived:
            it.derived[what] = derive(it.events)
        found: Derived = it.derived[what]
        return found

    def homes(self) -> dict[UUID, UUID]:
        """The programme of every set."""
        if self._homes is None:
            self._homes = self._known.homes()
        return self._homes

    def candidacies(self) -> set[UUID]:
        """The streams of all candidacies."""
        return {r.stream for r in self._known.journal.read_all(names={"candidate.capability-confirmed"})}

    def _stream(self, stream: UUID) -> Stream:
        known = self._streams.get(stream)
        if known is None:
            known = self._streams[stream] = self._known.stream(stream)
        return known
