"""Why a programme says no."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import BenefitId, CostId, MemberId, ObjectiveId, SetId


class ProgrammeOver(Refused):
    """A closed programme accepts only what happened before it closed."""

    closed: datetime
    at: datetime
    says = "the programme closed at {closed}, so nothing happens in it at {at}; record when it happened, if that was before"


class NotTheSponsor(Refused):
    """Support counts when the person who owns the need gives it."""

    member: MemberId
    sponsor: MemberId
    says = "{member} is not the sponsor of this programme; {sponsor} is, and only they can endorse it"


class NotOfTheProgramme(Refused):
    organisation: str
    organisations: tuple[str, ...]
    says = "{organisation} takes no part in this programme; its organisations are {organisations}"


class NothingRevised(Refused):
    objective: ObjectiveId
    target: Decimal
    by: date
    says = "objective {objective} is to reach {target} by {by} already; give another target or another date"


class NotPursued(Refused):
    """A need that was given up is neither stated anew nor worked on; what was measured and claimed for it stays."""

    objective: ObjectiveId
    retired: datetime
    says = "objective {objective} was retired at {retired}; set a new one"


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


class NoSuchCost(Refused):
    cost: CostId
    says = "the programme has no cost {cost}; check the id"


class ReversedAlready(Refused):
    cost: CostId
    says = "cost {cost} is reversed already"


class TooFewBehind(Refused):
    """A figure about a few people is a figure about each of them."""

    measure: str
    people: int
    fewest: int
    says = "{measure} is about {people} people, and no figure about fewer than {fewest} is given out; leave it out"


class GivesAway(Refused):
    """Whoever knows a sum over seven people and the same sum over six of them knows the seventh."""

    measure: str
    fewest: int
    says = (
        "with what was given out before, {measure} would tell of fewer than {fewest} people by subtraction; leave it out, or "
        "wait until more people have joined or left"
    )


class NotItsSet(Refused):
    """A programme tells of its own sets."""

    set: SetId
    says = "set {set} belongs to another programme; record it there"


class ItsOwnExample(Refused):
    set: SetId
    says = "set {set} cannot be made after its own example; name the set that came first"


class ReplicatedAlready(Refused):
    set: SetId
    says = "the example that set {set} was made after is recorded already"
