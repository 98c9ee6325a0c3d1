"""Tables as Parquet: a folder of files, each named after its table, with the lines of the reference in its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from actionlearning.exchange.arrow import batches, needed, schema_of
from actionlearning.exchange.csv_files import write_about
from actionlearning.exchange.tabular import About
from actionlearning.projections.materialised import Row, Table

__all__ = ["ParquetFiles"]


class ParquetFiles:
    """A folder of files."""

    def __init__(self, folder: Path) -> None:
        self._pa = needed("pyarrow", "Parquet")
        self._parquet = needed("pyarrow.parquet", "Parquet")
        folder.mkdir()
        self._folder = folder

    def write(self, table: Table, rows: Iterator[Row]) -> int:
        count = 0
        where = self._folder / f"{table.name}.parquet"
        with self._parquet.ParquetWriter(where, schema_of(self._pa, table)) as writer:
            for batch in batches(self._pa, table, rows):
                writer.write_batch(batch)
                count += batch.num_rows
        return count

    def finish(self, about: About, tables: Mapping[str, int]) -> None:
        write_about(self._folder, about, tables)
