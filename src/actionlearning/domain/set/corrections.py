"""What of a session was recorded wrongly: who was there, and how long a slot was. A correction counts for all times."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from actionlearning.domain.set import errors
from actionlearning.domain.set.meeting import Meeting
from actionlearning.domain.set.practice_events import (
    AttendanceCorrected,
    SlotMinutesCorrected,
)
from actionlearning.domain.times import in_order
from actionlearning.domain.values import MemberId, ProblemId

__all__ = ["correct_attendance", "correct_slot_minutes"]


def correct_attendance(
    meeting: Meeting, member: MemberId, *, present: bool, last_acts: Collection[datetime], at: datetime
) -> AttendanceCorrected:
    """Say that a member was there from opening to close after all, or was not there at all.

    ``last_acts`` are the times at which they last acted on the session's problems: who did anything was there.
    """
    session = meeting.session
    if session.opened_at is None:
        raise errors.OutsideTheSession(session=session.number, at=at, opened=None, closed=None)
    in_order(f"session {session.number}", session.opened_at, at)
    if present is (member in session.present):
        raise errors.AttendanceStands(session=session.number, member=member)
    if present:
        meeting.must_have_until_it_ends(member, session.opened_at)
        meeting.set.contract(session.opened_at).must_be_agreed_by([member], session.opened_at)
    elif last_acts or member == session.adviser or any(slot.presenter == member for slot in session.slots):
        raise errors.TookPart(session=session.number, member=member)
    return AttendanceCorrected(session.number, member, present)


def correct_slot_minutes(meeting: Meeting, problem: ProblemId, *, minutes: int, at: datetime) -> SlotMinutesCorrected:
    """Say how many minutes a problem's last slot in the session had."""
    session = meeting.session
    still_open = session.open_slot()
    if still_open is not None and still_open.problem == problem:
        raise errors.SlotTaken(session=session.number, problem=problem)
    slot = session.last_slot_of(problem)
    if slot is None:
        raise errors.NoClosedSlot(session=session.number, problem=problem)
    in_order("the slot", slot.interval.end, at)
    if minutes > session.minutes:
        raise errors.LongerThanTheSession(session=session.number, minutes=minutes, length=session.minutes)
    if minutes == slot.minutes:
        raise errors.MinutesStand(session=session.number, problem=problem, minutes=minutes)
    return SlotMinutesCorrected(session.number, problem, minutes)
