"""The last two of five levels on a page: what changed for the organisation, and what came back for what it cost."""

from __future__ import annotations

from collections.abc import Iterator

from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.values import BenefitKind, EvaluationLevel
from actionlearning.projections.amounts import as_mean, as_of, as_share, money
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.evaluation_of_results import Assumed, Assumptions, ObjectiveResult
from actionlearning.projections.metric import Metric
from actionlearning.projections.money import Return
from actionlearning.report.blocks import Block, Number, Numbers, Prose, Section, Table, table
from actionlearning.report.forms import Bar, bars, progress
from actionlearning.report.programme_levels import found
from actionlearning.report.readers import Eyes
from actionlearning.report.words import NONE, called, day, number

__all__ = ["results", "worth"]


# Results


def results(view: Evaluation, eyes: Eyes) -> Section:
    """Level 4: how far each measure went from its baseline to its target."""
    its = view.results
    rows = [_progress(each) for each in its.objectives]
    facts = table(
        "Objectives and their measures",
        ("Objective", "Unit", "From", "To", "First to", "Now", "Progress", "By"),
        (
            (
                each.title,
                each.unit,
                number(each.baseline),
                number(each.target),
                number(each.original_target) if each.original_target != each.target else "",
                number(each.actual),
                as_share(each.progress),
                day(each.by),
            )
            for each in its.objectives
        ),
        numeric=(2, 3, 4, 5, 6),
    )
    blocks: list[Block] = []
    if its.objectives:
        says = "; ".join(f"{row.label}: {row.shown}" for row in rows)
        blocks.append(progress("progress", "How far each measure has moved", rows, facts, says=says))
    else:
        blocks.append(Prose("No objective was set for this programme yet."))
    if its.reached.value is not None:
        blocks.append(Prose(f"Reached: {as_of(its.reached)} that were measured. Retired ones are left out."))
    blocks.extend(
        Prose(f"{each.title} was retired on {day(each.retired_on)}: “{eyes.text(each.retired_because)}”")
        for each in its.objectives
        if each.retired_on is not None and each.retired_because is not None
    )
    return Section(
        name="results",
        title="Level 4: results",
        lede="What changed for the organisation. A measure may fall or rise on its way; progress is the share of the way gone.",
        blocks=(*blocks, *found(view, EvaluationLevel.RESULTS, eyes)),
    )


def _progress(each: ObjectiveResult) -> Bar:
    now = "not read yet" if each.actual is None else f"now {number(each.actual)}"
    label = f"{each.title}: {number(each.baseline)} → {number(each.target)}, {now} ({each.unit})"
    if each.retired_on is not None:
        label = f"{label}, retired"
    value = None if each.progress.value is None else float(each.progress.value)
    look = "accent" if value is None or 0 <= value <= 1 else "dots" if value > 1 else "cross"
    return Bar(label=label, value=value, shown=as_share(each.progress), look=look)


# Return


def worth(view: Evaluation, eyes: Eyes) -> Section:
    """Level 5: benefits against costs, with everything that they rest on beside them."""
    its, assumed = view.roi.money, view.roi.assumptions
    currency = its.currency
    amounts = [
        ("All costs", its.costs, "accent-mid"),
        ("Benefits in cash, adjusted", its.cash.benefits, "accent"),
        ("Benefits in cash and economic, adjusted", its.cash_and_economic.benefits, "dots"),
    ]
    chart = bars(
        "worth",
        "What it cost and what it brought",
        [_bar(name, figure, currency, look) for name, figure, look in amounts],
        table("Costs and benefits", ("What", "Amount"), ((n, money(f, currency)) for n, f, _ in amounts), numeric=(1,)),
        says="; ".join(f"{name}: {money(figure, currency)}" for name, figure, _ in amounts),
        note="Benefits: first-year amounts times attribution times confidence, of validated claims, less disbenefits in full.",
    )
    return Section(
        name="worth",
        title="Level 5: return on investment",
        lede="What came back for what it cost. Cash alone, and cash with economic benefits, stay apart.",
        blocks=(
            Numbers(tuple(_returned("cash", its.cash, currency))),
            Numbers(tuple(_returned("cash and economic", its.cash_and_economic, currency))),
            chart,
            _claims(assumed, currency),
            _left_out(assumed),
            _deducted(assumed, currency),
            _paid(assumed, currency),
            *_elsewhere(view),
            *found(view, EvaluationLevel.ROI, eyes),
        ),
    )


