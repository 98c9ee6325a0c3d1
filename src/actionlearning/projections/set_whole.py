"""A set as far as the history has come: who belonged to it, what happened in its sessions, and what it brought."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from operator import itemgetter

from attrs import frozen

from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.times import day_of
from actionlearning.domain.values import MemberId, ProgrammeId, SetId, SetKind
from actionlearning.projections.action_facts import Action
from actionlearning.projections.member_facts import Learning, Member
from actionlearning.projections.problem_facts import Problem
from actionlearning.projections.set_facts import Membership, Session, SetEvaluation

__all__ = ["SetFacts"]


@frozen(kw_only=True)
class SetFacts:
    """A set as far as the history has come; ``today`` is the as-at date in its time zone."""

    id: SetId
    programme: ProgrammeId
    title: str
    purpose: str
    kind: SetKind
    time_zone: str
    policy: SetPolicy
    today: date
    formed_at: datetime
    started_at: datetime | None
    closed_at: datetime | None
    advisers: tuple[MemberId, ...]
    """Who guides it now; of a session, that is who opened it as its adviser."""
    memberships: tuple[Membership, ...]
    sessions: tuple[Session, ...]
    problems: tuple[Problem, ...]
    members: tuple[Member, ...]
    """Everybody who has ever been a member, with what they wrote about themself."""

    learnings: tuple[Learning, ...]
    """What anybody learnt from the actions of this set, its adviser too."""

    evaluations: tuple[SetEvaluation, ...]

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for problem in self.problems for action in problem.actions)

    @cached_property
    def due(self) -> tuple[Action, ...]:
        """The actions that fell due."""
        return tuple(action for action in self.actions if action.was_due(self.today))

    def session(self, number: int) -> Session | None:
        return next((session for session in self.sessions if session.number == number), None)

    def members_at(self, at: datetime) -> tuple[MemberId, ...]:
        """Who was a member at a moment, in the order of joining."""
        return tuple(dict.fromkeys(each.member for each in self.memberships if each.interval.covers(at)))

    @cached_property
    def held(self) -> tuple[Session, ...]:
        """The sessions that were opened, follow-ups included, oldest first."""
        return tuple(session for _, session in self._opened)

    @cached_property
    def days_held(self) -> tuple[tuple[int, date], ...]:
        """The number of each session that was held, and the day when it was opened."""
        return tuple((session.number, day_of(at, self.time_zone)) for at, session in self._opened)

    @property
    def _opened(self) -> list[tuple[datetime, Session]]:
        opened = [(session.opened_at, session) for session in self.sessions if session.opened_at is not None]
        return sorted(opened, key=itemgetter(0))

    def expected(self, session: Session) -> frozenset[MemberId]:
        """Whose session-slot it was: the members when it was opened, and anyone who joined and checked in."""
        if session.opened_at is None:
            return frozenset()
        return frozenset(self.members_at(session.opened_at)) | session.present
