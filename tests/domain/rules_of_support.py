"""The hard rules of a programme's life and of what people write about themselves, said a second time over what was recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

from doing_support import FORMED, SETS
from recorded import Breaches, Log, these

from actionlearning.domain.member import events as m
from actionlearning.domain.programme import events as g

OWN = tuple(each for each in get_args(m.MemberEvent) if each not in (m.MemberRegistered, m.PersonalDataErased))


def _beginning(log: Log) -> datetime:
    (_, chartered), *_ = these(log, g.ProgrammeChartered)
    return chartered.at


def nothing_happens_in_a_programme_outside_its_life(log: Log) -> Breaches:
    closed: datetime | None = None
    for fact in log:
        if fact.kind != "programme" or isinstance(fact.event, g.CostReversed):
            continue
        if fact.at < _beginning(log):
            yield f"{fact.event} came before the programme"
        if closed is not None and fact.at >= closed:
            yield f"{fact.event} came after the end"
        if isinstance(fact.event, g.ProgrammeClosed):
            closed = fact.at


def a_programme_ends_after_everything_that_was_known_of_it(log: Log) -> Breaches:
    for index, fact in these(log, g.ProgrammeClosed):
        known = [f.at for f in log[:index] if f.kind == "programme" and not isinstance(f.event, g.CostReversed)]
        if fact.at < max(known):
            yield f"it ended at {fact.at}, before {max(known)}"


def a_need_is_stated_anew_in_order_until_it_is_retired(log: Log) -> Breaches:
    stated: dict[UUID, tuple[Any, datetime]] = {}
    retired: set[UUID] = set()
    for _, fact in these(log, g.ObjectiveSet, g.ObjectiveRevised, g.ObjectiveRetired):
        event = fact.event
        if not isinstance(event, g.ObjectiveSet):
            before, last = stated[event.objective]
            if fact.at < last:
                yield f"{event} changed at {fact.at} what had changed at {last}"
            if event.objective in retired:
                yield f"{event} came after it was retired"
        if isinstance(event, g.ObjectiveRetired):
            retired.add(event.objective)
            continue
        if not isinstance(event, g.ObjectiveSet) and before == (event.target, event.by):
            yield f"{event} changed nothing"
        stated[event.objective] = ((event.target, event.by), fact.at)


def there_is_always_a_way_to_go(log: Log) -> Breaches:
    target: dict[UUID, Decimal] = {}
    baseline: dict[UUID, Decimal] = {}
    for _, fact in these(log, g.ObjectiveSet, g.ObjectiveRevised, g.MeasureBaselined):
        event = fact.event
        (baseline if isinstance(event, g.MeasureBaselined) else target)[event.objective] = (
            event.value if isinstance(event, g.MeasureBaselined) else event.target
        )
        if target[event.objective] == baseline.get(event.objective):
            yield f"{event} left no way to go"


def a_cost_is_reversed_once_and_not_before_it_was_paid(log: Log) -> Breaches:
    paid: dict[UUID, datetime] = {}
    for _, fact in these(log, g.CostIncurred, g.CostReversed):
        if isinstance(fact.event, g.CostIncurred):
            paid[fact.event.cost] = fact.at
        elif fact.at < paid.pop(fact.event.cost, datetime.max.replace(tzinfo=fact.at.tzinfo)):
            yield f"{fact.event} was reversed again, or too early"


def support_comes_from_those_whose_it_is(log: Log) -> Breaches:
    (_, chartered), *_ = these(log, g.ProgrammeChartered)
    for _, fact in these(log, g.SponsorEndorsed, g.TimeReleased, g.OrganisationalValueElicited):
        if isinstance(fact.event, g.SponsorEndorsed):
            if fact.actor != chartered.event.sponsor:
                yield f"{fact.actor} endorsed in the sponsor's place"
        elif fact.event.organisation not in chartered.event.organisations:
            yield f"{fact.event.organisation} takes no part"


def a_set_of_the_programme_follows_one_earlier_example(log: Log) -> Breaches:
    replicas: set[UUID] = set()
    for _, fact in these(log, g.SetReplicated):
        made, example = fact.event.set, fact.event.from_set
        if made == SETS[-1] or made == example or made in replicas or fact.at < FORMED[example]:
            yield f"{fact.event} at {fact.at}"
        replicas.add(made)


# People


def only_they_write_about_themselves_since_they_were_registered(log: Log) -> Breaches:
    registered = {fact.stream: fact.at for _, fact in these(log, m.MemberRegistered)}
    for _, fact in these(log, *OWN):
        if fact.actor != fact.stream:
            yield f"{fact.actor} wrote {fact.event} for {fact.stream}"
        if fact.at < registered[fact.stream]:
            yield f"{fact.event} was written at {fact.at}, before they were registered"


def consent_is_given_and_withdrawn_in_turn(log: Log) -> Breaches:
    stands: dict[tuple[UUID, Any], tuple[bool, datetime]] = {}
    for _, fact in these(log, m.ConsentGiven, m.ConsentWithdrawn):
        key, given = (fact.stream, fact.event.scope), isinstance(fact.event, m.ConsentGiven)
        before, last = stands.get(key, (False, fact.at))
        if before is given or fact.at < last:
            yield f"{fact.event} at {fact.at}, where {before} since {last}"
        stands[key] = given, fact.at


def a_tension_is_between_two_values_that_are_in_words(log: Log) -> Breaches:
    words: dict[UUID, tuple[UUID, datetime]] = {}
    for _, fact in these(log, m.PersonalValueElicited, g.OrganisationalValueElicited, m.ValueTensionNoted):
        if not isinstance(fact.event, m.ValueTensionNoted):
            words[fact.event.value] = fact.stream, fact.at
            continue
        (whose, since), (_, theirs) = words[fact.event.own], words[fact.event.organisational]
        if whose != fact.stream or fact.at < max(since, theirs):
            yield f"{fact.event} at {fact.at}"


def an_approach_is_chosen_before_it_is_looked_back_at(log: Log) -> Breaches:
    chosen: dict[UUID, list[datetime]] = defaultdict(list)
    for _, fact in these(log, m.LearningApproachChosen, m.LearningApproachReviewed):
        if isinstance(fact.event, m.LearningApproachChosen):
            chosen[fact.stream].append(fact.at)
        elif not any(at <= fact.at for at in chosen[fact.stream]):
            yield f"{fact.stream} looked back at {fact.at} at nothing"


def who_asked_to_be_forgotten_writes_nothing_more_and_is_erased_once(log: Log) -> Breaches:
    asked: dict[UUID, datetime] = {}
    erased: set[UUID] = set()
    for index, fact in these(log, *OWN, m.PersonalDataErased):
        if isinstance(fact.event, m.PersonalDataErased):
            if fact.stream not in asked or fact.stream in erased or fact.at < asked[fact.stream]:
                yield f"{fact.stream} was erased at {fact.at}"
            erased.add(fact.stream)
        elif fact.stream in asked:
            yield f"{fact.stream} wrote {fact.event} after asking to be forgotten"
        elif isinstance(fact.event, m.ErasureRequested):
            asked[fact.stream] = fact.at
            if any(f.stream == fact.stream and f.at > fact.at for f in log[:index]):
                yield f"{fact.stream} asked before what they wrote last"


RULES_OF_SUPPORT: Sequence[Callable[[Log], Breaches]] = (
    nothing_happens_in_a_programme_outside_its_life,
    a_programme_ends_after_everything_that_was_known_of_it,
    a_need_is_stated_anew_in_order_until_it_is_retired,
    there_is_always_a_way_to_go,
    a_cost_is_reversed_once_and_not_before_it_was_paid,
    support_comes_from_those_whose_it_is,
    a_set_of_the_programme_follows_one_earlier_example,
    only_they_write_about_themselves_since_they_were_registered,
    consent_is_given_and_withdrawn_in_turn,
    a_tension_is_between_two_values_that_are_in_words,
    an_approach_is_chosen_before_it_is_looked_back_at,
    who_asked_to_be_forgotten_writes_nothing_more_and_is_erased_once,
)


def breaches(log: Log) -> list[str]:
    """Every breach of every rule, each with the rule's name."""
    return [f"{rule.__name__}: {breach}" for rule in RULES_OF_SUPPORT for breach in rule(log)]
