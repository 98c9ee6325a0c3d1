"""What the tests of running share: a projection that stops, one of another release, and a thread that follows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, ClassVar, Self
from uuid import UUID

from attrs import define, frozen
from keeping import Sums, following

from actionlearning.application.projecting import Progress
from actionlearning.domain.member.events import SelfRatingGiven
from actionlearning.journal.port import Journal, Recorded
from actionlearning.journal.tables import Column, Kind, Rows, Table
from actionlearning.projections.running.status import Condition

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
PATIENCE = 20
"""Seconds that anything here may take."""


@define
class Picky:
    """Stops at one event, in one way or another, until it is mended."""

    name: ClassVar[str] = "picky"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "picky",
            (Column("stream", Kind.ID), Column("version", Kind.INTEGER), Column("score", Kind.INTEGER)),
            key=("stream", "version"),
        ),
    )
    at: int = 0
    how: str = ""

    def fold(self, rows: Rows, recorded: Recorded[SelfRatingGiven]) -> None:
        row: dict[str, Any] = {"stream": recorded.stream, "version": recorded.version, "score": recorded.event.score}
        if recorded.position == self.at:
            rows.add("picky", {"stream": THREE, "version": 0, "score": 0})
            match self.how:
                case "raises":
                    raise KeyError("what")
                case "wrong row":
                    row["score"] = "many"
                case "no such table":
                    rows.add("lines", row)
        rows.add("picky", row)


@frozen
class NewSums(Sums):
    """Sums of the next release, which come to nothing."""

    version: ClassVar[int] = 2

    def fold(self, rows: Rows, recorded: Recorded[SelfRatingGiven]) -> None:
        rows.add("sums", {"stream": recorded.stream, "times": recorded.version, "total": 0})


def condition(journal: Journal, *projections: Any) -> list[Condition]:
    return [each.condition for each in following(journal, *projections).status()]


class Follower:
    """A thread that follows a journal until it is told to stop; what it was told, and what it died of."""

    def __init__(self, journal: Journal, *projections: Any, **options: Any) -> None:
        self.stop = threading.Event()
        self.told: list[Progress] = []
        self.error: BaseException | None = None
        self._kept = following(journal, *projections, **options)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self._kept.follow(until=self.stop.is_set, tell=self.told.append)
        except BaseException as error:  # noqa: BLE001  # the test looks at it
            self.error = error

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def soon(happened: Callable[[], bool]) -> float:
    """Wait until it has happened; the seconds that took."""
    begun = monotonic()
    while not happened():
        assert monotonic() < begun + PATIENCE, "it did not happen"
        sleep(0.01)
    return monotonic() - begun
