"""Somebody with the right to write changes the database behind the library's back; who notices what, and what nobody can."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from logs import SIGNER, TRUST, Database, MemorySink, believed, fill, now, opened, sequencer_of
from places import url_of

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.errors import Tampered
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.verify import Verdict, verify
from actionlearning.cli.audit_words import sentences
from actionlearning.journal.port import Journal

HELD, SIGNED, HASHED, ALL = 40, 60, 65, 70
"""The auditor holds a checkpoint of the first so many events; so many are signed, hashed, and recorded."""

WITHIN, OUTSIDE = 10, 50


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A journal of seven streams, signed and held as far as it says above."""
    url = url_of(tmp_path / "journal.db") if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database(url)
    with database.open_journal() as journal:
        sequencer = sequencer_of(journal)
        for _ in range(7):
            fill(journal, 10, stream=uuid4())
            if journal.position() == HELD:
                database.held = sequencer.checkpoint()  # type: ignore[attr-defined]  # what the auditor was sent
            elif journal.position() == SIGNED:
                sequencer.checkpoint()
        database.do(f"CREATE TABLE rest AS SELECT * FROM stored_events WHERE @ > {HASHED}")
        database.do(f"DELETE FROM stored_events WHERE @ > {HASHED}")
        sequencer.catch_up()
        database.do("INSERT INTO stored_events SELECT * FROM rest")
        database.do("DROP TABLE rest")
    return database


def put(database: Database, at: int, old: bytes, new: bytes) -> None:
    (state,) = database.do("SELECT state FROM stored_events WHERE @ = ?", at)[0]
    assert old in bytes(state)
    database.do("UPDATE stored_events SET state = ? WHERE @ = ?", bytes(state).replace(old, new), at)


def edit(database: Database, at: int) -> None:
    put(database, at, b'"self_efficacy"', b'"less_isolated"')


def delete(database: Database, at: int) -> None:
    database.do("DELETE FROM stored_events WHERE @ = ?", at)


def delete_the_tail(database: Database, at: int) -> None:
    database.do("DELETE FROM stored_events WHERE @ >= ?", at)


def insert(database: Database, at: int) -> None:
    database.do("UPDATE stored_events SET @ = -@ - 1 WHERE @ >= ?", at)
    database.do("UPDATE stored_events SET @ = -@ WHERE @ < 0")
    columns = "originator_id, originator_version, topic, state"
    copied = "originator_id, originator_version + 100, topic, state"
    database.do(f"INSERT INTO stored_events (@, {columns}) SELECT ?, {copied} FROM stored_events WHERE @ = ?", at, at - 1)


def swap(database: Database, at: int) -> None:
    database.do("UPDATE stored_events SET @ = -? WHERE @ = ?", at, at)
    database.do("UPDATE stored_events SET @ = ? WHERE @ = ?", at, at + 1)
    database.do("UPDATE stored_events SET @ = ? WHERE @ = ?", at + 1, -at)


def rename(database: Database, at: int) -> None:
    database.do("UPDATE stored_events SET topic = 'member.motivation-rated.1' WHERE @ = ?", at)


def retype(database: Database, at: int) -> None:
    """The same to every reader, in other bytes."""
    put(database, at, b'"score":', b'"score": ')


def renumber(database: Database, at: int) -> None:
    database.do("UPDATE stored_events SET originator_version = originator_version + 100 WHERE @ = ?", at)


TAMPERINGS = [edit, delete, delete_the_tail, insert, swap, rename, retype, renumber]
Tampering = Callable[[Database, int], None]


def rebuilt(database: Database, out: Path) -> bytes:
    """What an operator does who has the key and wants to hide it: hash and sign everything anew, and hand out a bundle."""
    for table in ("al_audit_log", "al_audit_tiles", "al_audit_checkpoints"):
        database.do(f"DROP TABLE {table}")
    database.do("DELETE FROM al_projections WHERE projection = 'audit'")
    with database.open_journal() as journal:
        published = sequencer_of(journal).checkpoint()
        Bundler(journal).whole(out)
    return published


def judged(database: Database, bundle: Path) -> Verdict:
    """By an auditor who holds a checkpoint."""
    return verify(bundle, TRUST, checkpoints=[database.held])  # type: ignore[attr-defined]  # given by the fixture


def words(verdict: Verdict) -> str:
    return " ".join(sentences(verdict))


def halts(journal: Journal, **options: Any) -> Tampered:
    with pytest.raises(Tampered) as alarm:
        Sequencer(journal, [SIGNER], clock=now, **options).checkpoint()
    return alarm.value


