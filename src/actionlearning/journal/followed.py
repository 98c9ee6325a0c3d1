"""Following a journal with what ``eventsourcing`` brings for it: ``ProjectionRunner``, subscriptions, the notification log."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, Mapper, Notification, StoredEvent
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment

from actionlearning.journal.codec import Codec
from actionlearning.journal.eventsourced import EventsourcedJournal
from actionlearning.journal.port import Journal, JournalError, Recorded

__all__ = ["CannotFollow", "RecordedMapper", "application_of"]


class CannotFollow(JournalError):
    """The journal is not on a recorder of ours, or somebody tries to record past the library."""

    why: str
    says = "it cannot be followed so: {why}"


class RecordedMapper(Mapper[UUID]):
    """Turns stored events into ``Recorded``, with their envelope; personal text stays sealed."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """A ``Recorded``. Its position is 0 where the stored event does not tell it."""
        stream = stored_event.originator_id
        assert isinstance(stream, UUID), "this library names streams by UUID"
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        found: Recorded[Any] = self._codec.decode(
            stored_event.topic,
            stored_event.state,
            stream=stream,
            version=stored_event.originator_version,
            position=int(position),
        )
        return found

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Refused: an event recorded here would have passed no rule. Raises ``CannotFollow``."""
        raise CannotFollow(
            why=f"{type(domain_event).__name__} would be recorded past every rule; record through ActionLearning"
        )


def application_of(journal: Journal, *, name: str = "actionlearning") -> type[Application[UUID]]:
    """An application class whose events are those of an open journal, to be given to ``ProjectionRunner``.

    The journal stays the caller's, who closes it when nobody follows any more. ``name`` is the one under which positions are
    tracked, and stays the same for ever. Raises ``CannotFollow`` for a journal on a plain module, which any application can
    follow by that module itself.
    """
    if not isinstance(journal, EventsourcedJournal):
        raise CannotFollow(why="the journal is on a plain persistence module; open that with an application of your own")
    recorder, mapper = cast("ApplicationRecorder", journal.recorder), RecordedMapper(journal.codec)

    class FollowedJournal(Application[UUID]):
        """Reads only."""

        def save(self, *objs: Any, **kwargs: Any) -> Any:
            """Refused, though there were nothing to record. Raises ``CannotFollow``."""
            if not objs:
                raise CannotFollow(why="there is nothing to record, and what there is to record goes through ActionLearning")
            return super().save(*objs, **kwargs)

        def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
            return POPOFactory(env)  # makes nothing that is kept

        def construct_mapper(self) -> Mapper[UUID]:
            return mapper

        def construct_recorder(self) -> ApplicationRecorder:
            return recorder

    FollowedJournal.name = name
    return FollowedJournal
