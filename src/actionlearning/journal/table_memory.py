"""What is remembered of the rows of a table that are no longer at hand: packed, and in the end only that they are there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec

from actionlearning.journal.table_fits import TYPES
from actionlearning.journal.tables import Key, Row, Table

__all__ = ["Forgotten", "Packed"]

BITS = 2**23
"""Bits by which forgotten keys are told from new ones; of a million forgotten keys they mistake a new one in twenty."""


class Packed:
    """Rows in about a fifth of the room, up to a number of them; those that were packed longest ago are forgotten.

    A row is taken out to be given away; one that comes to be at hand in another way stands before the one here. Kept by the
    hash of its key, for a key takes more room than its row; the key that stands in the row is compared.
    """

    def __init__(self, table: Table, key_of: Callable[[Row], Key], *, most: int, forgotten: Callable[[int], None]) -> None:
        self._columns = [column.name for column in table.columns]
        self._values = itemgetter(*self._columns) if len(self._columns) > 1 else lambda row: (row[self._columns[0]],)
        self._key_of = key_of
        self._most = most
        self._forgotten = forgotten
        self._rows: dict[int, bytes] = {}
        self._pack = msgspec.msgpack.Encoder(uuid_format="bytes").encode
        kinds = tuple(TYPES[column.kind] | None if column.optional else TYPES[column.kind] for column in table.columns)
        made: Any = tuple.__class_getitem__(kinds)
        self._unpack = msgspec.msgpack.Decoder(made).decode

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, key: Key, row: Row) -> None:
        """Keep a row; one that cannot be packed is forgotten, and so are the oldest where there are too many."""
        place = hash(key)
        self.drop(key)
        try:
            self._rows[place] = self._pack(self._values(row))
        except (TypeError, ValueError, OverflowError):  # of a type of somebody's own, or half a character
            self._forgotten(place)
        if len(self._rows) > self._most:
            for oldest in [*islice(self._rows, self._most // 4 + 1)]:
                del self._rows[oldest]
                self._forgotten(oldest)

    def take(self, key: Key) -> Row | None:
        """The row of a key, which is not here any more; None where it is not known here."""
        packed = self._rows.pop(hash(key), None)
        if packed is None:
            return None
        row = dict(zip(self._columns, self._unpack(packed), strict=True))
        if self._key_of(row) == key:
            return row
        self._rows[hash(key)] = packed  # it is of another key
        return None

    def drop(self, key: Key) -> None:
        """Forget the row of a key, if there is one."""
        if self._rows.pop(hash(key), None) is not None:
            self._forgotten(hash(key))


class Forgotten:
    """Keys of rows that are in a table and no longer remembered, and by chance a few others (a Bloom filter of two bits)."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, hashed: int) -> None:
        """Note the hash of a key."""
        self._bits = self._bits or bytearray(BITS >> 3)
        for bit in _bits(hashed):
            self._bits[bit >> 3] |= 1 << (bit & 7)

    def __contains__(self, key: Key) -> bool:
        return bool(self._bits) and all(self._bits[bit >> 3] & 1 << (bit & 7) for bit in _bits(hash(key)))


def _bits(hashed: int) -> tuple[int, int]:
    return hashed & BITS - 1, hashed >> 32 & BITS - 1
