"""Views and arithmetic side by side: as things are, as at an earlier day, and as they were known at an earlier position."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from typing import Any

import arithmetic
import arithmetic_of_programmes
from arithmetic import Told
from reckoning import until, zone_of

from actionlearning import ActionLearning, Impact, ProgrammeMetrics, SetMetrics
from actionlearning.projections.projection import History
from actionlearning.testing.playing import RandomProgramme

Log = Sequence[Any]


def metrics_agree(play: RandomProgramme, log: Log, chance: Random) -> None:
    """Compare every figure, now, as at a random moment and day, and as known at a random position."""
    assert play.company is not None
    now, al = play.clock.now, play.al
    moment = chance.choice(log).occurred_at
    positions = [log[-1].position, chance.choice(log).position, chance.choice(log).position]
    for as_at, position in zip((None, moment, moment.date()), positions, strict=True):
        known = [each for each in log if each.position <= position]
        formed = [which for which in play.book.sets if any(e.stream == which for e in known)]
        for which in formed:
            if not until([e for e in known if e.stream == which], as_at, zone_of(known, which)):
                continue
            view = _view(al, known, now, SetMetrics, as_at=as_at, position=position, set=which)
            told = Told(known, which, as_at, now)
            _same(view.figures, [told], f"set {which} as at {as_at} as known at {position}")
        if any(e.stream == play.company.programme for e in known) and not _is_day(as_at):
            _programme(play, known, as_at, position)


def _programme(play: RandomProgramme, known: Log, as_at: date | datetime | None, position: int) -> None:
    assert play.company is not None
    which, now = play.company.programme, play.clock.now
    where = f"programme as at {as_at} as known at {position}"
    if not until([e for e in known if e.stream == which], as_at, zone_of(known, which)):
        return
    view = _view(play.al, known, now, ProgrammeMetrics, as_at=as_at, position=position, programme=which)
    formed = [each.stream for each in until(known, as_at, "UTC") if each.name == "set.formed"]
    told = [Told(known, each, as_at, now) for each in formed]
    _same(view.figures, told, where)
    money = view.money
    found = {"costs": money.costs, "cost_per_attendance": money.cost_per_attendance}
    found |= {"cost_per_participant_day": money.cost_per_participant_day, "comparator_saving": money.comparator_saving}
    for name, each in (("cash", money.cash), ("cash_and_economic", money.cash_and_economic)):
        found[f"{name} benefits"], found[f"{name} bcr"], found[f"{name} roi"] = each.benefits, each.bcr, each.roi
        found[f"{name} payback"] = each.payback_months
    expected = arithmetic_of_programmes.money(known, which, told, as_at)
    assert expected == {name: each.value for name, each in found.items()}, where
    progress = {each.objective: each.progress.value for each in view.objectives}
    assert arithmetic_of_programmes.progress(known, which, as_at) == progress, where
    impact = _view(play.al, known, now, Impact, as_at=as_at, position=position, programme=which)
    chains = {each.claim.id: each.chain.share.value for objective in impact.objectives for each in objective.claims}
    assert arithmetic_of_programmes.chains(known, which, told, as_at) == chains, where


def _is_day(as_at: date | datetime | None) -> bool:
    """A day ends at another moment in each zone, so over sets of several zones the arithmetic is asked for moments."""
    return as_at is not None and not isinstance(as_at, datetime)


def _view(al: ActionLearning, known: Log, now: datetime, kind: Any, *, as_at: Any, position: int, **which: Any) -> Any:
    """A view as known at a position, which must be the view of a journal that ends there."""
    view = al.view(kind, as_at=as_at, as_known_at=position, **which)
    truncated = kind.fold(History.select(known, now=now, as_at=as_at, position=position), **which)
    assert truncated == view
    return view


def _same(figures: Any, told: Sequence[Told], where: str) -> None:
    expected: dict[str, Any] = arithmetic.figures(told)
    found = {name: (getattr(figures, name).value, getattr(figures, name).n) for name in expected}
    for instrument in ("less_isolated", "self_efficacy", "takes_responsibility"):
        expected[instrument] = arithmetic.changes(told, instrument)
        change = getattr(figures, instrument)
        found[instrument] = (change.value, change.n)
    different = {name: (value, found[name]) for name, value in expected.items() if value != found[name]}
    assert {} == different, f"{where}: by arithmetic and by the view, {different}"
