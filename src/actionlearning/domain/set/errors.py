"""Why a set says no."""

from __future__ import annotations

from datetime import datetime

from actionlearning.domain.errors import Refused
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.values import ActionId, MemberId, ProblemId


class WrongStage(Refused):
    """A set forms, contracts, meets and closes, in that order."""

    wanted: str
    stage: str
    says = "cannot {wanted}: the set is {stage}"


class NotAPolicy(Refused):
    """A policy is breached by a bad day, not by its own numbers."""

    policy: SetPolicy
    says = "no set could keep to {policy}; sizes go from 1 up, the quorum from 1 to the largest size, and a session has minutes"


class AlreadyAMember(Refused):
    member: MemberId
    says = "{member} is a member already; nobody is a member twice at once"


class NotAMember(Refused):
    member: MemberId
    at: datetime
    says = "{member} was not a member of this set at {at}; only members do this"


class AlreadyLeft(Refused):
    member: MemberId
    at: datetime
    says = "{member} left after {at} already; a membership that has ended cannot end again"


class NotOnesOwnToOpen(Refused):
    """What was said before somebody joined belongs to those who said it."""

    member: MemberId
    says = "{member} cannot open to themself what was said before they joined; the others of the set do"


class NotInvited(Refused):
    member: MemberId
    says = "{member} has not been invited; invite them first"


class ConsentMissing(Refused):
    """A set that has started lets nobody in without everybody's consent (trust)."""

    newcomer: MemberId
    missing: tuple[MemberId, ...]
    says = "{newcomer} cannot join yet: consent is missing from {missing}; every active member gives theirs first"


class ContractNotAgreed(Refused):
    """Trust rests on the contract: who has not agreed its current version does not take part."""

    version: int
    missing: tuple[MemberId, ...]
    says = "version {version} of the contract is not agreed by {missing}; they agree it first"


class NoSuchContract(Refused):
    version: int
    current: int
    says = "the contract's current version is {current}, so version {version} cannot be agreed or proposed now"


class NoContract(Refused):
    says = "no contract has been proposed; propose one, and let every member agree it"


class NotAnAdviser(Refused):
    """A session has one adviser: an appointed one, a member on the rota, or in a training set any member."""

    adviser: MemberId
    at: datetime
    says = "{adviser} was not a set adviser at {at}, nor a member whose turn it was; appoint them, or put them on the rota"


class SuccessorIsTheAdviser(Refused):
    adviser: MemberId
    says = "{adviser} cannot hand over to themself; name another adviser"


class StillAdvises(Refused):
    """Each session has one adviser, from its opening to its close."""

    adviser: MemberId
    session: int
    at: datetime
    says = "{adviser} advises session {session}, which had not closed at {at}; close it first, and hand over after it"


class NotARota(Refused):
    rota: tuple[MemberId, ...]
    says = "a rota names at least one member and each of them once, not {rota}"


class NoSuchRule(Refused):
    rule: int
    version: int
    rules: int
    says = "there is no rule {rule} in version {version} of the contract, which has {rules}; give the number of one, from 1"


class NotTheSessionsAdviser(Refused):
    """What is done for the process is done by whoever guards it."""

    session: int
    by: MemberId
    adviser: MemberId
    says = "{by} does not advise session {session}; {adviser} does, and only they intervene in it"


class NoSuchSession(Refused):
    session: int
    says = "the set has no session {session}; schedule it first"


class SessionExists(Refused):
    session: int
    says = "session {session} is scheduled already; choose another number"


class WrongSessionStage(Refused):
    session: int
    wanted: str
    stage: str
    says = "cannot {wanted}: session {session} is {stage}"


class AnotherSessionIsOpen(Refused):
    session: int
    says = "session {session} is open; close it first, for a set holds one session at a time"


class OutsideTheSession(Refused):
    """What happens in a session is timed between its opening and its close, whenever it is recorded."""

    session: int
    at: datetime
    opened: datetime | None
    closed: datetime | None
    says = "{at} is not within session {session} (opened {opened}, closed {closed}); give the time at which it happened there"


class AlreadyCheckedIn(Refused):
    session: int
    member: MemberId
    says = "{member} has checked in to session {session} already, or is recorded as absent from it"


class AlreadyCheckedOut(Refused):
    """Who has left the room does not leave it again."""

    session: int
    member: MemberId
    left: datetime
    says = "{member} checked out of session {session} at {left} already"


class NotCheckedIn(Refused):
    """Only those who are in the room take part."""

    session: int
    member: MemberId
    says = "{member} was not in the room of session {session} then; give a time between their checking in and checking out"


class NoAirtime(Refused):
    session: int
    problem: ProblemId
    says = "problem {problem} has no airtime in session {session}; allocate some to its owner first"


class SlotTaken(Refused):
    """One slot at a time: airtime is protected."""

    session: int
    problem: ProblemId
    says = "problem {problem} has the slot in session {session} at that time; close that slot first"


class AdviserTakesNoSlot(Refused):
    """Who helps the set to question does not present in the same session."""

    session: int
    adviser: MemberId
    says = "{adviser} advises session {session} and takes no airtime in it; let another adviser open a session for that"


class LongerThanTheSession(Refused):
    session: int
    minutes: int
    length: int
    says = "a slot of {minutes} minutes is longer than session {session}, which has {length}; give the minutes of the slot"


class NoOpenSlot(Refused):
    session: int
    says = "no slot is open in session {session}; open one first"


class NotTheirProblem(Refused):
    member: MemberId
    problem: ProblemId
    says = "problem {problem} does not belong to {member} in this set; members get airtime for problems of their own"


class ActionsStillOpen(Refused):
    """The loop must close: an action is open until it is reviewed or released."""

    actions: tuple[ActionId, ...]
    says = "these actions are still open: {actions}; review them in a session or release them with a reason"


class LeftDuringASession(Refused):
    member: MemberId
    session: int
    says = "{member} was checked in to session {session} then; a member leaves after the session has closed"


class AttendanceStands(Refused):
    session: int
    member: MemberId
    says = "session {session} says so of {member} already; correct only what was recorded wrongly"


class TookPart(Refused):
    """Who did something in a session was there."""

    session: int
    member: MemberId
    says = "{member} took part in session {session}, so they were there; their presence stands"


class NoClosedSlot(Refused):
    session: int
    problem: ProblemId
    says = "problem {problem} has had no slot in session {session} that is over; open one and close it first"


class MinutesStand(Refused):
    session: int
    problem: ProblemId
    minutes: int
    says = "the slot of problem {problem} in session {session} has {minutes} minutes already; give those that it had"
