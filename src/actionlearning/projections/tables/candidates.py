"""Tables about candidates: how far each has come, and everything that was gathered for their qualification."""

from __future__ import annotations

from typing import Any

from actionlearning.domain.candidate.events import (
    AdviserStintRecorded,
    CandidateRegistered,
    CandidateWithdrew,
    CapabilityConfirmed,
    CPDPlanAgreed,
    DayReviewed,
    Deadline,
    EvidenceSubmitted,
    PracticeObserved,
    PreworkCompleted,
    ProjectBriefDrafted,
    RegistrationExpired,
    RegistrationExtended,
    WorkshopDayAttended,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Table
from actionlearning.projections.tables.candidate_stage import changed
from actionlearning.projections.tables.columns import (
    Fold,
    Folds,
    amount,
    day,
    flag,
    ident,
    text,
    time,
    version,
    whole,
)

__all__ = ["FOLDS", "TABLES"]

CANDIDATE = ident("candidate_id", "the candidacy")
KEY = ("candidate_id", "version")

TABLES = (
    Table(
        "candidates",
        (
            CANDIDATE,
            ident("member_id", "whose it is; the same person may be a candidate more than once"),
            text("stage", "how far it has come, from `confirmed` to `credited`"),
            text("specification_id", "the id of the qualification's specification", optional=True),
            whole("specification_version", "its version", optional=True),
            text("specification_sha256", "the SHA-256 of its file", optional=True),
            text("time_zone", "in which its dates are read", optional=True),
            ident("confirmed_by", "who confirmed that they can do the work"),
            time("confirmed_at", "when"),
            time("registered_at", "when they were registered", optional=True),
            day("expires_on", "until when, as extended last", optional=True),
            day("assignment_until", "until when the assignment, where that was extended", optional=True),
            flag("gathering", "whether anything was gathered yet"),
            whole("criteria_judged", "how many criteria have a judgement that stands"),
            whole("criteria_met", "how many of them are met"),
            whole("open_referrals", "on how many criteria work was given back and is not met since"),
            whole("open_appeals", "how many appeals wait for a decision"),
            flag("expired", "whether the registration ran out, and was not extended since"),
            time("verified_at", "when the judgements were verified; empty if moderation returned that", optional=True),
            time("moderated_at", "when moderation upheld it; empty if it was verified again since", optional=True),
            whole("credits", "the credits that were awarded", optional=True),
            time("credited_at", "when", optional=True),
            time("withdrew_at", "when they gave it up", optional=True),
            version("candidate_id", "basis"),
        ),
        key=("candidate_id",),
        indexes=(("member_id",), ("stage",)),
        says="Somebody's work for one qualification",
    ),
    Table(
        "registration_extensions",
        (
            CANDIDATE,
            version("candidate_id", "reason"),
            text("deadline", "`registration` or `assignment`"),
            day("until_day", "until when"),
            ident("by_id", "who gave it"),
            time("extended_at", "when"),
        ),
        key=KEY,
        says="More time that a candidate was given",
    ),
    Table(
        "prework",
        (CANDIDATE, version("candidate_id"), text("kind", "what was done"), time("completed_at", "when")),
        key=KEY,
        says="Something that comes before the workshops, and was done",
    ),
    Table(
        "workshop_days",
        (
            CANDIDATE,
            version("candidate_id"),
            whole("day", "which day"),
            amount("hours", "how many hours of it"),
            whole("topics", "how many topics were covered"),
            time("attended_at", "when"),
        ),
        key=KEY,
        says="A workshop day, or a part of one, at which a candidate was",
    ),
    Table(
        "day_reviews",
        (CANDIDATE, version("candidate_id", "review"), whole("day", "which day"), time("reviewed_at", "when")),
        key=KEY,
        says="A candidate's look back at a workshop day",
    ),
    Table(
        "stints",
        (
            CANDIDATE,
            ident("set_id", "in which set"),
            whole("session", "in which session"),
            text("setting", "the kind of the set: `workplace` or `training`"),
            time("advised_at", "when"),
            version("candidate_id"),
        ),
        key=("candidate_id", "set_id", "session"),
        indexes=(("set_id",),),
        says="A session in which a candidate acted as set adviser",
    ),
    Table(
        "observations",
        (
            CANDIDATE,
            version("candidate_id", "feedback"),
            ident("set_id", "in which set"),
            whole("session", "in which session"),
            ident("by_id", "who observed"),
            time("observed_at", "when"),
        ),
        key=KEY,
        says="A stint that somebody observed",
    ),
    Table(
        "briefs",
        (
            CANDIDATE,
            version("candidate_id"),
            whole("authors", "how many drafted it together"),
            text("sha256", "the SHA-256 of the file"),
            time("drafted_at", "when"),
        ),
        key=KEY,
        says="A project brief that a candidate drafted with others",
    ),
    Table(
        "evidence",
        (
            CANDIDATE,
            version("candidate_id"),
            text("kind", "what kind of evidence; of a kind the last piece counts"),
            text("sha256", "the SHA-256 of the file"),
            flag("authentic", "whether it was declared their own work"),
            time("submitted_at", "when"),
        ),
        key=KEY,
        says="A piece of evidence that was handed in",
    ),
    Table(
        "cpd_plans",
        (CANDIDATE, version("candidate_id", "plan"), ident("by_id", "who agreed it"), time("agreed_at", "when")),
        key=KEY,
        says="A plan for a candidate's further development, as it was agreed",
    ),
)


def _confirmed(rows: Rows, r: Recorded[CapabilityConfirmed]) -> None:
    rows.add(
        "candidates",
        {
            "candidate_id": r.stream,
            "member_id": r.event.member,
            "stage": "confirmed",
            "confirmed_by": r.event.by,
            "confirmed_at": r.occurred_at,
            "gathering": False,
            "criteria_judged": 0,
            "criteria_met": 0,
            "open_referrals": 0,
            "open_appeals": 0,
            "expired": False,
            "version": r.version,
        },
    )


def _registered(rows: Rows, r: Recorded[CandidateRegistered]) -> None:
    event = r.event
    changed(
        rows,
        r.stream,
        specification_id=event.specification.id,
        specification_version=event.specification.version,
        specification_sha256=event.specification.sha256,
        time_zone=event.time_zone,
        registered_at=r.occurred_at,
        expires_on=event.expires_on,
    )


def _extended(rows: Rows, r: Recorded[RegistrationExtended]) -> None:
    event = r.event
    row = {"candidate_id": r.stream, "version": r.version, "deadline": event.deadline.value, "until_day": event.until}
    rows.add("registration_extensions", {**row, "by_id": event.by, "extended_at": r.occurred_at})
    if event.deadline is Deadline.ASSIGNMENT:
        changed(rows, r.stream, assignment_until=event.until)
    else:
        changed(rows, r.stream, expires_on=event.until, expired=False)


def _expired(rows: Rows, r: Recorded[RegistrationExpired]) -> None:
    changed(rows, r.stream, expired=True)


def _withdrew(rows: Rows, r: Recorded[CandidateWithdrew]) -> None:
    changed(rows, r.stream, withdrew_at=r.occurred_at)


def _gathered(table: str, at: str, **columns: str) -> Fold:
    """Add a row to a table, with these columns from attributes of the event; something was gathered."""

    def fold(rows: Rows, r: Recorded[Any]) -> None:
        taken = {column: getattr(r.event, attribute) for column, attribute in columns.items()}
        rows.add(table, {"candidate_id": r.stream, "version": r.version, at: r.occurred_at, **taken})
        if table not in ("day_reviews", "observations"):
            changed(rows, r.stream, gathering=True)

    return fold


def _attended(rows: Rows, r: Recorded[WorkshopDayAttended]) -> None:
    event = r.event
    row = {"candidate_id": r.stream, "version": r.version, "day": event.day, "hours": event.hours}
    rows.add("workshop_days", {**row, "topics": len(event.topics), "attended_at": r.occurred_at})
    changed(rows, r.stream, gathering=True)


def _advised(rows: Rows, r: Recorded[AdviserStintRecorded]) -> None:
    event = r.event
    row = {"candidate_id": r.stream, "set_id": event.set, "session": event.session, "setting": event.setting.value}
    rows.add("stints", {**row, "advised_at": r.occurred_at, "version": r.version})
    changed(rows, r.stream, gathering=True)


def _drafted(rows: Rows, r: Recorded[ProjectBriefDrafted]) -> None:
    row = {"candidate_id": r.stream, "version": r.version, "authors": len(r.event.authors), "sha256": r.event.sha256}
    rows.add("briefs", {**row, "drafted_at": r.occurred_at})
    changed(rows, r.stream, gathering=True)


FOLDS: Folds = {
    CapabilityConfirmed: _confirmed,
    CandidateRegistered: _registered,
    RegistrationExtended: _extended,
    RegistrationExpired: _expired,
    CandidateWithdrew: _withdrew,
    PreworkCompleted: _gathered("prework", "completed_at", kind="kind"),
    WorkshopDayAttended: _attended,
    DayReviewed: _gathered("day_reviews", "reviewed_at", day="day"),
    AdviserStintRecorded: _advised,
    PracticeObserved: _gathered("observations", "observed_at", set_id="set", session="session", by_id="by"),
    ProjectBriefDrafted: _drafted,
    EvidenceSubmitted: _gathered("evidence", "submitted_at", kind="kind", sha256="sha256", authentic="authentic"),
    CPDPlanAgreed: _gathered("cpd_plans", "agreed_at", by_id="by"),
}
