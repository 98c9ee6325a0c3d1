"""What the contract of a journal records: events with and without personal text, of a command of their own or of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import attrs

from actionlearning.domain.member.events import MemberRegistered, SelfRatingGiven
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import Instrument, MemberId, RatingPhase
from actionlearning.journal.port import Journal, NewEvent, Recorded

__all__ = [
    "ACTOR",
    "OCCURRED",
    "RECORDED",
    "SAYINGS",
    "FromElsewhere",
    "everything",
    "new",
    "rating",
    "registered",
    "several",
    "write_one_of",
]

ACTOR = MemberId(uuid4())
OCCURRED = datetime(2025, 1, 14, 15, 10, 0, 1, tzinfo=UTC)
RECORDED = datetime(2025, 1, 14, 15, 10, 2, 999999, tzinfo=UTC)

SAYINGS = (
    "",
    "Aïsha",
    "नमस्ते",
    "🙂👩‍👩‍👧 e\u0301",
    "\u202e\u05e9\u05dc\u05d5\u05dd",
    "a\0b",
    '{"_type_": "uuid_hex", "_data_": "x"}',
    "x" * 100_000,
)


def rating(score: int = 5) -> SelfRatingGiven:
    """An event without personal text."""
    return SelfRatingGiven(Instrument.SELF_EFFICACY, RatingPhase.BEFORE, score)


def registered(name: str = "Aisha", organisation: str = "Calder Vale") -> MemberRegistered:
    """An event with personal text."""
    text = Personal(ACTOR, text=name)
    return MemberRegistered(organisation, None, None, name=text, role=Personal(ACTOR, text="nurse"))


def new(stream: UUID, version: int, event: Any = None, *, command: UUID | None = None, **envelope: Any) -> NewEvent:
    """An event on its way in, with an envelope and a command of its own unless given."""
    return NewEvent(
        stream=stream,
        version=version,
        occurred_at=OCCURRED,
        recorded_at=RECORDED,
        actor=ACTOR,
        command=command or uuid4(),
        event=rating(version % 10) if event is None else event,
        **envelope,
    )


def several(stream: UUID, versions: Sequence[int], **envelope: Any) -> list[NewEvent]:
    """Events of one command in one stream."""
    command = uuid4()
    first, *rest = versions
    return [new(stream, first, command=command, **envelope), *(new(stream, version, command=command) for version in rest)]


def everything(journal: Journal) -> list[Recorded[Any]]:
    """All that a journal holds."""
    return list(journal.read_all())


@attrs.frozen
class FromElsewhere:
    """An event of a release that this one does not know."""

    __topic__ = "elsewhere.happened.1"


def write_one_of(journal: Journal, streams: Sequence[UUID], guards: Mapping[UUID, int], number: int) -> None:
    journal.append([new(streams[number], 1)], guards=guards)
