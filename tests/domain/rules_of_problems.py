"""The hard rules of problems and actions, said a second time over what was recorded."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from uuid import UUID

from recorded import (
    END_OF_AN_ACTION,
    ENDINGS,
    OF_THE_OWNER,
    RATED,
    SAID,
    SEEN,
    THOUGHT,
    WORK,
    Breaches,
    Log,
    active,
    advisers,
    before,
    by_then,
    checked_in,
    closed,
    day,
    open_actions,
    opened,
    owners,
    these,
)
from world import Fact

from actionlearning.domain.member import events as m
from actionlearning.domain.problem import events as p
from actionlearning.domain.programme import events as g
from actionlearning.domain.set import events as s
from actionlearning.domain.values import OutcomeResult

GOING_ON = (p.ProblemAccepted, p.ProblemPresented, p.ActionCommitted, p.ActionRenegotiated, p.OutcomeReopened)
TAKEN_ON = (
    s.SessionOpened, s.MemberJoined, s.ContractProposed, p.ProblemRaised, p.ProblemAccepted, p.OutcomeReopened,
    p.EncouragementGiven,
)  # fmt: skip


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


def a_problem_is_brought_by_a_member_and_again_once_it_was_returned(log: Log) -> Breaches:
    for index, fact in these(log, p.ProblemRaised):
        so_far, owner, again = log[:index], fact.event.owner, fact.event.resubmission_of
        if owner != fact.actor or owner not in active(so_far, fact.at):
            yield f"{fact.actor} brought a problem for {owner} at {fact.at}, who was not a member"
        if again is None:
            continue
        returned = [each.at for _, each in these(so_far, p.ProblemReturned) if each.stream == again]
        if owners(so_far)[again] != owner or not any(at <= fact.at for at in returned):
            yield f"{owner} brought again at {fact.at} what was returned to {owners(so_far)[again]} at {returned}"


def a_problem_is_accepted_then_presented_then_acted_on(log: Log) -> Breaches:
    for stream in owners(log):
        of_problem = [fact for fact in log if fact.stream == stream]
        for fact in of_problem:
            if fact.at < of_problem[0].at:
                yield f"{fact.event} at {fact.at}, before the problem was raised"
        answers = these(of_problem, p.ProblemAccepted, p.ProblemReturned)
        if len(answers) > 1:
            yield "a problem was answered twice"
        accepted = next((fact.at for _, fact in answers if isinstance(fact.event, p.ProblemAccepted)), None)
        for _, fact in these(of_problem, p.ProblemPresented, p.DecisionMade, p.EncouragementGiven):
            if accepted is None or fact.at < accepted:
                yield f"{fact.event} at {fact.at}, and accepted at {accepted}"
        for index, fact in these(of_problem, p.ActionCommitted, *SAID, *SEEN, *RATED):
            if not any(each.at <= fact.at for _, each in these(of_problem[:index], p.ProblemPresented)):
                yield f"{fact.event} before the problem was presented"


def who_answers_for_a_problem_belongs_to_the_set(log: Log) -> Breaches:
    """Who has left says no more of it; to put it aside or to take it back needs nobody's company."""
    owner = owners(log)
    for index, fact in these(log, p.StakeholdersMapped, p.DecisionMade, p.ProblemResolved, p.ProblemLeftUnresolved):
        if owner[fact.stream] not in active(log[:index], fact.at):
            yield f"{owner[fact.stream]} was not a member at {fact.at}: {fact.event}"


def a_problem_ends_once_and_with_nothing_open(log: Log) -> Breaches:
    for stream in owners(log):
        of_problem = [fact for fact in log if fact.stream == stream]
        ends = these(of_problem, *ENDINGS, p.ProblemReturned)
        if len(ends) > 1:
            yield "a problem ended twice"
        for index, end in ends:
            if open_actions(of_problem[:index]):
                yield f"a problem ended with open actions {set(open_actions(of_problem[:index]))}"
            yield from _open_at("was over", end, {stream}, log)
            if these(of_problem[index:], *GOING_ON):
                yield "a problem went on after it had ended"
            for _, fact in these(of_problem, *WORK, *RATED, *THOUGHT):
                if fact.at > end.at:
                    yield f"{fact.event} at {fact.at}, after the problem had ended at {end.at}"
            for _, fact in these(of_problem[index:], *WORK, *RATED, *THOUGHT):
                if fact.at == end.at:
                    yield f"{fact.event} as the problem ended at {end.at}, and after that was known"


