"""What a sponsor may read: the texts of a problem that those who said them let out of the set, one by one."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.personal import Personal, Place, labels_of
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import ProblemEvent, TextReleasedToSponsor
from actionlearning.domain.problem.thinking_events import FeelingVoiced, NotKnowingVoiced
from actionlearning.domain.times import in_order
from actionlearning.domain.values import MemberId

__all__ = ["release_to_sponsor"]


def release_to_sponsor(
    it: Problem, event: ProblemEvent | None, place: Place, *, said_at: datetime | None, by: MemberId, at: datetime
) -> TextReleasedToSponsor:
    """Let the sponsor read a text; ``event`` is what was recorded at that place of the problem, and None if nothing was.

    Whose text it is decides, owner of the problem or not, and decides alone: a text that is also somebody else's stays.
    """
    if isinstance(event, FeelingVoiced | NotKnowingVoiced):
        raise errors.StaysInTheSet(version=place.version)
    text = None if event is None else _text(event, place.label)
    if text is None:
        raise errors.NoSuchText(version=place.version, label=place.label)
    if set(text.subjects) != {by}:
        raise errors.NotTheirText(member=by, subjects=text.subjects)
    in_order("the text", said_at, at)
    if place in it.released:
        raise errors.ReleasedAlready(version=place.version, label=place.label)
    return TextReleasedToSponsor(place)


def _text(event: ProblemEvent, label: str) -> Personal | None:
    """The text of an event under a stored label, if it was said."""
    names = [name for name, stored in labels_of(type(event)).items() if stored == label]
    said: Personal | None = getattr(event, names[0]) if names else None
    return said
