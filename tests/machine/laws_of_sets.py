"""The hard rules of a set as laws over what a journal holds: each yields a sentence for every breach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from journal_log import Log

Breaches = Iterator[str]

IN_A_SESSION = (
    "set.checked-in", "set.absence-recorded", "set.slot-opened", "set.slot-closed", "set.process-reviewed", "set.checked-out",
    "set.intervention-made", "set.ground-rule-breach-noted", "problem.presented", "problem.question-asked",
    "problem.advice-given", "problem.assumption-challenged", "problem.feeling-voiced", "problem.not-knowing-voiced",
    "problem.perspective-gained", "problem.option-generated", "problem.insight-recorded", "problem.reframed",
    "problem.support-rated", "problem.clarity-rated", "problem.action-committed", "problem.action-renegotiated",
    "problem.outcome-reviewed",
)  # fmt: skip


def membership_begins_and_ends_in_turn(log: Log) -> Breaches:
    inside: set[tuple[UUID, UUID]] = set()
    for each in log.named("set.member-joined", "set.member-left"):
        key = each.stream, each.event.member
        if (each.name == "set.member-joined") is (key in inside):
            yield f"{each.event} at {each.occurred_at}, out of turn"
        inside ^= {key}
    for formed in log.named("set.formed"):
        for who, stays in log.stays(formed.stream).items():
            for (_, end), (start, _) in pairwise(stays):
                if end is None or start < end:
                    yield f"{who} was a member twice at {start}"


def a_newcomer_is_let_in_by_everybody_and_agrees_the_contract(log: Log) -> Breaches:
    for each in log.named("set.member-joined"):
        its, who, at = each.stream, each.event.member, each.occurred_at
        if not log.named("set.started", within=its, before=each):
            continue
        joined = [e.position for e in log.named("set.member-joined", within=its, before=each, member=who)]
        given = log.named("set.newcomer-consented", within=its, before=each, newcomer=who)
        consents = {e.event.by for e in given if e.occurred_at <= at and e.position > max(joined, default=0)}
        if not log.members(its, at, each) <= consents:
            yield f"{who} joined without everybody's consent"
        if who not in log.agreed(its, at, each):
            yield f"{who} joined without having agreed the contract"


def a_session_rests_on_the_contract(log: Log) -> Breaches:
    met: set[UUID] = set()
    for each in log.named("set.session-opened"):
        if each.stream not in met:
            missing = log.members(each.stream, each.occurred_at, each) - log.agreed(each.stream, each.occurred_at, each)
            if missing:
                yield f"the first session was opened without the agreement of {missing}"
        met.add(each.stream)
    for each in log.named("set.checked-in"):
        if each.event.member not in log.agreed(each.stream, each.occurred_at, each):
            yield f"{each.event.member} checked in without having agreed the contract"
    for each in log.named("set.attendance-corrected", present=True):
        opened = log.opening(each.stream, each.event.session).occurred_at
        if each.event.member not in log.agreed(each.stream, opened, each) & log.members(each.stream, opened, each):
            yield f"{each.event}: of who was no member, or had not agreed the contract"


def each_session_has_one_adviser(log: Log) -> Breaches:
    """An appointed one, a member whose turn it is, or any member of a training set; who then takes no slot."""
    for each in log.named("set.session-opened"):
        its, adviser, at = each.stream, each.event.adviser, each.occurred_at
        training = log.named("set.formed", within=its)[0].event.kind.value == "training"
        turn = log.members(its, at, each) if training else log.members(its, at, each) & log.rota(its, at, each)
        if adviser not in log.advisers(its, at, each) | turn:
            yield f"{each.event} by somebody who may not advise"
        if log.named("set.slot-opened", within=its, session=each.event.session, presenter=adviser):
            yield f"{each.event}: the session's adviser presented"
    for each in log.named("set.intervention-made"):
        if each.event.by != log.opening(each.stream, each.event.session).event.adviser or each.event.by not in log.may_speak(
            each
        ):
            yield f"{each.event} by somebody who did not advise the session, or had gone"
    for each in log.named("set.ground-rule-breach-noted"):
        if each.actor not in log.may_speak(each):
            yield f"{each.event} by somebody who was not there"


def one_session_at_a_time_and_all_its_facts_within_it(log: Log) -> Breaches:
    held: dict[tuple[UUID, int], tuple[datetime, datetime | None]] = {}
    for each in log.named("set.session-opened", "set.session-closed"):
        key = each.stream, each.event.session
        if each.name == "set.session-closed":
            held[key] = (held[key][0], each.occurred_at)
            continue
        for (which, _), (_, end) in held.items():
            if which == each.stream and (end is None or each.occurred_at < end):
                yield f"{each.event} was opened while another was open"
        held[key] = (each.occurred_at, None)
    for each in log.named(*IN_A_SESSION):
        start, end = held.get((log.home(each.stream), each.event.session), (None, None))
        if start is None or each.occurred_at < start or (end is not None and each.occurred_at > end):
            yield f"{each.event} at {each.occurred_at}, outside its session"


def airtime_is_protected(log: Log) -> Breaches:
    """One slot at a time; it belongs to the problem's owner, who was given airtime for it."""
    taken: dict[tuple[UUID, int], Any] = {}
    spans: dict[tuple[UUID, int], list[tuple[datetime, datetime]]] = {}
    for each in log.named("set.slot-opened", "set.slot-closed"):
        key = each.stream, each.event.session
        if each.name == "set.slot-closed":
            opened = taken.pop(key)
            start, end = opened.occurred_at, each.occurred_at
            if any(start < other[1] and other[0] < end for other in spans.get(key, ())):
                yield f"{opened.event} from {start} to {end}, during another"
            spans.setdefault(key, []).append((start, end))
            continue
        if key in taken:
            yield f"{each.event} opened beside {taken[key].event}"
        taken[key] = each
        if each.event.presenter != log.owner(each.event.problem):
            yield f"{each.event} is not its owner's"
        about = {"session": each.event.session, "problem": each.event.problem}
        if not log.named("set.airtime-allocated", within=each.stream, before=each, **about):
            yield f"{each.event} was given no airtime"
        if each.event.presenter not in log.in_the_room(each):
            yield f"{each.event} by who was not there"


