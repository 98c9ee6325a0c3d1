"""Writes a golden file for every event that has none yet, and adds its name to the list. Overwrites nothing.

A golden is what a journal stored for one event, made from the annotations of its class with fixed ids, times and nonces.
Run it once for a new event, and commit what it made: from then on every release must read that file.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import attrs

from actionlearning.domain.personal import Personal, Place, Sealed, labels_of
from actionlearning.domain.values import MemberId
from actionlearning.journal.codec import Codec
from actionlearning.journal.names import topics
from actionlearning.journal.port import Envelope, Recorded
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer

FOLDER = Path(__file__).parent
NAMES = FOLDER / "names.txt"
JOURNAL = UUID("6f1d7d0a-5b1e-4c36-9a55-0d6f2c9b7e10")
STREAM, VERSION = uuid5(JOURNAL, "stream"), 7
OCCURRED = datetime(2025, 1, 14, 15, 10, tzinfo=UTC)
RECORDED = datetime(2025, 1, 14, 15, 10, 2, 345678, tzinfo=UTC)


def codec() -> Codec:
    """A codec that can read and store again; it holds no keys, so it can reveal nothing."""
    return Codec(Sealer(JOURNAL, MemoryKeyring()))


def golden(topic: str) -> Path:
    return FOLDER / f"{topic}.json"


def names() -> list[str]:
    """Every topic that was ever given, in the order in which it was given."""
    return NAMES.read_text().splitlines() if NAMES.exists() else []


def stored(topic: str, event: type) -> bytes:
    """What a journal would store for a full example of this event."""
    recorded = Recorded(
        occurred_at=OCCURRED,
        recorded_at=RECORDED,
        event=_example(event, topic),
        written=Envelope(
            actor=MemberId(uuid5(JOURNAL, "actor")),
            command=uuid5(JOURNAL, "command"),
            salt=_bytes(f"{topic} salt", 16),
            use_case="rooms.use_case",
            returns=str(uuid5(JOURNAL, "returned")),
            alias="A01",
        ),
    )
    return codec().stored(recorded) + b"\n"


def _example(cls: type, topic: str) -> Any:
    hints = typing.get_type_hints(cls)
    labels = labels_of(cls)
    values = {}
    for field in attrs.fields(cls):
        where = f"{topic} {labels.get(field.name, field.name)}"
        hint = hints[field.name]
        is_text = field.name in labels
        values[field.name] = _handle(where, topic, labels[field.name]) if is_text else _value(hint, where)
    return cls(**values)


def _value(hint: Any, where: str) -> Any:
    if hasattr(hint, "__supertype__"):
        return _value(hint.__supertype__, where)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _value(next(each for each in arguments if each is not type(None)), where)
    if origin is tuple:
        return tuple(_value(arguments[0], f"{where} {n}") for n in (1, 2))
    if issubclass(hint, Enum):
        return list(hint)[-1]
    if attrs.has(hint):
        return _example(hint, where)
    plain = {
        str: f"“{where}” – ü, 名, 🌱",  # noqa: RUF001  # characters that are easily mangled
        bool: True,
        int: 7,
        Decimal: Decimal("-1234.50"),
        date: OCCURRED.date(),
        datetime: OCCURRED,
        UUID: uuid5(JOURNAL, where),
    }
    return plain[hint]


def _handle(where: str, topic: str, label: str) -> Personal:
    """A text in its sealed form, under keys that nobody holds."""
    subjects = [MemberId(uuid5(JOURNAL, f"{where} subject {n}")) for n in (1, 2)]
    keys = tuple(_bytes(f"{where} key {n}", 16).hex() for n in (1, 2))
    sealed = Sealed(keys, _bytes(f"{where} nonce", 12), _bytes(f"{where} text", 80))
    return Personal(*subjects, sealed=sealed, place=Place(STREAM, VERSION, topic.rpartition(".")[0], label))


def _bytes(seed: str, number: int) -> bytes:
    return hashlib.shake_128(seed.encode()).digest(number)


def _missing() -> Iterator[tuple[str, type]]:
    known, given = topics(), names()
    for topic in sorted(known):
        if topic not in given or not golden(topic).exists():
            yield topic, known[topic]


def make() -> list[str]:
    """The topics that got a golden just now."""
    made = []
    for topic, event in _missing():
        if not golden(topic).exists():
            golden(topic).write_bytes(stored(topic, event))
        if topic not in names():
            with NAMES.open("a") as file:
                file.write(topic + "\n")
        made.append(topic)
    return made


if __name__ == "__main__":
    print("\n".join(make()) or "no event lacks a golden")  # noqa: T201  # a script says what it did
