"""One event as it stands in a journal. Who recorded it, and by which command, is read when somebody asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from actionlearning.domain.event import stored_name
from actionlearning.domain.values import MemberId
from actionlearning.journal.refusals import NOT_THAT, Unreadable
from actionlearning.journal.types_met import met

__all__ = ["NO_STREAM", "Envelope", "Recorded"]

Event = TypeVar("Event")

NO_STREAM = UUID(int=0)
"""The stream of a ``Recorded`` that has not been placed yet."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who recorded an event, by which command, and the salt of its leaf in the audit tree.

    ``use_case`` is the name of what the command did, ``returns`` what it answered, an id or a list of ids as text, and
    ``alias`` the label that a script gave to that answer; the three stand in the first event of a command only.
    """

    actor: MemberId
    command: UUID
    salt: bytes
    use_case: str | None = None
    returns: Any = None
    alias: str | None = None


met(Envelope)


class Recorded(msgspec.Struct, Generic[Event], frozen=True, kw_only=True, eq=False, gc=False):
    """One event as it stands in a journal, with its envelope.

    ``occurred_at`` says when it happened, ``recorded_at`` when it was written; both are in UTC. ``written`` is its envelope,
    or the whole JSON text as it is stored, unpacked, that has it: most events are folded and never asked who recorded them.
    ``stream``, ``version`` and ``position`` are where it was read, and are not stored in it.
    """

    occurred_at: datetime
    recorded_at: datetime
    event: Event
    written: Envelope | bytes = b""
    stream: UUID = NO_STREAM
    version: int = 0
    position: int = 0

    @property
    def name(self) -> str:
        """The stored name of the event, without its version."""
        return stored_name(self.event)

    @property
    def envelope(self) -> Envelope:
        """Who recorded it and by which command, read when first asked. Raises ``Unreadable``, as what is taken from it does."""
        written = self.written
        if isinstance(written, Envelope):
            return written
        try:
            read = _READ(written)
        except NOT_THAT as cause:
            raise Unreadable(
                stream=self.stream, version=self.version, name=self.name, why=str(cause), position=self.position
            ) from cause
        force_setattr(self, "written", read)
        return read

    @property
    def actor(self) -> MemberId:
        return self.envelope.actor

    @property
    def command(self) -> UUID:
        return self.envelope.command

    @property
    def salt(self) -> bytes:
        return self.envelope.salt

    @property
    def use_case(self) -> str | None:
        return self.envelope.use_case

    @property
    def returns(self) -> Any:
        return self.envelope.returns

    @property
    def alias(self) -> str | None:
        return self.envelope.alias

    def __eq__(self, other: object) -> bool:
        return self._told() == other._told() if isinstance(other, Recorded) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.stream, self.version, self.salt))

    def _told(self) -> tuple[Any, ...]:
        where = (self.stream, self.version, self.position)
        return (*where, self.occurred_at, self.recorded_at, self.event, self.envelope)


_READ = msgspec.json.Decoder(Envelope).decode
