"""How strong the evidence is that an action brought something: the six links of its chain, and which of them are missing."""

from __future__ import annotations

from collections.abc import Collection

import attrs
from attrs import frozen

from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.projections.action_facts import Action
from actionlearning.projections.metric import Metric
from actionlearning.projections.programme_facts import Claim, Objective

__all__ = ["LINKS", "EvidenceChain", "chain_of_action", "chain_of_claim"]


@frozen(kw_only=True)
class EvidenceChain:
    """Which of the six links between an action and a validated benefit are there."""

    objective: bool
    action: bool
    outcome: bool
    measure: bool
    evidence: bool
    validation: bool

    @property
    def present(self) -> int:
        """How many links are there."""
        return sum(attrs.astuple(self))

    @property
    def share(self) -> Metric:
        """Links present ÷ 6."""
        return Metric(self.present, LINKS)

    @property
    def missing(self) -> tuple[str, ...]:
        """The links that are not there, from the objective on."""
        return tuple(name for name, present in attrs.asdict(self).items() if not present)


LINKS = len(attrs.fields(EvidenceChain))


def chain_of_claim(claim: Claim, named: Collection[Action], objective: Objective) -> EvidenceChain:
    """The chain of a claim for an objective, which rests on the actions that it names."""
    return EvidenceChain(
        objective=True,
        action=bool(named),
        outcome=any(action.report is not None for action in named),
        measure=_measured(objective),
        # A claim cannot be made without its evidence; what it says is sealed, and for the validator to judge.
        evidence=True,
        validation=claim.verdict is Verdict.VALIDATED,
    )


def chain_of_action(action: Action, objectives: Collection[Objective]) -> EvidenceChain:
    """The chain of an action that no claim rests on: nobody could validate what nobody claimed."""
    return EvidenceChain(
        objective=bool(objectives),
        action=True,
        outcome=action.report is not None,
        measure=any(_measured(objective) for objective in objectives),
        evidence=action.report is not None and action.report.evidence is not None,
        validation=False,
    )


def _measured(objective: Objective) -> bool:
    return objective.baseline is not None and objective.actual is not None
