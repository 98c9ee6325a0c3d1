"""The first three of five levels on a page: how people found it, what they learnt, and what they do differently."""

from __future__ import annotations

from collections.abc import Iterable

from actionlearning.domain.values import EvaluationLevel
from actionlearning.projections.amounts import as_change, as_mean, as_of, as_share
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.metric import Change, Metric
from actionlearning.report.blocks import Block, Number, Numbers, Prose, Quote, Quotes, Section, table
from actionlearning.report.forms import Bar, Pair, bars, pairs
from actionlearning.report.readers import WITHHELD, Eyes
from actionlearning.report.words import counts, long_day

__all__ = ["behaviour", "found", "learning", "reaction"]

SCALE = 10
"""The scale of every score."""


def found(view: Evaluation, level: EvaluationLevel, eyes: Eyes) -> tuple[Block, ...]:
    """What people judged at one level. They judged it for the sponsor, so it is told to them."""
    quotes = tuple(
        Quote(text=eyes.text(each.finding), by=_by(eyes.person(each.by), long_day(each.at, view.time_zone), eyes))
        for each in view.found[level]
    )
    return (Quotes(title="What was found", quotes=quotes),) if quotes else (Prose("Nobody has judged this level yet."),)


def _by(name: str, on: str, eyes: Eyes) -> str:
    return f"Found on {on}" if eyes.is_sponsor else f"{name}, {on}"


def reaction(view: Evaluation, eyes: Eyes) -> Section:
    """Level 1."""
    its = view.reaction
    courses = [("Safety", its.safety), ("Challenge", its.challenge), ("Support", its.support)]
    rows = [
        (f"{name} in the set", course.first, course.last, f"{as_mean(course.first)} → {as_mean(course.last)}")
        for name, course in courses
    ]
    rows.append(
        ("Energy, coming and going", its.energy_in, its.energy_out, f"{as_mean(its.energy_in)} → {as_mean(its.energy_out)}")
    )
    shown = [(name, first, last, _told(first, last, words, eyes)) for name, first, last, words in rows]
    chart = pairs(
        "reaction",
        "How the sets found themselves, at first and at last",
        [_pair(name, first, last, words, eyes) for name, first, last, words in shown],
        table(
            "Mean scores on 1 to 10",
            ("Score", "First or before", "Last or after", "Over all", "People"),
            [
                *(
                    (f"{name} in the set", as_mean(c.first), as_mean(c.last), as_mean(c.overall), "the set together")
                    for name, c in courses
                ),
                (
                    "Energy, coming and going",
                    eyes.figure(its.energy_in, as_mean(its.energy_in)),
                    eyes.figure(its.energy_out, as_mean(its.energy_out)),
                    "",
                    _people(its.energy_in, eyes),
                ),
            ],
            numeric=(1, 2, 3),
        ),
        says=_says(shown),
        top=SCALE,
        words=("first session, or coming", "last session, or going"),
    )
    said = Numbers(
        (
            Number(label="Worth it to members", value=_score(its.worth, eyes), note=_asked(its.worth, eyes)),
            Number(label="Would recommend it", value=_score(its.recommend, eyes), note=_asked(its.recommend, eyes)),
        )
    )
    return Section(
        name="reaction",
        title="Level 1: reaction",
        lede="What people thought of it.",
        blocks=(chart, said, *found(view, EvaluationLevel.REACTION, eyes)),
    )


def learning(view: Evaluation, eyes: Eyes) -> Section:
    """Level 2."""
    its = view.learning
    changes = [
        ("Less isolated", its.less_isolated),
        ("Self-efficacy", its.self_efficacy),
        ("Takes responsibility", its.takes_responsibility),
    ]
    rated = pairs(
        "ratings",
        "How people rate themselves, before and after",
        [_changed(name, change, eyes) for name, change in changes],
        table(
            "Means on 1 to 10 over those who gave both",
            ("Rating", "Before and after", "People"),
            ((name, eyes.figure(c, as_change(c)), str(c.n) if eyes.may_count(c.n) else "fewer than 5") for name, c in changes),
            numeric=(1, 2),
        ),
        says="; ".join(f"{name}: {eyes.figure(change, as_change(change))}" for name, change in changes),
        top=SCALE,
        words=("before", "after"),
        note="Matched pairs only: a person who rated themself once is in neither mean.",
    )
    mix = its.questions
    talk = [
        ("Questions that were open", mix.first.open_share, mix.last.open_share),
        ("Advice among all that was said", mix.first.advice_rate, mix.last.advice_rate),
    ]
    told = [(name, a, b, _told(a, b, f"{as_share(a)} → {as_share(b)}", eyes)) for name, a, b in talk]
    asked = pairs(
        "talk",
        "From advice to questions",
        [_pair(name, a, b, words, eyes) for name, a, b, words in told],
        table(
            "In the first and the last session of each set in which it was recorded",
            ("Share", "First", "Of", "Last", "Of"),
            ((n, eyes.figure(a, as_share(a)), _of(a, eyes), eyes.figure(b, as_share(b)), _of(b, eyes)) for n, a, b in talk),
            numeric=(1, 2, 3, 4),
        ),
        says=_says(told),
        top=1,
        words=("first session", "last session"),
    )
    kinds = f"What was captured is {WITHHELD}."
    if its.learners == 0:
        kinds = "Nothing that was learnt has been captured yet."
    elif its.learners is not None:
        loops = f"by loop, {counts(its.by_loop)}" if its.by_loop else "by loop, withheld"
        kinds = f"Captured by {its.learners} people: {counts(its.by_kind) if its.by_kind else 'by kind, withheld'}; {loops}."
    return Section(
        name="learning",
        title="Level 2: learning",
        lede="What they took from it.",
        blocks=(
            Numbers(
                (
                    _share("Reviews that brought learning", its.learning_yield, eyes),
                    _share("Learning used elsewhere", its.transfer, eyes),
                )
            ),
            rated,
            asked,
            Prose(kinds),
            *found(view, EvaluationLevel.LEARNING, eyes),
        ),
    )


