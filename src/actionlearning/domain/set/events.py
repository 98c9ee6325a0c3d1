"""What happens to a set, in the words its members would use."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.event import event
from actionlearning.domain.personal import Personal, personal
from actionlearning.domain.policies import PolicyBreachNoted, SetPolicy
from actionlearning.domain.set.practice_events import (
    AttendanceCorrected,
    GroundRuleBreachNoted,
    InterventionMade,
    PastOpened,
    SetEvaluated,
    SlotMinutesCorrected,
)
from actionlearning.domain.values import AttendanceMode, MemberId, ProblemId, ProgrammeId, SessionKind, SetKind


@event("set.formed")
class SetFormed:
    """A set of peers was formed for a purpose, within a programme; dates are read in its time zone."""

    programme: ProgrammeId
    title: str
    purpose: str
    kind: SetKind
    time_zone: str
    policy: SetPolicy


@event("set.member-invited")
class MemberInvited:
    """Somebody was asked to join, as a peer of a level band."""

    member: MemberId
    level_band: str


@event("set.member-joined")
class MemberJoined:
    """Somebody became a member."""

    member: MemberId


@event("set.member-left")
class MemberLeft:
    """A member left, with no action open."""

    member: MemberId
    reason: Personal = personal("reason")


@event("set.newcomer-consented")
class NewcomerConsented:
    """A member agreed that somebody joins a set that has started."""

    newcomer: MemberId
    by: MemberId


@event("set.adviser-appointed")
class AdviserAppointed:
    """Somebody may act as set adviser from now on."""

    adviser: MemberId


@event("set.adviser-handed-over")
class AdviserHandedOver:
    """A set adviser made way for another."""

    adviser: MemberId
    successor: MemberId


@event("set.became-self-facilitating")
class BecameSelfFacilitating:
    """The set goes on without an adviser: its members take turns."""

    rota: tuple[MemberId, ...]


@event("set.contract-proposed")
class ContractProposed:
    """Ground rules were put to the set; a later version replaces an earlier one. The text names nobody."""

    version: int
    rules: tuple[str, ...]
    quorum: int
    confidentiality_limits: str


@event("set.contract-agreed")
class ContractAgreed:
    """Somebody agreed to a version of the contract."""

    member: MemberId
    version: int


@event("set.started")
class SetStarted:
    """Contracting is over; from now on newcomers need everybody's consent."""


@event("set.session-scheduled")
class SessionScheduled:
    """A session was put in the diary."""

    session: int
    kind: SessionKind
    starts_at: datetime
    minutes: int
    mode: AttendanceMode


@event("set.session-cancelled")
class SessionCancelled:
    """A scheduled session will not take place, so it is nobody's next session."""

    session: int


@event("set.session-opened")
class SessionOpened:
    """A session began, with one adviser."""

    session: int
    adviser: MemberId


@event("set.checked-in")
class CheckedIn:
    """A member arrived; energy on 1 to 10 if they said."""

    session: int
    member: MemberId
    energy: int | None = None


@event("set.absence-recorded")
class AbsenceRecorded:
    """A member did not come, with or without an apology."""

    session: int
    member: MemberId
    apology: bool


@event("set.airtime-bid")
class AirtimeBid:
    """A member asked for airtime for their problem."""

    session: int
    member: MemberId
    problem: ProblemId


@event("set.airtime-allocated")
class AirtimeAllocated:
    """The set gave a member protected minutes for their problem."""

    session: int
    member: MemberId
    problem: ProblemId
    minutes: int


@event("set.slot-opened")
class SlotOpened:
    """A presenter's airtime began."""

    session: int
    presenter: MemberId
    problem: ProblemId


@event("set.slot-closed")
class SlotClosed:
    """The presenter's airtime ended after so many minutes."""

    session: int
    minutes: int


@event("set.process-reviewed")
class ProcessReviewed:
    """The set looked at how it worked: safety, challenge and support on 1 to 10."""

    session: int
    safety: int
    challenge: int
    support: int
    note: Personal | None = personal("note", default=None)


@event("set.checked-out")
class CheckedOut:
    """A member left the session; energy on 1 to 10 if they said."""

    session: int
    member: MemberId
    energy: int | None = None


@event("set.session-closed")
class SessionClosed:
    """A session ended; inquorate if fewer than the agreed quorum had checked in."""

    session: int
    inquorate: bool


@event("set.closed")
class SetClosed:
    """The set finished, with no action open."""


SetEvent = (
    SetFormed
    | MemberInvited
    | MemberJoined
    | MemberLeft
    | NewcomerConsented
    | AdviserAppointed
    | ContractProposed
    | ContractAgreed
    | SetStarted
    | SessionScheduled
    | SessionCancelled
    | SessionOpened
    | CheckedIn
    | AbsenceRecorded
    | AirtimeBid
    | AirtimeAllocated
    | SlotOpened
    | SlotClosed
    | ProcessReviewed
    | CheckedOut
    | SessionClosed
    | SetClosed
    | AdviserHandedOver
    | BecameSelfFacilitating
    | InterventionMade
    | GroundRuleBreachNoted
    | PastOpened
    | SetEvaluated
    | AttendanceCorrected
    | SlotMinutesCorrected
    | PolicyBreachNoted
)
