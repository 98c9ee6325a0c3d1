"""A small set of four at work, recorded through the library's own face, for tests to carry on from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from attrs import define

from actionlearning import ActionLearning, members, problems, programmes, sets
from actionlearning.application.opening import open_library
from actionlearning.domain.errors import ActionLearningError
from actionlearning.journal.port import NewEvent, Recorded
from actionlearning.sealing.keyring import MemoryKeyring

FIRST_DAY = datetime(2025, 1, 6, 9, tzinfo=UTC)
SESSION_1 = datetime(2025, 1, 14, 9, tzinfo=UTC)
SESSION_2 = datetime(2025, 2, 11, 9, tzinfo=UTC)
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
DUE = date(2025, 2, 7)
NAMES = ("Aisha", "Ben", "Chloe", "David")


@define
class Clock:
    """A clock that stands still until it is told otherwise."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def counting() -> Callable[[], UUID]:
    """Ids 1, 2, 3, … so that nothing is left to chance."""
    numbers = count(1)
    return lambda: UUID(int=next(numbers), version=4)


def opened(url: str = "memory:", *, clock: Callable[[], datetime] | None = None, **options: Any) -> ActionLearning:
    return open_library(url, keyring=MemoryKeyring(), clock=clock or Clock(), **options)


class Wrapped:
    """A journal with one thing done differently: what happens around ``append``."""

    def __init__(self, al: ActionLearning) -> None:
        self._inner = al.journal
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        al.journal = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:
        self.before()
        positions = self._inner.append(events, guards=guards)
        self.after()
        return positions

    def append_on(self, events: Sequence[NewEvent], **held: Any) -> Sequence[Callable[[], Recorded[Any]]]:
        self.before()
        written: Sequence[Callable[[], Recorded[Any]]] = self._inner.append_on(events, **held)
        self.after()
        return written


def once(action: Callable[[], object]) -> Callable[[], None]:
    """Do it the first time only; a competing command appends too, and must not compete with itself."""
    left = [action]

    def first_time_only() -> None:
        if left:
            left.pop()()

    return first_time_only


def log(al: ActionLearning) -> list[Any]:
    return list(al.journal.read_all())


def names(al: ActionLearning) -> list[str]:
    return [recorded.name for recorded in log(al)]


def tips(al: ActionLearning) -> dict[UUID, int]:
    """The last version of each stream, having seen that its versions are dense."""
    versions: dict[UUID, int] = {}
    for recorded in log(al):
        assert recorded.version == versions.get(recorded.stream, 0) + 1
        versions[recorded.stream] = recorded.version
    return versions


def refused(do: Callable[[], object]) -> ActionLearningError:
    """Why it was refused."""
    with pytest.raises(ActionLearningError) as caught:
        do()
    return caught.value


class Company:
    """A sponsor, an adviser, four members, a started set, and a problem accepted from each of them."""

    def __init__(self, al: ActionLearning) -> None:
        self.al = al
        self.sponsor = self.person("Amara")
        self.adviser = self.person("Morag")
        self.a, self.b, self.c, self.d = self.members = tuple(self.person(name) for name in NAMES)
        by_sponsor = al.acting_as(self.sponsor, at=FIRST_DAY)
        self.programme = by_sponsor.do(
            programmes.charter,
            title="Spring",
            organisations=("Calder Vale",),
            sponsor=self.sponsor,
            theory_of_change="Questions move what plans do not",
            currency="GBP",
            time_zone="Europe/London",
        )
        self.set = by_sponsor.do(
            sets.form, programme=self.programme, title="Ward set", purpose="Peers", time_zone="Europe/London"
        )
        by_sponsor.do(sets.appoint_adviser, set=self.set, adviser=self.adviser)
        by_sponsor.do(sets.propose_contract, set=self.set, version=1, rules=("Trust",), confidentiality_limits="Harm")
        for member in self.members:
            by_sponsor.do(sets.invite, set=self.set, member=member, level_band="manager")
            self.by(member, FIRST_DAY).do(sets.agree_contract, set=self.set, version=1)
            self.by(member, FIRST_DAY).do(sets.join, set=self.set)
        by_sponsor.do(sets.start, set=self.set)
        for number, starts_at in ((1, SESSION_1), (2, SESSION_2)):
            by_sponsor.do(sets.schedule_session, set=self.set, session=number, starts_at=starts_at)
        self.problems = {member: self._problem(member) for member in self.members}

    def person(self, name: str) -> Any:
        return self.al.acting_as(None, at=FIRST_DAY).do(members.register, name=name, role="Manager", organisation="Calder Vale")

    def by(self, member: Any, at: datetime = NOW, **options: Any) -> Any:
        return self.al.acting_as(member, at=at, **options)

    def _problem(self, member: Any) -> Any:
        problem = self.by(member, FIRST_DAY).do(
            problems.bring, set=self.set, title="A problem", stake="Much", authority_to_act="Mine"
        )
        self.by(self.adviser, FIRST_DAY).do(problems.accept, problem=problem)
        return problem

    def meet(self, number: int = 1) -> datetime:
        """Open a session with everybody in the room and airtime for everybody; answers a moment in it."""
        at = {1: SESSION_1, 2: SESSION_2}[number]
        for problem in self.problems.values():
            self.by(self.adviser, at).do(sets.allocate_airtime, set=self.set, session=number, problem=problem, minutes=40)
        self.by(self.adviser, at).do(sets.open_session, set=self.set, session=number)
        for member in self.members:
            self.by(member, at).do(sets.check_in, set=self.set, session=number)
        return at + timedelta(minutes=5)

    def commit(self, member: Any, at: datetime, **options: Any) -> Any:
        return self.by(member, at, **options).do(
            problems.commit_action,
            problem=self.problems[member],
            session=1,
            what="Ask ten leavers",
            success_measure="Ten answers",
            due=DUE,
        )

    def in_the_follow_up(self, member: Any) -> tuple[Any, datetime, datetime]:
        """An action of a member's that waits for its review in session 2; a moment in session 1, and one in session 2."""
        first = self.meet(1)
        self.by(member, first).do(problems.present, problem=self.problems[member], session=1)
        action = self.reported(member, first)
        self.by(self.adviser, first).do(sets.close_slot, set=self.set, session=1)
        self.by(self.adviser, first).do(sets.close_session, set=self.set, session=1)
        return action, first, self.meet(2)

    def reported(self, member: Any, at: datetime) -> Any:
        """An action committed at a moment in session 1 and reported a day later, whenever that is recorded."""
        action = self.commit(member, at)
        self.by(member, at + timedelta(days=1)).do(
            problems.report_outcome, problem=self.problems[member], action=action, result="partial"
        )
        return action
