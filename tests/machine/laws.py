"""The hard rules of action learning as laws over what a journal holds: each yields a sentence for every breach.

They read events and nothing else. Where a rule is about what was known when something was decided, only what stands before it
in the journal is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Log = Sequence[Any]
Breaches = Iterator[str]

IN_A_SESSION = (
    "set.checked-in", "set.absence-recorded", "set.slot-opened", "set.slot-closed", "set.process-reviewed", "set.checked-out",
    "problem.presented", "problem.question-asked", "problem.advice-given", "problem.insight-recorded", "problem.reframed",
    "problem.action-committed", "problem.action-renegotiated", "problem.outcome-reviewed",
)  # fmt: skip
BY_THE_OWNER = (
    "problem.presented", "problem.action-committed", "problem.action-renegotiated", "problem.progress-reported",
    "problem.outcome-reported", "problem.resolved", "problem.left-unresolved", "problem.withdrawn", "problem.reframed",
)  # fmt: skip


def named(log: Log, *names: str, **having: Any) -> list[Any]:
    """The events of some names, with some fields as given."""
    return [e for e in log if e.name in names and all(getattr(e.event, field) == value for field, value in having.items())]


def before(log: Log, it: Any) -> list[Any]:
    return [each for each in log if each.position < it.position]


def owners(log: Log) -> dict[UUID, UUID]:
    return {each.stream: each.event.owner for each in named(log, "problem.raised")}


def homes(log: Log) -> dict[UUID, UUID]:
    """The set of each problem, and of each set itself."""
    raised = {each.stream: each.event.set for each in named(log, "problem.raised")}
    return raised | {each.stream: each.stream for each in named(log, "set.formed")}


def members(log: Log, which: UUID, at: datetime) -> set[UUID]:
    its = [each for each in log if each.stream == which]
    found = set()
    for joined in named(its, "set.member-joined"):
        leaving = [e for e in named(its, "set.member-left", member=joined.event.member) if e.position > joined.position]
        if joined.occurred_at <= at and not (leaving and leaving[0].occurred_at <= at):
            found.add(joined.event.member)
    return found


def agreed(log: Log, which: UUID, at: datetime) -> set[UUID]:
    """Who had agreed the contract in force."""
    its = [each for each in log if each.stream == which and each.occurred_at <= at]
    version = max(each.event.version for each in named(its, "set.contract-proposed"))
    return {each.event.member for each in named(its, "set.contract-agreed", version=version)}


def in_the_room(log: Log, which: UUID, it: Any) -> set[UUID]:
    """Who had come and not gone as something happened in a session; who goes in the same minute, but later, was there."""
    its = [each for each in log if each.stream == which and each.occurred_at <= it.occurred_at]
    came = {each.event.member for each in named(its, "set.checked-in", session=it.event.session)}
    return (came - gone(its, it)) & members(log, which, it.occurred_at)


def gone(its: Log, it: Any) -> set[UUID]:
    went = named(its, "set.checked-out", session=it.event.session)
    return {e.event.member for e in went if (e.occurred_at, e.position) < (it.occurred_at, it.position)}


# The envelope


def streams_are_dense_and_written_in_order_of_time(log: Log) -> Breaches:
    tips: dict[UUID, int] = defaultdict(int)
    written: dict[UUID, datetime] = {}
    for each in log:
        tips[each.stream] += 1
        if each.version != tips[each.stream]:
            yield f"version {each.version} of {each.stream} follows {tips[each.stream] - 1}"
        if each.recorded_at < max(each.occurred_at, written.get(each.stream, each.recorded_at)):
            yield f"{each.event} was recorded at {each.recorded_at}, before what stands before it"
        written[each.stream] = each.recorded_at


def a_command_is_recorded_once(log: Log) -> Breaches:
    seen: set[UUID] = set()
    last = None
    for each in log:
        if each.command != last and each.command in seen:
            yield f"command {each.command} was recorded twice"
        if (each.command != last) is (each.use_case is None):
            yield f"{each.event}: only the first event of a command says what it did"
        seen.add(each.command)
        last = each.command


# Sets


def membership_begins_and_ends_in_turn(log: Log) -> Breaches:
    inside: dict[tuple[UUID, UUID], datetime] = {}
    started: set[UUID] = set()
    for each in named(log, "set.started", "set.member-joined", "set.member-left"):
        if each.name == "set.started":
            started.add(each.stream)
            continue
        key = each.stream, each.event.member
        if (each.name == "set.member-joined") is (key in inside):
            yield f"{each.event} at {each.occurred_at}, out of turn"
        if each.name == "set.member-left":
            inside.pop(key, None)
            continue
        so_far = before(log, each)
        earlier = [e.position for e in named(so_far, "set.member-joined", member=each.event.member) if e.stream == each.stream]
        consents = {
            e.event.by
            for e in named(so_far, "set.newcomer-consented", newcomer=each.event.member)
            if e.stream == each.stream and e.occurred_at <= each.occurred_at and e.position > max(earlier, default=0)
        }
        if each.stream in started and not members(so_far, each.stream, each.occurred_at) <= consents:
            yield f"{each.event.member} joined without everybody's consent"
        if each.stream in started and each.event.member not in agreed(so_far, each.stream, each.occurred_at):
            yield f"{each.event.member} joined without having agreed the contract"
        inside[key] = each.occurred_at


def a_session_rests_on_the_contract(log: Log) -> Breaches:
    first: set[UUID] = set()
    for each in named(log, "set.session-opened"):
        so_far = before(log, each)
        if each.stream not in first:
            missing = members(so_far, each.stream, each.occurred_at) - agreed(so_far, each.stream, each.occurred_at)
            if missing:
                yield f"the first session was opened without the agreement of {missing}"
        first.add(each.stream)
    for each in named(log, "set.checked-in"):
        if each.event.member not in agreed(before(log, each), each.stream, each.occurred_at):
            yield f"{each.event.member} checked in without having agreed the contract"


def one_session_at_a_time_and_all_its_facts_within_it(log: Log) -> Breaches:
    home = homes(log)
    held: dict[tuple[UUID, int], list[datetime | None]] = {}
    for each in named(log, "set.session-opened", "set.session-closed"):
        key = each.stream, each.event.session
        if each.name == "set.session-closed":
            held[key][1] = each.occurred_at
            continue
        for (which, _), (_, end) in held.items():
            if which == each.stream and (end is None or each.occurred_at < end):
                yield f"{each.event} was opened while another was open"
        held[key] = [each.occurred_at, None]
    for each in named(log, *IN_A_SESSION):
        start, end = held.get((home[each.stream], each.event.session), (None, None))
        if start is None or each.occurred_at < start or (end is not None and each.occurred_at > end):
            yield f"{each.event} at {each.occurred_at}, outside its session"


def airtime_is_protected(log: Log) -> Breaches:
    """One slot at a time; it belongs to the problem's owner, who was given airtime and does not advise the session."""
    owner = owners(log)
    taken: dict[tuple[UUID, int], Any] = {}
    for each in named(log, "set.slot-opened", "set.slot-closed"):
        key = each.stream, each.event.session
        if each.name == "set.slot-closed":
            taken.pop(key)
            continue
        if key in taken:
            yield f"{each.event} opened beside {taken[key]}"
        taken[key] = each.event
        if each.event.presenter != owner[each.event.problem]:
            yield f"{each.event} is not its owner's"
        so_far = [e for e in before(log, each) if e.stream == each.stream]
        if not named(so_far, "set.airtime-allocated", session=each.event.session, problem=each.event.problem):
            yield f"{each.event} was given no airtime"
        if named(so_far, "set.session-opened", session=each.event.session, adviser=each.event.presenter):
            yield f"{each.event}: the session's adviser presented"


