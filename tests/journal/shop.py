"""A shop that exists in tests only: what happens there, in three versions, and how it is stored and read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import attrs

from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import MemberId
from actionlearning.journal.codec import Codec
from actionlearning.journal.port import NewEvent
from actionlearning.journal.upcasts import Upcast
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer

JOURNAL, STREAM, COMMAND = UUID(int=1), UUID(int=2), UUID(int=3)
AISHA, BEN = MemberId(UUID(int=4)), MemberId(UUID(int=5))
AT = datetime(2025, 1, 14, 15, 10, tzinfo=UTC)
SECRET = "my own boss is the problem"


class Mood(Enum):
    """A closed list."""

    CALM = "calm"


@attrs.frozen
class Visit:
    """An event of a shop that exists in these tests only. Its first version had one guest, by a name in the clear."""

    __topic__ = "shop.visited.3"

    on: date
    paid: Decimal
    mood: Mood
    guests: tuple[MemberId, ...]
    said: Personal = personal("said")  # noqa: RUF009  # a field specifier
    notes: tuple[Personal, ...] = personal("notes", default=())
    aside: Personal | None = personal("aside", default=None)  # noqa: RUF009  # a field specifier


def visit(**changed: Any) -> Visit:
    fields = {"on": date(2025, 1, 14), "paid": Decimal("1.50"), "mood": Mood.CALM, "guests": (AISHA, BEN)}
    return Visit(**{**fields, "said": Personal(AISHA, text=SECRET), **changed})


KNOWN = {"shop.visited.3": Visit}


def first_to_second(payload: dict[str, Any]) -> dict[str, Any]:
    """There were several guests from the second version on."""
    guest = payload["guest"]
    return {**{key: value for key, value in payload.items() if key != "guest"}, "guests": [guest]}


def second_to_third(payload: dict[str, Any]) -> dict[str, Any]:
    """A mood was noted from the third version on."""
    return {**payload, "mood": "calm"}


UPCASTS: dict[str, Upcast] = {"shop.visited.1": first_to_second, "shop.visited.2": second_to_third}


def new_codec() -> Codec:
    """A codec that knows the shop, whose salts are nothing but zeros."""
    return Codec(Sealer(JOURNAL, MemoryKeyring()), known=KNOWN, upcasts=UPCASTS, draw=bytes)


def going_in(event: Any, **envelope: Any) -> NewEvent:
    fields = {"stream": STREAM, "version": 7, "occurred_at": AT, "recorded_at": AT, "actor": AISHA, "command": COMMAND}
    return NewEvent(**{**fields, "event": event, **envelope})


def read(codec: Codec, state: bytes, topic: str = "shop.visited.3") -> Any:
    return codec.decode(topic, state, stream=STREAM, version=7, position=9)
