"""The words that every aggregate shares: ids, and the closed lists a value is chosen from."""

from __future__ import annotations

from enum import Enum
from typing import NewType
from uuid import UUID

import attrs

__all__ = [
    "ActionId",
    "ActionKind",
    "ActionRef",
    "AssumptionId",
    "AssumptionVerdict",
    "AttendanceMode",
    "Audience",
    "BenefitId",
    "BenefitKind",
    "CandidateId",
    "ConsentScope",
    "CostCategory",
    "CostId",
    "Direction",
    "EvaluationLevel",
    "Feeling",
    "Initiative",
    "InsightLevel",
    "Instrument",
    "InterventionKind",
    "LearningId",
    "LearningKind",
    "Loop",
    "MemberId",
    "ObjectiveId",
    "Origin",
    "OutcomeResult",
    "ProblemId",
    "ProgrammeId",
    "QuestionForm",
    "QuestionFunction",
    "RatingPhase",
    "ReadinessAspect",
    "ReleaseId",
    "SessionKind",
    "SetId",
    "SetKind",
    "ValueId",
]

ProgrammeId = NewType("ProgrammeId", UUID)
SetId = NewType("SetId", UUID)
ProblemId = NewType("ProblemId", UUID)
MemberId = NewType("MemberId", UUID)
"""Everyone who acts: a member of a set, an adviser, a sponsor, a programme manager."""

ActionId = NewType("ActionId", UUID)
ObjectiveId = NewType("ObjectiveId", UUID)
BenefitId = NewType("BenefitId", UUID)
CostId = NewType("CostId", UUID)
LearningId = NewType("LearningId", UUID)
AssumptionId = NewType("AssumptionId", UUID)
ValueId = NewType("ValueId", UUID)
"""What a person or an organisation holds important."""

ReleaseId = NewType("ReleaseId", UUID)
"""Figures about people that were given out together."""

CandidateId = NewType("CandidateId", UUID)
"""A person's work for one qualification; the same person may be a candidate more than once."""


@attrs.frozen
class ActionRef:
    """An action is named by the problem it belongs to and its own id."""

    problem: ProblemId
    action: ActionId


class SetKind(Enum):
    WORKPLACE = "workplace"
    TRAINING = "training"


class SessionKind(Enum):
    """A follow-up counts for reviews and for "next session", never for attendance, airtime or quorum."""

    REGULAR = "regular"
    FOLLOW_UP = "follow_up"


class AttendanceMode(Enum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class QuestionForm(Enum):
    OPEN = "open"
    CLOSED = "closed"
    LEADING = "leading"
    MULTIPLE = "multiple"


class QuestionFunction(Enum):
    CLARIFYING = "clarifying"
    PROBING = "probing"
    REFLECTIVE = "reflective"
    HYPOTHETICAL = "hypothetical"
    CHALLENGING = "challenging"
    SUPPORTIVE = "supportive"


class InterventionKind(Enum):
    """What a set adviser does for the process; none of it solves anything."""

    CONTRACT = "contract"
    FOCUS = "focus"
    QUESTION = "question"
    SILENCE = "silence"
    CHALLENGE = "challenge"
    SUPPORT = "support"
    SUMMARY = "summary"
    TIME = "time"


class Feeling(Enum):
    UNEASE = "unease"
    DOUBT = "doubt"
    TREPIDATION = "trepidation"
    OTHER = "other"


class AssumptionVerdict(Enum):
    CONFIRMED = "confirmed"
    REVISED = "revised"


class InsightLevel(Enum):
    SELF = "self"
    TEAM = "team"
    ORGANISATION = "organisation"
    SYSTEM = "system"


class Origin(Enum):
    """Whose idea an action was; the owner commits to it all the same."""

    SELF = "self"
    SET = "set"
    ADVISER = "adviser"


class ActionKind(Enum):
    STEP = "step"
    EXPERIMENT = "experiment"


class OutcomeResult(Enum):
    ACHIEVED = "achieved"
    PARTIAL = "partial"
    NOT_ACHIEVED = "not_achieved"


class LearningKind(Enum):
    SKILL = "skill"
    UNDERSTANDING = "understanding"
    MODEL = "model"
    INSIGHT = "insight"


class Loop(Enum):
    """Single: a better way to the same end. Double: the end or the assumption itself was questioned (Argyris & Schön)."""

    SINGLE = "single"
    DOUBLE = "double"


class Instrument(Enum):
    """What a self-rating on 1 to 10 measures; higher is better."""

    LESS_ISOLATED = "less_isolated"
    SELF_EFFICACY = "self_efficacy"
    TAKES_RESPONSIBILITY = "takes_responsibility"


class RatingPhase(Enum):
    BEFORE = "before"
    AFTER = "after"


class Direction(Enum):
    FALL = "fall"
    RISE = "rise"


class CostCategory(Enum):
    ADVISER = "adviser"
    MEMBER_TIME = "member_time"
    MANAGEMENT = "management"
    VENUE = "venue"
    SPONSOR = "sponsor"
    QUALIFICATION = "qualification"
    OTHER = "other"


class BenefitKind(Enum):
    CASH = "cash"
    ECONOMIC = "economic"
    INTANGIBLE = "intangible"


class ConsentScope(Enum):
    """What a person lets others do with what they say."""

    SPONSOR = "sponsor"
    RESEARCH = "research"
    PUBLICATION = "publication"


class Initiative(Enum):
    """What else in the organisation a programme works together with."""

    APPRAISAL = "appraisal"
    TALENT = "talent"
    CHANGE = "change"
    STRATEGY = "strategy"
    OTHER = "other"


class ReadinessAspect(Enum):
    """What an organisation needs before action learning can work in it."""

    SPONSORSHIP = "sponsorship"
    TIME = "time"
    TRUST = "trust"
    PROBLEMS = "problems"
    ADVISERS = "advisers"
    MEASURES = "measures"


class Audience(Enum):
    """To whom figures about people are given: to the sponsor alone, or to whoever reads what is published."""

    SPONSOR = "sponsor"
    PUBLIC = "public"


class EvaluationLevel(Enum):
    """Four levels of Kirkpatrick, and the return on investment that Phillips put on top."""

    REACTION = "reaction"
    LEARNING = "learning"
    BEHAVIOUR = "behaviour"
    RESULTS = "results"
    ROI = "roi"
