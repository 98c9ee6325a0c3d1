"""The header of a journal: the one row that says whose it is, in which format and order, and whether it is simulated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from actionlearning.domain.errors import BadInput
from actionlearning.journal.port import JournalUnavailable, NewerFormat
from actionlearning.journal.types_met import met

__all__ = ["COLUMNS", "CONCURRENT", "FORMAT", "SERIAL", "Header", "NoSuchOrder", "Order", "OtherOrder", "new_header"]

FORMAT = 1

Order = Literal["serial", "concurrent"]
SERIAL: Order = "serial"
CONCURRENT: Order = "concurrent"


class NoSuchOrder(BadInput):
    """Events can be recorded side by side on PostgreSQL only."""

    where: str
    order: str
    says = "{where} cannot give out positions in the order {order}; every journal has serial, and one on PostgreSQL concurrent"


class OtherOrder(BadInput):
    """The order of a journal is chosen when it is created."""

    where: str
    asked: str
    order: str
    says = "{where} was created with the order {order} and keeps it, not {asked}; open it without naming an order"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """``order`` says how positions are given out.

    ``serial`` is dense, one commit at a time. ``concurrent`` has gaps, and several are recorded at once.
    """

    id: UUID
    format: int
    order: str
    created_at: datetime
    simulated: bool

    def readable(self, where: str) -> Header:
        """Itself. Raises ``NewerFormat`` where this release would not understand the journal."""
        if self.format > FORMAT:
            raise NewerFormat(where=where, format=self.format, known=FORMAT)
        if self.order not in (SERIAL, CONCURRENT):
            why = f"its order is {self.order}, which this release does not know; install a newer actionlearning"
            raise JournalUnavailable(where=where, why=why)
        return self

    def in_order(self, asked: Order | None, where: str) -> Header:
        """Itself. Raises ``OtherOrder`` where one was asked for that the journal does not have."""
        if asked is not None and asked != self.order:
            raise OtherOrder(where=where, asked=asked, order=self.order)
        return self


COLUMNS = frozenset(Header.__struct_fields__)
"""What the table ``journal`` has in every format."""


def new_header(*, clock: Callable[[], datetime], new_id: Callable[[], UUID], order: Order = SERIAL) -> Header:
    """The header of a journal that begins now."""
    return Header(id=new_id(), format=FORMAT, order=order, created_at=clock(), simulated=False)


met(Header)
