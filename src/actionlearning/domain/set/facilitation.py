"""Who helps a set to question, and since when: its appointed advisers, and its own members once it facilitates itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs
from attrs import frozen

from actionlearning.domain.evolving import evolve
from actionlearning.domain.set import errors
from actionlearning.domain.set.session import Session
from actionlearning.domain.set.spans import Spans, begun, covered, ended
from actionlearning.domain.times import Interval, in_order
from actionlearning.domain.values import MemberId

__all__ = ["Facilitation", "Rota"]


@frozen
class Rota:
    """The members who take turns at advising, while the set facilitates itself."""

    members: frozenset[MemberId]
    span: Interval

    @property
    def last_change(self) -> datetime:
        return self.span.start if self.span.end is None else self.span.end


@frozen(kw_only=True, slots=False)
class Facilitation:
    """The advisers and the rotas that a set has had, each from when until when; rotas follow one another."""

    advisers: Spans = attrs.Factory(dict)
    rotas: tuple[Rota, ...] = ()
    last_change: datetime | None = None
    """When an adviser was last appointed or a rota last agreed."""

    def is_adviser(self, person: MemberId, at: datetime) -> bool:
        return covered(self.advisers, person, at) is not None

    def is_on_the_rota(self, person: MemberId, at: datetime) -> bool:
        return any(person in rota.members and rota.span.covers(at) for rota in self.rotas)

    def stands_down_after(self, person: MemberId, at: datetime) -> datetime | None:
        """When an adviser of that moment makes way for another, if that is known."""
        span = covered(self.advisers, person, at)
        return None if span is None else span.end

    # What may change

    def may_appoint(self, adviser: MemberId, sessions: Iterable[Session], at: datetime) -> None:
        """Raise ``BeforeLastChange`` if they stood down later, or if it would end a rota that has advised since."""
        for span in self.advisers.get(adviser, ()):
            in_order("the adviser's appointment", span.end, at)
        self._may_end_the_rota(sessions, at)

    def may_stand_down(self, adviser: MemberId, sessions: Iterable[Session], at: datetime) -> None:
        """Raise unless they are an adviser then, have not stood down since, and advise no session that ends later."""
        if not self.is_adviser(adviser, at):
            raise errors.NotAnAdviser(adviser=adviser, at=at)
        last = self.advisers[adviser][-1]
        in_order("the adviser's appointment", last.start if last.end is None else last.end, at)
        for session in sessions:
            if session.adviser == adviser and (session.closed_at is None or at < session.closed_at):
                raise errors.StillAdvises(adviser=adviser, session=session.number, at=at)

    def may_have_a_rota(self, sessions: Iterable[Session], at: datetime) -> None:
        """Raise ``BeforeLastChange`` if an adviser was appointed later, or a rota agreed or ended."""
        in_order("who facilitates the set", self.last_change, at)
        self._may_end_the_rota(sessions, at)

    def _may_end_the_rota(self, sessions: Iterable[Session], at: datetime) -> None:
        """A rota does not end before a session that was opened while it stood, or that session had no adviser."""
        if not self.rotas:
            return
        in_order("the rota", self.rotas[-1].last_change, at)
        if self.rotas[-1].span.end is None:
            for session in sessions:
                in_order("the set's last session", session.opened_at, at)

    # What follows

    def appointed(self, adviser: MemberId, at: datetime) -> Facilitation:
        """From now on there is an adviser, so whatever rota there is ends."""
        return evolve(self._moved(at), advisers=begun(self.advisers, adviser, at))

    def handed_over(self, adviser: MemberId, successor: MemberId, at: datetime) -> Facilitation:
        return evolve(self._moved(at), advisers=begun(ended(self.advisers, adviser, at), successor, at))

    def taken_over(self, rota: Iterable[MemberId], at: datetime) -> Facilitation:
        """From now on these members take turns, until there is an adviser again or another rota."""
        moved = self._moved(at)
        return evolve(moved, rotas=(*moved.rotas, Rota(frozenset(rota), Interval(at))))

    def _moved(self, at: datetime) -> Facilitation:
        rotas = tuple(evolve(rota, span=evolve(rota.span, end=at)) if rota.span.end is None else rota for rota in self.rotas)
        return evolve(self, rotas=rotas, last_change=at if self.last_change is None else max(at, self.last_change))
