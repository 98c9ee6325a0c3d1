"""The hard rules of problems and actions, said a second time over what was recorded."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from uuid import UUID

from recorded import (
    END_OF_AN_ACTION,
    ENDINGS,
    OF_A_SESSION,
    OF_THE_OWNER,
    Breaches,
    Log,
    advisers,
    checked_in,
    closed,
    day,
    opened,
    owners,
    these,
)
from world import Fact

from actionlearning.domain.member import events as m
from actionlearning.domain.problem import events as p
from actionlearning.domain.set import events as s
from actionlearning.domain.values import OutcomeResult


def only_the_owner_decides(log: Log) -> Breaches:
    owner = owners(log)
    for _, fact in these(log, *OF_THE_OWNER):
        if fact.actor != owner[fact.stream]:
            yield f"{fact.actor} decided for {owner[fact.stream]}: {fact.event}"
    for index, fact in these(log, p.ActionReleased, p.ProblemParked):
        beside = [each.event for each in log if each.command == fact.command]
        parting = any(isinstance(each, s.MemberLeft | s.SetClosed) for each in beside)
        appointed = advisers(log[:index], fact.at)
        allowed = parting and (isinstance(fact.event, p.ProblemParked) or fact.actor in appointed)
        if fact.actor != owner[fact.stream] and not allowed:
            yield f"{fact.actor} let go what belongs to {owner[fact.stream]}: {fact.event}"


def a_problem_is_accepted_then_presented_then_acted_on(log: Log) -> Breaches:
    for stream in owners(log):
        of_problem = [fact for fact in log if fact.stream == stream]
        answers = these(of_problem, p.ProblemAccepted, p.ProblemReturned)
        if len(answers) > 1:
            yield "a problem was answered twice"
        accepted = next((fact.at for _, fact in answers if isinstance(fact.event, p.ProblemAccepted)), None)
        for _, fact in these(of_problem, p.ProblemPresented):
            if accepted is None or fact.at < accepted:
                yield f"presented at {fact.at}, and accepted at {accepted}"
        for index, fact in these(of_problem, p.ActionCommitted, p.QuestionAsked, p.InsightRecorded, p.ProblemReframed):
            if not any(each.at <= fact.at for _, each in these(of_problem[:index], p.ProblemPresented)):
                yield f"{fact.event} before the problem was presented"


def a_problem_ends_once_and_with_nothing_open(log: Log) -> Breaches:
    for stream, owner in owners(log).items():
        of_problem = [fact for fact in log if fact.stream == stream]
        ends = these(of_problem, *ENDINGS)
        if len(ends) > 1:
            yield "a problem ended twice"
        for index, end in ends:
            if open_actions(of_problem[:index]):
                yield f"a problem ended with open actions {open_actions(of_problem[:index])}"
            if these(of_problem[index:], p.ProblemPresented, p.ActionCommitted):
                yield "a problem was presented or acted on after it had ended"
            for _, fact in these(of_problem, *OF_A_SESSION):
                if fact.at > end.at and fact.actor == owner:
                    yield f"{fact.event} at {fact.at}, after the problem had ended at {end.at}"


def open_actions(log: Log) -> set[UUID]:
    begun = {fact.event.action for _, fact in these(log, p.ActionCommitted)}
    return begun - {fact.event.action for _, fact in these(log, *END_OF_AN_ACTION)}


def the_owner_commits_in_the_room(log: Log) -> Breaches:
    owner = owners(log)
    for index, fact in these(log, p.ActionCommitted, p.ActionRenegotiated, p.ProblemPresented):
        for known in (log[:index], log):
            if owner[fact.stream] not in checked_in(known, fact.event.session, fact.at):
                yield f"{owner[fact.stream]} was not in the room of session {fact.event.session}: {fact.event}"
    for _, fact in these(log, p.ActionCommitted, p.ActionRenegotiated):
        if fact.event.due < day(fact.at):
            yield f"{fact.event} is due before the day it was agreed"


def an_action_lives_once_and_in_order(log: Log) -> Breaches:
    lives: dict[UUID, list[Fact]] = defaultdict(list)
    kinds = (p.ActionCommitted, p.ActionRenegotiated, p.OutcomeReported, p.OutcomeReviewed, p.ActionReleased)
    for _, fact in these(log, *kinds):
        lives[fact.event.action].append(fact)
    for action, life in lives.items():
        if not isinstance(life[0].event, p.ActionCommitted) or len(these(life, p.ActionCommitted)) > 1:
            yield f"action {action} was not begun exactly once"
        if any(later.at < earlier.at for earlier, later in pairwise(life)):
            yield f"action {action} changed before its last change"
        if any(isinstance(each.event, END_OF_AN_ACTION) for each in life[:-1]):
            yield f"action {action} went on after its end"


def done_on_lies_between_commitment_and_report(log: Log) -> Breaches:
    committed = {fact.event.action: fact.at for _, fact in these(log, p.ActionCommitted)}
    for _, fact in these(log, p.OutcomeReported):
        done_on = fact.event.done_on
        if done_on is None:
            if fact.event.result is OutcomeResult.ACHIEVED:
                yield "achieved, without a day on which it was done"
        elif not day(committed[fact.event.action]) <= done_on <= day(fact.at):
            yield f"done on {done_on}, committed {committed[fact.event.action]}, reported {fact.at}"


def a_review_follows_a_report_in_a_later_session_with_peers(log: Log) -> Breaches:
    owner = owners(log)
    for index, fact in these(log, p.OutcomeReviewed):
        so_far, review = log[:index], fact.event
        commitment = next(each for _, each in these(so_far, p.ActionCommitted) if each.event.action == review.action)
        if not any(each.event.action == review.action and each.at <= fact.at for _, each in these(so_far, p.OutcomeReported)):
            yield f"action {review.action} was reviewed before it was reported"
        begin = opened(so_far, review.session)
        if review.session == commitment.event.session or begin is None or begin.at <= commitment.at:
            yield f"action {review.action} was not reviewed in a later session"
        for known in (so_far, log):
            there = checked_in(known, review.session, fact.at)
            if not set(review.peers) - {owner[fact.stream]}:
                yield f"action {review.action} was reviewed without a peer"
            if not {owner[fact.stream], *review.peers} <= there:
                yield f"action {review.action} was reviewed by somebody who was not there"
        captured = {
            each.event.learning
            for _, each in these(so_far, m.LearningCaptured)
            if each.stream == owner[fact.stream] and each.event.source.action == review.action
        }
        if not set(review.learning) <= captured:
            yield f"a review names a learning that its owner did not capture from action {review.action}"


def who_leaves_leaves_nothing_open(log: Log) -> Breaches:
    owner = owners(log)
    for index, leaving in these(log, s.MemberLeft):
        theirs = {problem for problem, by in owner.items() if by == leaving.event.member}
        together = [each for each in log[index:] if each.command == leaving.command]
        if open_actions([fact for fact in log[:index] if fact.stream in theirs]):
            yield f"{leaving.event.member} left with open actions"
        yield from _open_at("left", leaving, theirs, log)
        for problem in theirs:
            had_airtime = any(
                fact.event.problem == problem and fact.at <= leaving.at for _, fact in these(log, s.AirtimeAllocated)
            )
            ended = any(
                isinstance(fact.event, (*ENDINGS, p.ProblemReturned)) and fact.stream == problem
                for fact in [*log[:index], *together]
            )
            if had_airtime and not ended:
                yield f"{leaving.event.member} left at {leaving.at} and problem {problem}, once given airtime, is still live"


def a_set_closes_with_nothing_open(log: Log) -> Breaches:
    for index, closing in these(log, s.SetClosed):
        if open_actions(log[:index]):
            yield "the set closed with open actions"
        yield from _open_at("closed", closing, set(owners(log)), log)
        for _, fact in these(log[:index], s.SessionOpened):
            if closed(log[:index], fact.event.session) is None:
                yield "the set closed during a session"
        if len(these(log, s.SetClosed)) > 1 or these(log[index:], s.SessionOpened, s.MemberJoined, s.ContractProposed):
            yield "the set went on after it had closed"


def _open_at(what: str, moment: Fact, those: set[UUID], log: Log) -> Breaches:
    """Actions begun by then, whenever that was recorded, and not ended by then."""
    ends = {fact.event.action: fact.at for _, fact in these(log, *END_OF_AN_ACTION)}
    for _, fact in these(log, p.ActionCommitted):
        action = fact.event.action
        if fact.stream in those and fact.at <= moment.at and (action not in ends or ends[action] > moment.at):
            yield f"action {fact.event.action}, committed at {fact.at}, was open as {moment.event} {what} at {moment.at}"
