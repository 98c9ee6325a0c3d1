"""The page about a set: when it met and who presented, what became of its actions, how it talked, and how the room was."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from actionlearning.domain.policies import Policy
from actionlearning.domain.values import QuestionForm, SessionKind
from actionlearning.projections.amounts import as_mean, as_share
from actionlearning.projections.facilitation import SetFacilitation, SetSession
from actionlearning.projections.figures import SetMetrics
from actionlearning.projections.metric import Metric
from actionlearning.projections.set_overview import Attended, OverviewMember, OverviewSession, SetOverview
from actionlearning.report.actions import action_spans
from actionlearning.report.blocks import Block, Entry, Journey, Key, Mark, Matrix, Number, Prose, Quote, Quotes, Section, table
from actionlearning.report.forms import Bar, Part, bars, shares
from actionlearning.report.forms_in_time import Line, lines
from actionlearning.report.readers import WITHHELD, Eyes
from actionlearning.report.words import called, counts, day, figures, long_day, plural, share_number

__all__ = ["SetViews", "form_keys", "set_numbers", "set_sections"]

FORMS = {
    QuestionForm.OPEN: "accent",
    QuestionForm.CLOSED: "lines",
    QuestionForm.LEADING: "cross",
    QuestionForm.MULTIPLE: "grey",
}
ADVICE = "advice"
MARKS = {
    Attended.PRESENT: Mark("●", "present"),
    Attended.APOLOGY: Mark("○", "sent an apology", "faint"),
    Attended.ABSENT: Mark("✕", "absent", "bad"),
}


@frozen(kw_only=True)
class SetViews:
    """Everything that the page is made of, as at one moment."""

    overview: SetOverview
    metrics: SetMetrics
    facilitation: SetFacilitation


def set_numbers(views: SetViews, eyes: Eyes) -> tuple[Number, ...]:
    """What to know if nothing else is read."""
    its = views.metrics.figures
    return (
        share_number("Steps done of those due", its.follow_through, eyes),
        share_number("Sessions attended", its.attendance, eyes),
        share_number("Presentations that led to action", its.talk_to_action, eyes),
        share_number("Questions that were open", its.open_share, eyes),
    )


def set_sections(views: SetViews, eyes: Eyes) -> tuple[Section, ...]:
    """The whole page, top down; a sponsor is shown no part in which somebody could be told from another."""
    overview = views.overview
    people = () if eyes.is_sponsor else (_actions(views, eyes), _attendance(overview, eyes), _airtime(views, eyes))
    return (
        _timeline(overview, eyes),
        *people[:1],
        _talk(views, eyes),
        *people[1:],
        _room(overview, eyes),
        _process(views, eyes),
        Section(
            name="figures",
            title="All figures",
            lede="Each by one definition, with how many people it is about.",
            blocks=(figures("Figures of the set", views.metrics.figures.named(), eyes),),
        ),
    )


# Meetings


def _timeline(view: SetOverview, eyes: Eyes) -> Section:
    entries = tuple(_meeting(each, view, eyes) for each in view.sessions)
    return Section(
        name="sessions",
        title="Sessions",
        lede=view.purpose,
        blocks=(Journey(title="When the set met", entries=entries, nothing="No session is in the diary yet."),),
    )


def _meeting(each: OverviewSession, view: SetOverview, eyes: Eyes) -> Entry:
    came = "cancelled" if each.cancelled else "in the diary"
    if each.held:
        came = f"{each.present} of {each.expected} there" if eyes.may_count(each.expected) else WITHHELD
    lines_ = [came]
    if each.adviser is not None and not eyes.is_sponsor:
        lines_[0] = f"{came}; set adviser {eyes.person(each.adviser)}"
    if each.inquorate:
        lines_.append("It closed without its quorum.")
    if eyes.is_sponsor and each.slots:
        lines_.append(plural(len(each.slots), "presentation"))
    else:
        lines_ += [_slot(slot.minutes, eyes.person(slot.presenter), eyes.thing(slot.problem)) for slot in each.slots]
    follow_up = each.kind is SessionKind.FOLLOW_UP
    return Entry(
        when=long_day(each.on, view.time_zone),
        title=f"Session {each.number}",
        tag="follow-up" if follow_up else "cancelled" if each.cancelled else "",
        lines=tuple(lines_),
    )


def _slot(minutes: int | None, who: str, what: str | None) -> str:
    took = "" if minutes is None else f" ({minutes} minutes)"
    return f"{who} presented “{what}”{took}" if what else f"{who} presented{took}"


def _actions(views: SetViews, eyes: Eyes) -> Section:
    view = views.overview
    met = [each.on for each in view.sessions if each.held]
    return Section(
        name="actions",
        title="Actions",
        lede="What members committed to, and what became of it.",
        blocks=(action_spans(view.actions, view.today, eyes, sessions=met),),
    )


# Talk


def form_keys(*, advice: bool) -> tuple[Key, ...]:
    """How the forms of questions look, with advice beside them."""
    forms = tuple(Key(look, f"{form.value} questions") for form, look in FORMS.items())
    return (*forms, Key("alarm", ADVICE)) if advice else forms


def _talk(views: SetViews, eyes: Eyes) -> Section:
    view = views.facilitation
    told = [each for each in view.sessions if each.talk.questions + each.talk.advice]
    shown = [each for each in told if _may_be_told(each, eyes)]
    blocks: list[Block] = []
    if shown:
        blocks.append(_mix(shown))
        blocks.append(_functions(view, eyes))
    else:
        blocks.append(
            Prose(WITHHELD.capitalize() + "." if told else "No questions and no advice were recorded in any session.")
        )
    silent = [str(each.number) for each in view.sessions if each not in told]
    if silent and told:
        blocks.append(Prose(f"Not recorded in {'session' if len(silent) == 1 else 'sessions'} {', '.join(silent)}."))
    return Section(
        name="questions",
        title="Questions and advice",
        lede="A set asks and does not advise. The forms of its questions show how far it keeps to that.",
        blocks=tuple(blocks),
    )


def _may_be_told(each: SetSession, eyes: Eyes) -> bool:
    """Whether enough people asked, and enough asked or advised; that nobody did says nothing of anybody."""
    return all(eyes.may_count(people or None) for people in (each.talk.open_share.n, each.talk.advice_rate.n))


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
            numeric=range(len(FORMS) + 4),
        ),
        says="; ".join(rows),
        keys=form_keys(advice=True),
    )


def _talked(each: SetSession) -> str:
    its = each.talk
    asked = f"{plural(its.questions, 'question')}, {as_share(its.open_share)} open" if its.questions else "no questions"
    return f"Session {each.number}: {asked}; advice {as_share(its.advice_rate)}"


def _functions(view: SetFacilitation, eyes: Eyes) -> Block:
    its = view.talk
    if not eyes.may_count(its.open_share.n) or not its.by_function:
        return Prose("What the questions were for is not shown.")
    rows = list(its.by_function.items())
    return bars(
        "functions",
        "What the questions were for",
        [Bar(label=called(kind).capitalize(), value=float(count), shown=str(count)) for kind, count in rows],
        table("Questions by what they were for", ("For", "Questions"), ((called(k), str(n)) for k, n in rows), numeric=(1,)),
        says="; ".join(f"{called(kind)}: {count}" for kind, count in rows),
    )


# People


def _attendance(view: SetOverview, eyes: Eyes) -> Section:
    held = [each for each in view.sessions if each.held]
    none = Mark("", "not a member then")
    rows = tuple(
        (
            eyes.person(member.person),
            tuple(MARKS[member.attendance[s.number]] if s.number in member.attendance else none for s in held),
            _belonged(member),
        )
        for member in view.members
    )
    return Section(
        name="attendance",
        title="Attendance",
        blocks=(
            Matrix(
                caption="Who came to which session",
                corner="Member",
                columns=tuple(f"{each.number}" for each in held),
                rows=rows,
                last="Regular sessions",
                keys=tuple(MARKS.values()),
            ),
        ),
    )


def _belonged(member: OverviewMember) -> str:
    its = member.attended
    attended = "none held yet" if its.value is None else f"{its.numerator} of {its.denominator}"
    return f"{attended}; left {day(member.left_on)}" if member.left_on else attended


def _airtime(views: SetViews, eyes: Eyes) -> Section:
    gini = views.metrics.figures.airtime_gini
    rows = [member for member in views.overview.members if member.airtime.value is not None]
    if not rows:
        return Section(name="airtime", title="Airtime", blocks=(Prose("No session has been held yet."),))
    chart = bars(
        "airtime",
        "Minutes of airtime for each session they were a member for",
        [_minutes(member, eyes) for member in rows],
        table(
            "Airtime",
            ("Member", "Minutes", "Sessions", "Minutes a session"),
            (
                (eyes.person(m.person), str(m.airtime.numerator), str(m.airtime.denominator), as_mean(m.airtime, 1))
                for m in rows
            ),
            numeric=(1, 2, 3),
        ),
        says="; ".join(f"{eyes.person(m.person)}: {as_mean(m.airtime, 1)} minutes a session" for m in rows),
        note=f"Gini of airtime {as_mean(gini, 3)}: 0 is equal for all.",
    )
    return Section(name="airtime", title="Airtime", lede="How evenly the minutes were shared.", blocks=(chart,))


def _minutes(member: OverviewMember, eyes: Eyes) -> Bar:
    value = member.airtime.value
    return Bar(label=eyes.person(member.person), value=float(value or 0), shown=f"{as_mean(member.airtime, 1)} minutes")


# The room


def _room(view: SetOverview, eyes: Eyes) -> Section:
    held = [each for each in view.sessions if each.held]
    blocks: list[Block] = []
    energy = [each for each in held if each.energy_in.value is not None and eyes.may_count(each.energy_in.n)]
    if energy:
        blocks.append(
            lines(
                "energy",
                "Energy, coming and going",
                [
                    Line(label="going", values=tuple((s.number, _value(s.energy_out)) for s in energy)),
                    Line(label="coming", values=tuple((s.number, _value(s.energy_in)) for s in energy)),
                ],
                table(
                    "Mean energy on 1 to 10 of those who gave it twice",
                    ("Session", "Coming", "Going", "People"),
                    ((str(s.number), as_mean(s.energy_in), as_mean(s.energy_out), str(s.energy_in.n)) for s in energy),
                    numeric=(0, 1, 2, 3),
                ),
                says="; ".join(f"session {s.number}: {as_mean(s.energy_in)} to {as_mean(s.energy_out)}" for s in energy),
            )
        )
    else:
        blocks.append(Prose("Nobody gave their energy both coming and going, or too few to show."))
    reviewed = [each for each in held if each.safety.value is not None]
    if reviewed:
        blocks.append(
            lines(
                "process",
                "How the set found itself",
                [
                    Line(label="support", values=tuple((s.number, _value(s.support)) for s in reviewed)),
                    Line(label="challenge", values=tuple((s.number, _value(s.challenge)) for s in reviewed)),
                    Line(label="safety", values=tuple((s.number, _value(s.safety)) for s in reviewed)),
                ],
                table(
                    "Process reviews on 1 to 10",
                    ("Session", "Safety", "Challenge", "Support"),
                    ((str(s.number), as_mean(s.safety), as_mean(s.challenge), as_mean(s.support)) for s in reviewed),
                    numeric=(0, 1, 2, 3),
                ),
                says="; ".join(_found(each) for each in reviewed),
            )
        )
    else:
        blocks.append(Prose("The set has not reviewed its process yet."))
    if not eyes.is_sponsor:
        notes = tuple(Quote(text=eyes.text(note), by=f"Session {each.number}") for each in held for note in each.notes)
        blocks.append(Quotes(title="Said in the process reviews", quotes=notes))
    return Section(name="room", title="In the room", lede="Energy, safety, challenge and support.", blocks=tuple(blocks))


def _found(each: OverviewSession) -> str:
    scores = (("safety", each.safety), ("challenge", each.challenge), ("support", each.support))
    return f"session {each.number}: {', '.join(f'{name} {as_mean(score)}' for name, score in scores)}"


def _value(figure: Metric) -> float:
    return float(figure.value or 0)


def _process(views: SetViews, eyes: Eyes) -> Section:
    its, overview = views.facilitation, views.overview
    broken = table(
        "Ground rules noted as broken",
        ("Rule of the contract", "Times"),
        ((f"Rule {rule}", str(times)) for rule, times in its.breaches.items()),
        numeric=(1,),
        nothing="None was noted.",
    )
    breaches = table(
        "Policies breached",
        ("Policy", "When", "What"),
        (
            (called(each.policy).capitalize(), day(each.on), _detail(each.policy, each.detail, eyes))
            for each in overview.breaches
        ),
        nothing="No policy was breached.",
    )
    return Section(
        name="process",
        title="Process and rules",
        lede="Where the set went against what it had agreed, and what its adviser did for the process.",
        blocks=(*(() if eyes.is_sponsor else _done(its)), broken, breaches),
    )


def _done(its: SetFacilitation) -> Iterator[Block]:
    yield Prose(f"Done for the process: {counts(its.interventions)}.")


def _detail(policy: Policy, detail: str, eyes: Eyes) -> str:
    """What was breached; who manages whom is told to nobody outside the set."""
    return "two members are in one line of management" if policy is Policy.LINE_MANAGER and eyes.is_sponsor else detail
