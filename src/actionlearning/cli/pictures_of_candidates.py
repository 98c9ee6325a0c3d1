"""How a candidate's record looks in a terminal: deadlines, what was gathered, the matrix, what is missing, and the trail."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.text import Text

from actionlearning.cli.drawing import long_day
from actionlearning.cli.output import rows
from actionlearning.cli.pictures_of_the_matrix import evidence_of, matrix_of, on_day
from actionlearning.cli.teller import Teller
from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.values import SetKind
from actionlearning.projections.candidacies import Qualification, RulesState
from actionlearning.projections.candidate_deadlines import DeadlineOf, DeadlineRecord, DeadlineState
from actionlearning.projections.candidate_record import AdvisedSession, CandidateRecord, DayRecord

__all__ = ["candidate_in_short", "candidate_of", "qualification_of"]

SETTINGS = {SetKind.TRAINING: "a training set", SetKind.WORKPLACE: "a set at work"}
DECIDED = (CandidateStage.VERIFIED, CandidateStage.MODERATED, CandidateStage.CREDITED)


def candidate_of(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    """The whole record, from the check of capability to the last decision."""
    for section in (_heading, _deadlines, _beginning, _days, _practice, evidence_of, matrix_of, _seen, _missing, _trail):
        parts = list(section(view, tell))
        if parts:
            yield from parts
            yield ""


def candidate_in_short(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    """Who it is, what they handed in and showed, and how each criterion was judged."""
    for section in (_heading, evidence_of, matrix_of):
        yield from section(view, tell)
        yield ""


def qualification_of(its: Qualification, tell: Teller) -> Iterator[str]:
    """What somebody was registered for; where its file is not at hand, that is said too."""
    file = f"{tell.safe(its.id)} version {its.version}"
    match its.rules:
        case RulesState.LOADED:
            whose = f"{its.awarding_body}, level {its.level}, unit {its.unit}, {its.credits} credits"
            yield f"{tell.safe(f'{its.title} ({whose})')}"
            yield f"[dim]by {file}, SHA-256 {its.sha256[:12]}…[/dim]"
        case RulesState.NOT_LOADED:
            yield f"{file}, which is not loaded: name its file with --specifications, and what hangs on it is shown too"
        case RulesState.CHANGED:
            yield (
                f"{file}, and the file loaded under that name is another one: name the one with SHA-256 {its.sha256} with "
                "--specifications, and what hangs on it is shown too"
            )


def _heading(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    yield Text(f"{tell(view.member)}, as at {long_day(view.as_at)}", style="bold")
    if view.qualification is not None:
        yield from qualification_of(view.qualification, tell)
    yield f"stage: {view.stage.value}"
    if view.verified:
        decided = sorted([(v.at, "verified") for v in view.verified] + [(m.at, m.moderation.value) for m in view.moderated])
        yield ", ".join(f"{word} on {on_day(at, view)}" for at, word in decided)
    if view.credit is not None:
        yield f"{view.credit.credits} credits awarded on {on_day(view.credit.at, view)}"
    for claim in view.claims:
        counting = f", counting {len(claim.counting)} other candidacies" if claim.counting else ""
        yield f"{tell.safe(claim.award)} claimed on {on_day(claim.at, view)}{counting}"
    if view.withdrawal is not None:
        why = f": “{tell.text(view.withdrawal.reason)}”" if view.withdrawal.reason else ""
        yield f"gave it up on {on_day(view.withdrawal.at, view)}{why}"


def _deadlines(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    if not view.deadlines:
        return
    lines = [(_named(each), f"{each.last_day:%d %b %Y}" if each.last_day else "", _stands(each)) for each in view.deadlines]
    yield rows("Deadlines", ("", "last day", ""), lines)
    for given in view.extensions:
        day = on_day(given.at, view)
        yield f"[dim]{given.deadline.value} extended on {day} to {given.until:%d %b %Y}: “{tell.text(given.reason)}”[/dim]"


def _named(deadline: DeadlineRecord) -> str:
    if deadline.of is not DeadlineOf.RESUBMISSION:
        return str(deadline.of.value)
    several = "criterion" if len(deadline.criteria) == 1 else "criteria"
    return f"{several} {', '.join(map(str, deadline.criteria))}, again"


def _stands(deadline: DeadlineRecord) -> str:
    moved = f", first {deadline.first:%d %b %Y}" if deadline.first and deadline.first != deadline.last_day else ""
    match deadline.state:
        case DeadlineState.MET if deadline.of is DeadlineOf.REGISTRATION:
            said = f"credits awarded on {deadline.done_on:%d %b %Y}"
        case DeadlineState.MET:
            said = f"met on {deadline.done_on:%d %b %Y}"
        case DeadlineState.LATE:
            said = f"handed in later, on {deadline.done_on:%d %b %Y}"
        case DeadlineState.RUNNING:
            said = _left(deadline.days_left or 0)
        case DeadlineState.NOT_SET:
            said = "not set before the last workshop day is complete"
        case DeadlineState.LIFTED:
            said = "counts no longer"
        case DeadlineState.UNKNOWN:
            said = "not known without the specification"
        case DeadlineState.PAST:
            said = "past"
    return said + moved


def _left(days: int) -> str:
    return {0: "today is the last day", 1: "1 day left"}.get(days, f"{days} days left")


def _beginning(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    basis = tell.text(view.confirmation.basis)
    confirmed = f"capability confirmed by {tell(view.confirmed_by)}: “{basis}”"
    lines = [(on_day(view.confirmation.at, view), confirmed)]
    if view.registered_at is not None:
        lines.append((on_day(view.registered_at, view), "registered"))
    lines += [(on_day(each.done_at, view) if each.done_at else "not yet", tell.safe(each.kind)) for each in view.prework]
    yield rows("Before the workshops", ("day", "what"), lines)


def _days(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    if view.days:
        yield rows("Workshop days", ("", "attended", "hours", "reviewed", "topics"), [_day(e, view, tell) for e in view.days])


def _day(each: DayRecord, view: CandidateRecord, tell: Teller) -> tuple[str, ...]:
    attended = ", ".join(f"{day:%d %b %Y}" for day in each.attended_on) or "not yet"
    reviewed = on_day(each.reviews[-1].at, view) if each.reviews else "not yet" if each.attended_on else ""
    covered = [topic for topic in each.topics if topic not in each.uncovered]
    lacks = [f"lacks {', '.join(each.uncovered)}"] if each.uncovered and each.attended_on else []
    topics = "; ".join([*([", ".join(covered)] if covered else []), *lacks]) or ", ".join(each.topics)
    hours = f"{each.hours.normalize():f}" if each.attended_on else ""
    return str(each.number), attended, hours, reviewed, tell.safe(topics)


def _practice(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    if view.sessions:
        lines = [_session(each, view, tell) for each in view.sessions]
        yield rows("Practice as a set adviser", ("day", "session"), lines)
    elif view.practice:
        yield "[bold]Practice as a set adviser[/bold]: none yet"
    if view.practice:
        counted = (f"{each.what} {each.there} ({each.wanted} needed)" for each in view.practice)
        yield f"[dim]{', '.join(counted)}[/dim]"


def _session(each: AdvisedSession, view: CandidateRecord, tell: Teller) -> tuple[str, ...]:
    watched = (f"observed by {tell(one.by)}: “{tell.text(one.observation.feedback)}”" for one in each.observed)
    return on_day(each.at, view), "\n".join((f"session {each.session} of {tell(each.set)}, {SETTINGS[each.setting]}", *watched))


def _seen(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    shown = [f"{each.number} {tell.safe(', '.join(each.views))}" for each in view.criteria if each.views]
    if shown:
        yield f"[dim]the work behind each is shown by these commands: {'; '.join(shown)}[/dim]"


def _missing(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    if view.missing is None or view.stage in DECIDED:
        return
    missing = tell.safe("; ".join(view.missing)) or "nothing"
    yield f"[bold]Missing before verification[/bold]: {missing}"


def _trail(view: CandidateRecord, tell: Teller) -> Iterator[RenderableType]:
    if not view.trail:
        return
    time_zone = ZoneInfo(view.time_zone)
    lines = ((f"{e.occurred_at.astimezone(time_zone):%Y-%m-%d %H:%M}", e.sentence.say(tell)) for e in view.trail)
    yield rows(f"Trail of judgements, times in {view.time_zone}", ("when", "what was decided"), lines)
