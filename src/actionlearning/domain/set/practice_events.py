"""How well a set keeps to its practice, and what of a session was recorded wrongly at first."""

from __future__ import annotations

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.values import InterventionKind, MemberId, ProblemId


@event("set.past-opened")
class PastOpened:
    """A member let one who joined later read what was said before."""

    newcomer: MemberId
    by: MemberId


@event("set.intervention-made")
class InterventionMade:
    """The session's adviser did something for the process."""

    session: int
    by: MemberId
    kind: InterventionKind
    note: Personal | None = personal("note", default=None)


@event("set.ground-rule-breach-noted")
class GroundRuleBreachNoted:
    """Somebody in the room noted that a rule of the contract was broken: its number there, from 1, and nobody's name."""

    session: int
    rule: int
    note: Personal | None = personal("note", default=None)


@event("set.evaluated")
class SetEvaluated:
    """A member said what the set was worth to them, and whether they would recommend it, on 1 to 10; the later one counts."""

    member: MemberId
    worth: int
    recommend: int
    note: Personal | None = personal("note", default=None)


@event("set.attendance-corrected", corrects=True)
class AttendanceCorrected:
    """It was recorded wrongly whether a member came to a session."""

    session: int
    member: MemberId
    present: bool


@event("set.slot-minutes-corrected", corrects=True)
class SlotMinutesCorrected:
    """The minutes of a problem's last slot in a session were recorded wrongly."""

    session: int
    problem: ProblemId
    minutes: int
