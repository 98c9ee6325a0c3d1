"""The hosts of a random programme: three that share a journal, one with a clock that is behind, one that loses races."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, cast
from uuid import UUID

from attrs import define

from actionlearning.application.library import ActionLearning
from actionlearning.application.specifications import Specifications
from actionlearning.domain.candidate.specification import Specification
from actionlearning.journal.port import AppendsOn, Journal, NewEvent, ReadBack, appends_on
from actionlearning.testing.account.candidacy import SMALL

__all__ = ["BEHIND", "Clock", "Racing", "hosts_of"]

FIRST_DAY = datetime(2025, 1, 6, 9, tzinfo=UTC)
BEHIND = timedelta(seconds=90)
"""By how much the clock of the second host is behind."""


@define
class Clock:
    """A clock that stands still until it is moved on."""

    now: datetime = FIRST_DAY

    def __call__(self) -> datetime:
        return self.now


class Racing:
    """A journal in which, once, somebody else records something just before."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.first: Callable[[], object] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:
        """What the journal does, after what comes first."""
        self._race()
        return self._journal.append(events, guards=guards)

    def _race(self) -> None:
        first, self.first = self.first, None
        if first is not None:
            first()


class RacingOn(Racing):
    """The same in one that appends on what is remembered."""

    def append_on(
        self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int], salts: Mapping[UUID, bytes]
    ) -> Sequence[ReadBack]:
        """What the journal does, after what comes first."""
        self._race()
        return cast("AppendsOn", self._journal).append_on(events, guards=guards, salts=salts)


def hosts_of(al: ActionLearning, clock: Clock) -> tuple[ActionLearning, ActionLearning, ActionLearning]:
    """One that goes by the clock, one that is behind, and one on a ``Racing``; all of them know the small qualifications."""
    racing = Racing if appends_on(al.journal) is None else RacingOn
    rules = Specifications([*al.specifications.all(), *_made_for_playing()])
    return (
        ActionLearning(al.journal, keyring=al.keyring, clock=clock, specifications=rules),
        ActionLearning(al.journal, keyring=al.keyring, clock=lambda: clock() - BEHIND, specifications=rules),
        ActionLearning(racing(al.journal), keyring=al.keyring, clock=clock, specifications=rules),
    )


@cache
def _made_for_playing() -> tuple[Specification, ...]:
    """The qualifications that random programmes can be done with in a few steps."""
    found = []
    for name in SMALL:
        with resources.as_file(resources.files("actionlearning.testing") / name) as file:
            found.append(Specifications.load(file).latest(name.removesuffix(".toml")))
    return tuple(found)
