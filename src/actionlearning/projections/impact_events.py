"""What an impact is read from: a third of what is recorded tells how a set was run, and how people thought and felt.

It is left out, for to read less is to answer sooner. That nothing is missing here, and nothing too much, is held by a test.
"""

from __future__ import annotations

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, MemberRegistered, SelfRatingGiven
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    ActionRenegotiated,
    AdviceGiven,
    AlignmentConfirmed,
    InsightRecorded,
    ObjectiveLinked,
    OutcomeReopened,
    OutcomeReported,
    OutcomeReviewed,
    ProblemAccepted,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemReframed,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
    ProgressReported,
    QuestionAsked,
    QuestionReclassified,
    TextReleasedToSponsor,
)
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    CostReversed,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    ProgrammeChartered,
)
from actionlearning.domain.set.events import (
    CheckedIn,
    MemberJoined,
    MemberLeft,
    SessionOpened,
    SessionScheduled,
    SetFormed,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import AttendanceCorrected, SlotMinutesCorrected

__all__ = ["IMPACT_EVENTS"]

THE_PROGRAMME: tuple[type, ...] = (
    ProgrammeChartered,
    ObjectiveSet,
    ObjectiveRevised,
    ObjectiveRetired,
    MeasureBaselined,
    MeasureObserved,
    CostIncurred,
    CostReversed,
    ComparatorRecorded,
    BenefitClaimed,
    BenefitValidated,
    BenefitRejected,
    DisbenefitRecorded,
)
ITS_SETS: tuple[type, ...] = (
    SetFormed,
    MemberJoined,
    MemberLeft,
    SessionScheduled,
    SessionOpened,
    CheckedIn,
    AttendanceCorrected,
    SlotOpened,
    SlotClosed,
    SlotMinutesCorrected,
)
THEIR_PROBLEMS: tuple[type, ...] = (
    ProblemRaised,
    ProblemAccepted,
    ProblemReturned,
    ObjectiveLinked,
    AlignmentConfirmed,
    ProblemPresented,
    QuestionAsked,
    QuestionReclassified,
    AdviceGiven,
    InsightRecorded,
    ProblemReframed,
    ActionCommitted,
    ActionRenegotiated,
    ActionReleased,
    ProgressReported,
    OutcomeReported,
    OutcomeReviewed,
    OutcomeReopened,
    ProblemResolved,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemWithdrawn,
    TextReleasedToSponsor,
)
THE_PEOPLE: tuple[type, ...] = (MemberRegistered, SelfRatingGiven, LearningCaptured, LearningApplied)

IMPACT_EVENTS: tuple[type, ...] = (*THE_PROGRAMME, *ITS_SETS, *THEIR_PROBLEMS, *THE_PEOPLE)
"""The events of which ``Impact`` is made."""
