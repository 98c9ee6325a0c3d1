"""Catching up and following: what stops a projection stops it at that event only, and everybody can see how far it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

import pytest
from attrs import define, frozen
from eventsourcing.persistence import StoredEvent
from keeping import Lines, Sums, following, kept, opened, recorded, utc_now, zero
from msgspec.structs import replace

from actionlearning.application.projecting import Progress, Projections
from actionlearning.domain.member.events import MemberRegistered, SelfRatingGiven
from actionlearning.journal.port import Journal, JournalUnavailable, Recorded
from actionlearning.journal.tables import Column, Kind, Rows, Table
from actionlearning.projections.materialised import definition_of
from actionlearning.projections.running.errors import NeedsRebuild, NotKept, ProjectionStopped
from actionlearning.projections.running.status import Condition, Status
from actionlearning.testing.journal_events import new, rating, registered

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


def condition(journal: Journal, *projections: Any) -> list[Condition]:
    return [each.condition for each in following(journal, *projections).status()]


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


# An event that cannot be folded


@pytest.mark.parametrize("how", ["raises", "wrong row", "no such table"])
@pytest.mark.parametrize("at", [1, 7, 20])
@pytest.mark.parametrize("batch", [4, 1000])
def test_a_failing_event_stops_its_projection_there_and_loses_nothing(journal: Journal, how: str, at: int, batch: int) -> None:
    recorded(journal, [ONE, TWO], each=10)
    picky = Picky(at=at, how=how)
    worker = following(journal, picky, Sums(), batch=batch)
    with pytest.raises(ProjectionStopped) as caught:
        worker.catch_up()
    event = next(each for each in journal.read_all() if each.position == at)
    error = caught.value
    assert ("picky", at, event.stream, event.version, "member.self-rating-given") == (
        error.projection,
        error.position,
        error.stream,
        error.version,
        error.event,
    )
    assert {"raises": "KeyError", "wrong row": "BadRow", "no such table": "BadRow"}[how] == error.exception
    assert zero(journal, Picky(), until=at - 1) == kept(journal, picky), "all before it, and nothing of it"
    assert zero(journal, Sums()) == kept(journal, Sums()), "the others go on"
    told = {each.projection: each for each in worker.status()}
    assert (Condition.STOPPED, at - 1) == (told["picky"].condition, told["picky"].position)
    assert told["picky"].failure is not None
    assert Condition.UP_TO_DATE is told["sums"].condition

    with pytest.raises(ProjectionStopped):  # tried again, it stops again
        worker.catch_up()
    recorded(journal, [THREE], each=2)
    picky.at = 0  # mended
    (told_of_picky, _) = worker.catch_up()
    assert (Condition.UP_TO_DATE, None) == (told_of_picky.condition, told_of_picky.failure)
    assert zero(journal, Picky()) == kept(journal, picky)


def test_an_event_that_cannot_be_read_stops_those_that_want_it(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    row = journal.recorder.rows_of(ONE, 2)[0]  # type: ignore[attr-defined]  # as a newer release would record it
    journal.recorder.insert_events([StoredEvent(TWO, 1, "member.self-rating-given.2", row.state)])  # type: ignore[attr-defined]
    recorded(journal, [ONE], each=2)
    journal.append([new(THREE, 1, registered())], guards={})
    worker = following(journal, Sums(), Registrations())
    with pytest.raises(ProjectionStopped) as caught:
        worker.catch_up()
    assert ("sums", 4, TWO, 1, "Unreadable") == (
        caught.value.projection,
        caught.value.position,
        caught.value.stream,
        caught.value.version,
        caught.value.exception,
    )
    assert {(ONE,): 3} == {key: row["times"] for key, row in kept(journal, Sums())["sums"].items()}
    assert [(3, Condition.STOPPED), (7, Condition.UP_TO_DATE)] == [(each.position, each.condition) for each in worker.status()]
    assert 1 == len(kept(journal, Registrations())["registrations"])


@frozen
class Registrations:
    """Who was registered."""

    name: ClassVar[str] = "registrations"
    version: ClassVar[int] = 1
    wants: ClassVar[tuple[type, ...]] = (MemberRegistered,)
    tables: ClassVar[tuple[Table, ...]] = (Table("registrations", (Column("stream", Kind.ID),), key=("stream",)),)

    def fold(self, rows: Rows, recorded: Recorded[MemberRegistered]) -> None:
        rows.add("registrations", {"stream": recorded.stream})


@frozen
class Subjects(Registrations):
    """Whom the name of somebody who was registered is about, which takes a look into the sealed text."""

    name: ClassVar[str] = "subjects"
    tables: ClassVar[tuple[Table, ...]] = (Table("subjects", (Column("subject", Kind.ID),), key=("subject",)),)

    def fold(self, rows: Rows, recorded: Recorded[MemberRegistered]) -> None:
        rows.add("subjects", {"subject": recorded.event.name.subjects[0]})


@pytest.mark.parametrize("batch", [1, 1000])
def test_a_text_that_turns_out_to_be_unreadable_stops_only_who_looks_into_it(journal: Journal, batch: int) -> None:
    journal.append([new(ONE, 1, registered())], guards={})
    row = journal.recorder.rows_of(ONE, 0)[0]  # type: ignore[attr-defined]  # to be altered as anybody can who has the file
    state = json.loads(row.state)
    state["event"]["name"]["subjects"] = ["nobody"]
    journal.recorder.insert_events([StoredEvent(TWO, 1, row.topic, json.dumps(state).encode())])  # type: ignore[attr-defined]
    journal.append([new(THREE, 1, registered())], guards={})
    worker = following(journal, Subjects(), Registrations(), batch=batch)
    for _ in range(2):  # tried again, it stops again
        with pytest.raises(ProjectionStopped) as caught:
            worker.catch_up()
        assert ("subjects", 2, TWO, "Unreadable") == (
            caught.value.projection,
            caught.value.position,
            caught.value.stream,
            caught.value.exception,
        )
        assert [(1, Condition.STOPPED), (3, Condition.UP_TO_DATE)] == [
            (each.position, each.condition) for each in worker.status()
        ]
    assert 3 == len(kept(journal, Registrations())["registrations"])


# A definition that changes


@frozen
class NewSums(Sums):
    version: ClassVar[int] = 2

    def fold(self, rows: Rows, recorded: Recorded[SelfRatingGiven]) -> None:
        rows.add("sums", {"stream": recorded.stream, "times": recorded.version, "total": 0})


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


# Following


class Follower:
    """A thread that follows, with a journal of its own where a URL is given."""

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


def test_who_follows_stays_in_step_with_a_journal_that_grows(journal: Journal) -> None:
    worker = following(journal, Sums(), Lines())
    with Follower(journal, Sums(), Lines()) as follower:
        for each in (1, 3, 500):
            recorded(journal, [ONE, TWO], each=each)
            soon(lambda: [Condition.UP_TO_DATE] * 2 == [told.condition for told in worker.status()])
            assert [zero(journal, each) for each in (Sums(), Lines())] == [kept(journal, each) for each in (Sums(), Lines())]
    assert follower.error is None


def test_who_follows_is_stopped_in_the_middle_and_gives_the_lease_back(journal: Journal) -> None:
    recorded(journal, [ONE], each=100)
    stop = threading.Event()
    following(journal, Sums(), batch=10, lease=60.0).follow(until=stop.is_set, tell=lambda _: stop.set())
    (told,) = following(journal, Sums()).status()
    assert (10, None) == (told.position, told.worker)
    following(journal, Sums()).catch_up()
    assert zero(journal, Sums()) == kept(journal, Sums())


def test_who_follows_leaves_a_failing_projection_where_it_is_and_goes_on_with_the_others(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    with Follower(journal, Picky(at=2, how="raises"), Sums()) as follower:
        soon(lambda: Condition.STOPPED in condition(journal, Picky()))
        recorded(journal, [ONE], each=3)
        soon(lambda: [Condition.UP_TO_DATE] == condition(journal, Sums()))
    assert isinstance(follower.error, ProjectionStopped)


def test_who_follows_with_an_older_definition_steps_back_when_another_rebuilds(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    with Follower(journal, Sums()) as follower:
        soon(lambda: [Condition.UP_TO_DATE] == condition(journal, Sums()))
        following(journal, NewSums()).rebuild()
        recorded(journal, [ONE], each=3)
        soon(lambda: follower.error is not None)
    assert isinstance(follower.error, NeedsRebuild)
    following(journal, NewSums()).catch_up()
    assert zero(journal, NewSums()) == kept(journal, NewSums())


def test_a_journal_that_cannot_be_reached_is_tried_again_and_said_so(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    position = journal.position
    broken = threading.Event()

    def reached() -> int:
        if broken.is_set():
            raise JournalUnavailable(where="here", why="the cable is out")
        return position()

    journal.position = reached  # type: ignore[method-assign]  # as if the connection were lost
    with Follower(journal, Sums()) as follower:
        soon(lambda: any(each.position == 3 for each in follower.told))
        broken.set()
        soon(lambda: any(each.trouble for each in follower.told))
        recorded(journal, [ONE], each=3)
        broken.clear()
        soon(lambda: any(each.position == 6 for each in follower.told))
    assert follower.error is None
    assert zero(journal, Sums()) == kept(journal, Sums())


def test_connections_that_a_server_closes_are_made_anew(postgres_url: str) -> None:
    import psycopg  # noqa: PLC0415  # for this test only

    with closing(opened(postgres_url)) as journal, closing(opened(postgres_url)) as writer:
        recorded(writer, [ONE], each=3)
        with Follower(journal, Sums(), Lines()) as follower, psycopg.connect(postgres_url, autocommit=True) as admin:
            for _ in range(5):
                recorded(writer, [ONE], each=50)
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                soon(lambda: [Condition.UP_TO_DATE] * 2 == condition(writer, Sums(), Lines()))
        assert follower.error is None
        assert [zero(writer, each) for each in (Sums(), Lines())] == [kept(writer, each) for each in (Sums(), Lines())]


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


def test_ratings_stand_for_what_they_should(journal: Journal) -> None:
    """The check of these tests itself: what is compared is not empty."""
    journal.append([new(ONE, 1, rating(4)), new(ONE, 2, rating(10))], guards={})
    following(journal, Sums(), Lines()).catch_up()
    assert {"sums": {(ONE,): {"stream": ONE, "times": 2, "total": 14}}} == kept(journal, Sums())
    assert [(ONE, 2)] == list(kept(journal, Lines())["lines"])
    assert {(ONE,): {"stream": ONE, "score": 10}} == kept(journal, Lines())["latest"]