def too_few_are_noted(log: Log) -> Breaches:
    for each in named(log, "set.session-closed"):
        its = [e for e in before(log, each) if e.stream == each.stream]
        regular = named(its, "set.session-scheduled", session=each.event.session)[0].event.kind.value == "regular"
        in_force = [e.event.quorum for e in named(its, "set.contract-proposed") if e.occurred_at <= each.occurred_at]
        few = regular and len(named(its, "set.checked-in", session=each.event.session)) < in_force[-1]
        noted = any(e.event.policy.value == "quorum" for e in named(log, "policy.breach-noted") if e.command == each.command)
        if not few == noted == each.event.inquorate:
            yield f"{each.event}, noted: {noted}, too few: {few}"


def nobody_leaves_and_no_set_closes_with_an_action_open(log: Log) -> Breaches:
    home, owner = homes(log), owners(log)
    for each in named(log, "set.member-left", "set.closed"):
        done = [e for e in log if e.command == each.command and e.name == "problem.action-released"]
        so_far = [*before(log, each), *done]
        ended = {e.event.action for e in named(so_far, "problem.outcome-reviewed", "problem.action-released")}
        for e in named(so_far, "problem.action-committed"):
            about = home[e.stream] == each.stream and (each.name == "set.closed" or owner[e.stream] == each.event.member)
            if about and e.event.action not in ended:
                yield f"{each.event} with {e.event} still open"


# Problems and actions


def only_the_owner_decides(log: Log) -> Breaches:
    owner = owners(log)
    for each in named(log, *BY_THE_OWNER):
        if each.actor != owner[each.stream]:
            yield f"{each.event} by {each.actor}, and {owner[each.stream]} is the owner"


def others_ask_and_are_in_the_room(log: Log) -> Breaches:
    home, owner = homes(log), owners(log)
    for each in named(log, "problem.question-asked", "problem.advice-given"):
        which = home[each.stream]
        its = [e for e in log if e.stream == which]
        (opened,) = named(its, "set.session-opened", session=each.event.session)
        advises = each.event.by == opened.event.adviser and each.event.by not in gone(its, each)
        if each.event.by not in in_the_room(log, which, each) and not advises:
            yield f"{each.event} by somebody who was not there"
        if each.name == "problem.question-asked" and each.event.by == owner[each.stream]:
            yield f"{each.event} of the owner's to themself"


