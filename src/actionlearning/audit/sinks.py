"""Where checkpoints are kept so that the operator cannot rewrite them: the port, and the two sinks that come with the library.

A checkpoint protects what it covers only against those who cannot change it. A sink is the way out: a folder on somebody else's
machine, a mailbox, a register with a retention lock. It is also asked what it has: a sequencer signs nothing that does not
grow out of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from actionlearning.audit.checkpoint import Checkpoint, unverified
from actionlearning.audit.errors import BadNote, SinkFailed
from actionlearning.audit.note import read_note

__all__ = ["CallableSink", "CheckpointSink", "FileSink"]

FILE = re.compile(r"[0-9]{18}\.checkpoint")


class CheckpointSink(Protocol):
    """The port. ``actionlearning.testing.sinks`` has the contract that an implementation must pass."""

    def publish(self, checkpoint: bytes) -> None:
        """Keep a signed checkpoint, for good.

        The same again, or with more signatures, is welcome; another root for a size that is kept is refused. Raises
        ``SinkFailed`` where it could not be kept, or perhaps was not.
        """

    def latest(self) -> bytes | None:
        """The one that covers most, or None where there is none yet. Raises ``SinkFailed``."""


class FileSink:
    """A folder, with a file for each checkpoint, that gains signatures and loses none; best one that others copy."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)

    def publish(self, checkpoint: bytes) -> None:
        try:
            told = unverified(read_note(checkpoint))
        except BadNote as cause:
            raise SinkFailed(where=str(self._folder), why=str(cause)) from cause
        path = self._folder / f"{told.size:018}.checkpoint"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            known = self._with_what_is_kept(path, told, checkpoint) if path.exists() else checkpoint
            if known is not None:
                _write(path, known)
        except OSError as cause:
            raise SinkFailed(where=str(path), why=cause.strerror or str(cause)) from cause

    def latest(self) -> bytes | None:
        try:
            names = sorted(path.name for path in self._folder.iterdir() if FILE.fullmatch(path.name))
            return (self._folder / names[-1]).read_bytes() if names else None
        except FileNotFoundError:
            return None
        except OSError as cause:
            raise SinkFailed(where=str(self._folder), why=cause.strerror or str(cause)) from cause

    def _with_what_is_kept(self, path: Path, told: Checkpoint, checkpoint: bytes) -> bytes | None:
        """The checkpoint with the signatures of both, None if all are kept. Raises ``SinkFailed`` for another one."""
        with suppress(BadNote):
            kept, new = read_note(path.read_bytes()), read_note(checkpoint)
            if unverified(kept) == told and kept.text == new.text:
                signers = {(each.name, each.key_id) for each in kept.signatures}
                more = [each for each in new.signatures if (each.name, each.key_id) not in signers]
                lines = [each.line for each in (*kept.signatures, *more)]
                return f"{kept.text}\n{''.join(lines)}".encode() if more else None
        raise SinkFailed(where=str(path), why="it has another checkpoint for this size, and no log may have two roots for one")


class CallableSink:
    """Two functions: one that hands a checkpoint out, and one that says which was the last, if that can be asked at all."""

    def __init__(self, publish: Callable[[bytes], None], latest: Callable[[], bytes | None] = lambda: None) -> None:
        self._publish = publish
        self._latest = latest

    def publish(self, checkpoint: bytes) -> None:
        self._publish(checkpoint)

    def latest(self) -> bytes | None:
        return self._latest()


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, and on the disk."""
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
