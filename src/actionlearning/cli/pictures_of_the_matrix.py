"""How the matrix of a candidate looks in a terminal: kinds of evidence under letters, and the criteria that rest on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from string import ascii_uppercase

from rich.console import RenderableType

from actionlearning.cli.output import rows
from actionlearning.cli.teller import Teller
from actionlearning.domain.candidate.events import Judgement
from actionlearning.domain.candidate.parts import EvidenceStanding
from actionlearning.domain.candidate.specification import EvidenceSource
from actionlearning.projections.assessment_facts import Judged
from actionlearning.projections.candidate_matrix import CriterionRecord, EvidenceRecord, Piece
from actionlearning.projections.candidate_record import CandidateRecord

__all__ = ["evidence_of", "matrix_of", "on_day"]

MARKS = {EvidenceStanding.THERE: "●", EvidenceStanding.MISSING: "○", EvidenceStanding.NOT_AUTHENTIC: "!"}
LEGEND = "[dim]● there   ○ missing   ! not declared their own work[/dim]"
VERDICTS = {Judgement.MET: "met", Judgement.NOT_YET: "not yet"}
DIGITS = 12
"""As much of a SHA-256 as tells two files apart at a glance; the whole of it is in the JSON."""


def on_day(at: datetime, view: CandidateRecord) -> str:
    """The day of a moment where the candidate is."""
    return f"{view.day(at):%d %b %Y}"


def evidence_of(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    """Every kind of evidence under its letter, a line for each piece."""
    letters = _letters(view)
    if view.evidence:
        lines = ((letters[each.kind], "\n".join(_kind(each, view, tell))) for each in view.evidence)
        yield rows("Evidence", ("", "what there is of each kind"), lines)
    else:
        yield "[bold]Evidence[/bold]: none"
    if view.cpd_plan is not None:
        plan = view.cpd_plan
        words = f": “{tell.text(plan.words)}”" if plan.words else ""
        yield f"development plan agreed on {on_day(plan.at, view)}{words}"


def matrix_of(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    """Each criterion, a mark for each kind of evidence that bears on it, and the judgement that stands."""
    letters = _letters(view)
    if not view.criteria:
        yield "[bold]Criteria[/bold]: none judged"
        return
    lines = [
        (
            str(each.number),
            tell.safe(each.ability or "its specification is not loaded"),
            *_marks(each.evidence, letters),
            "\n".join(_became(each, view, tell)),
        )
        for each in view.criteria
    ]
    columns = letters.values() if any(each.evidence for each in view.criteria) else ()
    yield rows("Criteria", ("", "ability", *columns, "judged"), lines, right=(0,))
    if columns:
        yield LEGEND


def _letters(view: CandidateRecord) -> dict[str, str]:
    """A, B, C … for the kinds of evidence, and A1, B1 … should there be more."""
    size = len(ascii_uppercase)
    return {
        each.kind: ascii_uppercase[number % size] + (str(number // size) if number >= size else "")
        for number, each in enumerate(view.evidence)
    }


def _kind(each: EvidenceRecord, view: CandidateRecord, tell: Teller) -> Iterator[str]:
    yield tell.safe(each.title or each.kind)
    for piece in each.pieces:
        yield f"[dim]{on_day(piece.at, view)}  {_piece(each, piece, tell)}[/dim]"
    if not each.pieces:
        yield "[dim]missing[/dim]"


def _piece(kind: EvidenceRecord, piece: Piece, tell: Teller) -> str:
    people = ", ".join(tell(person) for person in piece.by)
    match kind.source:
        case EvidenceSource.OBSERVED:
            return f"observed by {people}"
        case EvidenceSource.DRAFTED:
            return f"{_file(piece)}, by {people}"
        case EvidenceSource.SUBMITTED:
            return f"{_file(piece)}, " + ("own work" if piece.authentic else "not declared their own work")


def _file(piece: Piece) -> str:
    return f"SHA-256 {str(piece.sha256)[:DIGITS]}…"


def _marks(evidence: Mapping[str, EvidenceStanding], letters: Mapping[str, str]) -> tuple[str, ...]:
    if not evidence:
        return ()
    return tuple(MARKS[evidence[kind]] if kind in evidence else "" for kind in letters)


def _became(each: CriterionRecord, view: CandidateRecord, tell: Teller) -> Iterator[str]:
    if each.judged is None or each.assessor is None:
        yield "not judged"
    else:
        yield _verdict(each.judged, view)
        yield f"by {tell(each.assessor)}"
    if each.is_appealed:
        yield "under appeal"
    if each.resubmit_by is not None:
        yield f"again by {each.resubmit_by:%d %b %Y}"
        if each.handed_in_again is not None:
            yield f"handed in {each.handed_in_again:%d %b %Y}"
    for judged in each.before:
        yield f"[dim]before: {VERDICTS[judged.judgement]} {view.day(judged.at):%d %b}[/dim]"


def _verdict(judged: Judged, view: CandidateRecord) -> str:
    return f"{VERDICTS[judged.judgement]} {on_day(judged.at, view)}"
