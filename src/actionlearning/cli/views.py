"""``agenda``, ``learning``, ``responsibility``, ``facilitation``, ``metrics``, ``impact``: what people of a set want to see."""

from __future__ import annotations

import click

from actionlearning.cli.naming import named
from actionlearning.cli.output import console, position_line, show_json
from actionlearning.cli.outside import asked_for, show_outside, sponsor_option
from actionlearning.cli.pictures import (
    agenda_of,
    facilitation_of,
    facilitation_of_a_set,
    figures_of,
    impact_of,
    learning_of,
    objectives_and_money,
    responsibility_of,
)
from actionlearning.cli.settings import LookingCommand, current
from actionlearning.cli.sparklines import series_of_a_set
from actionlearning.cli.teller import Teller, machine
from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.facilitation import Facilitation, SetFacilitation
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.for_sponsors import ProgrammeForSponsor
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.responsibility import Responsibility
from actionlearning.projections.set_overview import SetOverview


@click.command(cls=LookingCommand)
@click.argument("set_id", metavar="SET")
def agenda(set_id: str) -> None:
    """Show what a set's next session is about: actions due first, then bids for airtime.

    Example: actionlearning agenda ward-set --as-at 2025-04-07
    """
    with current().look() as al:
        view = al.view(SessionAgenda, **current().when, set=named(al, set_id, "set")[0])
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in agenda_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("member_id", metavar="MEMBER")
def learning(member_id: str) -> None:
    """Show what a member brought, was asked, did, learnt, and where they used it.

    What they felt, did not know and hold important is told here too: it is for their eyes, and in no view for a sponsor.

    Example: actionlearning learning M5
    """
    with current().look() as al:
        view = al.view(LearningHistory, **current().when, member=named(al, member_id, "member")[0])
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in learning_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("member_id", metavar="MEMBER")
def responsibility(member_id: str) -> None:
    """Show what a member decided, did and chose, and how far they own it.

    Decisions with their reasons, actions with whose idea they were and how far they moved, barriers, encouragement, and how the
    member chose to learn.

    Example: actionlearning responsibility M5
    """
    with current().look() as al:
        view = al.view(Responsibility, **current().when, member=named(al, member_id, "member")[0])
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in responsibility_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("which", metavar="MEMBER|SET")
def facilitation(which: str) -> None:
    """Show how somebody, or a whole set, questioned and advised, session by session.

    Example: actionlearning facilitation adviser
    """
    with current().look() as al:
        stream, kind = named(al, which, "member", "set")
        view: Facilitation | SetFacilitation
        if kind == "member":
            view = al.view(Facilitation, **current().when, member=stream)
        else:
            view = al.view(SetFacilitation, **current().when, set=stream)
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        tell = Teller(al)
        parts = facilitation_of(view, tell) if isinstance(view, Facilitation) else facilitation_of_a_set(view, tell)
        for part in parts:
            console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("which", metavar="SET|PROGRAMME")
def metrics(which: str) -> None:
    """Show the figures of a set, or of a programme with all its sets.

    With --format json every figure is {value, numerator, denominator, n}; a share is a fraction, null is not available.

    Example: actionlearning metrics ward-set --as-at 2025-06-03 --format json
    """
    with current().look() as al:
        stream, kind = named(al, which, "set", "programme")
        view: SetMetrics | ProgrammeMetrics
        if kind == "set":
            view = al.view(SetMetrics, **current().when, set=stream)
        else:
            view = al.view(ProgrammeMetrics, **current().when, programme=stream)
        if current().json:
            heading: dict[str, object] = {"title": view.title, "as_at": view.as_at.isoformat(), "position": view.position}
            heading["simulated"] = al.journal.simulated
            show_json({kind: str(stream), **heading, **view.to_json()})
            return
        for part in figures_of(view):
            console().print(part)
        if isinstance(view, ProgrammeMetrics):
            for part in objectives_and_money(view):
                console().print(part)
        else:
            overview = al.view(SetOverview, **current().when, set=stream)
            talks = [each.talk for each in al.view(SetFacilitation, **current().when, set=stream).sessions]
            for part in series_of_a_set(overview, talks):
                console().print(part)
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("programme_id", metavar="PROGRAMME")
@sponsor_option
def impact(programme_id: str, reader: str | None, fewest: int | None) -> None:
    """Show the golden thread of a programme, from objective to benefit, and what it was worth.

    Under each objective stand the problems linked to it, their actions and outcomes, its measure, and the benefits claimed; of
    problems and actions a sponsor is told how many, where enough people are behind them, and what was released.

    Example: actionlearning impact calder-vale
    """
    more = asked_for(reader, fewest)
    with current().look() as al:
        if reader is not None:
            programme = named(al, programme_id, "programme")[0]
            told = al.view(ProgrammeForSponsor, **current().when, programme=programme, **more)
            show_outside(told.impact, told.settled, al, programme, impact_of)
            return
        view = al.view(Impact, **current().when, programme=named(al, programme_id, "programme")[0])
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in impact_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))
