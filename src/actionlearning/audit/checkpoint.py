"""A checkpoint (C2SP tlog-checkpoint): how many events there are and the root over them, signed by the log and by witnesses."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from actionlearning.audit.errors import BadNote, Unsigned
from actionlearning.audit.note import Note, Signer, Verified, Verifier, exact_base64, opened, read_note, written
from actionlearning.audit.tree import EMPTY_ROOT, HASH_BYTES

__all__ = ["Believed", "Checkpoint", "Trust", "cosigned", "read_checkpoint", "signed"]

DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}")


@frozen
class Checkpoint:
    """What a log says of itself: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@frozen
class Trust:
    """Whom a reader believes: keys of the log, one of which must have signed, and witnesses, ``quorum`` of whom must have."""

    log: tuple[Verifier, ...]
    witnesses: tuple[Verifier, ...] = ()
    quorum: int | None = None
    """How many of the witnesses; all of them unless given."""

    @property
    def wanted(self) -> int:
        return len(self.witnesses) if self.quorum is None else self.quorum


@frozen
class Believed:
    """A checkpoint with the signatures under it that were found true."""

    checkpoint: Checkpoint
    log: tuple[Verified, ...]
    witnesses: tuple[Verified, ...]


def signed(checkpoint: Checkpoint, signers: Iterable[Signer]) -> bytes:
    """A checkpoint as it is published, signed by each of these keys."""
    return written(checkpoint.text, [signer.sign(checkpoint.text) for signer in signers])


def read_checkpoint(data: bytes, trust: Trust) -> Believed:
    """A checkpoint that may be believed. Raises ``BadNote`` or ``Unsigned``."""
    note = read_note(data)
    checkpoint = unverified(note)
    log = opened(note, trust.log)
    if not log:
        wanted = ", ".join(str(verifier) for verifier in trust.log) or "none was given"
        raise Unsigned(why=f"no key that was named has signed it ({wanted})")
    if any(verified.verifier.name != checkpoint.origin for verified in log):
        raise Unsigned(why=f"it is of the log {checkpoint.origin}, which is not whose key has signed it")
    witnesses = opened(note, trust.witnesses)
    if len(witnesses) < trust.wanted:
        seen = ", ".join(verified.verifier.name for verified in witnesses) or "none"
        raise Unsigned(why=f"{trust.wanted} of the named witnesses should have signed it; there signed: {seen}")
    return Believed(checkpoint, tuple(log), tuple(witnesses))


def unverified(note: Note) -> Checkpoint:
    """What a note says as a checkpoint, whoever signed it. Raises ``BadNote``."""
    lines = note.text.split("\n")[:-1]
    if len(lines) != 3:  # noqa: PLR2004  # this library writes no further lines, and nobody could audit them
        raise BadNote(why="its text has not three lines")
    origin, size, root = lines
    digest = exact_base64(root)
    if not origin or not DECIMAL.fullmatch(size) or digest is None or len(digest) != HASH_BYTES:
        raise BadNote(why="its three lines are not an origin, a size and a root")
    if size == "0" and digest != EMPTY_ROOT:
        raise BadNote(why="it gives nothing the root of something")
    return Checkpoint(origin, int(size), digest)


def cosigned(published: bytes, by_witness: bytes, witnesses: Sequence[Verifier]) -> bytes:
    """A published checkpoint with the true signatures of these witnesses added that stand under a copy of it.

    ``by_witness`` is such a copy, or just the lines that a witness has answered. Raises ``BadNote`` where it is another
    checkpoint, and ``Unsigned`` where a signature is false or none is of these witnesses.
    """
    note = read_note(published)
    if by_witness.startswith("— ".encode()):
        by_witness = note.text.encode() + b"\n" + by_witness
    answer = read_note(by_witness)
    if answer.text != note.text:
        raise BadNote(why="the witness has signed another checkpoint")
    true = {(verified.verifier.name, verified.verifier.key_id) for verified in opened(answer, witnesses)}
    if not true:
        raise Unsigned(why="none of the named witnesses has signed it")
    new = [each for each in answer.signatures if (each.name, each.key_id) in true]
    kept = [each for each in note.signatures if (each.name, each.key_id) not in true]
    note = evolve(note, signatures=(*kept, *new))
    return written(note.text, note.signatures)
