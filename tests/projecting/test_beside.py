"""Tables are written while events are folded, by a process or by a server: they are the same, whatever happens to either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
from attrs import frozen
from keeping import Lines, Sums, following, kept, opened, recorded, zero
from msgspec.structs import replace

from actionlearning.domain.member.events import SelfRatingGiven
from actionlearning.journal.port import Journal, Recorded
from actionlearning.journal.tables import Column, Kind, Overtaken, Rows, Table
from actionlearning.journal.tables_process import WritingProcess
from actionlearning.journal.tables_writing import Writer, WritingThread
from actionlearning.projections.running.errors import ProjectionStopped
from actionlearning.projections.running.runner import LONG_WAY, WRITERS, Progress

STREAMS = [UUID(int=number) for number in range(1, 6)]
BOTH = (Sums(), Lines())
BATCH = 10


@frozen
class Amounts:
    """A row a rating, of which one does not fit: it is no amount, or one that PostgreSQL finds too large when it is there."""

    name: ClassVar[str] = "amounts"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = (
        Table("amounts", (Column("position", Kind.INTEGER), Column("amount", Kind.AMOUNT)), key=("position",)),
    )
    at: int = 0
    amount: Any = Decimal(1)

    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        amount = self.amount if recorded.position == self.at else Decimal(recorded.event.score)
        rows.add("amounts", {"position": recorded.position, "amount": amount})


@pytest.fixture
def writers(monkeypatch: pytest.MonkeyPatch) -> list[Writer]:
    """Everything that is started to write: a process on SQLite, a thread on PostgreSQL."""
    started: list[Writer] = []

    def noting(begin: Callable[..., None]) -> Callable[..., None]:
        def seen(self: Writer, *arguments: Any) -> None:
            begin(self, *arguments)
            if not (arguments and isinstance(getattr(arguments[0], "__self__", None), WritingProcess)):  # its own thread
                started.append(self)

        return seen

    for kind in (WritingProcess, WritingThread):
        monkeypatch.setattr(kind, "__init__", noting(kind.__init__))
    return started


def kind_on(url: str) -> type[WritingProcess | WritingThread]:
    """What writes there."""
    return WritingProcess if url.startswith("sqlite") else WritingThread


def killed(writer: Writer, url: str) -> None:
    """The process that writes is killed: our own, or that of the server."""
    if isinstance(writer, WritingProcess):
        writer._process.kill()
        writer._process.wait()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        its = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        connection.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {its}")  # words of ours


@contextmanager
def long_way(url: str) -> Iterator[Journal]:
    """A journal with enough in it to start a process for."""
    journal = opened(url)
    try:
        recorded(journal, STREAMS, each=30, others=True)
        assert journal.position() > LONG_WAY * BATCH
        yield journal
    finally:
        journal.close()


def test_the_tables_are_those_of_a_fold_from_nothing(url: str, writers: list[Writer]) -> None:
    with long_way(url) as journal:
        following(journal, *BOTH, batch=BATCH).catch_up(beside=True)
        assert 1 == len(writers)
        assert [zero(journal, each) for each in BOTH] == [kept(journal, each) for each in BOTH]

        following(journal, *BOTH, batch=BATCH).rebuild(beside=True)
        assert 3 == len(writers)
        assert [zero(journal, each) for each in BOTH] == [kept(journal, each) for each in BOTH]
        assert all(writer._process.returncode == 0 for writer in writers if isinstance(writer, WritingProcess))


def test_no_process_is_started_for_a_short_way_nor_where_none_can_help(url: str, writers: list[Writer]) -> None:
    with long_way(url) as journal:
        following(journal, *BOTH).catch_up(beside=True)  # one batch
    with long_way("memory:") as journal:
        following(journal, *BOTH, batch=BATCH).catch_up(beside=True)
        assert [zero(journal, each) for each in BOTH] == [kept(journal, each) for each in BOTH]
    assert [] == writers


@pytest.mark.parametrize("amount", ["no amount", Decimal("1E+200000")])
@pytest.mark.parametrize("nth", [13, 149])
def test_a_row_that_does_not_fit_stops_its_projection_there(url: str, nth: int, amount: Any, writers: list[Writer]) -> None:
    if isinstance(amount, Decimal) and url.startswith("sqlite"):
        amount = 1.5  # there, an amount of any size is a text
    with long_way(url) as journal:
        ratings = [each.position for each in journal.read_all(names=["member.self-rating-given"])]
        failing = Amounts(at=ratings[nth], amount=amount)
        with pytest.raises(ProjectionStopped):
            following(journal, Sums(), failing, batch=BATCH).catch_up(beside=True)
        assert writers
        by_name = {each.projection: each for each in journal.tables().tracked()}
        failure = by_name["amounts"].failure
        assert failure is not None
        assert (failing.at - 1, "BadRow") == (by_name["amounts"].position, failure.exception)
        assert zero(journal, Amounts(), until=failing.at - 1) == kept(journal, Amounts())
        assert zero(journal, Sums()) == kept(journal, Sums())

        following(journal, Sums(), Amounts(), batch=BATCH).catch_up(beside=True)  # mended
        assert zero(journal, Amounts()) == kept(journal, Amounts())


def test_a_writer_that_is_killed_is_started_again(url: str, writers: list[Writer]) -> None:
    told: list[str] = []

    def tell(progress: Progress) -> None:
        if progress.trouble:
            told.append(progress.trouble)
        elif len(writers) == 1:
            killed(writers[0], url)

    with long_way(url) as journal:
        following(journal, *BOTH, batch=BATCH).catch_up(beside=True, tell=tell)
        assert 2 <= len(writers)
        why = "the process that writes its tables has ended" if url.startswith("sqlite") else "terminating connection"
        assert any(why in each for each in told), told
        assert [zero(journal, each) for each in BOTH] == [kept(journal, each) for each in BOTH]


def test_where_writers_end_again_and_again_all_is_written_here(
    url: str, writers: list[Writer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(begin: Callable[..., Any]) -> Callable[..., Any]:
        def killed_first(self: Writer, *arguments: Any) -> Any:
            killed(self, url)
            return begin(self, *arguments)

        return killed_first

    kind = kind_on(url)
    monkeypatch.setattr(kind, "begin", dying(kind.begin))
    with long_way(url) as journal:
        following(journal, *BOTH, batch=BATCH).catch_up(beside=True)
        assert WRITERS == len(writers)
        assert [zero(journal, each) for each in BOTH] == [kept(journal, each) for each in BOTH]


def test_what_was_sent_is_refused_where_another_was_first(url: str) -> None:
    with long_way(url) as journal:
        following(journal, Lines(), batch=BATCH).catch_up()
        store = journal.tables()
        (tracking,) = store.tracked()
        writer = store.writer()
        assert writer is not None
        try:
            first = writer.begin(replace(tracking, position=300), [])
            second = writer.begin(replace(tracking, position=301), [])
            assert tracking.revision < first.landed().revision
            with pytest.raises(Overtaken):
                second.landed()
        finally:
            writer.close()
        assert [300] == [each.position for each in store.tracked()]


def test_who_is_interrupted_leaves_rows_and_position_in_step(url: str) -> None:
    class Interrupted(Exception):
        pass

    def tell(progress: Progress) -> None:
        if progress.position > 100:
            raise Interrupted

    with long_way(url) as journal:
        with pytest.raises(Interrupted):
            following(journal, *BOTH, batch=BATCH).catch_up(beside=True, tell=tell)
        for tracking in journal.tables().tracked():
            projection = {"sums": Sums(), "lines": Lines()}[tracking.projection]
            if not tracking.loose:  # and else nobody looks at them yet
                assert zero(journal, projection, until=tracking.position) == kept(journal, projection)
        following(journal, *BOTH, batch=BATCH).catch_up()
        assert [zero(journal, each) for each in BOTH] == [kept(journal, each) for each in BOTH]
