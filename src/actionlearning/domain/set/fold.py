"""How a set's state follows from what happened to it.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from actionlearning.domain.evolving import added, evolve
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.set.aggregate import Set, SetStage
from actionlearning.domain.set.contract import Contract
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AdviserHandedOver,
    AirtimeAllocated,
    AirtimeBid,
    BecameSelfFacilitating,
    CheckedIn,
    CheckedOut,
    ContractAgreed,
    ContractProposed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NewcomerConsented,
    ProcessReviewed,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionScheduled,
    SetClosed,
    SetEvent,
    SetFormed,
    SetStarted,
    SlotClosed,
    SlotOpened,
)
from actionlearning.domain.set.practice_events import (
    AttendanceCorrected,
    GroundRuleBreachNoted,
    InterventionMade,
    PastOpened,
    SetEvaluated,
    SlotMinutesCorrected,
)
from actionlearning.domain.set.session import Session, apply_to_session
from actionlearning.domain.set.spans import begun, earliest, ended

__all__ = ["apply"]


def apply(it: Set | None, event: SetEvent, at: datetime) -> Set:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, SetFormed):
        return Set(
            programme=event.programme,
            kind=event.kind,
            time_zone=event.time_zone,
            policy=event.policy,
            formed_at=at,
            last_change=at,
        )
    assert it is not None, "a stream of a set begins with SetFormed"
    it = evolve(it, last_change=max(it.last_change, at))
    match event:  # what happens most comes first, for cases are tried in turn
        case (
            CheckedIn(session=number)
            | AbsenceRecorded(session=number)
            | InterventionMade(session=number)
            | SlotOpened(session=number)
            | SlotClosed(session=number)
            | ProcessReviewed(session=number)
            | CheckedOut(session=number)
            | SessionClosed(session=number)
            | AirtimeBid(session=number)
            | SessionCancelled(session=number)
            | GroundRuleBreachNoted(session=number)
            | AttendanceCorrected(session=number)
            | SlotMinutesCorrected(session=number)
        ):
            return evolve(it, sessions=added(it.sessions, number, apply_to_session(it.sessions[number], event, at)))
        case MemberInvited(member=member, level_band=band):
            return evolve(it, invitations=begun(it.invitations, member, at), bands=added(it.bands, member, band))
        case MemberJoined(member=member):
            # a consent lets somebody in once; whoever comes back is consented to again
            unused = {pair: given for pair, given in it.consents.items() if pair[0] != member}
            it = evolve(it, consents=unused, invitations=ended(it.invitations, member, at))
            return evolve(it, last_join=at, memberships=begun(it.memberships, member, at))
        case MemberLeft(member=member):
            return evolve(it, memberships=ended(it.memberships, member, at))
        case NewcomerConsented(newcomer=newcomer, by=giver):
            return evolve(it, consents=earliest(it.consents, (newcomer, giver), at))
        case PastOpened(newcomer=newcomer, by=giver):
            return evolve(it, opened=earliest(it.opened, (newcomer, giver), at))
        case AdviserAppointed(adviser=adviser):
            return _advised(evolve(it, facilitation=it.facilitation.appointed(adviser, at)))
        case AdviserHandedOver(adviser=adviser, successor=successor):
            return _advised(evolve(it, facilitation=it.facilitation.handed_over(adviser, successor, at)))
        case BecameSelfFacilitating(rota=rota):
            alone = SetStage.SELF_FACILITATING if it.stage is SetStage.MEETING else it.stage
            return evolve(it, stage=alone, facilitation=it.facilitation.taken_over(rota, at))
        case ContractProposed(version=version, quorum=quorum, rules=rules):
            stage = SetStage.CONTRACTING if it.stage is SetStage.FORMING else it.stage
            return evolve(it, stage=stage, contracts=(*it.contracts, Contract(version, at, quorum, len(rules))))
        case ContractAgreed(member=member, version=version):
            agreed = [
                evolve(contract, agreed=earliest(contract.agreed, member, at)) if contract.version == version else contract
                for contract in it.contracts
            ]
            return evolve(it, contracts=tuple(agreed))
        case SetStarted():
            return evolve(it, stage=SetStage.MEETING, started_at=at)
        case SetEvaluated():
            return evolve(it, stage=SetStage.CLOSING if it.meets else it.stage)
        case SetClosed():
            return evolve(it, stage=SetStage.CLOSED)
        case SessionScheduled(session=number):
            return evolve(it, sessions=added(it.sessions, number, Session.scheduled(event, at)))
        case SessionOpened(session=number, adviser=adviser):
            session = apply_to_session(it.sessions[number], event, at)
            session = evolve(session, ends_by=it.facilitation.stands_down_after(adviser, at))
            return evolve(it, sessions=added(it.sessions, number, session))
        case AirtimeAllocated(session=number, problem=problem):
            session = apply_to_session(it.sessions[number], event, at)
            return evolve(it, problems=it.problems | {problem}, sessions=added(it.sessions, number, session))
        case PolicyBreachNoted():
            return it
        case _:
            assert_never(event)


def _advised(it: Set) -> Set:
    """A set that facilitated itself meets with an adviser again."""
    return evolve(it, stage=SetStage.MEETING if it.stage is SetStage.SELF_FACILITATING else it.stage)
