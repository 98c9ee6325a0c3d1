"""Tables about sessions: each from the diary to its close, the airtime in it, and how the set found itself."""

from __future__ import annotations

from typing import Any

from actionlearning.domain.set.events import (
    AirtimeAllocated,
    AirtimeBid,
    ProcessReviewed,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import GroundRuleBreachNoted, InterventionMade, SlotMinutesCorrected
from actionlearning.domain.times import day_of
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Row, Rows, Seen, Table
from actionlearning.projections.tables import attendance
from actionlearning.projections.tables.columns import AT_SET, Folds, day, flag, ident, known, text, time, version, whole

__all__ = ["FOLDS", "TABLES"]

SESSION = whole("session", "the number of the session")

TABLES = (
    Table(
        "sessions",
        (
            *AT_SET,
            SESSION,
            text("kind", "`regular`, or `follow_up`, which counts for reviews and never for attendance or airtime"),
            time("starts_at", "when it was to begin"),
            whole("minutes", "how long it was to be"),
            text("mode", "`in_person`, `online` or `hybrid`"),
            flag("cancelled", "whether it was cancelled"),
            time("opened_at", "when it began; empty unless it was held", optional=True),
            day("held_on", "that day, in the set's time zone", optional=True),
            time("closed_at", "when it ended", optional=True),
            ident("adviser_id", "who guided it", optional=True),
            flag("inquorate", "whether fewer than the quorum had checked in when it ended", optional=True),
            whole("expected", "whose session-slot it was, counted"),
            whole("present", "who came, counted"),
            whole("previous_session", "the session that was held before it", optional=True),
            whole("last_slot_version", "the version at which the last slot was opened, as they were recorded", optional=True),
        ),
        key=("set_id", "session"),
        indexes=(("programme_id",), ("adviser_id",)),
        says="A session of a set",
    ),
    attendance.TABLE,
    Table(
        "airtime",
        (
            *AT_SET,
            SESSION,
            ident("problem_id", "for which problem"),
            ident("member_id", "to whom"),
            time("bid_at", "when they asked for it, the last time", optional=True),
            whole("minutes", "how many minutes they were given; what was said last counts", optional=True),
            time("allocated_at", "when", optional=True),
            whole("slot_version", "the version at which the last slot for it was opened that is over", optional=True),
            time("slot_opened_at", "when that slot began", optional=True),
        ),
        key=("set_id", "session", "problem_id"),
        says="Airtime that was asked for, or given, in a session",
    ),
    Table(
        "slots",
        (
            *AT_SET,
            version("set_id"),
            SESSION,
            text("session_kind", "`regular` or `follow_up`"),
            ident("presenter_id", "whose airtime it was"),
            ident("problem_id", "which problem they presented"),
            time("opened_at", "when it began"),
            time("closed_at", "when it ended", optional=True),
            whole("minutes", "how long it was, as it was put right last; empty until it has ended", optional=True),
            flag("corrected", "whether the minutes were put right"),
        ),
        key=("set_id", "version"),
        indexes=(("problem_id",), ("programme_id",)),
        says="A presenter's airtime as it was",
    ),
    Table(
        "process_reviews",
        (
            *AT_SET,
            version("set_id", "note"),
            SESSION,
            whole("safety", "how safe it was, 1 to 10"),
            whole("challenge", "how much the members were challenged, 1 to 10"),
            whole("support", "how much they were supported, 1 to 10"),
            time("reviewed_at", "when"),
        ),
        key=("set_id", "version"),
        indexes=(("programme_id",),),
        says="How a set found itself in a session",
    ),
    Table(
        "interventions",
        (
            *AT_SET,
            version("set_id", "note"),
            SESSION,
            ident("adviser_id", "who"),
            text("kind", "what it was: `focus`, `silence`, `challenge` and so on"),
            time("made_at", "when"),
        ),
        key=("set_id", "version"),
        indexes=(("adviser_id",), ("programme_id",)),
        says="Something that the adviser of a session did for the process",
    ),
    Table(
        "rule_breaches",
        (
            *AT_SET,
            version("set_id", "note"),
            SESSION,
            whole("rule", "which rule of the contract, from 1"),
            time("noted_at", "when"),
        ),
        key=("set_id", "version"),
        says="A time when a ground rule of the contract was broken",
    ),
)


def _scheduled(rows: Rows, r: Recorded[SessionScheduled]) -> None:
    event = r.event
    rows.add(
        "sessions",
        {
            "set_id": r.stream,
            "programme_id": known(rows, "sets", (r.stream,))["programme_id"],
            "session": event.session,
            "kind": event.kind.value,
            "starts_at": event.starts_at,
            "minutes": event.minutes,
            "mode": event.mode.value,
            "cancelled": False,
            "expected": 0,
            "present": 0,
        },
    )


def _cancelled(rows: Rows, r: Recorded[SessionCancelled]) -> None:
    rows.change("sessions", (r.stream, r.event.session), {"cancelled": True})


def _opened(rows: Rows, r: Recorded[SessionOpened]) -> None:
    its, number, at = known(rows, "sets", (r.stream,)), r.event.session, r.occurred_at
    changes = {
        "opened_at": at,
        "held_on": day_of(at, its["time_zone"]),
        "adviser_id": r.event.adviser,
        "previous_session": its["last_session"],
    }
    rows.change("sessions", (r.stream, number), changes)
    rows.change("sets", (r.stream,), {"last_session": number, "last_opened_at": at})
    attendance.expect_members(rows, its, {**_session(rows, r), **changes})


def _closed(rows: Rows, r: Recorded[SessionClosed]) -> None:
    rows.change("sessions", (r.stream, r.event.session), {"closed_at": r.occurred_at, "inquorate": r.event.inquorate})


def _session(rows: Rows, r: Recorded[Any]) -> Seen:
    return known(rows, "sessions", (r.stream, r.event.session))


def _in(session: Seen, r: Recorded[Any], **columns: Any) -> Row:
    where = {"set_id": r.stream, "programme_id": session["programme_id"], "session": r.event.session}
    return {**where, **columns}


def _bid(rows: Rows, r: Recorded[AirtimeBid]) -> None:
    _airtime(rows, r, "bid_at", {"bid_at": r.occurred_at})


def _allocated(rows: Rows, r: Recorded[AirtimeAllocated]) -> None:
    _airtime(rows, r, "allocated_at", {"allocated_at": r.occurred_at, "minutes": r.event.minutes})


def _airtime(rows: Rows, r: Recorded[AirtimeBid] | Recorded[AirtimeAllocated], at: str, said: Row) -> None:
    """What was said later counts, whenever it is recorded."""
    before = rows.get("airtime", (r.stream, r.event.session, r.event.problem))
    if before is None:
        row = _in(_session(rows, r), r, problem_id=r.event.problem, member_id=r.event.member)
        rows.add("airtime", {**row, **said})
    elif before[at] is None or before[at] <= r.occurred_at:
        rows.change("airtime", (r.stream, r.event.session, r.event.problem), {**said, "member_id": r.event.member})


def _slot_opened(rows: Rows, r: Recorded[SlotOpened]) -> None:
    session, event = _session(rows, r), r.event
    row = _in(session, r, session_kind=session["kind"], presenter_id=event.presenter, problem_id=event.problem)
    rows.add("slots", {**row, "version": r.version, "opened_at": r.occurred_at, "corrected": False})
    rows.change("sessions", (r.stream, event.session), {"last_slot_version": r.version})


def _slot_closed(rows: Rows, r: Recorded[SlotClosed]) -> None:
    """A set has one slot open at a time, so the one that ends is the one that was opened last, as they are recorded."""
    key = (r.stream, _session(rows, r)["last_slot_version"])
    slot = known(rows, "slots", key)
    rows.change("slots", key, {"closed_at": r.occurred_at, "minutes": r.event.minutes})
    this = {"slot_version": slot["version"], "slot_opened_at": slot["opened_at"]}
    given = (r.stream, r.event.session, slot["problem_id"])
    last = rows.get("airtime", given)
    if last is None:  # nobody gave it minutes beforehand, as a set must today
        where = {name: slot[name] for name in ("set_id", "programme_id", "session", "problem_id")}
        rows.add("airtime", {**where, "member_id": slot["presenter_id"], **this})
    elif last["slot_version"] is None or (last["slot_opened_at"], last["slot_version"]) < (slot["opened_at"], slot["version"]):
        rows.change("airtime", given, this)


def _slot_corrected(rows: Rows, r: Recorded[SlotMinutesCorrected]) -> None:
    """A correction speaks of the last slot of its problem in the session that was over by then."""
    last = known(rows, "airtime", (r.stream, r.event.session, r.event.problem))["slot_version"]
    rows.change("slots", (r.stream, last), {"minutes": r.event.minutes, "corrected": True})


def _reviewed(rows: Rows, r: Recorded[ProcessReviewed]) -> None:
    event = r.event
    row = _in(_session(rows, r), r, safety=event.safety, challenge=event.challenge, support=event.support)
    rows.add("process_reviews", {**row, "version": r.version, "reviewed_at": r.occurred_at})


def _intervened(rows: Rows, r: Recorded[InterventionMade]) -> None:
    row = _in(_session(rows, r), r, adviser_id=r.event.by, kind=r.event.kind.value, made_at=r.occurred_at)
    rows.add("interventions", {**row, "version": r.version})


def _broken(rows: Rows, r: Recorded[GroundRuleBreachNoted]) -> None:
    row = _in(_session(rows, r), r, rule=r.event.rule, noted_at=r.occurred_at)
    rows.add("rule_breaches", {**row, "version": r.version})


FOLDS: Folds = {
    SessionScheduled: _scheduled,
    SessionCancelled: _cancelled,
    SessionOpened: _opened,
    SessionClosed: _closed,
    AirtimeBid: _bid,
    AirtimeAllocated: _allocated,
    SlotOpened: _slot_opened,
    SlotClosed: _slot_closed,
    SlotMinutesCorrected: _slot_corrected,
    ProcessReviewed: _reviewed,
    InterventionMade: _intervened,
    GroundRuleBreachNoted: _broken,
    **attendance.FOLDS,
}
