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
    "AttendanceMode",
    "BenefitId",
    "BenefitKind",
    "CostCategory",
    "CostId",
    "Direction",
    "InsightLevel",
    "Instrument",
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
    "SessionKind",
    "SetId",
    "SetKind",
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
