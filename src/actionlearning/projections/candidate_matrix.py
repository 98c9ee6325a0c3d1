"""The matrix of a candidate: what there is of each kind of evidence, and how each criterion that it bears on was judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import frozen

from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.parts import EvidenceStanding
from actionlearning.domain.candidate.specification import EvidenceSource
from actionlearning.projections.assessment_facts import Judged
from actionlearning.projections.candidacies import Candidacy
from actionlearning.projections.sentences import Person, Titles

__all__ = ["CriterionRecord", "EvidenceRecord", "Piece", "criteria_of", "evidence_of"]


@frozen(kw_only=True)
class Piece:
    """One piece of evidence: who observed, drafted or handed it in; what was observed has no file and so no hash."""

    at: datetime
    by: tuple[Person, ...]
    sha256: str | None = None
    authentic: bool | None = None
    """Whether it was declared the candidate's own work; None where nobody declares it."""


@frozen(kw_only=True)
class EvidenceRecord:
    """A kind of evidence with all its pieces, oldest first; what only the specification says is None without it."""

    kind: str
    title: str | None
    source: EvidenceSource
    assignment: bool | None
    standing: EvidenceStanding | None
    pieces: tuple[Piece, ...]


@frozen(kw_only=True)
class CriterionRecord:
    """An assessed ability: the evidence that bears on it, and the judgement that stands."""

    number: int
    ability: str | None
    evidence: Mapping[str, EvidenceStanding]
    """The kinds that bear on it, and how it stands with each."""
    views: tuple[str, ...]
    """The views in which the work behind it can be seen, each by the name of the command that shows it."""
    judged: Judged | None
    assessor: Person | None
    before: tuple[Judged, ...]
    """Judgements of it that were replaced or set aside."""
    resubmit_by: date | None
    """The last day for what was given back, while that stands."""
    handed_in_again: date | None
    """When something that bears on it first came in since then."""
    is_appealed: bool
    """Whether an appeal waits for its decision."""


def evidence_of(it: Candidacy, titles: Titles) -> tuple[EvidenceRecord, ...]:
    """Every kind of evidence that the specification asks for; without it, whatever there is."""
    if it.assessment is None:
        return tuple(_evidence_without_rules(it, titles))
    return tuple(
        EvidenceRecord(
            kind=each.kind,
            title=each.title,
            source=each.source,
            assignment=each.assignment,
            standing=it.assessment.standing_of(each, it.moment),
            pieces=tuple(_pieces(it, each.source, each.kind, titles)),
        )
        for each in it.assessment.rules.evidence
    )


def criteria_of(it: Candidacy, titles: Titles) -> tuple[CriterionRecord, ...]:
    """Every criterion of the specification; without it, those that were judged."""
    if it.assessment is None:
        judged = sorted({each.criterion for each in it.facts.assessment.judged})
        return tuple(_criterion(it, number, titles) for number in judged)
    return tuple(_criterion(it, each.number, titles) for each in it.assessment.rules.criteria)


def _evidence_without_rules(it: Candidacy, titles: Titles) -> Iterator[EvidenceRecord]:
    """What was observed or drafted is called so, for what the specification calls it is not known."""
    handed_in = [(each.kind, EvidenceSource.SUBMITTED) for each in it.facts.submissions]
    others = [(source.value, source) for source in (EvidenceSource.OBSERVED, EvidenceSource.DRAFTED)]
    for kind, source in dict.fromkeys([*others, *handed_in]):
        pieces = tuple(_pieces(it, source, kind, titles))
        if pieces:
            yield EvidenceRecord(kind=kind, title=None, source=source, assignment=None, standing=None, pieces=pieces)


def _pieces(it: Candidacy, source: EvidenceSource, kind: str, titles: Titles) -> Iterator[Piece]:
    match source:
        case EvidenceSource.OBSERVED:
            yield from (Piece(at=each.at, by=(titles.person(each.by),)) for each in it.facts.observations)
        case EvidenceSource.DRAFTED:
            for draft in it.facts.drafts:
                yield Piece(at=draft.at, by=tuple(titles.person(each) for each in draft.authors), sha256=draft.sha256)
        case EvidenceSource.SUBMITTED:
            by = (titles.person(it.facts.member),)
            for each in it.facts.submissions:
                if each.kind == kind:
                    yield Piece(at=each.at, by=by, sha256=each.sha256, authentic=each.authentic)


def _criterion(it: Candidacy, number: int, titles: Titles) -> CriterionRecord:
    of_it = [each for each in it.facts.assessment.judged if each.criterion == number]
    judged = of_it[-1] if number in it.state.judged else None
    standing = [each for each in it.state.referrals.get(number, ()) if each.interval.end is None]
    rule = next((each for each in it.rules.criteria if each.number == number), None) if it.rules else None
    since = None
    if it.assessment is not None and rule is not None and standing:
        came = [moment for moment in it.assessment.moments_bearing_on(rule) if moment > standing[-1].interval.start]
        since = it.day(min(came)) if came else None
    return CriterionRecord(
        number=number,
        ability=rule.title if rule else None,
        evidence=_evidence_for(it, it.assessment, rule.evidence) if it.assessment and rule else {},
        views=rule.views if rule else (),
        judged=judged,
        assessor=titles.person(judged.assessor) if judged else None,
        before=tuple(of_it[:-1] if judged else of_it),
        resubmit_by=standing[-1].resubmit_by if standing else None,
        handed_in_again=since,
        is_appealed=number in it.state.appeals,
    )


def _evidence_for(it: Candidacy, assessment: Assessment, kinds: tuple[str, ...]) -> dict[str, EvidenceStanding]:
    bearing = (each for each in assessment.rules.evidence if each.kind in kinds)
    return {each.kind: assessment.standing_of(each, it.moment) for each in bearing}
