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


class UnderLegalHold(Refused):
    """What may be needed before a court is not destroyed; whoever placed the hold can say how long it lasts."""

    member: MemberId
    since: datetime
    says = "what {member} said is under a legal hold since {since} and is not erased; ask whoever placed it, and lift it first"


class HeldAlready(Refused):
    member: MemberId
    since: datetime
    says = "what {member} said is under a legal hold since {since} already; one is enough, and is lifted once"


class NoHold(Refused):
    member: MemberId
    says = "what {member} said is under no legal hold; there is none to lift"


class NotOverOneself(Refused):
    """A hold binds the person it is about, so somebody else decides on it."""

    member: MemberId
    says = "{member} cannot decide on a legal hold over themself; somebody who answers for it does"


class TooLateToHold(Refused):
    """From the moment somebody asks, their texts are being erased, and may be gone."""

    member: MemberId
    asked: datetime
    says = "{member} asked at {asked} to be forgotten, so it is too late for a legal hold; keep what you have from elsewhere"


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
