"""Opening a journal on a PostgreSQL server: what is not there, not ours, not answering, locked, or only to be read."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from doors import refused
from places import command_of, opened, rated, url_of

from actionlearning.journal.port import JournalBusy, JournalUnavailable, NewerFormat, NotAJournal


def test_an_unreachable_server_is_soon_known(tmp_path: Path) -> None:
    start = time.monotonic()
    error = refused(f"postgresql://nobody@/learning?host={tmp_path}", JournalUnavailable)

    assert error.where.startswith("postgresql database learning")
    assert time.monotonic() - start < 3


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        refused(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/learning?connect_timeout=2", JournalUnavailable)
        assert time.monotonic() - start < 5


def test_a_wrong_database_name_is_said(postgres_url: str) -> None:
    url = postgres_url.replace("@/", "@/no_such_")
    error = refused(url, JournalUnavailable)

    assert "does not exist" in error.why
    assert "\n" not in error.why


def tables(url: str, schema: str) -> list[str]:
    with psycopg.connect(url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
        return [name for (name,) in connection.execute(query, (schema,))]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE accounts (id int)",
        "CREATE TABLE journal (entry text); CREATE TABLE stored_events (id int)",
        "CREATE VIEW accounts AS SELECT 1",
    ],
)
def test_a_schema_with_other_tables_is_no_journal(postgres_url: str, statement: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute(statement)
    before = tables(postgres_url, "public")

    assert "it holds other tables" == refused(postgres_url, NotAJournal).why
    assert before == tables(postgres_url, "public")


def test_each_schema_holds_a_journal_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE accounts (id int)")
    ids = []
    for schema in ("learning", "Learning", 'odd "name" é'):
        separator = "&" if "?" in postgres_url else "?"
        url = f"{postgres_url}{separator}schema={schema}"
        with closing(opened(url)) as journal:
            journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            ids.append(journal.id)
        with closing(opened(url)) as again:
            assert (ids[-1], 1) == (again.id, again.position())
        assert ["journal", "stored_events"] == tables(postgres_url, schema)
    assert 3 == len(set(ids))
    assert ["accounts"] == tables(postgres_url, "public")


def test_looking_creates_nothing_on_a_server(postgres_url: str) -> None:
    url = f"{postgres_url}&schema=learning"
    refused(url, JournalUnavailable, create=False)

    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT FROM pg_namespace WHERE nspname = 'learning'").fetchone() is None


def test_a_newer_format_on_a_server_is_not_touched(postgres_url: str) -> None:
    opened(postgres_url).close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE journal SET format = 2")

    error = refused(postgres_url, NewerFormat)
    assert (2, 1) == (error.format, error.known)


def test_a_locked_table_on_a_server_is_busy(postgres_url: str) -> None:
    with closing(opened(postgres_url, env={"POSTGRES_LOCK_TIMEOUT": "1"})) as journal:
        with psycopg.connect(postgres_url) as other:
            other.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
            assert [] == list(journal.read_all())
            with pytest.raises(JournalBusy):
                journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        assert 1 == journal.position()


def test_who_may_only_read_a_journal_on_a_server_can_read_it(postgres_url: str) -> None:
    with closing(opened(postgres_url)) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP ROLE IF EXISTS al_reader")
        connection.execute("CREATE ROLE al_reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO al_reader")
    try:
        with closing(opened(postgres_url.replace("postgres@", "al_reader@"))) as journal:
            assert 1 == len(list(journal.read_all()))
            with pytest.raises(JournalUnavailable) as error:
                journal.append(command_of((uuid4(), 1, rated(1))), guards={})
            assert "permission denied" in error.value.why
    finally:
        with psycopg.connect(postgres_url) as connection:
            connection.execute("DROP OWNED BY al_reader")
            connection.execute("DROP ROLE al_reader")


def test_a_journal_that_was_closed_says_so(tmp_path: Path, postgres_url: str) -> None:
    for url in (url_of(tmp_path / "journal.db"), postgres_url):
        journal = opened(url)
        journal.close()
        with pytest.raises(JournalUnavailable):
            journal.position()
