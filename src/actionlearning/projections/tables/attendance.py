"""The table of who came to which session: a row for each whose session-slot it was, and for each of whom anything was said.

Whose slot it was is settled by who was a member when the session was opened, which may become known later: somebody's joining
or leaving is recorded late, or an attendance is put right. So each row keeps what was said, and what it comes to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from actionlearning.domain.set.events import AbsenceRecorded, CheckedIn, CheckedOut
from actionlearning.domain.set.practice_events import AttendanceCorrected
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Seen, Table
from actionlearning.projections.tables.columns import AT_SET, Folds, flag, ident, known, text, time, whole

__all__ = ["FOLDS", "TABLE", "expect_members", "joined_late", "left_late"]

TABLE = Table(
    "attendances",
    (
        *AT_SET,
        whole("session", "the number of the session"),
        text("session_kind", "`regular`, or `follow_up`, which counts for reviews and never for attendance"),
        ident("member_id", "who"),
        flag("expected", "whether it was their session-slot: they were a member when it was opened, or came"),
        flag("present", "whether they came, as far as is known"),
        flag("member_at_opening", "whether they were a member when it was opened"),
        flag("arrived", "whether they were checked in"),
        flag("corrected", "whether they came, as it was put right last", optional=True),
        flag("apology", "of an absence that was recorded, whether they sent an apology", optional=True),
        whole("energy_in", "their energy at check-in, 1 to 10; it counts where they were present", optional=True),
        whole("energy_out", "their energy at check-out, 1 to 10; the same", optional=True),
        time("checked_in_at", "when they arrived", optional=True),
        time("checked_out_at", "when they left the room", optional=True),
    ),
    key=("set_id", "session", "member_id"),
    indexes=(("member_id",), ("programme_id",)),
    says="A member's place in a session of their set, taken or not",
)


def expect_members(rows: Rows, its: Seen, session: Seen) -> None:
    """A session begins: it is the session-slot of everybody who is a member at that moment."""
    opened, present, expected = session["opened_at"], session["present"], session["expected"]
    for place in range(1, its["joinings"] + 1):
        membership = known(rows, "memberships", (its["set_id"], place))
        left = membership["left_at"]
        if membership["joined_at"] <= opened and (left is None or opened < left):
            came, was_theirs = _note(rows, session, membership["member_id"], member_at_opening=True)
            present, expected = present + came, expected + was_theirs
    rows.change("sessions", (session["set_id"], session["session"]), {"present": present, "expected": expected})


def joined_late(rows: Rows, its: Seen, member: Any, at: datetime) -> None:
    """Sessions that were opened since somebody joined were theirs too, as is known only now."""
    for session in _opened_since(rows, its, at):
        _say(rows, session, member, member_at_opening=True)


def left_late(rows: Rows, its: Seen, member: Any, at: datetime) -> None:
    """Sessions that were opened since somebody left were not theirs, as is known only now."""
    for session in _opened_since(rows, its, at):
        _say(rows, session, member, member_at_opening=False)


def _opened_since(rows: Rows, its: Seen, at: datetime) -> Iterator[Seen]:
    """The sessions opened at a moment or after it, from the last one back; they are opened in order."""
    number = its["last_session"]
    if number is None or its["last_opened_at"] < at:
        return
    while number is not None:
        session = known(rows, "sessions", (its["set_id"], number))
        if session["opened_at"] < at:
            return
        yield session
        number = session["previous_session"]


def _say(rows: Rows, session: Seen, member: Any, **said: Any) -> None:
    """Add something to what is known of somebody and a session, and count those in it again."""
    came, was_theirs = _note(rows, session, member, **said)
    if came or was_theirs:
        counts = {"present": session["present"] + came, "expected": session["expected"] + was_theirs}
        rows.change("sessions", (session["set_id"], session["session"]), counts)


def _note(rows: Rows, session: Seen, member: Any, **said: Any) -> tuple[int, int]:
    """The same without the counts; by how much they change: those who came, and those whose session-slot it was."""
    before = rows.get("attendances", (session["set_id"], session["session"], member)) or {
        "set_id": session["set_id"],
        "programme_id": session["programme_id"],
        "session": session["session"],
        "session_kind": session["kind"],
        "member_id": member,
        "expected": False,
        "present": False,
        "member_at_opening": False,
        "arrived": False,
    }
    after = {**before, **said}
    corrected = after.get("corrected")
    after["present"] = after["arrived"] if corrected is None else corrected
    after["expected"] = after["member_at_opening"] or after["present"]
    rows.add("attendances", after)
    return after["present"] - before["present"], after["expected"] - before["expected"]


def _session(rows: Rows, r: Recorded[Any]) -> Seen:
    return known(rows, "sessions", (r.stream, r.event.session))


def _checked_in(rows: Rows, r: Recorded[CheckedIn]) -> None:
    event = r.event
    _say(rows, _session(rows, r), event.member, arrived=True, energy_in=event.energy, checked_in_at=r.occurred_at)


def _checked_out(rows: Rows, r: Recorded[CheckedOut]) -> None:
    _say(rows, _session(rows, r), r.event.member, energy_out=r.event.energy, checked_out_at=r.occurred_at)


def _absent(rows: Rows, r: Recorded[AbsenceRecorded]) -> None:
    _say(rows, _session(rows, r), r.event.member, apology=r.event.apology)


def _corrected(rows: Rows, r: Recorded[AttendanceCorrected]) -> None:
    _say(rows, _session(rows, r), r.event.member, corrected=r.event.present)


FOLDS: Folds = {
    CheckedIn: _checked_in,
    CheckedOut: _checked_out,
    AbsenceRecorded: _absent,
    AttendanceCorrected: _corrected,
}
