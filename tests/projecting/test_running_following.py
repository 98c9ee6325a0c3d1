"""Following a journal that grows, through failures, another release and lost connections, until one is told to stop."""

from __future__ import annotations

import threading
from contextlib import closing

from followers import ONE, TWO, Follower, NewSums, Picky, condition, soon
from keeping import Lines, Sums, following, kept, opened, recorded, zero

from actionlearning.journal.port import Journal, JournalUnavailable
from actionlearning.projections.running.errors import NeedsRebuild, ProjectionStopped
from actionlearning.projections.running.status import Condition


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
