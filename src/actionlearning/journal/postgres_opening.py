"""Opening a journal on PostgreSQL: from a libpq URL to a recorder with a small pool, failing fast and plainly."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from actionlearning.journal.errors import in_our_words
from actionlearning.journal.header import Header
from actionlearning.journal.port import NOT_YET, JournalUnavailable, NotAJournal
from actionlearning.journal.postgres import OurPostgresFactory, PostgresRecorder

__all__ = ["open_recorder"]

CONNECT_SECONDS = 5
LOCK_SECONDS = 5

DEFAULTS = {
    "POSTGRES_POOL_SIZE": "1",
    "POSTGRES_CONNECT_TIMEOUT": str(CONNECT_SECONDS),
}


def open_recorder(url: str, env: dict[str, str], header: Header | None) -> tuple[PostgresRecorder, OurPostgresFactory, str]:
    """A recorder whose tables exist, the factory that made it, and what to call the place in a sentence."""
    conninfo, schema = _parts(url)
    given = {key: str(value) for key, value in conninfo.items()}
    where = f"postgresql database {given.get('dbname', '')}"
    exists = _holds_a_journal(given, schema or env.get("POSTGRES_SCHEMA") or "public", where)
    if not exists and header is None:
        raise JournalUnavailable(where=where, why=NOT_YET)
    factory = OurPostgresFactory(
        {
            **DEFAULTS,
            **env,
            "POSTGRES_DBNAME": given.pop("dbname", ""),
            "POSTGRES_HOST": given.pop("host", ""),
            "POSTGRES_PORT": given.pop("port", "5432"),
            "POSTGRES_USER": given.pop("user", ""),
            "POSTGRES_PASSWORD": given.pop("password", ""),
            "POSTGRES_SCHEMA": schema or env.get("POSTGRES_SCHEMA", ""),
            "CREATE_TABLE": "n",
        }
    )
    pool_arguments = factory.datastore.pool.kwargs
    assert isinstance(pool_arguments, dict)
    for empty in [name for name, value in pool_arguments.items() if value == ""]:
        del pool_arguments[empty]  # let libpq take its own default
    seconds = int(env.get("POSTGRES_LOCK_TIMEOUT") or LOCK_SECONDS)
    pool_arguments.update({"options": f"-c lock_timeout={seconds}s", **given})
    recorder = factory.application_recorder()
    assert isinstance(recorder, PostgresRecorder)
    if not exists and header is not None:
        with in_our_words(where):
            recorder.begin(header)
    return recorder, factory, where


def _parts(url: str) -> tuple[dict[str, Any], str]:
    """What libpq understands of a URL, and our own ``schema``."""
    split = urlsplit(url)
    query = parse_qsl(split.query)
    schema = next((value for key, value in query if key == "schema"), "")
    rest = urlencode([(key, value) for key, value in query if key != "schema"])
    try:
        return conninfo_to_dict(urlunsplit(split._replace(query=rest))), schema
    except psycopg.ProgrammingError as cause:
        raise JournalUnavailable(where="postgresql", why=str(cause).strip()) from cause


def _holds_a_journal(conninfo: dict[str, str], schema: str, where: str) -> bool:
    """Whether the schema holds a journal of ours; False where it holds no table. Looks, and changes nothing."""
    arguments: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, **conninfo}
    try:
        with psycopg.connect(**arguments) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
            known = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    except psycopg.Error as cause:
        why = str(cause).strip().partition("\n")[0] or type(cause).__name__
        raise JournalUnavailable(where=where, why=why) from cause
    tables = {name for (name,) in found}
    if not tables:
        return False
    if not {"journal", "stored_events"} <= tables:
        raise NotAJournal(where=f"schema {schema} of {where}", why="it holds other tables")
    return True
