"""What the rules say about a programme: its measures, its money, and who may judge a claim."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

from actionlearning.testing.account.answers import Yes, must
from actionlearning.testing.account.book import Book, Claim, Objective, Programme
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def charter(book: Book, it: Attempt) -> Yes:
    book.person(it.get("sponsor"))

    def then(answer: Any) -> None:
        book.programmes[answer] = Programme(
            sponsor=it.get("sponsor"),
            zone=it.get("time_zone"),
            organisations=tuple(it.get("organisations")),
            chartered=it.at,
            last=it.at,
        )

    return Yes(then)


def go_on(book: Book, it: Attempt) -> Yes:
    """Whatever may happen while a programme goes on."""
    programme = _going_on(book, it)
    return Yes(lambda _: programme.fact(it.at))


def close(book: Book, it: Attempt) -> Yes:
    programme = _going_on(book, it)
    must(it.at >= programme.last, "before the programme's last fact")

    def then(_: Any) -> None:
        programme.closed = it.at
        programme.fact(it.at)

    return Yes(then)


def set_objective(book: Book, it: Attempt) -> Yes:
    programme = _going_on(book, it)

    def then(answer: Any) -> None:
        programme.objectives[answer] = Objective(target=it.get("target"), by=it.get("by"), since=it.at, last=it.at)
        programme.fact(it.at)

    return Yes(then)


def revise_objective(book: Book, it: Attempt) -> Yes:
    programme, objective = _pursued(book, it)
    must((it.get("target"), it.get("by")) != (objective.target, objective.by), "it stands so already")
    must(it.get("target") != objective.baseline, "target is baseline")

    def then(_: Any) -> None:
        objective.target, objective.by, objective.last = it.get("target"), it.get("by"), it.at
        programme.fact(it.at)

    return Yes(then)


def retire_objective(book: Book, it: Attempt) -> Yes:
    programme, objective = _pursued(book, it)

    def then(_: Any) -> None:
        objective.retired = objective.last = it.at
        programme.fact(it.at)

    return Yes(then)


def baseline_measure(book: Book, it: Attempt) -> Yes:
    programme, objective = _objective(book, it)
    must(not objective.observed, "baselined after an observation")
    must(objective.target != it.get("value"), "target is baseline")
    must(it.get("on") <= _today(programme, it), "measured in the future")

    def then(_: Any) -> None:
        objective.baseline, objective.baseline_on = it.get("value"), it.get("on")
        programme.fact(it.at)

    return Yes(then)


def observe_measure(book: Book, it: Attempt) -> Yes:
    programme, objective = _objective(book, it)
    must(objective.baseline_on is not None, "observed without a baseline")
    must(objective.baseline_on is not None and it.get("on") >= objective.baseline_on, "observed before the baseline")
    must(it.get("on") <= _today(programme, it), "measured in the future")

    def then(_: Any) -> None:
        objective.observed = True
        programme.fact(it.at)

    return Yes(then)


def incur_cost(book: Book, it: Attempt) -> Yes:
    programme = _going_on(book, it)
    must(it.get("amount") is not None, "no amount of money")

    def then(answer: Any) -> None:
        programme.costs[answer] = it.at
        programme.fact(it.at)

    return Yes(then)


def reverse_cost(book: Book, it: Attempt) -> Yes:
    programme, cost = book.programme(it.get("programme")), it.get("cost")
    must(cost in programme.costs, "no such cost")
    must(cost not in programme.reversed, "reversed already")
    must(it.at >= programme.costs[cost], "reversed before it was paid")
    return Yes(lambda _: programme.reversed.append(cost))


def claim_benefit(book: Book, it: Attempt) -> Yes:
    programme, _ = _objective(book, it)
    for ref in it.get("actions"):
        _, action = book.action(ref.problem, ref.action)
        must(it.at >= action.committed, "before it was committed to")
    must((it.get("kind") == "intangible") == (it.get("amount") is None), "the wrong kind of amount")
    _counted_once(programme, it.get("effect"), it.get("attribution"))

    def then(answer: Any) -> None:
        assert it.actor is not None
        programme.claims[answer] = Claim(it.actor, _same(it.get("effect")), it.get("attribution"), it.at)
        programme.fact(it.at)

    return Yes(then)


def validate_benefit(book: Book, it: Attempt) -> Yes:
    programme, claim = _claim(book, it)
    must(claim.verdict != "validated", "judged already")
    if claim.verdict == "rejected":
        _counted_once(programme, claim.effect, claim.share)
    return Yes(lambda _: _judged(programme, claim, "validated", it))


def reject_benefit(book: Book, it: Attempt) -> Yes:
    programme, claim = _claim(book, it)
    must(claim.verdict != "rejected", "judged already")
    return Yes(lambda _: _judged(programme, claim, "rejected", it))


def record_disbenefit(book: Book, it: Attempt) -> Yes:
    programme, _ = _objective(book, it)
    must(it.get("amount") is not None, "no amount of money")
    return Yes(lambda _: programme.fact(it.at))


def _going_on(book: Book, it: Attempt) -> Programme:
    programme = book.programme(it.get("programme"))
    programme.going_on(it.at)
    return programme


def _objective(book: Book, it: Attempt) -> tuple[Programme, Objective]:
    programme = _going_on(book, it)
    must(it.get("objective") in programme.objectives, "no such objective")
    objective = programme.objectives[it.get("objective")]
    must(it.at >= objective.since, "before the objective was set")
    return programme, objective


def _pursued(book: Book, it: Attempt) -> tuple[Programme, Objective]:
    """An objective that may be stated anew or given up."""
    programme = book.programme(it.get("programme"))
    objective = programme.pursues(it.get("objective"), it.at)
    must(objective.retired is None, "the objective was retired")
    must(it.at >= objective.last, "before the objective's last change")
    return programme, objective


def _claim(book: Book, it: Attempt) -> tuple[Programme, Claim]:
    programme = _going_on(book, it)
    must(it.get("benefit") in programme.claims, "no such claim")
    claim = programme.claims[it.get("benefit")]
    must(claim.by != it.actor, "judged by who claimed it")
    must(it.at >= claim.last, "before its last change")
    return programme, claim


def _judged(programme: Programme, claim: Claim, verdict: str, it: Attempt) -> None:
    claim.verdict, claim.last = verdict, it.at
    programme.fact(it.at)


def _counted_once(programme: Programme, effect: str, share: Decimal) -> None:
    others = [each.share for each in programme.claims.values() if each.verdict != "rejected" and each.effect == _same(effect)]
    must(sum(others, share) <= 1, "attributed more than once")


def _same(effect: str) -> str:
    return " ".join(normalize("NFKC", normalize("NFKC", effect).casefold()).split())


def _today(programme: Programme, it: Attempt) -> date:
    return it.at.astimezone(ZoneInfo(programme.zone)).date()


RULES = {
    "programmes.charter": charter,
    "programmes.review": go_on,
    "programmes.evaluate": go_on,
    "programmes.close": close,
    "programmes.set_objective": set_objective,
    "programmes.revise_objective": revise_objective,
    "programmes.retire_objective": retire_objective,
    "programmes.baseline_measure": baseline_measure,
    "programmes.observe_measure": observe_measure,
    "programmes.incur_cost": incur_cost,
    "programmes.reverse_cost": reverse_cost,
    "programmes.record_comparator": go_on,
    "programmes.claim_benefit": claim_benefit,
    "programmes.validate_benefit": validate_benefit,
    "programmes.reject_benefit": reject_benefit,
    "programmes.record_disbenefit": record_disbenefit,
}
