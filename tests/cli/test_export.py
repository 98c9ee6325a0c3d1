"""``export`` writes the tables, says what it wrote, and refuses what it must with the exit codes that all commands share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from terminal import done, ran, typed

from actionlearning.projections.tables.tables import Tables

URL = "sqlite:///journal.db"
EXPORT = ("export", "tables", "--db", URL)


@pytest.fixture(autouse=True)
def begun() -> None:
    """A journal in which one person is registered."""
    done("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale", "--as", "amara", "--db", URL)


def test_it_says_what_was_written_and_how_far_that_is_known() -> None:
    answer = done(*EXPORT, "--to", "csv", "--out", "tables")
    assert f"tables: {len(Tables.tables)} tables, 1 row, known up to position 1\n" == answer.out
    assert 2 == len(Path("tables/people.csv").read_text("utf-8").splitlines())


def test_it_says_the_same_for_machines() -> None:
    told = done(*EXPORT, "--to", "duckdb", "--out", "tables.duckdb", "--table", "people", "--format", "json").json
    assert ("tables.duckdb", "duckdb", 1, {"people": 1}) == (told["out"], told["to"], told["about"]["position"], told["tables"])


def test_it_refuses_what_is_there_and_replaces_an_earlier_export_where_that_is_said() -> None:
    done(*EXPORT, "--to", "parquet", "--out", "tables")
    refused = typed(*EXPORT, "--to", "parquet", "--out", "tables")
    assert (2, "tables exists already; name another place, or say --force to replace it") == (refused.code, refused.sentence)
    done(*EXPORT, "--to", "parquet", "--out", "tables", "--table", "people", "--force")
    assert ["about.json", "people.parquet"] == sorted(file.name for file in Path("tables").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "csv", "--out", "tables", "--table", "secrets"), 'there is no table "secrets"'),
        (("--to", "csv", "--out", "journal.db", "--force"), "journal.db is no earlier export"),
        (("--to", "csv"), "Missing option '--out'"),
        (("--to", "xlsx", "--out", "tables"), "'xlsx' is not one of"),
        (("--to", "csv", "--out", "tables", "--db", "sqlite:///nowhere.db"), "there is no journal yet"),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    answer = typed(*EXPORT, *arguments)
    assert answer.code in (1, 2)
    assert said in answer.sentence
    assert not Path("tables").exists()


def test_nothing_of_the_exchange_is_loaded_for_other_commands() -> None:
    loaded = "import sys; from actionlearning.cli.app import app; app(['history', '--help'], standalone_mode=False); "
    check = "assert not {'pyarrow', 'duckdb', 'actionlearning.exchange.tabular'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", loaded + check], check=True, capture_output=True)


def test_it_works_in_a_process_of_its_own() -> None:
    assert 0 == ran(*EXPORT, "--to", "csv", "--out", "tables", "--table", "people").code
