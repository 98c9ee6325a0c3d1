"""The codec: an event and its envelope become one JSON object, and one call turns that back into typed objects."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Protocol
from uuid import UUID

import attrs
import msgspec
from msgspec.structs import force_setattr, replace

from actionlearning.domain.event import stored_name
from actionlearning.domain.personal import Personal, Place, Sealed, labels_of
from actionlearning.domain.values import MemberId
from actionlearning.journal.names import topics
from actionlearning.journal.port import NO_STREAM, NewEvent, Recorded, Unreadable
from actionlearning.journal.types_met import meeting_types, met
from actionlearning.journal.upcasts import UPCASTS, Upcast
from actionlearning.sealing.seal import Sealer

__all__ = ["STORED_PERSONAL", "Codec", "Compressor", "topic_of"]

SALT_BYTES = 16

NONCE_LETTERS = 16
"""The twelve bytes of a nonce in base64."""

PARTS = ("label", "nonce", "subjects", "keys", "text")
"""What a sealed text is made of where it is stored."""

_PARTS = itemgetter(*PARTS)


class _Stored(msgspec.Struct, frozen=True):
    """How a sealed text stands in a stored event."""

    label: str
    subjects: tuple[MemberId, ...]
    keys: tuple[str, ...]
    nonce: bytes
    text: bytes


class _Salted(msgspec.Struct):
    """All that tells one stored event from another."""

    salt: bytes


met(_Stored)
STORED_PERSONAL: type = _Stored
"""The same, for whoever describes what is stored."""


class _Handle(Personal):
    """A sealed text as it was read. Most are never looked into, so it is taken apart when somebody asks, and not before."""

    __slots__ = ("_label", "_stored", "_where")

    _stored: dict[str, Any]
    _where: tuple[UUID, int, str]
    _label: str

    def __getattr__(self, name: str) -> Any:
        """Called for what has no value yet, which is everything until one thing is asked for. Raises ``Unreadable``."""
        if name not in Personal.__slots__:
            raise AttributeError(name)
        place = Place(*self._where, self._label)
        try:
            stored = msgspec.convert(self._stored, _Stored)
        except msgspec.ValidationError as cause:
            raise _unreadable(place, str(cause)) from cause
        self.text = None
        self.subjects = stored.subjects
        self.sealed = Sealed(stored.keys, stored.nonce, stored.text)
        self.place = place
        return getattr(self, name)

    def __repr__(self) -> str:
        """Of an altered text too, for it ends up in logs and tracebacks."""
        try:
            return super().__repr__()
        except Unreadable:
            return "<Personal unreadable>"


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
        return self.recorded(position, stream, version, topic, state)

    def recorded(self, position: int, stream: UUID, version: int, topic: str, state: bytes) -> Recorded[Any]:
        """The event of a row, in the order of its columns: a whole journal goes through here. Raises ``Unreadable``."""
        try:
            reader = self._readers.get(topic) or self._new_reader(topic, stream, version)
            recorded = reader.read(state)
            force_setattr(recorded, "stream", stream)
            force_setattr(recorded, "version", version)
            force_setattr(recorded, "position", position)
            if reader.labels:
                where, event = (stream, version, reader.name), recorded.event
                for attribute, label in reader.labels:
                    value = getattr(event, attribute)
                    if type(value) is _Handle:
                        _bind(value, where, label)
                    elif value is not None:
                        for number, each in enumerate(value):
                            _bind(each, where, f"{label}.{number}")
        except Unreadable as error:
            error.position = position
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

    def _packed(self, recorded: Recorded[Any]) -> bytes:
        state = _ENCODER.encode(recorded)
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

    def _seal(self, text: Personal, new: NewEvent, name: str, label: str) -> _Stored:
        sealed = self.sealer.sealed(text, Place(new.stream, new.version, name, label))
        return _Stored(label, text.subjects, sealed.keys, sealed.nonce, sealed.ciphertext)

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
        if self._compressor is not None:
            reader.unpack_with(self._compressor.decompress)
        self._readers[topic] = reader
        return reader

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
        decoder = msgspec.json.Decoder(self._type, dec_hook=_decode_personal)
        self.read: Callable[[bytes], Recorded[Any]] = self._upcast if steps else decoder.decode

    def unpack_with(self, decompress: Callable[[bytes], bytes]) -> None:
        """Read what a compressor has packed."""
        read = self.read
        self.read = lambda state: read(decompress(state))

    def _upcast(self, state: bytes) -> Recorded[Any]:
        stored = msgspec.json.decode(state)
        for step in self._steps:
            stored["event"] = step(stored["event"])
        return msgspec.convert(stored, self._type, dec_hook=_decode_personal)


@cache
def _labels(event: type) -> tuple[tuple[str, str], ...]:
    return tuple(labels_of(event).items())


@cache
def _fields(event: type) -> tuple[tuple[tuple[int, str], ...], Callable[[Any], tuple[Any, ...]]]:
    """Which fields of an event are personal, by number and label; and what reads the values of all."""
    names = [field.name for field in attrs.fields(event)]
    personal = tuple((names.index(name), label) for name, label in labels_of(event).items())
    return personal, attrgetter(*names) if len(names) > 1 else lambda given: tuple(getattr(given, name) for name in names)


def _encode_personal(value: Any) -> Any:
    if isinstance(value, Personal) and value.sealed is not None and value.place is not None:
        sealed = value.sealed
        return _Stored(value.place.label, value.subjects, sealed.keys, sealed.nonce, sealed.ciphertext)
    raise NotImplementedError(f"{type(value).__qualname__} cannot be stored in an event")


def _decode_personal(wanted: type, value: Any) -> Any:
    if wanted is not Personal:
        raise NotImplementedError(f"{wanted.__qualname__} cannot be read from an event")
    handle = _new_handle(_Handle)
    handle._stored = value  # noqa: SLF001  # of this room
    return handle


_new_handle = _Handle.__new__


def _bind(handle: _Handle, where: tuple[UUID, int, str], label: str) -> None:
    """Give a handle the place it was read from; what the stored value says of itself is only compared."""
    stored = handle._stored  # noqa: SLF001  # of this room
    if type(stored) is not dict or len(stored) != len(PARTS):
        raise _never_sealed(where, label)
    try:
        said, nonce, _, _, _ = _PARTS(stored)
    except KeyError as cause:
        raise _never_sealed(where, label) from cause
    if len(nonce) != NONCE_LETTERS:
        raise _never_sealed(where, label)
    if said != label:
        raise _unreadable(Place(*where, label), f"a text stands there under the label {label} that was not sealed for it")
    handle._where, handle._label = where, label  # noqa: SLF001  # as above


def _never_sealed(where: tuple[UUID, int, str], label: str) -> Unreadable:
    return _unreadable(Place(*where, label), "a text stands there that was never sealed")


def _unreadable(place: Place, why: str) -> Unreadable:
    return Unreadable(stream=place.stream, version=place.version, name=place.name, why=why)


_ENCODER = msgspec.json.Encoder(enc_hook=_encode_personal, order="deterministic")

_SALTED = msgspec.json.Decoder(_Salted)
