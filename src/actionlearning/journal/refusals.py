"""What a journal says when it cannot do its work."""

from __future__ import annotations

from uuid import UUID

import msgspec

from actionlearning.domain.errors import ActionLearningError

__all__ = [
    "NOT_THAT",
    "Conflict",
    "JournalBusy",
    "JournalError",
    "JournalUnavailable",
    "NewerFormat",
    "NoGuards",
    "NotAJournal",
    "OutcomeUnknown",
    "Unreadable",
]


NOT_THAT = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding a JSON text raises that anybody may have written: it is no JSON, or not what is wanted there."""


class JournalError(ActionLearningError):
    """The journal could not do its work. But for ``OutcomeUnknown``, nothing was recorded."""


class Conflict(JournalError):
    """A stream has moved since it was read, or the command was recorded by another caller. Read again and decide again."""

    stream: UUID
    says = "somebody recorded something in {stream} since it was read; read again and decide again"


class JournalBusy(JournalError):
    """Another writer held the journal for too long."""

    where: str
    says = "{where} is locked by another writer; try again when it has finished"


class JournalUnavailable(JournalError):
    """The journal cannot be reached, opened or written."""

    where: str
    why: str
    says = "cannot use the journal {where}: {why}"


class OutcomeUnknown(JournalError):
    """The connection broke between sending and answer. Repeating the command under its id settles it: one of the two counts."""

    command: UUID
    why: str
    says = (
        "the connection broke while command {command} was being recorded ({why}), and whether it was is unknown; "
        "repeat it with the same command id"
    )


class NotAJournal(JournalError):
    """There is something at that place, and it is not ours."""

    where: str
    why: str
    says = "{where} is not an actionlearning journal ({why}); choose another file, database or schema"


class NewerFormat(JournalError):
    """The journal was written by a newer release."""

    where: str
    format: int
    known: int
    says = "{where} has journal format {format} and this release reads up to {known}; install a newer actionlearning"


class NoGuards(JournalError):
    """A plain persistence module cannot guard what was only read, and the caller must say that they know."""

    module: str
    says = (
        "{module} can guard only the streams that a decision writes, not those it reads; "
        'open it with guards="written-only" to accept that'
    )


class Unreadable(JournalError):
    """A stored event cannot be read by this release."""

    stream: UUID
    version: int
    name: str
    why: str
    position: int = 0
    """Where it stands in the journal; 0 where that was not asked for."""
    says = "event {version} of stream {stream}, {name}, cannot be read: {why}"
