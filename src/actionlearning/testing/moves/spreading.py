"""What usually happens around a programme: it is endorsed, tied in, looked back at, stated anew, spread, and one day closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from actionlearning.application import programmes, releases, support
from actionlearning.domain.programme.events import Behind, ToldFigure
from actionlearning.domain.values import MemberId
from actionlearning.testing.moves.move import ORGANISATIONS, Move, Scene, move

__all__ = ["spreading"]

INITIATIVES = ("appraisal", "talent", "change", "strategy", "other")
ASPECTS = ("sponsorship", "time", "trust", "problems", "advisers", "measures")
LEVELS = ("reaction", "learning", "behaviour", "results", "roi")


def spreading(scene: Scene) -> Iterator[Move]:
    """One of the things that are done around a programme, or with its objectives."""
    chance, company = scene.chance, scene.company
    about = {"programme": company.programme}
    match chance.number(0, 10):
        case 0:
            yield move(support.endorse, company.sponsor, **about, statement=scene.words())
        case 1:
            hours = Decimal(chance.number(1, 200)) / 2
            yield move(support.release_time, company.sponsor, **about, organisation=_organisation(scene), hours=hours)
        case 2 | 3:
            yield move(support.elicit_value, company.sponsor, **about, organisation=_organisation(scene), words=scene.words())
        case 4:
            tied = {"initiative": chance.pick(INITIATIVES), "title": "Talent", "how": "Members present at its days"}
            yield move(support.map_integration, company.sponsor, **about, **tied)
        case 5:
            ready = {"aspect": chance.pick(ASPECTS), "score": scene.score(), "advice": "Give people time"}
            yield move(support.assess_readiness, company.sponsor, **about, organisation=chance.pick(ORGANISATIONS), **ready)
        case 6:
            yield move(support.log_advocacy, chance.pick(company.everybody), **about, sector="Health", activity="A talk")
        case 7:
            made, example = (*chance.random.sample([*scene.book.sets], len(scene.book.sets)), scene.company.programme)[:2]
            yield move(support.replicate_set, company.sponsor, **about, set=made, from_set=example)
        case 8:
            yield move(programmes.review, company.sponsor, **about, finding=scene.words())
            yield move(programmes.evaluate, company.sponsor, **about, level=chance.pick(LEVELS), finding=scene.words())
            yield _release(scene)
        case _:
            yield from _restating(scene)


def _release(scene: Scene) -> Move:
    """Figures are given out about everybody, or, on some days, about all but one or a few of them, which is refused."""
    everybody = scene.company.everybody
    behind = (everybody, everybody, scene.company.people, everybody[1:])[scene.now.day % 4]
    figures = (ToldFigure(("attendance", "members"), (Behind("", tuple(map(MemberId, behind))),)),)
    its = {"programme": scene.company.programme, "as_at": scene.now.date() - timedelta(days=1), "figures": figures}
    return move(releases.release_figures, scene.company.sponsor, **its)


def _restating(scene: Scene) -> Iterator[Move]:
    """An objective is revised or retired, a cost reversed, or, rarely, the whole programme closed."""
    chance, company = scene.chance, scene.company
    about = {"programme": company.programme}
    programme = scene.book.programmes[company.programme]
    paid = [cost for cost in programme.costs if cost not in programme.reversed]
    if not paid and chance.happens(0.3):
        amount = Decimal(chance.number(1, 99_99)) / 100
        yield move(programmes.incur_cost, company.sponsor, **about, category="other", amount=amount)
    elif paid and chance.happens(0.6):
        yield move(programmes.reverse_cost, company.sponsor, **about, cost=chance.pick(paid), reason=scene.words())
    elif chance.happens(0.12):
        yield move(programmes.close, company.sponsor, **about)
    elif programme.objectives:
        on_it = {**about, "objective": chance.pick(list(programme.objectives)), "reason": scene.words()}
        if chance.happens(0.25):
            yield move(programmes.retire_objective, company.sponsor, **on_it)
        else:
            target = Decimal(chance.number(1, 30))
            by = (scene.now + timedelta(days=chance.number(30, 400))).date()
            yield move(programmes.revise_objective, company.sponsor, **on_it, target=target, by=by)


def _organisation(scene: Scene) -> str:
    """One that takes part, or now and then one that does not."""
    return scene.chance.pick((*ORGANISATIONS[:-1], *ORGANISATIONS[:-1], ORGANISATIONS[-1]))
