"""What changes in how a problem is seen: assumptions, feelings, perspectives, options, and the decision they lead to."""

from __future__ import annotations

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import AssumptionId, AssumptionVerdict, Feeling, MemberId


@event("problem.stakeholders-mapped")
class StakeholdersMapped:
    """The owner said who knows about the problem, who cares, and who can do something (Revans); the later map counts."""

    knows: Personal | None = personal("knows", default=None)
    cares: Personal | None = personal("cares", default=None)
    can: Personal | None = personal("can", default=None)


@event("problem.assumption-challenged")
class AssumptionChallenged:
    """A peer, or the session's adviser, challenged something that the owner took for granted."""

    assumption: AssumptionId
    session: int
    by: MemberId
    words: Personal = personal("words")


@event("problem.assumption-tested")
class AssumptionTested:
    """The owner put an assumption to the test."""

    assumption: AssumptionId
    verdict: AssumptionVerdict
    how: Personal | None = personal("how", default=None)


@event("problem.feeling-voiced")
class FeelingVoiced:
    """Somebody in the room said what they felt about it; it stays in the set."""

    session: int
    by: MemberId
    feeling: Feeling
    words: Personal | None = personal("words", default=None)


@event("problem.not-knowing-voiced")
class NotKnowingVoiced:
    """Somebody in the room said that they do not know."""

    session: int
    by: MemberId
    words: Personal | None = personal("words", default=None)


@event("problem.perspective-gained")
class PerspectiveGained:
    """The owner saw it with the eyes of somebody else in the room."""

    session: int
    from_member: MemberId
    perspective: Personal = personal("perspective")


@event("problem.option-generated")
class OptionGenerated:
    """The owner thought of something that could be done."""

    session: int
    option: Personal = personal("option")


@event("problem.decision-made")
class DecisionMade:
    """The owner decided: what, why, what else they considered, and how many alternatives that were."""

    considered: int
    decision: Personal = personal("decision")
    reasons: Personal = personal("reasons")
    alternatives: Personal | None = personal("alternatives", default=None)


@event("problem.support-rated")
class SupportRated:
    """The owner said how challenged and how supported they were in a session, on 1 to 10."""

    session: int
    by: MemberId
    challenge: int
    support: int


@event("problem.clarity-rated")
class ClarityRated:
    """The owner said how clear the problem was to them after the questions, on 1 to 10."""

    session: int
    clarity: int
