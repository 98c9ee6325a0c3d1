"""``release``: what is told of people is recorded, so that no later page gives anybody away."""

from __future__ import annotations

import click

from actionlearning.application.names import Names
from actionlearning.cli.naming import named
from actionlearning.cli.output import console, rows, show_json
from actionlearning.cli.outside import told_of
from actionlearning.cli.settings import LookingCommand, current
from actionlearning.domain.disclosure import FEWEST, FEWEST_PUBLISHED
from actionlearning.domain.programme.releasing import AT_LEAST
from actionlearning.domain.values import Audience, MemberId, ProgrammeId
from actionlearning.projections.disclosure import Rules
from actionlearning.projections.disclosure_cells import Disclosure
from actionlearning.projections.impact import Impact

__all__ = ["release"]


@click.command(cls=LookingCommand)
@click.argument("programme_id", metavar="PROGRAMME")
@click.option("--by", help="Who releases them: an id, the beginning of one, or an alias. Without it, nothing is recorded.")
@click.option("--to", type=click.Choice([each.value for each in Audience]), default="sponsor", help="[default: sponsor]")
@click.option(
    "--fewest",
    type=click.IntRange(min=FEWEST),
    help=f"How many people must be behind each. [default: {FEWEST}; {FEWEST_PUBLISHED} where it is for the public]",
)
def release(programme_id: str, by: str | None, to: str, fewest: int | None) -> None:
    """Release the figures about people that may be told of a programme, and show what may not be.

    Who is behind each figure is recorded with it. Whatever would together with it give away fewer people is withheld from then
    on, from every page and for every reader outside. Without --by it shows what would be released, and records nothing.

    Example: actionlearning release calder-vale --by manager --as-at 2025-09-30
    """
    from actionlearning.application.releasing import release as record  # noqa: PLC0415  # help needs no library

    audience = Audience(to)
    if current().as_known_at is not None:
        raise click.UsageError("what was told before counts whenever it was; --as-known-at cannot be asked for here")
    with current().look() as al:
        programme = ProgrammeId(named(al, programme_id, "programme")[0])
        made = None
        if by is None:
            sheet = al.view(Disclosure, as_at=current().as_at, programme=programme).sheet(
                Rules(AT_LEAST[audience] if fewest is None else fewest)
            )
        else:
            acting = al.acting_as(MemberId(Names(al.journal).id(by)))
            made, sheet = record(acting, programme, audience=audience, fewest=fewest, as_at=current().as_at)
        if current().json:
            told = [{"measure": measure, "part": part or None, "people": n} for measure, part, n in sheet.shown()]
            show_json({"release": made, "to": to, "told": told, **told_of(sheet.settled()), "released": made is not None})
            return
        objectives = al.view(Impact, as_at=current().as_at, programme=programme).objectives
        titles = {str(each.objective.id): each.objective.title for each in objectives}
        shown = ((measure.replace("_", " "), titles.get(part, part), str(n)) for measure, part, n in sheet.shown())
        console().print(rows("May be told", ("figure", "of", "people, to the nearest 5"), shown, right=(2,)))
        console().print("")
        withheld = ((measure.replace("_", " "), titles.get(part, part)) for measure, part in sheet.withheld())
        console().print(rows("Withheld", ("figure", "of"), withheld))
        console().print(f"released as {made}" if made else "[dim]nothing was recorded; say who releases them with --by[/dim]")
