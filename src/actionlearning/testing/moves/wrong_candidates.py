"""Wrong orders of a qualification: judged by oneself, verified by who assessed, credited twice, handed in too late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from actionlearning.application import candidates
from actionlearning.testing.account.candidacy import Candidate
from actionlearning.testing.moves.move import Scene, move
from actionlearning.testing.moves.wrong_order import WrongOrder

__all__ = ["WRONG_ORDERS"]


def a_verification_by_who_may_not(scene: Scene) -> Iterator[WrongOrder]:
    """By an assessor, by one whose judgement no longer stands whatever they have done since, or by the candidate."""
    for which, it in _registered(scene):
        stand = {judged.by for judged in it.judged.values()}
        for assessor in dict.fromkeys(it.assessors):
            since = "" if assessor in stand else " and whose judgement was replaced since"
            yield WrongOrder(f"verification by who assessed{since}", move(candidates.verify, assessor, candidate=which))
        yield WrongOrder("verification by the candidate", move(candidates.verify, it.member, candidate=which))
        for verifier in it.verifiers:
            about = {"candidate": which, "criterion": it.spec["criteria"][0]["number"], "judgement": "met", "reason": "Good"}
            yield WrongOrder("a judgement by who verified", move(candidates.judge_criterion, verifier, **about))


def a_credit_out_of_order(scene: Scene) -> Iterator[WrongOrder]:
    for which, it in _registered(scene):
        giver = next(each for each in scene.company.everybody if each != it.member)
        award = move(candidates.award_credit, giver, candidate=which)
        if it.credits is not None:
            yield WrongOrder("credit twice", award)
        elif it.is_verified() and not it.moderated:
            yield WrongOrder("credit before moderation", award)
        elif not it.is_verified():
            yield WrongOrder("credit before verification", award)
            about = {"candidate": which, "moderation": "upheld"}
            yield WrongOrder("moderation before verification", move(candidates.record_moderation, giver, **about))
        if it.credits is None and it.spec["awards"]:
            claim = move(candidates.claim_award, it.member, candidate=which, award=next(iter(it.spec["awards"])))
            yield WrongOrder("an award claimed before credit", claim)


def a_submission_after_expiry(scene: Scene) -> Iterator[WrongOrder]:
    for which, it in _registered(scene):
        kinds = [kind["kind"] for kind in it.spec["evidence"] if kind["source"] == "submitted"]
        if it.day(scene.now) > it.expires_on(scene.now):
            late = move(candidates.submit_evidence, it.member, candidate=which, kind=kinds[0], sha256="0" * 64)
            yield WrongOrder("submission after expiry", late)


def a_registration_without_a_confirmation(scene: Scene) -> Iterator[WrongOrder]:
    """Nobody confirms their own capability, and there is nothing to register before it is confirmed."""
    if not scene.chance.happens(0.15):
        return  # there is always an occasion for it
    somebody = scene.chance.pick(scene.company.everybody)
    own = move(candidates.confirm_capability, somebody, member=somebody, basis="I can do it")
    yield WrongOrder("capability confirmed by oneself", own)
    about = {"specification": "small", "time_zone": "UTC"}
    unknown = move(candidates.register, somebody, candidate=scene.chance.id(), **about)
    yield WrongOrder("registration without a confirmation", unknown)


def _registered(scene: Scene) -> Iterator[tuple[UUID, Candidate]]:
    return (
        (which, it) for which, it in scene.book.candidates.items() if it.registered is not None and it.registered <= scene.now
    )


WRONG_ORDERS: tuple[Callable[[Scene], Iterator[WrongOrder]], ...] = (
    a_verification_by_who_may_not,
    a_credit_out_of_order,
    a_submission_after_expiry,
    a_registration_without_a_confirmation,
)
