"""What a journal records is recorded once, in order, and all of it or none, whoever else records at the same time."""

from __future__ import annotations

from itertools import groupby
from uuid import uuid4

import pytest

from actionlearning.journal.port import Conflict, Journal
from actionlearning.testing.journal_events import everything, new, several
from actionlearning.testing.racing import THREADS, race

__all__ = ["RecordsInOrder"]


class RecordsInOrder:
    """For every journal. The fixture ``journal`` is a new, open one."""

    # Versions and positions

    @pytest.mark.parametrize("versions", [[0], [2], [-1], [1, 3], [1, 1], [2, 1]], ids=str)
    def test_a_stream_begins_at_one_and_has_no_gap(self, journal: Journal, versions: list[int]) -> None:
        stream = uuid4()
        with pytest.raises(Conflict) as caught:
            journal.append(several(stream, versions), guards={})
        assert Conflict(stream=stream) == caught.value
        assert everything(journal) == []

    @pytest.mark.parametrize("version", [1, 2, 4, 0], ids=["first again", "stale", "gap", "before the first"])
    def test_a_version_is_the_tip_plus_one(self, journal: Journal, version: int) -> None:
        stream = uuid4()
        journal.append(several(stream, [1, 2]), guards={})
        before = everything(journal)
        with pytest.raises(Conflict):
            journal.append([new(stream, version)], guards={})
        assert before == everything(journal)
        journal.append([new(stream, 3)], guards={})

    def test_positions_grow_in_the_order_of_recording(self, journal: Journal) -> None:
        one, two = uuid4(), uuid4()
        told = [
            *journal.append(several(one, [1, 2]), guards={}),
            *journal.append([new(two, 1)], guards={}),
            *journal.append([new(one, 3)], guards={}),
        ]
        assert sorted(set(told)) == told
        assert [(told[0], one, 1), (told[1], one, 2), (told[2], two, 1), (told[3], one, 3)] == [
            (each.position, each.stream, each.version) for each in everything(journal)
        ]
        assert told[-1] == journal.position()

    # All or nothing

    def test_nothing_to_record_records_nothing(self, journal: Journal) -> None:
        assert list(journal.append([], guards={})) == []
        assert everything(journal) == []

    def test_events_of_several_streams_are_recorded_together_or_not_at_all(self, journal: Journal) -> None:
        one, two, command = uuid4(), uuid4(), uuid4()
        with pytest.raises(Conflict) as caught:
            journal.append([new(one, 1, command=command), new(two, 2, command=command)], guards={})
        assert Conflict(stream=two) == caught.value
        assert everything(journal) == []
        journal.append([new(one, 1, command=command), new(two, 1, command=command)], guards={})
        assert [one, two] == [each.stream for each in everything(journal)]

    def test_a_written_stream_that_has_moved_is_a_conflict(self, journal: Journal) -> None:
        stream = uuid4()
        journal.append([new(stream, 1)], guards={stream: 0})
        before = everything(journal)
        with pytest.raises(Conflict) as caught:
            journal.append([new(stream, 1)], guards={stream: 0})
        assert Conflict(stream=stream) == caught.value
        with pytest.raises(Conflict):
            journal.append([new(stream, 2)], guards={stream: 0})
        assert before == everything(journal)

    def test_a_command_is_recorded_once(self, journal: Journal) -> None:
        stream, command = uuid4(), uuid4()
        journal.append([new(stream, 1, command=command), new(stream, 2, command=command)], guards={})
        journal.append([new(stream, 3)], guards={})
        before = everything(journal)
        for again in ([new(stream, 4, command=command)], [new(uuid4(), 1, command=command)]):
            with pytest.raises(Conflict):
                journal.append(again, guards={})
        assert before == everything(journal)

    # Many at once

    def test_of_threads_that_write_one_stream_one_wins_each_version(self, journal: Journal) -> None:
        stream = uuid4()
        outcomes = race(lambda _: journal.append([new(stream, 1)], guards={stream: 0}))
        assert [each.version for each in everything(journal)] == [1]
        assert [Conflict(stream=stream)] * (THREADS - 1) == [each for each in outcomes if each is not None]

    def test_of_threads_that_record_one_command_one_wins(self, journal: Journal) -> None:
        command = uuid4()
        outcomes = race(lambda _: journal.append([new(uuid4(), 1, command=command)], guards={}))
        assert [command] == [each.command for each in everything(journal)]
        assert {Conflict} == {type(each) for each in outcomes if each is not None}

    def test_threads_that_write_streams_of_their_own_all_win_and_do_not_mix(self, journal: Journal) -> None:
        streams = [uuid4() for _ in range(THREADS)]
        outcomes = race(lambda i: [journal.append(several(streams[i], [n, n + 1]), guards={}) for n in (1, 3, 5)])
        assert outcomes == [None] * THREADS
        assert [[e.version for e in journal.read(stream)] for stream in streams] == [[1, 2, 3, 4, 5, 6]] * THREADS
        assert {2} == {len(list(events)) for _, events in groupby(everything(journal), lambda each: each.command)}
