"""``ActionLearning``: open a journal, act as somebody, look at what was recorded.

Nothing here happens behind the caller's back: the journal, the keyring, the clock and the ids all come in through ``open``, and
the files it may make are those that its URLs name. The pool of the PostgreSQL driver keeps a few threads; no other is started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar
from uuid import UUID, uuid4

from actionlearning.application.access import AccessLog, AccessPolicy, DefaultPolicy, Reader
from actionlearning.application.acting import Acting
from actionlearning.application.inputs import label
from actionlearning.application.known import Known
from actionlearning.application.looking import read_for
from actionlearning.application.reading import ReadingAs, StandardLog
from actionlearning.application.remembered import Remembered
from actionlearning.application.specifications import Specifications, Where
from actionlearning.application.ties import Look
from actionlearning.application.work import NothingThere
from actionlearning.domain.event import stored_name
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.personal import Personal
from actionlearning.domain.times import in_utc
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Journal
from actionlearning.projections.projection import History, View
from actionlearning.sealing.kek import Kek
from actionlearning.sealing.keyring import Keyring

if TYPE_CHECKING:
    from actionlearning.application.auditing import Auditing
    from actionlearning.application.projecting import Projections
    from actionlearning.projections.materialised import Projection

__all__ = ["ActionLearning", "utc_now"]

V = TypeVar("V", bound=View)


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
        specifications: Specifications | None = None,
        projections: Iterable[Projection] = (),
        access: AccessPolicy | None = None,
        access_log: AccessLog | None = None,
    ) -> None:
        self.journal = journal
        self.access: AccessPolicy = access or DefaultPolicy()
        self.access_log: AccessLog = access_log or StandardLog()
        self.keyring = keyring
        self.clock = clock
        self.new_id = new_id
        self._specifications = specifications
        self._projections = tuple(projections)
        self.remembered = Remembered()
        self._registered: dict[UUID, datetime] = {}
        self._known = Known(journal)

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
        order: Literal["serial", "concurrent"] | None = None,
        specifications: Where = (),
        projections: Iterable[Projection] = (),
        access: AccessPolicy | None = None,
        access_log: AccessLog | None = None,
    ) -> ActionLearning:
        """Open the journal at a URL, or begin one where there is none.

        ``url`` is ``memory:``, ``sqlite:///file.db``, ``postgresql://…``, or ``plain:`` and a persistence module of
        ``eventsourcing``, which needs ``guards="written-only"``. ``keyring`` is a ``Keyring`` or the URL of one; by default
        keys are kept in ``file.keys.db`` beside ``file.db``. ``kek`` is the key-encryption key, 32 bytes or a function that
        fetches them; by default ``ACTIONLEARNING_KEK``, else a file that is made on first use. ``order`` is chosen when a
        journal begins and kept: ``serial``, or on PostgreSQL ``concurrent``, in which many record at once. ``specifications``
        names files, or folders of them, with qualification specifications beside the shipped ones. ``projections`` are
        materialised projections of your own, beside the shipped and the installed ones. ``access`` is the policy that says who
        may read what, and ``access_log`` is told of every text that is revealed or refused. Raises ``BadInput`` or
        ``JournalError``.
        """
        from actionlearning.application.opening import open_library  # noqa: PLC0415  # it makes instances of this class

        return open_library(
            url,
            keyring=keyring,
            kek=kek,
            clock=clock,
            new_id=new_id,
            guards=guards,
            order=order,
            specifications=specifications,
            projections=projections,
            access=access,
            access_log=access_log,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the journal and the keyring. Closing twice is harmless."""
        self.journal.close()
        self.keyring.close()

    @property
    def specifications(self) -> Specifications:
        """The qualification specifications that candidates can work under."""
        return self._specifications or Specifications.shipped()

    @cached_property
    def projections(self) -> Projections:
        """The materialised projections beside this journal: catch up, follow, rebuild, and how far they are."""
        from actionlearning.application.projecting import Projections  # noqa: PLC0415  # loaded when it is asked for

        return Projections(self.journal, clock=self.clock, given=self._projections)

    @cached_property
    def audit(self) -> Auditing:
        """The audit log beside this journal: sign how far it has come, take bundles out, and how it stands."""
        from actionlearning.application.auditing import Auditing  # noqa: PLC0415  # loaded when it is asked for

        return Auditing(self.journal, clock=self.clock)

    def acting_as(
        self,
        actor: MemberId | None,
        *,
        at: datetime | None = None,
        command_id: UUID | None = None,
        alias: str | None = None,
        also_about: Iterable[MemberId] = (),
    ) -> Acting:
        """Somebody who acts, at a time (now, unless given).

        ``command_id`` makes the next command safe to retry: the same id records nothing twice and answers what it answered
        the first time. ``alias`` is a label, stored in the clear, for the id it answers. ``None`` acts for nobody, and may
        only register themself. ``also_about`` names other people who are named in what is said: each text of the command is
        sealed for them too, and is erased when any of them is forgotten. Raises ``NaiveTime``, ``OutOfRange`` or ``NotALabel``.
        """
        return Acting(
            self,
            actor,
            at=None if at is None else in_utc(at),
            command_id=command_id,
            alias=label(alias),
            also_about=tuple(dict.fromkeys(also_about)),
        )

    def view(
        self,
        view: type[V],
        /,
        *,
        as_at: date | datetime | None = None,
        as_known_at: date | datetime | int | None = None,
        **which: Any,
    ) -> V:
        """A view of what happened until ``as_at``, as it was known ``as_known_at`` (a time, or a journal position).

        A date as ``as_at`` means the end of that day in the time zone of the set or programme; as ``as_known_at``, in UTC.
        Where the projection ``scopes`` is kept, a view of one programme, set or problem reads no more than belongs to it.
        """
        position = self.journal.position()
        until = min(position, as_known_at) if isinstance(as_known_at, int) else position
        names = {stored_name(event) for event in view.wants}
        recorded = read_for(self.journal, view, which, as_known_at=as_known_at, until=until, names=names)
        history = History.select(recorded, as_at=as_at, as_known_at=as_known_at, now=self.clock(), position=until)
        return view.fold(history, **which)

    def kind_of(self, stream: UUID) -> str:
        """What an id names: ``programme``, ``set``, ``problem``, ``member`` or ``candidate``. Raises ``NothingThere``."""
        first = next(iter(self.journal.read(stream)), None)
        if first is None:
            raise NothingThere(kind="stream", id=stream)
        return first.name.partition(".")[0]

    def reading_as(self, reader: Reader) -> ReadingAs:
        """The journal as somebody may see it, as it stands now: make one for each page or answer."""
        return ReadingAs(self, reader, Look(self._known, now=in_utc(self.clock())))

    def reveal(self, handle: Personal, reader: Reader) -> str:
        """The text behind a handle, if the access policy lets the reader have it.

        Raises ``NotForReader``; ``Erased`` where it is somebody's who is to be forgotten; and ``UnknownKey`` where the keyring
        does not hold its key.
        """
        return self.reading_as(reader).reveal(handle)

    def registered_at(self, actor: MemberId) -> datetime:
        """When it was recorded that somebody is registered, as everyone who acts is. Raises ``NothingThere``."""
        known = self._registered.get(actor)
        if known is None:
            first = next(iter(self.journal.read(actor)), None)
            if first is None or not isinstance(first.event, MemberRegistered):
                raise NothingThere(kind="member", id=actor)
            known = self._registered[actor] = first.recorded_at
        return known
