"""What a test asks of the record of a candidate, each in one line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from by_hand import Chronicle, named, said
from qualifying import LOADED, OF_RAVI

from actionlearning.domain.candidate.parts import EvidenceStanding
from actionlearning.domain.candidate.specification import Specification
from actionlearning.projections.candidate_deadlines import DeadlineOf, DeadlineRecord, DeadlineState
from actionlearning.projections.candidate_record import CandidateRecord
from actionlearning.projections.sentences import Person

THERE, MISSING, NOT_AUTHENTIC = EvidenceStanding
REGISTRATION, ASSIGNMENT, RESUBMISSION = DeadlineOf


def record(
    it: Chronicle,
    as_at: date | datetime | str | None = None,
    *,
    which: Any = OF_RAVI,
    known: datetime | int | None = None,
    specifications: tuple[Specification, ...] = LOADED,
) -> CandidateRecord:
    return CandidateRecord.fold(it.history(as_at, known), candidate=which, specifications=specifications)


def deadline(it: Chronicle, of: DeadlineOf, as_at: Any = None) -> DeadlineRecord:
    (found,) = [each for each in record(it, as_at).deadlines if each.of is of]
    return found


def stands(it: Chronicle, of: DeadlineOf, as_at: Any = None) -> tuple[DeadlineState, date | None, int | None]:
    found = deadline(it, of, as_at)
    return found.state, found.done_on, found.days_left


def person(name: str) -> Person:
    return Person(named(name), said(name, name))
