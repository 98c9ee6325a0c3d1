"""How views look in a terminal: quiet tables and bars, readable in eighty columns and without colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from actionlearning.cli.output import rows
from actionlearning.cli.teller import Teller, as_share, money
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.values import OutcomeResult, SessionKind
from actionlearning.projections.action_facts import Action
from actionlearning.projections.agenda import AgendaSession, SessionAgenda
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.impact import ClaimImpact, Impact, ObjectiveImpact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.money import Money

__all__ = ["agenda_of", "bar", "figures_of", "impact_of", "learning_of", "objectives_and_money"]

PLAIN_FIGURES = {"slippage": "days an action", "airtime_gini": ""}
RESULTS = {OutcomeResult.ACHIEVED: "achieved", OutcomeResult.PARTIAL: "partly", OutcomeResult.NOT_ACHIEVED: "not achieved"}
WIDTH = 20


def bar(share: float, width: int = WIDTH) -> str:
    """A bar of a share, full at 1; more than the whole of it is marked."""
    filled = round(max(0.0, min(share, 1.0)) * width)
    return "█" * filled + "░" * (width - filled) + ("▶" if share > 1 else "")


def figures_of(view: SetMetrics | ProgrammeMetrics) -> Iterator[RenderableType]:
    """All figures of a set or a programme, each with what it was divided by."""
    lines = [_figure(name, figure) for name, figure in view.figures.named().items()]
    yield Text(f"{view.title}, as at {_day(view.as_at)}", style="bold")
    yield rows("", ("figure", "", "", "of", "people"), lines, right=(1, 3, 4))
    sessions = view.sessions if isinstance(view, SetMetrics) else {}
    asked = [
        (str(number), as_share(session.open_share), bar(float(session.open_share.value)), as_share(session.advice_rate))
        for number, session in sessions.items()
        if session.open_share.value is not None
    ]
    if asked:
        yield ""
        yield rows("Questions, where they were recorded", ("session", "open", "", "advice"), asked, right=(0, 1, 3))


def objectives_and_money(view: ProgrammeMetrics) -> Iterator[RenderableType]:
    """How far the measures have moved, and what the programme cost and brought."""
    yield ""
    yield rows(
        "Objectives",
        ("objective", "progress", ""),
        (
            (
                escape(each.title),
                as_share(each.progress),
                "" if each.progress.value is None else bar(float(each.progress.value)),
            )
            for each in view.objectives
        ),
        right=(1,),
    )
    yield ""
    yield _money(view.money)


def agenda_of(view: SessionAgenda, tell: Teller) -> Iterator[RenderableType]:
    """The agenda of the next session, as a set adviser would put it on the wall."""
    session = view.session
    zone = ZoneInfo(view.time_zone)
    if session is None:
        yield Text(f"{view.title}: no session in the diary", style="bold")
    else:
        yield Text(f"{view.title}: {_session(session, zone)}", style="bold")
        yield f"expected: {', '.join(tell(person) for person in view.expected) or 'nobody'}"
    yield ""
    due = [action for action in view.actions if action.due_by_session]
    later = [action for action in view.actions if not action.due_by_session]
    if not due:
        yield "[bold]1. Actions due[/bold]: nothing"
        yield ""
    for title, actions in (("1. Actions due", due), ("Not due yet", later)):
        if actions:
            yield rows(
                title,
                ("due", "who", "what", "reported"),
                (
                    (
                        f"{action.due:%d %b}" + (f" ({action.days_overdue} d over)" if action.days_overdue else ""),
                        tell(action.owner),
                        tell.text(action.what),
                        RESULTS[action.reported] if action.reported else "not yet",
                    )
                    for action in actions
                ),
            )
            yield ""
    if view.bids:
        yield rows(
            "2. Airtime",
            ("who", "problem", "minutes"),
            ((tell(bid.member), tell(bid.problem), str(bid.minutes or "asked for")) for bid in view.bids),
            right=(2,),
        )
    else:
        yield "[bold]2. Airtime[/bold]: nothing asked for"
    for other in view.later:
        yield f"[dim]later: {_session(other, zone)}[/dim]"


def learning_of(view: LearningHistory, tell: Teller) -> Iterator[RenderableType]:
    """One member's way: what they brought, what they were asked, what they did, and what they learnt."""
    whole = Tree(Text(tell(view.member), style="bold"), guide_style="dim")
    for problem in view.problems:
        branch = whole.add(f"brought {tell.text(problem.title)} [dim]({problem.stage.value})[/dim]")
        for insight in (*problem.insights, *problem.reframings):
            word = "saw" if insight in problem.insights else "reframed it"
            branch.add(f"session {insight.session}, {word} [dim]({insight.level.value})[/dim]: “{tell.text(insight.words)}”")
        for action in problem.actions:
            branch.add(_action(action, tell))
    questions = whole.add("questions")
    questions.add(f"received {len(view.received.asked)}: {_counts(view.received.by_form)}")
    questions.add(f"asked {len(view.asked.asked)}: {_counts(view.asked.by_form)}")
    learnt = whole.add(f"learnt {len(view.learnings)}")
    for learning in view.learnings:
        leaf = learnt.add(
            f"{learning.at:%d %b} [dim]({learning.kind.value}, {learning.loop.value} loop)[/dim]: “{tell.text(learning.what)}”"
        )
        for used in learning.applied:
            leaf.add(f"used on another problem, {used.at:%d %b}: “{tell.text(used.how)}”")
    for rating in view.ratings:
        name = rating.instrument.value.replace("_", " ")
        whole.add(f"{name}: {rating.before or 'none'} before, {rating.after or 'none'} after [dim](of 10)[/dim]")
    yield whole