def a_problem_serves_an_objective_that_there_is_once(log: Log) -> Breaches:
    for index, fact in these(log, p.ObjectiveLinked):
        so_far, objective = log[:index], fact.event.objective
        if not any(each.event.objective == objective and each.at <= fact.at for _, each in these(so_far, g.ObjectiveSet)):
            yield f"{fact.event} at {fact.at}, before the objective was set"
        of_problem = before(log, index)
        if any(each.event == fact.event for each in of_problem) or these(of_problem, *ENDINGS, p.ProblemReturned):
            yield f"{fact.event} again, or on a problem that was over"


def the_owner_commits_in_the_room(log: Log) -> Breaches:
    owner = owners(log)
    for index, fact in these(log, p.ActionCommitted, p.ActionRenegotiated, p.ProblemPresented):
        if owner[fact.stream] not in checked_in(log[:index], fact.event.session, fact.at):
            yield f"{owner[fact.stream]} was not in the room of session {fact.event.session}: {fact.event}"
    for _, fact in these(log, p.ActionCommitted, p.ActionRenegotiated):
        if fact.event.due < day(fact.at):
            yield f"{fact.event} is due before the day it was agreed"


def an_action_continues_an_earlier_one_of_the_same_problem(log: Log) -> Breaches:
    for index, fact in these(log, p.ActionCommitted):
        committed = {each.event.action for _, each in these(by_then(log, index), p.ActionCommitted)}
        if fact.event.continues not in {None, *committed}:
            yield f"{fact.event} continues what was not committed on that problem by {fact.at}"


def an_action_lives_once_and_in_order(log: Log) -> Breaches:
    lives: dict[UUID, list[Fact]] = defaultdict(list)
    kinds = (p.ActionCommitted, p.ActionRenegotiated, p.OutcomeReported, p.OutcomeReviewed, p.ActionReleased, p.OutcomeReopened)
    for _, fact in these(log, *kinds):
        lives[fact.event.action].append(fact)
    for action, life in lives.items():
        if not isinstance(life[0].event, p.ActionCommitted) or len(these(life, p.ActionCommitted)) > 1:
            yield f"action {action} was not begun exactly once"
        for earlier, later in pairwise(life):
            if later.at < earlier.at:
                yield f"action {action} changed before its last change"
            reopened = isinstance(earlier.event, p.OutcomeReviewed) and isinstance(later.event, p.OutcomeReopened)
            if isinstance(earlier.event, END_OF_AN_ACTION) and not reopened:
                yield f"action {action} went on after its end"
            if isinstance(later.event, p.OutcomeReopened) and not reopened:
                yield f"action {action} was reopened and had not been reviewed"


def an_action_is_spoken_of_while_it_is_open(log: Log) -> Breaches:
    """Progress and what stands in the way may be recorded late, and were true at their time."""
    kinds = (p.ActionCommitted, *END_OF_AN_ACTION, p.OutcomeReopened)
    for index, fact in these(log, p.ProgressReported, p.BarrierNamed):
        life = [each for _, each in these(by_then(log, index), *kinds) if each.event.action == fact.event.action]
        if not life or isinstance(life[-1].event, END_OF_AN_ACTION):
            yield f"{fact.event} at {fact.at}, when the action was not open"


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
        if not set(review.peers) - {owner[fact.stream]}:
            yield f"action {review.action} was reviewed without a peer"
        if not {owner[fact.stream], *review.peers} <= checked_in(so_far, review.session, fact.at):
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
        if len(these(log, s.SetClosed)) > 1 or these(log[index:], *TAKEN_ON):
            yield "the set went on after it had closed"


def _open_at(what: str, moment: Fact, those: set[UUID], log: Log) -> Breaches:
    """Actions begun by then, whenever that was recorded, and not ended by then for good."""
    still_open = open_actions(log)
    ends = {fact.event.action: fact.at for _, fact in these(log, *END_OF_AN_ACTION)}
    for _, fact in these(log, p.ActionCommitted):
        action = fact.event.action
        if fact.stream in those and fact.at <= moment.at and (action in still_open or ends[action] > moment.at):
            yield f"action {action}, committed at {fact.at}, was open as {moment.event} {what} at {moment.at}"
