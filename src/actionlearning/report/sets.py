"""The page about a set: when it met and who presented, what became of its actions, how it talked, and how the room was."""

from __future__ import annotations

from attrs import frozen

from actionlearning.domain.values import SessionKind
from actionlearning.projections.amounts import as_mean
from actionlearning.projections.facilitation import SetFacilitation
from actionlearning.projections.figures import SetMetrics
from actionlearning.projections.set_overview import Attended, OverviewMember, OverviewSession, SetOverview
from actionlearning.report.actions import action_spans
from actionlearning.report.blocks import Entry, Journey, Mark, Matrix, Number, Prose, Section, table
from actionlearning.report.forms import Bar, bars
from actionlearning.report.readers import Eyes
from actionlearning.report.set_room import process, room
from actionlearning.report.set_talk import talk
from actionlearning.report.words import day, figures, long_day, share_number

__all__ = ["SetViews", "set_numbers", "set_sections"]

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
        talk(views.facilitation, eyes),
        *people[1:],
        room(overview, eyes),
        process(views.facilitation, overview, eyes),
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
        came = "held" if eyes.is_sponsor else f"{each.present} of {each.expected} there"
    lines_ = [came]
    if each.adviser is not None and not eyes.is_sponsor:
        lines_[0] = f"{came}; set adviser {eyes.person(each.adviser)}"
    if not eyes.is_sponsor:  # how many presented, or stayed away, is about those few
        if each.inquorate:
            lines_.append("It closed without its quorum.")
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
