"""An export is whole or not there, says what it is of, and takes no more memory than a batch."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from actionlearning import ActionLearning, members, programmes
from actionlearning.exchange.csv_files import CSVFiles
from actionlearning.exchange.errors import CannotWrite, NoSuchTable, NotAnExport, NotInstalled, TargetExists
from actionlearning.exchange.parquet_files import ParquetFiles
from actionlearning.exchange.tabular import Format, export_tables
from actionlearning.projections.materialised import Column, Kind, Table
from actionlearning.projections.tables.tables import Tables

FORMS = pytest.mark.parametrize("to", list(Format), ids=lambda to: to.value)
FOLDERS = pytest.mark.parametrize("to", [Format.CSV, Format.PARQUET], ids=lambda to: to.value)

AMOUNTS = Table("amounts", (Column("number", Kind.INTEGER), Column("amount", Kind.AMOUNT)), key=("number",))


def found(folder: Path) -> list[str]:
    """What is there, hidden files included."""
    return sorted(file.name for file in folder.iterdir())


# Whole, or not there


@FORMS
def test_what_is_there_already_is_refused_and_left_alone(calder_vale: ActionLearning, tmp_path: Path, to: Format) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    with pytest.raises(TargetExists) as caught:
        export_tables(calder_vale, out, to=to)
    assert TargetExists(where=str(out)) == caught.value
    with pytest.raises(NotAnExport):
        export_tables(calder_vale, out, to=to, force=True)
    assert (["out"], "mine") == (found(tmp_path), out.read_text())


@FOLDERS
def test_a_folder_of_something_else_is_never_replaced(calder_vale: ActionLearning, tmp_path: Path, to: Format) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(NotAnExport):
        export_tables(calder_vale, out, to=to, force=True)
    assert ["thesis.txt"] == found(out)


def test_a_link_is_not_followed(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "real", to=Format.DUCKDB, tables=["sets"])
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with pytest.raises(NotAnExport):
        export_tables(calder_vale, tmp_path / "out", to=Format.DUCKDB, force=True)


@FORMS
def test_an_earlier_export_is_replaced_where_that_is_wanted(calder_vale: ActionLearning, tmp_path: Path, to: Format) -> None:
    out = tmp_path / "out"
    first = export_tables(calder_vale, out, to=to, tables=["sets", "actions"])
    again = export_tables(calder_vale, out, to=to, tables=["actions"], force=True)
    assert ({"sets": 2, "actions": 22}, {"actions": 22}) == (first.tables, again.tables)
    assert ["out"] == found(tmp_path)
    if to is not Format.DUCKDB:
        assert ["about.json", f"actions.{to.value}"] == found(out)


@FORMS
def test_an_export_that_fails_leaves_nothing_and_what_was_there(
    calder_vale: ActionLearning, tmp_path: Path, to: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    export_tables(calder_vale, out, to=to, tables=["sets"])
    before = {file.name: file.read_bytes() for file in ([out] if out.is_file() else out.iterdir())}

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite) as caught:
        export_tables(calder_vale, out, to=to, force=True)
    assert CannotWrite(where=str(out), why="No space left on device") == caught.value
    assert ["out"] == found(tmp_path)
    assert before == {file.name: file.read_bytes() for file in ([out] if out.is_file() else out.iterdir())}


def test_a_place_that_cannot_be_written_is_named(calder_vale: ActionLearning, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as caught:
        export_tables(calder_vale, tmp_path / "no" / "such", to=Format.CSV)
    assert "No such file or directory" == caught.value.why


KILLED = """
import os, signal, sys
from pathlib import Path
from actionlearning import ActionLearning
from actionlearning.exchange.tabular import Format, export_tables

def tell(name, number, of):
    if number == of // 2:
        os.kill(os.getpid(), signal.SIGKILL)

with ActionLearning.open("memory:") as al:
    export_tables(al, Path(sys.argv[1]), to=Format(sys.argv[2]), tell=tell)
