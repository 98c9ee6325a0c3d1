"""``agenda``, ``learning``, ``metrics`` and ``impact``: what a set adviser, a member and a sponsor want to see."""

from __future__ import annotations

import click

from actionlearning.application.inputs import WrongInput
from actionlearning.application.names import Names
from actionlearning.cli.output import console, position_line, show_json
from actionlearning.cli.pictures import agenda_of, figures_of, impact_of, learning_of, objectives_and_money
from actionlearning.cli.settings import LookingCommand, current
from actionlearning.cli.teller import Teller, machine
from actionlearning.projections.agenda import SessionAgenda
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory


@click.command(cls=LookingCommand)
@click.argument("set_id", metavar="SET")
def agenda(set_id: str) -> None:
    """Show what a set's next session is about: actions due first, then bids for airtime.

    Example: actionlearning agenda ward-set --as-at 2025-04-07
    """
    with current().look() as al:
        view = al.view(SessionAgenda, **current().when, set=Names(al.journal).id(set_id))
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

    Example: actionlearning learning M5
    """
    with current().look() as al:
        view = al.view(LearningHistory, **current().when, member=Names(al.journal).id(member_id))
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in learning_of(view, Teller(al)):
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
        stream = Names(al.journal).id(which)
        kind = al.kind_of(stream)
        view: SetMetrics | ProgrammeMetrics
        if kind == "set":
            view = al.view(SetMetrics, **current().when, set=stream)
        elif kind == "programme":
            view = al.view(ProgrammeMetrics, **current().when, programme=stream)
        else:
            raise WrongInput(use_case="metrics", why=f"{which} is a {kind}; give a set or a programme")
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
        console().print(position_line(view, al))


@click.command(cls=LookingCommand)
@click.argument("programme_id", metavar="PROGRAMME")
def impact(programme_id: str) -> None:
    """Show the golden thread of a programme, from objective to benefit, and what it was worth.

    Under each objective stand the problems linked to it, their actions and outcomes, its measure, and the benefits claimed.

    Example: actionlearning impact calder-vale
    """
    with current().look() as al:
        view = al.view(Impact, **current().when, programme=Names(al.journal).id(programme_id))
        if current().json:
            show_json({**machine(view, al), "simulated": al.journal.simulated})
            return
        for part in impact_of(view, Teller(al)):
            console().print(part)
        console().print(position_line(view, al))
