"""What an outsider can prove of the demo: no root changed when somebody was forgotten, and a bundle that was exported holds."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from attrs import frozen
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table

from actionlearning.application.library import ActionLearning
from actionlearning.audit.checkpoint import Checkpoint, Trust, unverified
from actionlearning.audit.errors import NotBegun
from actionlearning.audit.kept import Kept
from actionlearning.audit.keys import KeyFile
from actionlearning.audit.layout import CHECKPOINT, earlier_growth
from actionlearning.audit.leaf import leaves_of
from actionlearning.audit.note import Signer, Verifier, read_note
from actionlearning.audit.proof import read_growth
from actionlearning.audit.tiles import WIDTH, Frontier
from actionlearning.audit.tree import leaf_hash, verify_consistency
from actionlearning.audit.verify import Verdict, verify
from actionlearning.cli.audit_words import not_proved, proved
from actionlearning.cli.output import rows
from actionlearning.domain.member.events import ErasureRequested
from actionlearning.journal.tables import NoTables

__all__ = ["NO_LOG", "DemoLog", "Proof", "audit_log", "how_to_verify", "tell_proof"]

NAME = "actionlearning"
"""What ``audit init`` calls a log too, unless it is told."""

TITLE = "What an outsider can prove"
SAYS = (
    "An auditor keeps a signed checkpoint: how many events there are, and the root of a hash tree over them. Now everything is "
    "hashed again from what is stored, signed anew, exported and verified as they would: with no journal, and no key to a word."
)
NO_LOG = "A plain: journal keeps nothing beside it, so there is no audit log of it, no checkpoint and no bundle."
LOST_KEYS = "VERIFIED, but for the signatures: the keys that signed are not here"


@frozen(kw_only=True)
class Proof:
    """What came of it. ``before`` is what was signed last before somebody was forgotten; None where the log is younger."""

    before: Checkpoint | None
    again: bytes | None
    """The root over the same events, hashed again from what is stored now."""
    after: Checkpoint
    hashes: int | None
    """How many of them prove that ``after`` has grown out of ``before``; None where it has not grown."""
    keys: tuple[str, ...]
    """Those that verify it; none where others have signed than are here, and then nobody's signature was looked at."""
    verdict: Verdict

    @property
    def unmoved(self) -> bool:
        """Whether the root of before is the root of now, where there is one of before."""
        return self.before is None or self.before.root == self.again

    @property
    def holds(self) -> bool:
        return self.unmoved and self.verdict.holds

    def to_json(self, kept: Path | None) -> dict[str, Any]:
        """For machines; ``kept`` is where the bundle is, if it was kept."""
        return {
            "log": self.after.origin,
            "size": self.after.size,
            "before": None if self.before is None else {"size": self.before.size, "root": self.before.root.hex()},
            "again": None if self.again is None else self.again.hex(),
            "after": {"size": self.after.size, "root": self.after.root.hex()},
            "holds": self.holds,
            "keys": self.keys,
            "bundle": {
                "folder": None if kept is None else str(kept),
                "verified": self.verdict.holds,
                "problems": [str(each) for each in self.verdict.problems],
            },
        }


class DemoLog:
    """The audit log beside the demo's journal, which is begun here unless it was before.

    It signs with the keys in a file, or with one that goes with this run.
    """

    def __init__(self, al: ActionLearning, keys: KeyFile | None) -> None:
        self._al = al
        self.note: str | None = None
        """Where the key is that has just been made, in a sentence."""
        try:
            self.origin, begun = al.audit.status().log, True
        except NotBegun:
            self.origin, begun = al.audit.origin(NAME), False
        there = () if keys is None else keys.signers()
        self._signers = [signer for signer in there if signer.name == self.origin]
        if begun:
            return
        if not self._signers:
            self._make_key(keys, foreign=bool(there))
        al.audit.begin(NAME)

    def _make_key(self, keys: KeyFile | None, *, foreign: bool = False) -> None:
        """Make one, and keep it if there is a file for it, except where that is another log's, which stays as it is."""
        self._signers = [Signer.new(self.origin)]
        if keys is None:
            self.note = "the key that signed is thrown away; actionlearning audit init --rotate makes one to keep"
        elif foreign:
            self.note = f"{keys.path} has the keys of another log and stays as it is; the key that signed here is thrown away"
        else:
            keys.add(self._signers[0])
            self.note = f"the keys that sign are in {keys.path}; keep it where only the sequencer reads it"

    def sign(self) -> None:
        """Sign how far the journal has come, unless that was signed before."""
        status = self._al.audit.status()
        newer = status.unsigned or self._al.journal.count(after=status.position, until=status.tip)
        if status.signed is not None and not newer:
            return
        if not self._signers:
            self._make_key(None)
        self._al.audit.checkpoint(self._signers)

    def prove(self, member: UUID, out: Path) -> Proof:
        """Hash everything again, sign what was recorded since, and export it and verify it. Raises ``Tampered``."""
        held = self._held(member)
        self._al.audit.examine()
        before = None if held is None else unverified(read_note(held))
        again = None if before is None else self._root(before.size)
        self.sign()
        after = self._al.audit.bundle(out, since=() if before is None else (before.size,))
        keys = self._verifiers((out / CHECKPOINT).read_bytes(), *(() if held is None else (held,)))
        return Proof(
            before=before,
            again=again,
            after=after,
            hashes=None if before is None else _grown(out, before, after),
            keys=tuple(str(key) for key in keys),
            verdict=verify(out, Trust(keys) if keys else None, checkpoints=() if held is None else (held,)),
        )

    def _verifiers(self, *published: bytes) -> tuple[Verifier, ...]:
        """The keys that are here, where each of these checkpoints names one of them; else none, for others have signed."""
        here = {(signer.name, signer.verifier.key_id): signer.verifier for signer in self._signers}
        names = [{(each.name, each.key_id) for each in read_note(data).signatures} for data in published]
        return tuple(here.values()) if all(here.keys() & those for those in names) else ()

    def _held(self, member: UUID) -> bytes | None:
        """The last checkpoint that was signed before somebody asked to be forgotten."""
        journal = self._al.journal
        asked = [each.position for each in journal.read(member) if isinstance(each.event, ErasureRequested)]
        size = journal.count(after=0, until=asked[0] - 1 if asked else journal.position())
        old = [each for each in Kept(journal.tables()).checkpoints() if unverified(read_note(each)).size <= size]
        return old[-1] if old else None

    def _root(self, size: int) -> bytes:
        """The root over the first so many events, from their bytes as they are stored and from nothing that was kept."""
        leaf, frontier = leaves_of(self.origin), Frontier()
        events = islice(self._al.journal.read_raw(), size)
        while batch := list(islice(events, WIDTH)):
            hashes = b"".join(leaf_hash(leaf(each.stream, each.version, each.topic, each.state)) for each in batch)
            for _ in frontier.add(hashes):
                pass
        return frontier.root()