def a_correction_keeps_to_what_happened(log: Log) -> Breaches:
    """Who did something in a session was there; what is right is not put right; and no slot outlasts its session."""
    for each in log.named("set.attendance-corrected"):
        its, session, member = each.stream, each.event.session, each.event.member
        if each.event.present is (member in log.attendance(its, session, each)):
            yield f"{each.event}: it stood so already"
        acted = log.named("set.slot-opened", within=its, before=each, session=session, presenter=member)
        for problem in log.problems_of(its):
            acted += log.named("problem.question-asked", within=problem, before=each, session=session, by=member)
        if not each.event.present and acted:
            yield f"{each.event}: {member} took part"
    for each in log.named("set.slot-closed", "set.slot-minutes-corrected"):
        planned = log.named("set.session-scheduled", within=each.stream, session=each.event.session)[0].event.minutes
        if each.event.minutes > planned:
            yield f"{each.event} in a session of {planned} minutes"


def too_few_are_noted(log: Log) -> Breaches:
    for each in log.named("set.session-closed"):
        its, session = each.stream, each.event.session
        regular = log.named("set.session-scheduled", within=its, session=session)[0].event.kind.value == "regular"
        proposed = log.named("set.contract-proposed", within=its, before=each)
        in_force = [e.event.quorum for e in proposed if e.occurred_at <= each.occurred_at]
        few = regular and len(log.attendance(its, session, each)) < in_force[-1]
        noted = any(e.event.policy.value == "quorum" for e in log.named("policy.breach-noted") if e.command == each.command)
        if not few == noted == each.event.inquorate:
            yield f"{each.event}, noted: {noted}, too few: {few}"


def nobody_leaves_and_no_set_closes_with_an_action_open(log: Log) -> Breaches:
    for each in log.named("set.member-left", "set.closed"):
        for problem in log.problems_of(each.stream):
            if each.name == "set.member-left" and log.owner(problem) != each.event.member:
                continue
            for action in open_actions(log, problem, each):
                yield f"{each.event} with {action} still open"
            if each.name == "set.member-left" and _is_live_after(log, problem, each):
                yield f"{each.event}, and {problem} was not parked"


def open_actions(log: Log, problem: UUID, before: Any = None) -> set[UUID]:
    """The actions of a problem that were neither reviewed, for good, nor released."""
    going_on: set[UUID] = set()
    names = ("action-committed", "outcome-reviewed", "action-released", "outcome-reopened")
    for each in log.named(*(f"problem.{name}" for name in names), within=problem, before=before):
        opens = each.name in ("problem.action-committed", "problem.outcome-reopened")
        (going_on.add if opens else going_on.discard)(each.event.action)
    return going_on


def _is_live_after(log: Log, problem: UUID, left: Any) -> bool:
    """Whether a problem that was ever given airtime is live once a decision is recorded as a whole."""
    known = [e for e in log if e.stream == problem and (e.position < left.position or e.command == left.command)]
    aired = log.named("set.airtime-allocated", within=left.stream, before=left, problem=problem)
    moves = [e.name for e in known if e.name in STAGES]
    return bool(aired) and STAGES[moves[-1]] == "live"


STAGES = {
    "problem.raised": "raised",
    "problem.accepted": "live",
    "problem.presented": "live",
    "problem.action-committed": "live",
    **dict.fromkeys(
        ("problem.returned", "problem.resolved", "problem.left-unresolved", "problem.parked", "problem.withdrawn"), "over"
    ),
}

LAWS: tuple[Callable[[Log], Breaches], ...] = (
    membership_begins_and_ends_in_turn,
    a_newcomer_is_let_in_by_everybody_and_agrees_the_contract,
    a_session_rests_on_the_contract,
    each_session_has_one_adviser,
    one_session_at_a_time_and_all_its_facts_within_it,
    airtime_is_protected,
    a_correction_keeps_to_what_happened,
    too_few_are_noted,
    nobody_leaves_and_no_set_closes_with_an_action_open,
)
