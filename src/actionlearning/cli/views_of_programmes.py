"""``evaluate``, ``compare``, ``brief``: what those who answer for programmes want to see."""

from __future__ import annotations

import click
from rich.text import Text

from actionlearning.application.library import ActionLearning
from actionlearning.cli.brief_page import brief_page, in_markdown
from actionlearning.cli.naming import named
from actionlearning.cli.output import console, position_line, position_words, show_json
from actionlearning.cli.outside import SponsorTeller, asked_for, draft_line, show_outside, sponsor_option, told_of
from actionlearning.cli.pictures_of_brief import brief_of
from actionlearning.cli.pictures_of_comparison import comparison_of
from actionlearning.cli.pictures_of_evaluation import evaluation_of
from actionlearning.cli.settings import LookingCommand, current
from actionlearning.cli.teller import Teller, machine
from actionlearning.projections.brief import Brief
from actionlearning.projections.comparison import Comparison
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.for_sponsors import ComparisonForSponsors, ProgrammeForSponsor


@click.command(cls=LookingCommand)
@click.argument("programme_id", metavar="PROGRAMME")
@sponsor_option
def evaluate(programme_id: str, reader: str | None, fewest: int | None) -> None:
    """Show a programme at five levels, from reaction to return, with its strongest and weakest cases.

    Every figure says of how many people it is, and what people found at a level stands below it.

    Example: actionlearning evaluate calder-vale --as-at 2025-09-30
    """
    more = asked_for(reader, fewest)
    with current().look() as al:
        if reader is not None:
            programme = named(al, programme_id, "programme")[0]
            told = al.view(ProgrammeForSponsor, **current().when, programme=programme, **more)
            show_outside(told.evaluation, told.settled, al, programme, evaluation_of)
            return
        view = al.view(Evaluation, **current().when, programme=named(al, programme_id, "programme")[0])
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in evaluation_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("programme_ids", metavar="[PROGRAMME]...", nargs=-1)
@sponsor_option
def compare(programme_ids: tuple[str, ...], reader: str | None, fewest: int | None) -> None:
    """Show several programmes side by side, or all there are, by the same definitions.

    Each is as at the day in its own time zone and in its own currency; nothing is added up across them.

    Example: actionlearning compare calder-vale spring-programme --as-at 2025-09-02
    """
    more = asked_for(reader, fewest)
    with current().look() as al:
        programmes = [named(al, each, "programme")[0] for each in programme_ids]
        if reader is not None:
            _compare_for_sponsors(al.view(ComparisonForSponsors, **current().when, programmes=programmes, **more), al)
            return
        view = al.view(Comparison, **current().when, programmes=programmes)
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in comparison_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("programme_id", metavar="PROGRAMME")
@click.option("--markdown", is_flag=True, help="Print it as a page of Markdown, to keep in a file.")
@sponsor_option
def brief(programme_id: str, markdown: bool, reader: str | None, fewest: int | None) -> None:
    """Show organisations how ready they are, what carries a programme, what it could be tied to, and what was found.

    Example: actionlearning brief calder-vale --markdown > brief.md
    """
    if markdown and current().json:
        raise click.UsageError("--markdown and --format json are two forms; give one")
    more = asked_for(reader, fewest)
    with current().look() as al:
        programme = named(al, programme_id, "programme")[0]
        if reader is not None:
            told = al.view(ProgrammeForSponsor, **current().when, programme=programme, **more)
            if markdown:
                _page(told.brief, SponsorTeller(al, programme), al, Text.from_markup(draft_line([told.settled])).plain)
            else:
                show_outside(told.brief, told.settled, al, programme, brief_of)
            return
        view = al.view(Brief, **current().when, programme=programme)
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        tell = Teller(al)
        if markdown:
            _page(view, tell, al)
            return
        for part in brief_of(view, tell):
            console().print(part)
        console().print(position_line(view, al))


def _compare_for_sponsors(view: ComparisonForSponsors, al: ActionLearning) -> None:
    if current().json:
        pairs = zip(view.comparison.programmes, view.settled, strict=True)
        settled = {str(each.programme): told_of(its) for each, its in pairs}
        shown = {**machine(view.comparison, al), "for": "sponsor", "simulated": al.journal.simulated, "disclosure": settled}
        show_json(shown)
        return
    for part in comparison_of(view.comparison, SponsorTeller(al)):
        console().print(part)
    console().print(draft_line(view.settled))
    console().print(position_line(view, al))


def _page(view: Brief, tell: Teller, al: ActionLearning, *others: str) -> None:
    tell.safe = in_markdown
    for line in (*brief_page(view, tell), "", *others, position_words(view, al)):
        click.echo(line)
