"""``ActionLearning``: open a journal, act as somebody, look at what was recorded.

Nothing here starts threads, writes files or reads the clock behind the caller's back: the journal, the keyring, the clock
and the ids all come in through ``open``.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Concatenate, Literal, ParamSpec, Self, TypeVar, cast
from uuid import UUID, uuid4

import msgspec
from attrs import frozen

from actionlearning.application.inputs import checked, in_utc, label, returned_by, use_case_name
from actionlearning.application.work import NothingThere, Work
from actionlearning.domain.errors import BadInput, Refused
from actionlearning.domain.event import stored_name
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Conflict, Journal, JournalError, JournalUnavailable, Recorded
from actionlearning.projections.projection import History, View
from actionlearning.sealing.kek import Kek
from actionlearning.sealing.keyring import Keyring

__all__ = ["Acting", "ActionLearning", "CommandIdReused", "InTheFuture", "TooBusy", "utc_now"]

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V", bound=View)

PATIENCE = 5.0
"""Seconds for which a lost race is decided again before the caller is told."""


class InTheFuture(Refused):
    """A journal records what happened."""

    at: datetime
    now: datetime
    says = "{at} is in the future (it is {now}); record what happened once it has"


class CommandIdReused(BadInput):
    """A command id stands for one command for ever."""

    command: UUID
    recorded: str
    asked: str
    says = "command id {command} recorded {recorded} before and cannot do {asked}; draw a new id for a new command"


class TooBusy(JournalError):
    """Others recorded so much that no decision could rest on what it had read."""

    use_case: str
    says = "{use_case} lost every race for five seconds; try again when there is less going on"


def utc_now() -> datetime:
    """The clock that ``open`` uses unless given another."""
    return datetime.now(UTC)


class ActionLearning:
    """One open journal. Safe to share between threads; close it, or use it as a context manager."""

    def __init__(
        self,
        journal: Journal,
        *,
        keyring: Keyring,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self.journal = journal
        self.keyring = keyring
        self.clock = clock
        self.new_id = new_id
        self._registered: set[UUID] = set()

    @classmethod
    def open(
        cls,
        url: str,
        *,
        keyring: Keyring | str | None = None,
        kek: Kek | None = None,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], UUID] = uuid4,
        guards: Literal["written-only"] | None = None,
    ) -> ActionLearning:
        """Open the journal at a URL, or begin one where there is none.

        ``url`` is ``memory:``, ``sqlite:///file.db``, ``postgresql://…``, or ``plain:`` and a persistence module of
        ``eventsourcing``, which needs ``guards="written-only"``. ``keyring`` is a ``Keyring`` or the URL of one; by default
        keys are kept in ``file.keys.db`` beside ``file.db``. ``kek`` is the key-encryption key, 32 bytes or a function that
        fetches them; by default ``ACTIONLEARNING_KEK``, else a file that is made on first use. Raises ``BadInput`` or
        ``JournalError``.
        """
        from actionlearning.application.opening import open_library  # noqa: PLC0415  # it makes instances of this class

        return open_library(url, keyring=keyring, kek=kek, clock=clock, new_id=new_id, guards=guards)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the journal and the keyring. Closing twice is harmless."""
        self.journal.close()
        self.keyring.close()

    def acting_as(
        self,
        actor: MemberId | None,
        *,
        at: datetime | None = None,
        command_id: UUID | None = None,
        alias: str | None = None,
    ) -> Acting:
        """Somebody who acts, at a time (now, unless given).

        ``command_id`` makes the next command safe to retry: the same id records nothing twice and answers what it answered
        the first time. ``alias`` is a label, stored in the clear, for the id it answers. ``None`` acts for nobody, and may
        only register themself. Raises ``NaiveTime`` or ``NotALabel``.
        """
        return Acting(self, actor, at=None if at is None else in_utc(at), command_id=command_id, alias=label(alias))

    def view(
        self, view: type[V], /, *, as_at: date | datetime | None = None, as_known_at: datetime | int | None = None, **which: Any
    ) -> V:
        """A view of what happened until ``as_at``, as it was known ``as_known_at`` (a time, or a journal position).

        A date as ``as_at`` means the end of that day in the time zone of the set or programme.
        """
        position = self.journal.position()
        until = min(position, as_known_at) if isinstance(as_known_at, int) else position
        names = {stored_name(event) for event in view.wants}
        recorded = self.journal.read_all(until=until, names=names)
        history = History.select(recorded, as_at=as_at, as_known_at=as_known_at, now=self.clock(), position=until)
        return view.fold(history, **which)

    def kind_of(self, stream: UUID) -> str:
        """What an id names: ``programme``, ``set``, ``problem`` or ``member``. Raises ``NothingThere``."""
        first = next(iter(self.journal.read(stream)), None)
        if first is None:
            raise NothingThere(kind="stream", id=stream)
        return first.name.partition(".")[0]

    def reveal(self, handle: Personal) -> str:
        """The text behind a handle. Raises ``UnknownKey`` where the keyring does not hold its key."""
        return self.journal.reveal(handle)

    def must_be_registered(self, actor: MemberId) -> None:
        """Everyone who acts is registered; once known, somebody stays known."""
        if actor in self._registered:
            return
        first = next(iter(self.journal.read(actor)), None)
        if first is None or not isinstance(first.event, MemberRegistered):
            raise NothingThere(kind="member", id=actor)
        self._registered.add(actor)


