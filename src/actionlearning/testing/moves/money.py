"""What usually happens to a programme's measures and money: needs are measured, changes claimed, and claims judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from actionlearning.application import programmes
from actionlearning.domain.values import ActionId, ActionRef, ProblemId
from actionlearning.testing.account.book import Objective
from actionlearning.testing.moves.move import Move, Scene, aim, move

__all__ = ["accounting"]

EFFECTS = ("Vacancies", "vacancies ", "Overtime")
SHARES = (Decimal("0.1"), Decimal("0.35"), Decimal("0.5"), Decimal(1))


def accounting(scene: Scene) -> Iterator[Move]:
    """A measure is read, a cost is paid, a benefit claimed or judged."""
    chance, company = scene.chance, scene.company
    programme = scene.book.programmes[company.programme]
    about = {"programme": company.programme}
    amount = Decimal(chance.number(1, 99_999_99)) / 100
    waiting = [(benefit, claim) for benefit, claim in programme.claims.items() if claim.verdict != "validated"]
    match chance.number(0, 9):
        case 0 | 9:
            category = chance.pick(("adviser", "venue", "member_time"))
            yield move(programmes.incur_cost, company.sponsor, **about, category=category, amount=amount)
        case 1 if chance.happens(0.3):
            hours = Decimal(chance.number(1, 16)) / 2
            yield move(
                programmes.record_comparator, company.sponsor, **about, what="Course", unit_cost=amount, hours_per_day=hours
            )
        case 2 | 3 | 4 if waiting:
            benefit, claim = chance.pick(waiting)
            judge = chance.pick([each for each in company.everybody if each != claim.by])
            if chance.happens(0.7):
                yield move(programmes.validate_benefit, judge, **about, benefit=benefit)
            else:
                yield move(programmes.reject_benefit, judge, **about, benefit=benefit, reason=scene.words())
        case _ if not programme.objectives:
            yield from aim(scene)
        case 5 | 6 | 7:
            yield claim_on(scene, chance.pick(list(programme.objectives)), amount)
        case _:
            objective, it = chance.pick(list(programme.objectives.items()))
            yield from _measuring(scene, objective, it)


def claim_on(scene: Scene, objective: UUID, amount: Decimal) -> Move:
    """A change claimed for an objective, by anybody, with the actions it rests on."""
    chance = scene.chance
    done = [(problem, action) for problem, it in scene.book.problems.items() for action in it.actions]
    kind = chance.pick(("cash", "cash", "economic", "intangible"))
    worth = {} if kind == "intangible" else {"amount": amount}
    return move(
        programmes.claim_benefit,
        chance.pick(scene.company.everybody),
        programme=scene.company.programme,
        objective=objective,
        title="Fewer gaps",
        effect=chance.pick(EFFECTS),
        actions=tuple(ActionRef(ProblemId(problem), ActionId(action)) for problem, action in chance.some(done, 2)),
        kind=kind,
        attribution=chance.pick(SHARES),
        confidence=chance.pick(SHARES),
        evidence=scene.words(),
        **worth,
    )


def _measuring(scene: Scene, objective: UUID, it: Objective) -> Iterator[Move]:
    chance, about = scene.chance, {"programme": scene.company.programme, "objective": objective}
    zone = ZoneInfo(scene.book.programmes[scene.company.programme].zone)
    on = scene.now.astimezone(zone).date() - timedelta(days=chance.pick((0, 0, 1, 30)))
    value = Decimal(chance.number(1, 200)) / 10
    if it.baseline_on is None:
        yield move(programmes.baseline_measure, scene.company.sponsor, **about, value=value, on=on)
    elif chance.happens(0.8):
        yield move(programmes.observe_measure, scene.company.sponsor, **about, value=value, on=on, source="Register")
    else:
        kind = chance.pick(("cash", "economic"))
        loss = {"title": "Overtime", "kind": kind, "amount": value}
        yield move(programmes.record_disbenefit, scene.company.sponsor, **about, **loss)
