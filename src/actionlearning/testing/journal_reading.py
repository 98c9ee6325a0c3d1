"""What is recorded in a journal is what is read from it, whole, by stream, by name, between positions, and is found again."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID, uuid4

import pytest

from actionlearning.domain.personal import Place
from actionlearning.journal.port import Envelope, Journal, ReadsOn, Recorded, Unreadable
from actionlearning.testing.journal_events import (
    ACTOR,
    OCCURRED,
    RECORDED,
    SAYINGS,
    FromElsewhere,
    new,
    rating,
    registered,
    several,
)

__all__ = ["ReadsBack"]


class ReadsBack:
    """For every journal. The fixture ``journal`` is a new, open one."""

    # An event

    def test_an_event_comes_back_with_its_whole_envelope(self, journal: Journal) -> None:
        stream, command, answer = uuid4(), uuid4(), str(uuid4())
        journal.append(
            [new(stream, 1, command=command, use_case="members.rate", returns=answer, alias="M1")], guards={stream: 0}
        )
        (found,) = journal.read(stream)
        expected = Recorded(
            occurred_at=OCCURRED,
            recorded_at=RECORDED,
            event=rating(1),
            written=Envelope(
                actor=ACTOR, command=command, salt=found.salt, use_case="members.rate", returns=answer, alias="M1"
            ),
            stream=stream,
            version=1,
            position=found.position,
        )
        assert expected == found
        assert (found.occurred_at.tzinfo, found.recorded_at.tzinfo) == (UTC, UTC)

    def test_every_event_has_a_salt_of_its_own(self, journal: Journal) -> None:
        journal.append(several(uuid4(), [1, 2, 3]), guards={})
        salts = [each.salt for each in journal.read_all()]
        assert [len(salt) for salt in salts] == [16, 16, 16]
        assert len(set(salts)) == len(salts)

    @pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: ascii(saying[:12]))
    def test_personal_text_comes_back_as_a_handle_that_reveals_it(self, journal: Journal, saying: str) -> None:
        stream = uuid4()
        journal.append([new(stream, 1, registered(saying))], guards={})
        handle = journal.read(stream)[0].event.name
        assert handle.text is None
        assert handle.subjects == (ACTOR,)
        assert Place(stream, 1, "member.registered", "name") == handle.place
        assert saying == journal.reveal(handle)

    def test_plain_text_is_kept_as_it_is(self, journal: Journal) -> None:
        streams = [uuid4() for _ in SAYINGS]
        for stream, saying in zip(streams, SAYINGS, strict=True):
            journal.append([new(stream, 1, registered(organisation=saying))], guards={})
        assert list(SAYINGS) == [journal.read(stream)[0].event.organisation for stream in streams]

    def test_an_event_of_an_unknown_name_is_unreadable_and_named(self, journal: Journal) -> None:
        stream = uuid4()
        journal.append([new(stream, 1, FromElsewhere())], guards={})
        with pytest.raises(Unreadable) as caught:
            journal.read(stream)
        assert (stream, 1, "elsewhere.happened.1") == (caught.value.stream, caught.value.version, caught.value.name)

    # A stream, and all of them

    def test_a_stream_is_read_in_order_of_version(self, journal: Journal) -> None:
        stream = uuid4()
        journal.append(several(stream, [1, 2]), guards={})
        journal.append([new(uuid4(), 1)], guards={})
        journal.append(several(stream, [3, 4]), guards={stream: 2})
        assert [each.version for each in journal.read(stream)] == [1, 2, 3, 4]
        assert [each.version for each in journal.read(stream, after=2)] == [3, 4]
        assert list(journal.read(stream, after=4)) == []
        assert journal.tip(stream) == len(journal.read(stream))

    def test_whoever_reads_on_from_an_event_that_is_not_there_is_told(self, journal: Journal) -> None:
        if not isinstance(journal, ReadsOn):
            return  # whoever remembers then reads the event itself
        stream = uuid4()
        journal.append([*several(stream, [1, 2]), new(stream, 3, registered())], guards={})
        one, two, three = journal.read(stream)
        assert [two, three] == list(journal.read_on(stream, after=1, salt=one.salt) or ())
        assert [three] == list(journal.read_on(stream, after=2, salt=two.salt) or ())
        assert journal.read_on(stream, after=3, salt=three.salt) == []
        for version, salt in ((1, two.salt), (3, bytes(16)), (4, three.salt)):
            assert journal.read_on(stream, after=version, salt=salt) is None
        assert journal.read_on(uuid4(), after=1, salt=one.salt) is None

    def test_the_whole_journal_is_read_between_positions(self, journal: Journal) -> None:
        told = journal.append(several(uuid4(), range(1, 7)), guards={})
        assert [each.version for each in journal.read_all(after=told[1])] == [3, 4, 5, 6]
        assert [each.version for each in journal.read_all(until=told[3])] == [1, 2, 3, 4]
        assert [each.version for each in journal.read_all(after=told[1], until=told[3])] == [3, 4]
        assert list(journal.read_all(after=told[-1])) == []

    def test_the_whole_journal_is_read_as_it_is_stored(self, journal: Journal) -> None:
        stream = uuid4()
        told = journal.append([new(stream, 1, registered()), *several(stream, range(2, 7))], guards={})
        raw = list(journal.read_raw())
        assert [(position, stream, version) for version, position in enumerate(told, 1)] == [each[:3] for each in raw]
        assert [each.topic for each in raw[:2]] == ["member.registered.1", "member.self-rating-given.1"]
        assert len({each.state for each in raw}) == len(raw), "each has a salt of its own"
        assert {bytes} == {type(each.state) for each in raw}
        assert raw == list(journal.read_raw())
        assert raw[2:4] == list(journal.read_raw(after=told[1], until=told[3]))
        assert list(journal.read_raw(after=told[-1])) == []

    def test_the_whole_journal_is_read_by_stored_name(self, journal: Journal) -> None:
        stream = uuid4()
        journal.append([new(stream, 1, registered()), new(stream, 2), new(stream, 3, registered())], guards={})
        assert [each.version for each in journal.read_all(names=["member.registered"])] == [1, 3]
        assert [each.version for each in journal.read_all(names={"member.self-rating-given", "no.such-name"})] == [2]
        assert list(journal.read_all(names=["no.such-name"])) == []

    def test_several_streams_are_read_together(self, journal: Journal) -> None:
        one, two, three = uuid4(), uuid4(), uuid4()
        told = [
            *journal.append([new(one, 1, registered()), new(one, 2)], guards={}),
            *journal.append([new(two, 1), new(three, 1)], guards={}),
            *journal.append([new(one, 3)], guards={}),
        ]

        def read(*streams: UUID, **options: Any) -> list[tuple[UUID, int, int]]:
            found = journal.read_streams(streams, **options)
            return sorted((each.stream, each.version, each.position) for each in found)

        everything_of_two = sorted([(one, 1, told[0]), (one, 2, told[1]), (one, 3, told[4]), (three, 1, told[3])])
        assert everything_of_two == read(one, three)
        assert everything_of_two == read(one, three, uuid4(), one)
        assert sorted([(one, 1, told[0]), (one, 2, told[1]), (three, 1, told[3])]) == read(one, three, until=told[3])
        assert [(one, 1, told[0])] == read(one, three, until=told[3], names={"member.registered", "no.such-name"})
        assert read(one, names=["no.such-name"]) == []
        assert read(uuid4()) == []
        assert read() == []
        assert [each.version for each in journal.read_streams([one])] == [1, 2, 3]

    def test_many_streams_are_read_together(self, journal: Journal) -> None:
        streams = [uuid4() for _ in range(1500)]
        journal.append([new(stream, 1, command=streams[0]) for stream in streams], guards={})
        assert set(streams[:1400]) == {each.stream for each in journal.read_streams(streams[:1400])}

    def test_a_long_journal_is_read_whole(self, journal: Journal) -> None:
        stream = uuid4()
        for begins in range(1, 5000, 1000):
            journal.append(several(stream, range(begins, begins + 1000)), guards={stream: begins - 1})
        assert list(range(1, 5001)) == [each.version for each in journal.read_all()]
        assert list(range(1, 5001)) == [each.version for each in journal.read(stream)]

    # Finding

    def test_a_command_is_found_by_its_first_event(self, journal: Journal) -> None:
        stream, command = uuid4(), uuid4()
        journal.append(several(stream, [1, 2]), guards={})
        journal.append(
            [new(stream, 3, command=command, use_case="members.rate", returns=["x"]), new(stream, 4, command=command)],
            guards={},
        )
        found = journal.command(command)
        assert found is not None
        assert (stream, 3, "members.rate", ["x"]) == (found.stream, found.version, found.use_case, found.returns)
        assert journal.command(uuid4()) is None

    def test_aliases_are_found_in_the_order_of_recording(self, journal: Journal) -> None:
        one, two = uuid4(), uuid4()
        journal.append(several(two, [1, 2], alias="rötation"), guards={})
        journal.append([new(one, 1)], guards={})
        journal.append([new(one, 2, alias="A01")], guards={})
        assert [("rötation", two, 1), ("A01", one, 2)] == [(e.alias, e.stream, e.version) for e in journal.aliases()]

    def test_streams_are_found_by_a_prefix(self, journal: Journal) -> None:
        streams = [UUID(f"{i:x}bcdef00-0000-4000-8000-000000000000") for i in range(16)]
        streams += [UUID(f"abcdef00-0000-4000-8000-{i:012d}") for i in range(20)]
        for stream in streams:
            if journal.tip(stream) == 0:
                journal.append([new(stream, 1)], guards={})
        assert [streams[4]] == list(journal.streams("4b"))
        assert [streams[4]] == list(journal.streams(streams[4].hex))
        assert list(journal.streams("4c")) == []
        assert sorted(set(streams))[:10] == list(journal.streams(""))
        assert sorted(set(streams[16:]))[:10] == list(journal.streams("abc"))

    @pytest.mark.parametrize("prefix", ["xyz", "4B", "%", "'", "4b" * 17, "é"])
    def test_what_is_no_prefix_finds_no_stream(self, journal: Journal, prefix: str) -> None:
        journal.append([new(UUID("4b" * 16), 1)], guards={})
        assert list(journal.streams(prefix)) == []
