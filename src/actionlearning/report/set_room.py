"""How the room was, on a page: energy, safety, challenge and support, and where the set went against what it had agreed."""

from __future__ import annotations

import re
from datetime import date

from actionlearning.projections.amounts import as_mean
from actionlearning.projections.facilitation import SetFacilitation
from actionlearning.projections.metric import Metric
from actionlearning.projections.set_overview import OverviewSession, SetOverview
from actionlearning.report.blocks import Block, Prose, Quote, Quotes, Section, table
from actionlearning.report.forms_in_time import Line, lines
from actionlearning.report.readers import NOT_BY_SESSION, Eyes
from actionlearning.report.words import called, counts, day

DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")

__all__ = ["process", "room"]

NOT_ONE_BY_ONE = "Each of these is about one person, or a few; it is told in the set, and not outside."


def room(view: SetOverview, eyes: Eyes) -> Section:
    """Session by session."""
    held = [each for each in view.sessions if each.held]
    title, lede = "In the room", "Energy, safety, challenge and support."
    if eyes.is_sponsor:
        return Section(name="room", title=title, lede=lede, blocks=(Prose(NOT_BY_SESSION),))
    blocks: list[Block] = []
    energy = [each for each in held if each.energy_in.value is not None]
    if energy:
        blocks.append(
            lines(
                "energy",
                "Energy, coming and going",
                [
                    Line(label="going", values=tuple((s.number, _value(s.energy_out)) for s in energy)),
                    Line(label="coming", values=tuple((s.number, _value(s.energy_in)) for s in energy)),
                ],
                table(
                    "Mean energy on 1 to 10 of those who gave it twice",
                    ("Session", "Coming", "Going", "People"),
                    ((str(s.number), as_mean(s.energy_in), as_mean(s.energy_out), str(s.energy_in.n)) for s in energy),
                    numeric=(1, 2, 3),
                ),
                says="; ".join(f"session {s.number}: {as_mean(s.energy_in)} to {as_mean(s.energy_out)}" for s in energy),
            )
        )
    else:
        blocks.append(Prose("Nobody gave their energy both coming and going."))
    reviewed = [each for each in held if each.safety.value is not None]
    if reviewed:
        blocks.append(
            lines(
                "process",
                "How the set found itself",
                [
                    Line(label="support", values=tuple((s.number, _value(s.support)) for s in reviewed)),
                    Line(label="challenge", values=tuple((s.number, _value(s.challenge)) for s in reviewed)),
                    Line(label="safety", values=tuple((s.number, _value(s.safety)) for s in reviewed)),
                ],
                table(
                    "Process reviews on 1 to 10",
                    ("Session", "Safety", "Challenge", "Support"),
                    ((str(s.number), as_mean(s.safety), as_mean(s.challenge), as_mean(s.support)) for s in reviewed),
                    numeric=(1, 2, 3),
                ),
                says="; ".join(_found(each) for each in reviewed),
            )
        )
    else:
        blocks.append(Prose("The set has not reviewed its process yet."))
    notes = tuple(Quote(text=eyes.text(note), by=f"Session {each.number}") for each in held for note in each.notes)
    blocks.append(Quotes(title="Said in the process reviews", quotes=notes))
    return Section(name="room", title=title, lede=lede, blocks=tuple(blocks))


def _found(each: OverviewSession) -> str:
    scores = (("safety", each.safety), ("challenge", each.challenge), ("support", each.support))
    return f"session {each.number}: {', '.join(f'{name} {as_mean(score)}' for name, score in scores)}"


def _value(figure: Metric) -> float:
    return float(figure.value or 0)


def process(its: SetFacilitation, overview: SetOverview, eyes: Eyes) -> Section:
    """What was done for the process, and what was broken: each time by somebody, so that no sponsor is told."""
    title, lede = (
        "Process and rules",
        "Where the set went against what it had agreed, and what its adviser did for the process.",
    )
    if eyes.is_sponsor:
        return Section(name="process", title=title, lede=lede, blocks=(Prose(NOT_ONE_BY_ONE),))
    broken = table(
        "Ground rules noted as broken",
        ("Rule of the contract", "Times"),
        ((f"Rule {rule}", str(times)) for rule, times in its.breaches.items()),
        numeric=(1,),
        nothing="None was noted.",
    )
    breaches = table(
        "Policies breached",
        ("Policy", "When", "What"),
        ((called(each.policy).capitalize(), day(each.on), _dated(each.detail)) for each in overview.breaches),
        nothing="No policy was breached.",
    )
    return Section(
        name="process",
        title=title,
        lede=lede,
        blocks=(Prose(f"Done for the process: {counts(its.interventions)}."), broken, breaches),
    )


def _dated(detail: str) -> str:
    """What a policy said, its days written as everywhere on a page."""
    return DATE.sub(lambda found: day(date.fromisoformat(found[0])), detail)
