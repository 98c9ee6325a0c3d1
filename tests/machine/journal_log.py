"""What a journal holds, looked up by name and by stream: no projection, no fold and no decider of the library is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

Stay = tuple[datetime, datetime | None]


def covers(stay: Stay, at: datetime) -> bool:
    start, end = stay
    return start <= at and (end is None or at < end)


class Log:
    """The events in the order in which they were recorded. ``before`` keeps to what stood before one of them."""

    def __init__(self, events: Iterable[Any]) -> None:
        self.events = list(events)
        self._named: dict[str, list[Any]] = defaultdict(list)
        self._named_in: dict[tuple[UUID, str], list[Any]] = defaultdict(list)
        for each in self.events:
            self._named[each.name].append(each)
            self._named_in[each.stream, each.name].append(each)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.events)

    def named(self, *names: str, within: UUID | None = None, before: Any = None, **having: Any) -> list[Any]:
        """The events of some names, of one stream if one is given, with some fields as given."""
        found: list[Any] = []
        for name in names:
            for each in self._named.get(name, ()) if within is None else self._named_in.get((within, name), ()):
                if before is not None and each.position >= before.position:
                    break
                if all(getattr(each.event, field) == value for field, value in having.items()):
                    found.append(each)
        return sorted(found, key=lambda each: each.position) if len(names) > 1 else found

    def owner(self, problem: UUID) -> UUID:
        owner: UUID = self.named("problem.raised", within=problem)[0].event.owner
        return owner

    def home(self, stream: UUID) -> UUID:
        """The set of a problem, or a set itself."""
        raised = self.named("problem.raised", within=stream)
        return raised[0].event.set if raised else stream

    def problems_of(self, which: UUID) -> list[UUID]:
        return [each.stream for each in self.named("problem.raised", set=which)]

    def zone(self, which: UUID) -> str:
        return str(self.named("set.formed", "programme.chartered", within=which)[0].event.time_zone)

    def opening(self, which: UUID, session: int) -> Any:
        opened = self.named("set.session-opened", within=which, session=session)
        return opened[0] if opened else None

    def members(self, which: UUID, at: datetime, before: Any = None) -> set[UUID]:
        """Who was a member at a moment, as far as that was known."""
        return {who for who, stays in self.stays(which, before).items() if any(covers(stay, at) for stay in stays)}

    def stays(self, which: UUID, before: Any = None) -> dict[UUID, list[Stay]]:
        found: dict[UUID, list[Stay]] = defaultdict(list)
        for each in self.named("set.member-joined", "set.member-left", within=which, before=before):
            stays = found[each.event.member]
            if each.name == "set.member-joined":
                stays.append((each.occurred_at, None))
            elif stays:
                stays[-1] = (stays[-1][0], each.occurred_at)
        return found

    def agreed(self, which: UUID, at: datetime, before: Any = None) -> set[UUID]:
        """Who had agreed the contract in force."""
        proposed = self.named("set.contract-proposed", within=which, before=before)
        version = max(each.event.version for each in proposed if each.occurred_at <= at)
        given = self.named("set.contract-agreed", within=which, before=before, version=version)
        return {each.event.member for each in given if each.occurred_at <= at}

    def attendance(self, which: UUID, session: int, before: Any = None) -> dict[UUID, Stay]:
        """Who came to a session, from when until when, as put right."""
        stays: dict[UUID, Stay] = {}
        names = ("set.checked-in", "set.checked-out", "set.attendance-corrected")
        for each in self.named(*names, within=which, before=before, session=session):
            member = each.event.member
            if each.name == "set.checked-out":
                stays[member] = (stays.get(member, (each.occurred_at,))[0], each.occurred_at)
            elif each.name == "set.checked-in":
                stays[member] = (each.occurred_at, None)
            elif each.event.present:
                stays[member] = (self.opening(which, session).occurred_at, None)
            else:
                stays.pop(member, None)
        return stays

    def in_the_room(self, it: Any) -> set[UUID]:
        """Who had come and not gone as something happened in a session, and was a member."""
        which = self.home(it.stream)
        there = {m for m, stay in self.attendance(which, it.event.session, it).items() if covers(stay, it.occurred_at)}
        return there & self.members(which, it.occurred_at, it)

    def may_speak(self, it: Any) -> set[UUID]:
        """Those in the room, and the session's adviser for as long as they had not gone."""
        which = self.home(it.stream)
        adviser = self.opening(which, it.event.session).event.adviser
        came, gone = self.attendance(which, it.event.session, it).get(adviser, (None, None))
        has_gone = came is not None and gone is not None and gone <= it.occurred_at
        return self.in_the_room(it) | (set() if has_gone else {adviser})

    def advisers(self, which: UUID, at: datetime, before: Any = None) -> set[UUID]:
        """Who was appointed then, and had not handed over."""
        spans: dict[UUID, list[Stay]] = defaultdict(list)
        for each in self.named("set.adviser-appointed", "set.adviser-handed-over", within=which, before=before):
            handed_over = each.name == "set.adviser-handed-over"
            if handed_over:
                leaving = spans[each.event.adviser]
                leaving[-1] = (leaving[-1][0], each.occurred_at)
            new = spans[each.event.successor if handed_over else each.event.adviser]
            if new and new[-1][1] is None:
                new[-1] = (min(new[-1][0], each.occurred_at), None)
            else:
                new.append((each.occurred_at, None))
        return {who for who, stays in spans.items() if any(covers(stay, at) for stay in stays)}

    def rota(self, which: UUID, at: datetime, before: Any = None) -> set[UUID]:
        """Whose turn it could be then, while the set facilitated itself."""
        names = ("set.became-self-facilitating", "set.adviser-appointed", "set.adviser-handed-over")
        turns = self.named(*names, within=which, before=before)
        for each, after in zip_longest(turns, turns[1:]):
            if each.name == names[0] and covers((each.occurred_at, after and after.occurred_at), at):
                return set(each.event.rota)
        return set()