def audit_log(al: ActionLearning, keys: KeyFile | None) -> DemoLog | None:
    """The log; None beside a journal that can have none."""
    try:
        return DemoLog(al, keys)
    except NoTables:
        return None


def tell_proof(it: Proof, *, kept: Path | None) -> Iterator[RenderableType]:
    """What an outsider can prove, in words; ``kept`` is where the bundle is, if it was kept."""
    yield ""
    yield Rule(f"[bold]{TITLE}[/bold]", align="left", style="dim")
    yield Padding(f"[italic]{escape(SAYS)}[/italic]", (0, 0, 1, 0))
    yield rows("", ("", "events", "root"), _roots(it), right=(1,))
    yield ""
    yield from _compared(it)
    yield ""
    where = "thrown away now; --bundle FOLDER keeps it" if kept is None else f"kept in {escape(str(kept))}"
    yield f"A bundle of {it.verdict.entries} events was exported ({where}), and verified:"
    yield from _verified(it)


def how_to_verify(it: Proof, kept: Path) -> str:
    """The command that verifies a bundle that was kept."""
    return " ".join(["actionlearning audit verify", *(f"--key {shlex.quote(key)}" for key in it.keys), shlex.quote(str(kept))])


def _roots(it: Proof) -> Iterator[Sequence[str]]:
    if it.before is not None and it.again is not None:
        yield "before", str(it.before.size), it.before.root.hex()
        yield "again", str(it.before.size), it.again.hex()
    yield "after", str(it.after.size), it.after.root.hex()


def _compared(it: Proof) -> Iterator[str]:
    if it.before is None:
        yield "The log was begun after he was forgotten, so there is no root of before to compare with."
        return
    if not it.unmoved:
        yield f"[bold]The root over the first {it.before.size} events is another one: what is stored was changed.[/bold]"
        return
    yield f"[bold]{it.before.size} events, and the root over them is the very same: nothing was edited to forget him.[/bold]"
    if it.hashes is not None:
        grown = it.after.size - it.before.size
        yield f"After has grown out of before by {grown} events, and {it.hashes} hashes prove it."


def _verified(it: Proof) -> Iterator[RenderableType]:
    points = Table.grid(padding=(0, 1))
    for problem in it.verdict.problems:
        points.add_row("  [bold]![/bold]", f"[bold]WRONG: {escape(str(problem))}[/bold]")
    for sentence in proved(it.verdict) if it.verdict.holds else ():
        points.add_row("  [dim]·[/dim]", f"proved: {sentence.removeprefix('- ')}")
    for sentence in not_proved(it.verdict) if it.verdict.holds else ():
        points.add_row("  [dim]·[/dim]", f"not proved: {sentence.removeprefix('- ')}")
    yield points
    held = "VERIFIED" if it.keys else LOST_KEYS
    yield f"[bold]{held if it.verdict.holds else 'NOT VERIFIED'}[/bold]"


def _grown(out: Path, before: Checkpoint, after: Checkpoint) -> int | None:
    """How many hashes it takes to prove it, once they have. Raises ``BadProof``."""
    if before.size == after.size:
        return None
    growth = read_growth((out / earlier_growth(before.size)).read_bytes())
    verify_consistency(before.size, after.size, before.root, after.root, growth.hashes)
    return len(growth.hashes)