"""


@FORMS
def test_an_export_that_is_killed_is_not_there(tmp_path: Path, to: Format) -> None:
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, "-c", KILLED, str(out), to.value], check=False)
    assert -signal.SIGKILL == done.returncode
    assert not out.exists()
    assert all(name.startswith(".out.") and name.endswith(".part") for name in found(tmp_path))


# What is exported


@FORMS
def test_only_the_tables_that_are_named_are_written(calder_vale: ActionLearning, tmp_path: Path, to: Format) -> None:
    written = export_tables(calder_vale, tmp_path / "out", to=to, tables=["sets", "programmes"])
    assert {"programmes": 2, "sets": 2} == written.tables
    with pytest.raises(NoSuchTable) as caught:
        export_tables(calder_vale, tmp_path / "other", to=to, tables=["secrets"])
    assert NoSuchTable(table="secrets") == caught.value
    assert ["out"] == found(tmp_path)


def test_an_export_says_what_it_is_of(calder_vale: ActionLearning, tmp_path: Path) -> None:
    written = export_tables(calder_vale, tmp_path / "csv", to=Format.CSV)
    about = json.loads((tmp_path / "csv" / "about.json").read_text())
    assert (str(calder_vale.journal.id), calder_vale.journal.position(), True) == (
        about["journal"],
        about["position"],
        about["simulated"],
    )
    assert written.tables == about["tables"]
    export_tables(calder_vale, tmp_path / "duckdb", to=Format.DUCKDB)
    with duckdb.connect(str(tmp_path / "duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT journal, position FROM about").fetchone() == (
            calder_vale.journal.id,
            calder_vale.journal.position(),
        )
        assert list(written.tables.items()) == connection.execute("SELECT name, rows FROM about_tables").fetchall()


@FORMS
def test_an_empty_journal_is_exported_too(tmp_path: Path, to: Format) -> None:
    with ActionLearning.open("memory:") as al:
        written = export_tables(al, tmp_path / "out", to=to)
    assert {0} == set(written.tables.values())
    assert len(Tables.tables) == len(written.tables)


def test_a_journal_that_keeps_events_only_is_folded_in_memory(tmp_path: Path) -> None:
    with ActionLearning.open("plain:eventsourcing.popo", guards="written-only", keyring="memory:", kek=bytes(32)) as al:
        _charter(al, "Anything")
        written = export_tables(al, tmp_path / "out", to=Format.CSV, tables=["programmes", "people"])
    assert {"programmes": 1, "people": 1} == written.tables


def test_what_was_recorded_since_the_tables_were_filled_is_in_the_export(tmp_path: Path) -> None:
    with ActionLearning.open("memory:") as al:
        _charter(al, "First")
        al.projections.catch_up()
        _charter(al, "Second")
        export_tables(al, tmp_path / "out", to=Format.CSV, tables=["programmes"])
    assert 3 == len((tmp_path / "out" / "programmes.csv").read_text().splitlines())


def _charter(al: ActionLearning, title: str) -> None:
    sponsor = al.acting_as(None).do(members.register, name="Amara", organisation="Trust", role="Chief nurse")
    al.acting_as(sponsor).do(
        programmes.charter,
        title=title,
        organisations=("Trust",),
        sponsor=sponsor,
        theory_of_change="…",
        currency="GBP",
        time_zone="UTC",
    )


def test_no_personal_text_is_exported(tmp_path: Path) -> None:
    with ActionLearning.open("memory:") as al:
        _charter(al, "Anything")
        for to in Format:
            export_tables(al, tmp_path / to.value, to=to)
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"Amara" not in written
    assert b"Anything" in written


# What it takes


@pytest.mark.parametrize("writer", [CSVFiles, ParquetFiles])
def test_a_long_table_is_written_in_bounded_memory(tmp_path: Path, writer: Any) -> None:
    def rows(count: int) -> Iterator[dict[str, Any]]:
        for number in range(count):
            yield {"number": number, "amount": Decimal(number)}

    peaks = []
    for count in (20_000, 100_000):
        made = writer(tmp_path / str(count))
        tracemalloc.start()
        assert count == made.write(AMOUNTS, rows(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 1_000_000


@pytest.mark.parametrize(
    ("to", "package"), [(Format.PARQUET, "pyarrow"), (Format.DUCKDB, "duckdb"), (Format.DUCKDB, "pyarrow")]
)
def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: Format, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with ActionLearning.open("memory:") as al, pytest.raises(NotInstalled) as caught:
        export_tables(al, tmp_path / "out", to=to)
    assert package == caught.value.package
    assert "install actionlearning[exchange]" in str(caught.value)
    assert [] == found(tmp_path)


def test_csv_needs_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("pyarrow", "duckdb"):
        monkeypatch.setitem(sys.modules, package, None)
    with ActionLearning.open("memory:") as al:
        assert export_tables(al, tmp_path / "out", to=Format.CSV).tables["sets"] == 0


def test_ids_are_uuids_in_duckdb(calder_vale: ActionLearning, tmp_path: Path) -> None:
    export_tables(calder_vale, tmp_path / "out", to=Format.DUCKDB, tables=["sets"])
    with duckdb.connect(str(tmp_path / "out"), read_only=True) as connection:
        found_ids = connection.execute("SELECT set_id FROM sets").fetchall()
    assert all(isinstance(which, UUID) for (which,) in found_ids)