def impact_of(view: Impact, tell: Teller) -> Iterator[RenderableType]:
    """The golden thread of each objective, then the money."""
    yield Text(f"{view.title}, as at {_day(view.as_at)}", style="bold")
    organisations, sets = tell.safe(", ".join(view.organisations)), tell.safe(", ".join(view.sets))
    yield f"[dim]{organisations}; sponsor {tell(view.sponsor)}; sets: {sets}[/dim]"
    for each in view.objectives:
        yield ""
        yield _thread(each, tell, view.money.currency)
    yield ""
    yield _money(view.money)


def _thread(each: ObjectiveImpact, tell: Teller, currency: str) -> Tree:
    objective = each.objective
    actual = "not observed yet" if objective.actual is None else f"now {objective.actual}"
    progress = "" if each.progress.value is None else f" {bar(float(each.progress.value))} {as_share(each.progress)}"
    moved = f"{objective.baseline} → {objective.target}, {actual}"
    title, unit = tell.safe(objective.title), tell.safe(objective.unit)
    whole = Tree(f"[bold]{title}[/bold] [dim]({unit})[/dim] {moved}{progress}", guide_style="dim")
    for thread in each.problems:
        problem = whole.add(f"{tell(thread.owner)}: {tell.text(thread.problem.title)}")
        for action in thread.actions:
            problem.add(_action(action, tell))
    for claim in each.claims:
        whole.add(_claim(claim, tell, currency))
    for against in each.disbenefits:
        worse = money(Metric.amount(-against.amount), currency)
        whole.add(f"against: {tell.safe(against.title)}, {worse} [dim]({against.kind.value})[/dim]")
    return whole


def _claim(each: ClaimImpact, tell: Teller, currency: str) -> str:
    claim = each.claim
    worth = "no amount" if claim.amount is None else money(Metric.amount(claim.amount), currency)
    adjusted = ""
    if claim.verdict is Verdict.VALIDATED and claim.adjusted is not None:
        adjusted = f", counted as {money(Metric.amount(claim.adjusted), currency)}"
    links = each.chain.share
    return (
        f"benefit: {tell.safe(claim.title)}, {worth} [dim]({claim.kind.value}, attribution {claim.attribution}, confidence "
        f"{claim.confidence})[/dim]{adjusted}; {claim.verdict.value}; evidence {links.numerator} of {links.denominator}"
    )


def _action(action: Action, tell: Teller) -> str:
    if action.release is not None:
        became = f"released: {tell.text(action.release.reason)}"
    elif action.report is None:
        became = "open"
    else:
        done = f" on {action.report.done_on:%d %b}" if action.report.done_on else ""
        reviewed = f", reviewed in session {action.review.session}" if action.review else ", not reviewed yet"
        became = RESULTS[action.report.result] + done + reviewed
    moved = f", first {action.original_due:%d %b}" if action.original_due != action.due else ""
    return f"{tell.text(action.what)} [dim](due {action.due:%d %b}{moved})[/dim]: {became}"


def _money(its: Money) -> RenderableType:
    def pounds(figure: Metric) -> str:
        return money(figure, its.currency)

    def ratio(figure: Metric) -> str:
        return "" if figure.value is None else f"{float(figure.value):.2f}"

    lower = its.comparator_saving
    saving = "" if lower.value is None else f"{as_share(lower)} lower than elsewhere"
    lines = [
        ("costs", pounds(its.costs), ""),
        ("cost per attendance", pounds(its.cost_per_attendance), ""),
        ("cost per participant-day", pounds(its.cost_per_participant_day), saving),
    ]
    for name, its_return in (("cash", its.cash), ("cash and economic", its.cash_and_economic)):
        known = (
            (its_return.net, f"net {pounds(its_return.net)}"),
            (its_return.roi, f"ROI {as_share(its_return.roi)}"),
            (its_return.bcr, f"BCR {ratio(its_return.bcr)}"),
            (its_return.payback_months, f"payback {ratio(its_return.payback_months)} months"),
        )
        worth = ", ".join(words for figure, words in known if figure.value is not None)
        lines.append((f"benefits, {name}", pounds(its_return.benefits), worth))
    return rows("Money", ("", "", ""), lines, right=(1,))


def _figure(name: str, figure: Metric | Change) -> tuple[str, str, str, str, str]:
    label = name.replace("_", " ")
    if isinstance(figure, Change):
        if figure.before is None or figure.after is None:
            return (label, "not available", "", "", "0")
        return (label, f"{float(figure.before):.2f} → {float(figure.after):.2f}", "", "", str(figure.n))
    people = "" if figure.n is None else str(figure.n)
    if figure.value is None:
        return (label, "not available", "", "", people)
    if name in PLAIN_FIGURES:
        return (label, f"{float(figure.value):.4g} {PLAIN_FIGURES[name]}".rstrip(), "", "", people)
    assert figure.numerator is not None
    assert figure.denominator is not None
    of = f"{figure.numerator} of {figure.denominator}"
    return (label, as_share(figure, places=2), bar(float(figure.value)), of, people)


def _session(session: AgendaSession, zone: ZoneInfo) -> str:
    name = "follow-up" if session.kind is SessionKind.FOLLOW_UP else "session"
    begun = ", now open" if session.is_open else ""
    return f"{name} {session.number}, {session.starts_at.astimezone(zone):%A %d %B %Y, %H:%M}, {session.minutes} minutes{begun}"


def _counts(counted: Mapping[Any, int]) -> str:
    return ", ".join(f"{number} {getattr(kind, 'value', kind)}" for kind, number in counted.items()) or "none recorded"


def _day(at: date) -> str:
    return f"{at:%d %B %Y}"
