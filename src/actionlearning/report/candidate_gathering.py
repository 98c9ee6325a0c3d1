"""What a candidate gathered, on a page: practice as a set adviser, evidence, and workshops."""

from __future__ import annotations

from actionlearning.domain.candidate.specification import EvidenceSource
from actionlearning.domain.values import SetKind
from actionlearning.projections.candidate_matrix import EvidenceRecord, Piece
from actionlearning.projections.candidate_record import AdvisedSession, CandidateRecord, DayRecord
from actionlearning.report.blocks import Block, Entry, Journey, Quote, Quotes, Section, table
from actionlearning.report.forms import Bar, bars
from actionlearning.report.readers import Eyes
from actionlearning.report.words import NONE, day, long_day, number

__all__ = ["pieces", "practice", "workshops"]

SETTINGS = {SetKind.TRAINING: "a training set", SetKind.WORKPLACE: "a set at work"}


def practice(view: CandidateRecord, eyes: Eyes) -> Section:
    """Sessions advised, and how many it takes."""
    blocks: list[Block] = []
    if view.practice:
        blocks.append(
            bars(
                "practice",
                "Stints as a set adviser, and how many it takes",
                [
                    Bar(label=each.what.capitalize(), value=float(each.there), shown=f"{each.there} ({each.wanted} needed)")
                    for each in view.practice
                ],
                table(
                    "Practice",
                    ("Stints", "There", "Needed"),
                    ((each.what.capitalize(), str(each.there), str(each.wanted)) for each in view.practice),
                    numeric=(1, 2),
                ),
                says="; ".join(f"{each.what}: {each.there}, {each.wanted} needed" for each in view.practice),
            )
        )
    entries = tuple(_session(each, view, eyes) for each in view.sessions)
    blocks.append(Journey(title="Sessions advised", entries=entries, nothing="None yet."))
    return Section(name="practice", title="Practice as a set adviser", blocks=tuple(blocks))


def _session(each: AdvisedSession, view: CandidateRecord, eyes: Eyes) -> Entry:
    return Entry(
        when=long_day(view.day(each.at), view.time_zone),
        title=f"Session {each.session} of {eyes.thing(each.set) or 'a set'}",
        tag=SETTINGS[each.setting],
        lines=tuple(f"Observed by {eyes.named(one.by)}" for one in each.observed),
        quotes=tuple(eyes.text(one.observation.feedback) for one in each.observed),
    )


def pieces(view: CandidateRecord, eyes: Eyes) -> Section:
    """Every piece of evidence, and the plan for what comes after."""
    return Section(
        name="evidence",
        title="Evidence",
        blocks=(
            table(
                "Every piece, oldest first within its kind",
                ("Kind", "When", "By", "File, SHA-256", "Own work"),
                (
                    (
                        each.title or each.kind,
                        day(view.day(piece.at)),
                        ", ".join(eyes.named(person) for person in piece.by),
                        f"{piece.sha256[:16]}…" if piece.sha256 else NONE,
                        _own(each, piece),
                    )
                    for each in view.evidence
                    for piece in each.pieces
                ),
            ),
            *(
                (
                    Quotes(
                        title="Plan for further development",
                        quotes=(
                            Quote(
                                text=eyes.text(view.cpd_plan.words) if view.cpd_plan.words else "",
                                instead="Not put into words.",
                                by=f"Agreed on {day(view.day(view.cpd_plan.at))}",
                            ),
                        ),
                    ),
                )
                if view.cpd_plan
                else ()
            ),
        ),
    )


def _own(kind: EvidenceRecord, piece: Piece) -> str:
    if kind.source is not EvidenceSource.SUBMITTED:
        return NONE
    return "declared" if piece.authentic else "not declared"


def workshops(view: CandidateRecord, eyes: Eyes) -> Section:
    """What came before the workshops, and what was attended and reviewed."""
    confirmed = Quote(
        text=eyes.text(view.confirmation.basis),
        by=f"Capability confirmed by {eyes.named(view.confirmed_by)}, {day(view.day(view.confirmation.at))}",
    )
    return Section(
        name="workshops",
        title="Before and during the workshops",
        blocks=(
            Quotes(title="On what basis they were let in", quotes=(confirmed,)),
            table(
                "Before the workshops",
                ("What", "Done"),
                (
                    (each.kind.replace("-", " "), day(view.day(each.done_at)) if each.done_at else "not yet")
                    for each in view.prework
                ),
            ),
            table(
                "Workshop days",
                ("Day", "Attended", "Hours", "Reviewed", "Topics", "Lacks"),
                (_day(each, view) for each in view.days),
                numeric=(2,),
            ),
        ),
    )


def _day(each: DayRecord, view: CandidateRecord) -> tuple[str, ...]:
    covered = [topic for topic in each.topics if topic not in each.uncovered]
    return (
        str(each.number),
        ", ".join(day(on) for on in each.attended_on) or "not yet",
        number(each.hours) if each.attended_on else "",
        day(view.day(each.reviews[-1].at)) if each.reviews else NONE,
        ", ".join(topic.replace("-", " ") for topic in covered) or NONE,
        ", ".join(topic.replace("-", " ") for topic in each.uncovered) or "nothing",
    )
