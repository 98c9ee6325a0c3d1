"""What happens to a problem and to the actions that move it."""

from __future__ import annotations

from datetime import date

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, Place, personal
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    StakeholdersMapped,
    SupportRated,
)
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    InsightLevel,
    LearningId,
    MemberId,
    ObjectiveId,
    Origin,
    OutcomeResult,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)


@event("problem.raised")
class ProblemRaised:
    """A member brought a problem of their own, with a stake in it and the authority to act on it."""

    set: SetId
    owner: MemberId
    title: Personal = personal("title")
    stake: Personal = personal("stake")
    authority_to_act: Personal = personal("authority-to-act")
    resubmission_of: ProblemId | None = None


@event("problem.accepted")
class ProblemAccepted:
    """The set takes it on: it is real, it is owned, and nobody has the answer."""


@event("problem.returned")
class ProblemReturned:
    """It was given back with the reason; a puzzle belongs to an expert."""

    reason: Personal = personal("reason")


@event("problem.objective-linked")
class ObjectiveLinked:
    """Moving this problem would move that objective of the programme."""

    objective: ObjectiveId


@event("problem.alignment-confirmed")
class AlignmentConfirmed:
    """The owner said whether the problem still matters to its objective."""

    still_matters: bool


@event("problem.presented")
class ProblemPresented:
    """The owner presented it in a session; clarity on 1 to 10 before the questions, if they said."""

    session: int
    clarity_before: int | None = None


@event("problem.question-asked")
class QuestionAsked:
    """Somebody asked the owner a question, with its form and what it was for."""

    session: int
    by: MemberId
    form: QuestionForm
    function: QuestionFunction
    text: Personal | None = personal("text", default=None)


@event("problem.advice-given")
class AdviceGiven:
    """Somebody offered a solution, an anecdote or a judgement; recorded and counted, never hidden."""

    session: int
    by: MemberId
    text: Personal | None = personal("text", default=None)


@event("problem.insight-recorded")
class InsightRecorded:
    """The owner saw something new, about themself, the team, the organisation or the system."""

    session: int
    level: InsightLevel
    insight: Personal = personal("insight")


@event("problem.reframed")
class ProblemReframed:
    """The owner now puts the problem differently."""

    session: int
    level: InsightLevel
    now: Personal = personal("now")


@event("problem.action-committed")
class ActionCommitted:
    """The owner committed to one step, to be reviewed in a later session."""

    action: ActionId
    session: int
    due: date
    origin: Origin
    kind: ActionKind
    what: Personal = personal("what")
    success_measure: Personal = personal("success-measure")
    continues: ActionId | None = None


@event("problem.action-renegotiated")
class ActionRenegotiated:
    """The owner moved the due date, with the set, for a reason."""

    action: ActionId
    session: int
    due: date
    reason: Personal = personal("reason")


@event("problem.action-released")
class ActionReleased:
    """The action will not be done, and the record says why."""

    action: ActionId
    reason: Personal = personal("reason")


@event("problem.progress-reported")
class ProgressReported:
    """The owner said how far an action has come."""

    action: ActionId
    note: Personal = personal("note")


@event("problem.outcome-reported")
class OutcomeReported:
    """The owner said what the action brought; a later report replaces an earlier one until the review."""

    action: ActionId
    result: OutcomeResult
    done_on: date | None = None
    evidence: Personal | None = personal("evidence", default=None)


@event("problem.outcome-reviewed")
class OutcomeReviewed:
    """The set reviewed the outcome with its owner. An empty ``learning`` says that there was none yet."""

    action: ActionId
    session: int
    peers: tuple[MemberId, ...]
    learning: tuple[LearningId, ...]
    organisational_effect: Personal = personal("organisational-effect")
    next: Personal | None = personal("next", default=None)


@event("problem.outcome-reopened")
class OutcomeReopened:
    """The review was undone, for a reason: the action is open again, and its outcome may be reported again."""

    action: ActionId
    reason: Personal = personal("reason")


@event("problem.barrier-named")
class BarrierNamed:
    """The owner said what stands in the way of an action."""

    action: ActionId
    barrier: Personal = personal("barrier")


@event("problem.encouragement-given")
class EncouragementGiven:
    """Somebody of the set encouraged the owner, with an action or with the problem as a whole."""

    by: MemberId
    action: ActionId | None = None
    words: Personal | None = personal("words", default=None)


@event("problem.text-released")
class TextReleasedToSponsor:
    """Whoever said something on this problem let the sponsor read it."""

    handle: Place


@event("problem.question-reclassified", corrects=True)
class QuestionReclassified:
    """A question was recorded with the wrong form or function; ``question`` is the version at which it was recorded."""

    question: int
    form: QuestionForm
    function: QuestionFunction


@event("problem.resolved")
class ProblemResolved:
    """The owner declared it resolved."""

    how: Personal | None = personal("how", default=None)


@event("problem.left-unresolved")
class ProblemLeftUnresolved:
    """The owner leaves it unresolved, and says why."""

    reason: Personal = personal("reason")


@event("problem.parked")
class ProblemParked:
    """It is put aside, as when its owner leaves."""

    reason: Personal = personal("reason")


@event("problem.withdrawn")
class ProblemWithdrawn:
    """The owner took it back."""

    reason: Personal = personal("reason")


ProblemEvent = (
    ProblemRaised
    | ProblemAccepted
    | ProblemReturned
    | ObjectiveLinked
    | AlignmentConfirmed
    | ProblemPresented
    | QuestionAsked
    | AdviceGiven
    | InsightRecorded
    | ProblemReframed
    | ActionCommitted
    | ActionRenegotiated
    | ActionReleased
    | ProgressReported
    | OutcomeReported
    | OutcomeReviewed
    | ProblemResolved
    | ProblemLeftUnresolved
    | ProblemParked
    | ProblemWithdrawn
    | StakeholdersMapped
    | AssumptionChallenged
    | AssumptionTested
    | FeelingVoiced
    | NotKnowingVoiced
    | PerspectiveGained
    | OptionGenerated
    | DecisionMade
    | SupportRated
    | ClarityRated
    | OutcomeReopened
    | BarrierNamed
    | EncouragementGiven
    | TextReleasedToSponsor
    | QuestionReclassified
    | PolicyBreachNoted
)
