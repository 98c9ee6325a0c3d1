"""A qualification specification: the rules of one qualification as data, of one version for ever.

Where it comes from, and what makes a file of it wrong, is decided where it is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import Enum

from attrs import frozen

from actionlearning.domain.candidate.events import SpecificationRef

__all__ = ["Criterion", "EvidenceKind", "EvidenceSource", "Practice", "Specification", "WorkshopDay"]


class EvidenceSource(Enum):
    """How a kind of evidence comes about: handed in, drafted by a group, or observed in practice."""

    SUBMITTED = "submitted"
    DRAFTED = "drafted"
    OBSERVED = "observed"


@frozen(kw_only=True)
class WorkshopDay:
    """One required day: its number, the part it belongs to, its topics, and its hours where they are given."""

    number: int
    part: int
    topics: tuple[str, ...]
    starts: time | None = None
    ends: time | None = None


@frozen(kw_only=True)
class EvidenceKind:
    """One required kind of evidence; that of the assignment is due with it."""

    kind: str
    title: str
    source: EvidenceSource
    assignment: bool = False


@frozen(kw_only=True)
class Criterion:
    """One assessed ability, the kinds of evidence that bear on it, and the views that show the work behind it."""

    number: int
    title: str
    evidence: tuple[str, ...]
    views: tuple[str, ...] = ()


@frozen(kw_only=True)
class Practice:
    """How many stints as set adviser it takes: in all, observed ones among them, and outside a training set."""

    stints: int
    observed: int
    outside_training: int


@frozen(kw_only=True)
class Specification:
    """The whole of it. Months are calendar months; ``awards`` gives the credits that each award takes, by its name."""

    ref: SpecificationRef
    title: str
    awarding_body: str
    level: int
    unit: str
    credits: int
    registration_months: int
    assignment_months: int
    prework: tuple[str, ...]
    days: tuple[WorkshopDay, ...]
    evidence: tuple[EvidenceKind, ...]
    criteria: tuple[Criterion, ...]
    practice: Practice
    cpd_plan: bool
    awards: Mapping[str, int]
