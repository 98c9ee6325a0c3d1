"""Sealed texts as they are read: each stays as it stands behind a handle, and is taken apart when somebody asks.

Most texts are never looked into, so that an event is read as a *twin* of its class: one that has the same fields and leaves
personal texts as they stand. It becomes the class itself when its handles are in place.
"""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from actionlearning.domain.personal import Personal, Place, Sealed, labels_of
from actionlearning.domain.values import MemberId
from actionlearning.journal.refusals import NOT_THAT, Unreadable
from actionlearning.journal.types_met import met

__all__ = ["Stored", "Texts"]

NONCE_LETTERS = 16
"""The twelve bytes of a nonce in base64."""

NONCE, TEXT = b'],"nonce":"', b'","text":"'
"""What stands before the nonce of a sealed text, and after it."""

ONE_SUBJECT = f'{UUID(int=0)}"],"keys":["{UUID(int=0).hex}"'
"""What stands between its label and its nonce, but for the letters, where it is about one person and sealed with one key.

The whole looks so: ``{"label":"text","subjects":["4f..-..c1"],"keys":["6c..f1"],"nonce":"BZ..TE","text":"QW..yJQ="}``.
"""

Where = tuple[UUID, int, str]
"""The stream, the version and the stored name of an event."""


class Stored(msgspec.Struct, frozen=True):
    """How a sealed text stands in a stored event."""

    label: str
    subjects: tuple[MemberId, ...]
    keys: tuple[str, ...]
    nonce: bytes
    text: bytes


class _OnlyThat(Stored, frozen=True, forbid_unknown_fields=True):
    """The same, and nothing beside it."""


met(Stored, _OnlyThat)
_READ = msgspec.json.Decoder(_OnlyThat).decode


class _Handle(Personal):
    """A sealed text as it was read."""

    __slots__ = ("_label", "_stored", "_where")

    _stored: bytes
    _where: Where
    _label: str

    def __getattr__(self, name: str) -> Any:
        """Called for what has no value yet, which is everything until one thing is asked for. Raises ``Unreadable``."""
        if name not in Personal.__slots__:
            raise AttributeError(name)
        place = Place(*self._where, self._label)
        try:
            stored = _READ(self._stored)
        except NOT_THAT as cause:
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


class Texts:
    """The personal texts of one event class: what it is read as, and what puts their handles in place."""

    def __init__(self, event: type) -> None:
        several, may_be_missing = _kinds(event)
        labels = labels_of(event)
        self._event = event
        self._several = [(name, label) for name, label in labels.items() if name in several]
        self._single = [(name, _Label(label, name in may_be_missing)) for name, label in labels.items() if name not in several]
        self.any = bool(labels)
        self.twin = _twin(event)

    def bind(self, event: Any, where: Where) -> None:
        """Make an event that was read as the twin one of its class. Raises ``Unreadable`` for what was never sealed."""
        _set(event, "__class__", self._event)
        for name, one in self._single:
            stored = getattr(event, name)
            if stored is not None:
                _set(event, name, one.handle(stored, where))
        for name, label in self._several:
            stored = getattr(event, name)
            if stored is not None:
                handles = [_Label(f"{label}.{number}").handle(each, where) for number, each in enumerate(stored)]
                _set(event, name, tuple(handles))


class _Label:
    """A label, and how a text begins that was sealed for it."""

    def __init__(self, label: str, may_be_missing: bool = False) -> None:
        self._label = label
        self._may_be_missing = may_be_missing
        self._begins = b'{"label":%s,"subjects":["' % msgspec.json.encode(label)
        self._after_nonce = len(self._begins) + len(ONE_SUBJECT) + len(NONCE) + NONCE_LETTERS

    def handle(self, raw: msgspec.Raw, where: Where) -> _Handle | None:
        """A handle with the place that it was read from; what the stored text says of itself is only compared.

        A few of its bytes tell that it stands as this library writes it, and of a text with one subject it is known which.
        """
        stored = bytes(raw)
        if not (stored.startswith(self._begins) and (stored.startswith(TEXT, self._after_nonce) or _has_a_nonce(stored))):
            if stored == b"null" and self._may_be_missing:
                return None
            _check(stored, where, self._label)
        handle = _new_handle(_Handle)
        handle._stored, handle._where, handle._label = stored, where, self._label  # noqa: SLF001  # of this room
        return handle


def _kinds(event: type) -> tuple[frozenset[str], frozenset[str]]:
    """The personal fields that hold several texts, and those that may hold none."""
    hints = get_type_hints(event)
    several = frozenset(name for name in labels_of(event) if any(get_origin(each) is tuple for each in _options(hints[name])))
    return several, frozenset(name for name in labels_of(event) if type(None) in _options(hints[name]))


def _options(hint: Any) -> tuple[Any, ...]:
    """What a union leaves to choose from; of anything else, that alone."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


@cache
def _twin(event: type) -> type:
    """The class itself where it has no personal texts."""
    hints = get_type_hints(event)
    kinds = {name: _as_it_stands(hints[name]) for name in labels_of(event)}
    if not kinds:
        return event
    return type(event.__name__, (event,), {"__slots__": (), "__annotations__": kinds, "__module__": event.__module__})


def _as_it_stands(hint: Any) -> Any:
    """What a personal field is read as: as many texts as it may hold, each a piece of JSON, which may be ``null``."""
    for each in _options(hint):
        if get_origin(each) is tuple:
            several: Any = tuple.__class_getitem__(tuple(msgspec.Raw if text is Personal else text for text in get_args(each)))
            return several if each is hint else several | None
    return msgspec.Raw


def _has_a_nonce(stored: bytes) -> bool:
    return stored.startswith(TEXT, stored.find(NONCE) + len(NONCE) + NONCE_LETTERS)


def _check(stored: bytes, where: Where, label: str) -> None:
    """Look closer at a text that does not stand as this library writes it. Raises ``Unreadable``."""
    found = msgspec.json.decode(stored)
    place = Place(*where, label)
    if type(found) is not dict or found.keys() != set(Stored.__struct_fields__) or len(found["nonce"]) != NONCE_LETTERS:
        raise _unreadable(place, "a text stands there that was never sealed")
    if found["label"] != label:
        raise _unreadable(place, f"a text stands there that was sealed for another label than {label}")


def _unreadable(place: Place, why: str) -> Unreadable:
    return Unreadable(stream=place.stream, version=place.version, name=place.name, why=why)


_new_handle = _Handle.__new__
_set = object.__setattr__  # events are frozen, and this one has just been made
