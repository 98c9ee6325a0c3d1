"""What somebody with the right to write may do to a journal behind the library's back, and who looks at it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from logs import SIGNER, Database, now, sequencer_of

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.errors import Tampered
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.verify import Verdict
from actionlearning.cli.audit_words import sentences
from actionlearning.journal.port import Journal

__all__ = [
    "OUTSIDE",
    "TAMPERINGS",
    "WITHIN",
    "Tampering",
    "delete_the_tail",
    "edit",
    "halts",
    "rebuilt",
    "rename",
    "retype",
    "swap",
    "words",
]

WITHIN, OUTSIDE = 10, 50
"""An event that the checkpoint of the auditor covers, and one that is newer."""


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


def words(verdict: Verdict) -> str:
    return " ".join(sentences(verdict))


def halts(journal: Journal, **options: Any) -> Tampered:
    with pytest.raises(Tampered) as alarm:
        Sequencer(journal, [SIGNER], clock=now, **options).checkpoint()
    return alarm.value
