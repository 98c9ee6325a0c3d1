"""What usually comes next for a candidate: to register, to gather what is missing, to be judged, and to claim the award."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from actionlearning.application import candidates
from actionlearning.testing.account.candidacy import Candidate
from actionlearning.testing.moves.move import ZONES, Move, Scene, move, sessions_in

__all__ = ["advised_by", "beginning", "candidacy", "verification"]

DIGESTS = ("0" * 64, "a1" * 32)


def candidacy(scene: Scene) -> Iterator[Move]:
    """Somebody becomes a candidate, or one of them goes a few steps further."""
    chance, going_on = scene.chance, scene.book.candidates
    if not going_on or (len(going_on) < 4 and chance.happens(0.15)):  # noqa: PLR2004  # enough to follow
        yield from beginning(scene)
    candidate = chance.pick(list(scene.book.candidates) or [chance.id()])
    if candidate not in going_on:
        return
    for _ in range(chance.number(2, 5)):
        yield from _next(scene, candidate, going_on[candidate])


def beginning(scene: Scene) -> Iterator[Move]:
    """Somebody's capability is confirmed, often of who has advised a session already, and they are registered."""
    chance, company = scene.chance, scene.company
    advised = [who for its in scene.book.sets.values() for who in its.advisers] + [who for who, _, _ in _sessions(scene)]
    member = chance.pick(advised) if advised and chance.happens(0.8) else chance.pick(company.people)
    known = list(scene.book.candidates)
    yield move(candidates.confirm_capability, _other(scene, member), member=member, basis=scene.words())
    for candidate in scene.book.candidates:
        if candidate not in known:
            which = chance.pick(("small", "small", "small", "smallest", "smallest", "cmi-l5-5019"))
            about = {"specification": which, "time_zone": chance.pick(ZONES)}
            yield move(candidates.register, company.sponsor, candidate=candidate, **about)


def _next(scene: Scene, which: UUID, it: Candidate) -> Iterator[Move]:
    chance, about = scene.chance, {"candidate": which}
    today = it.day(scene.now)
    if it.registered is None:
        yield move(candidates.register, scene.company.sponsor, **about, specification="small", time_zone=chance.pick(ZONES))
    elif it.credits is not None:
        yield from _claiming(scene, which, it)
    elif chance.happens(0.02):
        yield move(candidates.withdraw, it.member, **about, reason=scene.words())
    elif today > it.expires_on(scene.now) and not (it.expired and it.expired[-1][1] is None) and chance.happens(0.5):
        yield move(candidates.expire, scene.company.sponsor, **about)
    elif today > it.expires_on(scene.now) or chance.happens(0.05):
        deadline = chance.pick(("registration", "registration", "assignment"))
        until = max(today, it.expires_on(scene.now)) + timedelta(days=chance.pick((0, 1, 30, 90)))
        yield move(candidates.extend, _other(scene, it.member), **about, deadline=deadline, until=until, reason=scene.words())
    elif it.is_verified():
        yield from _after_verification(scene, which, it)
    else:
        yield from _towards_verification(scene, which, it)


def _towards_verification(scene: Scene, which: UUID, it: Candidate) -> Iterator[Move]:
    """Supply what is missing, nearly all of it; then have it judged and verified."""
    chance, about = scene.chance, {"candidate": which}
    missing = list(it.missing(scene.now))
    gathering = [(what, each) for what, each in missing if what not in ("judgement", "appeal")]
    for what, each in gathering:
        if chance.happens(0.85):
            yield from _supply(scene, which, it, what, each)
    if gathering and chance.happens(0.5):
        return
    for what, number in missing:
        if what == "appeal" and chance.happens(0.7):
            judged = {"upheld": chance.happens(0.5), "reason": scene.words()}
            yield move(candidates.decide_appeal, _uninvolved(scene, it), **about, criterion=number, **judged)
        elif what == "judgement" and chance.happens(0.85):
            yield from _judging(scene, which, it, number)
    if not list(it.missing(scene.now)) or chance.happens(0.1):
        yield verification(scene, which, it)


def verification(scene: Scene, which: UUID, it: Candidate) -> Move:
    """Somebody stands by the judgements: who took no part, or now and then one of those who judged."""
    assessed = it.assessors and scene.chance.happens(0.2)
    return move(candidates.verify, scene.chance.pick(it.assessors) if assessed else _uninvolved(scene, it), candidate=which)


