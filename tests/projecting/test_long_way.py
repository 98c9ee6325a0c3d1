"""On a long way tables are filled loose, and come to what a fold from nothing does, whatever is looked up or does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from attrs import frozen
from keeping import Lines, Sums, following, indexes, kept, opened, recorded, tables_in, zero
from msgspec.structs import replace

from actionlearning.domain.member.events import SelfRatingGiven
from actionlearning.journal import tables_sqlite_loose
from actionlearning.journal.port import Journal, Recorded
from actionlearning.journal.table_rows import BufferedRows
from actionlearning.journal.tables import Column, Kind, Rows, Table
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.projections.materialised import definition_of
from actionlearning.projections.running.errors import NotKept, ProjectionStopped
from actionlearning.projections.running.status import Condition
from actionlearning.testing.table_samples import NOW

BATCH = 20
STREAMS = [UUID(int=number) for number in range(1, 6)]


@frozen
class Levels:
    """Of every rating whether it was higher than the one before, which is looked up; the one at ``wrong_at`` does not fit."""

    name: ClassVar[str] = "levels"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (SelfRatingGiven,)
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "levels",
            (
                Column("stream", Kind.ID),
                Column("version", Kind.INTEGER),
                Column("score", Kind.INTEGER),
                Column("higher", Kind.FLAG, optional=True),
            ),
            key=("stream", "version"),
        ),
    )
    wrong_at: int = 0
    far: int = 0
    """Which earlier rating of the stream is looked up, too: one that was forgotten long ago."""

    def fold(self, rows: Rows, recorded: Recorded[SelfRatingGiven]) -> None:
        stream, version, score = recorded.stream, recorded.version, recorded.event.score
        before = rows.get("levels", (stream, version - 1))
        if self.far and version > self.far + 40:
            rows.get("levels", (stream, self.far))
        row: dict[str, Any] = {"stream": stream, "version": version, "score": score}
        if recorded.position == self.wrong_at:
            row["score"] = None
        rows.add("levels", row | ({} if before is None else {"higher": score > before["score"]}))
        rows.change("levels", (stream, version - 30), {"higher": None})


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    with closing(opened(url)) as journal:
        for _ in range(3):
            recorded(journal, STREAMS, each=30, others=True)
        yield journal


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in {"most": 4, "packed": 3, "often": 2}.items():
        monkeypatch.setitem(BufferedRows.__init__.__kwdefaults__, name, number)
    monkeypatch.setattr(tables_sqlite_loose, "MOST_PLACES", 2)


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("projection", [Sums(), Lines(), Levels(), Levels(far=3)], ids=repr)
def test_a_long_way_comes_to_what_a_fold_from_nothing_does(journal: Journal, projection: Any, beside: bool) -> None:
    loose: list[bool] = []

    def tell(_: object) -> None:
        loose.append(bool(next(each.loose for each in journal.tables().tracked())))

    following(journal, projection, batch=BATCH).catch_up(beside=beside, tell=tell)
    assert zero(journal, projection) == kept(journal, projection)
    assert not loose[-1]
    following(journal, projection, batch=BATCH).rebuild(beside=beside)
    assert zero(journal, projection) == kept(journal, projection)
    recorded(journal, STREAMS, each=2)
    following(journal, projection, batch=BATCH).catch_up(beside=beside)
    assert zero(journal, projection) == kept(journal, projection)


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("nth", range(18, 24))
def test_a_row_that_does_not_fit_is_found_where_the_next_batch_looks_up(journal: Journal, nth: int, beside: bool) -> None:
    ratings = [each.position for each in journal.read_all(names=["member.self-rating-given"])]
    failing = Levels(wrong_at=ratings[nth * 5], far=1)
    with pytest.raises(ProjectionStopped):
        following(journal, failing, batch=BATCH).catch_up(beside=beside)
    (tracking,) = journal.tables().tracked()
    assert failing.wrong_at - 1 == tracking.position
    assert () == tracking.loose
    assert zero(journal, Levels(far=1), until=failing.wrong_at - 1) == kept(journal, Levels(far=1))
    following(journal, Levels(far=1), batch=BATCH).catch_up(beside=beside)
    assert zero(journal, Levels(far=1)) == kept(journal, Levels(far=1))


def test_on_sqlite_tables_are_loose_on_a_long_way_and_nobody_looks_at_them(tmp_path: Path) -> None:
    with closing(opened(f"sqlite:///{tmp_path / 'journal.db'}")) as journal:
        for _ in range(3):
            recorded(journal, STREAMS, each=30)
        seen: list[Any] = []
        made = following(journal, Lines(), batch=BATCH)

        def tell(_: object) -> None:
            (tracking,) = journal.tables().tracked()
            try:
                with made.reading("lines"):
                    seen.append(tracking.loose)
            except NotKept:
                seen.append(NotKept)
                assert {"latest", "lines"} == set(tracking.loose)

        made.catch_up(tell=tell)
        assert len(seen) > 3
        assert {NotKept} == set(seen[:-1])
        assert () == seen[-1]
        assert ["al_latest", "al_lines"] == tables_in(f"sqlite:///{tmp_path / 'journal.db'}")


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("way", ["catch_up", "rebuild"])
def test_where_much_is_late_a_table_is_settled_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, beside: bool
) -> None:
    monkeypatch.setattr(tables_sqlite_loose, "MOST_LATE", 10)
    with closing(opened(f"sqlite:///{tmp_path / 'journal.db'}")) as journal:
        for _ in range(3):
            recorded(journal, STREAMS, each=30)
        loose: list[tuple[str, ...]] = []

        def tell(_: object) -> None:
            loose.extend(each.loose for each in journal.tables().tracked())

        getattr(following(journal, Lines(), batch=BATCH), way)(beside=beside, tell=tell)
        assert [("lines", "latest"), ("latest",), ()] == list(dict.fromkeys(loose))
        assert zero(journal, Lines()) == kept(journal, Lines())


def test_a_short_way_needs_no_settling(tmp_path: Path) -> None:
    with closing(opened(f"sqlite:///{tmp_path / 'journal.db'}")) as journal:
        recorded(journal, STREAMS, each=4)
        following(journal, Lines(), batch=BATCH).catch_up(tell=lambda _: assert_settled(journal))
        assert zero(journal, Lines()) == kept(journal, Lines())


def assert_settled(journal: Journal) -> None:
    assert [()] == [each.loose for each in journal.tables().tracked()]


def test_who_follows_an_empty_journal_settles_what_a_long_way_brings(url: str) -> None:
    with closing(opened(url)) as journal:
        looks = iter(range(200))

        def until() -> bool:
            begun = [each.position for each in journal.tables().tracked()]
            if begun == [0] and not journal.position():
                for _ in range(3):
                    recorded(journal, STREAMS, each=30)
                return False
            done = journal.position() > 0 and following(journal, Lines()).status()[0].condition is Condition.UP_TO_DATE
            return done or next(looks, None) is None

        following(journal, Lines(), batch=BATCH).follow(until=until)
        assert_settled(journal)
        assert zero(journal, Lines()) == kept(journal, Lines())
        assert indexes(url) == sorted(Lines.tables[0].indexes)


def test_loose_tables_at_the_journals_end_are_not_up_to_date_and_are_settled(tmp_path: Path) -> None:
    with closing(opened(f"sqlite:///{tmp_path / 'journal.db'}")) as journal:
        recorded(journal, STREAMS, each=3)
        names = tuple(table.name for table in Lines.tables)
        new = Tracking(projection="lines", definition=definition_of(Lines()), tables=names, saved_at=NOW)
        store = journal.tables()
        tracking = store.loosen(store.begin(new, Lines.tables), Lines.tables)
        rows = BufferedRows(Lines.tables, lambda *_: None)
        for each in journal.read_all(names=["member.self-rating-given"]):
            Lines().fold(rows, each)
        store.save(replace(tracking, position=journal.position()), rows.changes())
        assert [Condition.BEHIND] == [each.condition for each in following(journal, Lines()).status()]
        following(journal, Lines()).catch_up()
        assert_settled(journal)
        assert zero(journal, Lines()) == kept(journal, Lines())


def test_nothing_is_left_of_a_first_filling_that_a_rebuild_took_over(tmp_path: Path) -> None:
    class Interrupted(Exception):
        pass

    def tell(_: object) -> None:
        raise Interrupted

    url = f"sqlite:///{tmp_path / 'journal.db'}"
    with closing(opened(url)) as journal:
        for _ in range(3):
            recorded(journal, STREAMS, each=30)
        with pytest.raises(Interrupted):
            following(journal, Lines(), batch=BATCH).catch_up(tell=tell)
        assert "al_projections_late" in tables_in(url)
        following(journal, Lines(), batch=BATCH).rebuild()
        assert ["al_latest", "al_lines"] == tables_in(url)
        assert zero(journal, Lines()) == kept(journal, Lines())
