"""What the tests of traps share: events of the stock parts, where they are to be stored, and a server that drops everybody."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg.conninfo import conninfo_to_dict

PATIENCE = 20
"""Seconds that a thread may take."""


def stored(stream: UUID, version: int) -> StoredEvent:
    return StoredEvent(stream, version, "testing.happened.1", b"{}")


def sqlite_env(path: Path | str) -> dict[str, str]:
    return {"SQLITE_DBNAME": str(path)}


def postgres_env(url: str, **more: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    return {
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": "1",
        **more,
    }


def drop_connections(url: str) -> None:
    """What a restart of the server does to every connection but this one."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
