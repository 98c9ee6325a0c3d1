"""What is known of how a programme was carried: who stood up for it, what was given to it, and what people found of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    IntegrationMapped,
    OrganisationalValueElicited,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.values import EvaluationLevel, Initiative, MemberId, ReadinessAspect, SetId, ValueId
from actionlearning.projections.projection import Stream

__all__ = [
    "Advocacy",
    "Endorsement",
    "Finding",
    "HeldImportant",
    "Integration",
    "LookBack",
    "Readiness",
    "Replication",
    "Support",
    "support_of",
]


@frozen
class Endorsement:
    """The sponsor stood up for the programme."""

    at: datetime
    by: MemberId
    statement: Personal | None


@frozen
class HeldImportant:
    """What an organisation holds important, in the words of whoever said so."""

    id: ValueId
    at: datetime
    organisation: str
    words: Personal


@frozen
class Integration:
    """Something else that an organisation does, and how the programme was tied to it."""

    at: datetime
    initiative: Initiative
    title: str
    how: str


@frozen(kw_only=True)
class Readiness:
    """How ready an organisation is in one respect, on 1 to 10: the last score and advice, and how often it was judged."""

    organisation: str
    aspect: ReadinessAspect
    at: datetime
    score: int
    advice: str
    assessments: int
    first_score: int
    """As it was judged for the first time; the same score where it was judged once."""


@frozen
class LookBack:
    """What the people who run the programme saw when they looked at how it goes."""

    at: datetime
    by: MemberId
    finding: Personal


@frozen
class Finding:
    """What somebody judged that the programme brought, at one of the five levels."""

    level: EvaluationLevel
    at: datetime
    by: MemberId
    finding: Personal


@frozen
class Advocacy:
    """Somebody spoke for action learning in a sector."""

    at: datetime
    sector: str
    activity: str


@frozen
class Replication:
    """A set was made after the example of another."""

    at: datetime
    set: SetId
    from_set: SetId


@frozen(kw_only=True)
class Support:
    """All of this about one programme, each list oldest first."""

    endorsements: tuple[Endorsement, ...]
    hours: Mapping[str, Decimal]
    """The hours that each organisation released, in all, in the order in which they first did."""
    values: tuple[HeldImportant, ...]
    integrations: tuple[Integration, ...]
    readiness: tuple[Readiness, ...]
    """One for each organisation and aspect that was ever judged, in the order of the first time."""
    reviews: tuple[LookBack, ...]
    findings: tuple[Finding, ...]
    advocacy: tuple[Advocacy, ...]
    replications: tuple[Replication, ...]

    def found(self, level: EvaluationLevel) -> tuple[Finding, ...]:
        """What was found at one level."""
        return tuple(each for each in self.findings if each.level is level)


def support_of(stream: Stream) -> Support:
    """What is known of how the programme of a stream was carried."""
    return Support(
        endorsements=tuple(Endorsement(r.occurred_at, r.actor, r.event.statement) for r in stream.of(SponsorEndorsed)),
        hours=_hours(stream),
        values=tuple(
            HeldImportant(r.event.value, r.occurred_at, r.event.organisation, r.event.words)
            for r in stream.of(OrganisationalValueElicited)
        ),
        integrations=tuple(
            Integration(r.occurred_at, r.event.initiative, r.event.title, r.event.how) for r in stream.of(IntegrationMapped)
        ),
        readiness=_readiness(stream),
        reviews=tuple(LookBack(r.occurred_at, r.actor, r.event.finding) for r in stream.of(ProgrammeReviewed)),
        findings=tuple(Finding(r.event.level, r.occurred_at, r.actor, r.event.finding) for r in stream.of(ProgrammeEvaluated)),
        advocacy=tuple(Advocacy(r.occurred_at, r.event.sector, r.event.activity) for r in stream.of(AdvocacyLogged)),
        replications=tuple(Replication(r.occurred_at, r.event.set, r.event.from_set) for r in stream.of(SetReplicated)),
    )


def _hours(stream: Stream) -> dict[str, Decimal]:
    hours: dict[str, Decimal] = {}
    for r in stream.of(TimeReleased):
        hours[r.event.organisation] = hours.get(r.event.organisation, Decimal()) + r.event.hours
    return hours


def _readiness(stream: Stream) -> tuple[Readiness, ...]:
    judged: dict[tuple[str, ReadinessAspect], list[tuple[datetime, ReadinessAssessed]]] = {}
    for r in stream.of(ReadinessAssessed):
        judged.setdefault((r.event.organisation, r.event.aspect), []).append((r.occurred_at, r.event))
    return tuple(
        Readiness(
            organisation=organisation,
            aspect=aspect,
            at=each[-1][0],
            score=each[-1][1].score,
            advice=each[-1][1].advice,
            assessments=len(each),
            first_score=each[0][1].score,
        )
        for (organisation, aspect), each in judged.items()
    )
