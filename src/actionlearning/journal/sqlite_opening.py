"""Opening a journal on SQLite: look first and change nothing, then begin one or read what is there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from actionlearning.domain.errors import BadInput
from actionlearning.journal.errors import in_our_words
from actionlearning.journal.header import COLUMNS, Header
from actionlearning.journal.port import JournalUnavailable, NotAJournal
from actionlearning.journal.sqlite import SYNCHRONOUS, OurSQLiteFactory, SQLiteRecorder

__all__ = ["BadSynchronous", "open_recorder"]

LOCK_SECONDS = "5"
TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"


class BadSynchronous(BadInput):
    value: str
    says = "ACTIONLEARNING_SQLITE_SYNCHRONOUS is {value}; it can be FULL, NORMAL or EXTRA"


def open_recorder(path: Path, env: dict[str, str], begin: Callable[[str], Header]) -> tuple[SQLiteRecorder, OurSQLiteFactory]:
    """A recorder on a file that holds a journal, a new one with the header that ``begin`` makes if there was none."""
    synchronous = env.get(SYNCHRONOUS) or "FULL"
    if synchronous.upper() not in ("FULL", "NORMAL", "EXTRA"):
        raise BadSynchronous(value=synchronous)
    where = str(path)
    with in_our_words(where):
        exists = _holds_a_journal(path)
        header = None if exists else begin(where)
        uri = _readable_uri(path) if exists and not os.access(path, os.W_OK) else _uri(path)
        factory = OurSQLiteFactory({"SQLITE_LOCK_TIMEOUT": LOCK_SECONDS, **env, "SQLITE_DBNAME": uri, "CREATE_TABLE": "n"})
        recorder = factory.application_recorder()
        assert isinstance(recorder, SQLiteRecorder)
        if header is not None:
            try:
                recorder.begin(header)
            except BaseException:
                factory.close()
                raise
    return recorder, factory


def _holds_a_journal(path: Path) -> bool:
    """Whether the file holds a journal of ours; False where there is nothing yet."""
    where = str(path)
    if path.is_dir():
        raise JournalUnavailable(where=where, why="it is a folder; name a file in it")
    if not path.parent.is_dir():
        raise JournalUnavailable(where=where, why=f"there is no folder {path.parent}; create it first")
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(_readable_uri(path), uri=True)) as connection:
            tables = {name for (name,) in connection.execute(TABLES)}
            columns = {row[1] for row in connection.execute("PRAGMA table_info(journal)")}
    except sqlite3.DatabaseError as cause:
        if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise NotAJournal(where=where, why="it is not an SQLite database") from cause
        raise
    if not tables:
        return False
    if "stored_events" not in tables or not columns >= COLUMNS:
        raise NotAJournal(where=where, why="it holds other tables")
    return True


def _readable_uri(path: Path) -> str:
    """How to open a file for reading only: sharing its log where there is one.

    Without a log the file is complete and nobody is writing. To share one all the same, SQLite would leave files beside it that
    belong to the reader, and keep out the next writer.
    """
    return _uri(path, "mode=ro" if _log_of(path).exists() else "immutable=1")


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _uri(path: Path, parameters: str = "") -> str:
    return f"file:{quote(str(path))}" + (f"?{parameters}" if parameters else "")