def _judging(scene: Scene, which: UUID, it: Candidate, number: int) -> Iterator[Move]:
    chance, about = scene.chance, {"candidate": which}
    standing = it.judged.get(number)
    assessors = [each for each in it.assessors if (number, each) not in it.set_aside] or [_uninvolved(scene, it)]
    assessor = chance.pick(assessors) if chance.happens(0.8) else _uninvolved(scene, it)
    if standing is not None and not standing.met and chance.happens(0.5):
        if not standing.referred and chance.happens(0.6):
            by = it.day(scene.now) + timedelta(days=chance.pick((0, 7, 30)))
            yield move(candidates.refer_work, assessor, **about, criteria=(number,), resubmit_by=by)
        elif number not in it.appeals and chance.happens(0.5):
            yield move(candidates.lodge_appeal, it.member, **about, criterion=number, grounds=scene.words())
            return
        for kind in it.spec["evidence"]:
            if kind["kind"] in next(each["evidence"] for each in it.spec["criteria"] if each["number"] == number):
                yield from _supply(scene, which, it, "evidence", kind)
    judgement = "met" if chance.happens(0.75) else "not_yet"
    yield move(candidates.judge_criterion, assessor, **about, criterion=number, judgement=judgement, reason=scene.words())


def _supply(scene: Scene, which: UUID, it: Candidate, what: str, each: Any) -> Iterator[Move]:
    """Do one of the things that are missing."""
    chance, about = scene.chance, {"candidate": which}
    centre = _other(scene, it.member)
    sha256 = chance.pick(DIGESTS)
    match what:
        case "prework":
            yield move(candidates.complete_prework, centre, **about, kind=each)
        case "day":
            part = tuple(chance.some(each["topics"], 2)) or tuple(each["topics"][:1])
            topics = tuple(each["topics"]) if chance.happens(0.85) else part
            yield move(candidates.attend_day, centre, **about, day=each["number"], hours=Decimal("6.5"), topics=topics)
            yield move(candidates.review_day, it.member, **about, day=each["number"], review=scene.words())
        case "stint":
            for its, number in advised_by(scene, it.member, outside=each == "outside"):
                if (its, number) not in it.stints:
                    yield move(candidates.record_stint, centre, **about, set=its, session=number)
                    return
        case "observation":
            yield from _observing(scene, which, it)
        case "plan":
            yield move(candidates.agree_cpd_plan, centre, **about, plan=scene.words())
        case _ if each["source"] == "observed":
            yield from _observing(scene, which, it)
        case _ if each["source"] == "drafted":
            yield move(candidates.draft_brief, it.member, **about, authors=(it.member, centre), sha256=sha256)
        case _:
            own = chance.happens(0.95)
            yield move(candidates.submit_evidence, it.member, **about, kind=each["kind"], sha256=sha256, authentic=own)


def _observing(scene: Scene, which: UUID, it: Candidate) -> Iterator[Move]:
    if it.stints:
        (its, number), observer = scene.chance.pick(list(it.stints)), _other(scene, it.member)
        about = {"candidate": which, "set": its, "session": number}
        yield move(candidates.observe_practice, scene.chance.pick(it.observers or [observer]), **about, feedback=scene.words())


def _after_verification(scene: Scene, which: UUID, it: Candidate) -> Iterator[Move]:
    chance, about = scene.chance, {"candidate": which}
    if not it.moderated:
        moderation = "upheld" if chance.happens(0.8) else "returned"
        yield move(candidates.record_moderation, _uninvolved(scene, it), **about, moderation=moderation, reason=scene.words())
    else:
        yield move(candidates.award_credit, _other(scene, it.member), **about)


def _claiming(scene: Scene, which: UUID, it: Candidate) -> Iterator[Move]:
    chance, book = scene.chance, scene.book
    others = [each for each, other in book.candidates.items() if other.member == it.member and each != which]
    award = chance.pick([each for each in it.spec["awards"] if each not in it.awards] or list(it.spec["awards"]))
    options = {"counting": tuple(others)} if others and chance.happens(0.6) else {}
    yield move(candidates.claim_award, it.member, candidate=which, award=award, **options)


def _sessions(scene: Scene) -> list[tuple[UUID, UUID, int]]:
    """Every session that was held: its adviser, its set and its number."""
    held = [(which, each) for which, its in scene.book.sets.items() for each in sessions_in(its, "open", "closed")]
    return [(each.adviser, which, each.number) for which, each in held if each.adviser is not None]


def advised_by(scene: Scene, member: UUID, *, outside: bool) -> list[tuple[UUID, int]]:
    """The sessions that somebody advised, all of them or those outside of training sets."""
    theirs = [(which, number) for adviser, which, number in _sessions(scene) if adviser == member]
    return [each for each in theirs if not outside or scene.book.sets[each[0]].kind != "training"]


def _other(scene: Scene, member: UUID) -> UUID:
    """Somebody of the company who is not the candidate; most often the sponsor, who sees to the office of the centre."""
    others = [each for each in scene.company.everybody if each != member]
    return others[0] if scene.chance.happens(0.7) else scene.chance.pick(others)


def _uninvolved(scene: Scene, it: Candidate) -> UUID:
    """Somebody who took no part in judging them, if there is anybody left."""
    took_part = {it.member, *it.assessors, *it.observers, *it.verifiers, *it.deciders, *it.moderators}
    others = [each for each in scene.company.everybody if each not in took_part]
    return scene.chance.pick(others or list(scene.company.everybody))
