"""Which streams belong to what: an index by which a view of one set reads that set, and not the whole journal.

A programme has its sets, with their problems; a set its problems and its programme; a problem its set and programme. To each
belong the people who learnt from an action in it, whoever they are: what they learnt stands in streams of their own. Who else
is named in those streams is read from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen

from actionlearning.domain.member.events import LearningCaptured
from actionlearning.domain.problem.events import ProblemRaised
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.set.events import SetFormed
from actionlearning.journal.port import Recorded
from actionlearning.projections.materialised import Rows, Seen, Table
from actionlearning.projections.tables.columns import ident

__all__ = ["Scopes"]


@frozen
class Scopes:
    """The streams of every programme, set and problem."""

    name: ClassVar[str] = "scopes"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (ProgrammeChartered, SetFormed, ProblemRaised, LearningCaptured)
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "scopes",
            (ident("scope_id", "a programme, a set or a problem"), ident("stream_id", "a stream that belongs to it")),
            key=("scope_id", "stream_id"),
            says="A stream that belongs to a programme, a set or a problem",
        ),
        Table(
            "scope_homes",
            (
                ident("stream_id", "a set or a problem"),
                ident("set_id", "the set, or that of the problem"),
                ident("programme_id", "the programme of the set"),
            ),
            key=("stream_id",),
            says="The set and the programme that a stream has its home in",
        ),
    )

    def fold(self, rows: Rows, recorded: Recorded[Any], /) -> None:
        """Take one event in."""
        match recorded.event:
            case ProgrammeChartered():
                _belong(rows, [recorded.stream], to=[recorded.stream])
            case SetFormed(programme=programme):
                _live(rows, recorded.stream, {"set_id": recorded.stream, "programme_id": programme})
            case ProblemRaised(set=home):
                found = rows.get("scope_homes", (home,))
                assert found is not None, "a problem is brought to a set that was formed"
                _live(rows, recorded.stream, {name: found[name] for name in ("set_id", "programme_id")})
            case LearningCaptured(source=source):
                found = rows.get("scope_homes", (source.problem,))
                assert found is not None, "a learning comes from an action on a problem that was raised"
                _belong(rows, [recorded.stream], to=[source.problem, found["set_id"], found["programme_id"]])


def _live(rows: Rows, stream: UUID, home: Seen) -> None:
    """A set or a problem belongs to its home, and its home to it."""
    rows.add("scope_homes", {"stream_id": stream, **home})
    around = dict.fromkeys((stream, home["set_id"], home["programme_id"]))
    _belong(rows, [stream], to=around)
    _belong(rows, around, to=[stream])


def _belong(rows: Rows, streams: Iterable[UUID], *, to: Iterable[UUID]) -> None:
    for scope in to:
        for stream in streams:
            rows.add("scopes", {"scope_id": scope, "stream_id": stream})
