"""The codec: an event and its envelope become one JSON object, and one call turns that back into typed objects."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import attrs
import msgspec
from msgspec.structs import force_setattr

from actionlearning.domain.event import stored_name
from actionlearning.domain.personal import Personal, Place, labels_of
from actionlearning.domain.values import MemberId
from actionlearning.journal.handles import Stored, Texts
from actionlearning.journal.names import topics
from actionlearning.journal.port import NewEvent, Recorded, Unreadable
from actionlearning.journal.types_met import meeting_types
from actionlearning.journal.upcasts import UPCASTS, Upcast
from actionlearning.sealing.seal import Sealer

__all__ = ["Codec", "Compressor", "StoredEvent", "topic_of"]

Event = TypeVar("Event")

SALT_BYTES = 16


class _Salted(msgspec.Struct):
    """All that tells one stored event from another."""

    salt: bytes


class StoredEvent(msgspec.Struct, Generic[Event], frozen=True, kw_only=True, omit_defaults=True):
    """An event and its envelope as one JSON object. What ``Recorded`` tells of each, and in this order, is what is stored."""

    occurred_at: datetime
    recorded_at: datetime
    actor: MemberId
    command: UUID
    salt: bytes
    event: Event
    use_case: str | None = None
    returns: Any = None
    alias: str | None = None


class Compressor(Protocol):
    """What the environment variable ``COMPRESSOR_TOPIC`` names: it packs stored bytes and unpacks them."""

    def compress(self, data: bytes, /) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def topic_of(event: object) -> str:
    """The topic that an event is stored under: its stored name and version."""
    topic: str = event.__topic__  # type: ignore[attr-defined]  # the mark of the event decorator
    return topic


class Codec:
    """Encodes and decodes the events of one journal, sealing personal text on the way in.

    ``known`` maps topics to event classes, and ``upcasts`` topics of old versions to what brings their payload one version on;
    both are the domain's unless given. ``compressor`` packs what is stored, and ``draw`` gives the salts.
    """

    def __init__(
        self,
        sealer: Sealer,
        *,
        known: Mapping[str, type] | None = None,
        upcasts: Mapping[str, Upcast] | None = None,
        compressor: Compressor | None = None,
        draw: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.sealer = sealer
        self.known = topics() if known is None else known
        self._upcasts = UPCASTS if upcasts is None else upcasts
        self._compressor = compressor
        self._draw = draw
        self._readers: dict[str, _Reader] = {}

    def encode(self, new: NewEvent) -> bytes:
        """The stored bytes of an event. Its personal text is sealed for the place that it is going to."""
        return self._packed(new, self._draw(SALT_BYTES), self._sealed(new))

    def stored(self, recorded: Recorded[Any]) -> bytes:
        """The stored bytes of an event whose personal text is sealed already; where it stands is not among them."""
        return self._packed(recorded, recorded.salt, recorded.event)

    def decode(self, topic: str, state: bytes, *, stream: UUID, version: int, position: int) -> Recorded[Any]:
        """The event that was stored. Raises ``Unreadable``."""
        return self.recorded(position, stream, version, topic, state)

    def recorded(self, position: int, stream: UUID, version: int, topic: str, state: bytes) -> Recorded[Any]:
        """The event of a row, in the order of its columns: a whole journal goes through here. Raises ``Unreadable``."""
        try:
            reader = self._readers.get(topic) or self._new_reader(topic, stream, version)
            if self._compressor is not None:
                state = bytes(self._compressor.decompress(state))
            recorded = reader.read(state)
            force_setattr(recorded, "written", state)
            force_setattr(recorded, "stream", stream)
            force_setattr(recorded, "version", version)
            force_setattr(recorded, "position", position)
            if reader.texts.any:
                reader.texts.bind(recorded.event, (stream, version, reader.name))
        except Unreadable as error:
            error.name, error.position = topic, position  # a text knows neither
            raise
        except Exception as cause:  # bytes that anybody may have written, a compressor and upcasts: all say "unreadable"
            raise Unreadable(stream=stream, version=version, name=topic, why=str(cause), position=position) from cause
        return recorded

    def salt_of(self, state: bytes) -> bytes | None:
        """The salt of a stored event, found without reading the rest of it; None where it cannot be."""
        try:
            return _SALTED.decode(state if self._compressor is None else self._compressor.decompress(state)).salt
        except Exception:  # noqa: BLE001  # bytes that anybody may have written, and a compressor; ``recorded`` says what is wrong
            return None

    def mark_of(self, salt: bytes) -> bytes | None:
        """What stands in the stored bytes of the one event that has this salt; None where they are compressed."""
        return b'"salt":%s' % msgspec.json.encode(salt) if self._compressor is None else None

    def _packed(self, about: NewEvent | Recorded[Any], salt: bytes, event: Any) -> bytes:
        stored = StoredEvent(
            occurred_at=about.occurred_at,
            recorded_at=about.recorded_at,
            actor=about.actor,
            command=about.command,
            salt=salt,
            event=event,
            use_case=about.use_case,
            returns=about.returns,
            alias=about.alias,
        )
        state = _ENCODER.encode(stored)
        return state if self._compressor is None else self._compressor.compress(state)

    def _sealed(self, new: NewEvent) -> Any:
        """The same event to be encoded, with its personal texts sealed for the place that it is going to."""
        event: type = type(new.event)
        personal, values_of = _fields(event)
        if not personal:
            return new.event
        name = stored_name(new.event)
        values = list(values_of(new.event))
        for number, label in personal:
            value = values[number]
            if isinstance(value, tuple):  # each of several has its number, so that none can take another's place
                values[number] = tuple([self._seal(each, new, name, f"{label}.{n}") for n, each in enumerate(value)])
            elif value is not None:
                values[number] = self._seal(value, new, name, label)
        return event(*values)  # an event is made of its fields in their order

    def _seal(self, text: Personal, new: NewEvent, name: str, label: str) -> Stored:
        sealed = self.sealer.sealed(text, Place(new.stream, new.version, name, label))
        return Stored(label, text.subjects, sealed.keys, sealed.nonce, sealed.ciphertext)

    def _new_reader(self, topic: str, stream: UUID, version: int) -> _Reader:
        steps: list[Upcast] = []
        wanted = topic
        while wanted not in self.known or wanted in self._upcasts:
            upcast = self._upcasts.get(wanted)
            if upcast is None:
                raise Unreadable(stream=stream, version=version, name=topic, why=self._why_unknown(topic))
            steps.append(upcast)
            name, _, number = wanted.rpartition(".")
            wanted = f"{name}.{int(number) + 1}"
        with meeting_types():
            reader = _Reader(self.known[wanted], topic.rpartition(".")[0], steps)
        self._readers[topic] = reader
        return reader

    def _why_unknown(self, topic: str) -> str:
        name = topic.rpartition(".")[0]
        if any(known.rpartition(".")[0] == name for known in self.known):
            return "its version is newer than this release; install a newer actionlearning"
        return "this release knows no event of that name"


class _Reader:
    """Reads one topic: its decoder, the steps from an old payload to today's, and what becomes of personal texts."""

    def __init__(self, event: type, name: str, steps: list[Upcast]) -> None:
        self.name = name
        self.texts = Texts(event)
        self._steps = steps
        self._decode = msgspec.json.Decoder(Recorded[self.texts.twin]).decode  # type: ignore[name-defined]  # a class known at run time only
        self.read: Callable[[bytes], Recorded[Any]] = self._upcast if steps else self._decode

    def _upcast(self, state: bytes) -> Recorded[Any]:
        stored = msgspec.json.decode(state)
        for step in self._steps:
            stored["event"] = step(stored["event"])
        return self._decode(msgspec.json.encode(stored))


@cache
def _fields(event: type) -> tuple[tuple[tuple[int, str], ...], Callable[[Any], tuple[Any, ...]]]:
    """Which fields of an event are personal, by number and label; and what reads the values of all."""
    names = [field.name for field in attrs.fields(event)]
    personal = tuple((names.index(name), label) for name, label in labels_of(event).items())
    return personal, attrgetter(*names) if len(names) > 1 else lambda given: tuple(getattr(given, name) for name in names)


def _encode_personal(value: Any) -> Any:
    if isinstance(value, Personal) and value.sealed is not None and value.place is not None:
        sealed = value.sealed
        return Stored(value.place.label, value.subjects, sealed.keys, sealed.nonce, sealed.ciphertext)
    raise NotImplementedError(f"{type(value).__qualname__} cannot be stored in an event")


_ENCODER = msgspec.json.Encoder(enc_hook=_encode_personal, order="deterministic")

_SALTED = msgspec.json.Decoder(_Salted)
