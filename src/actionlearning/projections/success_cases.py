"""The strongest and the weakest cases of a programme, side by side, with what each lacks.

This is Brinkerhoff's success case method: an average hides both those who made something of it and those who could not, so it
looks at the ends of the range and tells a weak case as openly as a strong one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from attrs import evolve, frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.values import BenefitKind, OutcomeResult
from actionlearning.projections.action_facts import Action
from actionlearning.projections.evidence import LINKS, EvidenceChain, chain_of_action, chain_of_claim
from actionlearning.projections.facts import SetFacts
from actionlearning.projections.metric import Metric
from actionlearning.projections.problem_facts import Problem
from actionlearning.projections.programme_facts import Objective, Programme

__all__ = ["ActionCase", "ClaimCase", "SuccessCases"]

FEW = 3
"""How many cases are told at each end."""


@frozen(kw_only=True)
class ClaimCase:
    """A benefit claim with the actions it rests on, and how strong its chain is."""

    id: UUID
    at: datetime
    title: str
    objectives: tuple[str, ...]
    """The title of the one objective that it was claimed for."""
    kind: BenefitKind
    verdict: Verdict
    counted: Decimal | None
    """What it adds to the benefits: None for what is not money, and for what was not validated."""
    actions: int | None
    """How many it rests on, and how many of them were achieved; None where that is withheld from the reader."""
    achieved: int | None
    chain: EvidenceChain
    missing: tuple[str, ...]


@frozen(kw_only=True)
class ActionCase:
    """An action on a problem that is linked to an objective, which no claim rests on; it says nothing of whose it is."""

    id: UUID
    at: datetime
    title: Personal | None
    """What it was, where its owner let the sponsor read that; else None."""
    objectives: tuple[str, ...]
    session: int
    """The session in which it was committed to."""
    result: OutcomeResult | None
    """None where no outcome was reported."""
    released: bool
    chain: EvidenceChain
    missing: tuple[str, ...]


Case = ClaimCase | ActionCase


@frozen(kw_only=True)
class SuccessCases:
    """The ends of the range. Every claim is a case, and every objective-linked action that no claim rests on."""

    strongest: tuple[Case, ...]
    """From the strongest on."""
    weakest: tuple[Case, ...]
    """From the weakest on: of the others, those that lack a link."""
    among: int
    """How many cases there are in all."""
    by_links: Mapping[int, int]
    """How many of them have so many links, from the most on."""
    strength: Metric
    """Links present ÷ (6 for each case)."""
    outside: SuccessCases | None = None
    """The same of claims and of steps whose owner let the sponsor read them: what may be told outside. None in that itself."""

    @classmethod
    def of(cls, programme: Programme, sets: Sequence[SetFacts]) -> SuccessCases:
        """The cases of a programme. Of equal strength, claims come before actions, then the older, then the lower id."""
        cases: list[Case] = [*_claims(programme, sets), *_actions(programme, sets)]
        cases.sort(key=lambda case: (isinstance(case, ActionCase), case.at, case.id))
        outside = [case for case in cases if isinstance(case, ClaimCase) or case.title is not None]
        return evolve(cls._among(cases), outside=cls._among(outside))

    @classmethod
    def _among(cls, cases: Sequence[Case]) -> SuccessCases:
        links = Counter(case.chain.present for case in cases)
        strongest = sorted(cases, key=lambda case: -case.chain.present)[: min(FEW, (len(cases) + 1) // 2)]
        others = (case for case in cases if case.missing and case not in strongest)
        return cls(
            strongest=tuple(strongest),
            weakest=tuple(sorted(others, key=lambda case: case.chain.present)[:FEW]),
            among=len(cases),
            by_links=dict(sorted(links.items(), reverse=True)),
            strength=Metric(sum(case.chain.present for case in cases), LINKS * len(cases)),
        )


def _claims(programme: Programme, sets: Iterable[SetFacts]) -> Iterator[ClaimCase]:
    actions = {action.ref: action for its in sets for action in its.actions}
    objectives = {objective.id: objective for objective in programme.objectives}
    for claim in programme.claims:
        if claim.objective not in objectives:  # it was recorded late, for a time before the objective was set
            continue
        objective = objectives[claim.objective]
        named = [actions[ref] for ref in claim.actions if ref in actions]
        chain = chain_of_claim(claim, named, objective)
        yield ClaimCase(
            id=claim.id,
            at=claim.claimed_at,
            title=claim.title,
            objectives=(objective.title,),
            kind=claim.kind,
            verdict=claim.verdict,
            counted=claim.counted,
            actions=len(named),
            achieved=sum(action.achieved for action in named),
            chain=chain,
            missing=chain.missing,
        )


def _actions(programme: Programme, sets: Iterable[SetFacts]) -> Iterator[ActionCase]:
    claimed = {ref for claim in programme.claims for ref in claim.actions}
    for problem in (problem for its in sets for problem in its.problems):
        linked = [objective for objective in programme.objectives if objective.id in problem.objectives]
        for action in problem.actions:
            if linked and action.ref not in claimed:
                yield _action(action, problem, linked)


def _action(action: Action, problem: Problem, linked: Sequence[Objective]) -> ActionCase:
    chain = chain_of_action(action, linked)
    return ActionCase(
        id=action.ref.action,
        at=action.committed_at,
        title=action.what if action.what.place in problem.released else None,
        objectives=tuple(objective.title for objective in linked),
        session=action.session,
        result=action.report.result if action.report else None,
        released=action.release is not None,
        chain=chain,
        missing=chain.missing,
    )
