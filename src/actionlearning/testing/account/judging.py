"""What the rules say about how a candidate is judged: who may, in which order, and what it takes to be credited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from actionlearning.testing.account.answers import Yes, ended, must
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.candidacy import Candidate, Judged, Referred
from actionlearning.testing.attempts import Attempt

__all__ = ["RULES"]


def judge_criterion(book: Book, it: Attempt) -> Yes:
    candidate, number, me = _assessing(book, it), it.get("criterion"), _me(it)
    _known(candidate, number)
    must(number not in candidate.appeals, "an appeal is open")
    must((number, me) not in candidate.set_aside, "judged by whose judgement was set aside")
    moments = candidate.bearing_on(number, it.at)
    must(moments, "judged on nothing")
    met = it.get("judgement") == "met"
    given_back = [each.stay[0] for each in candidate.referred.get(number, ()) if each.stay[1] is None]
    must(not (met and given_back) or max(moments) > given_back[-1], "met without anything handed in again")

    def then(_: Any) -> None:
        if met:
            _no_longer_referred(candidate, number, it)
        candidate.judged[number] = Judged(met, me)
        candidate.judges.append((number, me))
        candidate.assessors.append(me)
        candidate.returned = False
        candidate.changed(it.at)

    return Yes(then)


def refer_work(book: Book, it: Attempt) -> Yes:
    candidate, criteria = _assessing(book, it), it.get("criteria")
    must(criteria, "nothing to refer")
    for number in criteria:
        _known(candidate, number)
        judged = candidate.judged.get(number)
        must(judged is not None and not judged.met and not judged.referred, "nothing to refer")
    must(it.get("resubmit_by") >= candidate.day(it.at), "resubmitted in the past")

    def then(_: Any) -> None:
        for number in dict.fromkeys(criteria):
            _no_longer_referred(candidate, number, it)
            candidate.referred.setdefault(number, []).append(Referred((it.at, None), it.get("resubmit_by")))
            candidate.judged[number].referred = True
        candidate.assessors.append(_me(it))
        candidate.changed(it.at)

    return Yes(then)


def lodge_appeal(book: Book, it: Attempt) -> Yes:
    candidate, number = book.candidate(it.get("candidate")), it.get("criterion")
    must(it.actor == candidate.member, "not the candidate")
    candidate.changes(it.at)
    _known(candidate, number)
    must(number not in candidate.appeals, "an appeal is open")
    must(number in candidate.judged and not candidate.judged[number].met, "nothing to appeal against")

    def then(_: Any) -> None:
        candidate.appeals.append(number)
        candidate.changed(it.at)

    return Yes(then)


def decide_appeal(book: Book, it: Attempt) -> Yes:
    candidate, number, me = _by_somebody_else(book, it), it.get("criterion"), _me(it)
    candidate.changes(it.at)
    must(number in candidate.appeals, "no appeal")
    must((number, me) not in candidate.judges, "decided by who judged")

    def then(_: Any) -> None:
        candidate.appeals.remove(number)
        candidate.deciders.append(me)
        if it.get("upheld"):
            candidate.set_aside.append((number, candidate.judged.pop(number).by))
            _no_longer_referred(candidate, number, it)
        candidate.changed(it.at)

    return Yes(then)


def verify(book: Book, it: Attempt) -> Yes:
    candidate, me = _by_somebody_else(book, it), _me(it)
    candidate.changes(it.at)
    must(not candidate.is_verified(), "verified already")
    must(all(it.at >= at for _, at, _ in candidate.handed_in), "verified before evidence was handed in")
    must(me not in candidate.assessors, "verified by who assessed")
    took_part = [*candidate.observers, *candidate.deciders, *candidate.moderators]
    must(me not in took_part, "verified by who took part")
    must(not list(candidate.missing(it.at)), "verified with something missing")

    def then(_: Any) -> None:
        candidate.verified.append((it.at, None))
        candidate.verifiers.append(me)
        candidate.moderated = False
        candidate.changed(it.at)

    return Yes(then)


def record_moderation(book: Book, it: Attempt) -> Yes:
    candidate, me = _by_somebody_else(book, it), _me(it)
    candidate.changes(it.at)
    must(candidate.is_verified(), "moderated before verification")
    must(not candidate.moderated, "moderated twice")
    must(me not in candidate.assessors and me not in candidate.verifiers, "moderated by who took part")

    def then(_: Any) -> None:
        candidate.moderators.append(me)
        if it.get("moderation") == "upheld":
            candidate.moderated = True
        else:
            ended(candidate.verified, it.at)
            candidate.returned = True
        candidate.changed(it.at)

    return Yes(then)


def award_credit(book: Book, it: Attempt) -> Yes:
    candidate = _by_somebody_else(book, it)
    must(candidate.credits is None, "credited already")
    candidate.changes(it.at)
    must(candidate.is_verified(), "credited before verification")
    must(candidate.moderated, "credited before moderation")

    def then(_: Any) -> None:
        candidate.credits, candidate.credited = candidate.spec["credits"], it.at
        candidate.changed(it.at)

    return Yes(then)


def claim_award(book: Book, it: Attempt) -> Yes:
    candidate, award = book.candidate(it.get("candidate")), it.get("award")
    counting = it.get("counting", ())
    credited = [candidate, *(book.candidate(other) for other in counting)]
    must(it.actor == candidate.member, "not the candidate")
    must(candidate.credits is not None, "claimed before credit")
    must(it.at >= candidate.last, "before the candidate's last change")
    must(award in candidate.spec["awards"] and award not in candidate.awards, "no award to claim")
    must(len({id(each) for each in credited}) == len(credited), "counted twice")
    must(all(each.member == candidate.member for each in credited), "credits of somebody else")
    must(all(each.credited is not None and it.at >= each.credited for each in credited), "credits that were not awarded")
    must(len({each.spec["id"] for each in credited}) == len(credited), "a unit counted twice")
    must(sum(each.credits or 0 for each in credited) >= candidate.spec["awards"][award], "too few credits")

    def then(_: Any) -> None:
        candidate.awards.append(award)
        candidate.changed(it.at)

    return Yes(then)


def _by_somebody_else(book: Book, it: Attempt) -> Candidate:
    candidate = book.candidate(it.get("candidate"))
    must(candidate.registered is not None, "not registered")
    must(it.actor != candidate.member, "by themself")
    return candidate


def _assessing(book: Book, it: Attempt) -> Candidate:
    candidate = _by_somebody_else(book, it)
    candidate.changes(it.at)
    must(not candidate.is_verified(), "verified already")
    must(it.actor not in candidate.verifiers, "assessed by who verified")
    must(it.actor not in candidate.moderators, "assessed by who moderated")
    return candidate


def _known(candidate: Candidate, number: int) -> None:
    must(number in [each["number"] for each in candidate.spec["criteria"]], "not in the specification")


def _no_longer_referred(candidate: Candidate, number: int, it: Attempt) -> None:
    for each in candidate.referred.get(number, ())[-1:]:
        if each.stay[1] is None:
            each.stay = (each.stay[0], it.at)


def _me(it: Attempt) -> UUID:
    assert it.actor is not None
    return it.actor


RULES = {
    "candidates.judge_criterion": judge_criterion,
    "candidates.refer_work": refer_work,
    "candidates.lodge_appeal": lodge_appeal,
    "candidates.decide_appeal": decide_appeal,
    "candidates.verify": verify,
    "candidates.record_moderation": record_moderation,
    "candidates.award_credit": award_credit,
    "candidates.claim_award": claim_award,
}
