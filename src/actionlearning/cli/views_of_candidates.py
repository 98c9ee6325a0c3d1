"""``candidate``: how far somebody has come with their qualification, and what a person has gathered in credits."""

from __future__ import annotations

from typing import Any

import click
from attrs import evolve

from actionlearning.application.library import ActionLearning
from actionlearning.cli.history import entry_as_json
from actionlearning.cli.naming import named
from actionlearning.cli.output import console, position_line, show_json
from actionlearning.cli.pictures_of_candidates import candidate_of
from actionlearning.cli.pictures_of_credits import ledger_of
from actionlearning.cli.settings import LookingCommand, current
from actionlearning.cli.teller import Teller, machine
from actionlearning.projections.candidate_record import CandidateRecord
from actionlearning.projections.credit_ledger import CreditLedger

__all__ = ["candidate", "record_as_json"]


@click.command(cls=LookingCommand)
@click.argument("which", metavar="CANDIDATE|MEMBER")
def candidate(which: str) -> None:
    """Show a candidate's record for their qualification, or the credits of a person.

    Of a candidate: deadlines, workshops, practice, evidence against criteria, what is missing, and who judged what. Of a
    person: each of their candidacies in short, and what every award still takes.

    Example: actionlearning candidate ravi-5019 --as-at 2025-06-10
    """
    with current().look() as al:
        stream, kind = named(al, which, "candidate", "member")
        asked: dict[str, Any] = {kind: stream, "specifications": al.specifications.all(), **current().when}
        wanted: type[CandidateRecord | CreditLedger] = CandidateRecord if kind == "candidate" else CreditLedger
        view = al.view(wanted, **asked)
        if current().json:
            told = record_as_json(view, al) if isinstance(view, CandidateRecord) else machine(view, al)
            show_json({**told, "simulated": al.journal.simulated})
            return
        tell = Teller(al)
        for part in candidate_of(view, tell) if isinstance(view, CandidateRecord) else ledger_of(view, tell):
            console().print(part)
        console().print(position_line(view, al))


def record_as_json(view: CandidateRecord, al: ActionLearning) -> dict[str, Any]:
    """A record as JSON can hold it, its trail in the form that histories have."""
    told: dict[str, Any] = machine(evolve(view, trail=()), al)
    tell = Teller(al, console=False)
    return {**told, "trail": [entry_as_json(entry, tell, al) for entry in view.trail]}
