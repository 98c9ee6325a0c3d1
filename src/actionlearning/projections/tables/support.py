"""Tables about how programmes were carried: who stood up for them, what was given, found, tied in and passed on."""

from __future__ import annotations

from typing import Any

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
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables.columns import Folds, amount, ident, text, time, version, whole

__all__ = ["FOLDS", "TABLES"]

PROGRAMME = ident("programme_id", "the programme")
KEY = ("programme_id", "version")

TABLES = (
    Table(
        "endorsements",
        (PROGRAMME, version("programme_id", "statement"), ident("by_id", "who"), time("endorsed_at", "when")),
        key=KEY,
        says="A time when the sponsor stood up for a programme",
    ),
    Table(
        "released_hours",
        (
            PROGRAMME,
            version("programme_id"),
            text("organisation", "which organisation"),
            amount("hours", "how many hours"),
            time("released_at", "when"),
        ),
        key=KEY,
        says="Hours that an organisation gave its people for a programme",
    ),
    Table(
        "organisational_values",
        (
            PROGRAMME,
            version("programme_id", "words"),
            ident("value_id", "the value"),
            text("organisation", "whose"),
            time("elicited_at", "when"),
        ),
        key=KEY,
        says="Something that an organisation holds important",
    ),
    Table(
        "integrations",
        (
            PROGRAMME,
            version("programme_id"),
            text("initiative", "`appraisal`, `talent`, `change`, `strategy` or `other`"),
            text("title", "what it is called"),
            text("how", "how the programme was tied to it"),
            time("mapped_at", "when"),
        ),
        key=KEY,
        says="Something else that an organisation does, to which a programme was tied",
    ),
    Table(
        "readiness",
        (
            PROGRAMME,
            version("programme_id"),
            text("organisation", "which organisation"),
            text("aspect", "in which respect"),
            whole("score", "how ready, 1 to 10; of an organisation and aspect the latest counts"),
            text("advice", "what it could do next"),
            time("assessed_at", "when"),
        ),
        key=KEY,
        says="A judgement of how ready an organisation is in one respect",
    ),
    Table(
        "findings",
        (
            PROGRAMME,
            version("programme_id", "finding"),
            text("level", "of the five levels; empty where it was a look at how the programme goes", optional=True),
            ident("by_id", "who"),
            time("found_at", "when"),
        ),
        key=KEY,
        says="What somebody found when they reviewed or evaluated a programme",
    ),
    Table(
        "advocacy",
        (
            PROGRAMME,
            version("programme_id"),
            text("sector", "in which sector"),
            text("activity", "what was done"),
            time("logged_for", "when"),
        ),
        key=KEY,
        says="A time when somebody spoke for action learning in a sector",
    ),
    Table(
        "replications",
        (
            PROGRAMME,
            version("programme_id"),
            ident("set_id", "the set that was made"),
            ident("from_set_id", "the set whose example it follows"),
            time("replicated_at", "when"),
        ),
        key=KEY,
        says="A set that was made after the example of another",
    ),
)


def _row(r: Recorded[Any], **columns: Any) -> dict[str, Any]:
    return {"programme_id": r.stream, "version": r.version, **columns}


def _endorsed(rows: Rows, r: Recorded[SponsorEndorsed]) -> None:
    rows.add("endorsements", _row(r, by_id=r.actor, endorsed_at=r.occurred_at))


def _released(rows: Rows, r: Recorded[TimeReleased]) -> None:
    event = r.event
    rows.add("released_hours", _row(r, organisation=event.organisation, hours=event.hours, released_at=r.occurred_at))


def _elicited(rows: Rows, r: Recorded[OrganisationalValueElicited]) -> None:
    event = r.event
    rows.add("organisational_values", _row(r, value_id=event.value, organisation=event.organisation, elicited_at=r.occurred_at))


def _mapped(rows: Rows, r: Recorded[IntegrationMapped]) -> None:
    event = r.event
    row = _row(r, initiative=event.initiative.value, title=event.title, how=event.how, mapped_at=r.occurred_at)
    rows.add("integrations", row)


def _assessed(rows: Rows, r: Recorded[ReadinessAssessed]) -> None:
    event = r.event
    row = _row(r, organisation=event.organisation, aspect=event.aspect.value, score=event.score)
    rows.add("readiness", {**row, "advice": event.advice, "assessed_at": r.occurred_at})


def _reviewed(rows: Rows, r: Recorded[ProgrammeReviewed]) -> None:
    rows.add("findings", _row(r, by_id=r.actor, found_at=r.occurred_at))


def _evaluated(rows: Rows, r: Recorded[ProgrammeEvaluated]) -> None:
    rows.add("findings", _row(r, level=r.event.level.value, by_id=r.actor, found_at=r.occurred_at))


def _advocated(rows: Rows, r: Recorded[AdvocacyLogged]) -> None:
    rows.add("advocacy", _row(r, sector=r.event.sector, activity=r.event.activity, logged_for=r.occurred_at))


def _replicated(rows: Rows, r: Recorded[SetReplicated]) -> None:
    row = _row(r, set_id=r.event.set, from_set_id=r.event.from_set, replicated_at=r.occurred_at)
    rows.add("replications", row)


FOLDS: Folds = {
    SponsorEndorsed: _endorsed,
    TimeReleased: _released,
    OrganisationalValueElicited: _elicited,
    IntegrationMapped: _mapped,
    ReadinessAssessed: _assessed,
    ProgrammeReviewed: _reviewed,
    ProgrammeEvaluated: _evaluated,
    AdvocacyLogged: _advocated,
    SetReplicated: _replicated,
}
