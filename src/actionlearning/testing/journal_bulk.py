"""What a journal does with many commands at once: all that it does one by one, and all of them or none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from actionlearning.journal.bulk import NotInOrder, append_many
from actionlearning.journal.port import Conflict, Envelope, Journal, NewEvent, Recorded
from actionlearning.testing.journal_events import RECORDED, everything, new, registered, several
from actionlearning.testing.racing import race

__all__ = ["AppendsMany"]

LATER = RECORDED + timedelta(seconds=1)


class AppendsMany:
    """For any journal, with an ``append_many`` of its own or without."""

    def test_nothing_at_once_is_nothing(self, journal: Journal) -> None:
        assert list(append_many(journal, [])) == []
        assert everything(journal) == []

    def test_many_commands_at_once_are_as_if_recorded_one_by_one(self, journal: Journal) -> None:
        one, two, command = uuid4(), uuid4(), uuid4()
        journal.append(several(one, [1, 2]), guards={})
        batch = [
            new(one, 3, registered("Ægir"), command=command, use_case="members.rate", returns="x", alias="A01"),
            new(two, 1, command=command),
            *several(one, [4, 5]),
            new(two, 2, alias="B"),
        ]
        told = append_many(journal, batch)
        recorded = everything(journal)[2:]
        assert [each.position for each in recorded] == list(told)
        assert sorted(set(told)) == list(told)
        assert [(each.stream, each.version, each.command) for each in batch] == [
            (each.stream, each.version, each.command) for each in recorded
        ]
        assert recorded[1:] == [_as_recorded(batch[n], recorded[n]) for n in range(1, len(batch))]
        assert journal.reveal(recorded[0].event.name) == "Ægir"
        assert [("A01", one, 3), ("B", two, 2)] == [(each.alias, each.stream, each.version) for each in journal.aliases()]
        assert len({each.salt for each in recorded}) == len(batch)

    def test_each_of_many_commands_is_found_and_is_recorded_once(self, journal: Journal) -> None:
        stream = uuid4()
        batch = [each for n in range(1, 20, 2) for each in several(stream, [n, n + 1], use_case=f"members.rate{n}")]
        append_many(journal, batch)
        for first in batch[::2]:
            found = journal.command(first.command)
            assert found is not None
            assert (first.version, first.use_case) == (found.version, found.use_case)
        with pytest.raises(Conflict):
            journal.append([new(stream, 21, command=batch[4].command)], guards={})

    def test_after_many_at_once_it_goes_on_one_by_one(self, journal: Journal) -> None:
        stream = uuid4()
        told = append_many(journal, several(stream, range(1, 50)))
        (after,) = journal.append([new(stream, 50)], guards={stream: 49})
        assert after > told[-1]
        assert list(range(1, 51)) == [each.version for each in journal.read(stream)]

    def test_ten_thousand_at_once_stand_in_order(self, journal: Journal) -> None:
        streams = [uuid4() for _ in range(100)]
        batch = [new(stream, version) for version in range(1, 101) for stream in streams]
        told = append_many(journal, batch)
        assert [(each.stream, each.version) for each in batch] == [(e.stream, e.version) for e in everything(journal)]
        assert sorted(told) == list(told)
        assert [journal.tip(stream) for stream in streams] == [100] * 100

    @pytest.mark.parametrize("version", [0, 1, 2, 4], ids=["before the first", "first again", "stale", "gap"])
    def test_one_version_out_of_turn_leaves_nothing(self, journal: Journal, version: int) -> None:
        stream = uuid4()
        journal.append(several(stream, [1, 2]), guards={})
        before = everything(journal)
        with pytest.raises(Conflict) as caught:
            append_many(journal, [new(uuid4(), 1), new(stream, version), new(uuid4(), 1)])
        assert Conflict(stream=stream) == caught.value
        assert before == everything(journal)

    @pytest.mark.parametrize("versions", [[1, 1], [1, 3], [2, 1]], ids=str)
    def test_a_stream_that_contradicts_itself_leaves_nothing(self, journal: Journal, versions: list[int]) -> None:
        stream = uuid4()
        with pytest.raises(Conflict) as caught:
            append_many(journal, [new(stream, version) for version in versions])
        assert Conflict(stream=stream) == caught.value
        assert everything(journal) == []

    def test_a_command_that_is_known_leaves_nothing(self, journal: Journal) -> None:
        known, stream = new(uuid4(), 1), uuid4()
        journal.append([known], guards={})
        before = everything(journal)
        with pytest.raises(Conflict) as caught:
            append_many(journal, [new(uuid4(), 1), new(stream, 1, command=known.command)])
        assert Conflict(stream=stream) == caught.value
        assert before == everything(journal)

    def test_a_command_that_is_torn_apart_leaves_nothing(self, journal: Journal) -> None:
        torn, stream = uuid4(), uuid4()
        batch = [new(stream, 1, command=torn), new(uuid4(), 1), new(stream, 2, command=torn)]
        with pytest.raises(NotInOrder) as caught:
            append_many(journal, batch)
        assert (stream, 2) == (caught.value.stream, caught.value.version)
        assert everything(journal) == []

    def test_nothing_is_recorded_earlier_than_what_stands_before_it(self, journal: Journal) -> None:
        stream = uuid4()

        def at_once(*events: NewEvent) -> None:
            append_many(journal, events)

        with pytest.raises(NotInOrder) as caught:
            at_once(_recorded_later(uuid4(), 1), new(stream, 1))
        assert (stream, 1) == (caught.value.stream, caught.value.version)
        assert everything(journal) == []
        at_once(_recorded_later(uuid4(), 1))
        with pytest.raises(NotInOrder):
            at_once(new(stream, 1))
        at_once(_recorded_later(stream, 1))
        assert [each.version for each in journal.read(stream)] == [1]

    def test_of_threads_that_record_the_same_batch_one_wins(self, journal: Journal) -> None:
        streams = [uuid4() for _ in range(5)]
        outcomes = race(lambda _: append_many(journal, [new(stream, 1) for stream in streams]))
        assert streams == [each.stream for each in everything(journal)]
        assert {Conflict} == {type(each) for each in outcomes if each is not None}


def _as_recorded(told: NewEvent, found: Recorded[Any]) -> Recorded[Any]:
    """What stands in a journal for an event without personal text; where it stands, and its salt, the journal says."""
    return Recorded(
        occurred_at=told.occurred_at,
        recorded_at=told.recorded_at,
        event=told.event,
        written=Envelope(
            actor=told.actor,
            command=told.command,
            salt=found.salt,
            use_case=told.use_case,
            returns=told.returns,
            alias=told.alias,
        ),
        stream=told.stream,
        version=told.version,
        position=found.position,
    )


def _recorded_later(stream: UUID, version: int) -> NewEvent:
    return replace(new(stream, version), recorded_at=LATER)
