"""One call of the server with nothing in between: a statement is prepared on first use, and its values go over in binary.

It is sent by libpq itself, which waits with the interpreter's lock let go, so that threads that record at once do not wait for
one another. What the driver does beside, finding out types and making rows, costs more than the server takes to check guards.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

__all__ = ["ARRAY_OF", "BIGINT", "BYTEA", "TEXT", "UUID_", "Prepared", "arrayed", "bigint", "bigints", "number", "uuid_of"]

BIGINT, BYTEA, TEXT, UUID_ = 20, 17, 25, 2950
"""The numbers by which PostgreSQL knows these types, in every release."""

ARRAY_OF = {BIGINT: 1016, BYTEA: 1001, TEXT: 1009, UUID_: 2951}
"""The same for arrays of them."""

BINARY = 1
_BIGINT = Struct("!q")
_ARRAY = Struct("!iiiii")
_LENGTH = Struct("!i")

bigint = _BIGINT.pack
"""A whole number as the server takes it."""


_PREPARED: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()
"""What has been prepared on each connection."""


class Prepared:
    """A statement, with the types of its values ``$1``, ``$2`` and so on. Its name stands for it on every connection."""

    def __init__(self, name: str, query: str, *types: int) -> None:
        self._name = name.encode()
        self._query = query.encode()
        self._types = types
        self._formats = [BINARY] * len(types)

    def known_on(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether it was prepared on this connection before."""
        return self._name in _PREPARED.get(connection, ())

    def on(self, connection: psycopg.Connection[Any], values: Sequence[bytes | None]) -> pq.abc.PGresult:
        """What it finds, in binary. Raises what the driver raises."""
        to = connection.pgconn
        known = _PREPARED.get(connection)
        if known is None:
            known = _PREPARED[connection] = set()
        if self._name not in known:
            try:
                _sound(to, to.prepare(self._name, self._query, self._types))
                known.add(self._name)
            except psycopg.Error:
                raise
            except BaseException:  # an interrupt: whether the server knows it now, nobody knows
                to.finish()
                raise
        result = to.exec_prepared(self._name, values, self._formats, BINARY)  # type: ignore[arg-type]  # it takes None for NULL
        if result.status != pq.ExecStatus.TUPLES_OK:
            _sound(to, result)
        return result


def _sound(connection: pq.abc.PGconn, result: pq.abc.PGresult) -> None:
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return
    if result.error_field(pq.DiagnosticField.SQLSTATE) is None:  # the server said nothing: libpq did
        raise psycopg.OperationalError(connection.get_error_message())
    raise error_from_result(result)


def number(packed: bytes) -> int:
    """A whole number that the server answered."""
    told: int = _BIGINT.unpack(packed)[0]
    return told


def uuid_of(given: UUID | str) -> bytes:
    """An id as the server takes it; the stock library allows it to be a text."""
    return given.bytes if isinstance(given, UUID) else UUID(given).bytes


def arrayed(kind: int, items: Sequence[bytes]) -> bytes:
    """An array of values that are packed already."""
    parts = [_ARRAY.pack(1, 0, kind, len(items), 1) if items else _ARRAY.pack(0, 0, kind, 0, 0)[:12]]
    for item in items:
        parts.append(_LENGTH.pack(len(item)))
        parts.append(item)
    return b"".join(parts)


def bigints(packed: bytes) -> list[int]:
    """The numbers of an array that the server answered."""
    return [_BIGINT.unpack_from(packed, place)[0] for place in range(_ARRAY.size + 4, len(packed), _BIGINT.size + 4)]
