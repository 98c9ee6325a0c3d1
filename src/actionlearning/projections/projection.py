"""What a view is: a pure fold over recorded history, as it was at one time and as it was known at another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any, ClassVar, Protocol, Self, TypeVar
from uuid import UUID

from attrs import field, frozen

from actionlearning.domain.errors import BadInput
from actionlearning.domain.event import is_correction
from actionlearning.domain.times import day_of, in_utc, within_reach, zone
from actionlearning.domain.values import ActionId
from actionlearning.journal.port import Recorded

__all__ = ["History", "NothingKnown", "Stream", "View"]

Event = TypeVar("Event")

WHEN_IT_HAPPENED = attrgetter("occurred_at", "position")


class NothingKnown(BadInput):
    """The history asked knows nothing of that id: it may be mistaken, or too early."""

    kind: str
    id: UUID
    says = "nothing is known of the {kind} {id} as at that time and as known then; check the id, or ask for a later time"


def _checked(given: object) -> None:
    if isinstance(given, datetime):
        in_utc(given)
    elif isinstance(given, date):
        within_reach(given)


@frozen(kw_only=True)
class History:
    """What was known, in the order in which it happened.

    ``as_at`` selects by when things happened: a date means the end of that day in the time zone of the set (or programme)
    that is looked at, an aware datetime means that moment included, None means everything known. ``now`` is the caller's
    clock, by which due dates are judged where ``as_at`` is None. ``position`` is the last one known; a view carries it, for
    only a position can be asked again and answer the same: what was recorded by a time may be added to by a writer whose
    clock is behind.
    """

    known: tuple[Recorded[Any], ...]
    now: datetime
    as_at: date | datetime | None = None
    position: int = 0
    _by_class: dict[type, list[Recorded[Any]]] = field(factory=dict, init=False, repr=False, eq=False)

    @classmethod
    def select(
        cls,
        recorded: Iterable[Recorded[Any]],
        *,
        now: datetime,
        as_at: date | datetime | None = None,
        as_known_at: date | datetime | int | None = None,
        position: int | None = None,
    ) -> History:
        """Keep what was known by a time (``recorded_at``, inclusive) or up to a journal position, and put it in order.

        A date means the end of that day in UTC.

        ``position`` is the journal's last one, worth giving where ``recorded`` leaves out events that no one asked for.
        Raises ``NaiveTime`` or ``OutOfRange``.
        """
        for given in (now, as_at, as_known_at):
            _checked(given)
        if isinstance(as_known_at, date) and not isinstance(as_known_at, datetime):
            as_known_at = datetime.combine(as_known_at, time.max, UTC)
        known = sorted(recorded if as_known_at is None else _known_at(recorded, as_known_at), key=WHEN_IT_HAPPENED)
        last = max((r.position for r in known), default=0)
        if position is not None and not isinstance(as_known_at, datetime):
            last = position if as_known_at is None else min(position, as_known_at)
        return cls(known=tuple(known), now=now, as_at=as_at, position=last)

    def of(self, event: type[Event]) -> Sequence[Recorded[Event]]:
        """What is known of one class of event, in order, whatever ``as_at`` is."""
        if not self._by_class:
            found: dict[type, list[Recorded[Any]]] = {}
            for recorded in self.known:
                found.setdefault(type(recorded.event), []).append(recorded)
            self._by_class.update(found)  # at once, for another thread may ask meanwhile
        return self._by_class.get(event, ())

    @property
    def asked(self) -> date | datetime:
        """The time that the answer is for."""
        return self.now if self.as_at is None else self.as_at

    def today(self, time_zone: str) -> date:
        """The as-at date in a time zone, by which due dates are judged. Raises ``UnknownTimeZone``."""
        asked = self.asked
        return day_of(asked, time_zone) if isinstance(asked, datetime) else asked

    def until_as_at(self, time_zone: str) -> Iterator[Recorded[Any]]:
        """What had happened by ``as_at``, in order. Raises ``UnknownTimeZone``."""
        had_happened = self._had_happened(time_zone)
        return (r for r in self.known if had_happened(r.occurred_at))

    def corrected_until_as_at(self, time_zone: str) -> Iterator[Recorded[Any]]:
        """The same, put right by every correction that is known: a mistake is one from the beginning."""
        if self.as_at is None:
            return iter(self.known)
        had_happened = self._had_happened(time_zone)
        return (r for r in self.known if had_happened(r.occurred_at) or is_correction(r.event))

    def _had_happened(self, time_zone: str) -> Callable[[datetime], bool]:
        as_at = self.as_at
        if as_at is None:
            return lambda _: True
        if isinstance(as_at, datetime):
            return lambda at: at <= as_at
        midnight = datetime.combine(as_at + timedelta(days=1), time(), zone(time_zone))
        return lambda at: at < midnight


def _known_at(recorded: Iterable[Recorded[Any]], as_known_at: datetime | int) -> Iterator[Recorded[Any]]:
    if isinstance(as_known_at, datetime):
        return (r for r in recorded if r.recorded_at <= as_known_at)
    return (r for r in recorded if r.position <= as_known_at)


@frozen
class Stream:
    """The events of one stream, in the order in which they happened, within reach by class."""

    id: UUID
    _by_class: dict[type, list[Recorded[Any]]] = field(factory=dict, repr=False)
    _by_session: dict[type, dict[int, list[Recorded[Any]]]] = field(factory=dict, init=False, repr=False, eq=False)
    _by_action: dict[type, dict[int, list[Recorded[Any]]]] = field(factory=dict, init=False, repr=False, eq=False)

    def add(self, recorded: Recorded[Any]) -> None:
        """Put the next event at the end."""
        self._by_class.setdefault(type(recorded.event), []).append(recorded)

    def of(self, event: type[Event]) -> Sequence[Recorded[Event]]:
        """The events of one class, oldest first."""
        return self._by_class.get(event, ())

    def of_session(self, event: type[Event], number: int) -> Sequence[Recorded[Event]]:
        """The events of one class that belong to a session, oldest first. The stream is whole by then."""
        numbered = self._by_session.get(event)
        if numbered is None:
            numbered = self._by_session[event] = {}
            for recorded in self._by_class.get(event, ()):
                numbered.setdefault(recorded.event.session, []).append(recorded)
        return numbered.get(number, ())

    def of_action(self, event: type[Event], action: ActionId) -> Sequence[Recorded[Event]]:
        """The events of one class that speak of an action, oldest first. The stream is whole by then."""
        by_action = self._by_action.get(event)
        if by_action is None:
            by_action = self._by_action[event] = {}
            for recorded in self._by_class.get(event, ()):
                by_action.setdefault(recorded.event.action.int, []).append(recorded)  # a number is hashed sooner than an id
        return by_action.get(action.int, ())

    def first(self, event: type[Event]) -> Recorded[Event] | None:
        """The oldest event of one class, if any."""
        found = self._by_class.get(event)
        return found[0] if found else None


class View(Protocol):
    """What a fold returns. It names the events it ``wants``, and folds them for the ids it is asked about.

    Every view carries ``as_at``, the time it answers for, and ``position``, the last one known. A view of one programme, set
    or problem may declare ``scoped: ClassVar[bool] = True``: then it is folded from less than all that it wants, where an index
    tells what belongs to it, namely from the streams that do, those of who learnt there, and all that these name.
    """

    wants: ClassVar[tuple[type, ...]]

    @classmethod
    def fold(cls, history: History, /, *args: Any, **which: Any) -> Self:
        """Fold a history. Raises ``NothingKnown`` for an id that it does not know."""
