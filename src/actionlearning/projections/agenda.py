"""What the next session of a set is about: the actions that are due come first, then those who ask for airtime."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.times import day_of
from actionlearning.domain.values import ActionRef, MemberId, OutcomeResult, SessionKind, SetId
from actionlearning.projections.action_facts import Action
from actionlearning.projections.facts import FACTS_OF_SETS, Facts, SetFacts
from actionlearning.projections.problem_facts import Problem
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Thing, Titles
from actionlearning.projections.set_facts import Session

__all__ = ["AgendaSession", "Bid", "OpenAction", "SessionAgenda"]


@frozen(kw_only=True)
class AgendaSession:
    """The session that is open, or the next in the diary."""

    number: int
    kind: SessionKind
    starts_at: datetime
    minutes: int
    is_open: bool
    adviser: Person | None
    present: tuple[Person, ...]


@frozen(kw_only=True)
class OpenAction:
    """An action that is neither reviewed nor released, and how it stands on the day."""

    ref: ActionRef
    owner: Person
    problem: Thing
    what: Personal
    success_measure: Personal
    committed_in: int
    due: date
    original_due: date
    due_by_session: bool
    """Whether it is due on the day of the session or before; with no session in the diary, on the as-at day."""
    days_overdue: int
    """Days from the due date to the as-at day, 0 while there is time."""
    reported: OutcomeResult | None
    evidence: Personal | None


@frozen
class Bid:
    """Who asks for airtime, for what, and the minutes they were given; None while the set has not decided."""

    member: Person
    problem: Thing
    minutes: int | None


@frozen(kw_only=True)
class SessionAgenda:
    """The agenda of a set: actions due first, then bids for airtime; and who is expected."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_SETS
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    set: SetId
    title: str
    time_zone: str
    session: AgendaSession | None
    actions: tuple[OpenAction, ...]
    bids: tuple[Bid, ...]
    expected: tuple[Person, ...]
    later: tuple[AgendaSession, ...]
    """What else is in the diary, such as a follow-up."""

    @classmethod
    def fold(cls, history: History, /, *, set: SetId) -> Self:  # noqa: A002  # the word for it in action learning
        """The agenda of a set. Raises ``NothingKnown``."""
        its = Facts(history).set(set)
        titles = Titles(history)
        coming = _coming(its)
        following = coming[0] if coming else None
        day = its.today if following is None else day_of(following.starts_at, its.time_zone)
        actions = [(problem, action) for problem in its.problems for action in problem.actions if action.is_open]
        actions.sort(key=lambda pair: (pair[1].due, pair[1].committed_at))
        return cls(
            as_at=history.asked,
            position=history.position,
            set=its.id,
            title=its.title,
            time_zone=its.time_zone,
            session=_session(following, titles) if following else None,
            actions=tuple(_action(problem, action, day, its.today, titles) for problem, action in actions),
            bids=_bids(following, titles) if following else (),
            expected=tuple(titles.person(member) for member in _members(its)),
            later=tuple(_session(session, titles) for session in coming[1:]),
        )


def _coming(its: SetFacts) -> list[Session]:
    """The open session, then those in the diary from the as-at day on. A day that passed unheld is nobody's next session."""
    return sorted(
        (s for s in its.sessions if not s.cancelled and s.closed_at is None and (s.opened_at or _is_ahead(s, its))),
        key=lambda session: (session.opened_at is None, session.starts_at),
    )


def _is_ahead(session: Session, its: SetFacts) -> bool:
    return day_of(session.starts_at, its.time_zone) >= its.today


def _members(its: SetFacts) -> tuple[MemberId, ...]:
    """Those who are members as at that time: nothing later has been folded in, so they have no end."""
    return tuple(dict.fromkeys(each.member for each in its.memberships if each.interval.end is None))


def _session(session: Session, titles: Titles) -> AgendaSession:
    return AgendaSession(
        number=session.number,
        kind=session.kind,
        starts_at=session.starts_at,
        minutes=session.minutes,
        is_open=session.opened_at is not None,
        adviser=titles.person(session.adviser) if session.adviser else None,
        present=tuple(titles.person(member) for member in sorted(session.present)),
    )


def _action(problem: Problem, action: Action, day: date, today: date, titles: Titles) -> OpenAction:
    report = action.report
    return OpenAction(
        ref=action.ref,
        owner=titles.person(action.owner),
        problem=titles.thing("problem", problem.id),
        what=action.what,
        success_measure=action.success_measure,
        committed_in=action.session,
        due=action.due,
        original_due=action.original_due,
        due_by_session=action.due <= day,
        days_overdue=max(0, (today - action.due).days),
        reported=report.result if report else None,
        evidence=report.evidence if report else None,
    )


def _bids(session: Session, titles: Titles) -> tuple[Bid, ...]:
    """Everyone who asked or was given airtime, those who asked first."""
    airtime = {each.problem: each for each in session.bids}
    airtime |= {each.problem: each for each in session.allocated}
    return tuple(
        Bid(titles.person(each.member), titles.thing("problem", each.problem), each.minutes) for each in airtime.values()
    )