def test_what_was_left_alone_is_signed_and_holds(database: Database, tmp_path: Path) -> None:
    with database.open_journal() as journal:
        assert ALL == believed(sequencer_of(journal).checkpoint()).size
        Bundler(journal).whole(tmp_path / "bundle")
    verdict = judged(database, tmp_path / "bundle")
    assert ((), HELD, ALL) == (verdict.problems, verdict.covered, verdict.size)
    assert f"events {HELD + 1} to {ALL}: they are outside the window" in words(verdict)


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_whoever_changes_what_was_hashed_stops_the_sequencer_and_whoever_signs_it_anew_is_found_out(
    database: Database, tampering: Tampering, tmp_path: Path
) -> None:
    tampering(database, WITHIN)
    with database.open_journal() as journal:
        alarm = halts(journal)
        assert WITHIN - 1 <= alarm.position <= WITHIN + 1
        ends = f"it ends there, and it had been hashed up to position {HASHED}"
        assert (tampering is delete_the_tail) == (alarm.why == ends)
        kept = Sequencer(journal, clock=now).kept
        standing = kept.standing()
        assert (SIGNED, HASHED) == (believed(standing.checkpoint or b"").size, standing.size), "nothing was signed or hashed"
        assert standing.failure is not None
        assert (alarm.position, alarm.why) == (standing.failure.position, standing.failure.why)
        with pytest.raises(Tampered):
            Sequencer(journal, clock=now).examine()
        with pytest.raises(Tampered):
            Bundler(journal).whole(tmp_path / "bundle")
        with pytest.raises(Tampered):
            Bundler(journal).excerpt({each.stream for each in journal.read_raw()}, tmp_path / "bundle", about={})
        assert [] == list(tmp_path.glob("bundle*"))
    rebuilt(database, tmp_path / "bundle")
    verdict = judged(database, tmp_path / "bundle")
    assert not verdict.holds
    assert 0 == verdict.covered
    assert "NOT VERIFIED" in words(verdict)
    assert any("something in them was changed" in each.why or "become shorter" in each.why for each in verdict.problems)


@pytest.mark.parametrize("tampering", [edit, retype, rename, swap])
def test_a_change_in_the_unprotected_window_is_not_found_and_is_told_to_be_outside_of_it(
    database: Database, tampering: Tampering, tmp_path: Path
) -> None:
    at = OUTSIDE + (10 if tampering is swap else 0)  # between two streams, where order is nobody's version
    tampering(database, at)
    rebuilt(database, tmp_path / "bundle")
    verdict = judged(database, tmp_path / "bundle")
    assert ((), HELD) == (verdict.problems, verdict.covered)
    assert f"events {HELD + 1} to {ALL}: they are outside the window, newer than the checkpoint that you hold" in words(verdict)


def test_without_a_checkpoint_held_elsewhere_nothing_is_found_and_the_verifier_says_so(
    database: Database, tmp_path: Path
) -> None:
    edit(database, WITHIN)
    rebuilt(database, tmp_path / "bundle")
    verdict = verify(tmp_path / "bundle", TRUST)
    assert ((), 0) == (verdict.problems, verdict.covered)
    assert "that the operator has not changed it all: bring a checkpoint that you have kept" in words(verdict)


def test_a_sequencer_with_a_sink_finds_out_its_own_operator(database: Database) -> None:
    sink = MemorySink()
    with database.open_journal() as journal:
        sink.publish(sequencer_of(journal).checkpoint())
    edit(database, WITHIN)
    for table in ("al_audit_log", "al_audit_tiles", "al_audit_checkpoints"):
        database.do(f"DROP TABLE {table}")
    database.do("DELETE FROM al_projections WHERE projection = 'audit'")
    with database.open_journal() as journal:
        sequencer_of(journal)
        assert "kept elsewhere has another root" in halts(journal, sink=sink).why
    assert 1 == len(sink.published)


def test_an_old_backup_that_is_restored_and_goes_on_is_found_out(tmp_path: Path) -> None:
    path, sink = tmp_path / "journal.db", MemorySink()
    database = Database(url_of(path))
    with database.open_journal() as journal:
        fill(journal, 30)
        sequencer_of(journal, sink=sink).checkpoint()
    shutil.copy(path, tmp_path / "backup.db")
    with database.open_journal() as journal:
        fill(journal, 10)
        held = Sequencer(journal, [SIGNER], clock=now, sink=sink).checkpoint()
    shutil.copy(tmp_path / "backup.db", path)
    with database.open_journal() as journal:
        Sequencer(journal, clock=now).examine()  # which finds nothing wrong in what there is
        with pytest.raises(Tampered, match="kept elsewhere covers 40 events, and there are 30"):
            Sequencer(journal, clock=now, sink=sink).examine()
    for more in (0, 5, 20):  # shorter than what was signed, and longer again
        with database.open_journal() as journal:
            fill(journal, more)
            assert "kept elsewhere" in halts(journal, sink=sink).why
    with database.open_journal() as journal:
        Sequencer(journal, [SIGNER], clock=now).checkpoint()  # by an operator who has left the sink out
        Bundler(journal).whole(tmp_path / "bundle")
    assert not verify(tmp_path / "bundle", TRUST, checkpoints=[held]).holds


