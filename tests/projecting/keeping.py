"""What the tests of materialised projections share: journals to follow, events to record in them, and two small projections.

``Sums`` would show an event that is applied twice or not at all, for it looks up what it adds to; ``Lines`` keeps one row an
event. Both are fed the ratings that people give themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
from attrs import frozen

from actionlearning.application.projecting import Projections
from actionlearning.domain.member.events import SelfRatingGiven
from actionlearning.journal.opening import open_journal
from actionlearning.journal.port import Journal, Recorded
from actionlearning.projections.materialised import Column, Kind, Projection, Rows, Table, fold_all
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.testing.journal_events import new, rating, registered

__all__ = ["Lines", "Sums", "following", "indexes", "kept", "opened", "recorded", "tables_in", "zero"]


@frozen
class Sums:
    """Of each stream how many ratings there are and what they come to, one row a stream."""

    name: ClassVar[str] = "sums"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "sums",
            (Column("stream", Kind.ID), Column("times", Kind.INTEGER), Column("total", Kind.INTEGER)),
            key=("stream",),
        ),
    )

    def fold(self, rows: Rows, recorded: Recorded[SelfRatingGiven]) -> None:
        known = rows.get("sums", (recorded.stream,)) or {"stream": recorded.stream, "times": 0, "total": 0}
        total = known["total"] + recorded.event.score
        rows.add("sums", {**known, "times": known["times"] + 1, "total": total})


@frozen
class Lines:
    """One row a rating, and of each stream the last; a rating of 10 takes the line before it away."""

    name: ClassVar[str] = "lines"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "lines",
            (
                Column("stream", Kind.ID),
                Column("version", Kind.INTEGER),
                Column("score", Kind.INTEGER),
                Column("recorded_at", Kind.TIME),
                Column("followed", Kind.FLAG, optional=True),
            ),
            key=("stream", "version"),
            indexes=(("recorded_at",), ("stream", "score")),
        ),
        Table("latest", (Column("stream", Kind.ID), Column("score", Kind.INTEGER)), key=("stream",)),
    )

    def fold(self, rows: Rows, recorded: Recorded[SelfRatingGiven]) -> None:
        stream, version, score = recorded.stream, recorded.version, recorded.event.score
        rows.add("lines", {"stream": stream, "version": version, "score": score, "recorded_at": recorded.recorded_at})
        rows.change("lines", (stream, version - 1), {"followed": True})
        if score == 10:
            rows.remove("lines", (stream, version - 1))
        rows.add("latest", {"stream": stream, "score": score})


def utc_now() -> datetime:
    return datetime.now(UTC)


def opened(url: str, **options: Any) -> Journal:
    return open_journal(url, keyring=MemoryKeyring(), clock=utc_now, new_id=uuid4, env={}, **options)


def recorded(journal: Journal, streams: Iterable[UUID], *, each: int = 1, others: bool = False) -> None:
    """Record ratings, a command a stream, and between them events that nobody wants."""
    for stream in streams:
        tip = journal.tip(stream)
        command = uuid4()
        events = [
            new(stream, version, rating(1 + (version * 7 + stream.int) % 10), command=command)
            for version in range(tip + 1, tip + each + 1)
        ]
        journal.append(events, guards={stream: tip})
        if others:
            journal.append([new(uuid4(), 1, registered())], guards={})


def following(journal: Journal, *projections: Projection, **options: Any) -> Projections:
    """The face of a journal's projections, with only these."""
    made = Projections(journal, clock=utc_now, **options)
    made.__dict__["registered"] = {each.name: each for each in projections}
    return made


def kept(journal: Journal, projection: Projection) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """All rows of a projection's tables as they stand together, by table and key."""
    with journal.tables().reading(projection.name, projection.tables) as reading:
        assert reading is not None
        return {table.name: {table.key_of(row): row for row in reading.rows(table.name)} for table in projection.tables}


def zero(journal: Journal, projection: Projection, *, until: int | None = None) -> dict[str, Any]:
    """The same as a fold from nothing has it."""
    return fold_all(projection, journal.read_all(until=until)).rows


def indexes(url: str, table: str = "al_lines") -> list[tuple[str, ...]]:
    """The columns of each index that a table has beside its key, as the database tells; those that are unique are keys."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            made = connection.execute(
                "SELECT name FROM pragma_index_list(?) WHERE origin = 'c' AND NOT \"unique\"", (table,)
            ).fetchall()
            columns = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"
            return sorted(tuple(name for (name,) in connection.execute(columns, each)) for each in made)
    with psycopg.connect(url) as connection:
        query = "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = to_regclass(%s) AND NOT indisprimary"
        made = connection.execute(query, (table,)).fetchall()
        return sorted(tuple(told.partition("(")[2].rstrip(")").split(", ")) for (told,) in made)


def tables_in(url: str) -> list[str]:
    """The tables of a SQLite file that belong to projections, their tracking rows apart."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'al_*'")
        return sorted(name for (name,) in names if name != "al_projections")
