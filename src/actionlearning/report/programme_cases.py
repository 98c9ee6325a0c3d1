"""The ends of the range on a page: success cases, strongest and weakest, and what each objective owes to the work."""

from __future__ import annotations

from actionlearning.domain.times import day_of
from actionlearning.domain.values import BenefitKind
from actionlearning.projections.amounts import RESULTS, WITHHELD_IN_WORDS, as_of, money
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.evaluation_of_results import ObjectiveResult
from actionlearning.projections.evidence import LINKS
from actionlearning.projections.metric import Metric
from actionlearning.projections.success_cases import Case, ClaimCase
from actionlearning.report.blocks import Block, Prose, Section, Table, table
from actionlearning.report.readers import Eyes
from actionlearning.report.words import NONE, day, steps

__all__ = ["cases", "contribution"]

NO_BREAK = "\N{NO-BREAK SPACE}"


def cases(view: Evaluation, eyes: Eyes) -> Section:
    """The strongest and the weakest cases, a weak one told as openly as a strong one."""
    its = view.success_cases
    spread = ", ".join(f"{count} with {links}" for links, count in its.by_links.items())
    blocks: list[Block] = []
    if its.among:
        blocks.append(Prose(f"Of {its.among} cases, by links of evidence out of {LINKS}: {spread}."))
        blocks += [_cases("The strongest", its.strongest, view, eyes), _cases("The weakest", its.weakest, view, eyes)]
    else:
        blocks.append(Prose("No action is linked to an objective, and no benefit is claimed."))
    return Section(
        name="cases",
        title="Success cases",
        lede="Both ends of the range, by how many links of evidence join an action to a validated benefit.",
        blocks=tuple(blocks),
    )


def _cases(title: str, told: tuple[Case, ...], view: Evaluation, eyes: Eyes) -> Table:
    return table(
        title,
        ("Case", "Evidence", "Lacks", "What became of it", "For"),
        (
            (
                _case(case, eyes),
                _links(case),
                ", ".join(case.missing) or "nothing",
                _became(case, view),
                ", ".join(case.objectives),
            )
            for case in told
        ),
        nothing="No case lacks a link.",
    )


def _links(case: Case) -> str:
    """A dot for each link, and how many, on one line."""
    said = f"{'●' * case.chain.present}{'○' * len(case.missing)} {as_of(case.chain.share)}"
    return said.replace(" ", NO_BREAK)


def _case(case: Case, eyes: Eyes) -> str:
    if isinstance(case, ClaimCase):
        return case.title
    return f"A step of session {case.session}" if case.title is None else f"“{eyes.text(case.title)}”"


def _became(case: Case, view: Evaluation) -> str:
    if isinstance(case, ClaimCase):
        counted = "" if case.counted is None else f", counted as {money(Metric.amount(case.counted), view.roi.money.currency)}"
        return f"{case.verdict.value}{counted}; {steps(case.achieved, case.actions)}"
    became = RESULTS[case.result] if case.result else "released" if case.released else "nothing reported yet"
    return f"{became}; committed {day(day_of(case.at, view.time_zone))}"


def contribution(view: Evaluation) -> Section:
    """How much of the work went into each objective, and how much of its change is claimed and upheld."""
    currency = view.roi.money.currency
    return Section(
        name="contribution",
        title="Contribution to each objective",
        lede="How much of the work went into it, and how much of its change is attributed to the work and upheld.",
        blocks=(
            table(
                "Contribution",
                ("Objective", "Problems", "Steps", "Achieved", "Attributed and upheld", "Cash", "Economic"),
                (
                    (
                        each.title,
                        _counted(each.contribution.problems),
                        _counted(each.contribution.actions),
                        _counted(each.contribution.achieved),
                        "; ".join(f"{e}: {share * 100:.0f} %" for e, share in each.contribution.attributed.items()) or NONE,
                        _kind(each, BenefitKind.CASH, currency),
                        _kind(each, BenefitKind.ECONOMIC, currency),
                    )
                    for each in view.results.objectives
                ),
                numeric=(1, 2, 3, 5, 6),
                nothing="No objective was set.",
            ),
        ),
    )


def _counted(count: int | None) -> str:
    return WITHHELD_IN_WORDS if count is None else str(count)


def _kind(each: ObjectiveResult, kind: BenefitKind, currency: str) -> str:
    amount = each.contribution.benefit.get(kind)
    return NONE if amount is None else money(Metric.amount(amount), currency)