def test_a_restored_journal_keeps_its_proofs_wherever_its_events_stand(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    database = Database(url_of(path))
    with database.open_journal() as journal:
        fill(journal, 30)
        first = sequencer_of(journal).checkpoint()
    database.do("UPDATE stored_events SET @ = @ + 1000")
    rebuilt(database, tmp_path / "bundle")
    assert verify(tmp_path / "bundle", TRUST, checkpoints=[first]).holds


def test_what_is_put_right_again_is_signed_again(database: Database) -> None:
    (state,) = database.do("SELECT state FROM stored_events WHERE @ = ?", WITHIN)[0]
    edit(database, WITHIN)
    with database.open_journal() as journal:
        halts(journal)
    database.do("UPDATE stored_events SET state = ? WHERE @ = ?", state, WITHIN)
    with database.open_journal() as journal:
        sequencer = Sequencer(journal, [SIGNER], clock=now)
        assert ALL == believed(sequencer.checkpoint()).size
        assert sequencer.kept.standing().failure is None


def test_what_is_kept_for_audits_is_not_believed_either(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    database = Database(url_of(path))
    with database.open_journal() as journal:
        fill(journal, 300)
        sequencer_of(journal).checkpoint()
    shutil.copy(path, tmp_path / "backup.db")
    for statement in (
        "UPDATE al_audit_tiles SET hashes = 'AAAA' WHERE level = 0",
        "UPDATE al_audit_tiles SET hashes = 'no base64' WHERE level = 0",
        "DELETE FROM al_audit_tiles",
        "UPDATE al_audit_log SET size = size - 1",
        "UPDATE al_audit_log SET root = 'ff'",
        "UPDATE al_audit_checkpoints SET published = 'nonsense'",
        "DELETE FROM al_audit_checkpoints",
        "UPDATE al_projections SET position = position - 3 WHERE projection = 'audit'",
    ):
        database.do(statement)
        with database.open_journal() as journal:
            halts(journal)
        shutil.copy(tmp_path / "backup.db", path)
    database.do("UPDATE al_audit_tiles SET hashes = replace(hashes, 'A', 'B') WHERE level = 0 AND number = 0")
    with database.open_journal() as journal:
        streams = {each.stream for each in journal.read_raw()}
        with pytest.raises(Tampered):
            Bundler(journal).excerpt(streams, tmp_path / "bundle", about={})
    shutil.copy(tmp_path / "backup.db", path)
    with database.open_journal() as journal:
        assert 300 == believed(Sequencer(journal, [SIGNER], clock=now).checkpoint()).size, "the control"


def test_an_edit_before_the_end_that_is_hashed_again_is_found_when_everything_is(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "journal.db"))
    with database.open_journal() as journal:
        fill(journal, 700)
        sequencer_of(journal).checkpoint()
    edit(database, WITHIN)
    with database.open_journal() as journal:
        sequencer = Sequencer(journal, [SIGNER], clock=now, rechecked=100)
        sequencer.checkpoint()
        with pytest.raises(Tampered) as alarm:
            sequencer.examine()
        assert WITHIN == alarm.value.position
        assert WITHIN == halts(journal).position, "one that looks further back"


def test_whoever_changes_events_and_hashes_together_cannot_sign_for_it(tmp_path: Path) -> None:
    path, other = tmp_path / "journal.db", tmp_path / "other.db"
    database, forged = Database(url_of(path)), Database(url_of(other))
    with database.open_journal() as journal:
        fill(journal, 30)
        sequencer_of(journal).checkpoint()
    edit(database, WITHIN)
    shutil.copy(path, other)
    rebuilt(forged, tmp_path / "unused")
    for table in ("al_audit_tiles", "al_audit_log"):
        database.do(f"DELETE FROM {table}")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS forged", (str(other),))
            connection.execute(f"INSERT INTO {table} SELECT * FROM forged.{table}")
    with database.open_journal() as journal:
        assert "the last checkpoint that was signed has another root" in halts(journal).why


def test_an_event_that_stands_there_twice_is_found_even_where_the_database_no_longer_minds(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "journal.db"))
    with database.open_journal() as journal:
        fill(journal, 10)
        sequencer_of(journal).checkpoint()
    database.do("CREATE TABLE copied AS SELECT * FROM stored_events")
    database.do("DROP TABLE stored_events")
    database.do("ALTER TABLE copied RENAME TO stored_events")
    database.do("INSERT INTO stored_events SELECT * FROM stored_events WHERE @ = 10")
    with database.open_journal() as journal:
        assert "was not there when it was hashed" in halts(journal).why


def test_a_memory_journal_can_be_audited_too() -> None:
    journal = opened("memory:")
    fill(journal, 3)
    assert 3 == believed(sequencer_of(journal).checkpoint()).size
