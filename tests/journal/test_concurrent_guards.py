"""Guards without a table lock, in the concurrent order: who shares a stream with somebody waits for them, and nobody else."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from msgspec.structs import replace
from places import command_of, opened, rated

from actionlearning.journal import postgres_concurrent_sql as sql
from actionlearning.journal.port import Conflict, JournalBusy
from actionlearning.journal.postgres_concurrent import ConcurrentRecorder

PATIENCE = 20
"""Seconds that a thread may take."""

WRITERS, TURNS, STREAMS = 4, 40, 5
PAIRS = 12
POOL = {"POSTGRES_POOL_SIZE": str(WRITERS), "POSTGRES_MAX_OVERFLOW": str(WRITERS)}

SLOWLY = "PERFORM pg_sleep(0.01); INSERT INTO {table}"
UNGUARDED = sql.APPEND_ONE.replace("{guards}", "")
UNLOCKED = sql.APPEND_ONE.replace("{locks_of_few}", "")
FAULTS = {"guards are not checked": UNGUARDED, "streams are not locked": UNLOCKED}


@pytest.fixture
def journal(postgres_url: str) -> Iterator[Any]:
    with closing(opened(postgres_url, order="concurrent", env=POOL)) as made:
        yield made


def both_won(journal: Any) -> int:
    """Of pairs that each read what the other writes, in how many both were recorded."""
    together = threading.Barrier(2)

    def record(written: UUID, read: UUID) -> bool:
        together.wait(PATIENCE)
        try:
            journal.append(command_of((written, 1, rated(1))), guards={written: 0, read: 0})
        except Conflict:
            return False
        return True

    count = 0
    with ThreadPoolExecutor(2) as pool:
        for _ in range(PAIRS):
            one, other = uuid4(), uuid4()
            won = [pool.submit(record, one, other), pool.submit(record, other, one)]
            count += all(each.result(PATIENCE) for each in won)
    return count


def slow(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Widen the race: a transaction waits between its checks and its insert."""
    monkeypatch.setattr(ConcurrentRecorder, "append_one", text.replace("INSERT INTO {table}", SLOWLY))


