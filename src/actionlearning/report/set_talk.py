"""How a set talked, on a page: its questions by form and by what they were for, beside the advice that was given."""

from __future__ import annotations

from actionlearning.domain.values import QuestionForm
from actionlearning.projections.amounts import as_share
from actionlearning.projections.facilitation import SetFacilitation, SetSession
from actionlearning.report.blocks import Block, Key, Prose, Section, table
from actionlearning.report.forms import Bar, Part, bars, shares
from actionlearning.report.readers import NOT_BY_SESSION, Eyes
from actionlearning.report.words import called, plural

__all__ = ["form_keys", "talk"]

FORMS = {
    QuestionForm.OPEN: "accent",
    QuestionForm.CLOSED: "lines",
    QuestionForm.LEADING: "cross",
    QuestionForm.MULTIPLE: "grey",
}
ADVICE = "advice"


def form_keys(*, advice: bool) -> tuple[Key, ...]:
    """How the forms of questions look, with advice beside them."""
    forms = tuple(Key(look, f"{form.value} questions") for form, look in FORMS.items())
    return (*forms, Key("alarm", ADVICE)) if advice else forms


def talk(view: SetFacilitation, eyes: Eyes) -> Section:
    """What was asked and advised, session by session."""
    told = [each for each in view.sessions if each.talk.questions + each.talk.advice]
    blocks: list[Block] = []
    if not told:
        blocks.append(Prose("No questions and no advice were recorded in any session."))
    elif eyes.is_sponsor:
        blocks.append(Prose(NOT_BY_SESSION))
    else:
        blocks += [_mix(told), _functions(view)]
    silent = [str(each.number) for each in view.sessions if each not in told]
    if silent and told and not eyes.is_sponsor:
        blocks.append(Prose(f"Not recorded in {'session' if len(silent) == 1 else 'sessions'} {', '.join(silent)}."))
    return Section(
        name="questions",
        title="Questions and advice",
        lede="A set asks and does not advise. The forms of its questions show how far it keeps to that.",
        blocks=tuple(blocks),
    )


def _mix(sessions: list[SetSession]) -> Block:
    rows = [_talked(each) for each in sessions]
    parts = [
        Part(row=row, key=key, value=float(value))
        for row, each in zip(rows, sessions, strict=True)
        for key, value in (
            *((f"{form.value} questions", each.talk.by_form.get(form, 0)) for form in FORMS),
            (ADVICE, each.talk.advice),
        )
    ]
    return shares(
        "questions",
        "Question mix, session by session",
        rows,
        parts,
        table(
            "What was asked and advised",
            ("Session", *(form.value.capitalize() for form in FORMS), "Advice", "Open share", "Advice rate"),
            (
                (
                    str(each.number),
                    *(str(each.talk.by_form.get(form, 0)) for form in FORMS),
                    str(each.talk.advice),
                    as_share(each.talk.open_share),
                    as_share(each.talk.advice_rate),
                )
                for each in sessions
            ),
            numeric=range(1, len(FORMS) + 4),
        ),
        says="; ".join(rows),
        keys=form_keys(advice=True),
    )


def _talked(each: SetSession) -> str:
    its = each.talk
    asked = f"{plural(its.questions, 'question')}, {as_share(its.open_share)} open" if its.questions else "no questions"
    return f"Session {each.number}: {asked}; advice {as_share(its.advice_rate)}"


def _functions(view: SetFacilitation) -> Block:
    its = view.talk
    if not its.by_function:
        return Prose("What the questions were for is not shown.")
    rows = list(its.by_function.items())
    return bars(
        "functions",
        "What the questions were for",
        [Bar(label=called(kind).capitalize(), value=float(count), shown=str(count)) for kind, count in rows],
        table("Questions by what they were for", ("For", "Questions"), ((called(k), str(n)) for k, n in rows), numeric=(1,)),
        says="; ".join(f"{called(kind)}: {count}" for kind, count in rows),
    )
