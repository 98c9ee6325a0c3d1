"""``history``: everything that happened in a programme, in a set, to a problem, to a member, or in a candidacy."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import click

from actionlearning.application.library import ActionLearning
from actionlearning.application.names import Names
from actionlearning.cli.output import console, position_line, rows, show_json
from actionlearning.cli.settings import LookingCommand, current
from actionlearning.cli.teller import Teller, machine
from actionlearning.projections.set_history import (
    CandidateHistory,
    Entry,
    MemberHistory,
    ProblemHistory,
    ProgrammeHistory,
    SetHistory,
)

__all__ = ["VIEWS", "entry_as_json", "history", "show_history"]

VIEWS: dict[str, Any] = {
    "programme": ProgrammeHistory,
    "set": SetHistory,
    "problem": ProblemHistory,
    "member": MemberHistory,
    "candidate": CandidateHistory,
}

AnyHistory = ProgrammeHistory | SetHistory | ProblemHistory | MemberHistory | CandidateHistory


@click.command(cls=LookingCommand)
@click.argument("kind", type=click.Choice(list(VIEWS)))
@click.argument("id", metavar="ID")
def history(kind: str, id: str) -> None:  # noqa: A002  # what a person types
    """Tell everything that happened in a programme, in a set, to a problem, to a member, or in a candidacy.

    It is told in the order in which it happened. A star marks what was recorded later than on the day it happened.

    Example: actionlearning history set ward-set --as-at 2025-06-03
    """
    with current().look() as al:
        show_history(al, kind, id)


def show_history(al: ActionLearning, kind: str, id: str, *, teller: type[Teller] = Teller) -> None:  # noqa: A002  # as above
    """Show what was recorded, in a journal or in a bundle that is read as one."""
    which = Names(al.journal).id(id)
    asked: dict[str, Any] = {kind: which, **current().when}
    view: AnyHistory = al.view(VIEWS[kind], **asked)
    tell = teller(al)
    if current().json:
        tell = teller(al, console=False)
        entries = [entry_as_json(entry, tell, al) for entry in view.entries]
        show_json({kind: str(which), **_heading(view, al), "entries": entries})
        return
    time_zone = ZoneInfo(view.time_zone)
    lines = (
        (
            f"{entry.occurred_at.astimezone(time_zone):%Y-%m-%d %H:%M}" + ("*" if _late(entry) else ""),
            entry.sentence.say(tell),
        )
        for entry in view.entries
    )
    console().print(rows(f"History of the {kind}, times in {view.time_zone}", ("when", "what happened"), lines))
    console().print(position_line(view, al))


def _late(entry: Entry) -> bool:
    return entry.recorded_at.date() > entry.occurred_at.date()


def _heading(view: AnyHistory, al: ActionLearning) -> dict[str, object]:
    return {
        "as_at": view.as_at.isoformat(),
        "position": view.position,
        "simulated": al.journal.simulated,
        "time_zone": view.time_zone,
    }


def entry_as_json(entry: Entry, tell: Teller, al: ActionLearning) -> dict[str, object]:
    """An entry as JSON can hold it: its event, its sentence, and where it stands in the journal."""
    return {
        "occurred_at": entry.occurred_at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "actor": str(entry.actor.id),
        "command": str(entry.command),
        "name": entry.name,
        "event": machine(entry.event, al),
        "sentence": entry.sentence.say(tell),
        "stream": str(entry.stream),
        "version": entry.version,
        "position": entry.position,
    }
