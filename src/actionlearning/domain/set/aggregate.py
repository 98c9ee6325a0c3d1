"""A set of peers: who belongs to it and since when, what they agreed, and when it meets.

Read this page first. Membership, contract, diary and closing are decided here; what happens within one session is decided
in ``meeting``, what of it was recorded wrongly in ``corrections``, and how the set goes on in ``practice``. Who belonged at a
moment is told in ``belonging``. Every decision returns events or refuses, and changes nothing; ``fold`` says how the state
follows from the events, and never refuses.
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
from actionlearning.domain.set.belonging import Belonging
from actionlearning.domain.set.contract import Contract
from actionlearning.domain.set.events import (
    AdviserAppointed,
    ContractAgreed,
    ContractProposed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    SessionScheduled,
    SetClosed,
    SetFormed,
    SetStarted,
)
from actionlearning.domain.set.session import Session, SessionStage
from actionlearning.domain.set.spans import covered
from actionlearning.domain.times import day_of, in_order, zone
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
    SELF_FACILITATING = "self-facilitating"
    CLOSING = "closing"
    """It meets on; somebody has said already what it was worth."""

    CLOSED = "closed"


@frozen(kw_only=True, slots=False)
class Set(Belonging):
    """Just enough of a set to decide what may happen next, at any moment of its past; ``Belonging`` tells of its people."""

    programme: ProgrammeId
    time_zone: str
    policy: SetPolicy
    stage: SetStage = SetStage.FORMING
    started_at: datetime | None = None
    formed_at: datetime
    last_change: datetime
    bands: Mapping[MemberId, str] = attrs.Factory(dict)
    last_join: datetime | None = None
    consents: Mapping[tuple[MemberId, MemberId], datetime] = attrs.Factory(dict)
    contracts: tuple[Contract, ...] = ()
    sessions: Mapping[int, Session] = attrs.Factory(dict)
    problems: frozenset[ProblemId] = frozenset()
    """Every problem that was ever given airtime; only these can have actions."""

    @property
    def meets(self) -> bool:
        """Whether it has started and not closed."""
        return self.stage in (SetStage.MEETING, SetStage.SELF_FACILITATING, SetStage.CLOSING)

    # Membership

    def invite(self, member: MemberId, *, level_band: str, at: datetime) -> MemberInvited:
        self.must_not_have_closed("invite a member", at)
        if self.is_member(member, at):
            raise errors.AlreadyAMember(member=member)
        return MemberInvited(member, level_band)

    def consent(self, newcomer: MemberId, *, by: MemberId, at: datetime) -> NewcomerConsented:
        """Everybody speaks for themself."""
        self.must_not_have_closed("consent to a newcomer", at)
        self.must_have(by, at)
        if newcomer not in self.invited:
            raise errors.NotInvited(member=newcomer)
        in_order("the invitation", self.invited[newcomer], at)
        return NewcomerConsented(newcomer, by)

    def join(
        self, joining: Colleague, *, others: Iterable[Colleague], at: datetime
    ) -> tuple[MemberJoined | PolicyBreachNoted, ...]:
        """Admit somebody; ``others`` are the people of the set now, advisers included, for the line-manager policy."""
        self.must_not_have_closed("admit a member", at)
        member = joining.id
        if any(interval.end is None or at < interval.end for interval in self.memberships.get(member, ())):
            raise errors.AlreadyAMember(member=member)
        if member not in self.invited:
            raise errors.NotInvited(member=member)
        in_order("the invitation", self.invited[member], at)
        peers = self.members(at)
        breaches = policies.one_level_band(self.bands[member], [self.bands[peer] for peer in peers])
        breaches += policies.nobody_with_their_line_manager(joining, others)
        if self.meets:
            in_order("the set", self.started_at, at)
            in_order("the membership", self.last_join, at)
            missing = tuple(peer for peer in peers if not self._consented(peer, member, at))
            if missing:
                raise errors.ConsentMissing(newcomer=member, missing=missing)
            self.contract(at).must_be_agreed_by([member], at)
            breaches += policies.size(self.policy, len(peers) + 1)
        return (MemberJoined(member), *breaches)

    def leave(
        self, member: MemberId, *, reason: Personal, open_actions: Collection[ActionId], at: datetime
    ) -> tuple[MemberLeft | PolicyBreachNoted, ...]:
        """Let a member go, with no action left open."""
        self.must_not_have_closed("leave", at)
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
        breaches = policies.size(self.policy, left) if self.meets else ()
        return (MemberLeft(member, reason), *breaches)

    def appoint_adviser(
        self, adviser: Colleague, *, members: Iterable[Colleague], at: datetime
    ) -> tuple[AdviserAppointed | PolicyBreachNoted, ...]:
        """Let somebody advise from now on; a set that facilitated itself has an adviser again."""
        self.must_not_have_closed("appoint an adviser", at)
        self.facilitation.may_appoint(adviser.id, self.sessions.values(), at)
        return (AdviserAppointed(adviser.id), *policies.nobody_with_their_line_manager(adviser, members))

    # Contract

    def contract(self, at: datetime) -> Contract:
        """The version in force at a moment. Raises ``NoContract``."""
        in_force = [contract for contract in self.contracts if contract.proposed_at <= at]
        if not in_force:
            raise errors.NoContract
        return in_force[-1]

    def propose_contract(
        self, *, version: int, rules: tuple[str, ...], quorum: int, confidentiality_limits: str, at: datetime
    ) -> ContractProposed:
        """Put ground rules to the set; versions count from 1."""
        self.must_not_have_closed("propose a contract", at)
        current = self.contracts[-1] if self.contracts else None
        if version != (current.version if current else 0) + 1:
            raise errors.NoSuchContract(version=version, current=current.version if current else 0)
        in_order("the set", self.last_change, at)
        return ContractProposed(version, rules, quorum, confidentiality_limits)

    def agree_contract(self, *, version: int, by: MemberId, at: datetime) -> ContractAgreed:
        """Anyone invited may agree before they join."""
        self.must_not_have_closed("agree a contract", at)
        if not self.is_member(by, at) and covered(self.invitations, by, at) is None:
            in_order("the invitation", self.invited.get(by), at)
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
        return (SetStarted(), *policies.size(self.policy, len(self.members(at))))

    # The diary

    def schedule(
        self, session: int, *, kind: SessionKind, starts_at: datetime, minutes: int | None, mode: AttendanceMode, at: datetime
    ) -> SessionScheduled:
        self.must_not_have_closed("schedule a session", at)
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

    # The end

    def close(self, *, open_actions: Collection[ActionId], at: datetime) -> SetClosed:
        self.must_not_have_closed("close", at)
        in_order("the set", self.last_change, at)
        for number, session in self.sessions.items():
            if session.stage is SessionStage.OPEN:
                raise errors.AnotherSessionIsOpen(session=number)
        if open_actions:
            raise errors.ActionsStillOpen(actions=tuple(open_actions))
        return SetClosed()

    # What the decisions above share

    def must_not_have_closed(self, wanted: str, at: datetime) -> None:
        """Raise ``WrongStage`` once it has closed, and ``BeforeLastChange`` before it was formed."""
        if self.stage is SetStage.CLOSED:
            raise errors.WrongStage(wanted=wanted, stage=self.stage.value)
        in_order("the set", self.formed_at, at)

    def must_meet(self, wanted: str, at: datetime) -> None:
        """Raise ``WrongStage`` unless it has started and not closed, and ``BeforeLastChange`` before it started."""
        if not self.meets:
            raise errors.WrongStage(wanted=wanted, stage=self.stage.value)
        in_order("the set", self.started_at, at)

    def _consented(self, member: MemberId, newcomer: MemberId, at: datetime) -> bool:
        given = self.consents.get((newcomer, member))
        return given is not None and given <= at


def form(*, programme: ProgrammeId, title: str, purpose: str, kind: SetKind, time_zone: str, policy: SetPolicy) -> SetFormed:
    """Begin a set within a programme."""
    zone(time_zone)
    if not policy.makes_sense:
        raise errors.NotAPolicy(policy=policy)
    return SetFormed(programme, title, purpose, kind, time_zone, policy)