def _bar(name: str, figure: Metric, currency: str, look: str) -> Bar:
    value = None if figure.value is None else max(0.0, float(figure.value))
    shown = money(figure, currency)
    if value is None:
        return Bar(label=f"{name}: {shown}", value=None, shown="")
    return Bar(label=name, value=value, shown=shown, look=look)


def _returned(name: str, its: Return, currency: str) -> Iterator[Number]:
    yield Number(label=f"ROI, {name}", value=as_share(its.roi), note="net benefits ÷ costs")
    yield Number(label=f"Net, {name}", value=money(its.net, currency), note=f"benefits {money(its.benefits, currency)}")
    yield Number(label=f"Benefit to cost, {name}", value=as_mean(its.bcr), note="benefits ÷ costs")
    months = as_mean(its.payback_months)
    yield Number(label=f"Payback, {name}", value=months if its.payback_months.value is None else f"{months} months")


def _claims(its: Assumptions, currency: str) -> Table:
    return table(
        "What was claimed, and what of it is counted",
        ("Claimed for the first year", "Kind", "Amount", "Attribution", "Confidence", "Judged", "Counted as"),
        (
            (
                each.title,
                each.kind.value,
                "none" if each.amount is None else money(Metric.amount(each.amount), currency),
                f"{each.attribution * 100:.0f} %",
                f"{each.confidence * 100:.0f} %",
                each.verdict.value,
                NONE if each.counted is None else money(Metric.amount(each.counted), currency),
            )
            for each in its.claims
        ),
        numeric=(2, 3, 4, 6),
        nothing="No benefit was claimed.",
    )


def _left_out(its: Assumptions) -> Prose:
    out = [f"{each.title} ({_why(each)})" for each in its.claims if each.counted is None]
    return Prose(f"Left out of every figure: {'; '.join(out)}." if out else "No claim was left out of the figures.")


def _why(each: Assumed) -> str:
    match each.verdict:
        case Verdict.REJECTED:
            return "rejected"
        case Verdict.CLAIMED:
            return "not judged yet"
        case Verdict.VALIDATED:
            return "validated, and no amount of money" if each.kind is BenefitKind.INTANGIBLE else "no amount"


def _deducted(its: Assumptions, currency: str) -> Table:
    return table(
        "Deducted in full",
        ("What it made worse", "Kind", "Amount"),
        ((each.title, each.kind.value, money(Metric.amount(each.amount), currency)) for each in its.disbenefits),
        numeric=(2,),
        nothing="No disbenefit was recorded.",
    )


def _paid(its: Assumptions, currency: str) -> Table:
    return table(
        "What was paid for",
        ("Category", "Amount"),
        ((called(category).capitalize(), money(Metric.amount(paid), currency)) for category, paid in its.costs.items()),
        numeric=(1,),
        nothing="No cost was recorded.",
    )


def _elsewhere(view: Evaluation) -> Iterator[Block]:
    its, other = view.roi.money, view.roi.assumptions.comparator
    per_day = its.cost_per_participant_day
    if other is None:
        yield Prose("Nothing was named to compare the cost of a participant-day with.")
        return
    elsewhere = Metric.amount(other.unit_cost)
    rows = [("A participant-day here", per_day, "accent"), (other.what, elsewhere, "grey")]
    saving = its.comparator_saving
    told = f"{as_share(saving)} lower than elsewhere. " if saving.value is not None else ""
    yield bars(
        "comparator",
        "What a participant-day costs",
        [_bar(name, figure, its.currency, look) for name, figure, look in rows],
        table(
            "Cost of a participant-day",
            ("Where", "Cost"),
            [
                *((name, money(figure, its.currency)) for name, figure, _ in rows),
                ("Cost of one attendance here", money(its.cost_per_attendance, its.currency)),
            ],
            numeric=(1,),
        ),
        says="; ".join(f"{name}: {money(figure, its.currency)}" for name, figure, _ in rows),
        note=f"{told}A day is {number(other.hours_per_day)} hours, as it is there.",
    )
