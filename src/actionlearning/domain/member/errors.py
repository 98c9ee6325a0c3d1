"""Why a person's own record says no."""

from __future__ import annotations

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import LearningId, MemberId, ProblemId


class OnlyTheirOwn(Refused):
    """Values, ratings and learning are written by the person alone."""

    by: MemberId
    member: MemberId
    says = "{by} cannot write this for {member}; only the person themself can"


class NoSuchLearning(Refused):
    learning: LearningId
    says = "there is no learning {learning} here; capture it first"


class AppliedToItsSource(Refused):
    """Transfer means another problem than the one it was learnt on."""

    problem: ProblemId
    says = "this was learnt on problem {problem}; apply it to another one"
