"""The hard rules of what people write about themselves, and of a programme, as laws over what a journal holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

from journal_log import Log

Breaches = Iterator[str]

OF_THEMSELVES = (
    "member.self-rating-given", "member.learning-captured", "member.learning-applied", "member.consent-given",
    "member.consent-withdrawn", "member.value-elicited", "member.value-tension-noted", "member.learning-style-profiled",
    "member.development-goal-set", "member.learning-approach-chosen", "member.learning-approach-reviewed",
    "member.motivation-rated", "member.erasure-requested",
)  # fmt: skip


def people_write_about_themselves_until_they_are_to_be_forgotten(log: Log) -> Breaches:
    asked: set[UUID] = set()
    consents: dict[tuple[UUID, Any], bool] = {}
    for each in log.named(*OF_THEMSELVES):
        if each.actor != each.stream:
            yield f"{each.event} by {each.actor} for {each.stream}"
        if each.stream in asked:
            yield f"{each.event} after they asked to be forgotten"
        if each.name == "member.erasure-requested":
            asked.add(each.stream)
        if each.name in ("member.consent-given", "member.consent-withdrawn"):
            given = each.name == "member.consent-given"
            if consents.get((each.stream, each.event.scope), False) is given:
                yield f"{each.event}, which stood so already"
            consents[each.stream, each.event.scope] = given


def what_is_held_for_the_law_is_not_forgotten(log: Log) -> Breaches:
    held: set[UUID] = set()
    asked: set[UUID] = set()
    for each in log.named("member.legal-hold-placed", "member.legal-hold-lifted", "member.erasure-requested"):
        who = each.stream
        if each.name == "member.erasure-requested":
            asked.add(who)
            if who in held:
                yield f"{each.event} of {who} under a hold"
            continue
        if each.actor == who:
            yield f"{each.event} over themself"
        if each.name == "member.legal-hold-placed":
            if who in held or who in asked:
                yield f"{each.event} on {who}, who is held already or to be forgotten"
            held.add(who)
        else:
            if who not in held:
                yield f"{each.event} of nothing"
            held.discard(who)


def learning_is_captured_from_an_action_and_used_elsewhere(log: Log) -> Breaches:
    for each in log.named("member.learning-captured"):
        source = each.event.source
        committed = log.named("problem.action-committed", within=source.problem, before=each, action=source.action)
        if not committed or each.occurred_at < committed[0].occurred_at:
            yield f"{each.event} before there was such an action"
    for each in log.named("member.learning-applied"):
        captured = log.named("member.learning-captured", within=each.stream, before=each, learning=each.event.learning)
        if not captured or each.occurred_at < captured[0].occurred_at:
            yield f"{each.event} before it was learnt"
        elif captured[0].event.source.problem == each.event.problem:
            yield f"{each.event} to its source"
    for each in log.named("member.value-tension-noted"):
        own = log.named("member.value-elicited", within=each.stream, before=each, value=each.event.own)
        programme, theirs = each.event.programme, each.event.organisational
        of_others = log.named("programme.value-elicited", within=programme, before=each, value=theirs)
        if not own or not of_others or each.occurred_at < max(own[0].occurred_at, of_others[0].occurred_at):
            yield f"{each.event} before both were in words"


def claims_are_judged_by_others_and_counted_once(log: Log) -> Breaches:
    claims: dict[UUID, Any] = {}
    rejected: set[UUID] = set()
    for each in log.named("programme.benefit-claimed", "programme.benefit-validated", "programme.benefit-rejected"):
        benefit = each.event.benefit
        if each.name == "programme.benefit-claimed":
            claims[benefit] = each
        elif claims[benefit].event.by == each.actor:
            yield f"{each.event} by who claimed it"
        (rejected.add if each.name == "programme.benefit-rejected" else rejected.discard)(benefit)
        shares: dict[tuple[UUID, str], Decimal] = defaultdict(Decimal)
        for which, claim in claims.items():
            if which not in rejected:
                shares[claim.stream, claim.event.effect.strip().casefold()] += claim.event.attribution
        if max(shares.values(), default=Decimal()) > 1:
            yield f"{each.event}: {dict(shares)} is more than the whole"


def shares_are_shares_and_money_is_money(log: Log) -> Breaches:
    for each in log.named("programme.benefit-claimed"):
        event = each.event
        if not (0 <= event.attribution <= 1 and 0 <= event.confidence <= 1):
            yield f"{event} has a share beyond the whole"
        if (event.kind.value == "intangible") is not (event.amount is None):
            yield f"{event} has the wrong kind of amount"
    for each in log.named("programme.benefit-claimed", "programme.cost-incurred", "programme.disbenefit-recorded"):
        amount = each.event.amount
        if amount is not None and (not isinstance(amount, Decimal) or amount <= 0 or amount != round(amount, 2)):
            yield f"{each.event} is no amount of money"
    reversed_: set[UUID] = set()
    for each in log.named("programme.cost-reversed"):
        paid = log.named("programme.cost-incurred", within=each.stream, before=each, cost=each.event.cost)
        if not paid or each.event.cost in reversed_ or each.occurred_at < paid[0].occurred_at:
            yield f"{each.event} of no cost, or twice, or before it was paid"
        reversed_.add(each.event.cost)


def a_measure_has_a_way_to_go_and_a_beginning(log: Log) -> Breaches:
    target: dict[UUID, Decimal] = {}
    baseline: dict[UUID, Any] = {}
    observed: set[UUID] = set()
    retired: set[UUID] = set()
    names = ("objective-set", "objective-revised", "objective-retired", "measure-baselined", "measure-observed")
    for each in log.named(*(f"programme.{name}" for name in names)):
        event, objective = each.event, each.event.objective
        match each.name:
            case "programme.objective-set" | "programme.objective-revised":
                target[objective] = event.target
            case "programme.objective-retired":
                retired.add(objective)
                continue
            case "programme.measure-baselined":
                baseline[objective] = event
                if objective in observed:
                    yield f"{event} after an observation"
            case _:
                observed.add(objective)
                if objective not in baseline or event.on < baseline[objective].on:
                    yield f"{event} without a baseline before it"
        if objective in baseline and baseline[objective].value == target[objective]:
            yield f"{event}: {target[objective]} is its baseline and its target"
        if each.name == "programme.objective-revised" and objective in retired:
            yield f"{event} after it was retired"


def no_two_figures_that_were_given_out_differ_by_a_few_people(log: Log) -> Breaches:
    for each in log.named("programme.figures-released"):
        yield from _gives_away(log, each)


def _gives_away(log: Log, released: Any) -> Breaches:
    """Each pair of figures of one measure, of this release and any until then, that differ by a few people in one direction."""
    known: dict[str, list[frozenset[Any]]] = {}
    for each in log.named("programme.figures-released", within=released.stream):
        if each.position <= released.position:
            for figure in each.event.figures:
                units = frozenset((person, part.part) for part in figure.behind for person in part.people)
                for measure in figure.measures:
                    known.setdefault(measure, []).append(units)
    for measure, figures in known.items():
        for one, other in product([*figures, frozenset()], figures):
            if one < other and len({person for person, _ in other - one}) < released.event.fewest:
                yield f"{measure} tells of {len(other - one)} in {released.event}"


def a_closed_programme_takes_only_what_happened_before(log: Log) -> Breaches:
    closed = {each.stream: (each.occurred_at, each.position) for each in log.named("programme.closed")}
    for each in log:
        late = each.stream in closed and (each.occurred_at, each.position) > closed[each.stream]
        if late and each.name not in ("programme.cost-reversed", "programme.figures-released"):
            yield f"{each.event} at {each.occurred_at}, after the programme closed"
    for each in log.named("programme.sponsor-endorsed"):
        if each.actor != log.named("programme.chartered", within=each.stream)[0].event.sponsor:
            yield f"{each.event} by {each.actor}, who is no sponsor"
    for each in log.named("problem.objective-linked"):
        programme = log.named("set.formed", within=log.home(each.stream))[0].event.programme
        if not log.named("programme.objective-set", within=programme, before=each, objective=each.event.objective):
            yield f"{each.event} of another programme"


LAWS: tuple[Callable[[Log], Breaches], ...] = (
    people_write_about_themselves_until_they_are_to_be_forgotten,
    what_is_held_for_the_law_is_not_forgotten,
    learning_is_captured_from_an_action_and_used_elsewhere,
    claims_are_judged_by_others_and_counted_once,
    shares_are_shares_and_money_is_money,
    a_measure_has_a_way_to_go_and_a_beginning,
    a_closed_programme_takes_only_what_happened_before,
    no_two_figures_that_were_given_out_differ_by_a_few_people,
)
