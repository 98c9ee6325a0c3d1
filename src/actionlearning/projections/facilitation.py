"""How questioning and advising change from session to session: the profile of one person, or of a whole set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.times import day_of
from actionlearning.domain.values import InterventionKind, MemberId, SessionKind, SetId
from actionlearning.projections.facts import FACTS_OF_SETS, Facts, SetFacts
from actionlearning.projections.problem_facts import Advice, Question
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Titles
from actionlearning.projections.set_facts import Intervention, RuleBreach, Session
from actionlearning.projections.talk import Talk

__all__ = ["Facilitation", "FacilitationSession", "Role", "SetFacilitation", "SetSession"]


class Role(Enum):
    """As what somebody took part in a session."""

    ADVISER = "adviser"
    MEMBER = "member"


@frozen(kw_only=True)
class SetSession:
    """How a whole set talked in one session, what its adviser did for the process, and which ground rules were broken."""

    set: SetId
    title: str
    """What the set is called."""
    number: int
    kind: SessionKind
    on: date
    """The day in the set's time zone."""
    adviser: Person | None
    talk: Talk
    interventions: Mapping[InterventionKind, int]
    breaches: Mapping[int, int]
    """How often each rule was noted as broken, by its number in the contract."""


@frozen(kw_only=True)
class FacilitationSession:
    """One session in which somebody advised, asked or gave advice."""

    set: SetId
    title: str
    number: int
    kind: SessionKind
    on: date
    role: Role
    talk: Talk
    """What they asked and advised themself."""
    interventions: Mapping[InterventionKind, int]
    whole: SetSession | None
    """How the set did in it, where they were its adviser."""


@frozen(kw_only=True)
class Facilitation:
    """The facilitation profile of one person over time, in all their sets, and in total."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_SETS

    as_at: date | datetime
    position: int
    member: Person
    sessions: tuple[FacilitationSession, ...]
    advised: int
    """How many of them they advised."""
    talk: Talk
    interventions: Mapping[InterventionKind, int]

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId) -> Self:
        """The profile of a person, oldest session first. Raises ``NothingKnown``."""
        facts, titles = Facts(history), Titles(history)
        known = facts.member(member)
        held = [(session, its) for its in facts.all_sets() for session in its.held]
        own = [(session, its) for session, its in held if _took_part(member, its, session)]
        own.sort(key=lambda pair: (pair[0].opened_at, pair[1].id, pair[0].number))
        return cls(
            as_at=history.asked,
            position=history.position,
            member=titles.person(known.id),
            sessions=tuple(_of_person(member, its, session, titles) for session, its in own),
            advised=sum(session.adviser == member for session, _ in own),
            talk=Talk.of(
                (q for session, its in own for q in _questions(its, session) if q.by == member),
                (a for session, its in own for a in _advice(its, session) if a.by == member),
            ),
            interventions=_kinds(each for session, _ in own for each in session.interventions if each.by == member),
        )


@frozen(kw_only=True)
class SetFacilitation:
    """The facilitation profile of a set, session by session, and in total."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_SETS
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    set: SetId
    title: str
    sessions: tuple[SetSession, ...]
    talk: Talk
    interventions: Mapping[InterventionKind, int]
    breaches: Mapping[int, int]

    @classmethod
    def fold(cls, history: History, /, *, set: SetId) -> Self:  # noqa: A002  # the word for it in action learning
        """The profile of a set, oldest session first. Raises ``NothingKnown``."""
        its, titles = Facts(history).set(set), Titles(history)
        return cls(
            as_at=history.asked,
            position=history.position,
            set=its.id,
            title=its.title,
            sessions=tuple(_of_set(its, session, titles) for session in its.held),
            talk=Talk.of(
                (q for session in its.held for q in _questions(its, session)),
                (a for session in its.held for a in _advice(its, session)),
            ),
            interventions=_kinds(each for session in its.held for each in session.interventions),
            breaches=_rules(each for session in its.held for each in session.breaches),
        )


def _took_part(member: MemberId, its: SetFacts, session: Session) -> bool:
    asked = any(question.by == member for question in _questions(its, session))
    return asked or member == session.adviser or any(advice.by == member for advice in _advice(its, session))


def _of_person(member: MemberId, its: SetFacts, session: Session, titles: Titles) -> FacilitationSession:
    advised = member == session.adviser
    return FacilitationSession(
        set=its.id,
        title=its.title,
        number=session.number,
        kind=session.kind,
        on=_day(its, session),
        role=Role.ADVISER if advised else Role.MEMBER,
        talk=Talk.of(
            (q for q in _questions(its, session) if q.by == member), (a for a in _advice(its, session) if a.by == member)
        ),
        interventions=_kinds(each for each in session.interventions if each.by == member),
        whole=_of_set(its, session, titles) if advised else None,
    )


def _of_set(its: SetFacts, session: Session, titles: Titles) -> SetSession:
    return SetSession(
        set=its.id,
        title=its.title,
        number=session.number,
        kind=session.kind,
        on=_day(its, session),
        adviser=titles.person(session.adviser) if session.adviser else None,
        talk=Talk.of(_questions(its, session), _advice(its, session)),
        interventions=_kinds(session.interventions),
        breaches=_rules(session.breaches),
    )


def _day(its: SetFacts, session: Session) -> date:
    assert session.opened_at is not None, "a session that was held was opened"
    return day_of(session.opened_at, its.time_zone)


def _questions(its: SetFacts, session: Session) -> list[Question]:
    return [q for problem in its.problems for q in problem.questions if q.session == session.number]


def _advice(its: SetFacts, session: Session) -> list[Advice]:
    return [a for problem in its.problems for a in problem.advice if a.session == session.number]


def _kinds(interventions: Iterable[Intervention]) -> dict[InterventionKind, int]:
    made = Counter(each.kind for each in interventions)
    return {kind: made[kind] for kind in InterventionKind if made[kind]}


def _rules(breaches: Iterable[RuleBreach]) -> dict[int, int]:
    return dict(sorted(Counter(each.rule for each in breaches).items()))
