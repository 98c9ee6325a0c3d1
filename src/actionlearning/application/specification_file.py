"""What a specification's file may say: its keys with their types, and what in it would contradict itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import time
from typing import Annotated

import msgspec
from attrs import frozen

from actionlearning.application.inputs import Title
from actionlearning.application.toml_lines import Path
from actionlearning.domain.candidate.events import SpecificationRef
from actionlearning.domain.candidate.specification import (
    Criterion,
    EvidenceKind,
    EvidenceSource,
    Practice,
    Specification,
    WorkshopDay,
)

__all__ = ["SLUG", "Fault", "Written", "faults"]

SLUG = r"^[a-z0-9][a-z0-9._-]{0,63}\Z"
Slug = Annotated[str, msgspec.Meta(pattern=SLUG)]
"""A short name that is recorded: small letters, digits and ``._-``."""

Number = Annotated[int, msgspec.Meta(ge=1, le=9999)]
Months = Annotated[int, msgspec.Meta(ge=1, le=600)]
Many = Annotated[int, msgspec.Meta(ge=0, le=9999)]


class _Table(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A table of the file: a key that it does not know is a slip, never passed over."""


class Day(_Table, frozen=True):
    number: Number
    part: Number
    topics: Annotated[tuple[Slug, ...], msgspec.Meta(min_length=1)]
    starts: time | None = None
    ends: time | None = None


class Kind(_Table, frozen=True):
    kind: Slug
    title: Title
    source: EvidenceSource
    assignment: bool = False


class Ability(_Table, frozen=True):
    number: Number
    title: Title
    evidence: Annotated[tuple[Slug, ...], msgspec.Meta(min_length=1)]
    views: tuple[Slug, ...] = ()


class Advising(_Table, frozen=True):
    stints: Many
    observed: Many
    outside_training: Many


class Written(_Table, frozen=True):
    """The whole file."""

    id: Slug
    version: Number
    title: Title
    awarding_body: Title
    level: Number
    unit: Title
    credits: Number
    registration_months: Months
    assignment_months: Months
    prework: tuple[Slug, ...]
    cpd_plan: bool
    practice: Advising
    days: tuple[Day, ...]
    evidence: tuple[Kind, ...]
    criteria: Annotated[tuple[Ability, ...], msgspec.Meta(min_length=1)]
    awards: dict[Slug, Number]

    def specification(self, *, sha256: str) -> Specification:
        """The rules that the file gives, once nothing in it is at fault."""
        return Specification(
            ref=SpecificationRef(self.id, self.version, sha256),
            title=self.title,
            awarding_body=self.awarding_body,
            level=self.level,
            unit=self.unit,
            credits=self.credits,
            registration_months=self.registration_months,
            assignment_months=self.assignment_months,
            prework=self.prework,
            days=tuple(WorkshopDay(**msgspec.structs.asdict(each)) for each in self.days),
            evidence=tuple(EvidenceKind(**msgspec.structs.asdict(each)) for each in self.evidence),
            criteria=tuple(Criterion(**msgspec.structs.asdict(each)) for each in self.criteria),
            practice=Practice(**msgspec.structs.asdict(self.practice)),
            cpd_plan=self.cpd_plan,
            awards=dict(self.awards),
        )


@frozen
class Fault:
    """What contradicts itself, and where."""

    path: Path
    why: str


def faults(written: Written) -> Iterator[Fault]:
    """Everything in a file that is of the right type and still wrong, from its top to its end."""
    yield from _repeated(("prework",), written.prework, "is named before")
    yield from _faults_of_practice(written)
    yield from _faults_of_days(written)
    yield from _faults_of_evidence(written)
    yield from _faults_of_criteria(written)
    least = 0
    for award, takes in written.awards.items():
        if takes <= least:
            yield Fault(("awards", award), f"{award} takes {takes} credits, and the award before it {least}; each takes more")
        least = takes


def _faults_of_practice(written: Written) -> Iterator[Fault]:
    practice = written.practice
    for name, wanted in (("observed", practice.observed), ("outside_training", practice.outside_training)):
        if wanted > practice.stints:
            yield Fault(("practice", name), f"{name} is {wanted}, more than the {practice.stints} stints there are in all")


def _faults_of_days(written: Written) -> Iterator[Fault]:
    yield from _repeated(("days",), [day.number for day in written.days], "is a day already", key="number")
    for place, day in enumerate(written.days):
        yield from _repeated(("days", place, "topics"), day.topics, "is a topic of this day already")
        if (day.starts is None) != (day.ends is None):
            yield Fault(("days", place), f"day {day.number} has one of starts and ends; give both or neither")
        if day.starts is not None and day.ends is not None and day.ends <= day.starts:
            yield Fault(("days", place, "ends"), f"day {day.number} ends at {day.ends}, not after it starts at {day.starts}")


def _faults_of_evidence(written: Written) -> Iterator[Fault]:
    yield from _repeated(("evidence",), [each.kind for each in written.evidence], "is a kind of evidence already", key="kind")
    known: set[EvidenceSource] = set()
    for place, each in enumerate(written.evidence):
        handed_in = each.source is EvidenceSource.SUBMITTED
        if each.assignment and not handed_in:
            yield Fault(("evidence", place, "assignment"), f"{each.kind} is {each.source.value}; an assignment is submitted")
        if each.source in known and not handed_in:
            yield Fault(("evidence", place, "source"), f"another kind is {each.source.value}; there can be one such")
        known.add(each.source)


def _faults_of_criteria(written: Written) -> Iterator[Fault]:
    kinds = {each.kind for each in written.evidence}
    yield from _repeated(("criteria",), [each.number for each in written.criteria], "is a criterion already", key="number")
    for place, each in enumerate(written.criteria):
        path = ("criteria", place, "evidence")
        yield from _repeated(path, each.evidence, "bears on this criterion already")
        yield from _repeated(("criteria", place, "views"), each.views, "is named for this criterion already")
        for kind in each.evidence:
            if kind not in kinds:
                yield Fault(path, f"{kind} is no kind of evidence here; name one of {', '.join(sorted(kinds)) or 'none'}")


def _repeated(path: Path, values: Iterable[Hashable], why: str, *, key: str | None = None) -> Iterator[Fault]:
    """A fault for whatever is given twice, at its second place."""
    seen: set[Hashable] = set()
    for place, value in enumerate(values):
        if value in seen:
            yield Fault((*path, place, key) if key else (*path, place), f"{value} {why}")
        seen.add(value)
