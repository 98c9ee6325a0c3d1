"""The contract of a journal: what any implementation must do, as tests to inherit.

```python
class TestOurJournal(GuardsReads, Durable, JournalContract):
    @pytest.fixture
    def make(self, tmp_path):
        return lambda: our_journal(tmp_path / "journal")
```

``JournalContract`` holds for every journal. ``GuardsReads`` certifies in addition that streams which were only read are
guarded; a journal that guards no more than what it writes inherits ``GuardsWritesOnly`` instead. ``Durable`` certifies that
what was recorded outlives the object that recorded it: there ``make`` opens the same journal each time. A journal that forgets
goes without, and its ``make`` returns a new, empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import attrs
import pytest

from actionlearning.domain.member.events import MemberRegistered, SelfRatingGiven
from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.values import Instrument, MemberId, RatingPhase
from actionlearning.journal.port import Conflict, Journal, NewEvent, Recorded, Unreadable

__all__ = ["Durable", "GuardsReads", "GuardsWritesOnly", "JournalContract", "new", "rating", "registered"]

ACTOR = MemberId(uuid4())
OCCURRED = datetime(2025, 1, 14, 15, 10, 0, 1, tzinfo=UTC)
RECORDED = datetime(2025, 1, 14, 15, 10, 2, 999999, tzinfo=UTC)
THREADS = 8
PATIENCE = 30
"""Seconds a race may take."""

SAYINGS = (
    "",
    "Aïsha",
    "नमस्ते",
    "🙂👩‍👩‍👧 e\u0301",
    "\u202e\u05e9\u05dc\u05d5\u05dd",
    "a\0b",
    '{"_type_": "uuid_hex", "_data_": "x"}',
    "x" * 100_000,
)


def rating(score: int = 5) -> SelfRatingGiven:
    """An event without personal text."""
    return SelfRatingGiven(Instrument.SELF_EFFICACY, RatingPhase.BEFORE, score)


def registered(name: str = "Aisha", organisation: str = "Calder Vale") -> MemberRegistered:
    """An event with personal text."""
    text = Personal(ACTOR, text=name)
    return MemberRegistered(organisation, None, None, name=text, role=Personal(ACTOR, text="nurse"))


def new(stream: UUID, version: int, event: Any = None, *, command: UUID | None = None, **envelope: Any) -> NewEvent:
    """An event on its way in, with an envelope and a command of its own unless given."""
    return NewEvent(
        stream=stream,
        version=version,
        occurred_at=OCCURRED,
        recorded_at=RECORDED,
        actor=ACTOR,
        command=command or uuid4(),
        event=rating(version % 10) if event is None else event,
        **envelope,
    )


def several(stream: UUID, versions: Sequence[int], **envelope: Any) -> list[NewEvent]:
    """Events of one command in one stream."""
    command = uuid4()
    first, *rest = versions
    return [new(stream, first, command=command, **envelope), *(new(stream, version, command=command) for version in rest)]


def everything(journal: Journal) -> list[Recorded[Any]]:
    """All that a journal holds."""
    return list(journal.read_all())


class JournalContract:
    """Inherit, and give the fixture ``make``: a function that opens the journal under test."""

    @pytest.fixture
    def make(self) -> Callable[[], Journal]:
        """A function that opens the journal under test."""
        raise NotImplementedError("give the fixture make: a function that opens the journal under test")

    @pytest.fixture
    def journal(self, make: Callable[[], Journal]) -> Iterator[Journal]:
        """One open journal, closed afterwards."""
        with closing(make()) as journal:
            yield journal

    # What is recorded is what is read

    def test_an_empty_journal_holds_nothing(self, journal: Journal) -> None:
        assert (
            everything(journal),
            list(journal.read(uuid4())),
            list(journal.aliases()),
            list(journal.streams("")),
            journal.tip(uuid4()),
            journal.position(),
            journal.command(uuid4()),
        ) == ([], [], [], [], 0, 0, None)

    def test_an_event_comes_back_with_its_whole_envelope(self, journal: Journal) -> None:
        stream, command, answer = uuid4(), uuid4(), str(uuid4())
        journal.append(
            [new(stream, 1, command=command, use_case="members.rate", returns=answer, alias="M1")], guards={stream: 0}
        )
        (found,) = journal.read(stream)
        expected = Recorded(
            occurred_at=OCCURRED,
            recorded_at=RECORDED,
            actor=ACTOR,
            command=command,
            salt=found.salt,
            event=rating(1),
            use_case="members.rate",
            returns=answer,
            alias="M1",
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
        journal.append([new(stream, 1, _FromElsewhere())], guards={})
        with pytest.raises(Unreadable) as caught:
            journal.read(stream)
        assert (stream, 1, "elsewhere.happened.1") == (caught.value.stream, caught.value.version, caught.value.name)

    # Versions and positions

    def test_a_stream_is_read_in_order_of_version(self, journal: Journal) -> None:
        stream = uuid4()
        journal.append(several(stream, [1, 2]), guards={})
        journal.append([new(uuid4(), 1)], guards={})
        journal.append(several(stream, [3, 4]), guards={stream: 2})
        assert [each.version for each in journal.read(stream)] == [1, 2, 3, 4]
        assert [each.version for each in journal.read(stream, after=2)] == [3, 4]
        assert list(journal.read(stream, after=4)) == []
        assert journal.tip(stream) == len(journal.read(stream))

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

    def test_the_whole_journal_is_read_between_positions(self, journal: Journal) -> None:
        told = journal.append(several(uuid4(), range(1, 7)), guards={})
        assert [each.version for each in journal.read_all(after=told[1])] == [3, 4, 5, 6]
        assert [each.version for each in journal.read_all(until=told[3])] == [1, 2, 3, 4]
        assert [each.version for each in journal.read_all(after=told[1], until=told[3])] == [3, 4]
        assert list(journal.read_all(after=told[-1])) == []

    def test_the_whole_journal_is_read_by_stored_name(self, journal: Journal) -> None:
        stream = uuid4()
        journal.append([new(stream, 1, registered()), new(stream, 2), new(stream, 3, registered())], guards={})
        assert [each.version for each in journal.read_all(names=["member.registered"])] == [1, 3]
        assert [each.version for each in journal.read_all(names={"member.self-rating-given", "no.such-name"})] == [2]
        assert list(journal.read_all(names=["no.such-name"])) == []

    def test_a_long_journal_is_read_whole(self, journal: Journal) -> None:
        stream = uuid4()
        for begins in range(1, 5000, 1000):
            journal.append(several(stream, range(begins, begins + 1000)), guards={stream: begins - 1})
        assert list(range(1, 5001)) == [each.version for each in journal.read_all()]
        assert list(range(1, 5001)) == [each.version for each in journal.read(stream)]

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

    # Finding

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

    # Many at once

    def test_of_threads_that_write_one_stream_one_wins_each_version(self, journal: Journal) -> None:
        stream = uuid4()
        outcomes = _race(lambda _: journal.append([new(stream, 1)], guards={stream: 0}))
        assert [each.version for each in everything(journal)] == [1]
        assert [Conflict(stream=stream)] * (THREADS - 1) == [each for each in outcomes if each is not None]

    def test_of_threads_that_record_one_command_one_wins(self, journal: Journal) -> None:
        command = uuid4()
        outcomes = _race(lambda _: journal.append([new(uuid4(), 1, command=command)], guards={}))
        assert [command] == [each.command for each in everything(journal)]
        assert {Conflict} == {type(each) for each in outcomes if each is not None}

    def test_threads_that_write_streams_of_their_own_all_win_and_do_not_mix(self, journal: Journal) -> None:
        streams = [uuid4() for _ in range(THREADS)]
        outcomes = _race(lambda i: [journal.append(several(streams[i], [n, n + 1]), guards={}) for n in (1, 3, 5)])
        assert outcomes == [None] * THREADS
        assert [[e.version for e in journal.read(stream)] for stream in streams] == [[1, 2, 3, 4, 5, 6]] * THREADS
        assert {2} == {len(list(events)) for _, events in groupby(everything(journal), lambda each: each.command)}

    # The journal itself

    def test_it_is_simulated_once_it_was_marked_and_for_ever(self, journal: Journal) -> None:
        assert not journal.simulated
        journal.mark_simulated()
        journal.mark_simulated()
        assert journal.simulated
        assert everything(journal) == []

    def test_closing_twice_is_harmless(self, journal: Journal) -> None:
        journal.close()
        journal.close()


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

    def test_of_two_that_read_what_the_other_writes_one_wins(self, journal: Journal) -> None:
        for _ in range(10):
            pair = [uuid4(), uuid4()]
            guards = dict.fromkeys(pair, 0)
            outcomes = _race(partial(_write_one_of, journal, pair, guards), len(pair))
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

        assert _race(open_and_record) == [None] * THREADS
        assert len(set(opened)) == 1
        with closing(make()) as journal:
            assert len(everything(journal)) == THREADS


@attrs.frozen
class _FromElsewhere:
    """An event of a release that this one does not know."""

    __topic__ = "elsewhere.happened.1"


def _write_one_of(journal: Journal, streams: Sequence[UUID], guards: Mapping[UUID, int], number: int) -> None:
    journal.append([new(streams[number], 1)], guards=guards)


def _race(run: Callable[[int], object], threads: int = THREADS) -> list[Exception | None]:
    """What each of several threads that start together raised, None where it raised nothing."""
    barrier = Barrier(threads)

    def one(number: int) -> Exception | None:
        barrier.wait(PATIENCE)
        try:
            run(number)
        except Exception as error:  # noqa: BLE001  # the caller compares what was raised, whatever it is
            return error
        return None

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads), timeout=PATIENCE))
