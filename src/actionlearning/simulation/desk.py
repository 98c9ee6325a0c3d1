"""A desk: use cases are done at it one after another, on what was decided there before, and taken down for a journal.

It is the library's own unit of work, kept over many commands: the aggregates stay folded in memory, so nothing is read back.
What is refused raises as it does anywhere else, and a story that is told at a desk is one that the library would have recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec

from actionlearning.application.inputs import use_case_name
from actionlearning.application.work import NothingThere, Work
from actionlearning.domain.problem.events import InsightRecorded
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Envelope, Journal, NewEvent, Recorded

__all__ = ["Command", "Desk"]

R = TypeVar("R")

Command = list[NewEvent]
"""The events of one command, in order."""


class Desk(Work):
    """Work that goes on. ``now`` is the clock of whoever records; ``taken`` are the commands since it was last emptied."""

    def __init__(self, *, new_id: Callable[[], UUID], now: datetime) -> None:
        no_journal = cast("Journal", None)  # every stream begins at this desk, so none is read
        super().__init__(no_journal, actor=None, at=now, new_id=new_id)
        self.now = now
        self.taken: list[Command] = []
        self._insights: dict[tuple[UUID, int], Recorded[Any]] = {}

    def do(self, use_case: Callable[..., R], actor: MemberId | None, at: datetime, /, **arguments: Any) -> R:
        """Decide one command at a time up to now, and take it down. Raises ``Refused`` as the library does."""
        if at > self.now:
            raise ValueError(f"{use_case_name(use_case)} at {at} would be recorded at {self.now}, before it happened")
        self.at, self._actor = at, actor
        self._decided.clear()
        answer = use_case(self, **arguments)
        if self._decided:
            self._take_down(use_case_name(use_case), msgspec.to_builtins(answer))
        return answer

    def event_of(self, stream: UUID, version: int) -> Recorded[Any] | None:
        """An insight that was recorded there, the one text that people here release."""
        return self._insights.get((stream, version))

    def insights(self, stream: UUID) -> list[int]:
        """At which versions of a problem an insight was recorded."""
        return [version for of, version in self._insights if of == stream]

    def _take_down(self, use_case: str, returns: Any) -> None:
        command, by = self.new_id(), self.actor
        events: Command = []
        for stream, version, event in self._decided:
            begins = not events
            new = NewEvent(
                stream=stream,
                version=version,
                occurred_at=self.at,
                recorded_at=self.now,
                actor=by,
                command=command,
                event=event,
                use_case=use_case if begins else None,
                returns=returns if begins else None,
            )
            events.append(new)
            if isinstance(event, InsightRecorded):
                self._insights[stream, version] = Recorded(
                    occurred_at=self.at,
                    recorded_at=self.now,
                    event=event,
                    written=Envelope(actor=by, command=command, salt=b""),
                )
        self.taken.append(events)

    def _read(self, kind: Any, stream: UUID) -> Any:
        known = self._streams.get(stream)
        if known is None or known.kind is not kind:
            raise NothingThere(kind=kind.name, id=stream)
        return known.state
