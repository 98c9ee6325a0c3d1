"""Old backups, and what is kept for audits, are not believed more than the journal: whoever changes them is found out."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from logs import SIGNER, TRUST, Database, MemorySink, believed, fill, now, sequencer_of
from places import url_of
from tampering import WITHIN, edit, halts, rebuilt

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.errors import Tampered
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.verify import verify


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
