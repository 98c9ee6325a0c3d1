"""The hard rules of a set and its sessions, said a second time over what was recorded."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from recorded import (
    OF_A_SESSION,
    Breaches,
    Log,
    active,
    advisers,
    agreed,
    came,
    checked_in,
    closed,
    memberships,
    opened,
    owners,
    rota,
    taking_part,
    these,
)

from actionlearning.domain.problem import events as p
from actionlearning.domain.set import events as s
from actionlearning.domain.values import SetKind

# Membership and contract


def nobody_is_a_member_twice_at_once(log: Log) -> Breaches:
    since: dict[UUID, datetime | None] = {}
    until: dict[UUID, datetime] = {}
    for _, fact in these(log, s.MemberJoined, s.MemberLeft):
        member = fact.event.member
        if isinstance(fact.event, s.MemberJoined):
            if since.get(member) is not None:
                yield f"{member} joined twice"
            if member in until and fact.at < until[member]:
                yield f"{member} came back at {fact.at}, before leaving at {until[member]}"
            since[member] = fact.at
        else:
            start = since.get(member)
            if start is None:
                yield f"{member} left at {fact.at} without being a member"
            elif fact.at < start:
                yield f"{member} left at {fact.at}, before joining"
            since[member], until[member] = None, fact.at


def a_newcomer_needs_everybodys_consent_and_their_own_agreement(log: Log) -> Breaches:
    started = these(log, s.SetStarted)
    for index, fact in these(log, s.MemberJoined):
        so_far, newcomer = log[:index], fact.event.member
        if not started or index < started[0][0]:
            continue
        if fact.at < started[0][1].at:
            yield f"{newcomer} joined a started set before it started"
        last_joined = max((i for i, each in these(so_far, s.MemberJoined) if each.event.member == newcomer), default=-1)
        consents = {
            each.event.by
            for i, each in these(so_far, s.NewcomerConsented)
            if each.event.newcomer == newcomer and each.at <= fact.at and i > last_joined
        }
        missing = active(so_far, fact.at) - consents
        if missing:
            yield f"{newcomer} joined at {fact.at} without the consent of {missing}"
        if not agreed(so_far, newcomer, fact.at):
            yield f"{newcomer} joined at {fact.at} without agreeing the contract in force"


def only_members_consent(log: Log) -> Breaches:
    for index, fact in these(log, s.NewcomerConsented):
        if fact.event.by not in active(log[:index], fact.at) or fact.event.by != fact.actor:
            yield f"{fact.event.by} consented to a newcomer without being a member"


def the_first_session_needs_everybodys_agreement(log: Log) -> Breaches:
    for index, fact in these(log, s.SessionOpened)[:1]:
        missing = {member for member in active(log[:index], fact.at) if not agreed(log[:index], member, fact.at)}
        if missing:
            yield f"the first session opened without the agreement of {missing}"


def nobody_checks_in_without_the_contract_in_force(log: Log) -> Breaches:
    for index, fact in these(log, s.CheckedIn):
        if not agreed(log[:index], fact.event.member, fact.at):
            yield f"{fact.event.member} checked in without having agreed the contract in force"


def who_comes_to_a_session_is_a_member_until_it_ends(log: Log) -> Breaches:
    """Whoever came as far as is known in the end; of a wrong record nobody owes anything."""
    spans = memberships(log)
    for index, fact in these(log, s.CheckedIn, s.AttendanceCorrected):
        member, session = fact.event.member, fact.event.session
        begin, closing = opened(log, session), closed(log, session)
        since = begin.at if begin and isinstance(fact.event, s.AttendanceCorrected) else fact.at
        if member not in came(log, session):
            continue
        if member not in active(log[:index], since):
            yield f"{member} came to session {session} at {since} without being a member"
        if any(end is not None and since < end and (closing is None or end < closing.at) for _, end in spans[member]):
            yield f"{member} came to session {session} and left the set before it closed"


def nobody_checks_in_twice(log: Log) -> Breaches:
    came = [(fact.event.session, fact.event.member) for _, fact in these(log, s.CheckedIn, s.AbsenceRecorded)]
    if len(came) != len(set(came)):
        yield "somebody checked in twice, or was absent and present"


def everything_comes_after_its_beginning(log: Log) -> Breaches:
    """A set begins by being formed, a membership by an invitation, and a session by being put in the diary."""
    formed = next(fact.at for _, fact in these(log, s.SetFormed))
    for _, fact in these(log, *s.SetEvent.__args__):
        if fact.kind == "set" and fact.at < formed:
            yield f"{fact.event} at {fact.at}, and the set was formed at {formed}"
    for index, fact in these(log, s.MemberJoined):
        asked = [each.at for _, each in these(log[:index], s.MemberInvited) if each.event.member == fact.event.member]
        if not any(at <= fact.at for at in asked):
            yield f"{fact.event.member} joined at {fact.at}, before being invited"
    for index, fact in these(log, s.SessionCancelled, s.SessionOpened, s.AirtimeBid, s.AirtimeAllocated):
        diary = [each.at for _, each in these(log[:index], s.SessionScheduled) if each.event.session == fact.event.session]
        if not any(at <= fact.at for at in diary):
            yield f"{fact.event} at {fact.at}, before the session was scheduled"


# Sessions


def who_has_checked_out_does_nothing_more_in_the_session(log: Log) -> Breaches:
    out: dict[tuple[int, UUID], datetime] = {}
    for _, fact in these(log, s.CheckedOut, s.AttendanceCorrected):
        if isinstance(fact.event, s.AttendanceCorrected):  # they were there to the end after all, or not at all
            out.pop((fact.event.session, fact.event.member), None)
            continue
        if (fact.event.session, fact.event.member) in out:
            yield f"{fact.event.member} checked out twice"
        out[fact.event.session, fact.event.member] = fact.at
    for index, fact in these(log, *OF_A_SESSION):
        for by in taking_part(log[: index + 1], fact):
            if out.get((fact.event.session, by), fact.at) < fact.at:
                yield f"{by} had left session {fact.event.session} when at {fact.at} they took part in {fact.event}"


def a_slot_fits_its_session_and_is_not_its_advisers(log: Log) -> Breaches:
    length = {fact.event.session: fact.event.minutes for _, fact in these(log, s.SessionScheduled)}
    for _, fact in these(log, s.SlotOpened):
        begin = opened(log, fact.event.session)
        if begin is not None and begin.event.adviser == fact.event.presenter:
            yield f"{fact.event.presenter} presented in session {fact.event.session}, which they advise"
    for _, fact in these(log, s.SlotClosed):
        if fact.event.minutes > length[fact.event.session]:
            yield f"{fact.event} is longer than its session"


def one_session_at_a_time(log: Log) -> Breaches:
    spans = sorted(
        (fact.at, end.at if (end := closed(log, fact.event.session)) else None, fact.event.session)
        for _, fact in these(log, s.SessionOpened)
    )
    for (_, end, earlier), (begin, _, later) in pairwise(spans):
        if end is None or begin < end:
            yield f"session {later} was opened while session {earlier} was open"
    if len({session for *_, session in spans}) < len(spans):
        yield "a session was opened twice"
    cancelled = {fact.event.session for _, fact in these(log, s.SessionCancelled)}
    if cancelled & {session for *_, session in spans}:
        yield "a cancelled session was opened"


def each_session_has_an_adviser(log: Log) -> Breaches:
    """Appointed, or on the rota, or in a training set any member; a member has checked in with the opening."""
    training = any(fact.event.kind is SetKind.TRAINING for _, fact in these(log, s.SetFormed))
    for index, fact in these(log, s.SessionOpened):
        so_far, adviser = log[:index], fact.event.adviser
        if adviser in advisers(so_far, fact.at):
            continue
        if adviser not in (active(so_far, fact.at) if training else rota(so_far, fact.at)):
            yield f"session {fact.event.session} was opened with {adviser}, who could not advise it"
        beside = [each.event for each in log if each.command == fact.command]
        if s.CheckedIn(fact.event.session, adviser) not in beside:
            yield f"{adviser} advises session {fact.event.session} and did not check in with its opening"


def facts_of_a_session_lie_between_opening_and_close(log: Log) -> Breaches:
    for index, fact in these(log, *OF_A_SESSION):
        begin, end = opened(log[:index], fact.event.session), closed(log, fact.event.session)
        if begin is None or fact.at < begin.at or (end is not None and end.at < fact.at):
            yield f"{fact.event} at {fact.at} lies outside its session"


def one_slot_at_a_time(log: Log) -> Breaches:
    slots: dict[int, list[list[datetime | None]]] = defaultdict(list)
    for _, fact in these(log, s.SlotOpened, s.SlotClosed):
        of_session = slots[fact.event.session]
        if isinstance(fact.event, s.SlotOpened):
            if any(end is None for _, end in of_session):
                yield f"two slots were open in session {fact.event.session}"
            of_session.append([fact.at, None])
        else:
            still_open = [slot for slot in of_session if slot[1] is None]
            if len(still_open) != 1:
                yield f"no slot was open to close in session {fact.event.session}"
            for slot in still_open:
                slot[1] = fact.at
    for session, of_session in slots.items():
        ended = sorted((begin, end) for begin, end in of_session if begin is not None and end is not None)
        for (_, end), (begin, _) in pairwise(ended):
            if begin < end:
                yield f"two slots of session {session} overlap"


def airtime_comes_before_a_slot_and_belongs_to_the_owner(log: Log) -> Breaches:
    owner = owners(log)
    for index, fact in these(log, s.SlotOpened):
        given = {
            (each.event.session, each.event.problem): each.event.member for _, each in these(log[:index], s.AirtimeAllocated)
        }
        if given.get((fact.event.session, fact.event.problem)) != fact.event.presenter:
            yield f"{fact.event.presenter} opened a slot without airtime"
        if fact.event.presenter not in checked_in(log[:index], fact.event.session, fact.at):
            yield f"{fact.event.presenter} opened a slot without having checked in"
        beside = [each.event for each in log if each.command == fact.command]
        if not any(isinstance(each, p.ProblemPresented) and each.session == fact.event.session for each in beside):
            yield "a slot was opened without a problem being presented"
    for _, fact in these(log, s.AirtimeAllocated, s.AirtimeBid):
        if owner[fact.event.problem] != fact.event.member:
            yield f"{fact.event.member} got airtime for a problem of {owner[fact.event.problem]}"
