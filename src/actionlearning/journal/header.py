"""The header of a journal: the one row that says whose it is, in which format and order, and whether it is simulated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from actionlearning.journal.port import NewerFormat

__all__ = ["COLUMNS", "CONCURRENT", "FORMAT", "SERIAL", "Header", "new_header"]

FORMAT = 1
SERIAL, CONCURRENT = "serial", "concurrent"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """``order`` says how positions are given out: ``serial`` is dense, one commit at a time."""

    id: UUID
    format: int
    order: str
    created_at: datetime
    simulated: bool

    def readable(self, where: str) -> Header:
        """Itself. Raises ``NewerFormat`` where this release would not understand the journal."""
        if self.format > FORMAT:
            raise NewerFormat(where=where, format=self.format, known=FORMAT)
        return self


COLUMNS = frozenset(Header.__struct_fields__)
"""What the table ``journal`` has in every format."""


def new_header(*, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> Header:
    """The header of a journal that begins now."""
    return Header(id=new_id(), format=FORMAT, order=SERIAL, created_at=clock(), simulated=False)
