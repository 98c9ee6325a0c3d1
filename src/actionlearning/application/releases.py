"""Recording that figures about people were given out, to the sponsor or to everybody."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import msgspec

from actionlearning.application.inputs import LABEL, ONE_LINE, WrongInput
from actionlearning.application.work import Work
from actionlearning.domain.programme import releasing
from actionlearning.domain.programme.events import ToldFigure
from actionlearning.domain.values import Audience, ProgrammeId, ReleaseId

__all__ = ["release_figures"]

Fewest = Annotated[int, msgspec.Meta(ge=2, le=1000)]
Figures = Annotated[tuple[ToldFigure, ...], msgspec.Meta(min_length=1)]


def release_figures(
    work: Work,
    *,
    programme: ProgrammeId,
    as_at: date,
    figures: Figures,
    audience: Audience = Audience.SPONSOR,
    fewest: Fewest | None = None,
) -> ReleaseId:
    """Record that figures about people were given out, and who is behind each; refused where one would tell of too few."""
    it = work.programme(programme)
    if not all(map(_is_named, figures)):
        why = "figures: each names what it measures by a label, and people behind it; a part is one line"
        raise WrongInput(use_case="releases.release_figures", why=why)
    made = ReleaseId(work.new_id())
    event = releasing.release(it, made, audience=audience, as_at=as_at, fewest=fewest, figures=figures, at=work.at)
    work.record(programme, event)
    return made


def _is_named(figure: ToldFigure) -> bool:
    """Whether it says what it is about, in words that may stand in the clear."""
    labels = all(re.match(LABEL, measure) for measure in figure.measures)
    parts = all(each.people and (not each.part or re.match(ONE_LINE, each.part)) for each in figure.behind)
    return bool(figure.measures and figure.behind and labels and parts)
