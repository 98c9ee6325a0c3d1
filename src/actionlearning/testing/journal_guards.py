"""What some journals do and others do not: guard what was only read, and outlive the object that recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from uuid import UUID, uuid4

import pytest

from actionlearning.journal.port import AppendsOn, Conflict, Journal
from actionlearning.testing.journal_events import everything, new, registered, several, write_one_of
from actionlearning.testing.racing import THREADS, race

__all__ = ["Durable", "GuardsReads", "GuardsWritesOnly"]


class GuardsReads:
    """For a journal that guards the streams a decision has only read, too."""

    def test_it_says_that_it_guards_reads(self, journal: Journal) -> None:
        assert journal.guards_reads

    def test_a_read_stream_that_has_moved_is_a_conflict(self, journal: Journal) -> None:
        read, written = uuid4(), uuid4()
        journal.append(several(read, [1, 2]), guards={})
        before = everything(journal)
        with pytest.raises(Conflict) as caught:
            journal.append([new(written, 1)], guards={read: 1, written: 0})
        assert Conflict(stream=read) == caught.value
        assert before == everything(journal)

    def test_a_read_stream_that_stands_still_is_none(self, journal: Journal) -> None:
        read, written = uuid4(), uuid4()
        journal.append(several(read, [1, 2]), guards={})
        journal.append([new(written, 1)], guards={read: 2, written: 0})
        assert [each.version for each in journal.read(written)] == [1]

    def test_one_stale_guard_among_many_refuses_all(self, journal: Journal) -> None:
        read = [uuid4() for _ in range(20)]
        for stream in read:
            journal.append([new(stream, 1)], guards={})
        before = everything(journal)
        with pytest.raises(Conflict) as caught:
            journal.append([new(uuid4(), 1)], guards={**dict.fromkeys(read, 1), read[13]: 2})
        assert Conflict(stream=read[13]) == caught.value
        assert before == everything(journal)
        journal.append([new(uuid4(), 1)], guards=dict.fromkeys(read, 1))

    def test_a_stream_that_was_not_there_is_guarded_too(self, journal: Journal) -> None:
        absent = uuid4()
        journal.append([new(uuid4(), 1)], guards={absent: 0})
        journal.append([new(absent, 1)], guards={})
        with pytest.raises(Conflict) as caught:
            journal.append([new(uuid4(), 1)], guards={absent: 0})
        assert Conflict(stream=absent) == caught.value

    def test_what_is_recorded_is_read_back_from_what_was_written(self, journal: Journal) -> None:
        if not isinstance(journal, AppendsOn):
            return  # whoever remembers then looks at the journal each time
        one, two, read = uuid4(), uuid4(), uuid4()
        journal.append([new(read, 1)], guards={})
        command = uuid4()
        events = [new(one, 1, registered(), command=command), new(two, 1, command=command), new(one, 2, command=command)]
        written = journal.append_on(events, guards={one: 0, two: 0, read: 1}, salts={})
        assert everything(journal)[1:] == [back() for back in written]
        assert list(journal.append_on([], guards={}, salts={})) == []

    @pytest.mark.parametrize("many", [1, 3])
    def test_a_stream_that_nobody_looked_at_is_known_by_the_salt_of_its_event(self, journal: Journal, many: int) -> None:
        if not isinstance(journal, AppendsOn):
            return
        read, written = uuid4(), uuid4()
        journal.append([*several(read, [1, 2]), *several(written, [1, 2])], guards={})
        one, two = [each.salt for each in journal.read(read)]
        last = journal.read(written)[-1].salt
        before = everything(journal)
        events, guards = several(written, range(3, 3 + many)), {written: 2, read: 2}
        for salts in ({read: one}, {written: last, read: bytes(16)}):
            with pytest.raises(Conflict) as caught:
                journal.append_on(events, guards=guards, salts=salts)
            assert Conflict(stream=read) == caught.value
        with pytest.raises(Conflict) as caught:
            journal.append_on(events, guards={**guards, read: 3}, salts={read: two})
        assert Conflict(stream=read) == caught.value
        assert before == everything(journal)
        journal.append_on(events, guards=guards, salts={read: two, written: last})
        assert 2 + many == journal.tip(written)

    def test_of_two_that_read_what_the_other_writes_one_wins(self, journal: Journal) -> None:
        for _ in range(10):
            pair = [uuid4(), uuid4()]
            guards = dict.fromkeys(pair, 0)
            outcomes = race(partial(write_one_of, journal, pair, guards), len(pair))
            assert sorted([type(None), Conflict], key=str) == sorted([type(each) for each in outcomes], key=str)

    def test_a_position_is_the_same_however_it_is_read(self, journal: Journal) -> None:
        stream, command = uuid4(), uuid4()
        journal.append([new(uuid4(), 1)], guards={})
        (told,) = journal.append([new(stream, 1, command=command, alias="A01")], guards={})
        found = [*journal.read(stream), journal.command(command), *journal.aliases(), everything(journal)[-1]]
        assert [told] * 4 == [each.position for each in found if each is not None]


class GuardsWritesOnly:
    """For a journal that guards no more than the streams it writes, and says so."""

    def test_it_says_that_it_does_not_guard_reads(self, journal: Journal) -> None:
        assert not journal.guards_reads


class Durable:
    """For a journal whose ``make`` opens the same journal each time."""

    def test_it_keeps_its_id_and_what_was_recorded(self, make: Callable[[], Journal]) -> None:
        stream = uuid4()
        with closing(make()) as journal:
            journal.append([new(stream, 1, registered(), alias="M1")], guards={})
            journal.mark_simulated()
            before, identity = everything(journal), journal.id
        with closing(make()) as journal:
            assert (identity, True) == (journal.id, journal.simulated)
            assert before == everything(journal)
            assert before == list(journal.aliases()) or [each.position for each in journal.read(stream)] == [0]
            assert before[0].event == journal.read(stream)[0].event
            journal.append([new(stream, 2)], guards={stream: 1})

    def test_a_command_stays_recorded(self, make: Callable[[], Journal]) -> None:
        command = uuid4()
        with closing(make()) as journal:
            journal.append([new(uuid4(), 1, command=command)], guards={})
        with closing(make()) as journal:
            assert journal.command(command) is not None
            with pytest.raises(Conflict):
                journal.append([new(uuid4(), 1, command=command)], guards={})

    def test_two_that_are_open_at_once_see_what_the_other_records(self, make: Callable[[], Journal]) -> None:
        stream = uuid4()
        with closing(make()) as one, closing(make()) as two:
            assert one.id == two.id
            one.append([new(stream, 1)], guards={})
            two.append([new(stream, 2)], guards={stream: 1})
            with pytest.raises(Conflict):
                one.append([new(stream, 2)], guards={stream: 1})
            assert everything(one) == everything(two)

    def test_many_that_open_a_new_journal_at_once_open_the_same(self, make: Callable[[], Journal]) -> None:
        opened: list[UUID] = []

        def open_and_record(_: int) -> None:
            with closing(make()) as journal:
                journal.append([new(uuid4(), 1)], guards={})
                opened.append(journal.id)

        assert race(open_and_record) == [None] * THREADS
        assert len(set(opened)) == 1
        with closing(make()) as journal:
            assert len(everything(journal)) == THREADS
