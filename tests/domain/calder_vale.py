"""The people, moments and events that the rules are told with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.problem import fold as problems
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import (
    ActionCommitted,
    ActionReleased,
    OutcomeReported,
    OutcomeReviewed,
    ProblemAccepted,
    ProblemPresented,
    ProblemRaised,
)
from actionlearning.domain.set import fold as sets
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.events import (
    AdviserAppointed,
    CheckedIn,
    ContractAgreed,
    ContractProposed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
    SetFormed,
    SetStarted,
)
from actionlearning.domain.set.meeting import Meeting, Roster
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    AttendanceMode,
    LearningId,
    MemberId,
    Origin,
    OutcomeResult,
    ProblemId,
    ProgrammeId,
    SessionKind,
    SetId,
    SetKind,
)
from actionlearning.testing.scenario import Scenario

the_set = Scenario(sets.apply)
problem = Scenario(problems.apply)

Decision = Callable[[Problem], object]


def _id(number: int) -> Any:
    return UUID(int=number)


AISHA, BEN, CHLOE, DEV, EVA, RUTH = (MemberId(_id(number)) for number in range(1, 7))
"""Four members, a newcomer, and an adviser."""

FOUR = (AISHA, BEN, CHLOE, DEV)
PROGRAMME, SET = ProgrammeId(_id(10)), SetId(_id(11))
ROSTERS, THEATRES, BEDS = (ProblemId(_id(number)) for number in (20, 21, 22))
TRIAL, TALK = (ActionId(_id(number)) for number in (30, 31))
TRUST, PATIENCE = (LearningId(_id(number)) for number in (40, 41))

LONDON = "Europe/London"


def at(day: str, clock: str = "12:00") -> datetime:
    """A moment of 2025, in UTC."""
    return datetime.fromisoformat(f"2025-{day}T{clock}").replace(tzinfo=UTC)


FEBRUARY, MARCH, APRIL, MAY = at("02-01"), at("03-01"), at("04-01"), at("05-01")


def on(day: str) -> date:
    return date.fromisoformat(f"2025-{day}")


def said(text: str = "words", *subjects: MemberId) -> Personal:
    return Personal(*(subjects or (AISHA,)), text=text)


@frozen
class Somebody:
    """As much of a person as a set looks at."""

    id: MemberId
    line_manager: MemberId | None = None


# A set that forms, contracts, and meets from 6 January


def formed(policy: SetPolicy | None = None) -> SetFormed:
    return SetFormed(PROGRAMME, "Roster set", "learn", SetKind.WORKPLACE, LONDON, policy or SetPolicy(smallest=3))


def invited(*people: MemberId, band: str = "band 7") -> tuple[MemberInvited, ...]:
    return tuple(MemberInvited(person, band) for person in people)


def joined(*people: MemberId) -> tuple[MemberJoined, ...]:
    return tuple(MemberJoined(person) for person in people)


def agreed(version: int, *people: MemberId) -> tuple[ContractAgreed, ...]:
    return tuple(ContractAgreed(person, version) for person in people)


def consents(newcomer: MemberId, *givers: MemberId) -> tuple[NewcomerConsented, ...]:
    """Of these, or of all four."""
    return tuple(NewcomerConsented(newcomer, giver) for giver in givers or FOUR)


def left(member: MemberId = BEN) -> MemberLeft:
    return MemberLeft(member, said("a new post", member))


def proposed(version: int = 1, quorum: int = 3) -> ContractProposed:
    return ContractProposed(version, ("no advice",), quorum, "harm")


def scheduled(number: int, day: str, *, kind: SessionKind = SessionKind.REGULAR, minutes: int = 120) -> SessionScheduled:
    return SessionScheduled(number, kind, at(day, "10:00"), minutes, AttendanceMode.IN_PERSON)


def arrived(session: int, *people: MemberId) -> tuple[CheckedIn, ...]:
    return tuple(CheckedIn(session, person) for person in people)


CONTRACTING = (formed(), *invited(*FOUR), proposed(), *agreed(1, *FOUR), *joined(*FOUR), AdviserAppointed(RUTH))
MEETING = (*CONTRACTING, SetStarted())
DIARY = (*MEETING, scheduled(1, "01-14"), scheduled(2, "02-11"))
OPEN_AT, CLOSED_AT = at("01-14", "10:00"), at("01-14", "12:00")
HALF_PAST, ELEVEN, HALF_PAST_ELEVEN = at("01-14", "10:30"), at("01-14", "11:00"), at("01-14", "11:30")
EMPTY_ROOM = (*DIARY, (SessionOpened(1, RUTH), OPEN_AT))
IN_SESSION = (*EMPTY_ROOM, *arrived(1, *FOUR))
CLOSED = (*IN_SESSION, (SessionClosed(1, inquorate=False), CLOSED_AT))
SECOND, THIRD = at("02-11", "10:30"), at("03-11", "10:30")
"""In the sessions after it."""


def first(it: Set) -> Meeting:
    """The session of the fourteenth."""
    return Meeting.of(it, 1)


# A problem of Aisha's, accepted on 6 January and presented on the 14th

RAISED = ProblemRaised(SET, AISHA, said("rosters"), said("gaps"), said("my wards"))
ACCEPTED = (RAISED, ProblemAccepted())
PRESENTED_AT = at("01-14", "10:30")
PRESENTED = (*ACCEPTED, (ProblemPresented(1, 3), PRESENTED_AT))
LATER = at("01-14", "10:40")
"""While it is talked about."""
COMMITTED_AT = at("01-14", "11:00")


def committed(action: ActionId = TRIAL, due: str = "02-07", session: int = 1) -> ActionCommitted:
    return ActionCommitted(
        action, session, on(due), Origin.SELF, ActionKind.STEP, what=said("a trial"), success_measure=said("gaps below 5 %")
    )


COMMITTED = (*PRESENTED, (committed(), COMMITTED_AT))
REPORTED_AT = at("02-10")
REPORTED = (*COMMITTED, (OutcomeReported(TRIAL, OutcomeResult.ACHIEVED, on("02-05")), REPORTED_AT))
REVIEW = OutcomeReviewed(TRIAL, 2, (BEN,), (), said("fewer gaps"))
REVIEWED = (*REPORTED, (REVIEW, SECOND))
RELEASED = (*COMMITTED, (ActionReleased(TRIAL, said("overtaken")), at("01-20")))


def room(
    session: int = 1,
    *there: MemberId,
    opened_at: datetime | None = None,
    next_session: date | None = None,
    set_closed: bool = False,
) -> Roster:
    """Who is in the room; the four members unless said otherwise, with Ruth as their adviser."""
    opened = opened_at or (OPEN_AT if session == 1 else at("02-11", "10:00"))
    return Roster(
        session=session,
        opened_at=opened,
        time_zone=LONDON,
        present=frozenset(there or FOUR),
        adviser=RUTH,
        next_session=next_session,
        set_closed=set_closed,
    )
