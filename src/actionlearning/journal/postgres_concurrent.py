"""The journal on PostgreSQL in its concurrent order: many record at once, and only what shares a stream waits.

Positions follow from the numbers of transactions, so they have gaps, and one that is lower can be committed later. Whoever
saves how far it has read therefore reads below the horizon only, the number of the oldest transaction that has not ended, in
any database of the cluster. Everybody else sees all that is committed, at one moment.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.persistence import Notification, StoredEvent
from psycopg.sql import SQL, Composable, Identifier, Literal

from actionlearning.domain.errors import BadInput
from actionlearning.journal import postgres_concurrent_sql as sql
from actionlearning.journal.header import CONCURRENT
from actionlearning.journal.postgres import OurPostgresFactory, PostgresRecorder
from actionlearning.journal.recorder import NewRow, Row

__all__ = ["ConcurrentFactory", "ConcurrentRecorder", "TooManyAtOnce"]


class TooManyAtOnce(BadInput):
    """The events of one transaction are counted in twenty bits of their positions."""

    count: int
    most: int = sql.MOST
    says = "{count} events cannot be recorded at once in a journal of the concurrent order; record at most {most}"


class Moment(NamedTuple):
    """What could be seen at one moment, as positions: all before ``ends`` but what stood under way from ``horizon`` on.

    ``under_way`` are the transactions that had not ended, each as its positions have it.
    """

    horizon: int
    ends: int
    under_way: list[int]

    @classmethod
    def of(cls, snapshot: str, offset: int) -> Moment:
        """From a snapshot as PostgreSQL writes it: ``xmin:xmax:one,another``."""
        first, end, under_way = snapshot.split(":")
        numbers = [int(number) + offset for number in under_way.split(",") if number]
        return cls((int(first) + offset) * sql.MOST, (int(end) + offset) * sql.MOST, numbers)


class _Told(threading.local):
    """The last position that this thread was told to be the end of the journal, and the moment when that was so."""

    position: int | None = None
    moment: Moment | None = None


class ConcurrentRecorder(PostgresRecorder):
    """One row an event. Streams are locked by name and not the table; see ``postgres_concurrent_sql``."""

    order = CONCURRENT
    parts = sql.PARTS
    append, append_one, lock = sql.APPEND, sql.APPEND_ONE, sql.LOCK
    beside = (sql.OFFSET, sql.ORDER, sql.SETTLE)
    at_first = sql.SETTLE_NOW  # a connection may lead to another cluster than the one before

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told = _Told()

    def _named(self, schema: str, events: str) -> dict[str, Composable]:
        names = super()._named(schema, events)
        table = Literal(names["table"].as_string())
        return names | {
            "offset": Identifier(schema, f"{events}_offset"),
            "settle": Identifier(schema, f"{events}_settle"),
            "seed": SQL("{}::regclass::oid::bigint").format(table),
            "most": Literal(sql.MOST),
            "most_locks": Literal(sql.MOST_LOCKS),
            "few": Literal(sql.FEW),
        }

    # Writing

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """See ``GuardedRecorder``. Raises ``TooManyAtOnce``."""
        if len(stored_events) > sql.MOST:
            raise TooManyAtOnce(count=len(stored_events))
        return super().insert_events(stored_events, **kwargs)

    def insert_many(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """See ``GuardedRecorder``. All others wait meanwhile. Raises ``TooManyAtOnce``."""
        if len(rows) > sql.MOST:
            raise TooManyAtOnce(count=len(rows))
        return super().insert_many(rows)

    def _copied(self, cursor: psycopg.Cursor[tuple[Any, ...]], rows: Sequence[NewRow]) -> Sequence[int]:
        cursor.execute(self._asking.sql(sql.SETTLE_NOW))  # the locks are held, so here it may draw the number
        ((base,),) = cursor.execute(self._asking.sql(sql.BASE)).fetchall()
        with cursor.copy(self._asking.sql(sql.COPY)) as copy:
            copy.set_types(["int8", "uuid", "int8", "text", "bytea", "uuid", "text"])
            for position, row in enumerate(rows, start=base):
                copy.write_row((position, *row))
        return range(base, base + len(rows))

    def complete(self) -> None:
        """Create the functions that an earlier release did without, and look whether the journal was restored elsewhere."""
        super().complete()
        self._asking.tuples(sql.SETTLE_NOW)

    # Reading on, for those who save their position

    def settled(self) -> int:
        """The last position before which nothing can appear any more, 0 where there is none."""
        self._told.position = None  # what this thread reads up to there is more than what could be seen at a moment before
        ((position,),) = self._asking.tuples(sql.SETTLED)
        return int(position)

    def count(self, after: int, until: int) -> int:
        """How many events stand above one position and up to another."""
        ((number,),) = self._asking.tuples(sql.COUNT, (after, until))
        return int(number)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The stock way to read on: notifications from ``start``, as far as the journal is settled."""
        after = 0 if start is None else start - (1 if inclusive_of_start else 0)
        where, values = self._between(after, stop, list(topics) or None)
        rows = self._rows(f"{where} AND notification_id < {{horizon}} ORDER BY notification_id LIMIT %s", (*values, limit))
        return [Notification(stream, version, topic, state, id=position) for position, stream, version, topic, state in rows]

    # Reading at one moment

    def max_notification_id(self) -> int | None:
        """The last position, None where there is none. What this thread reads up to there, it reads as it stands now."""
        ((snapshot, offset, position),) = self._asking.tuples(sql.POSITION)
        self._told.position, self._told.moment = position, Moment.of(snapshot, offset)
        found: int | None = position
        return found

    def batches(self, after: int, until: int | None, topics: Sequence[str] | None, size: int) -> Iterator[Sequence[Row]]:
        """The whole journal as it stands at one moment, a batch at a time."""
        moment = self._moment_of(until)
        if moment is None:
            ((snapshot, offset),) = self._asking.tuples(sql.MOMENT)
            moment = Moment.of(snapshot, offset)
        while True:
            where, values = self._between(after, until, topics)
            where += f" AND {sql.STANDS} ORDER BY notification_id LIMIT %s"
            batch = self._rows(where, (*values, moment.ends, moment.horizon, moment.under_way, size))
            yield batch
            if len(batch) < size:
                return
            after, *_ = batch[-1]

    def rows_of_streams(self, streams: Sequence[UUID], until: int | None, topics: Sequence[str] | None) -> Sequence[Row]:
        found = super().rows_of_streams(streams, until, topics)
        moment = self._moment_of(until)
        return found if moment is None else [row for row in found if _stood(moment, row[0])]

    def _moment_of(self, until: int | None) -> Moment | None:
        return self._told.moment if until is not None and until == self._told.position else None


def _stood(moment: Moment, position: int) -> bool:
    """Whether it could be seen."""
    if position < moment.horizon:
        return True
    return position < moment.ends and position // sql.MOST not in moment.under_way


class ConcurrentFactory(OurPostgresFactory):
    """The stock factory and its environment variables, with the recorder of the concurrent order."""

    application_recorder_class = ConcurrentRecorder
