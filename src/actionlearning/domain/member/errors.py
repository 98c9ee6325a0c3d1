"""Why a person's own record says no."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import LearningId, MemberId, ProblemId, ValueId


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


class ToBeForgotten(Refused):
    """What would be written now would have to be erased at once."""

    member: MemberId
    asked: datetime
    says = "{member} asked at {asked} to be forgotten, and writes nothing about themself any more"


class NobodyAskedForErasure(Refused):
    """Forgetting somebody is for good, so it begins with a request."""

    member: MemberId
    says = "nobody asked that {member} be forgotten; they request it first"


class ConsentStands(Refused):
    scope: str
    says = "the consent for {scope} stands already; withdraw it, or leave it"


class NoConsent(Refused):
    scope: str
    says = "there is no consent for {scope} to withdraw"


class NoSuchValue(Refused):
    """A tension is between two things that somebody put into words."""

    value: ValueId
    says = "there is no value {value} here; put it into words first"


class NoApproach(Refused):
    at: datetime
    says = "no learning approach was chosen by {at}; choose one before looking back at it"
