"""The page about a programme: the golden thread, five levels of evaluation, what it was worth, and what carries it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.projections.amounts import WITHHELD_IN_WORDS, as_share, money
from actionlearning.projections.brief import Brief
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.figures import Figures
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.impact import ClaimImpact, Contribution, Impact, ObjectiveImpact
from actionlearning.projections.metric import Metric
from actionlearning.report.blocks import Link, Number, Prose, Section, Strand, Thread, table
from actionlearning.report.programme_brief import brief_sections
from actionlearning.report.programme_cases import cases, contribution
from actionlearning.report.programme_levels import behaviour, learning, reaction
from actionlearning.report.programme_worth import results, worth
from actionlearning.report.readers import Eyes
from actionlearning.report.words import figures, long_day, moved, number, plural

__all__ = ["ProgrammeViews", "programme_numbers", "programme_sections"]


@frozen(kw_only=True)
class ProgrammeViews:
    """Everything that the page is made of, as at one moment."""

    impact: Impact
    evaluation: Evaluation
    brief: Brief
    figures: Figures
    help: HelpEdges
    left_out: int = 0
    """How many lines of help were left out of it, being about too few people."""


def programme_numbers(views: ProgrammeViews, eyes: Eyes) -> tuple[Number, ...]:
    """What to know if nothing else is read. The return on adjusted benefits stands here, and no other."""
    evaluation, its = views.evaluation, views.evaluation.roi.money
    return (
        Number(label="Return in cash", value=as_share(its.cash.roi), note="validated and adjusted benefits"),
        Number(label="Return, cash and economic", value=as_share(its.cash_and_economic.roi), note="kept apart from cash alone"),
        Number(label="Objectives reached", value=_of(evaluation.results.reached), note="of those measured"),
        Number(
            label="Steps done of those due",
            value=eyes.figure(evaluation.behaviour.follow_through, as_share(evaluation.behaviour.follow_through)),
            note=f"{_members(evaluation.members)}, {plural(len(evaluation.sets), 'set')}",
        ),
    )


def _members(members: int | None) -> str:
    return "members withheld" if members is None else plural(members, "member")


def _of(figure: Metric) -> str:
    return "not available" if figure.value is None else f"{figure.numerator} of {figure.denominator}"


def programme_sections(views: ProgrammeViews, eyes: Eyes) -> tuple[Section, ...]:
    """The whole page, top down."""
    evaluation = views.evaluation
    return (
        _thread(views.impact, eyes),
        reaction(evaluation, eyes),
        learning(evaluation, eyes),
        behaviour(evaluation, eyes),
        results(evaluation, eyes),
        worth(evaluation, eyes),
        cases(evaluation, eyes),
        contribution(evaluation),
        *brief_sections(views.brief, eyes),
        _help(views),
        Section(
            name="figures",
            title="All figures",
            lede="Each by one definition, over all sets of the programme together.",
            blocks=(figures("Figures of the programme", views.figures.named(), eyes),),
        ),
    )


def _thread(view: Impact, eyes: Eyes) -> Section:
    strands = tuple(_strand(each, view, eyes) for each in view.objectives)
    nothing = Prose("No objective was set for this programme yet, so nothing can be followed from one.")
    return Section(
        name="thread",
        title="The golden thread",
        lede="From each need of the organisation to the problems that people brought, what they did, and what it was worth.",
        blocks=(Thread(strands, told=not eyes.is_sponsor) if strands else nothing,),
    )


def _strand(each: ObjectiveImpact, view: Impact, eyes: Eyes) -> Strand:
    objective, done = each.objective, each.contribution
    retired = objective.retired
    notes = [f"By {long_day(objective.by, view.time_zone)}"]
    if objective.revisions:
        notes.append(f"first to {number(objective.original_target)} by {long_day(objective.original_by, view.time_zone)}")
    if retired is not None:
        notes.append(f"retired on {long_day(retired.at, view.time_zone)}: “{eyes.text(retired.reason)}”")
    actual = objective.actual
    return Strand(
        title=objective.title,
        subtitle="; ".join(notes),
        links=(
            Link(name="Objective", emphasis=moved(objective.baseline, objective.target, ""), lines=(objective.unit,)),
            Link(
                name="Problems",
                emphasis=_counted(done.problems, "problem"),
                lines=tuple(_problems(each, eyes)),
                missing=done.problems == 0,
                withheld=done.problems is None,
            ),
            Link(
                name="Actions",
                emphasis=_counted(done.actions, "step"),
                lines=tuple(_actions(each, eyes)),
                missing=done.actions == 0,
                withheld=done.actions is None,
            ),
            Link(
                name="Outcomes",
                emphasis=_achieved(done),
                lines=("achieved",) if done.actions else (),
                missing=_nothing_reported(each, eyes),
                withheld=done.actions is None or done.achieved is None,
            ),
            Link(
                name="Measure",
                emphasis=f"now {number(actual)}" if actual is not None else "not read yet",
                lines=(f"{as_share(each.progress)} of the way",) if each.progress.value is not None else (),
                missing=actual is None,
            ),
            _benefit(each, view.money.currency),
        ),
    )


def _counted(count: int | None, one: str) -> str:
    return WITHHELD_IN_WORDS if count is None else plural(count, one) if count else "none"


def _achieved(done: Contribution) -> str:
    if done.actions is None or done.achieved is None:
        return WITHHELD_IN_WORDS
    return f"{done.achieved} of {done.actions}" if done.actions else "none"


def _nothing_reported(each: ObjectiveImpact, eyes: Eyes) -> bool:
    """Whether the link is missing. That one of a few steps was not reported says something of whoever took it."""
    if eyes.is_sponsor:
        return each.contribution.actions == 0
    return not any(action.report for thread in each.problems for action in thread.actions)


def _problems(each: ObjectiveImpact, eyes: Eyes) -> Iterator[str]:
    if eyes.is_sponsor:
        yield from (eyes.text(title) for title in each.released.problems)
    for thread in each.problems:
        title = eyes.said(thread.problem.title, thread.problem.released)
        if title is not None:
            yield f"{eyes.person(thread.owner)}: {title}"


def _actions(each: ObjectiveImpact, eyes: Eyes) -> Iterator[str]:
    if eyes.is_sponsor:
        yield from (eyes.text(what) for what in each.released.actions)
    for thread in each.problems:
        for action in thread.actions:
            what = eyes.said(action.what, thread.problem.released)
            if what is not None:
                yield what


def _benefit(each: ObjectiveImpact, currency: str) -> Link:
    upheld = [claim for claim in each.claims if claim.claim.verdict is Verdict.VALIDATED]
    lines = [_claim(claim, currency) for claim in each.claims]
    lines += [f"Against it: {e.title}, {money(Metric.amount(-e.amount), currency)} ({e.kind.value})" for e in each.disbenefits]
    emphasis = f"{len(upheld)} validated" if upheld else "none validated" if each.claims else "none claimed"
    return Link(name="Benefit", emphasis=emphasis, lines=tuple(lines), missing=not upheld)


def _claim(each: ClaimImpact, currency: str) -> str:
    claim, links = each.claim, each.chain.share
    counted = f", counted as {money(Metric.amount(claim.counted), currency)}" if claim.counted is not None else ""
    return (
        f"{claim.title} ({claim.kind.value}): {claim.verdict.value}{counted}; evidence {links.numerator} of {links.denominator}"
    )


def _help(views: ProgrammeViews) -> Section:
    told, left_out = [*views.help.between, *views.help.within], views.left_out
    blocks = [
        table(
            "Who helped whom",
            ("From", "To", "Questions", "Challenges", "Reviews", "Perspectives", "People"),
            (
                (e.helper, e.owner, str(e.questions), str(e.challenges), str(e.reviews), str(e.perspectives), str(e.n))
                for e in told
            ),
            numeric=(2, 3, 4, 5, 6),
            nothing="No help was recorded, or too few people gave or had it to show.",
        )
    ]
    note = (Prose(f"{plural(left_out, 'line')} left out: fewer than five people are behind it."),) if left_out and told else ()
    return Section(
        name="help",
        title="Help within and between organisations",
        lede="Questions, challenges, reviews and perspectives that people of one organisation gave to owners of problems.",
        blocks=(*blocks, *note),
    )
