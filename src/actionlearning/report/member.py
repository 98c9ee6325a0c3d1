"""The page about a member: their way through action learning, and a part that is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from attrs import frozen

from actionlearning.domain.values import ActionKind, OutcomeResult, QuestionForm
from actionlearning.projections.amounts import RESULTS, as_share
from actionlearning.projections.credit_ledger import CreditLedger
from actionlearning.projections.facilitation import Facilitation
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.problem_facts import Problem
from actionlearning.projections.responsibility import Responsibility
from actionlearning.projections.set_overview import OverviewAction
from actionlearning.report.actions import action_spans
from actionlearning.report.blocks import Block, Entry, Journey, Number, Prose, Quote, Quotes, Section, table
from actionlearning.report.forms import Part, shares
from actionlearning.report.member_private import private_section
from actionlearning.report.readers import Eyes
from actionlearning.report.set_talk import form_keys
from actionlearning.report.words import called, counts, day, long_day, plural, share_number, times

__all__ = ["MemberViews", "member_numbers", "member_sections"]


@frozen(kw_only=True)
class MemberViews:
    """Everything that the page is made of, as at one moment; what is theirs alone is left empty for others."""

    learning: LearningHistory
    actions: tuple[OverviewAction, ...]
    today: date
    responsibility: Responsibility
    facilitation: Facilitation
    ledger: CreditLedger


def member_numbers(views: MemberViews, eyes: Eyes) -> tuple[Number, ...]:
    """What to know if nothing else is read."""
    view, own = views.learning, views.responsibility.figures
    return (
        Number(label="Problems brought", value=str(len(view.problems))),
        share_number("Steps done of those due", own.follow_through, eyes),
        share_number("Steps of their own idea", own.ownership_index, eyes),
        Number(label="Learnings", value=str(len(view.learnings)), note=_used(view)),
    )


def _used(view: LearningHistory) -> str:
    uses = sum(len(learning.applied) for learning in view.learnings)
    return f"used {times(uses)} on another problem" if uses else "none used elsewhere yet"


def member_sections(views: MemberViews, eyes: Eyes) -> tuple[Section, ...]:
    """The whole page, top down; what is theirs alone comes last, and only for them."""
    shared = (_journey(views, eyes), _problems(views, eyes), _actions(views, eyes), _learnt(views, eyes), _questions(views))
    return (*shared, private_section(views.learning, views.responsibility, views.ledger, eyes)) if eyes.is_owner else shared


def _journey(views: MemberViews, eyes: Eyes) -> Section:
    view = views.learning
    told = sorted(_moments(view, eyes), key=lambda pair: pair[0])
    return Section(
        name="journey",
        title="The learning journey",
        lede="From each problem to what was seen in it, done about it, and learnt from it.",
        blocks=(Journey(title="Step by step", entries=tuple(entry for _, entry in told)),),
    )


def _moments(view: LearningHistory, eyes: Eyes) -> Iterator[tuple[datetime, Entry]]:
    def when(at: datetime) -> str:
        return long_day(at, view.time_zone)

    for problem in view.problems:
        title = eyes.text(problem.title)
        yield problem.raised_at, Entry(when=when(problem.raised_at), title=f"Brought “{title}”", tag=problem.stage.value)
        for each in problem.presentations:
            yield each.at, Entry(when=when(each.at), title=f"Presented it in session {each.session}", lines=(title,))
    for insight in view.insights:
        yield insight.at, _seen(when(insight.at), "Saw something new", insight.level.value, eyes.text(insight.words))
    for insight in view.reframings:
        yield (
            insight.at,
            _seen(when(insight.at), "Put the problem in another way", insight.level.value, eyes.text(insight.words)),
        )
    for action in view.actions:
        experiment = "experiment" if action.kind is ActionKind.EXPERIMENT else ""
        committed = Entry(
            when=when(action.committed_at), title="Committed to an action", tag=experiment, lines=(eyes.text(action.what),)
        )
        yield action.committed_at, committed
        if action.report is not None:
            result = RESULTS[action.report.result].capitalize()
            tag = "" if action.report.result is OutcomeResult.ACHIEVED else "told openly"
            evidence = (eyes.text(action.report.evidence),) if action.report.evidence else ()
            lines = (eyes.text(action.what),)
            yield action.report.at, Entry(when=when(action.report.at), title=result, tag=tag, lines=lines, quotes=evidence)
    for learning in view.learnings:
        kind = f"{learning.kind.value}, {learning.loop.value} loop"
        yield learning.at, _seen(when(learning.at), "Learnt", kind, eyes.text(learning.what))
        for use in learning.applied:
            yield use.at, _seen(when(use.at), "Used it on another problem", "", eyes.text(use.how))


def _seen(when: str, title: str, tag: str, words: str) -> Entry:
    return Entry(when=when, title=title, tag=tag, quotes=(words,))


def _problems(views: MemberViews, eyes: Eyes) -> Section:
    view = views.learning
    entries = tuple(
        Entry(
            when=long_day(problem.raised_at, view.time_zone),
            title=eyes.text(problem.title),
            tag=problem.stage.value,
            lines=(
                f"At stake: {eyes.text(problem.stake)}",
                f"Presented in {_sessions(problem)}; {plural(len(problem.actions), 'step')} committed to.",
            ),
        )
        for problem in view.problems
    )
    nothing = "They have brought no problem."
    return Section(
        name="problems", title="Problems", blocks=(Journey(title="What they brought", entries=entries, nothing=nothing),)
    )


def _sessions(problem: Problem) -> str:
    numbers = [str(each.session) for each in problem.presentations]
    return f"session{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else "no session yet"


def _actions(views: MemberViews, eyes: Eyes) -> Section:
    own = views.responsibility.figures
    numbers = table(
        "How far they own what they do",
        ("Figure", "Value", "Of"),
        (
            (name, as_share(figure), f"{figure.numerator} of {figure.denominator}" if figure.denominator else "")
            for name, figure in (
                ("Actions of their own idea", own.ownership_index),
                ("Achieved of those due", own.follow_through),
                ("Achieved on time", own.on_time),
            )
        ),
        numeric=(1, 2),
    )
    return Section(
        name="actions",
        title="Actions",
        lede="What they committed to, and what became of it.",
        blocks=(action_spans(views.actions, views.today, eyes, owners=False), numbers),
    )


def _learnt(views: MemberViews, eyes: Eyes) -> Section:
    view = views.learning
    quotes = tuple(
        Quote(
            label=f"{each.kind.value.capitalize()}, {each.loop.value} loop",
            text=eyes.text(each.what),
            by="; ".join(
                [
                    long_day(each.at, view.time_zone),
                    *(f"used on another problem on {long_day(use.at, view.time_zone)}" for use in each.applied),
                ]
            ),
        )
        for each in view.learnings
    )
    uses = tuple(
        Quote(text=eyes.text(use.how), by=f"{long_day(use.at, view.time_zone)}, from: {eyes.text(each.what)}")
        for each in view.learnings
        for use in each.applied
    )
    blocks: list[Block] = [Quotes(title="What was learnt", quotes=quotes, nothing="Nothing has been captured yet.")]
    blocks.append(Quotes(title="Where it was used", quotes=uses, nothing="None of it has been used on another problem yet."))
    return Section(name="learning", title="Learning", blocks=tuple(blocks))


def _questions(views: MemberViews) -> Section:
    view = views.learning
    asked = [("received", view.received), ("asked", view.asked)]
    shown = [(name, its) for name, its in asked if its.asked]
    if not shown:
        return Section(name="questions", title="Questions", blocks=(Prose("No questions were recorded."),))
    rows = {name: f"{name.capitalize()} {len(its.asked)}: {counts(its.by_form)}" for name, its in shown}
    forms = tuple(QuestionForm)
    chart = shares(
        "questions",
        f"Questions {' and '.join(rows)}, by form",
        list(rows.values()),
        [
            Part(row=rows[name], key=f"{form.value} questions", value=float(its.by_form.get(form, 0)))
            for name, its in shown
            for form in forms
        ],
        table(
            "Questions by form",
            ("Questions", *(form.value.capitalize() for form in forms)),
            ((name.capitalize(), *(str(its.by_form.get(form, 0)) for form in forms)) for name, its in shown),
            numeric=range(1, len(forms) + 1),
        ),
        says="; ".join(rows.values()),
        keys=form_keys(advice=False),
    )
    purposes = table(
        "What they were for",
        ("Questions", "For"),
        ((name.capitalize(), counts(its.by_function)) for name, its in shown),
    )
    took_part = views.facilitation
    sessions = table(
        "Session by session",
        ("Session", "Set", "Day", "As", "Asked", "Advice"),
        (
            (f"Session {e.number}", e.title, day(e.on), called(e.role), str(e.talk.questions), str(e.talk.advice))
            for e in took_part.sessions
        ),
        numeric=(4, 5),
        nothing="They asked and advised in no session.",
    )
    return Section(name="questions", title="Questions", blocks=(chart, purposes, sessions))
