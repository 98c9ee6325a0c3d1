"""A set at a glance: its sessions with who presented, its members with their attendance and airtime, and its actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.policies import Policy, PolicyBreachNoted
from actionlearning.domain.times import day_of
from actionlearning.domain.values import AttendanceMode, MemberId, SessionKind, SetId, SetKind
from actionlearning.projections.action_facts import Action
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts, SetFacts
from actionlearning.projections.metric import Metric
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Thing, Titles
from actionlearning.projections.set_facts import ProcessReview, Session
from actionlearning.projections.standing import Standing, standing_of

__all__ = [
    "Attended",
    "HeldSlot",
    "OverviewAction",
    "OverviewBreach",
    "OverviewMember",
    "OverviewSession",
    "SetOverview",
    "overview_action",
]


class Attended(Enum):
    """Whether somebody came to a session that they were a member for."""

    PRESENT = "present"
    APOLOGY = "sent an apology"
    ABSENT = "absent"


@frozen(kw_only=True)
class HeldSlot:
    """Who presented what, and how many minutes it took; None while it is open."""

    presenter: Person
    problem: Thing
    minutes: int | None
    released: bool
    """Whether what the problem is called may be read by the sponsor."""


@frozen(kw_only=True)
class OverviewSession:
    """One session, held or in the diary."""

    number: int
    kind: SessionKind
    on: date
    """The day in the set's time zone."""
    minutes: int
    mode: AttendanceMode
    held: bool
    cancelled: bool
    inquorate: bool
    adviser: Person | None
    present: int
    expected: int
    """Whose session-slot it was; of a follow-up, how many were members."""
    slots: tuple[HeldSlot, ...]
    energy_in: Metric
    """Mean at check-in over those who gave it both at check-in and at check-out; ``energy_out`` likewise."""
    energy_out: Metric
    safety: Metric
    """Mean of the process reviews, like ``challenge`` and ``support``."""
    challenge: Metric
    support: Metric
    notes: tuple[Personal, ...]
    """What was noted in the process reviews."""


@frozen(kw_only=True)
class OverviewMember:
    """One member: when they belonged to it, to which sessions they came, and how much airtime they had."""

    person: Person
    joined_on: date
    left_on: date | None
    attendance: Mapping[int, Attended]
    """By the number of each session held while they were a member, follow-ups included."""
    attended: Metric
    """Attended ÷ their regular sessions."""
    airtime: Metric
    """Minutes ÷ their regular sessions, which is what the Gini of airtime compares."""


@frozen(kw_only=True)
class OverviewAction:
    """An action with its days, from the commitment to the review."""

    action: Action
    owner: Person
    problem: Thing
    standing: Standing
    committed_on: date
    ended_on: date | None
    """The day on which it was done, reported as not done, or released; None while it is open."""
    reviewed_on: date | None
    released: tuple[Place, ...]
    """Where the texts of its problem stand that the sponsor may read."""


@frozen(kw_only=True)
class OverviewBreach:
    """A decision that went against a policy of the set; its detail names people by id alone."""

    on: date
    policy: Policy
    detail: str


