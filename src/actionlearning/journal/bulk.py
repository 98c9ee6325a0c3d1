"""Many commands at once, for whoever makes or moves a whole history: the promises of a journal, kept a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from actionlearning.domain.errors import BadInput
from actionlearning.journal.port import BulkJournal, Conflict, Journal, NewEvent

__all__ = ["NotInOrder", "append_many", "begins"]


class NotInOrder(BadInput):
    """A batch is told in the order in which it is recorded."""

    stream: UUID
    version: int
    why: str
    says = "version {version} of stream {stream} cannot be recorded in this batch: {why}"


def append_many(journal: Journal, events: Sequence[NewEvent]) -> Sequence[int]:
    """Record the events of many commands in the order given, or none of them; answer their positions.

    Nothing is guarded that was only read, so whoever calls this is the only one who writes these streams. Events of one command
    stand together, and none was recorded earlier than the one before it, nor than what the journal holds. Raises
    ``NotInOrder``, and as ``append`` does ``Conflict``, where a version is not its stream's tip plus one or a command is known.

    A journal without an ``append_many`` of its own is asked first whether it would take everything, then given command by
    command; there alone a crash, or another writer, can leave a beginning.
    """
    if not events:
        return []
    _must_be_in_order(journal, events)
    if isinstance(journal, BulkJournal):
        return journal.append_many(events)
    return _one_after_the_other(journal, events)


def begins(events: Sequence[NewEvent]) -> list[bool]:
    """Of each event whether it is the first of its command."""
    return [n == 0 or events[n - 1].command != each.command for n, each in enumerate(events)]


def _must_be_in_order(journal: Journal, events: Sequence[NewEvent]) -> None:
    position = journal.position()
    last = next(iter(journal.read_all(after=position - 1)), None) if position else None
    clock = events[0].recorded_at if last is None else last.recorded_at
    done: set[UUID] = set()
    for new, first in zip(events, begins(events), strict=True):
        if new.recorded_at < clock:
            why = f"it was recorded at {new.recorded_at}, and what stands before it at {clock}"
            raise NotInOrder(stream=new.stream, version=new.version, why=why)
        clock = new.recorded_at
        if first and new.command in done:
            raise NotInOrder(stream=new.stream, version=new.version, why=f"command {new.command} is in it already")
        done.add(new.command)


def _one_after_the_other(journal: Journal, events: Sequence[NewEvent]) -> Sequence[int]:
    tips = {stream: journal.tip(stream) for stream in {new.stream for new in events}}
    for new in events:
        if new.version != tips[new.stream] + 1:
            raise Conflict(stream=new.stream)
        tips[new.stream] = new.version
    firsts = [n for n, first in enumerate(begins(events)) if first]
    for n in firsts:
        if journal.command(events[n].command) is not None:
            raise Conflict(stream=events[n].stream)
    told: list[int] = []
    for start, end in zip(firsts, [*firsts[1:], len(events)], strict=True):
        told += journal.append(events[start:end], guards={})
    return told
