"""Several programmes side by side, each figure defined the same way for all, with how many people it is about.

Nothing is added up across programmes: a sum would hide what is compared, and money of two currencies has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.values import Initiative, ProgrammeId, SetId, SetKind
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.figures import Figures
from actionlearning.projections.metric import Metric
from actionlearning.projections.money import Money, objectives_reached
from actionlearning.projections.programme_facts import Programme
from actionlearning.projections.projection import History

__all__ = ["ComparedProgramme", "Comparison"]


@frozen(kw_only=True)
class ComparedProgramme:
    """One programme of a comparison: how big it is, and every figure about it. A training set stands in its own programme."""

    programme: ProgrammeId
    title: str
    organisations: tuple[str, ...]
    time_zone: str
    today: date
    """The as-at date in its own time zone."""
    closed_at: datetime | None
    sets: Mapping[SetKind, int]
    """How many of each kind. Kinds of which there is none are not listed."""
    members: int | None
    """How many people have ever been members of its sets; None where that is withheld from the reader."""
    sessions: int
    """How many sessions were held, follow-ups included."""
    figures: Figures
    reached: Metric
    """Objectives whose measure got to its target or beyond ÷ those that were measured; retired ones are left out."""
    money: Money
    """In its own currency, which ``money`` names."""
    hours_released: Decimal
    integrations: Mapping[Initiative, int]
    """How often the programme was tied to what else is done. Initiatives with which it was not are not listed."""
    replications: int
    """How many of its sets were made after the example of another."""
    example_for: int
    """How many sets, of this programme or any other, were made after the example of one of its sets."""
    advocacy: int
    """How often somebody spoke for action learning in a sector."""


@frozen(kw_only=True)
class Comparison:
    """Several programmes by the same definitions, those first that were chartered first."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES

    as_at: date | datetime
    position: int
    programmes: tuple[ComparedProgramme, ...]

    @classmethod
    def fold(cls, history: History, /, *, programmes: Iterable[ProgrammeId] = ()) -> Self:
        """Compare these programmes, or all that had been chartered where none is named. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.programmes()
        named = {facts.programme(which).id for which in programmes}
        examples = Counter(each.from_set for programme in known for each in programme.support.replications)
        return cls(
            as_at=history.asked,
            position=history.position,
            programmes=tuple(_compared(each, facts, examples) for each in known if not named or each.id in named),
        )


def _compared(programme: Programme, facts: Facts, examples: Mapping[SetId, int]) -> ComparedProgramme:
    sets = facts.sets_of(programme.id)
    kinds = Counter(its.kind for its in sets)
    tied = Counter(each.initiative for each in programme.support.integrations)
    return ComparedProgramme(
        programme=programme.id,
        title=programme.title,
        organisations=programme.organisations,
        time_zone=programme.time_zone,
        today=programme.today,
        closed_at=programme.closed_at,
        sets={kind: kinds[kind] for kind in SetKind if kinds[kind]},
        members=len({member.id for its in sets for member in its.members}),
        sessions=sum(len(its.held) for its in sets),
        figures=Figures.of(sets),
        reached=objectives_reached(programme.objectives),
        money=Money.of(programme, sets),
        hours_released=sum(programme.support.hours.values(), Decimal()),
        integrations={initiative: tied[initiative] for initiative in Initiative if tied[initiative]},
        replications=len(programme.support.replications),
        example_for=sum(examples[its.id] for its in sets),
        advocacy=len(programme.support.advocacy),
    )
