"""How an evaluation looks in a terminal: five levels one under the other, then the cases at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text

from actionlearning.cli.drawing import RESULTS, bar, counts, long_day
from actionlearning.cli.output import rows
from actionlearning.cli.pictures_of_figures import money_rows
from actionlearning.cli.teller import Teller, as_share, money
from actionlearning.domain.programme.aggregate import Verdict
from actionlearning.domain.times import day_of
from actionlearning.domain.values import EvaluationLevel
from actionlearning.projections.amounts import WITHHELD_IN_WORDS, absent, as_change, as_mean, as_of
from actionlearning.projections.evaluation import Evaluation, Found
from actionlearning.projections.evaluation_levels import BehaviourLevel, Course, LearningLevel, QuestionMix, ReactionLevel
from actionlearning.projections.evaluation_of_results import Assumed, Assumptions, ObjectiveResult, ResultsLevel
from actionlearning.projections.evidence import LINKS
from actionlearning.projections.metric import Change, Metric, Telling
from actionlearning.projections.success_cases import Case, ClaimCase

__all__ = ["evaluation_of", "found_lines", "told"]

BAR = 10
OUT_OF = 10
"""The scale of every score."""

NAMES = 31
VALUES = 13
"""As wide as the widest name and value, so that the figures of all levels stand in the same columns."""

Line = tuple[str, str, str, str, str]


def evaluation_of(view: Evaluation, tell: Teller) -> Iterator[RenderableType]:
    """The five levels, each with its figures and with what people found, then the success cases."""
    yield Text(f"{view.title}, as at {long_day(view.as_at)}", style="bold")
    closed = f"; closed on {long_day(day_of(view.closed_at, view.time_zone))}" if view.closed_at else ""
    yield f"[dim]sets: {tell.safe(', '.join(view.sets)) or 'none yet'}; members: {told(view.members)}{closed}[/dim]"
    levels: Mapping[EvaluationLevel, tuple[str, Iterable[RenderableType]]] = {
        EvaluationLevel.REACTION: ("1. Reaction: what people thought of it", [_reaction(view.reaction)]),
        EvaluationLevel.LEARNING: ("2. Learning: what they took from it", _learning(view.learning)),
        EvaluationLevel.BEHAVIOUR: ("3. Behaviour: what they do differently", [_behaviour(view.behaviour)]),
        EvaluationLevel.RESULTS: ("4. Results: what changed for the organisation", _results(view.results, tell)),
        EvaluationLevel.ROI: (
            "5. Return: what came back for what it cost",
            [money_rows(view.roi.money), *_assumptions(view.roi.assumptions, view.roi.money.currency, tell)],
        ),
    }
    for level, (title, parts) in levels.items():
        yield ""
        yield f"[bold]{title}[/bold]"
        yield from parts
        yield from found_lines(view.found[level], view.time_zone, tell)
    yield ""
    yield from _cases(view, tell)


def found_lines(found: Iterable[Found], time_zone: str, tell: Teller) -> Iterator[str]:
    """What people found, who they are and on which day they said so."""
    for each in found:
        yield f"{tell(each.by)} found on {day_of(each.at, time_zone):%d %b %Y}: “{tell.text(each.finding)}”"


# People


def _reaction(its: ReactionLevel) -> RenderableType:
    return _figures(
        (
            *(_course(f"{name} in the set", each) for name, each in _courses(its)),
            _score("energy coming", its.energy_in),
            _score("energy going", its.energy_out),
            _score("worth it to members", its.worth),
            _score("would recommend it", its.recommend),
        )
    )


def _courses(its: ReactionLevel) -> tuple[tuple[str, Course], ...]:
    return (("safety", its.safety), ("challenge", its.challenge), ("support", its.support))


def _course(name: str, its: Course) -> Line:
    label, shown, drawn, of, people = _score(name, its.overall)
    if its.first.value is not None and its.last.value is not None:
        of = f"first {as_mean(its.first)}, last {as_mean(its.last)}"
    return label, shown, drawn, of, people


def _score(name: str, mean: Metric) -> Line:
    people = "" if mean.n is None else str(mean.n)
    if mean.value is None:
        return name, absent(mean), "", "", people
    return name, as_mean(mean), bar(float(mean.value) / OUT_OF, BAR), "", people


def _learning(its: LearningLevel) -> Iterator[RenderableType]:
    yield _figures(
        (
            _share("reviews that brought learning", its.learning_yield),
            _share("learning used elsewhere", its.transfer),
            _change("less isolated", its.less_isolated),
            _change("self-efficacy", its.self_efficacy),
            _change("takes responsibility", its.takes_responsibility),
            *_mix(its.questions),
        )
    )
    if its.learners is None:
        yield f"what was captured is {WITHHELD_IN_WORDS}"
    elif its.learners:
        kinds = counts(its.by_kind) if its.by_kind else f"kinds {WITHHELD_IN_WORDS}"
        loops = f"{counts(its.by_loop)} loop" if its.by_loop else f"loops {WITHHELD_IN_WORDS}"
        yield f"captured by {its.learners} people: {kinds}; {loops}"


def _mix(its: QuestionMix) -> Iterator[Line]:
    if its.sets:
        yield _share("open questions at first", its.first.open_share)
        yield _share("open questions at last", its.last.open_share)
        yield _share("advice at first", its.first.advice_rate)
        yield _share("advice at last", its.last.advice_rate)
    else:
        yield ("open questions, first and last", "not available", "", "", "")


def _behaviour(its: BehaviourLevel) -> RenderableType:
    return _figures(
        (
            _share("steps done of those due", its.follow_through),
            _share("done on time", its.on_time),
            _share("steps of their own idea", its.ownership_index),
            _share("sessions attended", its.attendance),
            _share("taken up promptly", its.prompt_review),
            ("times that learning was used", _times(its.applied), "", "", told(its.applied.n)),
        )
    )


def _share(name: str, figure: Metric) -> Line:
    people = "" if figure.n is None else str(figure.n)
    if figure.value is None:
        return name, absent(figure), "", "", people
    return name, as_share(figure), bar(float(figure.value), BAR), as_of(figure), people


def _times(figure: Metric) -> str:
    return absent(figure) if figure.value is None else f"{figure.value}"


def _change(name: str, figure: Change) -> Line:
    if figure.before is None or figure.after is None:
        return name, absent(figure), "", "", "0" if figure.telling is Telling.EXACT else ""
    after = bar(float(figure.after) / OUT_OF, BAR)
    return name, as_change(figure), after, "", str(figure.n)


def _figures(lines: Iterable[Line]) -> RenderableType:
    padded = ((name.ljust(NAMES), value.rjust(VALUES), *others) for name, value, *others in lines)
    return rows("", ("", "", "", "", "people"), padded, right=(1, 4))


# The organisation


def _results(its: ResultsLevel, tell: Teller) -> Iterator[RenderableType]:
    if not its.objectives:
        yield "no objective was set"
        return
    yield rows(
        "",
        ("objective", "from", "to", "now", "progress", ""),
        (_objective(each, tell) for each in its.objectives),
        right=(1, 2, 3, 4),
    )
    for each in its.objectives:
        if each.retired_on is not None:
            yield f"{tell.safe(each.title)} was retired on {long_day(each.retired_on)}: “{tell.text(each.retired_because)}”"
        if each.target != each.original_target:
            yield f"{tell.safe(each.title)} was to go to {each.original_target} at first"
    if its.reached.value is not None:
        yield f"reached {its.reached.numerator} of {its.reached.denominator} that were measured"


def _objective(each: ObjectiveResult, tell: Teller) -> tuple[str, ...]:
    done = each.contribution
    problems = f"problems {WITHHELD_IN_WORDS}" if done.problems is None else _plural(done.problems, "problem")
    went_in = f"{problems}, {_steps(done.achieved, done.actions)}"
    return (
        f"{tell.safe(each.title)} [dim]({tell.safe(each.unit)})[/dim]\n[dim]{went_in}[/dim]",
        "none" if each.baseline is None else f"{each.baseline}",
        f"{each.target}",
        "none" if each.actual is None else f"{each.actual}",
        as_share(each.progress),
        "" if each.progress.value is None else bar(float(each.progress.value), BAR),
    )


def _assumptions(its: Assumptions, currency: str, tell: Teller) -> Iterator[RenderableType]:
    if its.claims:
        yield ""
        yield rows(
            "",
            ("claimed, for the first year", "amount", "share", "sure", "counted as"),
            (_assumed(each, currency, tell) for each in its.claims),
            right=(1, 2, 3, 4),
        )
    for against in its.disbenefits:
        yield f"deducted in full: {tell.safe(against.title)}, {money(Metric.amount(against.amount), currency)}"
    if its.costs:
        spent = ", ".join(
            f"{name.value.replace('_', ' ')} {money(Metric.amount(e), currency)}" for name, e in its.costs.items()
        )
        yield f"paid for: {spent}"
    if its.comparator is not None:
        yield f"compared with: {tell.safe(its.comparator.what)}, {money(Metric.amount(its.comparator.unit_cost), currency)}"


def _assumed(each: Assumed, currency: str, tell: Teller) -> tuple[str, ...]:
    counted = each.verdict.value if each.verdict is not Verdict.VALIDATED else "no amount"
    return (
        f"{tell.safe(each.title)} [dim]({each.kind.value})[/dim]",
        "none" if each.amount is None else money(Metric.amount(each.amount), currency),
        f"{each.attribution * 100:.0f} %",
        f"{each.confidence * 100:.0f} %",
        counted if each.counted is None else money(Metric.amount(each.counted), currency),
    )


# Cases


def _cases(view: Evaluation, tell: Teller) -> Iterator[RenderableType]:
    its = view.success_cases
    if not its.among:
        yield "[bold]Cases[/bold]: no action is linked to an objective, and no benefit is claimed"
        return
    spread = ", ".join(f"{count} with {links}" for links, count in its.by_links.items())
    yield f"[bold]Cases[/bold] by links of evidence, of {LINKS}: {spread}"
    for title, cases in (("The strongest", its.strongest), ("The weakest", its.weakest)):
        if cases:
            yield ""
            yield rows("", ("", title), ((_drawn(case), _told(case, view, tell)) for case in cases))


def _drawn(case: Case) -> str:
    return "●" * case.chain.present + "○" * len(case.missing)


def _told(case: Case, view: Evaluation, tell: Teller) -> str:
    under = tell.safe(", ".join(case.objectives))
    lacks = f", lacks {', '.join(case.missing)}" if case.missing else ""
    if isinstance(case, ClaimCase):
        currency = view.roi.money.currency
        worth = "" if case.counted is None else f", counted as {money(Metric.amount(case.counted), currency)}"
        steps = _steps(case.achieved, case.actions)
        return f"{tell.safe(case.title)}{lacks}\n[dim]{case.verdict.value}{worth}; {steps}; for {under}[/dim]"
    became = RESULTS[case.result] if case.result else "released" if case.released else "nothing reported yet"
    what = f"“{tell.text(case.title)}”" if case.title else f"a step of session {case.session}"
    return f"{what}{lacks}\n[dim]{became}; committed {day_of(case.at, view.time_zone):%d %b}; for {under}[/dim]"


def _steps(achieved: int | None, actions: int | None) -> str:
    if achieved is None or actions is None:
        return f"steps {WITHHELD_IN_WORDS}"
    return f"{achieved} of {_plural(actions, 'step')} done"


def _plural(count: int, one: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'}"


def told(count: int | None) -> str:
    """A count of people, or that its reader may not know it."""
    return WITHHELD_IN_WORDS if count is None else str(count)
