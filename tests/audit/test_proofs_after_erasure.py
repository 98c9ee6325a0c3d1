"""Somebody is forgotten, and history stays as provable as it was: same roots, same proofs, nothing of theirs in any bundle."""

from __future__ import annotations

from pathlib import Path

from actionlearning import ActionLearning, members
from actionlearning.application.erasure import erase
from actionlearning.audit.checkpoint import Trust, unverified
from actionlearning.audit.note import Signer, read_note
from actionlearning.audit.replay import SEALED, BundleJournal
from actionlearning.audit.verify import verify
from actionlearning.journal.port import Raw
from actionlearning.sealing.keyring import MemoryKeyring

NAME = "Wilhelmina Featherstonehaugh"


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_erasing_somebody_changes_no_root_and_no_proof(tmp_path: Path) -> None:
    with ActionLearning.open(f"sqlite:///{tmp_path}/journal.db", keyring=MemoryKeyring()) as al:
        who = al.acting_as(None).do(members.register, name=NAME, role="nurse", organisation="Vale")
        signer = Signer.new(al.audit.begin())
        before = al.audit.checkpoint([signer])
        al.audit.bundle(tmp_path / "before")
        raw: list[Raw] = list(al.journal.read_raw())
        erase(al, who)
        after = al.audit.checkpoint([signer])
        al.audit.bundle(tmp_path / "after")
        assert raw == list(al.journal.read_raw(until=raw[-1].position)), "no stored byte is other than it was"
    told, later = unverified(read_note(before)), unverified(read_note(after))
    assert later.size > told.size
    trust = Trust((signer.verifier,))
    verdict = verify(tmp_path / "after", trust, checkpoints=[before])
    assert ((), told.size) == (verdict.problems, verdict.covered)
    assert verify(tmp_path / "before", trust).holds
    assert NAME.encode() not in everything_in(tmp_path)
    assert b"Vale" in everything_in(tmp_path / "after"), "the control"
    assert (tmp_path / "after/earlier" / str(told.size) / "checkpoint").read_bytes() == before
    replayed = [BundleJournal(tmp_path / which, trust=trust) for which in ("before", "after")]
    first, second = (next(iter(journal.read(who))) for journal in replayed)
    assert first == second
    assert [SEALED, SEALED] == [journal.reveal(first.event.name) for journal in replayed]
