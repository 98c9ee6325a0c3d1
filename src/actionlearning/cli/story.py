"""The story of a programme: chapters as a narrator would set them, and under each what the journal says happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table

from actionlearning.application.library import ActionLearning
from actionlearning.application.scripts import Chapter, Done
from actionlearning.cli.teller import Teller
from actionlearning.domain.candidate.events import Judgement
from actionlearning.projections.set_history import CandidateHistory, Entry, ProgrammeHistory, SetHistory

__all__ = ["tell_story"]

MARKS = {
    "programme.chartered": "◆",
    "programme.objective-set": "◇",
    "programme.measure-observed": "◇",
    "programme.benefit-claimed": "£",
    "programme.benefit-validated": "£",
    "programme.benefit-rejected": "£",
    "programme.disbenefit-recorded": "£",
    "set.formed": "◆",
    "set.contract-proposed": "◆",
    "set.member-joined": "+",
    "set.member-left": "-",
    "set.newcomer-consented": "+",
    "set.absence-recorded": "-",
    "set.process-reviewed": "≈",
    "set.closed": "◆",
    "policy.breach-noted": "!",
    "problem.presented": "●",
    "problem.insight-recorded": "*",
    "problem.reframed": "*",
    "problem.action-committed": "→",
    "problem.action-renegotiated": "→",
    "problem.action-released": "x",
    "problem.outcome-reviewed": "✓",
    "problem.resolved": "✓",
    "problem.left-unresolved": "x",
    "problem.parked": "x",
    "member.learning-captured": "*",
    "member.learning-applied": "*",
    "candidate.capability-confirmed": "▲",
    "candidate.registered": "▲",
    "candidate.registration-extended": "▲",
    "candidate.workshop-day-attended": "▲",
    "candidate.day-reviewed": "*",
    "candidate.adviser-stint-recorded": "▲",
    "candidate.practice-observed": "≈",
    "candidate.project-brief-drafted": "▲",
    "candidate.evidence-submitted": "▲",
    "candidate.criterion-judged": "✓",
    "candidate.work-referred": "→",
    "candidate.appeal-lodged": "!",
    "candidate.appeal-decided": "✓",
    "candidate.decision-verified": "✓",
    "candidate.moderation-recorded": "✓",
    "candidate.credit-awarded": "▲",
    "candidate.award-claimed": "▲",
    "candidate.registration-expired": "x",
    "candidate.withdrew": "x",
}
"""What a narrator tells, and the mark it is told under; the rest is in the history."""

COUNTED = {"problem.question-asked": "questions", "problem.advice-given": "pieces of advice"}


def tell_story(
    al: ActionLearning,
    told: Iterable[Chapter | Done],
    *,
    programme: UUID,
    set_id: UUID,
    candidates: Iterable[UUID] = (),
    tell: Teller,
) -> Iterator[RenderableType]:
    """Every chapter with what happened in its time, in the words of the set, the programme and those who are candidates."""
    its = al.view(SetHistory, set=set_id)
    around = al.view(ProgrammeHistory, programme=programme)
    beside = [al.view(CandidateHistory, candidate=candidate).entries for candidate in candidates]
    told_of = (*its.entries, *around.entries, *chain.from_iterable(beside))
    entries = sorted({entry.position: entry for entry in told_of}.values(), key=_when)
    time_zone = ZoneInfo(its.time_zone)
    for chapter, begins, ends in _chapters(told):
        yield ""
        yield Rule(f"[bold]{escape(chapter.title)}[/bold]", align="left", style="dim")
        yield Padding(f"[italic]{escape(chapter.says)}[/italic]", (0, 0, 1, 0))
        within = [entry for entry in entries if begins <= entry.occurred_at and (ends is None or entry.occurred_at < ends)]
        yield from _passage(within, tell, time_zone)


def _passage(entries: list[Entry], tell: Teller, time_zone: ZoneInfo) -> Iterator[RenderableType]:
    """What is worth telling, day by day, with the questions between counted and one of them quoted."""
    day = ""
    asked: list[Entry] = []
    for entry in entries:
        if entry.name in COUNTED:
            asked.append(entry)
        if entry.name not in MARKS:
            continue
        if asked:
            yield _line("?", _questions(asked, tell))
            asked = []
        today = f"{entry.occurred_at.astimezone(time_zone):%a %d %b}"
        if today != day:
            day = today
            yield f"[dim]{today}[/dim]"
        yield _line(_mark(entry), entry.sentence.say(tell))


def _mark(entry: Entry) -> str:
    """The mark of an entry; what was judged and not met yet is crossed out."""
    judgement = getattr(entry.event, "judgement", None)
    return "x" if judgement is Judgement.NOT_YET else MARKS[entry.name]


def _questions(asked: list[Entry], tell: Teller) -> str:
    counts = {noun: sum(entry.name == name for entry in asked) for name, noun in COUNTED.items()}
    line = " and ".join(f"{count} {noun}" for noun, count in counts.items() if count)
    quoted = [said for entry in asked if entry.name == "problem.question-asked" for said in entry.sentence.mentions["text"]]
    return f"[dim]{line}[/dim]" + (f"[dim]; one of them:[/dim] {tell(quoted[-1])}" if quoted else "")


def _line(mark: str, sentence: str) -> RenderableType:

    table = Table.grid(padding=(0, 1))
    table.add_column(width=2, justify="right")
    table.add_column(overflow="fold")
    table.add_row(f"[bold]{mark}[/bold]", sentence)
    return table


def _chapters(told: Iterable[Chapter | Done]) -> Iterator[tuple[Chapter, datetime, datetime | None]]:
    """Each chapter with when its first command occurred, and when the next chapter's did."""
    begun: list[tuple[Chapter, datetime]] = []
    waiting: Chapter | None = None
    for each in told:
        if isinstance(each, Chapter):
            waiting = each
        elif waiting is not None:
            begun.append((waiting, each.at))
            waiting = None
    for (chapter, begins), (_, ends) in pairwise(begun):
        yield chapter, begins, ends
    if begun:
        yield (*begun[-1], None)


def _when(entry: Entry) -> tuple[datetime, int]:
    return entry.occurred_at, entry.position