@frozen
class Acting:
    """Somebody who acts on a journal, at a time. Made by ``ActionLearning.acting_as``."""

    al: ActionLearning
    actor: MemberId | None
    at: datetime | None = None
    command_id: UUID | None = None
    alias: str | None = None

    def do(self, use_case: Callable[Concatenate[Work, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry out one use case: all of it is recorded, or nothing.

        A decision rests on what it read: if any of that moves before it is recorded, it is taken again on the new facts, for
        five seconds at most. Raises ``Refused`` where a rule says no, ``BadInput`` where an argument is wrong, and
        ``JournalError`` where the journal fails.
        """
        assert not args, "use cases take keyword arguments only"
        arguments = checked(use_case, kwargs)
        command = self.command_id or self.al.new_id()
        deadline = time.monotonic() + PATIENCE
        retried = self.command_id is not None
        while True:
            if retried and (earlier := self.al.journal.command(command)) is not None:
                return self._answer_of(earlier, use_case)
            try:
                return self._once(use_case, arguments, command)
            except Conflict as lost:
                if time.monotonic() > deadline:
                    raise TooBusy(use_case=use_case_name(use_case)) from lost
                time.sleep(random.uniform(0.0005, 0.02))  # noqa: S311  # spreads out racing threads, guards no secret
            except JournalUnavailable:
                recorded = self.al.journal.command(command)
                if recorded is None:
                    raise
                return self._answer_of(recorded, use_case)
            retried = True

    def _once(self, use_case: Callable[..., R], arguments: dict[str, Any], command: UUID) -> R:
        now = in_utc(self.al.clock())
        at = self.at or now
        if at > now:
            raise InTheFuture(at=at, now=now)
        if self.actor is not None:
            self.al.must_be_registered(self.actor)
        work = Work(self.al.journal, actor=self.actor, at=at, new_id=self.al.new_id)
        answer = use_case(work, **arguments)
        work.commit(
            now=now,
            command=command,
            use_case=use_case_name(use_case),
            returns=msgspec.to_builtins(answer),
            alias=self.alias,
        )
        return answer

    def _answer_of(self, earlier: Recorded[Any], use_case: Callable[..., R]) -> R:
        asked = use_case_name(use_case)
        by_nobody = earlier.returns == str(earlier.actor)  # who registers themself is nobody until then
        if earlier.use_case != asked or not (earlier.actor == self.actor or (self.actor is None and by_nobody)):
            recorded = f"{earlier.use_case} by {earlier.actor}"
            raise CommandIdReused(command=earlier.command, recorded=recorded, asked=f"{asked} by {self.actor}")
        return cast("R", msgspec.convert(earlier.returns, returned_by(use_case)))
