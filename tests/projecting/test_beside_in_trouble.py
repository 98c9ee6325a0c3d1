"""What is on its way to the process that writes, while something goes wrong here or there: every event counts just once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from attrs import frozen
from eventsourcing.persistence import StoredEvent
from keeping import Lines, Sums, following, kept, opened, recorded, zero
from test_beside import BATCH, STREAMS, Amounts, killed, kind_on, long_way

from actionlearning.domain.member.events import SelfRatingGiven
from actionlearning.journal.port import JournalBusy, Recorded
from actionlearning.journal.tables import Rows, Table
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.journal.tables_writing import Writer, _Written
from actionlearning.projections.running.errors import ProjectionStopped


@frozen
class BrokenSums:
    """The sums, of which one is no number."""

    at: int
    name: ClassVar[str] = Sums.name
    version: ClassVar[int] = Sums.version
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = Sums.tables

    def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
        Sums().fold(rows, recorded)
        if recorded.position == self.at:
            rows.change("sums", (recorded.stream,), {"total": "no number"})


def test_rows_on_their_way_are_there_for_those_who_look_for_what_does_not_fit(url: str) -> None:
    with long_way(url) as journal:
        failing = BrokenSums(at=2 * BATCH)
        with pytest.raises(ProjectionStopped):
            following(journal, failing, batch=BATCH).catch_up(beside=True)
        (tracking,) = journal.tables().tracked()
        assert failing.at - 1 == tracking.position
        assert zero(journal, Sums(), until=failing.at - 1) == kept(journal, Sums())


def test_of_two_batches_that_do_not_fit_the_first_stops_the_projection(postgres_url: str) -> None:
    class Both(Amounts):
        def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
            amounts = {5: Decimal("1E+200000"), BATCH + 5: "no amount"}  # one the writer finds, one is found before
            rows.add("amounts", {"position": recorded.position, "amount": amounts.get(recorded.position, Decimal(1))})

    with long_way(postgres_url) as journal:
        with pytest.raises(ProjectionStopped):
            following(journal, Both(), batch=BATCH).catch_up(beside=True)
        (tracking,) = journal.tables().tracked()
        assert 4 == tracking.position


def test_a_batch_that_dies_with_the_writer_at_the_place_of_another_projection_counts_once(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with long_way(url) as journal:
        following(journal, Lines(), batch=BATCH).catch_up()
        meeting = journal.position()
        recorded(journal, [*STREAMS, UUID(int=99)], each=3)
        died = []

        def dying(begin: Callable[..., Any]) -> Callable[..., Any]:
            def dies(self: Writer, tracking: Any, writes: Any) -> Any:
                if tracking.position == meeting and not died:
                    killed(self, url)
                    died.append(tracking)
                return begin(self, tracking, writes)

            return dies

        kind = kind_on(url)
        monkeypatch.setattr(kind, "begin", dying(kind.begin))
        following(journal, Sums(), Lines(), batch=7).catch_up(beside=True)  # 150 ratings: the last batch has some
        assert died
        assert zero(journal, Sums()) == kept(journal, Sums())
        assert zero(journal, Lines()) == kept(journal, Lines())


@pytest.mark.parametrize("meanwhile", ["folding", "waiting"])
def test_who_is_interrupted_gives_the_lease_back(url: str, meanwhile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wait, interrupted = _Written.wait, []

    class Interrupted(Sums):
        def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
            super().fold(rows, recorded)
            if meanwhile == "folding" and recorded.position == 2 * BATCH:
                raise KeyboardInterrupt

    def once(self: Any) -> None:
        if meanwhile == "waiting" and not interrupted:
            interrupted.append(self)
            raise KeyboardInterrupt
        wait(self)

    monkeypatch.setattr(_Written, "wait", once)
    with long_way(url) as journal:
        with pytest.raises(KeyboardInterrupt):
            following(journal, Interrupted(), batch=BATCH).catch_up(beside=True)
        (tracking,) = journal.tables().tracked()
        assert (BATCH, None) == (tracking.position, tracking.worker)
        store = journal.tables()
        store.settle(tracking, Sums.tables)  # or nobody looks at them yet
        assert zero(journal, Sums(), until=BATCH) == kept(journal, Sums())


def test_who_is_interrupted_hears_of_nothing_else(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(Sums):
        def fold(self, rows: Rows, recorded: Recorded[Any]) -> None:
            super().fold(rows, recorded)
            if recorded.position == 2 * BATCH:
                monkeypatch.setattr(_Written, "landed", busy)
                raise KeyboardInterrupt

    def busy(_: _Written) -> Tracking:
        raise JournalBusy(where="the writer's database")

    with long_way(url) as journal, pytest.raises(KeyboardInterrupt):
        following(journal, Interrupted(), batch=BATCH).catch_up(beside=True)


def test_what_was_on_its_way_stops_a_projection_before_what_cannot_be_read(postgres_url: str) -> None:
    with closing(opened(postgres_url)) as journal:
        recorded(journal, [UUID(int=1)], each=BATCH + 7)
        state = next(journal.read_raw()).state
        journal.recorder.insert_events([StoredEvent(UUID(int=2), 1, "member.self-rating-given.2", state)])
        recorded(journal, [UUID(int=3)], each=3 * BATCH)
        failing = Amounts(at=BATCH + 5, amount=Decimal("1E+200000"))  # which the server finds, and not we
        with pytest.raises(ProjectionStopped):
            following(journal, failing, batch=BATCH).catch_up(beside=True)
        (tracking,) = journal.tables().tracked()
        assert failing.at - 1 == tracking.position
        assert zero(journal, Amounts(), until=failing.at - 1) == kept(journal, Amounts())


def test_modules_that_lie_in_the_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sqlite3.py").write_text("raise SystemExit('taken for the real one')")
    monkeypatch.chdir(tmp_path)
    with long_way(f"sqlite:///{tmp_path / 'kept.db'}") as journal:
        following(journal, Sums(), batch=BATCH).catch_up(beside=True)
        assert zero(journal, Sums()) == kept(journal, Sums())
