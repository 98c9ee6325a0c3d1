"""What a journal is: an append-only record of events that guards the streams a decision has read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast, runtime_checkable
from uuid import UUID

import msgspec

from actionlearning.domain.personal import Personal
from actionlearning.domain.values import MemberId
from actionlearning.journal.recorded import NO_STREAM, Envelope, Recorded
from actionlearning.journal.refusals import (
    Conflict,
    JournalBusy,
    JournalError,
    JournalUnavailable,
    NewerFormat,
    NoGuards,
    NotAJournal,
    OutcomeUnknown,
    Unreadable,
)

if TYPE_CHECKING:
    from actionlearning.journal.tables import TableStore  # which knows the errors of this room

__all__ = [
    "NOT_YET",
    "NO_STREAM",
    "AppendsOn",
    "BulkJournal",
    "Conflict",
    "Envelope",
    "Journal",
    "JournalBusy",
    "JournalError",
    "JournalUnavailable",
    "NewEvent",
    "NewerFormat",
    "NoGuards",
    "NotAJournal",
    "OutcomeUnknown",
    "Raw",
    "ReadBack",
    "ReadsOn",
    "Recorded",
    "Unreadable",
    "appends_on",
]

NOT_YET = "there is no journal yet; record something there first, or name another place"
"""Why a journal that is only to be looked at cannot be opened."""


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way into a journal: where it goes, and its envelope but for the salt, which the journal draws."""

    stream: UUID
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: MemberId
    command: UUID
    event: Any
    use_case: str | None = None
    returns: Any = None
    alias: str | None = None


class Raw(NamedTuple):
    """An event as it is stored: where it stands, its stored name with its version, and its bytes, not looked at by anybody."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes


class Journal(Protocol):
    """The port. ``actionlearning.testing.journals`` has the contract that an implementation must pass."""

    @property
    def id(self) -> UUID:
        """Drawn once, when the journal was created; sealing and audit bind to it."""

    @property
    def simulated(self) -> bool:
        """Whether a script has ever set this journal's clock. Once true, true for ever."""

    def mark_simulated(self) -> None:
        """Say so, for ever."""

    @property
    def guards_reads(self) -> bool:
        """Whether ``append`` guards streams that were read only, or just those that are written."""

    def read(self, stream: UUID, *, after: int = 0) -> Sequence[Recorded[Any]]:
        """The events of one stream in order of version, those above ``after``; empty where there is none.

        Where a plain persistence module does not tell positions by stream, they are 0 here.
        """

    def read_all(self, *, after: int = 0, until: int | None = None, names: Collection[str] = ()) -> Iterator[Recorded[Any]]:
        """The whole journal in order of position, above ``after`` and up to ``until``, of the stored ``names`` only if any."""

    def read_raw(self, *, after: int = 0, until: int | None = None) -> Iterator[Raw]:
        """The whole journal as it is stored, in order of position, above ``after`` and up to ``until``.

        What this release cannot read is there like everything else.
        """

    def read_streams(
        self, streams: Collection[UUID], *, until: int | None = None, names: Collection[str] = ()
    ) -> Iterator[Recorded[Any]]:
        """The events of several streams up to the position ``until``, of the stored ``names`` only if any.

        Each stream in order of version, and the streams in no order; in a query or two, however many they are.
        """

    def tip(self, stream: UUID) -> int:
        """The version of the last event of a stream, 0 where there is none."""

    def position(self) -> int:
        """The position of the last event in the journal, 0 when it is empty."""

    def settled(self) -> int:
        """The position of the last event before which none can appear any more; 0 where there is none.

        Whoever saves how far it has read reads no further than this. It is ``position()`` where events are given out one commit
        at a time; where several are recorded at once, one that stands earlier may be committed a moment later.
        """

    def count(self, *, after: int, until: int) -> int:
        """How many events stand above one position and up to another."""

    def command(self, command: UUID) -> Recorded[Any] | None:
        """The first event that a command recorded, or None if it recorded nothing."""

    def aliases(self) -> Iterator[Recorded[Any]]:
        """The events that carry an alias, in order of position."""

    def streams(self, prefix: str) -> Sequence[UUID]:
        """The streams whose id in hex starts with ``prefix`` (lower case, no dashes), at most ten."""

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:
        """Record all the events of one command, or nothing; answer their positions.

        Every stream in ``guards`` must still be at the version given there, checked in the same transaction as the insert,
        and every event's version must be its stream's tip plus one. Raises ``Conflict`` otherwise, and also where
        the command has been recorded already.
        """

    def reveal(self, handle: Personal) -> str:
        """The text behind a handle that this journal returned. Raises what the keyring raises where the key is not there."""

    def tables(self) -> TableStore:
        """The tables beside this journal, in its own database. Raises ``NoTables`` where there can be none."""

    def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""


@runtime_checkable
class BulkJournal(Protocol):
    """What a journal may have beside the port; see ``actionlearning.journal.bulk``, by which it is called."""

    def append_many(self, events: Sequence[NewEvent], /) -> Sequence[int]:
        """Record the events of many commands in one transaction, or nothing; answer their positions.

        They come in order, those of one command together. Raises ``Conflict`` where a version is not its stream's tip plus one,
        or a command is known.
        """


@runtime_checkable
class ReadsOn(Protocol):
    """What a journal may have beside the port, for who remembers streams: they read on, and what they know is not decoded."""

    def read_on(self, stream: UUID, *, after: int, salt: bytes) -> Sequence[Recorded[Any]] | None:
        """The events above the version ``after``, in order, if the event of that version has that salt; None if it has not.

        None as well where there is no such event, or its bytes tell no salt: whoever reads it hears why. The event itself is
        not decoded, so one that was altered and kept its salt is found by those who read it, and by an audit.
        """


ReadBack = Callable[[], Recorded[Any]]
"""What reads an event back from the bytes that were written, and asks no journal."""


@runtime_checkable
class AppendsOn(Protocol):
    """What a journal may have beside the port, for who decides on what they remember without a look whether it still stands."""

    def append_on(
        self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int], salts: Mapping[UUID, bytes]
    ) -> Sequence[ReadBack]:
        """What ``append`` does; answers for each event what reads it back.

        ``salts`` are of streams among the guards that nobody looked at: the event of the guarded version must have that salt,
        for on a server that took over another one may stand there. Raises ``Conflict`` where it has not.
        """


def appends_on(journal: Journal) -> AppendsOn | None:
    """The journal, if ``append_on`` does what ``append`` does: not where a derived class, or an object, has another one."""
    its_own = _goes_with_append(type(journal)) and "append" not in getattr(journal, "__dict__", ())
    return cast("AppendsOn", journal) if its_own else None


@lru_cache
def _goes_with_append(kind: type) -> bool:
    """Whether no class that is more derived than the one with ``append_on`` has an ``append`` of its own."""
    for each in kind.__mro__:
        if not vars(each).keys().isdisjoint(("append", "append_on")):
            return "append_on" in vars(each)
    return False
