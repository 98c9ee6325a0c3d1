"""What is done with a programme, at random: measure, spend, claim, judge."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from doing_problems import an_action
from world import World, said

from actionlearning.domain.programme import spending
from actionlearning.domain.values import (
    ActionRef,
    BenefitKind,
    CostCategory,
    CostId,
    Direction,
)

FIGURES = [Decimal(value) for value in ("0", "4", "5", "5.0", "9.5")]
SHARES = [Decimal(value) for value in ("0", "0.3", "0.5", "0.7", "1")]


def set_objective(w: World) -> None:
    w.record(
        "programme",
        w.programme_id,
        w.programme.set_objective(
            w.new_id(), title="gaps", unit="%", direction=Direction.FALL, target=w.pick(FIGURES), by=date(2025, 12, 31), at=w.at
        ),
    )


def baseline(w: World) -> None:
    w.record(
        "programme",
        w.programme_id,
        w.programme.baseline(w.pick(w.programme.objectives), value=w.pick(FIGURES), on=_about_today(w), at=w.at),
    )


def observe(w: World) -> None:
    w.record(
        "programme",
        w.programme_id,
        w.programme.observe(
            w.pick(w.programme.objectives),
            value=w.pick(FIGURES),
            on=_about_today(w),
            source="survey",
            at=w.at,
        ),
    )


def _about_today(w: World) -> date:
    return w.today() - timedelta(days=w.choices.number(1)) + timedelta(days=2 * w.rarely())


def incur_cost(w: World) -> None:
    w.record(
        "programme",
        w.programme_id,
        spending.incur(w.programme, CostId(w.new_id()), category=CostCategory.VENUE, amount=Decimal(100), at=w.at),
    )


def claim(w: World) -> None:
    by, kind = w.pick(w.people), w.pick(BenefitKind)
    actions = tuple(
        ActionRef(*an_action(w)) for _ in range(1 if any(w.problem(problem).actions for problem in w.of("problem")) else 0)
    )
    decided = w.programme.claim(
        w.new_id(),
        objective=w.pick(w.programme.objectives),
        title="saved",
        effect=w.pick(["fewer gaps", " Fewer gaps", "less agency staff"]),
        actions=actions,
        kind=kind,
        amount=w.mostly(None if kind is BenefitKind.INTANGIBLE else Decimal(1000), [None, Decimal(5)]),
        attribution=w.pick(SHARES),
        confidence=w.pick(SHARES),
        evidence=said(by),
        by=by,
        committed_at=max((w.problem(each.problem).action(each.action).committed_at for each in actions), default=None),
        at=w.at,
    )
    w.record("programme", w.programme_id, decided, by=by)


def judge(w: World) -> None:
    benefit, by = w.pick(w.programme.claims), w.pick(w.people)
    if w.choices.number(1):
        w.record("programme", w.programme_id, w.programme.validate(benefit, by=by, at=w.at), by=by)
    else:
        w.record("programme", w.programme_id, w.programme.reject(benefit, reason=said(by), by=by, at=w.at), by=by)
