"""Telling somebody outside the sets: the sponsor of a programme, who is told figures by a sheet and reads what was released."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

import click
from rich.console import RenderableType

from actionlearning.application.access import Reader
from actionlearning.application.library import ActionLearning
from actionlearning.application.reading import ERASED
from actionlearning.cli.output import console, position_line, show_json
from actionlearning.cli.settings import current
from actionlearning.cli.teller import Teller, machine
from actionlearning.domain.disclosure import FEWEST
from actionlearning.domain.personal import Personal
from actionlearning.projections.disclosure import Settled
from actionlearning.projections.sentences import Mention, Person

__all__ = ["SponsorTeller", "asked_for", "draft_line", "machine_for_sponsor", "show_outside", "sponsor_option", "told_of"]

Function = TypeVar("Function", bound=Callable[..., Any])

NOT_FOR_YOU = "withheld"


def sponsor_option(function: Function) -> Function:
    """``--for sponsor``, and with how many people behind each figure."""
    told = click.option(
        "--fewest",
        type=click.IntRange(min=FEWEST),
        help=f"For a sponsor: how many people must be behind whatever is told of people. [default: {FEWEST}]",
    )
    return click.option(
        "--for",
        "reader",
        type=click.Choice(["sponsor"]),
        help="Who will read it: the sponsor, who is told figures about enough people, and reads what was released. "
        "[default: whoever holds the journal and its keys]",
    )(told(function))


def asked_for(reader: str | None, fewest: int | None) -> dict[str, Any]:
    """What a view for sponsors is asked in addition. Refuses a threshold where nobody outside reads."""
    if fewest is not None and reader is None:
        raise click.UsageError("--fewest is about what a sponsor is told; give --for sponsor with it")
    return {} if fewest is None else {"fewest": fewest}


class SponsorTeller(Teller):
    """Puts what a view for a sponsor mentions into words: nobody has a name who is not known to them."""

    outside = True

    def __init__(self, al: ActionLearning, programme: UUID | None = None) -> None:
        super().__init__(al)
        if programme is not None:
            self._reading = al.reading_as(Reader.sponsor_of(programme))

    def __call__(self, mention: Mention) -> str:
        if isinstance(mention, Person) and (mention.name is None or not self._reading.may_read(mention.name)):
            return "somebody"
        return super().__call__(mention)

    def text(self, handle: Personal | None, *, instead: str = ERASED) -> str:
        """What was said, where the sponsor may read it."""
        if handle is not None and not self._reading.may_read(handle):
            return NOT_FOR_YOU
        return super().text(handle, instead=instead)


def machine_for_sponsor(view: Any, al: ActionLearning, programme: UUID, settled: Settled) -> dict[str, Any]:
    """A view for a sponsor as JSON, with what is withheld and whether it was released; a text they may not read is null."""
    shown = machine(view, al, reader=Reader.sponsor_of(programme))
    return {**shown, "for": "sponsor", "simulated": al.journal.simulated, "disclosure": told_of(settled)}


def show_outside(
    view: Any, settled: Settled, al: ActionLearning, programme: UUID, picture: Callable[[Any, Teller], Iterable[RenderableType]]
) -> None:
    """Show a view for a sponsor, and whether what it tells of people was released."""
    if current().json:
        show_json(machine_for_sponsor(view, al, programme, settled))
        return
    for part in picture(view, SponsorTeller(al, programme)):
        console().print(part)
    console().print(draft_line([settled]))
    console().print(position_line(view, al))


def told_of(settled: Settled) -> dict[str, Any]:
    """What a sheet settled, for machines."""
    withheld = [{"measure": measure, "part": part or None} for measure, part in settled.withheld]
    return {"fewest": settled.fewest, "released": not settled.fresh, "withheld": withheld}


def draft_line(sheets: Iterable[Settled]) -> str:
    """Whether what is told of people was released."""
    settled = list(sheets)
    if any(sheet.fresh for sheet in settled):
        return "[dim]a draft: its figures about people were not all released; record that with `actionlearning release`[/dim]"
    if any(sheet.shown for sheet in settled):
        return "[dim]its figures about people were released before[/dim]"
    return "[dim]it tells nothing of people that could be released[/dim]"
