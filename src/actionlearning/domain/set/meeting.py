"""A meeting: the set together with one of its sessions, where everything that happens in that session is decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from attrs import frozen

from actionlearning.domain import policies
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.set import errors
from actionlearning.domain.set.aggregate import Set, SetStage
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AirtimeAllocated,
    AirtimeBid,
    CheckedIn,
    CheckedOut,
    ProcessReviewed,
    SessionClosed,
    SessionOpened,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import (
    GroundRuleBreachNoted,
    InterventionMade,
)
from actionlearning.domain.set.session import Session, SessionStage
from actionlearning.domain.times import in_order
from actionlearning.domain.values import InterventionKind, MemberId, ProblemId, SessionKind

__all__ = ["Meeting", "Roster"]


@frozen(kw_only=True)
class Roster:
    """Who was in the room at a moment of a session: what a decision about a problem knows of the set."""

    session: int
    opened_at: datetime
    time_zone: str
    present: frozenset[MemberId]
    adviser: MemberId
    adviser_has_left: bool = False
    next_session: date | None = None
    set_closed: bool = False

    def must_hold(self, member: MemberId) -> None:
        """Raise ``NotCheckedIn`` unless the member was active, checked in and not checked out then."""
        if member not in self.present:
            raise errors.NotCheckedIn(session=self.session, member=member)

    def must_come_back(self) -> None:
        """Raise ``WrongStage`` if the set has closed: what is committed to now, however late, nobody will review."""
        if self.set_closed:
            raise errors.WrongStage(wanted="commit to an action", stage=SetStage.CLOSED.value)

    def must_let_ask(self, person: MemberId) -> None:
        """Those checked in ask questions, and so does the session's adviser."""
        if person != self.adviser or self.adviser_has_left:
            self.must_hold(person)