def an_action_is_committed_reported_and_reviewed_in_that_order(log: Log) -> Breaches:  # noqa: C901  # one life, told in one place
    home, owner = homes(log), owners(log)
    commitments = {each.event.action: each for each in named(log, "problem.action-committed")}
    over: set[UUID] = set()
    reported: set[UUID] = set()
    last: dict[UUID, datetime] = {}
    life = ("action-committed", "action-renegotiated", "outcome-reported", "outcome-reviewed", "action-released")
    for each in named(log, *(f"problem.{name}" for name in life)):
        event, action = each.event, each.event.action
        if action in over:
            yield f"{event} after its end"
        if each.occurred_at < last.get(action, each.occurred_at):
            yield f"{event} at {each.occurred_at}, before its last change"
        last[action] = each.occurred_at
        here = home[each.stream]
        match each.name:
            case "problem.action-committed" | "problem.action-renegotiated":
                if owner[each.stream] not in in_the_room(log, here, each):
                    yield f"{event} by an owner who was not in the room"
            case "problem.outcome-reported":
                reported.add(action)
                yield from _done_in_time(log, commitments[action], each, here)
            case "problem.action-released":
                over.add(action)
            case _:
                over.add(action)
                there = in_the_room(log, here, each)
                if action not in reported:
                    yield f"{event} before any report"
                if event.session == commitments[action].event.session:
                    yield f"{event} in the session of its commitment"
                if not set(event.peers) - {owner[each.stream]} or not {owner[each.stream], *event.peers} <= there:
                    yield f"{event} without its owner and a peer in the room"


def _done_in_time(log: Log, committed: Any, reported: Any, home: UUID) -> Breaches:
    zone = ZoneInfo(next(each.event.time_zone for each in log if each.stream == home))
    done = reported.event.done_on
    if done is None and reported.event.result.value == "achieved":
        yield f"{reported.event}, and no day on which it was done"
    first, last = (each.occurred_at.astimezone(zone).date() for each in (committed, reported))
    if done is not None and not first <= done <= last:
        yield f"{reported.event} was done outside {first} and {last}"


# People and programmes


def people_write_about_themselves(log: Log) -> Breaches:
    source: dict[UUID, UUID] = {}
    for each in named(log, "member.self-rating-given", "member.learning-captured", "member.learning-applied"):
        if each.actor != each.stream:
            yield f"{each.event} by {each.actor} for {each.stream}"
        if each.name == "member.learning-captured":
            source[each.event.learning] = each.event.source.problem
        if each.name == "member.learning-applied" and source[each.event.learning] == each.event.problem:
            yield f"{each.event} to its source"


def claims_are_judged_by_others_and_counted_once(log: Log) -> Breaches:
    claims: dict[UUID, Any] = {}
    rejected: set[UUID] = set()
    for each in named(log, "programme.benefit-claimed", "programme.benefit-validated", "programme.benefit-rejected"):
        benefit = each.event.benefit
        if each.name == "programme.benefit-claimed":
            claims[benefit] = each.event
        elif claims[benefit].by == each.actor:
            yield f"{each.event} by who claimed it"
        (rejected.add if each.name == "programme.benefit-rejected" else rejected.discard)(benefit)
        shares: dict[str, Decimal] = defaultdict(Decimal)
        for which, claim in claims.items():
            if which not in rejected:
                shares[claim.effect.strip().casefold()] += claim.attribution
        if max(shares.values(), default=Decimal()) > 1:
            yield f"{each.event}: {dict(shares)} is more than the whole"


def a_measure_has_a_way_to_go_and_a_beginning(log: Log) -> Breaches:
    target = {each.event.objective: each.event.target for each in named(log, "programme.objective-set")}
    for each in named(log, "programme.measure-baselined"):
        if each.event.value == target[each.event.objective]:
            yield f"{each.event} is its target"
    for each in named(log, "programme.measure-observed"):
        base = named(before(log, each), "programme.measure-baselined", objective=each.event.objective)
        if not base or each.event.on < base[-1].event.on:
            yield f"{each.event} without a baseline before it"


LAWS: tuple[Callable[[Log], Breaches], ...] = (
    streams_are_dense_and_written_in_order_of_time,
    a_command_is_recorded_once,
    membership_begins_and_ends_in_turn,
    a_session_rests_on_the_contract,
    one_session_at_a_time_and_all_its_facts_within_it,
    airtime_is_protected,
    too_few_are_noted,
    nobody_leaves_and_no_set_closes_with_an_action_open,
    only_the_owner_decides,
    others_ask_and_are_in_the_room,
    an_action_is_committed_reported_and_reviewed_in_that_order,
    people_write_about_themselves,
    claims_are_judged_by_others_and_counted_once,
    a_measure_has_a_way_to_go_and_a_beginning,
)


def breaches(log: Log) -> list[str]:
    """Every breach of every law, with the law's name."""
    return [f"{law.__name__}: {breach}" for law in LAWS for breach in law(log)]
