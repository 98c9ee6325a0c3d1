"""The sequencer on every database: it keeps up, resumes, waits its turn, and halts where the past has been changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from logs import ORIGIN, SIGNER, TRUST, Database, MemorySink, believed, fill, now, opened, sequencer_of
from places import url_of

from actionlearning.audit.checkpoint import Checkpoint, Trust, read_checkpoint
from actionlearning.audit.errors import BadKey, BadNote, BadOrigin, NewerLog, NotBegun, SinkFailed
from actionlearning.audit.leaf import leaves_of
from actionlearning.audit.note import Kind, Signer, read_note
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.tiles import Frontier
from actionlearning.audit.tree import leaf_hash, root_at
from actionlearning.journal.port import Journal
from actionlearning.journal.tables import NoTables


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    url = {"memory": lambda: "memory:", "sqlite": lambda: url_of(tmp_path / "journal.db")}.get(
        request.param, lambda: request.getfixturevalue("postgres_url")
    )()
    with closing(opened(url)) as journal:
        yield journal


def root_of(journal: Journal, size: int | None = None) -> bytes:
    """The root over the first so many events, from the journal alone."""
    leaf = leaves_of(ORIGIN)
    hashes = [leaf_hash(leaf(each.stream, each.version, each.topic, each.state)) for each in journal.read_raw()]
    frontier = Frontier()
    list(frontier.add(b"".join(hashes[:size])))
    return frontier.root()


def test_every_event_is_hashed_and_signed(journal: Journal) -> None:
    sink = MemorySink()
    sequencer = sequencer_of(journal, sink=sink, batch=100)
    for count in (0, 1, 254, 1, 1, 300):
        fill(journal, count)
        told = believed(sequencer.checkpoint())
        assert (journal.position(), root_of(journal)) == (told.size, told.root)
    assert [0, 1, 255, 256, 257, 557] == [believed(each).size for each in sink.published]
    standing = sequencer.kept.standing()
    for size in (0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 557):
        assert root_of(journal, size) == root_at(size, sequencer.kept.nodes(size))
    assert (557, journal.position(), None) == (standing.size, standing.position, standing.failure)
    assert sink.published == list(sequencer.kept.checkpoints())


def test_another_sequencer_goes_on_where_one_left_off(journal: Journal) -> None:
    fill(journal, 300)
    first = sequencer_of(journal).checkpoint()
    fill(journal, 300)
    told: list[int] = []
    again = Sequencer(journal, [SIGNER], clock=now, batch=100)
    again.catch_up(tell=lambda progress: told.append(progress.done))
    assert [400, 500, 600] == told
    assert Checkpoint(ORIGIN, 600, root_of(journal)) == believed(again.checkpoint())
    assert first == again.kept.checkpoint(300)


def test_a_log_begins_once_and_keeps_its_name(journal: Journal) -> None:
    sequencer = Sequencer(journal, [SIGNER], clock=now)
    with pytest.raises(NotBegun, match="audit init"):
        sequencer.checkpoint()
    with pytest.raises(BadOrigin):
        sequencer.begin("has spaces")
    begun = sequencer.begin(ORIGIN)
    assert begun.tracking.revision == sequencer.begin(ORIGIN).tracking.revision
    with pytest.raises(BadKey, match=ORIGIN):
        sequencer.begin("example.org/other")


def test_a_log_of_another_release_is_left_alone(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "journal.db"))
    with database.open_journal() as journal:
        sequencer_of(journal).checkpoint()
    database.do("UPDATE al_projections SET definition = 'al.audit/2' WHERE projection = 'audit'")
    with database.open_journal() as journal, pytest.raises(NewerLog, match="of the form al"):
        sequencer_of(journal)


def test_nothing_new_gets_no_new_checkpoint(journal: Journal) -> None:
    fill(journal, 3)
    sequencer = sequencer_of(journal)
    first = sequencer.checkpoint()
    revision = sequencer.kept.standing().tracking.revision
    assert first == sequencer.checkpoint()
    assert revision == sequencer.kept.standing().tracking.revision


def test_only_the_logs_own_keys_sign(journal: Journal) -> None:
    sequencer_of(journal)
    for signers in ((), (Signer.new("example.org/other"),)):
        with pytest.raises(BadKey, match=ORIGIN):
            Sequencer(journal, signers, clock=now).checkpoint()


def test_a_new_key_signs_beside_the_old_one_until_that_is_retired(journal: Journal) -> None:
    fill(journal, 3)
    old = sequencer_of(journal).checkpoint()
    new = Signer.new(ORIGIN)
    both = sequencer_of(journal, signers=(SIGNER, new)).checkpoint()
    assert believed(old) == believed(both)
    assert 2 == len(read_note(both).signatures)
    fill(journal, 1)
    assert 4 == read_checkpoint(sequencer_of(journal, signers=(new,)).checkpoint(), Trust((new.verifier,))).checkpoint.size


def test_what_a_witness_signs_is_kept_and_handed_out(journal: Journal) -> None:
    witness = Signer.new("witness.example/w", Kind.WITNESS)
    sink = MemorySink()
    sequencer = sequencer_of(journal, sink=sink)
    fill(journal, 3)
    published = sequencer.checkpoint()
    line = witness.sign(read_note(published).text, at=1_735_689_600).line.encode()
    both = sequencer.cosign(line, [witness.verifier])
    trust = Trust(TRUST.log, (witness.verifier,))
    assert [1_735_689_600] == [each.seen_at for each in read_checkpoint(both, trust).witnesses]
    assert both == sequencer.kept.checkpoint(3) == sink.published[-1] == sequencer.checkpoint()
    fill(journal, 1)
    sequencer.checkpoint()
    assert both == sequencer.cosign(both, [witness.verifier]), "of an earlier one too"
    with pytest.raises(BadNote, match="no checkpoint of that size"):
        sequencer.cosign(both.replace(b"\n3\n", b"\n2\n"), [witness.verifier])


def test_a_checkpoint_that_could_not_be_handed_out_is_handed_out_the_next_time(journal: Journal) -> None:
    class Away(MemorySink):
        away = True

        def publish(self, checkpoint: bytes) -> None:
            if self.away:
                raise SinkFailed(where="the register", why="it is away")
            super().publish(checkpoint)

    sink = Away()
    sequencer = sequencer_of(journal, sink=sink)
    fill(journal, 3)
    with pytest.raises(SinkFailed, match="stays signed"):
        sequencer.checkpoint()
    sink.away = False
    assert sequencer.kept.checkpoint(3) == sequencer.checkpoint() == sink.published[0]


def test_a_sink_that_holds_something_else_is_not_passed_over(journal: Journal) -> None:
    sink = MemorySink()
    sink.latest = lambda: b"nonsense"  # type: ignore[method-assign]  # a sink that has lost its mind
    with pytest.raises(SinkFailed, match="no checkpoint"):
        sequencer_of(journal, sink=sink).checkpoint()


def test_a_plain_module_keeps_no_log() -> None:
    with closing(opened("plain:eventsourcing.popo", guards="written-only")) as journal, pytest.raises(NoTables):
        Sequencer(journal, clock=now)


def test_several_sequencers_at_once_sign_one_root_for_each_size(journal: Journal) -> None:
    sink = MemorySink()
    sequencer_of(journal)
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            sequencer = Sequencer(journal, [SIGNER], clock=now, sink=sink, batch=7)
            for _ in range(6):
                fill(journal, 5, stream=uuid4())
                sequencer.checkpoint()
        except BaseException as error:  # noqa: BLE001  # told below
            wrong.append(error)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [] == wrong
    told = [believed(each) for each in sink.published]
    assert 120 == max(each.size for each in told)
    assert {(each.size, root_of(journal, each.size)) for each in told} == {(each.size, each.root) for each in told}
