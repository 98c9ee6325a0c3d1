"""Opening a journal by URL: ``memory:``, ``sqlite:///file.db``, ``postgresql://…``, or ``plain:some.persistence.module``."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from eventsourcing.persistence import InfrastructureFactory, InfrastructureFactoryError

from actionlearning.domain.errors import BadInput
from actionlearning.journal.codec import Codec
from actionlearning.journal.errors import in_our_words
from actionlearning.journal.eventsourced import Compressor, EventsourcedJournal
from actionlearning.journal.header import Header, new_header
from actionlearning.journal.port import NOT_YET, Journal, JournalUnavailable, NoGuards, NotAJournal
from actionlearning.sealing.keyring import Keyring
from actionlearning.sealing.seal import Sealer

__all__ = ["BadUrl", "NoOtherCipher", "open_journal", "sqlite_path"]

Open = Callable[[UUID], Keyring]


class BadUrl(BadInput):
    url: str
    says = (
        '"{url}" names no journal; write memory:, sqlite:///file.db, sqlite:////absolute/file.db, '
        "postgresql://user@host/database or plain:some.persistence.module"
    )


class NoOtherCipher(BadInput):
    """Sealing is ours, a text at a time; a cipher around whole events would hide their figures from audits."""

    says = "CIPHER_TOPIC is set, and this library seals personal text itself; unset it"


def open_journal(
    url: str,
    *,
    keyring: Keyring,
    clock: Callable[[], datetime],
    new_id: Callable[[], UUID],
    guards: Literal["written-only"] | None = None,
    create: bool = True,
    env: Mapping[str, str] | None = None,
) -> Journal:
    """Open a journal, or begin one where there is none unless told not to ``create``.

    Raises ``BadUrl``, ``NotAJournal`` (what is there is left as it was), ``NewerFormat``, ``JournalBusy``,
    ``JournalUnavailable`` and, for a plain module unless ``guards="written-only"``, ``NoGuards``.
    """
    settings = dict(os.environ if env is None else env)
    if settings.get("CIPHER_TOPIC"):
        raise NoOtherCipher
    begin = _Beginning(url, settings, keyring, new_header(clock=clock, new_id=new_id), create=create)
    scheme, _, rest = url.partition(":")
    match scheme:
        case "memory" if not rest:
            return begin.memory()
        case "sqlite" if rest.startswith("///") and len(rest) > len("///"):
            return begin.sqlite(sqlite_path(url))
        case "postgresql" | "postgres" if rest.startswith("//"):
            return begin.postgresql()
        case "plain" if rest:
            return begin.plain(rest, guards)
    raise BadUrl(url=url)


def sqlite_path(url: str) -> Path:
    """The file that an SQLite URL names: three slashes before a relative path, four before an absolute one."""
    return Path(url.removeprefix("sqlite:///"))


class _Beginning:
    """What every way of opening needs."""

    def __init__(self, url: str, env: dict[str, str], keyring: Keyring, header: Header, *, create: bool) -> None:
        self.url = url
        self.env = env
        self.keyring = keyring
        self.header = header
        self.create = create

    def memory(self) -> Journal:
        from actionlearning.journal.memory import MemoryRecorder  # noqa: PLC0415  # each way loads its own driver only

        return self._journal(MemoryRecorder(self.header), self.url)

    def sqlite(self, path: Path) -> Journal:
        from actionlearning.journal.sqlite import OurSQLiteFactory, SQLiteRecorder  # noqa: PLC0415  # each way loads its own driver only

        where = str(path)
        exists = _holds_a_journal(path)
        if not exists and not self.create:
            raise JournalUnavailable(where=where, why=NOT_YET)
        env = {"SQLITE_LOCK_TIMEOUT": "5", **self.env, "SQLITE_DBNAME": str(path), "CREATE_TABLE": "n"}
        factory = OurSQLiteFactory(env)
        recorder = factory.application_recorder()
        assert isinstance(recorder, SQLiteRecorder)
        if not exists:
            with in_our_words(where):
                recorder.begin(self.header)
        return self._journal(recorder, where, factory)

    def postgresql(self) -> Journal:
        try:
            from actionlearning.journal.postgres_opening import open_recorder  # noqa: PLC0415  # needs the extra
        except ImportError as cause:
            why = "the PostgreSQL driver is missing; install actionlearning[postgres]"
            raise JournalUnavailable(where="postgresql", why=why) from cause
        recorder, factory, where = open_recorder(self.url, self.env, self.header if self.create else None)
        return self._journal(recorder, where, factory)

    def plain(self, module: str, guards: str | None) -> Journal:
        from actionlearning.journal.plain import PlainJournal, begin  # noqa: PLC0415  # each way loads its own

        if guards != "written-only":
            raise NoGuards(module=module)
        try:
            factory: InfrastructureFactory[Any] = InfrastructureFactory.construct({**self.env, "PERSISTENCE_MODULE": module})
            recorder = factory.application_recorder()
        except (InfrastructureFactoryError, OSError) as cause:
            raise JournalUnavailable(where=module, why=str(cause)) from cause
        header = begin(recorder, self.header).readable(module)
        return PlainJournal(recorder, Codec(Sealer(header.id, self.keyring)), header, close=factory.close)

    def _journal(self, recorder: Any, where: str, factory: InfrastructureFactory[Any] | None = None) -> Journal:
        with in_our_words(where):
            header = recorder.header().readable(where)
        compressor: Compressor | None = factory.compressor() if factory is not None else None
        codec = Codec(Sealer(header.id, self.keyring))
        return EventsourcedJournal(recorder, codec, errors=in_our_words(where), compressor=compressor)


def _holds_a_journal(path: Path) -> bool:
    """Whether the file holds a journal of ours; False where there is nothing yet. Looks, and changes nothing."""
    where = str(path)
    if path.is_dir():
        raise JournalUnavailable(where=where, why="it is a folder; name a file in it")
    if not path.parent.is_dir():
        raise JournalUnavailable(where=where, why=f"there is no folder {path.parent}; create it first")
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        with in_our_words(where), closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except JournalUnavailable as cause:
        if isinstance(cause.__cause__, sqlite3.DatabaseError) and "not a database" in str(cause.__cause__):
            raise NotAJournal(where=where, why="it is not an SQLite database") from cause
        raise
    if not tables:
        return False
    if not {"journal", "stored_events"} <= tables:
        raise NotAJournal(where=where, why="it holds other tables")
    return True


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
