"""Why a programme says no."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import BenefitId, MemberId, ObjectiveId


class NoSuchObjective(Refused):
    objective: ObjectiveId
    says = "the programme has no objective {objective}; set it first"


class TargetIsBaseline(Refused):
    """Without a distance to go there is no progress to measure."""

    objective: ObjectiveId
    value: Decimal
    says = "objective {objective} has {value} both as target and as baseline; one of them must differ"


class BaselinedAlready(Refused):
    objective: ObjectiveId
    says = "objective {objective} has observations already; its baseline stays what it was"


class NoBaseline(Refused):
    """Progress is measured from where things stood before."""

    objective: ObjectiveId
    says = "objective {objective} has no baseline; record one before observing"


class ObservedBeforeBaseline(Refused):
    objective: ObjectiveId
    on: date
    baseline_on: date
    says = "objective {objective} was baselined on {baseline_on}; an observation on {on} cannot come before that"


class MeasuredInTheFuture(Refused):
    """A measure is read before it is recorded, by the programme's calendar."""

    on: date
    today: date
    says = "nobody can have measured on {on}: it was {today} in the programme's time zone; give the day of the reading"


class NoSuchClaim(Refused):
    benefit: BenefitId
    says = "the programme has no benefit claim {benefit}; claim it first"


class ClaimedByThemself(Refused):
    """Who claims does not validate."""

    member: MemberId
    says = "{member} made this claim and cannot judge it; somebody else validates or rejects it"


class JudgedAlready(Refused):
    benefit: BenefitId
    verdict: str
    says = "benefit claim {benefit} is {verdict} already"


class CountedTwice(Refused):
    """The shares of one effect cannot exceed the whole of it (double counting)."""

    effect: str
    total: Decimal
    says = 'claims on "{effect}" would attribute {total} of it in all; together they may reach 1'


class AmountMissing(Refused):
    kind: str
    says = "a {kind} benefit needs an amount; only an intangible one has none"


class AmountOnIntangible(Refused):
    says = "an intangible benefit has no amount; claim it as cash or economic, or leave the amount out"
