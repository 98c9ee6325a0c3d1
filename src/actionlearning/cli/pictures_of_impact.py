"""How the golden thread of a programme looks in a terminal, from each objective to the benefits claimed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from actionlearning.cli.drawing import action_line, bar, long_day
from actionlearning.cli.pictures_of_evaluation import told
from actionlearning.cli.pictures_of_figures import money_rows
from actionlearning.cli.teller import Teller, as_share, money
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.projections.impact import ClaimImpact, Impact, ObjectiveImpact
from actionlearning.projections.metric import Metric

__all__ = ["impact_of"]


def impact_of(view: Impact, tell: Teller) -> Iterator[RenderableType]:
    """The golden thread of each objective, then the money."""
    yield Text(f"{view.title}, as at {long_day(view.as_at)}", style="bold")
    organisations, sets = tell.safe(", ".join(view.organisations)), tell.safe(", ".join(view.sets))
    yield f"[dim]{organisations}; sponsor {tell(view.sponsor)}; sets: {sets}[/dim]"
    for each in view.objectives:
        yield ""
        yield _thread(each, tell, view.money.currency)
    yield ""
    yield money_rows(view.money)


def _thread(each: ObjectiveImpact, tell: Teller, currency: str) -> Tree:
    objective = each.objective
    actual = "not observed yet" if objective.actual is None else f"now {objective.actual}"
    progress = "" if each.progress.value is None else f" {bar(float(each.progress.value))} {as_share(each.progress)}"
    first = f" (first {objective.original_target})" if objective.revisions else ""
    moved = f"{objective.baseline} → {objective.target}{first}, {actual}"
    title, unit = tell.safe(objective.title), tell.safe(objective.unit)
    whole = Tree(f"[bold]{title}[/bold] [dim]({unit})[/dim] {moved}{progress}", guide_style="dim")
    if objective.retired is not None:
        whole.add(f"retired on {objective.retired.at:%d %b}: “{tell.text(objective.retired.reason)}”")
    if tell.outside:
        whole.add(_done(each))
        for text in (*each.released.problems, *each.released.actions):
            whole.add(f"released: “{tell.text(text)}”")
    for thread in each.problems:
        problem = whole.add(f"{tell(thread.owner)}: {tell.text(thread.problem.title)}")
        for action in thread.actions:
            problem.add(action_line(action, tell))
    for claim in each.claims:
        whole.add(_claim(claim, tell, currency))
    for against in each.disbenefits:
        worse = money(Metric.amount(-against.amount), currency)
        whole.add(f"against: {tell.safe(against.title)}, {worse} [dim]({against.kind.value})[/dim]")
    return whole


def _done(each: ObjectiveImpact) -> str:
    done = each.contribution
    if done.actions is None or done.achieved is None:
        return "problems and steps: withheld, for too few people are behind them"
    return f"problems: {told(done.problems)}; steps done: {done.achieved} of {done.actions}"


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
