"""What a programme's page is made of when it leaves the sets, and whether what it tells of people was released."""

from __future__ import annotations

from actionlearning.projections.for_sponsors import ProgrammeForSponsor
from actionlearning.report.programme import ProgrammeViews
from actionlearning.report.words import long_day, plural

__all__ = ["is_draft", "released_in_words", "views_outside"]


def views_outside(told: ProgrammeForSponsor) -> ProgrammeViews:
    """The views of a page, of which a sponsor may be told everything."""
    return ProgrammeViews(
        impact=told.impact,
        evaluation=told.evaluation,
        brief=told.brief,
        figures=told.figures,
        help=told.help,
        left_out=told.left_out,
    )


def is_draft(told: ProgrammeForSponsor) -> bool:
    """Whether something that it tells of people was not released yet."""
    return bool(told.settled.fresh)


def released_in_words(told: ProgrammeForSponsor) -> str:
    """Whether what is told of people was released: a page that was not is a draft, and the ledger knows nothing of it."""
    fresh = told.settled.fresh
    if fresh:
        return (
            f"A draft: {plural(fresh, 'figure')} about people in it {'was' if fresh == 1 else 'were'} not released yet. Record "
            "that with “actionlearning release” before it is given to anybody, so that no later page gives anybody away."
        )
    if not told.settled.shown:
        return "It tells nothing of people that could be released."
    last = told.releases[-1]
    return f"Its figures about people have been released, last on {long_day(last.at, told.time_zone)}."