@frozen(kw_only=True)
class SetOverview:
    """One set as far as the history has come."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    set: SetId
    title: str
    purpose: str
    kind: SetKind
    time_zone: str
    today: date
    formed_on: date
    closed_on: date | None
    advisers: tuple[Person, ...]
    sessions: tuple[OverviewSession, ...]
    members: tuple[OverviewMember, ...]
    actions: tuple[OverviewAction, ...]
    breaches: tuple[OverviewBreach, ...]

    @classmethod
    def fold(cls, history: History, /, *, set: SetId) -> Self:  # noqa: A002  # the word for it in action learning
        """The overview of a set, sessions by number and actions by commitment. Raises ``NothingKnown``."""
        its, titles = Facts(history).set(set), Titles(history)
        return cls(
            as_at=history.asked,
            position=history.position,
            set=its.id,
            title=its.title,
            purpose=its.purpose,
            kind=its.kind,
            time_zone=its.time_zone,
            today=its.today,
            formed_on=day_of(its.formed_at, its.time_zone),
            closed_on=day_of(its.closed_at, its.time_zone) if its.closed_at else None,
            advisers=tuple(titles.person(each) for each in its.advisers),
            sessions=tuple(_session(each, its, titles) for each in its.sessions),
            members=tuple(_member(each, its, titles) for each in dict.fromkeys(m.member for m in its.memberships)),
            actions=tuple(_actions(its, titles)),
            breaches=tuple(_breaches(its, history)),
        )


def overview_action(action: Action, released: tuple[Place, ...], today: date, time_zone: str, titles: Titles) -> OverviewAction:
    """An action with its days in a time zone, as at ``today``."""
    ended = action.release.on if action.release else None
    if ended is None and action.report is not None:
        ended = action.report.done_on or day_of(action.report.at, time_zone)
    return OverviewAction(
        action=action,
        owner=titles.person(action.owner),
        problem=titles.thing("problem", action.ref.problem),
        standing=standing_of(action, today),
        committed_on=day_of(action.committed_at, time_zone),
        ended_on=ended,
        reviewed_on=day_of(action.review.at, time_zone) if action.review else None,
        released=released,
    )


def _actions(its: SetFacts, titles: Titles) -> Iterator[OverviewAction]:
    placed = [(action, problem.released) for problem in its.problems for action in problem.actions]
    for action, released in sorted(placed, key=lambda pair: pair[0].committed_at):
        yield overview_action(action, released, its.today, its.time_zone, titles)


def _session(session: Session, its: SetFacts, titles: Titles) -> OverviewSession:
    both = session.energy_in.keys() & session.energy_out.keys()
    released = {problem.id for problem in its.problems if problem.title.place in problem.released}
    return OverviewSession(
        number=session.number,
        kind=session.kind,
        on=day_of(session.opened_at or session.starts_at, its.time_zone),
        minutes=session.minutes,
        mode=session.mode,
        held=session.opened_at is not None,
        cancelled=session.cancelled,
        inquorate=bool(session.inquorate),
        adviser=titles.person(session.adviser) if session.adviser else None,
        present=len(session.present),
        expected=len(its.expected(session)),
        slots=tuple(
            HeldSlot(
                presenter=titles.person(slot.presenter),
                problem=titles.thing("problem", slot.problem),
                minutes=slot.minutes,
                released=slot.problem in released,
            )
            for slot in session.slots
        ),
        energy_in=Metric(sum(session.energy_in[each] for each in both), len(both), len(both)),
        energy_out=Metric(sum(session.energy_out[each] for each in both), len(both), len(both)),
        safety=_mean(session.process_reviews, lambda review: review.safety),
        challenge=_mean(session.process_reviews, lambda review: review.challenge),
        support=_mean(session.process_reviews, lambda review: review.support),
        notes=tuple(review.note for review in session.process_reviews if review.note is not None),
    )


def _mean(reviews: Iterable[ProcessReview], score: Callable[[ProcessReview], int]) -> Metric:
    given = [score(review) for review in reviews]
    return Metric(sum(given), len(given))


def _member(member: MemberId, its: SetFacts, titles: Titles) -> OverviewMember:
    spans = [each.interval for each in its.memberships if each.member == member]
    theirs = [session for session in its.held if member in its.expected(session)]
    regular = [session for session in theirs if session.is_regular]
    minutes = sum(slot.minutes or 0 for session in regular for slot in session.slots if slot.presenter == member)
    return OverviewMember(
        person=titles.person(member),
        joined_on=day_of(spans[0].start, its.time_zone),
        left_on=day_of(spans[-1].end, its.time_zone) if spans[-1].end else None,
        attendance={session.number: _attended(member, session) for session in theirs},
        attended=Metric(sum(member in session.present for session in regular), len(regular)),
        airtime=Metric(minutes, len(regular)),
    )


def _attended(member: MemberId, session: Session) -> Attended:
    if member in session.present:
        return Attended.PRESENT
    return Attended.APOLOGY if session.absent.get(member, False) else Attended.ABSENT


def _breaches(its: SetFacts, history: History) -> Iterator[OverviewBreach]:
    streams = {its.id, *(problem.id for problem in its.problems)}
    for recorded in history.until_as_at(its.time_zone):
        if isinstance(recorded.event, PolicyBreachNoted) and recorded.stream in streams:
            event = recorded.event
            on = day_of(recorded.occurred_at, its.time_zone)
            yield OverviewBreach(on=on, policy=event.policy, detail=event.detail)
