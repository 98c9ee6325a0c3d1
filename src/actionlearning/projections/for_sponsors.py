"""The views that a sponsor may ask for: a programme, or several side by side, as they are told them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import evolve, frozen

from actionlearning.domain.disclosure import FEWEST
from actionlearning.domain.values import ProgrammeId
from actionlearning.projections.brief import Brief
from actionlearning.projections.comparison import Comparison
from actionlearning.projections.disclosure import Rules, Settled
from actionlearning.projections.disclosure_cells import Disclosure, Release
from actionlearning.projections.disclosure_views import (
    brief_for_sponsor,
    compared_for_sponsor,
    edges_for_sponsor,
    evaluation_for_sponsor,
    figures_for_sponsor,
    impact_for_sponsor,
)
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES
from actionlearning.projections.figures import Figures
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.impact import Impact
from actionlearning.projections.projection import History

__all__ = ["ComparisonForSponsors", "ProgrammeForSponsor"]


@frozen(kw_only=True)
class ProgrammeForSponsor:
    """All that a sponsor is told of a programme, by one sheet: what one page withholds, no other tells.

    Nobody who is behind a figure is in it, so it may be handed to a sponsor as it is.
    """

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True
    for_sponsor: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    time_zone: str
    settled: Settled
    releases: tuple[Release, ...]
    """What was given out before, oldest first."""
    impact: Impact
    evaluation: Evaluation
    brief: Brief
    figures: Figures
    help: HelpEdges
    left_out: int
    """How many lines of help were left out, being about too few people."""

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId, fewest: int = FEWEST) -> Self:
        """What a sponsor is told of a programme, with so many people behind each figure. Raises ``NothingKnown``."""
        disclosure = Disclosure.fold(history, programme=programme)
        sheet = disclosure.sheet(Rules(fewest))
        impact, help_ = Impact.fold(history, programme=programme), HelpEdges.fold(history, programme=programme)
        edges = [*help_.between, *help_.within]
        told = list(edges_for_sponsor(edges, sheet))
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=programme,
            title=impact.title,
            time_zone=disclosure.time_zone,
            settled=sheet.settled(),
            releases=disclosure.releases,
            impact=impact_for_sponsor(impact, sheet),
            evaluation=evaluation_for_sponsor(Evaluation.fold(history, programme=programme), sheet),
            brief=brief_for_sponsor(Brief.fold(history, programme=programme), sheet),
            figures=figures_for_sponsor(impact.figures, sheet),
            help=evolve(
                help_,
                between=tuple(edge for edge in told if not edge.is_within),
                within=tuple(edge for edge in told if edge.is_within),
            ),
            left_out=len(edges) - len(told),
        )


@frozen(kw_only=True)
class ComparisonForSponsors:
    """Several programmes side by side, each by a sheet of its own: a ledger is kept for each, and nothing is added up."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    for_sponsor: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    comparison: Comparison
    settled: tuple[Settled, ...]
    """For each programme of the comparison, in its order."""

    @classmethod
    def fold(cls, history: History, /, *, programmes: Iterable[ProgrammeId] = (), fewest: int = FEWEST) -> Self:
        """Compare these programmes, or all where none is named. Raises ``NothingKnown``."""
        whole = Comparison.fold(history, programmes=programmes)
        disclosures = tuple(Disclosure.fold(history, programme=each.programme) for each in whole.programmes)
        sheets = tuple(disclosure.sheet(Rules(fewest)) for disclosure in disclosures)
        told = tuple(compared_for_sponsor(each, sheet) for each, sheet in zip(whole.programmes, sheets, strict=True))
        return cls(
            as_at=whole.as_at,
            position=whole.position,
            comparison=evolve(whole, programmes=told),
            settled=tuple(sheet.settled() for sheet in sheets),
        )
