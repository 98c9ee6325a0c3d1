"""``simulate``: a journal full of invented programmes, of any size, to try things out on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from actionlearning.cli.output import console, progress_console, rows, show_json
from actionlearning.cli.settings import Command, current
from actionlearning.simulation.simulate import A_PROGRAMME, Simulated
from actionlearning.simulation.simulate import simulate as record

__all__ = ["simulate"]

PROGRAMMES = 10

COUNTED = {
    "programmes": "programme.chartered",
    "sets": "set.formed",
    "members": "set.member-joined",
    "sessions": "set.session-closed",
    "problems": "problem.raised",
    "questions": "problem.question-asked",
    "actions": "problem.action-committed",
    "outcomes": "problem.outcome-reviewed",
    "learnings": "member.learning-captured",
    "benefits": "programme.benefit-claimed",
    "candidates": "candidate.registered",
}
"""What is counted, and the event that each of them begins or comes about with."""

STOPPED = "stopped on the way; what --db names holds a part, which cannot be gone on with: throw it away, and take a new one"


@click.command(cls=Command)
@click.option("--programmes", type=click.IntRange(1, 100_000), help=f"So many whole programmes. [default: {PROGRAMMES}]")
@click.option(
    "--events", type=click.IntRange(1, 100_000_000), help="About so many events, of as many programmes as that takes."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed makes the same programmes.")
def simulate(programmes: int | None, events: int | None, seed: int) -> None:
    """Fill a new journal with invented programmes, as many organisations would have recorded them over years.

    Everything in it follows the rules of the practice, and can be carried on. The journal is marked simulated for ever.

    Example: actionlearning simulate --programmes 50 --db sqlite:///simulated.db
    """
    settings = current()
    if programmes is not None and events is not None:
        raise click.UsageError("--programmes and --events cannot both say how much", click.get_current_context())
    if settings.db is None:
        raise click.UsageError("--db must name a new journal to fill", click.get_current_context())
    count = None if events is not None else programmes or PROGRAMMES
    with settings.open() as al, _progress(events or (count or 1) * A_PROGRAMME) as tell:
        new = al.journal.position() == 0
        try:
            made = record(al.journal, seed=seed, count=count, events=events, tell=tell)
        except KeyboardInterrupt:
            if new and al.journal.position():
                click.echo(f"actionlearning: {STOPPED}", err=True)
            raise
        position = al.journal.position()
    if settings.json:
        show_json(_told(made, position))
    else:
        _show(made, position)


def _told(made: Simulated, position: int) -> dict[str, object]:
    return {
        "seed": made.seed,
        "events": made.events,
        "commands": made.commands,
        **{what: made.names[name] for what, name in COUNTED.items()},
        "first_recorded_at": made.first,
        "last_recorded_at": made.last,
        "position": position,
        "seconds": round(made.seconds, 3),
        "events_per_second": round(made.rate),
        "names": dict(sorted(made.names.items())),
    }


def _show(made: Simulated, position: int) -> None:
    out = console()
    counted = [(what, f"{made.names[name]:,}") for what, name in COUNTED.items()]
    out.print(rows("", ("what", "how many"), [("events", f"{made.events:,}"), *counted], right=[1]))
    assert made.first is not None and made.last is not None, "whatever is asked for, something is recorded"  # noqa: PT018
    out.print(
        f"[dim]seed {made.seed}, {made.first:%Y-%m-%d} to {made.last:%Y-%m-%d}, up to position {position}, simulated[/dim]"
    )


@contextmanager
def _progress(expected: int) -> Iterator[Callable[[Simulated], None]]:
    """A bar with the rate and the time left, where somebody looks."""
    where = progress_console()
    columns = (
        TextColumn("{task.completed:>11,.0f} events"),
        BarColumn(),
        TextColumn("{task.fields[rate]:>8,.0f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=where, transient=True, disable=not where.is_terminal) as bar:
        task = bar.add_task("", total=expected, rate=0.0)

        def tell(made: Simulated) -> None:
            bar.update(task, completed=made.events, total=max(expected, made.events), rate=made.rate)

        yield tell
