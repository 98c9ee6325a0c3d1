"""The codec: an event and its envelope become one JSON object, and one call turns that back into typed objects."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Protocol
from uuid import UUID

import msgspec
from attrs import evolve
from msgspec.structs import force_setattr, replace

from actionlearning.domain.event import stored_name
from actionlearning.domain.personal import Personal, Place, Sealed, labels_of
from actionlearning.domain.values import MemberId
from actionlearning.journal.names import topics
from actionlearning.journal.port import NO_STREAM, NewEvent, Recorded, Unreadable
from actionlearning.journal.upcasts import UPCASTS, Upcast
from actionlearning.sealing.seal import Sealer

__all__ = ["STORED_PERSONAL", "Codec", "Compressor", "topic_of"]

SALT_BYTES = 16


class _Stored(msgspec.Struct, frozen=True):
    """How a sealed text stands in a stored event."""

    label: str
    subjects: tuple[MemberId, ...]
    keys: tuple[str, ...]
    nonce: bytes
    text: bytes


STORED_PERSONAL: type = _Stored
"""The same, for whoever describes what is stored."""


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
        recorded = Recorded(
            occurred_at=new.occurred_at,
            recorded_at=new.recorded_at,
            actor=new.actor,
            command=new.command,
            salt=self._draw(SALT_BYTES),
            event=self._sealed(new),
            use_case=new.use_case,
            returns=new.returns,
            alias=new.alias,
        )
        return self._packed(recorded)

    def stored(self, recorded: Recorded[Any]) -> bytes:
        """The stored bytes of an event whose personal text is sealed already; where it stands is not among them."""
        return self._packed(replace(recorded, stream=NO_STREAM, version=0, position=0))

    def decode(self, topic: str, state: bytes, *, stream: UUID, version: int, position: int) -> Recorded[Any]:
        """The event that was stored. Raises ``Unreadable``."""
        reader = self._readers.get(topic)
        if reader is None:
            reader = self._readers[topic] = self._reader(topic, stream, version)
        try:
            recorded = reader.read(state if self._compressor is None else self._compressor.decompress(state))
        except Exception as cause:  # bytes that anybody may have written, a compressor and upcasts: all say "unreadable"
            raise Unreadable(stream=stream, version=version, name=topic, why=str(cause)) from cause
        force_setattr(recorded, "stream", stream)
        force_setattr(recorded, "version", version)
        force_setattr(recorded, "position", position)
        for attribute, label in reader.labels:
            for of, handle in _labelled(label, getattr(recorded.event, attribute)):
                self._bind(handle, Place(stream, version, reader.name, of))
        return recorded

    def _packed(self, recorded: Recorded[Any]) -> bytes:
        state = _ENCODER.encode(recorded)
        return state if self._compressor is None else self._compressor.compress(state)

    def _sealed(self, new: NewEvent) -> Any:
        event: type = type(new.event)
        labels = _labels(event)
        if not labels:
            return new.event
        name = stored_name(new.event)
        sealed: dict[str, Any] = {}
        for attribute, label in labels:
            value = getattr(new.event, attribute)
            handles = [self.sealer.seal(text, Place(new.stream, new.version, name, of)) for of, text in _labelled(label, value)]
            if handles:
                sealed[attribute] = tuple(handles) if isinstance(value, tuple) else handles[0]
        return evolve(new.event, **sealed)

    def _bind(self, handle: Personal, place: Place) -> None:
        """Give a handle the place it was read from; what the stored value says of itself is only compared."""
        claimed = handle.place
        if claimed is None or claimed.label != place.label:
            why = f"a text stands under the label {place.label} that was not sealed for it"
            raise Unreadable(stream=place.stream, version=place.version, name=place.name, why=why)
        handle.place = place

    def _reader(self, topic: str, stream: UUID, version: int) -> _Reader:
        steps: list[Upcast] = []
        wanted = topic
        while wanted not in self.known or wanted in self._upcasts:
            upcast = self._upcasts.get(wanted)
            if upcast is None:
                raise Unreadable(stream=stream, version=version, name=topic, why=self._why_unknown(topic))
            steps.append(upcast)
            name, _, number = wanted.rpartition(".")
            wanted = f"{name}.{int(number) + 1}"
        return _Reader(self.known[wanted], topic.rpartition(".")[0], steps)

    def _why_unknown(self, topic: str) -> str:
        name = topic.rpartition(".")[0]
        if any(known.rpartition(".")[0] == name for known in self.known):
            return "its version is newer than this release; install a newer actionlearning"
        return "this release knows no event of that name"


class _Reader:
    """Reads one topic: its decoder, the steps from an old payload to today's, and which fields are personal."""

    def __init__(self, event: type, name: str, steps: list[Upcast]) -> None:
        self.name = name
        self.labels = _labels(event)
        self._steps = steps
        self._type = Recorded[event]  # type: ignore[valid-type]  # a class known at run time only
        self._decoder = msgspec.json.Decoder(self._type, dec_hook=_decode_personal)

    def read(self, state: bytes) -> Recorded[Any]:
        if not self._steps:
            return self._decoder.decode(state)
        stored = msgspec.json.decode(state)
        for step in self._steps:
            stored["event"] = step(stored["event"])
        return msgspec.convert(stored, self._type, dec_hook=_decode_personal)


@cache
def _labels(event: type) -> tuple[tuple[str, str], ...]:
    return tuple(labels_of(event).items())


def _labelled(label: str, value: Any) -> Sequence[tuple[str, Personal]]:
    """The texts of a field with their labels; each of several has its number, so that none can take another's place."""
    if value is None:
        return ()
    return [(f"{label}.{n}", each) for n, each in enumerate(value)] if isinstance(value, tuple) else ((label, value),)


def _encode_personal(value: Any) -> Any:
    if isinstance(value, Personal) and value.sealed is not None and value.place is not None:
        sealed = value.sealed
        return _Stored(value.place.label, value.subjects, sealed.keys, sealed.nonce, sealed.ciphertext)
    raise NotImplementedError(f"{type(value).__qualname__} cannot be stored in an event")


def _decode_personal(wanted: type, value: Any) -> Any:
    if wanted is not Personal:
        raise NotImplementedError(f"{wanted.__qualname__} cannot be read from an event")
    stored = msgspec.convert(value, _Stored)
    sealed = Sealed(stored.keys, stored.nonce, stored.text)
    return Personal(*stored.subjects, sealed=sealed, place=_claimed(stored.label))


@lru_cache(maxsize=1024)
def _claimed(label: str) -> Place:
    """What a stored value says of its place, before it is bound to the one it was read from."""
    return Place(NO_STREAM, 0, "", label)


_ENCODER = msgspec.json.Encoder(enc_hook=_encode_personal, order="deterministic")
