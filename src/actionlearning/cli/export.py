"""``export``: what is recorded, in a form that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from actionlearning.cli.output import progress_console, show_json
from actionlearning.cli.settings import Command, current
from actionlearning.cli.stopping import told_when_stopped

__all__ = ["export"]


@click.command(cls=Command)
@click.argument("what", type=click.Choice(["tables"]))
@click.option("--to", type=click.Choice(["csv", "parquet", "duckdb"]), required=True, help="In which form.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="A new folder for CSV and Parquet, a new file for DuckDB."
)
@click.option("--table", "tables", metavar="NAME", multiple=True, help="Only this table; may be given again. [default: all]")
@click.option("--force", is_flag=True, help="Replace an earlier export that is there, once the new one is whole.")
def export(what: str, to: str, out: Path, tables: tuple[str, ...], force: bool) -> None:
    """Take the tables for people out, for a spreadsheet, a notebook or a BI tool.

    They are brought up to date first. What is there already is refused unless you say --force, and an export that was
    interrupted leaves nothing that looks whole. Parquet and DuckDB need actionlearning[exchange].

    Example: actionlearning export tables --to csv --out tables
    """
    from actionlearning.exchange.tabular import Format, export_tables  # noqa: PLC0415  # loads the library; help needs none

    assert what == "tables", "there is one thing to export"
    nothing = f"nothing was written to {out}, and what is there stays; run it again"
    with told_when_stopped(nothing), current().look() as al, _bar() as tell:
        written = export_tables(al, out, to=Format(to), tables=tables, force=force, tell=tell)
    if current().json:
        show_json(written)
        return
    rows, position = sum(written.tables.values()), written.about.position
    click.echo(f"{out}: {_counted(len(written.tables), 'table')}, {_counted(rows, 'row')}, known up to position {position}")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr, where somebody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=progress_console(), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("exporting")
        yield lambda name, number, of: progress.update(task, description=name, completed=number, total=of)
