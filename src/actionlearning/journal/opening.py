"""Opening a journal by URL: ``memory:``, ``sqlite:///file.db``, ``postgresql://…``, or ``plain:some.persistence.module``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from time import monotonic, sleep
from typing import Any, Literal
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory
from eventsourcing.utils import TopicError

from actionlearning.domain.errors import BadInput
from actionlearning.journal.codec import Codec
from actionlearning.journal.errors import in_our_words
from actionlearning.journal.eventsourced import EventsourcedJournal
from actionlearning.journal.header import CONCURRENT, SERIAL, Header, NoSuchOrder, Order, new_header
from actionlearning.journal.port import NOT_YET, Journal, JournalBusy, JournalUnavailable, NoGuards, NotAJournal
from actionlearning.journal.recorder import GuardedRecorder
from actionlearning.journal.tables import TableStore
from actionlearning.journal.urls import BadUrl, shown, sqlite_path
from actionlearning.sealing.keyring import Keyring
from actionlearning.sealing.seal import Sealer

__all__ = ["BadCompressor", "BadUrl", "NoOtherCipher", "open_journal", "sqlite_path"]


BEGINNING_SECONDS = 5
"""How long a plain module may go on saying that it is busy."""


class NoOtherCipher(BadInput):
    """Sealing is ours, a text at a time; a cipher around whole events would hide their figures from audits."""

    name: str
    says = "{name} is set, and this library seals personal text itself; unset it"


class BadCompressor(BadInput):
    topic: str
    says = "COMPRESSOR_TOPIC is {topic}, which names no compressor; zlib is one"


def open_journal(
    url: str,
    *,
    keyring: Keyring,
    clock: Callable[[], datetime],
    new_id: Callable[[], UUID],
    guards: Literal["written-only"] | None = None,
    order: Order | None = None,
    create: bool = True,
    env: Mapping[str, str] | None = None,
) -> Journal:
    """Open a journal, or begin one where there is none unless told not to ``create``.

    The clock and an id are asked for only when one begins. ``order`` is that in which positions are given out, chosen once:
    ``serial`` unless told otherwise, or on PostgreSQL ``concurrent``. ``env`` stands in for the process's environment, from
    which the stock variables are taken. Raises ``BadUrl``, ``NoSuchOrder``, ``OtherOrder``, ``NotAJournal`` (what is there is
    left as it was), ``NewerFormat``, ``JournalBusy``, ``JournalUnavailable`` and, for a plain module unless
    ``guards="written-only"``, ``NoGuards``.
    """
    settings = dict(os.environ if env is None else env)
    for name in ("CIPHER_TOPIC", "CIPHER_KEY"):
        if settings.get(name):
            raise NoOtherCipher(name=name)
    begin = partial(new_header, clock=clock, new_id=new_id, order=order or SERIAL)
    opening = _Opening(url, settings, keyring, begin, create=create, order=order)
    scheme, _, rest = url.partition(":")
    if order not in (None, SERIAL) and not (order == CONCURRENT and scheme in ("postgresql", "postgres")):
        raise NoSuchOrder(where=shown(url), order=order or "")
    match scheme:
        case "memory" if url == "memory:":
            return opening.memory()
        case "sqlite":
            return opening.sqlite()
        case "postgresql" | "postgres" if rest.startswith("//"):
            return opening.postgresql()
        case "plain" if rest:
            return opening.plain(rest, guards)
    raise BadUrl(url=shown(url))


class _Opening:
    """What every way of opening needs. Each loads its own driver only."""

    def __init__(
        self,
        url: str,
        env: dict[str, str],
        keyring: Keyring,
        begin: Callable[[], Header],
        *,
        create: bool,
        order: Order | None,
    ) -> None:
        self.url = url
        self.env = env
        self.keyring = keyring
        self._begin = begin
        self._create = create
        self._order = order

    def begin(self, where: str) -> Header:
        """The header of a journal that was not there. Raises ``JournalUnavailable`` unless one may be created."""
        if not self._create:
            raise JournalUnavailable(where=where, why=NOT_YET)
        return self._begin()

    def memory(self) -> Journal:
        from actionlearning.journal.memory import MemoryFactory  # noqa: PLC0415  # one way, one driver
        from actionlearning.journal.tables_memory import MemoryTables  # noqa: PLC0415  # as above

        factory = MemoryFactory(self.env)
        recorder = factory.application_recorder()
        recorder.begin(self._begin())
        return self._journal(recorder, self.url, factory, MemoryTables)

    def sqlite(self) -> Journal:
        from actionlearning.journal.sqlite_opening import open_recorder  # noqa: PLC0415  # one way, one driver
        from actionlearning.journal.tables_sqlite import SQLiteTables  # noqa: PLC0415  # as above

        path = sqlite_path(self.url)
        recorder, factory = open_recorder(path, self.env, self.begin)
        pool = factory.datastore.pool
        tables = partial(SQLiteTables, pool.db_name, str(path), lock_seconds=pool.lock_timeout or 0)
        return self._journal(recorder, str(path), factory, tables)

    def postgresql(self) -> Journal:
        try:
            from actionlearning.journal.postgres_opening import arguments_of, open_recorder  # noqa: PLC0415  # one way, one driver
            from actionlearning.journal.tables_postgres import PostgresTables  # noqa: PLC0415  # as above
        except ImportError as cause:
            why = "the PostgreSQL driver is missing; install actionlearning[postgres]"
            raise JournalUnavailable(where="postgresql", why=why) from cause
        recorder, factory, where = open_recorder(self.url, self.env, self.begin)
        tables = partial(PostgresTables, arguments_of(factory), factory.datastore.schema, where)
        return self._journal(recorder, where, factory, tables)

    def plain(self, module: str, guards: str | None) -> Journal:
        if guards != "written-only":
            raise NoGuards(module=module)
        deadline = monotonic() + BEGINNING_SECONDS
        while True:
            try:
                return self._plain(module)
            except JournalBusy:  # as a stock module says, without waiting, of a file that two begin at once
                if monotonic() > deadline:
                    raise
                sleep(0.01)

    def _plain(self, module: str) -> Journal:
        from actionlearning.journal.plain import PlainJournal, begin  # noqa: PLC0415  # one way, one driver

        errors = in_our_words(module)
        try:
            factory: InfrastructureFactory[Any] = InfrastructureFactory.construct({**self.env, "PERSISTENCE_MODULE": module})
        except Exception as cause:  # importing a module that anybody may have written can raise anything
            raise JournalUnavailable(where=module, why=str(cause) or type(cause).__name__) from cause
        try:
            with errors:
                recorder: ApplicationRecorder = factory.application_recorder()
                header = begin(recorder, partial(self.begin, module)).readable(module)
            codec = self._codec(header, factory)
            return PlainJournal(recorder, codec, header, where=f"plain:{module}", errors=errors, close=factory.close)
        except BaseException:
            factory.close()
            raise

    def _journal(
        self, recorder: GuardedRecorder, where: str, factory: InfrastructureFactory[Any], tables: Callable[[], TableStore]
    ) -> Journal:
        errors = in_our_words(where)
        try:
            with errors:
                header = _header_of(recorder, where).in_order(self._order, where)
            return EventsourcedJournal(recorder, self._codec(header, factory), header, tables=tables, errors=errors)
        except BaseException:
            recorder.close()
            raise

    def _codec(self, header: Header, factory: InfrastructureFactory[Any]) -> Codec:
        try:
            compressor = factory.compressor()
        except (TopicError, AttributeError) as cause:
            raise BadCompressor(topic=self.env["COMPRESSOR_TOPIC"]) from cause
        return Codec(Sealer(header.id, self.keyring), compressor=compressor)


def _header_of(recorder: GuardedRecorder, where: str) -> Header:
    header = recorder.header()
    if header is None:
        raise NotAJournal(where=where, why="its table journal is empty")
    return header.readable(where)
