"""Every journal that is shipped keeps the contract, and the contract can tell one that does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from places import command_of, opened, rated, url_of

from actionlearning.journal.port import AppendsOn, BulkJournal, Conflict, Journal, NewEvent, NoGuards, ReadsOn, Recorded
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.testing.journals import AppendsMany, Durable, GuardsReads, GuardsWritesOnly, JournalContract


class TestMemory(GuardsReads, AppendsMany, JournalContract):
    @pytest.fixture
    def make(self) -> Callable[[], Journal]:
        return lambda: opened("memory:")


class TestSQLite(GuardsReads, AppendsMany, Durable, JournalContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], Journal]:
        keyring = MemoryKeyring()
        return lambda: opened(url_of(tmp_path / "journal.db"), keyring=keyring)


class TestPostgreSQL(GuardsReads, AppendsMany, Durable, JournalContract):
    @pytest.fixture
    def make(self, postgres_url: str) -> Callable[[], Journal]:
        keyring = MemoryKeyring()
        return lambda: opened(postgres_url, keyring=keyring)


class TestPostgreSQLConcurrent(GuardsReads, AppendsMany, Durable, JournalContract):
    @pytest.fixture
    def make(self, postgres_url: str) -> Callable[[], Journal]:
        keyring = MemoryKeyring()
        return lambda: opened(postgres_url, keyring=keyring, order="concurrent")


class TestCompressed(GuardsReads, AppendsMany, Durable, JournalContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], Journal]:
        keyring, env = MemoryKeyring(), {"COMPRESSOR_TOPIC": "eventsourcing.compressor:ZlibCompressor"}
        return lambda: opened(url_of(tmp_path / "journal.db"), keyring=keyring, env=env)


class TestPlainMemory(GuardsWritesOnly, AppendsMany, JournalContract):
    @pytest.fixture
    def make(self) -> Callable[[], Journal]:
        return lambda: opened("plain:eventsourcing.popo", guards="written-only")


class TestPlainSQLite(GuardsWritesOnly, AppendsMany, Durable, JournalContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], Journal]:
        keyring, env = MemoryKeyring(), {"SQLITE_DBNAME": str(tmp_path / "plain.db")}
        return lambda: opened("plain:eventsourcing.sqlite", keyring=keyring, env=env, guards="written-only")


class OneAtATime:
    """A journal that knows nothing of batches."""

    def __init__(self) -> None:
        self.inner = opened("memory:")

    def __getattr__(self, name: str) -> Any:
        if name in ("append_many", "append_on", "read_on"):
            raise AttributeError(name)
        return getattr(self.inner, name)


class TestWithoutBatches(AppendsMany, JournalContract):
    @pytest.fixture
    def make(self) -> Callable[[], Any]:
        return OneAtATime

    def test_it_has_no_way_of_its_own(self, journal: Journal) -> None:
        assert not isinstance(journal, BulkJournal)
        assert not isinstance(journal, ReadsOn)
        assert not isinstance(journal, AppendsOn)


# Controls: journals with one fault each, which the contract must find.


class Wrapped:
    """A journal that passes everything on."""

    def __init__(self) -> None:
        self.inner = opened("memory:")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class ForgetsReads(Wrapped):
    def append(self, events: Sequence[NewEvent], *, guards: dict[UUID, int]) -> Sequence[int]:
        written = {new.stream for new in events}
        kept = {stream: version for stream, version in guards.items() if stream in written}
        return self.inner.append(events, guards=kept)


class RecordsHalf(Wrapped):
    def append(self, events: Sequence[NewEvent], *, guards: dict[UUID, int]) -> Sequence[int]:
        try:
            return self.inner.append(events, guards=guards)
        except Conflict:
            self.inner.append(events[:1], guards={})
            raise


class HasOneSalt(Wrapped):
    def read_all(self, **options: Any) -> list[Any]:
        return [replace(each, written=replace(each.envelope, salt=bytes(16))) for each in self.inner.read_all(**options)]


class ReadsOnFromAnything(Wrapped):
    def read_on(self, stream: UUID, *, after: int, **_: bytes) -> Sequence[Recorded[Any]]:
        return self.inner.read(stream, after=after)


class BelievesWhoeverAppendsOn(Wrapped):
    def append_on(self, events: Sequence[NewEvent], *, guards: dict[UUID, int], **_: Any) -> Any:
        return self.inner.append_on(events, guards=guards, salts={})


class TellsWhatItWasGiven(Wrapped):
    def append_on(self, events: Sequence[NewEvent], **held: Any) -> Any:
        return [
            partial(replace, read(), event=new.event)
            for new, read in zip(events, self.inner.append_on(events, **held), strict=True)
        ]


class AnswersWrongPositions(Wrapped):
    def append(self, events: Sequence[NewEvent], *, guards: dict[UUID, int]) -> Sequence[int]:
        return [place + 1 for place in self.inner.append(events, guards=guards)]


class ForgetsTheRestOfABatch(Wrapped):
    def append_many(self, events: Sequence[NewEvent]) -> Sequence[int]:
        return self.inner.append_many(events[:1])


class RecordsABatchUntilItFails(Wrapped):
    def append_many(self, events: Sequence[NewEvent]) -> Sequence[int]:
        return [place for each in events for place in self.inner.append_many([each])]


class ForgetsTheCommandsOfABatch(Wrapped):
    def append_many(self, events: Sequence[NewEvent]) -> Sequence[int]:
        return self.inner.append_many([replace(each, command=uuid4()) for each in events])


class TakesABatchBackwards(Wrapped):
    def append_many(self, events: Sequence[NewEvent]) -> Sequence[int]:
        return self.inner.append_many(sorted(events, key=lambda each: each.stream))


class Contract(GuardsReads, AppendsMany, JournalContract):
    pass


contract = Contract()


@pytest.mark.parametrize(
    ("faulty", "test"),
    [
        (ForgetsReads, contract.test_a_read_stream_that_has_moved_is_a_conflict),
        (ForgetsReads, contract.test_a_stream_that_was_not_there_is_guarded_too),
        (ForgetsReads, contract.test_one_stale_guard_among_many_refuses_all),
        (ForgetsReads, contract.test_of_two_that_read_what_the_other_writes_one_wins),
        (RecordsHalf, contract.test_events_of_several_streams_are_recorded_together_or_not_at_all),
        (HasOneSalt, contract.test_every_event_has_a_salt_of_its_own),
        (ReadsOnFromAnything, contract.test_whoever_reads_on_from_an_event_that_is_not_there_is_told),
        (
            BelievesWhoeverAppendsOn,
            partial(contract.test_a_stream_that_nobody_looked_at_is_known_by_the_salt_of_its_event, many=1),
        ),
        (TellsWhatItWasGiven, contract.test_what_is_recorded_is_read_back_from_what_was_written),
        (AnswersWrongPositions, contract.test_positions_grow_in_the_order_of_recording),
        (ForgetsTheRestOfABatch, contract.test_many_commands_at_once_are_as_if_recorded_one_by_one),
        (RecordsABatchUntilItFails, contract.test_a_command_that_is_known_leaves_nothing),
        (ForgetsTheCommandsOfABatch, contract.test_each_of_many_commands_is_found_and_is_recorded_once),
        (TakesABatchBackwards, contract.test_ten_thousand_at_once_stand_in_order),
    ],
)
def test_the_contract_finds_the_fault(faulty: Callable[[], Any], test: Callable[[Any], None]) -> None:
    test(Wrapped())
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(faulty())


def test_ours_can_do_what_a_journal_may_do_beside_the_port() -> None:
    with closing(opened("memory:")) as ours:
        assert all(isinstance(ours, each) for each in (AppendsOn, BulkJournal, ReadsOn))


def test_a_plain_module_must_be_asked_for_with_its_weaker_guards() -> None:
    with pytest.raises(NoGuards) as refused:
        opened("plain:eventsourcing.popo")
    assert NoGuards(module="eventsourcing.popo") == refused.value


def test_a_plain_journal_refuses_a_stale_read_it_happens_to_see_but_cannot_promise_to(tmp_path: Path) -> None:
    env = {"SQLITE_DBNAME": str(tmp_path / "plain.db")}
    with closing(opened("plain:eventsourcing.sqlite", env=env, guards="written-only")) as journal:
        ours, read = uuid4(), uuid4()
        seen = journal.tip
        journal.tip = lambda _: 0  # as if the other one moved right after it was looked at
        journal.append(command_of((read, 1, rated(1))), guards={})
        journal.append(command_of((ours, 1, rated(2))), guards={read: 0})
        journal.tip = seen

        with pytest.raises(Conflict):
            journal.append(command_of((ours, 2, rated(3))), guards={read: 0})
        assert (1, 1) == (journal.tip(ours), journal.tip(read))
