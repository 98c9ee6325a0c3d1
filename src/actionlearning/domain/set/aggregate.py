"""A set of peers: who belongs to it and since when, what they agreed, and when it meets.

Read this page first. Membership, contract and closing are decided here; what happens within one session is decided in
``meeting``. Every decision returns events or refuses, and changes nothing; ``fold`` says how the state follows from the
events, and never refuses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import Enum

import attrs
from attrs import frozen

from actionlearning.domain import policies
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import Colleague, PolicyBreachNoted, SetPolicy
from actionlearning.domain.set import errors
from actionlearning.domain.set.events import (
    AdviserAppointed,
    ContractAgreed,
    ContractProposed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    SessionOpened,
    SessionScheduled,
    SetClosed,
    SetFormed,
    SetStarted,
)
from actionlearning.domain.set.session import Session, SessionStage
from actionlearning.domain.times import Interval, day_of, in_order, zone
from actionlearning.domain.values import (
    ActionId,
    AttendanceMode,
    MemberId,
    ProblemId,
    ProgrammeId,
    SessionKind,
    SetKind,
)

__all__ = ["Contract", "Set", "SetStage", "form"]


class SetStage(Enum):
    FORMING = "forming"
    CONTRACTING = "contracting"
    MEETING = "meeting"
    CLOSED = "closed"


@frozen
class Contract:
    """One version of the ground rules: from when, with which quorum, and who agreed it when."""

    version: int
    proposed_at: datetime
    quorum: int
    agreed: Mapping[MemberId, datetime] = attrs.Factory(dict)

    def agreed_by(self, member: MemberId, at: datetime) -> bool:
        return member in self.agreed and self.agreed[member] <= at


@frozen(kw_only=True)
class Set:
    """Just enough of a set to decide what may happen next, at any moment of its past."""

    programme: ProgrammeId
    time_zone: str
    policy: SetPolicy
    stage: SetStage = SetStage.FORMING
    started_at: datetime | None = None
    formed_at: datetime
    last_change: datetime
    bands: Mapping[MemberId, str] = attrs.Factory(dict)
    invited: Mapping[MemberId, datetime] = attrs.Factory(dict)
    memberships: Mapping[MemberId, tuple[Interval, ...]] = attrs.Factory(dict)
    last_join: datetime | None = None
    consents: Mapping[tuple[MemberId, MemberId], datetime] = attrs.Factory(dict)
    advisers: Mapping[MemberId, datetime] = attrs.Factory(dict)
    contracts: tuple[Contract, ...] = ()
    sessions: Mapping[int, Session] = attrs.Factory(dict)
    problems: frozenset[ProblemId] = frozenset()
    """Every problem that was ever given airtime; only these can have actions."""

    # Who belongs, at a moment

    def is_member(self, member: MemberId, at: datetime) -> bool:
        return any(interval.covers(at) for interval in self.memberships.get(member, ()))

    def must_have(self, member: MemberId, at: datetime) -> None:
        """Raise ``NotAMember`` unless they belonged to the set at that moment."""
        if not self.is_member(member, at):
            raise errors.NotAMember(member=member, at=at)

    def left_after(self, member: MemberId, at: datetime) -> datetime | None:
        """When the membership ended that covered a moment; None if it has not."""
        return next((interval.end for interval in self.memberships.get(member, ()) if interval.covers(at)), None)

    def members(self, at: datetime) -> frozenset[MemberId]:
        return frozenset(member for member in self.memberships if self.is_member(member, at))

    def is_adviser(self, person: MemberId, at: datetime) -> bool:
        return person in self.advisers and self.advisers[person] <= at

    def contract(self, at: datetime) -> Contract:
        """The version in force at a moment. Raises ``NoContract``."""
        in_force = [contract for contract in self.contracts if contract.proposed_at <= at]
        if not in_force:
            raise errors.NoContract
        return in_force[-1]

    # Membership

    def invite(self, member: MemberId, *, level_band: str, at: datetime) -> MemberInvited:
        self._formed_and_not_closed("invite a member", at)
        if self.is_member(member, at):
            raise errors.AlreadyAMember(member=member)
        return MemberInvited(member, level_band)

    def consent(self, newcomer: MemberId, *, by: MemberId, at: datetime) -> NewcomerConsented:
        """Everybody speaks for themself."""
        self._formed_and_not_closed("consent to a newcomer", at)
        self.must_have(by, at)
        if newcomer not in self.invited:
            raise errors.NotInvited(member=newcomer)
        return NewcomerConsented(newcomer, by)

    def join(
        self, joining: Colleague, *, others: Iterable[Colleague], at: datetime
    ) -> tuple[MemberJoined | PolicyBreachNoted, ...]:
        """Admit somebody; ``others`` are the people of the set now, advisers included, for the line-manager policy."""
        self._formed_and_not_closed("admit a member", at)
        member = joining.id
        if any(interval.end is None or at < interval.end for interval in self.memberships.get(member, ())):
            raise errors.AlreadyAMember(member=member)
        if member not in self.invited:
            raise errors.NotInvited(member=member)
        in_order("the invitation", self.invited[member], at)
        peers = self.members(at)
        breaches = policies.one_level_band(self.bands[member], [self.bands[peer] for peer in peers])
        breaches += policies.nobody_with_their_line_manager(joining, others)
        if self.stage is SetStage.MEETING:
            in_order("the set", self.started_at, at)
            in_order("the membership", self.last_join, at)
            missing = tuple(peer for peer in peers if not self._consented(peer, member, at))
            if missing:
                raise errors.ConsentMissing(newcomer=member, missing=missing)
            self._agreed([member], at)
            breaches += policies.size(self.policy, len(peers) + 1)
        return (MemberJoined(member), *breaches)

    def leave(
        self, member: MemberId, *, reason: Personal, open_actions: Collection[ActionId], at: datetime
    ) -> tuple[MemberLeft | PolicyBreachNoted, ...]:
        """Let a member go, with no action left open."""
        self._formed_and_not_closed("leave", at)
        self.must_have(member, at)
        last = self.memberships[member][-1]
        if last.end is not None or at < last.start:
            raise errors.AlreadyLeft(member=member, at=at)
        for number, session in self.sessions.items():
            if member in session.present and (session.closed_at is None or at < session.closed_at):
                raise errors.LeftDuringASession(member=member, session=number)
        if open_actions:
            raise errors.ActionsStillOpen(actions=tuple(open_actions))
        left = len(self.members(at)) - 1
        breaches = policies.size(self.policy, left) if self.stage is SetStage.MEETING else ()
        return (MemberLeft(member, reason), *breaches)

    def appoint_adviser(
        self, adviser: Colleague, *, members: Iterable[Colleague], at: datetime
    ) -> tuple[AdviserAppointed | PolicyBreachNoted, ...]:
        self._formed_and_not_closed("appoint an adviser", at)
        return (AdviserAppointed(adviser.id), *policies.nobody_with_their_line_manager(adviser, members))

    # Contract

    def propose_contract(
        self, *, version: int, rules: tuple[str, ...], quorum: int, confidentiality_limits: str, at: datetime
    ) -> ContractProposed:
        """Put ground rules to the set; versions count from 1."""
        self._formed_and_not_closed("propose a contract", at)
        current = self.contracts[-1] if self.contracts else None
        if version != (current.version if current else 0) + 1:
            raise errors.NoSuchContract(version=version, current=current.version if current else 0)
        in_order("the set", self.last_change, at)
        return ContractProposed(version, rules, quorum, confidentiality_limits)

    def agree_contract(self, *, version: int, by: MemberId, at: datetime) -> ContractAgreed:
        """Anyone invited may agree before they join."""
        self._formed_and_not_closed("agree a contract", at)
        if by not in self.invited and not self.is_member(by, at):
            raise errors.NotInvited(member=by)
        current = self.contract(at)
        if version != current.version:
            raise errors.NoSuchContract(version=version, current=current.version)
        return ContractAgreed(by, version)

    def start(self, *, at: datetime) -> tuple[SetStarted | PolicyBreachNoted, ...]:
        """End contracting."""
        if self.stage is not SetStage.CONTRACTING:
            raise errors.WrongStage(wanted="start", stage=self.stage.value)
        in_order("the set", self.last_change, at)
        self.contract(at)
        return (SetStarted(), *policies.size(self.policy, len(self.members(at))))

    # The diary

    def schedule(
        self, session: int, *, kind: SessionKind, starts_at: datetime, minutes: int | None, mode: AttendanceMode, at: datetime
    ) -> SessionScheduled:
        self._formed_and_not_closed("schedule a session", at)
        if session in self.sessions:
            raise errors.SessionExists(session=session)
        return SessionScheduled(session, kind, starts_at, self.policy.minutes if minutes is None else minutes, mode)

    def session(self, number: int) -> Session:
        """The session of that number. Raises ``NoSuchSession``."""
        if number not in self.sessions:
            raise errors.NoSuchSession(session=number)
        return self.sessions[number]

    def next_session_after(self, number: int) -> date | None:
        """The day of the session that is scheduled to follow this one, cancelled ones aside."""
        this = self.session(number)
        begins = [s.starts_at for s in self.sessions.values() if s.is_coming_after(this)]
        return day_of(min(begins), self.time_zone) if begins else None

    def open_session(self, number: int, *, adviser: MemberId, at: datetime) -> SessionOpened:
        """Begin a session; before the first one every active member has agreed the contract (trust)."""
        if self.stage is not SetStage.MEETING:
            raise errors.WrongStage(wanted="open a session", stage=self.stage.value)
        session = self.session(number)
        session.must_be(SessionStage.SCHEDULED, "open it")
        session.must_be_in_the_diary_at(at)
        in_order("the set", self.started_at, at)
        for other_number, other in self.sessions.items():
            if other.stage is SessionStage.OPEN:
                raise errors.AnotherSessionIsOpen(session=other_number)
            in_order("the set's last session", other.closed_at, at)
        if not self.is_adviser(adviser, at):
            raise errors.NotAnAdviser(adviser=adviser, at=at)
        if all(other.opened_at is None for other in self.sessions.values()):
            self._agreed(self.members(at), at)
        return SessionOpened(number, adviser)

    # The end

    def close(self, *, open_actions: Collection[ActionId], at: datetime) -> SetClosed:
        self._formed_and_not_closed("close", at)
        in_order("the set", self.last_change, at)
        for number, session in self.sessions.items():
            if session.stage is SessionStage.OPEN:
                raise errors.AnotherSessionIsOpen(session=number)
        if open_actions:
            raise errors.ActionsStillOpen(actions=tuple(open_actions))
        return SetClosed()

    # What the decisions above share

    def _formed_and_not_closed(self, wanted: str, at: datetime) -> None:
        if self.stage is SetStage.CLOSED:
            raise errors.WrongStage(wanted=wanted, stage=self.stage.value)
        in_order("the set", self.formed_at, at)

    def _consented(self, member: MemberId, newcomer: MemberId, at: datetime) -> bool:
        given = self.consents.get((newcomer, member))
        return given is not None and given <= at

    def _agreed(self, members: Iterable[MemberId], at: datetime) -> None:
        contract = self.contract(at)
        missing = tuple(member for member in members if not contract.agreed_by(member, at))
        if missing:
            raise errors.ContractNotAgreed(version=contract.version, missing=missing)


def form(*, programme: ProgrammeId, title: str, purpose: str, kind: SetKind, time_zone: str, policy: SetPolicy) -> SetFormed:
    """Begin a set within a programme."""
    zone(time_zone)
    if not policy.makes_sense:
        raise errors.NotAPolicy(policy=policy)
    return SetFormed(programme, title, purpose, kind, time_zone, policy)
