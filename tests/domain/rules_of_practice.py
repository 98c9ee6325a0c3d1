"""The hard rules of how a set goes on, said a second time: who advises, what is noted, corrected and found it was worth."""

from __future__ import annotations

from datetime import datetime
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
    contract,
    memberships,
    opened,
    taking_part,
    these,
)

from actionlearning.domain.set import events as s


def nobody_hands_over_during_a_session_they_advise(log: Log) -> Breaches:
    for index, fact in these(log, s.AdviserHandedOver):
        leaver, successor = fact.event.adviser, fact.event.successor
        if leaver not in advisers(log[:index], fact.at) or leaver == successor:
            yield f"{leaver} handed over to {successor} at {fact.at}, and was no adviser or handed over to themself"
        for _, begin in these(log, s.SessionOpened):
            end = closed(log, begin.event.session)
            within = [each.at for _, each in these(log, *OF_A_SESSION) if each.event.session == begin.event.session]
            late = end.at if end else max([begin.at, *within])
            if begin.event.adviser == leaver and begin.at <= fact.at < late:
                yield f"{leaver} handed over at {fact.at}, in session {begin.event.session}"


def a_rota_is_of_members(log: Log) -> Breaches:
    for index, fact in these(log, s.BecameSelfFacilitating):
        turns = fact.event.rota
        if not turns or len(set(turns)) < len(turns) or set(turns) - active(log[:index], fact.at):
            yield f"{turns} is no rota at {fact.at}"
        if not any(each.at <= fact.at for _, each in these(log[:index], s.SetStarted)) or these(log[:index], s.SetClosed):
            yield "a set that does not meet became self-facilitating"


def only_the_adviser_intervenes_and_only_in_the_room_breaches_are_noted(log: Log) -> Breaches:
    for index, fact in these(log, s.InterventionMade, s.GroundRuleBreachNoted):
        begin = opened(log[:index], fact.event.session)
        adviser = begin.event.adviser if begin else None
        if isinstance(fact.event, s.InterventionMade):
            if fact.event.by != adviser:
                yield f"{fact.event.by} intervened in session {fact.event.session}, which {adviser} advises"
            continue
        if fact.actor != adviser and fact.actor not in checked_in(log[:index], fact.event.session, fact.at):
            yield f"{fact.actor} noted a breach in session {fact.event.session} without being there"
        in_force = contract(log[:index], fact.at)
        if in_force is None or not 1 <= fact.event.rule <= len(in_force.rules):
            yield f"there was no rule {fact.event.rule} to breach"


def only_who_belonged_evaluates(log: Log) -> Breaches:
    for index, fact in these(log, s.SetEvaluated):
        began = [each.at for _, each in these(log[:index], s.MemberJoined) if each.event.member == fact.event.member]
        if fact.event.member != fact.actor or not any(at <= fact.at for at in began):
            yield f"{fact.actor} evaluated the set for {fact.event.member} at {fact.at}, who joined at {began}"
        if not any(each.at <= fact.at for _, each in these(log[:index], s.SetStarted)):
            yield "a set was evaluated before it started"


def attendance_is_corrected_to_what_can_be_true(log: Log) -> Breaches:
    for index, fact in these(log, s.AttendanceCorrected):
        so_far, member, session = log[:index], fact.event.member, fact.event.session
        begin, end = opened(so_far, session), closed(so_far, session)
        if begin is None or fact.at < begin.at:
            yield f"attendance of session {session} was corrected before it opened"
            continue
        if fact.event.present is (member in came(so_far, session)):
            yield f"{fact.event} says what stood already"
        if fact.event.present:
            if not agreed(so_far, member, begin.at):
                yield f"{member} was in session {session} without having agreed the contract"
            until = end.at if end else None
            if not any(_spans(span, begin.at, until) for span in memberships(so_far)[member]):
                yield f"{member} was in session {session} without being a member from {begin.at} to {until}"
        elif begin.event.adviser == member or _did_something(so_far, member, session):
            yield f"{member} was not in session {session}, and did something in it"


def _spans(span: list[datetime | None], begin: datetime, end: datetime | None) -> bool:
    joined, left = span
    return joined is not None and joined <= begin and (left is None or (end is not None and end <= left))


def _did_something(so_far: Log, member: UUID, session: int) -> bool:
    acts = [(index, fact) for index, fact in these(so_far, *OF_A_SESSION) if fact.event.session == session]
    return any(member in taking_part(so_far[: index + 1], fact) for index, fact in acts)


def slot_minutes_are_corrected_once_there_is_something_to_correct(log: Log) -> Breaches:
    length = {fact.event.session: fact.event.minutes for _, fact in these(log, s.SessionScheduled)}
    for index, fact in these(log, s.SlotMinutesCorrected):
        over, running = [], None
        for _, each in these(log[:index], s.SlotOpened, s.SlotClosed):
            if each.event.session == fact.event.session:
                if isinstance(each.event, s.SlotOpened):
                    running = each
                elif running is not None and running.event.problem == fact.event.problem:
                    over.append((running.at, each.at))
        if not over or fact.at < max(over)[1] or fact.event.minutes > length[fact.event.session]:
            yield f"{fact.event} at {fact.at}, with slots {over}"


def nothing_is_agreed_or_consented_before_the_invitation(log: Log) -> Breaches:
    for index, fact in these(log, s.ContractAgreed, s.NewcomerConsented):
        person = fact.event.member if isinstance(fact.event, s.ContractAgreed) else fact.event.newcomer
        asked = [each.at for _, each in these(log[:index], s.MemberInvited) if each.event.member == person]
        if not any(at <= fact.at for at in asked):
            yield f"{fact.event} at {fact.at}, before {person} was invited"
