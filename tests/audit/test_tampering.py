"""Somebody with the right to write changes the database behind the library's back; who notices what, and what nobody can."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from logs import SIGNER, TRUST, Database, MemorySink, believed, fill, now, opened, sequencer_of
from places import url_of
from tampering import OUTSIDE, TAMPERINGS, WITHIN, Tampering, delete_the_tail, edit, halts, rebuilt, rename, retype, swap, words

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.errors import Tampered
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.verify import Verdict, verify

HELD, SIGNED, HASHED, ALL = 40, 60, 65, 70
"""The auditor holds a checkpoint of the first so many events; so many are signed, hashed, and recorded."""


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


def judged(database: Database, bundle: Path) -> Verdict:
    """By an auditor who holds a checkpoint."""
    return verify(bundle, TRUST, checkpoints=[database.held])  # type: ignore[attr-defined]  # given by the fixture


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
