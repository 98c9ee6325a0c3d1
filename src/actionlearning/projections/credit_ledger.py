"""The credits of a person: from every qualification they work for, and what each award on the way still takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.assessment import credits_of
from actionlearning.domain.candidate.events import Judgement
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.values import CandidateId, MemberId
from actionlearning.projections.candidacies import FACTS_OF_CANDIDATES, Candidacies, Candidacy, Qualification
from actionlearning.projections.projection import History, NothingKnown
from actionlearning.projections.sentences import Person, Titles

__all__ = ["AwardRecord", "CandidacyInShort", "ClaimRecord", "Counted", "CreditLedger"]


@frozen(kw_only=True)
class CandidacyInShort:
    """One of a person's candidacies: how far it has come, and what it brought."""

    candidate: CandidateId
    qualification: Qualification | None
    stage: CandidateStage
    registered_on: date | None
    expires_on: date | None
    criteria_met: int
    criteria: int | None
    """How many there are; None where the specification is not loaded."""
    credits: int | None
    credited_on: date | None


@frozen
class Counted:
    """The credits of one candidacy that a claim rests on."""

    candidate: CandidateId
    credits: int


@frozen(kw_only=True)
class ClaimRecord:
    """An award that was claimed, and the credits it rests on, those of the claiming candidacy first."""

    award: str
    claimed_on: date
    counting: tuple[Counted, ...]
    credits: int


@frozen(kw_only=True)
class AwardRecord:
    """An award that the person is on the way to, with the credits it takes, there are, and it still needs."""

    award: str
    awarding_body: str
    level: int
    takes: int
    has: int
    needs: int


@frozen(kw_only=True)
class CreditLedger:
    """All credits of one person. Awards are those of the specifications that are loaded."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_CANDIDATES

    as_at: date | datetime
    position: int
    member: Person
    candidacies: tuple[CandidacyInShort, ...]
    credits: int
    """Those that count towards an award: of one unit once."""
    awards: tuple[AwardRecord, ...]
    claims: tuple[ClaimRecord, ...]

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId, specifications: Iterable[Specification]) -> Self:
        """The ledger of a person, by the specifications given. Raises ``NothingKnown`` for a person not registered by then."""
        if not any(r.stream == member and isinstance(r.event, MemberRegistered) for r in history.until_as_at("UTC")):
            raise NothingKnown(kind="member", id=member)
        theirs = Candidacies(history, specifications).of_member(member)
        there = credits_of(each.state for each in theirs)
        return cls(
            as_at=history.asked,
            position=history.position,
            member=Titles(history).person(member),
            candidacies=tuple(_in_short(each) for each in theirs),
            credits=there,
            awards=_awards(theirs, there),
            claims=_claims(theirs),
        )


def _in_short(it: Candidacy) -> CandidacyInShort:
    registration, credit = it.facts.registration, it.facts.assessment.credit
    return CandidacyInShort(
        candidate=it.facts.id,
        qualification=it.qualification,
        stage=it.state.stage,
        registered_on=it.day(registration.at) if registration else None,
        expires_on=it.state.expires_on(it.moment) if registration else None,
        criteria_met=sum(each.judgement is Judgement.MET for each in it.state.judged.values()),
        criteria=None if it.rules is None else len(it.rules.criteria),
        credits=credit.credits if credit else None,
        credited_on=it.day(credit.at) if credit else None,
    )


def _awards(theirs: Iterable[Candidacy], there: int) -> tuple[AwardRecord, ...]:
    """Each award once, from the smallest on, though several units lead to it."""
    known = dict.fromkeys(
        (each.rules.awarding_body, each.rules.level, takes, award)
        for each in theirs
        if each.rules is not None
        for award, takes in each.rules.awards.items()
    )
    return tuple(
        AwardRecord(award=award, awarding_body=body, level=level, takes=takes, has=there, needs=max(0, takes - there))
        for body, level, takes, award in sorted(known)
    )


def _claims(theirs: Iterable[Candidacy]) -> tuple[ClaimRecord, ...]:
    by_id = {each.facts.id: each for each in theirs}
    claims = []
    for it in by_id.values():
        for claim in it.facts.assessment.claims:
            counted = [(each, by_id[each].state.credits) for each in (it.facts.id, *claim.counting) if each in by_id]
            counting = tuple(Counted(candidate, number or 0) for candidate, number in counted)
            total = sum(each.credits for each in counting)
            claims.append(ClaimRecord(award=claim.award, claimed_on=it.day(claim.at), counting=counting, credits=total))
    return tuple(sorted(claims, key=lambda each: each.claimed_on))
