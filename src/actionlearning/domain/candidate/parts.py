"""What a candidacy remembers of each thing that was gathered or decided, so that any moment of its past can be judged."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from attrs import frozen

from actionlearning.domain.candidate.events import Judgement
from actionlearning.domain.times import Interval
from actionlearning.domain.values import MemberId, SetKind

__all__ = ["Attendance", "EvidenceStanding", "Extension", "Judged", "PracticeCount", "Referral", "Stint", "Submission"]


@frozen
class Extension:
    """A deadline as it was given: from when on it is in force, and its last day."""

    given_at: datetime
    until: date


@frozen
class Attendance:
    day: int
    at: datetime
    topics: tuple[str, ...]


@frozen
class Stint:
    """One session that the candidate advised."""

    at: datetime
    setting: SetKind


@frozen
class Submission:
    kind: str
    at: datetime
    authentic: bool


@frozen
class Judged:
    """The judgement of a criterion that stands, and whether work was referred on it."""

    judgement: Judgement
    assessor: MemberId
    referred: bool = False


@frozen
class Referral:
    """While it stands, what bears on its criterion is handed in again by a date."""

    interval: Interval
    resubmit_by: date


class EvidenceStanding(Enum):
    """How it stands with a kind of evidence; of what was handed in the last piece counts."""

    THERE = "there"
    MISSING = "missing"
    NOT_AUTHENTIC = "not authentic"


@frozen
class PracticeCount:
    """How many stints of a sort there are, of how many that it takes."""

    what: str
    there: int
    wanted: int
