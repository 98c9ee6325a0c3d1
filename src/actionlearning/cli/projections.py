"""``projections``: tables kept in step with the journal, brought up to date, followed, rebuilt, and how far they are."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from actionlearning.application.library import ActionLearning
from actionlearning.application.projecting import Progress as Told
from actionlearning.application.projecting import Status
from actionlearning.cli.output import console, progress_console, rows, show_json
from actionlearning.cli.settings import Command, current
from actionlearning.cli.stopping import told_when_stopped
from actionlearning.journal.tables_tracking import Failure
from actionlearning.projections.running.errors import cause_of, lost
from actionlearning.projections.running.status import Condition

STOPPED = {
    "catch-up": "what was folded in is kept; run `actionlearning projections catch-up` to go on",
    "rebuild": "the tables in use stay, and what was built beside is kept; run `actionlearning projections rebuild` to go on",
}
"""What stands after Ctrl-C, and what to do next."""

ACTIONS = ("status", "catch-up", "follow", "rebuild")


@click.command(cls=Command)
@click.argument("action", metavar="status|catch-up|follow|rebuild", type=click.Choice(ACTIONS))
@click.option("--projection", "names", metavar="NAME", multiple=True, help="Only this one; may be given again.")
def projections(action: str, names: tuple[str, ...]) -> None:
    """Keep the tables beside a journal in step with it.

    status tells how far each projection is, catch-up brings it up to date, follow keeps it there until Ctrl-C, and rebuild
    folds the whole journal anew beside the tables in use, which stay until the new ones take their place. Several may work at
    once: one wins and the others wait. Where there is a long way to go, tables are written while this process reads on.

    Example: actionlearning projections status
    """
    with current().look() as al:
        kept = al.projections
        if action == "follow":
            _follow(al, names)
            return
        if action == "status":
            _show(kept.status(*names))
            return
        with told_when_stopped(STOPPED[action]), _bar() as tell:
            done = (kept.catch_up if action == "catch-up" else kept.rebuild)(*names, beside=True, tell=tell)
        _show(done)


def _follow(al: ActionLearning, names: tuple[str, ...]) -> None:
    """Follow on this thread, until a signal asks to stop; the batch at hand is finished first."""
    stop = threading.Event()
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with _bar() as tell:
            click.echo("following; Ctrl-C ends it", err=True)
            al.projections.follow(*names, until=stop.is_set, tell=tell)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    _show(al.projections.status(*names))


@contextmanager
def _bar() -> Iterator[Callable[[Told], None]]:
    """A bar on stderr for each projection, with its rate and the time left, where somebody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    watched = sys.stderr.isatty()
    with Progress(*columns, console=progress_console(), transient=True, disable=not watched) as progress:
        tasks: dict[str, TaskID] = {}
        troubled: set[str] = set()

        def tell(told: Told) -> None:
            if told.trouble is not None:
                if told.trouble not in troubled:
                    click.echo(f"actionlearning: {told.trouble}; trying again", err=True)
                troubled.add(told.trouble)
                return
            if troubled:
                click.echo("actionlearning: going on", err=True)
                troubled.clear()
            if told.projection not in tasks:
                tasks[told.projection] = progress.add_task(told.projection, total=told.tip, rate="")
            progress.update(tasks[told.projection], completed=told.position, total=told.tip, rate=_rate(told.rate))

        yield tell


def _show(told: tuple[Status, ...]) -> None:
    """How far they are, as a table or as JSON."""
    if current().json:
        show_json([_machine(each) for each in told])
        return
    headings = ("projection", "condition", "position", "behind", "for", "rate")
    lines = [
        (
            each.projection,
            each.condition.value,
            str(each.position),
            str(each.events_behind),
            "" if not each.events_behind else _seconds(each.seconds_behind),
            _rate(each.rate),
        )
        for each in told
    ]
    console().print(rows("", headings, lines, right=(2, 3, 4, 5)))
    for each in told:
        for sentence in _sentences(each):
            console().print(sentence, markup=False, soft_wrap=True)  # whole, to be copied


def _sentences(each: Status) -> Iterator[str]:
    """What a person should know of one that is not simply on its way."""
    name, command = each.projection, "actionlearning projections"
    if each.condition is Condition.NEEDS_REBUILD:
        why = lost(each.lost) if each.lost else "it was made in another way"
        yield f"{name} needs a rebuild: {why}; run `{command} rebuild --projection {name}`"
    elif each.failure is not None:
        yield f"{name} {_stopped(each.failure)}; put its fold right and run `{command} catch-up --projection {name}`"
    if each.building_failure is not None:
        yield (
            f"a rebuild of {name}, beside the tables in use, {_stopped(each.building_failure)}; the tables in use do "
            f"without it, and `{command} rebuild --projection {name}` gives it up and builds anew"
        )
    elif each.building is not None:
        how_far = f"position {each.building} of {each.tip}"
        if each.building_worker is not None:
            yield f"{name} is being rebuilt by {each.building_worker}, which is at {how_far}"
        else:
            yield f"a rebuild of {name} was interrupted at {how_far}; run `{command} rebuild --projection {name}` to go on"


def _stopped(failure: Failure) -> str:
    return (
        f"stopped at position {failure.position}, {failure.event} (version {failure.version} of stream {failure.stream}): "
        f"{cause_of(failure)}"
    )


def _machine(each: Status) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(each)
    return told


def _rate(rate: float | None) -> str:
    return "" if rate is None else f"{rate:,.0f}/s"


def _seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:  # noqa: PLR2004  # two days
        return f"{hours // 24} days"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
