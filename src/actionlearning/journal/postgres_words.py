"""What the PostgreSQL driver raises, in the words of the stock recorders and of ours: moved, lost, or something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)
from psycopg_pool import PoolTimeout

from actionlearning.journal.recorder import Lost, Moved

__all__ = ["in_stock_words", "is_lost", "is_lost_by", "told_apart"]

MOVED, REPEATED = "AL001", "AL002"

CLOSED = (None, "57P01", "57P02", "57P03")
"""How a connection ends that the server has closed: with nothing said, or as it was shut down."""

STOCK_ERRORS: dict[type, type[PersistenceError]] = {
    psycopg.InterfaceError: InterfaceError,
    psycopg.OperationalError: OperationalError,
    psycopg.DataError: DataError,
    psycopg.IntegrityError: IntegrityError,
    psycopg.InternalError: InternalError,
    psycopg.ProgrammingError: ProgrammingError,
    psycopg.NotSupportedError: NotSupportedError,
    psycopg.DatabaseError: DatabaseError,
}


def in_stock_words(error: psycopg.Error) -> PersistenceError:
    """What the stock recorders raise of an error of the driver."""
    for kind in type(error).__mro__:
        stock = STOCK_ERRORS.get(kind)
        if stock is not None:
            return stock(str(error))
    return PersistenceError(str(error))


def is_lost(error: Exception) -> bool:
    """Whether the connection ended, by an error in stock words."""
    return is_lost_by(error.__cause__)


def is_lost_by(cause: BaseException | None) -> bool:
    """The same, by an error of the driver."""
    return not isinstance(cause, PoolTimeout) and getattr(cause, "sqlstate", None) in CLOSED


@contextmanager
def told_apart() -> Iterator[None]:
    """What an insert failed of: somebody else was first, the connection was lost, or something else."""
    try:
        yield
    except Moved:
        raise
    except (DatabaseError, InterfaceError) as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error) and cause.sqlstate in (MOVED, REPEATED):
            raise Moved(UUID(cause.diag.message_primary)) from error
        if is_lost(error):
            raise Lost(str(error).strip().partition("\n")[0]) from error
        raise
