"""The hard rules of a problem and its actions as laws over what a journal holds: each yields a sentence for every breach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal_log import Log
from laws_of_sets import STAGES, open_actions

Breaches = Iterator[str]

BY_THE_OWNER = (
    "problem.alignment-confirmed", "problem.stakeholders-mapped", "problem.assumption-tested", "problem.decision-made",
    "problem.presented", "problem.action-committed", "problem.action-renegotiated", "problem.progress-reported",
    "problem.barrier-named", "problem.outcome-reported", "problem.resolved", "problem.left-unresolved", "problem.withdrawn",
    "problem.insight-recorded", "problem.reframed", "problem.perspective-gained", "problem.option-generated",
    "problem.support-rated", "problem.clarity-rated",
)  # fmt: skip
BY_ANYBODY_THERE = (
    "problem.question-asked", "problem.advice-given", "problem.assumption-challenged", "problem.feeling-voiced",
    "problem.not-knowing-voiced",
)  # fmt: skip
BY_OTHERS = ("problem.question-asked", "problem.assumption-challenged", "problem.encouragement-given")
BY_THE_OWNER_THERE = (
    "problem.presented", "problem.action-committed", "problem.action-renegotiated", "problem.insight-recorded",
    "problem.reframed", "problem.perspective-gained", "problem.option-generated", "problem.support-rated",
    "problem.clarity-rated",
)  # fmt: skip
HEARD = (*BY_ANYBODY_THERE, *BY_THE_OWNER_THERE[1:])
LIFE = {
    "problem.action-committed": (None, "open"),
    "problem.action-renegotiated": ("open", "open"),
    "problem.outcome-reported": ("open", "open"),
    "problem.outcome-reviewed": ("open", "reviewed"),
    "problem.outcome-reopened": ("reviewed", "open"),
    "problem.action-released": ("open", "released"),
}
"""What an action must be for something to happen to it, and what it is then."""

ENDINGS = ("problem.resolved", "problem.left-unresolved", "problem.withdrawn", "problem.parked")


def day(log: Log, each: Any) -> Any:
    """The day of an event in the time zone of its set."""
    return each.occurred_at.astimezone(ZoneInfo(log.zone(log.home(each.stream)))).date()


def only_the_owner_decides(log: Log) -> Breaches:
    """They report, commit and declare; an action is released by its owner, or by an adviser as they leave or the set closes."""
    for each in log.named(*BY_THE_OWNER):
        if each.actor != log.owner(each.stream):
            yield f"{each.event} by {each.actor}, and {log.owner(each.stream)} is the owner"
    for each in log.named("problem.action-released", "problem.parked"):
        parting = any(e.command == each.command for e in log.named("set.member-left", "set.closed"))
        if each.actor != log.owner(each.stream) and not parting:
            yield f"{each.event} by {each.actor}, though nobody left and no set closed"


def others_ask_and_everybody_is_in_the_room(log: Log) -> Breaches:
    for each in log.named(*BY_ANYBODY_THERE):
        if each.event.by not in log.may_speak(each):
            yield f"{each.event} by somebody who was not there"
    for each in log.named(*BY_OTHERS):
        if each.event.by == log.owner(each.stream):
            yield f"{each.event} of the owner's to themself"
    for each in log.named(*BY_THE_OWNER_THERE):
        if log.owner(each.stream) not in log.in_the_room(each):
            yield f"{each.event} by an owner who was not in the room"
    for each in log.named("problem.perspective-gained"):
        if each.event.from_member not in log.may_speak(each) - {log.owner(each.stream)}:
            yield f"{each.event}, who was not there or is the owner"


def a_problem_is_taken_on_then_presented_then_worked_on(log: Log) -> Breaches:
    for each in log.named("problem.presented"):
        accepted = log.named("problem.accepted", within=each.stream, before=each)
        if not accepted or each.occurred_at < accepted[0].occurred_at:
            yield f"{each.event} before it was accepted"
    for each in log.named(*HEARD):
        heard = [e.occurred_at for e in log.named("problem.presented", within=each.stream, before=each)]
        if not heard or each.occurred_at < min(heard):
            yield f"{each.event} before it was presented"
    for each in log.named("problem.clarity-rated"):
        there = log.named("problem.presented", within=each.stream, before=each, session=each.event.session)
        if not there or each.occurred_at < min(e.occurred_at for e in there):
            yield f"{each.event} before it was presented there"


def what_is_over_is_over(log: Log) -> Breaches:
    """A problem ends once, with no action open, after all that happened about it in a session."""
    over: dict[UUID, Any] = {}
    for each in log.named(*STAGES):
        if each.stream in over:
            yield f"{each.event} after {over[each.stream].event}"
        if STAGES[each.name] == "over":
            over[each.stream] = each
    for each in log.named(*ENDINGS):
        if open_actions(log, each.stream, each):
            yield f"{each.event} with actions still open"
    for each in log.named(*HEARD, "problem.decision-made", "problem.encouragement-given"):
        end = over.get(each.stream)
        if end is not None and each.occurred_at > end.occurred_at:
            yield f"{each.event} at {each.occurred_at}, after its end"


def an_action_is_committed_reported_and_reviewed_in_that_order(log: Log) -> Breaches:
    state: dict[UUID, str] = {}
    reported: set[UUID] = set()
    committed: dict[UUID, Any] = {}
    last: dict[UUID, datetime] = {}
    for each in log.named(*LIFE):
        event, action = each.event, each.event.action
        wanted, after = LIFE[each.name]
        if state.get(action) != wanted:
            yield f"{event} of an action that is {state.get(action)}"
        if each.occurred_at < last.get(action, each.occurred_at):
            yield f"{event} at {each.occurred_at}, before its last change"
        last[action], state[action] = each.occurred_at, after
        if each.name == "problem.action-committed":
            committed[action] = each
        elif each.name == "problem.outcome-reported":
            reported.add(action)
            yield from _done_in_time(log, committed[action], each)
        elif each.name == "problem.outcome-reviewed":
            yield from _reviewed_well(log, committed[action], each, reported)
    for each in log.named("problem.action-committed", "problem.action-renegotiated"):
        if each.event.due < day(log, each):
            yield f"{each.event} is due before {day(log, each)}"


def _reviewed_well(log: Log, committed: Any, review: Any, reported: set[UUID]) -> Breaches:
    """After a report, in a later session, its owner and a peer in the room, and naming what its owner learnt from it."""
    event, owner = review.event, log.owner(review.stream)
    opened = log.opening(log.home(review.stream), event.session)
    if event.action not in reported:
        yield f"{event} before any report"
    if event.session == committed.event.session or opened.occurred_at <= committed.occurred_at:
        yield f"{event} in no later session than its commitment"
    if not set(event.peers) - {owner} or not {owner, *event.peers} <= log.in_the_room(review):
        yield f"{event} without its owner and a peer in the room"
    for learning in event.learning:
        source = log.named("member.learning-captured", within=owner, before=review, learning=learning)
        if not source or source[0].event.source.action != event.action:
            yield f"{event} names {learning}, which was not learnt from it"


def _done_in_time(log: Log, committed: Any, reported: Any) -> Breaches:
    done = reported.event.done_on
    if done is None and reported.event.result.value == "achieved":
        yield f"{reported.event}, and no day on which it was done"
    first, last = day(log, committed), day(log, reported)
    if done is not None and not first <= done <= last:
        yield f"{reported.event} was done outside {first} and {last}"


def words_are_let_out_by_who_said_them(log: Log) -> Breaches:
    """What is said of feelings, or of not knowing, stays in the set, and everything else is its speaker's to let out, once."""
    out: set[Any] = set()
    for each in log.named("problem.text-released"):
        place = each.event.handle
        (said,) = (e for e in log if e.stream == each.stream and e.version == place.version)
        if said.name in ("problem.feeling-voiced", "problem.not-knowing-voiced"):
            yield f"{each.event} of what stays in the set"
        by = getattr(said.event, "by", None) or said.actor
        if said.name == "problem.parked":
            by = log.owner(each.stream)
        if each.actor != by or each.occurred_at < said.occurred_at:
            yield f"{each.event} by {each.actor}, of what {by} said"
        if (each.stream, place) in out:
            yield f"{each.event} twice"
        out.add((each.stream, place))


def questions_are_put_right_as_something_else(log: Log) -> Breaches:
    taken_for: dict[tuple[UUID, int], Any] = {}
    for each in log.named("problem.question-asked", "problem.question-reclassified"):
        event = each.event
        asked = each.name == "problem.question-asked"
        question = (each.stream, each.version if asked else event.question)
        kind = (event.form, event.function)
        if not asked and taken_for.get(question, kind) == kind:
            yield f"{event} of no question, or as what it was taken for"
        taken_for[question] = kind


LAWS: tuple[Callable[[Log], Breaches], ...] = (
    only_the_owner_decides,
    others_ask_and_everybody_is_in_the_room,
    a_problem_is_taken_on_then_presented_then_worked_on,
    what_is_over_is_over,
    an_action_is_committed_reported_and_reviewed_in_that_order,
    words_are_let_out_by_who_said_them,
    questions_are_put_right_as_something_else,
)
