"""A leaf: one event as the tree sees it, its place and the hash of its stored bytes, in canonical JSON (RFC 8785).

The position in the journal is left out, so a restored journal keeps its proofs. What was said is not in it either, and the
stored bytes carry a random salt, so a leaf tells nothing about an event to whoever does not have it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

__all__ = ["FORMAT", "Leaf", "checked_origin", "leaves_of", "reader_of"]

from actionlearning.audit.errors import BadOrigin

FORMAT = "al.leaf/1"

LONGEST_ORIGIN = 200


class Leaf(NamedTuple):
    """What a leaf says: the event's stream and version, its stored name and version, and the hash of its stored bytes."""

    stream: str
    version: int
    name: str
    state: str
    """The SHA-256 of the stored bytes, in hex."""


def checked_origin(origin: str) -> str:
    """Itself. Raises ``BadOrigin`` for what cannot stand in a checkpoint as a name."""
    bad = not origin or len(origin) > LONGEST_ORIGIN or "+" in origin or any(c.isspace() or not c.isprintable() for c in origin)
    if bad:
        raise BadOrigin(origin=origin)
    return origin


def leaves_of(origin: str) -> Callable[[UUID, int, str, bytes], bytes]:
    """A function that makes the leaves of one log, of stream, version, stored name with its version, and stored bytes."""
    head = f'{{"log":{quoted(origin)},"name":'

    def leaf(stream: UUID, version: int, name: str, state: bytes) -> bytes:
        return (
            f'{head}{quoted(name)},"state":"sha256:{sha256(state).hexdigest()}","stream":"{_stream(stream)}",'
            f'"v":"{FORMAT}","version":"{version}"}}'
        ).encode()

    return leaf


def reader_of(origin: str) -> Callable[[bytes], Leaf | None]:
    """A function that reads the leaves of one log, and answers None for what is not exactly such a leaf."""
    shape = re.compile(
        re.escape(f'{{"log":{quoted(origin)},"name":'.encode())
        + rb'("(?:[^"\\\x00-\x1f]|\\.)+"),"state":"sha256:([0-9a-f]{64})",'
        + rb'"stream":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",'
        + re.escape(f'"v":"{FORMAT}"'.encode())
        + rb',"version":"([1-9][0-9]{0,18})"\}'
    )

    def read(data: bytes) -> Leaf | None:
        found = shape.fullmatch(data)
        if found is None:
            return None
        name, state, stream, version = found.groups()
        told = _unquoted(name)
        return None if told is None else Leaf(stream.decode(), int(version), told, state.decode())

    return read


@lru_cache(maxsize=1024)
def quoted(text: str) -> str:
    """A text as RFC 8785 writes it: in UTF-8, with nothing escaped but what must be. The same few come again and again."""
    return json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _unquoted(name: bytes) -> str | None:
    """The text that was quoted so; None where RFC 8785 would quote it otherwise."""
    try:
        told = json.loads(name)
    except ValueError:
        return None
    return told if isinstance(told, str) and quoted(told).encode() == name else None


@lru_cache(maxsize=4096)
def _stream(stream: UUID) -> str:
    """An id as text; events of one stream come together, and putting an id into words costs more than finding it."""
    return str(stream)
