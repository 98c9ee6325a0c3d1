"""The hard rules, said a second time: over what was recorded, in plain Python, without asking the code that decided it.

Every rule is a function over the whole log that yields a sentence for each breach. "So far" is the log up to a fact: what was
known when it was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from world import TIME_ZONE, Fact

from actionlearning.domain.member import events as m
from actionlearning.domain.policies import Policy, PolicyBreachNoted
from actionlearning.domain.problem import events as p
from actionlearning.domain.programme import events as g
from actionlearning.domain.set import events as s
from actionlearning.domain.values import OutcomeResult, SessionKind

Log = Sequence[Fact]
Breaches = Iterator[str]

OF_A_SESSION = (
    s.CheckedIn, s.AbsenceRecorded, s.SlotOpened, s.SlotClosed, s.ProcessReviewed, s.CheckedOut,
    p.ProblemPresented, p.QuestionAsked, p.AdviceGiven, p.InsightRecorded, p.ProblemReframed, p.ActionCommitted,
    p.ActionRenegotiated, p.OutcomeReviewed,
)  # fmt: skip
OF_THE_OWNER = (
    p.ProblemPresented, p.ActionCommitted, p.ActionRenegotiated, p.ProgressReported, p.OutcomeReported, p.ProblemResolved,
    p.ProblemLeftUnresolved, p.ProblemWithdrawn, p.InsightRecorded, p.ProblemReframed, p.AlignmentConfirmed,
)  # fmt: skip
ENDINGS = (p.ProblemResolved, p.ProblemLeftUnresolved, p.ProblemParked, p.ProblemWithdrawn)
END_OF_AN_ACTION = (p.OutcomeReviewed, p.ActionReleased)


# What the log says, read without the aggregates


def these(log: Log, *kinds: type) -> list[tuple[int, Fact]]:
    return [(index, fact) for index, fact in enumerate(log) if isinstance(fact.event, kinds)]


def memberships(log: Log) -> dict[UUID, list[list[datetime | None]]]:
    spans: dict[UUID, list[list[datetime | None]]] = defaultdict(list)
    for _, fact in these(log, s.MemberJoined, s.MemberLeft):
        if isinstance(fact.event, s.MemberJoined):
            spans[fact.event.member].append([fact.at, None])
        else:
            spans[fact.event.member][-1][1] = fact.at
    return spans


def active(log: Log, at: datetime) -> set[UUID]:
    return {
        member
        for member, spans in memberships(log).items()
        if any(start <= at and (end is None or at < end) for start, end in spans if start is not None)
    }


def contract(log: Log, at: datetime) -> s.ContractProposed | None:
    proposed = [fact.event for _, fact in these(log, s.ContractProposed) if fact.at <= at]
    return proposed[-1] if proposed else None


def agreed(log: Log, member: UUID, at: datetime) -> bool:
    current = contract(log, at)
    return current is not None and any(
        fact.event.member == member and fact.event.version == current.version and fact.at <= at
        for _, fact in these(log, s.ContractAgreed)
    )


def opened(log: Log, session: int) -> Fact | None:
    return next((fact for _, fact in these(log, s.SessionOpened) if fact.event.session == session), None)


def closed(log: Log, session: int) -> Fact | None:
    return next((fact for _, fact in these(log, s.SessionClosed) if fact.event.session == session), None)


def checked_in(log: Log, session: int, at: datetime) -> set[UUID]:
    """Who had arrived by then and belonged to the set."""
    arrived = {fact.event.member for _, fact in these(log, s.CheckedIn) if fact.event.session == session and fact.at <= at}
    return arrived & active(log, at)


def owners(log: Log) -> dict[UUID, UUID]:
    return {fact.stream: fact.event.owner for _, fact in these(log, p.ProblemRaised)}


def day(at: datetime) -> Any:
    return at.astimezone(ZoneInfo(TIME_ZONE)).date()


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
    spans = memberships(log)
    for _, fact in these(log, s.CheckedIn):
        if fact.event.member not in active(log, fact.at):
            yield f"{fact.event.member} checked in at {fact.at} without being a member"
        closing = closed(log, fact.event.session)
        for _, end in spans[fact.event.member]:
            if end is not None and fact.at < end and (closing is None or end < closing.at):
                yield f"{fact.event.member} checked in to session {fact.event.session} and left the set before it closed"


def nobody_checks_in_twice(log: Log) -> Breaches:
    came = [(fact.event.session, fact.event.member) for _, fact in these(log, s.CheckedIn, s.AbsenceRecorded)]
    if len(came) != len(set(came)):
        yield "somebody checked in twice, or was absent and present"


# Sessions


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


def each_session_has_an_appointed_adviser(log: Log) -> Breaches:
    for index, fact in these(log, s.SessionOpened):
        appointed = {each.event.adviser for _, each in these(log[:index], s.AdviserAppointed) if each.at <= fact.at}
        if fact.event.adviser not in appointed:
            yield f"session {fact.event.session} was opened with {fact.event.adviser}, who was not appointed"


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


def only_those_in_the_room_ask_and_never_the_owner(log: Log) -> Breaches:
    owner = owners(log)
    for index, fact in these(log, p.QuestionAsked, p.AdviceGiven):
        session, by = fact.event.session, fact.event.by
        begin = opened(log[:index], session)
        if begin is not None and by != begin.event.adviser and by not in checked_in(log[:index], session, fact.at):
            yield f"{by} was not in the room of session {session} at {fact.at}"
        if isinstance(fact.event, p.QuestionAsked) and by == owner[fact.stream]:
            yield f"{by} questioned themself"


# Problems and actions


def only_the_owner_decides(log: Log) -> Breaches:
    owner = owners(log)
    for _, fact in these(log, *OF_THE_OWNER):
        if fact.actor != owner[fact.stream]:
            yield f"{fact.actor} decided for {owner[fact.stream]}: {fact.event}"
    for index, fact in these(log, p.ActionReleased, p.ProblemParked):
        beside = [each.event for each in log if each.command == fact.command]
        parting = any(isinstance(each, s.MemberLeft | s.SetClosed) for each in beside)
        appointed = {each.event.adviser for _, each in these(log[:index], s.AdviserAppointed) if each.at <= fact.at}
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
        for index, fact in these(of_problem, p.ProblemPresented):
            if accepted is None or fact.at < accepted:
                yield f"presented at {fact.at}, and accepted at {accepted}"
            if any(isinstance(each.event, ENDINGS) for each in of_problem[:index]):
                yield "presented after it had ended"
        for index, fact in these(of_problem, p.ActionCommitted, p.QuestionAsked, p.InsightRecorded, p.ProblemReframed):
            if not any(each.at <= fact.at for _, each in these(of_problem[:index], p.ProblemPresented)):
                yield f"{fact.event} before the problem was presented"
        ends = these(of_problem, *ENDINGS)
        if len(ends) > 1:
            yield "a problem ended twice"
        for index, end in ends:
            still_open = open_actions(of_problem[:index])
            if still_open:
                yield f"a problem ended with open actions {still_open}"
            for each in of_problem:
                if isinstance(each.event, OF_A_SESSION) and each.at > end.at and each.actor == owners(log)[stream]:
                    yield f"{each.event} at {each.at}, after the problem had ended at {end.at}"


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
    """Actions begun by then, whenever that was recorded, and never ended."""
    ends = {fact.event.action for _, fact in these(log, *END_OF_AN_ACTION)}
    for _, fact in these(log, p.ActionCommitted):
        if fact.stream in those and fact.at <= moment.at and fact.event.action not in ends:
            yield f"action {fact.event.action}, committed at {fact.at}, was open as {moment.event} {what} at {moment.at}"


# People and programmes


def people_write_only_about_themselves(log: Log) -> Breaches:
    learnt: dict[UUID, Any] = {}
    for _, fact in these(log, m.SelfRatingGiven, m.LearningCaptured, m.LearningApplied):
        if fact.actor != fact.stream:
            yield f"{fact.actor} wrote for {fact.stream}"
        if isinstance(fact.event, m.LearningCaptured):
            learnt[fact.event.learning] = (fact.stream, fact.event.source.problem)
        if isinstance(fact.event, m.LearningApplied):
            by, source = learnt[fact.event.learning]
            if by != fact.stream or source == fact.event.problem:
                yield "a learning was applied to its source, or by somebody else"


def measures_have_a_way_to_go_and_a_beginning(log: Log) -> Breaches:
    target: dict[UUID, Decimal] = {}
    baseline: dict[UUID, Any] = {}
    observed: set[UUID] = set()
    for _, fact in these(log, g.ObjectiveSet, g.MeasureBaselined, g.MeasureObserved):
        event = fact.event
        match event:
            case g.ObjectiveSet():
                target[event.objective] = event.target
            case g.MeasureBaselined():
                if event.value == target[event.objective]:
                    yield "target and baseline are the same"
                if event.objective in observed:
                    yield "baselined after an observation"
                baseline[event.objective] = event.on
            case g.MeasureObserved():
                observed.add(event.objective)
                if event.objective not in baseline or event.on < baseline[event.objective]:
                    yield "observed before the baseline"


def benefits_are_judged_by_others_and_counted_once(log: Log) -> Breaches:
    claims: dict[UUID, g.BenefitClaimed] = {}
    rejected: set[UUID] = set()
    for _, fact in these(log, g.BenefitClaimed, g.BenefitValidated, g.BenefitRejected):
        event = fact.event
        if isinstance(event, g.BenefitClaimed):
            claims[event.benefit] = event
            if event.by != fact.actor:
                yield "somebody claimed in another's name"
        else:
            if claims[event.benefit].by == fact.actor:
                yield f"{fact.actor} judged their own claim"
            (rejected.add if isinstance(event, g.BenefitRejected) else rejected.discard)(event.benefit)
        shares: dict[str, Decimal] = defaultdict(Decimal)
        for benefit, claim in claims.items():
            if benefit not in rejected:
                shares[claim.effect] += claim.attribution
        if any(share > 1 for share in shares.values()):
            yield f"an effect was counted more than once: {dict(shares)}"


# Policies


def breaches_of_policy_are_noted_and_nothing_else_is(log: Log) -> Breaches:
    for index, fact in these(log, s.SessionClosed):
        kind = next(e.event.kind for _, e in these(log, s.SessionScheduled) if e.event.session == fact.event.session)
        came = sum(each.event.session == fact.event.session for _, each in these(log[:index], s.CheckedIn))
        in_force = contract(log[:index], fact.at)
        few = kind is SessionKind.REGULAR and in_force is not None and came < in_force.quorum
        if few is not fact.event.inquorate or few is not _noted(log, fact, Policy.QUORUM):
            yield f"session {fact.event.session} closed with {came} and inquorate={fact.event.inquorate}"
    for index, fact in these(log, p.ActionCommitted, p.ActionRenegotiated):
        cancelled = {each.event.session for _, each in these(log[:index], s.SessionCancelled)}
        diary = {each.event.session: each.event.starts_at for _, each in these(log[:index], s.SessionScheduled)}
        this = diary[fact.event.session]
        following = [at for session, at in diary.items() if session not in cancelled and at > this]
        late = bool(following) and fact.event.due >= day(min(following))
        if late is not _noted(log, fact, Policy.DUE):
            yield f"{fact.event} is due {fact.event.due}; the next session is {following and min(following)}"


def _noted(log: Log, beside: Fact, policy: Policy) -> bool:
    return any(
        isinstance(each.event, PolicyBreachNoted) and each.event.policy is policy and each.stream == beside.stream
        for each in log
        if each.command == beside.command
    )


RULES: Sequence[Callable[[Log], Breaches]] = (
    nobody_is_a_member_twice_at_once,
    a_newcomer_needs_everybodys_consent_and_their_own_agreement,
    only_members_consent,
    the_first_session_needs_everybodys_agreement,
    nobody_checks_in_without_the_contract_in_force,
    who_comes_to_a_session_is_a_member_until_it_ends,
    nobody_checks_in_twice,
    one_session_at_a_time,
    each_session_has_an_appointed_adviser,
    facts_of_a_session_lie_between_opening_and_close,
    one_slot_at_a_time,
    airtime_comes_before_a_slot_and_belongs_to_the_owner,
    only_those_in_the_room_ask_and_never_the_owner,
    only_the_owner_decides,
    a_problem_is_accepted_then_presented_then_acted_on,
    the_owner_commits_in_the_room,
    an_action_lives_once_and_in_order,
    done_on_lies_between_commitment_and_report,
    a_review_follows_a_report_in_a_later_session_with_peers,
    who_leaves_leaves_nothing_open,
    a_set_closes_with_nothing_open,
    people_write_only_about_themselves,
    measures_have_a_way_to_go_and_a_beginning,
    benefits_are_judged_by_others_and_counted_once,
    breaches_of_policy_are_noted_and_nothing_else_is,
)


def breaches(log: Log) -> list[str]:
    """Every breach of every rule, each with the rule's name."""
    return [f"{rule.__name__}: {breach}" for rule in RULES for breach in rule(log)]
