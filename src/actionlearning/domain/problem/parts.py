"""The parts of a problem's state: how far it has come, what was asked, and since when a session worked on it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from attrs import frozen

from actionlearning.domain.values import QuestionForm, QuestionFunction

__all__ = ["LIVE", "ProblemStage", "Question", "Worked"]


class ProblemStage(Enum):
    RAISED = "raised"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PRESENTED = "presented"
    ACTIVE = "active"
    RESOLVED = "resolved"
    UNRESOLVED = "left unresolved"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({ProblemStage.ACCEPTED, ProblemStage.PRESENTED, ProblemStage.ACTIVE})


@frozen
class Question:
    """When a question was asked, and what it is taken for now."""

    at: datetime
    form: QuestionForm
    function: QuestionFunction


@frozen
class Worked:
    """Since when the set worked on a problem in a session, and since when its owner had presented it there, if they did."""

    since: datetime
    presented: datetime | None = None

    def with_more(self, at: datetime, *, presented: bool) -> Worked:
        """The same once more is known of the session, which may have been earlier: itself, if that changes nothing."""
        if presented:
            return Worked(min(self.since, at), at if self.presented is None else min(self.presented, at))
        return Worked(at, self.presented) if at < self.since else self