@frozen
class Meeting:
    """One session in the eyes of its set."""

    set: Set
    session: Session

    @classmethod
    def of(cls, it: Set, number: int) -> Meeting:
        """Raises ``NoSuchSession``."""
        return cls(it, it.session(number))

    def roster(self, at: datetime) -> Roster:
        """Who was in the room at a moment. Raises ``OutsideTheSession``."""
        session = self.session
        session.must_have_been_held_at(at)
        assert session.opened_at is not None
        assert session.adviser is not None
        return Roster(
            session=session.number,
            opened_at=session.opened_at,
            time_zone=self.set.time_zone,
            present=frozenset(m for m in session.present if session.was_present(m, at) and self.set.is_member(m, at)),
            adviser=session.adviser,
            adviser_has_left=session.had_left(session.adviser, at),
            next_session=self.set.next_session_after(session.number),
            set_closed=self.set.stage is SetStage.CLOSED,
        )

    def open(self, *, adviser: MemberId, at: datetime) -> tuple[SessionOpened | CheckedIn, ...]:
        """Begin it; before the first one every active member has agreed the contract (trust).

        A member who advises has arrived with that. An appointed adviser need not be a member; if they are, they check in.
        """
        self.set.must_meet("open a session", at)
        self.session.must_be(SessionStage.SCHEDULED, "open it")
        self.session.must_be_in_the_diary_at(at)
        others = self.set.sessions.values()
        for other in others:
            if other.stage is SessionStage.OPEN:
                raise errors.AnotherSessionIsOpen(session=other.number)
            in_order("the set's last session", other.closed_at, at)
        appointed = self.set.is_adviser(adviser, at)
        if not appointed and not self.set.may_advise_as_a_member(adviser, at):
            raise errors.NotAnAdviser(adviser=adviser, at=at)
        if all(other.opened_at is None for other in others):
            self.set.contract(at).must_be_agreed_by(self.set.members(at), at)
        opened = SessionOpened(self.session.number, adviser)
        if appointed:
            return (opened,)
        self.must_have_until_it_ends(adviser, at)
        self.set.contract(at).must_be_agreed_by([adviser], at)
        return (opened, CheckedIn(self.session.number, adviser))

    def check_in(self, member: MemberId, *, energy: int | None, at: datetime) -> CheckedIn:
        """A member arrives, having agreed the contract that is in force."""
        self.session.must_have_been_held_at(at)
        self.must_have_until_it_ends(member, at)
        self._not_accounted_for(member)
        self.set.contract(at).must_be_agreed_by([member], at)
        return CheckedIn(self.session.number, member, energy)

    def record_absence(self, member: MemberId, *, apology: bool, at: datetime) -> AbsenceRecorded:
        self.session.must_have_been_held_at(at)
        self.set.must_have(member, at)
        self._not_accounted_for(member)
        return AbsenceRecorded(self.session.number, member, apology)

    def check_out(self, member: MemberId, *, energy: int | None, last_acts: Collection[datetime], at: datetime) -> CheckedOut:
        """A member leaves the room; ``last_acts`` are the times at which they last acted on its problems in this session."""
        session = self.session
        stay = session.present.get(member)
        if stay is not None and stay.end is not None:
            raise errors.AlreadyCheckedOut(session=session.number, member=member, left=stay.end)
        self.roster(at).must_hold(member)
        for slot in (slot for slot in session.slots if slot.presenter == member):
            if slot.interval.end is None:
                raise errors.SlotTaken(session=session.number, problem=slot.problem)
            in_order("their slot", slot.interval.end, at)
        for last in last_acts:
            in_order("what they did in the session", last, at)
        if member == session.adviser:
            in_order("what they did in the session", session.last_intervention, at)
        return CheckedOut(self.session.number, member, energy)

    def bid(self, member: MemberId, *, problem: ProblemId, owner: MemberId, at: datetime) -> AirtimeBid:
        self._airtime(member, problem, owner, "bid for airtime", at)
        return AirtimeBid(self.session.number, member, problem)

    def allocate(
        self, member: MemberId, *, problem: ProblemId, owner: MemberId, minutes: int, at: datetime
    ) -> tuple[AirtimeAllocated | PolicyBreachNoted, ...]:
        """Give protected minutes to a member for a problem of their own, before the session or in it."""
        self._airtime(member, problem, owner, "allocate airtime", at)
        self._not_advising(member)
        others = sum(given for other, (_, given) in self.session.airtime.items() if other != problem)
        breaches = policies.airtime_within_the_session(others + minutes, self.session.minutes)
        return (AirtimeAllocated(self.session.number, member, problem, minutes), *breaches)

    def open_slot(self, problem: ProblemId, *, by: MemberId, at: datetime) -> SlotOpened:
        """The presenter takes their airtime; one slot at a time."""
        self.roster(at).must_hold(by)
        self._not_advising(by)
        if self.session.airtime.get(problem, (None,))[0] != by:
            raise errors.NoAirtime(session=self.session.number, problem=problem)
        for slot in self.session.slots:
            if slot.interval.end is None or slot.interval.covers(at):
                raise errors.SlotTaken(session=self.session.number, problem=slot.problem)
        return SlotOpened(self.session.number, by, problem)

    def close_slot(self, *, minutes: int | None, at: datetime) -> SlotClosed:
        """End the open slot. ``minutes`` are those the set counts; left out, they are read off the clock."""
        self.session.must_have_been_held_at(at)
        slot = self.session.open_slot()
        if slot is None:
            raise errors.NoOpenSlot(session=self.session.number)
        in_order("the slot", slot.interval.start, at)
        stay = self.session.present.get(slot.presenter)
        if stay is not None and stay.end is not None and stay.end < at:
            raise errors.NotCheckedIn(session=self.session.number, member=slot.presenter)
        for other in self.session.slots:
            if slot.interval.start < other.interval.start < at:
                raise errors.SlotTaken(session=self.session.number, problem=other.problem)
        measured = round((at - slot.interval.start).total_seconds() / 60)
        counted = measured if minutes is None else minutes
        if counted > self.session.minutes:
            raise errors.LongerThanTheSession(session=self.session.number, minutes=counted, length=self.session.minutes)
        return SlotClosed(self.session.number, counted)

    def review_process(
        self, *, safety: int, challenge: int, support: int, note: Personal | None, at: datetime
    ) -> ProcessReviewed:
        self.session.must_have_been_held_at(at)
        return ProcessReviewed(self.session.number, safety, challenge, support, note)

    def intervene(self, kind: InterventionKind, *, note: Personal | None, by: MemberId, at: datetime) -> InterventionMade:
        """The session's adviser does something for the process, for as long as they are there."""
        roster = self.roster(at)
        if by != roster.adviser:
            raise errors.NotTheSessionsAdviser(session=roster.session, by=by, adviser=roster.adviser)
        roster.must_let_ask(by)
        return InterventionMade(roster.session, by, kind, note)

    def note_breach(self, rule: int, *, note: Personal | None, by: MemberId, at: datetime) -> GroundRuleBreachNoted:
        """Somebody in the room, or the adviser, notes that a rule of the contract in force was broken."""
        self.roster(at).must_let_ask(by)
        self.set.contract(at).must_have_rule(rule)
        return GroundRuleBreachNoted(self.session.number, rule, note)

    def close(self, *, last_acts: Collection[datetime], at: datetime) -> tuple[SessionClosed | PolicyBreachNoted, ...]:
        """End the session; ``last_acts`` are the times at which people last acted on its problems, which lie within it."""
        session = self.session
        session.must_be(SessionStage.OPEN, "close it")
        slot = session.open_slot()
        if slot is not None:
            raise errors.SlotTaken(session=session.number, problem=slot.problem)
        for last in (session.opened_at, session.last_fact, *last_acts):
            in_order(f"session {session.number}", last, at)
        session.must_have_been_held_at(at)
        if session.kind is SessionKind.FOLLOW_UP:
            return (SessionClosed(session.number, inquorate=False),)
        agreed = self.set.contract(at).quorum
        breaches = policies.quorum(agreed, len(session.present))
        return (SessionClosed(session.number, inquorate=bool(breaches)), *breaches)

    def _airtime(self, member: MemberId, problem: ProblemId, owner: MemberId, wanted: str, at: datetime) -> None:
        if self.session.stage not in (SessionStage.SCHEDULED, SessionStage.OPEN):
            self.session.must_be(SessionStage.OPEN, wanted)
        self.session.must_be_in_the_diary_at(at)
        self.must_have_until_it_ends(member, at)
        if member != owner:
            raise errors.NotTheirProblem(member=member, problem=problem)

    def must_have_until_it_ends(self, member: MemberId, at: datetime) -> None:
        """Nobody leaves during a session, nor is recorded in it after having left: what they owe would stay open."""
        self.set.must_have(member, at)
        left = self.set.left_after(member, at)
        if left is not None and (self.session.closed_at is None or left < self.session.closed_at):
            raise errors.NotAMember(member=member, at=left)

    def _not_advising(self, member: MemberId) -> None:
        if member == self.session.adviser:
            raise errors.AdviserTakesNoSlot(session=self.session.number, adviser=member)

    def _not_accounted_for(self, member: MemberId) -> None:
        if member in self.session.present or member in self.session.absent:
            raise errors.AlreadyCheckedIn(session=self.session.number, member=member)
