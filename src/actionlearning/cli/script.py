"""``run``: carry out a script, a command a line, safe to stop and to run again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from actionlearning.application import scripts
from actionlearning.application.scripts import Done, ScriptClock
from actionlearning.cli.output import progress_console, show_line
from actionlearning.cli.settings import Command, current


@click.command(cls=Command)
@click.argument("script", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--clock",
    type=click.Choice(["real", "script"]),
    default="real",
    show_default=True,
    help="What recorded time is: the real one, or the script's, which marks a new journal as simulated for ever.",
)
def run(script: Path, clock: str) -> None:
    """Run a script of commands, one JSON object a line.

    A bad line stops the run with its number; what was recorded before stays. Running the same script again, after a stop or
    after a crash, records what is missing and repeats nothing. With --format json each line is acknowledged on stdout once it
    is recorded.

    Example: actionlearning run programme.jsonl
    """
    lines = _lines(script)
    ticking = ScriptClock(datetime.now(UTC)) if clock == "script" else None
    recorded = already = 0
    with current().open(**({"clock": ticking} if ticking else {})) as al, _bar(scripts.length(lines)) as advance:
        for told in scripts.run(al, lines, name=script.stem, clock=ticking):
            advance()
            if isinstance(told, Done):
                recorded, already = recorded + (not told.already), already + told.already
                if current().json:
                    show_line(
                        {"line": told.line, "do": told.do, "as": told.alias, "answer": told.answer, "already": told.already}
                    )
    if not current().json:
        again = f", {already} had been recorded before" if already else ""
        click.echo(f"{recorded} command{'' if recorded == 1 else 's'} recorded{again}")


def _lines(script: Path) -> list[str]:
    """The lines of a file, or of stdin. Only a line feed ends one: what a person says may hold any other separator."""
    try:
        read = sys.stdin.buffer.read() if str(script) == "-" else script.read_bytes()
        return read.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as cause:
        raise click.BadParameter(f"{script} is not text in UTF-8: {cause.reason} at byte {cause.start}") from cause


@contextmanager
def _bar(total: int) -> Iterator[Any]:
    """A progress bar on stderr, where somebody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=progress_console(), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("recording", total=total)
        yield lambda: progress.advance(task)
