"""What a programme was worth: from each objective along the golden thread to the benefit, and the return on its cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme.aggregate import Verdict, same_effect
from actionlearning.domain.values import ActionRef, BenefitKind, ProgrammeId
from actionlearning.projections.action_facts import Action
from actionlearning.projections.evidence import EvidenceChain, chain_of_claim
from actionlearning.projections.facts import Facts, SetFacts
from actionlearning.projections.figures import Figures
from actionlearning.projections.impact_events import IMPACT_EVENTS
from actionlearning.projections.metric import Metric
from actionlearning.projections.money import Money, objective_progress
from actionlearning.projections.problem_facts import Problem
from actionlearning.projections.programme_facts import Claim, Disbenefit, Objective, Programme
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Titles

__all__ = ["ClaimImpact", "Contribution", "Impact", "ObjectiveImpact", "ProblemThread", "Released", "contribution_of"]


@frozen(kw_only=True)
class ClaimImpact:
    """A claim, the actions it rests on as far as they are known, and how strong its chain is."""

    claim: Claim
    actions: tuple[Action, ...]
    chain: EvidenceChain


@frozen
class ProblemThread:
    """A problem linked to an objective, its owner, and the actions that moved it with their outcomes."""

    problem: Problem
    owner: Person
    actions: tuple[Action, ...]


@frozen
class Released:
    """What problems and actions are, where their owners let the sponsor read that."""

    problems: tuple[Personal, ...]
    actions: tuple[Personal, ...]


@frozen(kw_only=True)
class Contribution:
    """How much of the work went into one objective, and how much of its change is claimed and upheld.

    ``attributed`` sums the attribution shares of validated claims by the effect they share, in lower case;
    ``benefit`` is their adjusted amount less disbenefits, by kind of money.
    """

    problems: int | None
    """How many, here as below; None where that is withheld from the reader, being about too few people."""
    actions: int | None
    achieved: int | None
    attributed: Mapping[str, Decimal]
    benefit: Mapping[BenefitKind, Decimal]


@frozen(kw_only=True)
class ObjectiveImpact:
    """The golden thread of one objective: problem, action, outcome, measure, benefit."""

    objective: Objective
    progress: Metric
    problems: tuple[ProblemThread, ...]
    claims: tuple[ClaimImpact, ...]
    disbenefits: tuple[Disbenefit, ...]
    contribution: Contribution
    released: Released
    """What owners of these problems let the sponsor read."""


@frozen(kw_only=True)
class Impact:
    """A programme's objectives with their threads, what it cost and brought, and how its sets worked."""

    wants: ClassVar[tuple[type, ...]] = IMPACT_EVENTS
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    organisations: tuple[str, ...]
    sponsor: Person
    time_zone: str
    objectives: tuple[ObjectiveImpact, ...]
    money: Money
    figures: Figures
    sets: tuple[str, ...]
    """The titles of its sets."""

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """The impact of a programme. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.programme(programme)
        sets = facts.sets_of(programme)
        titles = Titles(history)
        actions = {action.ref: action for its in sets for action in its.actions}
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            organisations=known.organisations,
            sponsor=titles.person(known.sponsor),
            time_zone=known.time_zone,
            objectives=tuple(_objective(objective, known, sets, actions, titles) for objective in known.objectives),
            money=Money.of(known, sets),
            figures=Figures.of(sets),
            sets=tuple(its.title for its in sets),
        )


def _objective(
    objective: Objective,
    programme: Programme,
    sets: Sequence[SetFacts],
    actions: Mapping[ActionRef, Action],
    titles: Titles,
) -> ObjectiveImpact:
    problems = tuple(problem for its in sets for problem in its.problems if objective.id in problem.objectives)
    claims = tuple(claim for claim in programme.claims if claim.objective == objective.id)
    against = tuple(each for each in programme.disbenefits if each.objective == objective.id)
    released = tuple(problem for problem in problems if problem.released)
    return ObjectiveImpact(
        objective=objective,
        progress=objective_progress(objective),
        problems=tuple(ProblemThread(problem, titles.person(problem.owner), problem.actions) for problem in problems),
        claims=tuple(_claim(claim, objective, actions) for claim in claims),
        disbenefits=against,
        contribution=contribution_of(problems, claims, against),
        released=Released(
            problems=tuple(problem.title for problem in released if problem.title.place in problem.released),
            actions=tuple(each.what for problem in released for each in problem.actions if each.what.place in problem.released),
        ),
    )


def _claim(claim: Claim, objective: Objective, actions: Mapping[ActionRef, Action]) -> ClaimImpact:
    named = tuple(actions[ref] for ref in claim.actions if ref in actions)
    return ClaimImpact(claim=claim, actions=named, chain=chain_of_claim(claim, named, objective))


def contribution_of(problems: Iterable[Problem], claims: Iterable[Claim], against: Iterable[Disbenefit]) -> Contribution:
    """How much of the work went into one objective: from the problems linked to it, its claims and its disbenefits."""
    linked = tuple(problems)
    actions = [action for problem in linked for action in problem.actions]
    attributed: dict[str, Decimal] = {}
    benefit: dict[BenefitKind, Decimal] = {}
    for claim in claims:
        if claim.verdict is Verdict.VALIDATED:
            effect = same_effect(claim.effect)
            attributed[effect] = attributed.get(effect, Decimal()) + claim.attribution
            if claim.adjusted is not None:
                benefit[claim.kind] = benefit.get(claim.kind, Decimal()) + claim.adjusted
    for each in against:
        benefit[each.kind] = benefit.get(each.kind, Decimal()) - each.amount
    return Contribution(
        problems=len(linked),
        actions=len(actions),
        achieved=sum(action.achieved for action in actions),
        attributed=attributed,
        benefit=benefit,
    )
