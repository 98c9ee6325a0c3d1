"""The page about a candidate: the matrix of criteria and evidence, deadlines, practice, and who judged what."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from actionlearning.domain.candidate.events import Judgement
from actionlearning.domain.candidate.parts import EvidenceStanding
from actionlearning.projections.candidate_deadlines import DeadlineOf, DeadlineRecord, DeadlineState
from actionlearning.projections.candidate_matrix import CriterionRecord
from actionlearning.projections.candidate_record import CandidateRecord
from actionlearning.report.blocks import (
    Block,
    Entry,
    Journey,
    Key,
    Mark,
    Matrix,
    Number,
    Prose,
    Quote,
    Quotes,
    Section,
    table,
)
from actionlearning.report.candidate_gathering import pieces, practice, workshops
from actionlearning.report.forms_in_time import Span, spans
from actionlearning.report.readers import Eyes
from actionlearning.report.words import day, long_day, plural

__all__ = ["candidate_numbers", "candidate_sections", "candidate_subtitle"]

MARKS = {
    EvidenceStanding.THERE: Mark("●", "there"),
    EvidenceStanding.MISSING: Mark("○", "missing", "faint"),
    EvidenceStanding.NOT_AUTHENTIC: Mark("!", "not declared their own work", "bad"),
}
VERDICTS = {Judgement.MET: "met", Judgement.NOT_YET: "not yet"}
LOOKS = {
    DeadlineState.MET: "accent",
    DeadlineState.LATE: "hatch",
    DeadlineState.PAST: "alarm",
    DeadlineState.RUNNING: "hollow",
    DeadlineState.LIFTED: "grey",
}
KEYS = (
    Key("accent", "met"),
    Key("hatch", "handed in later"),
    Key("alarm", "past"),
    Key("hollow", "running"),
    Key("grey", "counts no longer"),
)


def candidate_subtitle(view: CandidateRecord) -> str:
    """What they work for."""
    its = view.qualification
    if its is None:
        return "Not registered for a qualification yet"
    if its.title is None:
        return f"{its.id} version {its.version}, whose specification is not loaded"
    return f"{its.title}: {its.awarding_body}, level {its.level}, unit {its.unit}, {its.credits} credits"


def candidate_numbers(view: CandidateRecord) -> tuple[Number, ...]:
    """What to know if nothing else is read."""
    met = sum(each.judged is not None and each.judged.judgement is Judgement.MET for each in view.criteria)
    there = sum(each.standing is EvidenceStanding.THERE for each in view.evidence)
    attended = sum(bool(each.attended_on) for each in view.days)
    return (
        Number(label="Stage", value=view.stage.value),
        Number(label="Criteria met", value=f"{met} of {len(view.criteria)}"),
        Number(label="Kinds of evidence there", value=f"{there} of {len(view.evidence)}"),
        Number(label="Workshop days attended", value=f"{attended} of {len(view.days)}"),
    )


def candidate_sections(view: CandidateRecord, eyes: Eyes) -> tuple[Section, ...]:
    """The whole page, top down."""
    return (
        _matrix(view, eyes),
        _deadlines(view, eyes),
        practice(view, eyes),
        pieces(view, eyes),
        workshops(view, eyes),
        _trail(view, eyes),
    )


# Criteria


def _matrix(view: CandidateRecord, eyes: Eyes) -> Section:
    letters = _letters(view)
    none = Mark("", "does not bear on it")
    rows = tuple(
        (
            f"{each.number}. {each.ability or 'its specification is not loaded'}",
            tuple(MARKS[each.evidence[kind]] if kind in each.evidence else none for kind in letters),
            "; ".join(_judged(each, view, eyes)),
        )
        for each in view.criteria
    )
    key = table(
        "The kinds of evidence",
        ("Kind", "How it stands"),
        ((f"{letters[e.kind]}. {e.title or e.kind}", e.standing.value if e.standing else "not known") for e in view.evidence),
    )
    missing = () if view.missing is None else (Prose(_missing(view.missing)),)
    return Section(
        name="matrix",
        title="Criteria and evidence",
        lede="Each assessed ability, the evidence that bears on it, and the judgement that stands.",
        blocks=(
            Matrix(
                caption="Criteria against evidence",
                corner="Ability",
                columns=tuple(letters.values()),
                rows=rows,
                last="Judged",
                keys=tuple(MARKS.values()),
            ),
            key,
            *missing,
        ),
    )


def _missing(missing: tuple[str, ...]) -> str:
    return f"Missing before verification: {'; '.join(missing)}." if missing else "Nothing is missing before verification."


def _letters(view: CandidateRecord) -> dict[str, str]:
    size = len(ascii_uppercase)
    return {e.kind: ascii_uppercase[n % size] + (str(n // size) if n >= size else "") for n, e in enumerate(view.evidence)}


def _judged(each: CriterionRecord, view: CandidateRecord, eyes: Eyes) -> Iterator[str]:
    if each.judged is None or each.assessor is None:
        yield "not judged"
    else:
        yield f"{VERDICTS[each.judged.judgement]} {day(view.day(each.judged.at))}, by {eyes.named(each.assessor)}"
    if each.is_appealed:
        yield "under appeal"
    if each.resubmit_by is not None:
        yield f"again by {day(each.resubmit_by)}"
    if each.handed_in_again is not None:
        yield f"handed in {day(each.handed_in_again)}"
    for judged in each.before:
        yield f"before that {VERDICTS[judged.judgement]} {day(view.day(judged.at))}"


# Deadlines


def _deadlines(view: CandidateRecord, eyes: Eyes) -> Section:
    facts = table(
        "Deadlines",
        ("For", "Last day", "First", "Done", "How it stands"),
        (
            (
                _named(each),
                day(each.last_day),
                day(each.first) if each.first != each.last_day else "",
                day(each.done_on),
                f"{each.state.value}, {plural(each.days_left, 'day')} left" if each.days_left is not None else each.state.value,
            )
            for each in view.deadlines
        ),
        nothing="None was given: a deadline begins with registration.",
    )
    began = view.day(view.registered_at) if view.registered_at else None
    rows = [each for each in view.deadlines if each.last_day is not None and each.state in LOOKS]
    blocks: list[Block] = [facts]
    if began is not None and rows:
        blocks = [
            spans(
                "deadlines",
                "Deadlines, and when they were met",
                [
                    Span(
                        label=f"{_named(each).capitalize()}: {each.state.value}, last day {day(each.last_day)}",
                        start=began,
                        end=max(each.done_on or min(view.today, each.last_day or view.today), began),
                        due=each.last_day,
                        look=LOOKS[each.state],
                    )
                    for each in rows
                ],
                facts,
                keys=KEYS,
                says="; ".join(f"{_named(each)}: {each.state.value}, last day {day(each.last_day)}" for each in rows),
                note="A bar runs from registration to the day it was done, or to today; the tick is the last day.",
            )
        ]
    extended = tuple(
        Quote(text=eyes.text(e.reason), by=f"{e.deadline.value} extended on {day(view.day(e.at))} to {day(e.until)}")
        for e in view.extensions
    )
    blocks += [Quotes(title="Extensions", quotes=extended)] if extended else []
    return Section(name="deadlines", title="Deadlines", blocks=tuple(blocks))


def _named(deadline: DeadlineRecord) -> str:
    if deadline.of is not DeadlineOf.RESUBMISSION:
        return str(deadline.of.value)
    several = "criterion" if len(deadline.criteria) == 1 else "criteria"
    return f"{several} {', '.join(map(str, deadline.criteria))}, again"


# Decisions


def _trail(view: CandidateRecord, eyes: Eyes) -> Section:
    entries = tuple(
        Entry(when=long_day(each.occurred_at, view.time_zone), lines=(_sentence(each.sentence.say(eyes.mention)),))
        for each in view.trail
    )
    return Section(
        name="trail",
        title="Trail of judgements",
        lede="Everything that somebody decided about the work, in order.",
        blocks=(Journey(title="What was decided", entries=entries, nothing="Nothing was judged yet."),),
    )


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]