def test_of_two_that_read_what_the_other_writes_one_wins(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slow(monkeypatch, sql.APPEND_ONE)
    with closing(opened(postgres_url, order="concurrent", env=POOL)) as journal:
        assert both_won(journal) == 0


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_race_is_one_in_which_both_could_win(postgres_url: str, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    slow(monkeypatch, fault)
    with closing(opened(postgres_url, order="concurrent", env=POOL)) as journal:
        assert both_won(journal) > 0


@pytest.mark.parametrize("few_keys", [False, True], ids=["each stream its key", "two keys for all"])
def test_what_rests_on_a_stream_stands_after_it(postgres_url: str, monkeypatch: pytest.MonkeyPatch, *, few_keys: bool) -> None:
    """Many write a few streams, reading others: in the order of positions every guard holds, and no version is out of turn."""
    if few_keys:
        for name, text in (("append", "APPEND"), ("append_one", "APPEND_ONE")):
            monkeypatch.setattr(ConcurrentRecorder, name, getattr(sql, text).replace("uuid_hash", "1 & uuid_hash"))
        for name in ("locks", "locks_of_few"):
            monkeypatch.setitem(sql.PARTS, name, sql.PARTS[name].replace("uuid_hash", "1 & uuid_hash"))
    with closing(opened(postgres_url, order="concurrent", env=POOL)) as journal:
        stands_in_order(journal)


def stands_in_order(journal: Any) -> None:
    streams = [uuid4() for _ in range(STREAMS)]
    rested: dict[UUID, dict[UUID, int]] = {}

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(TURNS):
            chosen = chance.sample(streams, 3)
            guards = {stream: journal.tip(stream) for stream in chosen}
            written = chosen[: chance.randint(1, 2)]
            command = command_of(*((stream, guards[stream] + 1, rated(1)) for stream in written))
            try:
                journal.append(command, guards=guards)
            except Conflict:
                continue
            rested[command[0].command] = guards

    with ThreadPoolExecutor(WRITERS) as pool:
        for each in [pool.submit(work, seed) for seed in range(WRITERS)]:
            each.result(PATIENCE)

    tips = dict.fromkeys(streams, 0)
    seen: set[UUID] = set()
    for each in journal.read_all():
        if each.command not in seen:
            assert {stream: tips[stream] for stream in rested[each.command]} == rested[each.command]
            seen.add(each.command)
        tips[each.stream] += 1
        assert each.version == tips[each.stream]
    assert seen == set(rested)
    assert len(seen) > TURNS


def test_who_locks_the_same_streams_in_another_order_does_not_stand_still(journal: Any) -> None:
    """Batches that cross each other, some of them so large that they lock all."""
    streams = [uuid4() for _ in range(sql.MOST_LOCKS // 2)]

    def work(seed: int) -> int:
        chance, won = random.Random(seed), 0
        for turn in range(10):
            chosen = chance.sample(streams, len(streams))
            guards = dict.fromkeys(chosen[: len(streams) // 2], 0)
            if turn % 3 == 0:
                guards |= {uuid4(): 0 for _ in range(sql.MOST_LOCKS)}
            new = [uuid4() for _ in range(5)]
            journal.append(command_of(*((stream, 1, rated(1)) for stream in new)), guards=guards)
            won += 1
        return won

    with ThreadPoolExecutor(WRITERS) as pool:
        assert [10] * WRITERS == [each.result(PATIENCE) for each in [pool.submit(work, seed) for seed in range(WRITERS)]]


def test_only_who_shares_a_stream_waits(postgres_url: str) -> None:
    with closing(opened(postgres_url, order="concurrent", env={"POSTGRES_LOCK_TIMEOUT": "1"})) as journal:
        read, written = uuid4(), uuid4()
        journal.append(command_of((read, 1, rated(1))), guards={})
        with psycopg.connect(postgres_url) as slow:
            slow.execute(
                "SELECT stored_events_append_one(%s, 1, topic, state, gen_random_uuid(), NULL, ARRAY[%s]::uuid[], ARRAY[1]) "
                "FROM stored_events",
                (written, read),
            )
            journal.append(command_of((uuid4(), 1, rated(1))), guards={read: 1})  # reads the same, writes another
            for blocked, guards in ((read, 1), (written, 0)):
                with pytest.raises(JournalBusy):
                    journal.append(command_of((blocked, guards + 1, rated(1))), guards={})
            with pytest.raises(JournalBusy):
                journal.append(command_of((uuid4(), 1, rated(1))), guards={written: 0})
            with pytest.raises(JournalBusy):  # all of them are locked at once
                journal.append_many(command_of((uuid4(), 1, rated(1))))


def test_journals_in_one_database_do_not_wait_for_one_another(postgres_url: str) -> None:
    joint = "&" if "?" in postgres_url else "?"
    env = {"POSTGRES_LOCK_TIMEOUT": "1"}
    stream = uuid4()
    with (
        closing(opened(postgres_url, order="concurrent", env=env)) as one,
        closing(opened(f"{postgres_url}{joint}schema=second", order="concurrent", env=env)) as two,
        psycopg.connect(postgres_url) as slow,
    ):
        one.append(command_of((uuid4(), 1, rated(1))), guards={})
        slow.execute(
            "SELECT stored_events_append_one(%s, 1, topic, state, NULL, NULL, NULL, NULL) FROM stored_events", (stream,)
        )
        two.append(command_of((stream, 1, rated(1))), guards={})
        with pytest.raises(JournalBusy):
            one.append(command_of((stream, 1, rated(1))), guards={})


def test_batches_that_record_the_same_commands_in_another_order_conflict(journal: Any) -> None:
    commands = [uuid4() for _ in range(20)]
    ready = threading.Barrier(WRITERS)

    def work(seed: int) -> bool:
        events = [command_of((uuid4(), 1, rated(1)))[0] for _ in commands]
        order = random.Random(seed).sample(commands, len(commands))
        batch = [replace(event, command=command) for event, command in zip(events, order, strict=True)]
        ready.wait(PATIENCE)
        try:
            journal.append_many(batch)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        won = [each.result(PATIENCE) for each in [pool.submit(work, seed) for seed in range(WRITERS)]]
    assert won.count(True) == 1
    assert len(commands) == len(list(journal.read_all()))