def behaviour(view: Evaluation, eyes: Eyes) -> Section:
    """Level 3."""
    its = view.behaviour
    rows = [
        ("Steps done of those due", its.follow_through),
        ("Done on time", its.on_time),
        ("Steps of their own idea", its.ownership_index),
        ("Sessions attended", its.attendance),
        ("Taken up promptly with the set", its.prompt_review),
    ]
    chart = bars(
        "behaviour",
        "Whether they come, act, and account for it",
        [Bar(label=name, value=_drawn(figure, eyes), shown=eyes.figure(figure, as_share(figure))) for name, figure in rows],
        table(
            "Shares, and what they were divided from",
            ("Share", "Value", "Of", "People"),
            ((n, eyes.figure(f, as_share(f)), _of(f, eyes), _people(f, eyes)) for n, f in rows),
            numeric=(1, 2, 3),
        ),
        says="; ".join(f"{name}: {eyes.figure(figure, as_share(figure))}" for name, figure in rows),
        full=1,
    )
    used = Numbers(
        (
            Number(
                label="Times that learning was used on another problem",
                value="0" if its.applied.n == 0 else eyes.figure(its.applied, str(its.applied.numerator)),
                note=f"by {its.applied.n} people" if its.applied.n and eyes.may_count(its.applied.n) else "",
            ),
        )
    )
    return Section(
        name="behaviour",
        title="Level 3: behaviour",
        lede="What they do differently.",
        blocks=(chart, used, *found(view, EvaluationLevel.BEHAVIOUR, eyes)),
    )


def _share(label: str, figure: Metric, eyes: Eyes) -> Number:
    return Number(label=label, value=eyes.figure(figure, as_share(figure)), note=_of(figure, eyes))


def _score(figure: Metric, eyes: Eyes) -> str:
    return eyes.figure(figure, f"{as_mean(figure)} of {SCALE}")


def _asked(figure: Metric, eyes: Eyes) -> str:
    return f"mean of {figure.n}" if figure.n and eyes.may_count(figure.n) else ""


def _of(figure: Metric, eyes: Eyes) -> str:
    return as_of(figure) if eyes.may_count(figure.n) else ""


def _people(figure: Metric, eyes: Eyes) -> str:
    if figure.n is None or figure.value is None:
        return ""
    return str(figure.n) if eyes.may_count(figure.n) else "fewer than 5"


def _drawn(figure: Metric, eyes: Eyes) -> float | None:
    return None if figure.value is None or not eyes.may_count(figure.n) else float(figure.value)


def _told(first: Metric, last: Metric, words: str, eyes: Eyes) -> str:
    if first.value is None or last.value is None:
        return eyes.figure(first if first.value is None else last, words) if None in (first.value, last.value) else words
    return words if eyes.may_count(first.n) and eyes.may_count(last.n) else WITHHELD


def _pair(label: str, first: Metric, last: Metric, words: str, eyes: Eyes) -> Pair:
    before, after = _drawn(first, eyes), _drawn(last, eyes)
    if before is None or after is None:
        return Pair(label=f"{label}: {words}", before=None, after=None, shown="")
    return Pair(label=label, before=before, after=after, shown=words)


def _changed(label: str, change: Change, eyes: Eyes) -> Pair:
    words = eyes.figure(change, as_change(change))
    if change.before is None or change.after is None or not eyes.may_count(change.n):
        return Pair(label=f"{label}: {words}", before=None, after=None, shown="")
    return Pair(label=label, before=float(change.before), after=float(change.after), shown=words)


def _says(rows: Iterable[tuple[str, Metric, Metric, str]]) -> str:
    return "; ".join(f"{name}: {words}" for name, _, _, words in rows)
