"""Catching up: every projection is brought to where the journal stands, and everybody can see how far it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from followers import ONE, TWO, NewSums, condition
from keeping import Lines, Sums, following, kept, recorded, utc_now, zero
from msgspec.structs import replace

from actionlearning.application.projecting import Progress, Projections
from actionlearning.domain.member.events import MemberRegistered, SelfRatingGiven
from actionlearning.journal.port import Journal
from actionlearning.journal.tables import Column, Kind, Table
from actionlearning.projections.materialised import definition_of
from actionlearning.projections.running.errors import NeedsRebuild, NotKept
from actionlearning.projections.running.status import Condition, Status
from actionlearning.testing.journal_events import new, rating, registered


def test_tables_are_made_even_where_nothing_was_recorded(journal: Journal) -> None:
    assert [Condition.NOT_KEPT] == condition(journal, Sums())
    (told,) = following(journal, Sums()).catch_up()
    assert (Condition.UP_TO_DATE, 0, 0) == (told.condition, told.position, told.tip)
    assert {"sums": {}} == kept(journal, Sums())


def test_the_position_is_saved_although_no_event_was_wanted(journal: Journal) -> None:
    journal.append([new(uuid4(), 1, registered())], guards={})
    (told,) = following(journal, Sums()).catch_up()
    assert (1, 0) == (told.position, told.events_behind)


def test_the_database_leaves_out_what_nobody_wants(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=2, others=True)
    asked: list[Any] = []
    seen: list[str] = []
    read = journal.read_all

    def watched(**options: Any) -> Any:
        asked.append(options["names"])
        for each in read(**options):
            seen.append(each.name)
            yield each

    journal.read_all = watched  # type: ignore[method-assign]  # to see what is read
    following(journal, Sums(), Lines()).catch_up()
    assert [frozenset({"member.self-rating-given"})] == asked, "one read for both"
    assert {"member.self-rating-given"} == set(seen)


def test_one_that_is_behind_is_brought_to_where_the_others_stand_and_fed_with_them(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=5)
    following(journal, Sums()).catch_up()
    recorded(journal, [ONE], each=5)
    following(journal, Sums(), Lines(), batch=3).catch_up()
    assert [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]


def test_ratings_stand_for_what_they_should(journal: Journal) -> None:
    """The check of these tests itself: what is compared is not empty."""
    journal.append([new(ONE, 1, rating(4)), new(ONE, 2, rating(10))], guards={})
    following(journal, Sums(), Lines()).catch_up()
    assert {"sums": {(ONE,): {"stream": ONE, "times": 2, "total": 14}}} == kept(journal, Sums())
    assert [(ONE, 2)] == list(kept(journal, Lines())["lines"])
    assert {(ONE,): {"stream": ONE, "score": 10}} == kept(journal, Lines())["latest"]


# How far they are


def test_status_says_how_far_behind_and_since_when(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    now = datetime(2025, 1, 14, 15, 10, 32, 999999, tzinfo=UTC)  # half a minute after that was recorded
    worker = Projections(journal, clock=lambda: now)
    worker.__dict__["registered"] = {"sums": Sums()}
    expected = Status(projection="sums", condition=Condition.NOT_KEPT, position=0, tip=3, events_behind=3, seconds_behind=30.0)
    assert (expected,) == worker.status()
    worker.catch_up()
    recorded(journal, [ONE], each=2)
    (told,) = worker.status()
    assert (Condition.BEHIND, 3, 5, 2, 30.0) == (
        told.condition,
        told.position,
        told.tip,
        told.events_behind,
        told.seconds_behind,
    )
    assert told.rate is not None
    assert told.rate > 0
    assert told.saved_at is not None


def test_to_ask_how_far_they_are_makes_no_tables(journal: Journal) -> None:
    following(journal, Sums()).status()
    assert list(journal.tables().tracked()) == []
    with pytest.raises(NotKept), following(journal, Sums()).reading("sums"):
        pytest.fail("there is nothing to look at")


def test_progress_is_told_after_each_batch(journal: Journal) -> None:
    recorded(journal, [ONE], each=10)
    told: list[Progress] = []
    following(journal, Sums(), batch=4).catch_up(tell=told.append)
    assert [(4, 10), (8, 10), (10, 10)] == [(each.position, each.tip) for each in told]


def test_the_clock_of_the_journal_is_not_that_of_leases(journal: Journal) -> None:
    """A script may stand still in 2025; who was killed is waited for in real time."""
    recorded(journal, [ONE], each=3)
    following(journal, Sums()).catch_up()
    recorded(journal, [ONE])
    (tracking,) = journal.tables().tracked()
    until = utc_now() + timedelta(seconds=0.3)
    journal.tables().save(replace(tracking, worker="somebody killed", leased_until=until), [])
    worker = Projections(journal, clock=lambda: datetime(2025, 1, 1, tzinfo=UTC))
    worker.__dict__["registered"] = {"sums": Sums()}
    worker.catch_up()
    assert utc_now() >= until
    assert zero(journal, Sums()) == kept(journal, Sums())


# A definition that changes


def test_tables_of_another_definition_are_left_alone_until_they_are_rebuilt(journal: Journal) -> None:
    recorded(journal, [ONE, TWO], each=3)
    following(journal, Sums()).catch_up()
    before = kept(journal, Sums())
    recorded(journal, [ONE])
    newer = following(journal, NewSums(), Lines())
    assert [Condition.NEEDS_REBUILD, Condition.NOT_KEPT] == [each.condition for each in newer.status()]
    with pytest.raises(NeedsRebuild) as refused:
        newer.catch_up()
    assert "actionlearning projections rebuild --projection sums" in str(refused.value)
    assert before == kept(journal, Sums())
    assert zero(journal, Lines()) == kept(journal, Lines()), "the others go on"
    with pytest.raises(NeedsRebuild), newer.reading("sums"):
        pytest.fail("tables of another definition were shown")
    newer.rebuild("sums")
    assert [Condition.UP_TO_DATE] * 2 == [each.condition for each in newer.status()]
    assert zero(journal, NewSums()) == kept(journal, NewSums())
    with pytest.raises(NeedsRebuild):  # whoever still runs the older release
        following(journal, Sums()).catch_up()


def test_every_part_of_a_definition_counts() -> None:
    sums = Sums()

    def but(**other: Any) -> Any:
        return type("Other", (Sums,), other)()

    (table,) = sums.tables
    others = [
        but(version=2),
        but(name="sum"),
        but(wants=(SelfRatingGiven, MemberRegistered)),
        but(tables=(Table("sums", table.columns, key=("stream", "times")),)),
        but(tables=(Table("sums", table.columns, key=table.key, indexes=(("total",),)),)),
        but(tables=(Table("sums", (*table.columns[:2], Column("total", Kind.AMOUNT)), key=table.key),)),
    ]
    assert len(others) + 1 == len({definition_of(each) for each in (sums, *others)})
    assert definition_of(sums) == definition_of(but(tables=(Table("sums", table.columns, key=table.key, says="words"),)))


def test_tables_that_are_further_than_the_journal_are_those_of_another(journal: Journal) -> None:
    recorded(journal, [ONE])
    following(journal, Sums()).catch_up()
    (tracking,) = journal.tables().tracked()
    journal.tables().save(replace(tracking, position=7), [])
    assert [Condition.NEEDS_REBUILD] == condition(journal, Sums())
    with pytest.raises(NeedsRebuild):
        following(journal, Sums()).follow(until=lambda: False)
    following(journal, Sums()).rebuild()
    assert zero(journal, Sums()) == kept(journal, Sums())
