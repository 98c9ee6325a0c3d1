"""What a programme's page is made of when it leaves the sets: the views as a sponsor is told them, and whether they were released."""

from __future__ import annotations

from attrs import evolve

from actionlearning.projections.disclosure import Sheet
from actionlearning.projections.disclosure_cells import Disclosure
from actionlearning.projections.disclosure_views import (
    brief_for_sponsor,
    edges_for_sponsor,
    evaluation_for_sponsor,
    figures_for_sponsor,
    impact_for_sponsor,
)
from actionlearning.report.programme import ProgrammeViews
from actionlearning.report.words import long_day, plural

__all__ = ["for_sponsor", "released_in_words"]


def for_sponsor(views: ProgrammeViews, sheet: Sheet) -> ProgrammeViews:
    """The same views, of which a sponsor may be told everything that is left."""
    edges = [*views.help.between, *views.help.within]
    told = list(edges_for_sponsor(edges, sheet))
    return ProgrammeViews(
        impact=impact_for_sponsor(views.impact, sheet),
        evaluation=evaluation_for_sponsor(views.evaluation, sheet),
        brief=brief_for_sponsor(views.brief, sheet),
        metrics=evolve(views.metrics, figures=figures_for_sponsor(views.metrics.figures, sheet), sets=()),
        help=evolve(
            views.help,
            between=tuple(edge for edge in told if not edge.is_within),
            within=tuple(edge for edge in told if edge.is_within),
        ),
        left_out=len(edges) - len(told),
    )


def released_in_words(disclosure: Disclosure, sheet: Sheet) -> str:
    """Whether what is told of people was released: a page that was not is a draft, and the ledger knows nothing of it."""
    fresh = len(sheet.fresh())
    if fresh:
        return (
            f"A draft: {plural(fresh, 'figure')} about people in it {'was' if fresh == 1 else 'were'} not released yet. Record "
            "that with “actionlearning release” before it is given to anybody, so that no later page gives anybody away."
        )
    if not sheet.all_told():
        return "It tells nothing of people that could be released."
    last = disclosure.releases[-1]
    return f"Its figures about people have been released, last on {long_day(last.at, disclosure.time_zone)}."
