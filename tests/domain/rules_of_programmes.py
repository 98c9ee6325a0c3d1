"""The hard rules of people and programmes, and the policies, said a second time over what was recorded."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from recorded import (
    Breaches,
    Log,
    came,
    contract,
    day,
    these,
)
from world import Fact

from actionlearning.domain.member import events as m
from actionlearning.domain.policies import Policy, PolicyBreachNoted
from actionlearning.domain.problem import events as p
from actionlearning.domain.programme import events as g
from actionlearning.domain.set import events as s
from actionlearning.domain.values import SessionKind


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


def learning_follows_its_action_and_comes_before_its_use(log: Log) -> Breaches:
    begun: dict[tuple[UUID, UUID], datetime] = {}
    learnt: dict[UUID, datetime] = {}
    for _, fact in these(log, p.ActionCommitted, m.LearningCaptured, m.LearningApplied):
        match fact.event:
            case p.ActionCommitted(action=action):
                begun[fact.stream, action] = fact.at
            case m.LearningCaptured(learning=learning, source=source):
                if fact.at < begun[source.problem, source.action]:
                    yield f"learnt at {fact.at}, before the action was committed"
                learnt[learning] = fact.at
            case m.LearningApplied(learning=learning):
                if fact.at < learnt[learning]:
                    yield f"applied at {fact.at}, before it was learnt"


def measures_have_a_way_to_go_and_a_beginning(log: Log) -> Breaches:
    target: dict[UUID, Decimal] = {}
    baseline: dict[UUID, Any] = {}
    observed: set[UUID] = set()
    for _, fact in these(log, g.ObjectiveSet, g.MeasureBaselined, g.MeasureObserved):
        event = fact.event
        if not isinstance(event, g.ObjectiveSet) and event.on > day(fact.at):
            yield f"{event.on} had not come yet at {fact.at}"
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


def nothing_is_said_of_what_was_not_there_yet(log: Log) -> Breaches:
    """Of an objective before it was set, and of the benefit of an action before it was committed to."""
    begun: dict[UUID, datetime] = {}
    for _, fact in these(log, g.ObjectiveSet, p.ActionCommitted, g.MeasureBaselined, g.MeasureObserved, g.BenefitClaimed):
        match fact.event:
            case g.ObjectiveSet(objective=new) | p.ActionCommitted(action=new):
                begun[new] = fact.at
                continue
            case g.BenefitClaimed(objective=objective, actions=actions):
                about = [objective, *(each.action for each in actions)]
            case _:
                about = [fact.event.objective]
        if any(fact.at < begun[each] for each in about):
            yield f"{fact.event} at {fact.at}, about what began at {[begun[each] for each in about]}"


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
                shares[claim.effect.strip().casefold()] += claim.attribution
        if any(share > 1 for share in shares.values()):
            yield f"an effect was counted more than once: {dict(shares)}"


# Policies


def breaches_of_policy_are_noted_and_nothing_else_is(log: Log) -> Breaches:
    for index, fact in these(log, s.SessionClosed):
        kind = next(e.event.kind for _, e in these(log, s.SessionScheduled) if e.event.session == fact.event.session)
        there = len(came(log[:index], fact.event.session))
        in_force = contract(log[:index], fact.at)
        few = kind is SessionKind.REGULAR and in_force is not None and there < in_force.quorum
        if few is not fact.event.inquorate or few is not _noted(log, fact, Policy.QUORUM):
            yield f"session {fact.event.session} closed with {there} and inquorate={fact.event.inquorate}"
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
