"""The tables for people, taken out as CSV, as Parquet or as one DuckDB database: all of them as they stand at one position.

They come from the materialised tables, which are brought up to date first; a journal that keeps events only is folded in
memory. An export is written beside its target and put in place when it is whole, so that one that was interrupted never looks
like one that was not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol
from uuid import UUID

import msgspec

from actionlearning.application.access import KEEPER, Purpose, Reader
from actionlearning.application.library import ActionLearning
from actionlearning.exchange.errors import CannotWrite, NoSuchTable, NotAnExport, TargetExists
from actionlearning.journal.tables import NoTables, Reading
from actionlearning.projections.materialised import MemoryRows, Row, Table, fold_all, names_wanted
from actionlearning.projections.tables.tables import Tables

__all__ = ["About", "Export", "Format", "Writer", "export_tables", "tables_named"]

ABOUT = "about.json"
"""The file of a folder that says what the others are; it is there only in one that is whole."""


class Format(Enum):
    CSV = "csv"
    """A folder with a file for each table."""
    PARQUET = "parquet"
    """The same."""
    DUCKDB = "duckdb"
    """One file."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is of: which journal, up to which position, and when it was taken."""

    journal: UUID
    position: int
    simulated: bool
    exported_at: datetime


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export that was written: where, of what, and how many rows each table has."""

    out: str
    to: Format
    about: About
    tables: Mapping[str, int]


class Writer(Protocol):
    """Writes tables in one form to a place that is not there yet, a table after the other."""

    def write(self, table: Table, rows: Iterator[Row]) -> int:
        """Write one table, and answer how many rows it has."""

    def finish(self, about: About, tables: Mapping[str, int]) -> None:
        """Say what was written, when all was."""


def tables_named(names: Collection[str] = ()) -> tuple[Table, ...]:
    """These tables, or all, in the order in which they are told. Raises ``NoSuchTable``."""
    known = {table.name: table for table in Tables.tables}
    for name in names:
        if name not in known:
            raise NoSuchTable(table=name)
    return tuple(table for table in Tables.tables if table.name in (names or known))


def export_tables(
    al: ActionLearning,
    out: Path,
    *,
    to: Format,
    tables: Collection[str] = (),
    force: bool = False,
    reader: Reader = KEEPER,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> Export:
    """Write the tables for people, or those named, to a folder (CSV, Parquet) or a file (DuckDB) that is not there yet.

    With ``force`` an earlier export in its place is replaced, at the end and at once; nothing else ever is. ``tell`` is told
    each table as it begins, its number and of how many. Raises ``NoSuchTable``, ``TargetExists``, ``NotAnExport``,
    ``NotInstalled``, ``CannotWrite``, what ``al.projections.catch_up`` raises, and ``NotForReader`` unless the access policy
    lets ``reader`` export the whole journal: the tables hold no words, and are about single persons.
    """
    al.reading_as(reader).must_have(Purpose.EXPORT, None)
    chosen = tables_named(tables)
    if os.path.lexists(out):
        if not force:
            raise TargetExists(where=str(out))
        if not _is_ours(out, to):
            raise NotAnExport(where=str(out))
    with _source(al) as (position, rows_of), _in_place(out) as beside:
        writer = _writer(to, beside)
        written: dict[str, int] = {}
        for number, table in enumerate(chosen, 1):
            tell(table.name, number, len(chosen))
            written[table.name] = writer.write(table, rows_of(table))
        about = About(journal=al.journal.id, position=position, simulated=al.journal.simulated, exported_at=al.clock())
        writer.finish(about, written)
    return Export(out=str(out), to=to, about=about, tables=written)


def _writer(to: Format, where: Path) -> Writer:
    """The rooms of the forms are loaded when they are used: two of them need what may not be installed."""
    match to:
        case Format.CSV:
            from actionlearning.exchange.csv_files import CSVFiles  # noqa: PLC0415  # as above

            return CSVFiles(where)
        case Format.PARQUET:
            from actionlearning.exchange.parquet_files import ParquetFiles  # noqa: PLC0415  # as above

            return ParquetFiles(where)
        case Format.DUCKDB:
            from actionlearning.exchange.duckdb_file import DuckDBFile  # noqa: PLC0415  # as above

            return DuckDBFile(where)


# Where rows come from

RowsOf = Callable[[Table], Iterator[Row]]


@contextmanager
def _source(al: ActionLearning) -> Iterator[tuple[int, RowsOf]]:
    """The rows of every table, all as they stand at one position."""
    try:
        al.projections.catch_up(Tables.name)
    except NoTables:
        yield _folded(al)
        return
    with al.projections.reading(Tables.name) as reading:
        yield reading.tracking.position, _kept(reading)


def _kept(reading: Reading) -> RowsOf:
    return lambda table: reading.rows(table.name, order=table.key)


def _folded(al: ActionLearning) -> tuple[int, RowsOf]:
    """From a journal that keeps no tables: all of them in memory, in order of their keys."""
    position, projection = al.journal.position(), Tables()
    folded: MemoryRows = fold_all(projection, al.journal.read_all(until=position, names=names_wanted(projection)))
    return position, lambda table: iter([row for _, row in sorted(folded.rows[table.name].items(), key=_by_key)])


def _by_key(item: tuple[Any, Row]) -> Any:
    return item[0]


# Where it goes


def _is_ours(out: Path, to: Format) -> bool:
    """Whether an earlier export is there: a folder that says so of itself, or a DuckDB database, and no link to either."""
    if out.is_symlink():
        return False
    if to is Format.DUCKDB:
        if not out.is_file():
            return False
        with out.open("rb") as file:
            return file.read(12)[8:] == b"DUCK"
    return (out / ABOUT).is_file()


@contextmanager
def _in_place(out: Path) -> Iterator[Path]:
    """A place beside the target, which takes its place when all went well, and is gone otherwise."""
    folder: Path | None = None
    try:
        folder = Path(mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
        beside = folder / out.name
        yield beside
        _flush(beside)
        earlier = folder / "earlier"
        if out.is_dir():  # a folder takes the place of a file's name at once, of another folder's only when that is gone
            out.rename(earlier)
        try:
            beside.replace(out)
        except OSError:
            if earlier.is_dir():
                earlier.rename(out)
            raise
    except OSError as cause:
        raise CannotWrite(where=str(out), why=cause.strerror or str(cause)) from cause
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _flush(beside: Path) -> None:
    """See that it is on disk before it gets its name."""
    for file in [beside] if beside.is_file() else beside.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())
