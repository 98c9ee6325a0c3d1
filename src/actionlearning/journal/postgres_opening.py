"""Opening a journal on PostgreSQL: from a libpq URL to a recorder with a small pool, failing fast and plainly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from actionlearning.journal.errors import in_our_words
from actionlearning.journal.header import COLUMNS, CONCURRENT, Header
from actionlearning.journal.port import JournalUnavailable, NotAJournal
from actionlearning.journal.postgres import OurPostgresFactory, PostgresRecorder
from actionlearning.journal.postgres_concurrent import ConcurrentFactory
from actionlearning.journal.urls import BadUrl, shown

__all__ = ["arguments_of", "open_recorder"]

CONNECT_SECONDS = 5
LOCK_SECONDS = 5
SCHEMA = "schema="

FROM_THE_ENVIRONMENT = {
    "dbname": "POSTGRES_DBNAME",
    "host": "POSTGRES_HOST",
    "port": "POSTGRES_PORT",
    "user": "POSTGRES_USER",
    "password": "POSTGRES_PASSWORD",
}
"""What a URL may leave to these variables, and they in turn to libpq."""

TABLES = (
    "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
    "WHERE nspname = %s AND relkind IN ('r', 'p', 'v', 'm')"
)
JOURNAL_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = 'journal'"


def open_recorder(
    url: str, env: dict[str, str], begin: Callable[[str], Header]
) -> tuple[PostgresRecorder, OurPostgresFactory, str]:
    """A recorder whose tables exist, the factory that made it, and what to call the place in a sentence.

    A journal that was not there begins with the header that ``begin`` makes.
    """
    arguments, schema = _parts(url)
    arguments = {
        **{key: env[name] for key, name in FROM_THE_ENVIRONMENT.items() if env.get(name)},
        "connect_timeout": str(CONNECT_SECONDS),
        **arguments,
    }
    schema = schema or env.get("POSTGRES_SCHEMA", "").strip() or "public"
    seconds = int(env.get("POSTGRES_LOCK_TIMEOUT") or LOCK_SECONDS)
    ours = f"-c lock_timeout={seconds}s -c default_transaction_isolation=read\\ committed"
    arguments["options"] = f"{ours} {arguments.get('options', '')}".strip()
    where = f"postgresql database {arguments.get('dbname', '(the default)')}, schema {schema}"
    while True:
        order = _order_of(arguments, schema, where)
        header = None if order is not None else begin(where)
        with in_our_words(where):
            factory = _factory(arguments, schema, env, order if header is None else header.order)
            try:
                recorder = factory.application_recorder()
                assert isinstance(recorder, PostgresRecorder)
                if header is None or recorder.begin(header):
                    recorder.complete()
                    return recorder, factory, where
            except BaseException:
                factory.close()
                raise
            factory.close()  # another process has just begun one there, in another order


def _factory(arguments: dict[str, Any], schema: str, env: dict[str, str], order: str | None) -> OurPostgresFactory:
    """The stock factory, whose pool connects with exactly these arguments; what they leave open, libpq decides."""
    kind = ConcurrentFactory if order == CONCURRENT else OurPostgresFactory
    ours = {"POSTGRES_POOL_SIZE": "1", "POSTGRES_CONNECT_TIMEOUT": str(CONNECT_SECONDS)}
    fixed = {**dict.fromkeys(FROM_THE_ENVIRONMENT.values(), ""), "POSTGRES_SCHEMA": schema, "CREATE_TABLE": "n"}
    factory = kind({**ours, **env, **fixed})
    pool = factory.datastore.pool
    assert isinstance(pool.kwargs, dict)
    pool.kwargs = {"row_factory": pool.kwargs["row_factory"], **arguments}
    return factory


def arguments_of(factory: OurPostgresFactory) -> dict[str, Any]:
    """What the factory's pool connects with."""
    arguments = factory.datastore.pool.kwargs
    assert isinstance(arguments, dict)
    return {name: value for name, value in arguments.items() if name != "row_factory"}


def _parts(url: str) -> tuple[dict[str, Any], str]:
    """What libpq understands of a URL, and our own ``schema``. Raises ``BadUrl``."""
    try:
        split = urlsplit(url)
        query = split.query.split("&")
        schema = next((unquote(each.removeprefix(SCHEMA)) for each in query if each.startswith(SCHEMA)), "")
        rest = "&".join(each for each in query if not each.startswith(SCHEMA))
        return dict(conninfo_to_dict(urlunsplit(split._replace(query=rest)))), schema
    except (psycopg.ProgrammingError, ValueError) as cause:
        raise BadUrl(url=shown(url)) from cause


def _order_of(arguments: dict[str, Any], schema: str, where: str) -> str | None:
    """The order of the journal that the schema holds; None where it holds no table. Looks, and changes nothing."""
    try:
        with psycopg.connect(**arguments) as connection:
            tables = {name for (name,) in connection.execute(TABLES, (schema,))}
            columns = {name for (name,) in connection.execute(JOURNAL_COLUMNS, (schema,))}
            if "stored_events" in tables and columns >= COLUMNS:
                query = SQL('SELECT "order" FROM {}').format(Identifier(schema, "journal"))
                found = connection.execute(query).fetchone()
                return "" if found is None else str(found[0])
    except psycopg.Error as cause:
        why = str(cause).strip().partition("\n")[0] or type(cause).__name__
        if "refused" in why:
            why += "; is the server running there?"
        raise JournalUnavailable(where=where, why=why) from cause
    if tables:
        raise NotAJournal(where=where, why="it holds other tables")
    return None
