"""Releasing what can be told of a programme: settled from its history, then recorded, so that the ledger knows of it."""

from __future__ import annotations

from datetime import date, datetime

from actionlearning.application.acting import Acting
from actionlearning.application.releases import release_figures
from actionlearning.domain.errors import Refused
from actionlearning.domain.programme.releasing import AT_LEAST, told_figures
from actionlearning.domain.values import Audience, ProgrammeId, ReleaseId
from actionlearning.projections.disclosure import Rules, Sheet, TooFewAsked
from actionlearning.projections.disclosure_cells import Disclosure

__all__ = ["NothingToRelease", "release"]


class NothingToRelease(Refused):
    """Nothing can be told of people, or nothing any more, without giving too few of them away."""

    programme: ProgrammeId
    fewest: int
    says = "no figure about {fewest} people or more can be told of programme {programme}; nothing was released"


def release(
    acting: Acting,
    programme: ProgrammeId,
    *,
    audience: Audience = Audience.SPONSOR,
    fewest: int | None = None,
    as_at: date | datetime | None = None,
) -> tuple[ReleaseId, Sheet]:
    """Release every figure about people that may be told of a programme, and answer what may be and what may not.

    The same figures may be released again. Raises ``NothingToRelease``, ``NothingKnown``, ``TooFewAsked`` or what ``do``
    raises: ``GivesAway`` where somebody released others in the meantime.
    """
    rules = Rules(AT_LEAST[audience] if fewest is None else fewest)
    if rules.fewest < AT_LEAST[audience]:
        raise TooFewAsked(fewest=rules.fewest, least=AT_LEAST[audience])
    disclosure = acting.al.view(Disclosure, as_at=as_at, programme=programme)
    sheet = disclosure.sheet(rules)
    if not sheet.all_told():
        raise NothingToRelease(programme=programme, fewest=rules.fewest)
    made = acting.do(
        release_figures,
        programme=programme,
        as_at=disclosure.today,
        figures=told_figures(sheet.all_told()),
        audience=audience,
        fewest=rules.fewest,
    )
    return made, sheet
