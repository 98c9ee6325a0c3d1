"""How a set's state follows from what happened to it.

Folding never refuses: the past already happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar, assert_never

from attrs import evolve

from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.set.aggregate import Contract, Set, SetStage
from actionlearning.domain.set.events import (
    AbsenceRecorded,
    AdviserAppointed,
    AirtimeAllocated,
    AirtimeBid,
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
from actionlearning.domain.set.session import Session, apply_to_session
from actionlearning.domain.times import Interval

__all__ = ["apply"]


Key = TypeVar("Key")


def apply(it: Set | None, event: SetEvent, at: datetime) -> Set:
    """Fold one event in. Never refuses: the past already happened."""
    if isinstance(event, SetFormed):
        return Set(programme=event.programme, time_zone=event.time_zone, policy=event.policy, formed_at=at, last_change=at)
    assert it is not None, "a stream of a set begins with SetFormed"
    it = evolve(it, last_change=max(it.last_change, at))
    match event:
        case MemberInvited(member=member, level_band=band):
            return evolve(it, invited=_earliest(it.invited, member, at), bands={**it.bands, member: band})
        case MemberJoined(member=member):
            intervals = (*it.memberships.get(member, ()), Interval(at))
            # a consent lets somebody in once; whoever comes back is consented to again
            unused = {pair: given for pair, given in it.consents.items() if pair[0] != member}
            waiting = {person: since for person, since in it.invited.items() if person != member}
            it = evolve(it, consents=unused, invited=waiting)
            return evolve(it, last_join=at, memberships={**it.memberships, member: intervals})
        case MemberLeft(member=member):
            *before, last = it.memberships[member]
            return evolve(it, memberships={**it.memberships, member: (*before, evolve(last, end=at))})
        case NewcomerConsented(newcomer=newcomer, by=giver):
            return evolve(it, consents=_earliest(it.consents, (newcomer, giver), at))
        case AdviserAppointed(adviser=adviser):
            return evolve(it, advisers=_earliest(it.advisers, adviser, at))
        case ContractProposed(version=version, quorum=quorum):
            stage = SetStage.CONTRACTING if it.stage is SetStage.FORMING else it.stage
            return evolve(it, stage=stage, contracts=(*it.contracts, Contract(version, at, quorum)))
        case ContractAgreed(member=member, version=version):
            agreed = [
                evolve(contract, agreed=_earliest(contract.agreed, member, at)) if contract.version == version else contract
                for contract in it.contracts
            ]
            return evolve(it, contracts=tuple(agreed))
        case SetStarted():
            return evolve(it, stage=SetStage.MEETING, started_at=at)
        case SetClosed():
            return evolve(it, stage=SetStage.CLOSED)
        case SessionScheduled(session=number):
            return evolve(it, sessions={**it.sessions, number: Session.scheduled(event, at)})
        case AirtimeAllocated(session=number, problem=problem):
            session = apply_to_session(it.sessions[number], event, at)
            return evolve(it, problems=it.problems | {problem}, sessions={**it.sessions, number: session})
        case (
            SessionCancelled(session=number)
            | SessionOpened(session=number)
            | CheckedIn(session=number)
            | AbsenceRecorded(session=number)
            | AirtimeBid(session=number)
            | SlotOpened(session=number)
            | SlotClosed(session=number)
            | ProcessReviewed(session=number)
            | CheckedOut(session=number)
            | SessionClosed(session=number)
        ):
            return evolve(it, sessions={**it.sessions, number: apply_to_session(it.sessions[number], event, at)})
        case PolicyBreachNoted():
            return it
        case _:
            assert_never(event)


def _earliest(known: Mapping[Key, datetime], key: Key, at: datetime) -> Mapping[Key, datetime]:
    """What was said twice holds from the earlier time, whichever was recorded first."""
    return {**known, key: min(at, known.get(key, at))}
