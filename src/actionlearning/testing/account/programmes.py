"""What the rules say about a programme: its measures, its money, and who may judge a claim."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from actionlearning.testing.account.book import Book, Claim, Objective, Programme, Yes, must
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def charter(book: Book, it: Attempt) -> Yes:
    book.person(it.get("sponsor"))

    def then(answer: Any) -> None:
        book.programmes[answer] = Programme(it.get("sponsor"), it.get("time_zone"))

    return Yes(then)


def set_objective(book: Book, it: Attempt) -> Yes:
    programme = book.programme(it.get("programme"))

    def then(answer: Any) -> None:
        programme.objectives[answer] = Objective(it.get("target"))

    return Yes(then)


def baseline_measure(book: Book, it: Attempt) -> Yes:
    programme, objective = _objective(book, it)
    must(not objective.observed, "baselined after an observation")
    must(objective.target != it.get("value"), "target is baseline")
    must(it.get("on") <= _today(programme, it), "measured in the future")

    def then(_: Any) -> None:
        objective.baseline, objective.baseline_on = it.get("value"), it.get("on")

    return Yes(then)


def observe_measure(book: Book, it: Attempt) -> Yes:
    programme, objective = _objective(book, it)
    must(objective.baseline_on is not None, "observed without a baseline")
    must(objective.baseline_on is not None and it.get("on") >= objective.baseline_on, "observed before the baseline")
    must(it.get("on") <= _today(programme, it), "measured in the future")

    def then(_: Any) -> None:
        objective.observed = True

    return Yes(then)


def pay(book: Book, it: Attempt) -> Yes:
    book.programme(it.get("programme"))
    must("amount" not in it.arguments or it.get("amount") is not None, "no amount of money")
    return Yes()


def claim_benefit(book: Book, it: Attempt) -> Yes:
    programme, _ = _objective(book, it)
    for ref in it.get("actions"):
        book.action(ref.problem, ref.action)
    must((it.get("kind") == "intangible") == (it.get("amount") is None), "the wrong kind of amount")
    _counted_once(programme, it.get("effect"), it.get("attribution"))

    def then(answer: Any) -> None:
        assert it.actor is not None
        programme.claims[answer] = Claim(it.actor, _same(it.get("effect")), it.get("attribution"), it.at)

    return Yes(then)


def validate_benefit(book: Book, it: Attempt) -> Yes:
    programme, claim = _claim(book, it)
    must(claim.verdict != "validated", "judged already")
    must(it.at >= claim.last, "before its last change")
    if claim.verdict == "rejected":
        _counted_once(programme, claim.effect, claim.share)

    def then(_: Any) -> None:
        claim.verdict, claim.last = "validated", it.at

    return Yes(then)


def reject_benefit(book: Book, it: Attempt) -> Yes:
    _, claim = _claim(book, it)
    must(claim.verdict != "rejected", "judged already")
    must(it.at >= claim.last, "before its last change")

    def then(_: Any) -> None:
        claim.verdict, claim.last = "rejected", it.at

    return Yes(then)


def record_disbenefit(book: Book, it: Attempt) -> Yes:
    _objective(book, it)
    must(it.get("amount") is not None, "no amount of money")
    return Yes()


def _objective(book: Book, it: Attempt) -> tuple[Programme, Objective]:
    programme = book.programme(it.get("programme"))
    must(it.get("objective") in programme.objectives, "no such objective")
    return programme, programme.objectives[it.get("objective")]


def _claim(book: Book, it: Attempt) -> tuple[Programme, Claim]:
    programme = book.programme(it.get("programme"))
    must(it.get("benefit") in programme.claims, "no such claim")
    claim = programme.claims[it.get("benefit")]
    must(claim.by != it.actor, "judged by who claimed it")
    return programme, claim


def _counted_once(programme: Programme, effect: str, share: Decimal) -> None:
    others = [each.share for each in programme.claims.values() if each.verdict != "rejected" and each.effect == _same(effect)]
    must(sum(others, share) <= 1, "attributed more than once")


def _same(effect: str) -> str:
    return effect.strip().casefold()


def _today(programme: Programme, it: Attempt) -> date:
    return it.at.astimezone(ZoneInfo(programme.zone)).date()


RULES = {
    "programmes.charter": charter,
    "programmes.set_objective": set_objective,
    "programmes.baseline_measure": baseline_measure,
    "programmes.observe_measure": observe_measure,
    "programmes.incur_cost": pay,
    "programmes.record_comparator": pay,
    "programmes.claim_benefit": claim_benefit,
    "programmes.validate_benefit": validate_benefit,
    "programmes.reject_benefit": reject_benefit,
    "programmes.record_disbenefit": record_disbenefit,
}
