"""Auditing: ``al.audit`` begins the log, signs how far the journal has come, takes bundles out, and says how it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from os import PathLike
from uuid import UUID

from attrs import frozen

from actionlearning.application.looking import streams_around
from actionlearning.audit.bundle import Bundler
from actionlearning.audit.checkpoint import Checkpoint, unverified
from actionlearning.audit.note import Signer, Verifier, read_note
from actionlearning.audit.progress import Tell, untold
from actionlearning.audit.sequencer import Sequencer
from actionlearning.audit.sinks import CheckpointSink
from actionlearning.journal.port import Journal

__all__ = ["AuditStatus", "Auditing"]


@frozen(kw_only=True)
class AuditStatus:
    """How the audit log of a journal stands. ``alarm`` is why it was halted, at ``alarm_position`` of the journal."""

    log: str
    hashed: int
    position: int
    tip: int
    signed: Checkpoint | None
    saved_at: datetime
    alarm: str | None = None
    alarm_position: int | None = None

    @property
    def unsigned(self) -> int:
        """How many of the hashed events are newer than the last checkpoint."""
        return self.hashed - (self.signed.size if self.signed else 0)


class Auditing:
    """The audit log beside one journal. ``signers`` and ``sink`` are needed to sign only.

    Each method does its work on the caller's thread. All raise ``NotBegun`` until ``begin``, and ``NoTables`` on a plain
    module.
    """

    def __init__(self, journal: Journal, *, clock: Callable[[], datetime]) -> None:
        self._journal = journal
        self._clock = clock

    def begin(self, name: str = "actionlearning") -> str:
        """Begin the log, or find the one there is; answers its origin, which is the name and the journal's id.

        Raises ``BadOrigin``, and ``BadKey`` where the log has another name.
        """
        origin = self.origin(name)
        self._sequencer().begin(origin)
        return origin

    def origin(self, name: str) -> str:
        """What the log of this journal is called under a name: a log is that of one journal, and of no copy."""
        return f"{name}/{self._journal.id}"

    def checkpoint(self, signers: Sequence[Signer], *, sink: CheckpointSink | None = None, tell: Tell = untold) -> bytes:
        """Hash what was recorded since, sign how far that is, and hand it to the sink; see ``Sequencer.checkpoint``."""
        return self._sequencer(signers, sink).checkpoint(tell=tell)

    def cosign(self, answer: bytes, witnesses: Sequence[Verifier], *, sink: CheckpointSink | None = None) -> bytes:
        """Add the signatures of witnesses to the checkpoint that they saw; see ``Sequencer.cosign``."""
        return self._sequencer((), sink).cosign(answer, witnesses)

    def status(self) -> AuditStatus:
        """How it stands. Changes nothing, and hashes nothing."""
        standing = self._sequencer().kept.standing()
        failure = standing.failure
        return AuditStatus(
            log=standing.origin,
            hashed=standing.size,
            position=standing.position,
            tip=self._journal.position(),
            signed=None if standing.checkpoint is None else unverified(read_note(standing.checkpoint)),
            saved_at=standing.tracking.saved_at,
            alarm=None if failure is None else failure.why,
            alarm_position=None if failure is None else failure.position,
        )

    def examine(self, *, sink: CheckpointSink | None = None, tell: Tell = untold) -> AuditStatus:
        """Hash everything again that was hashed before. Raises ``Tampered``."""
        self._sequencer((), sink).examine(tell=tell)
        return self.status()

    def bundle(self, out: str | PathLike[str], *, since: Collection[int] = (), tell: Tell = untold) -> Checkpoint:
        """Write everything that the last checkpoint covers into a new folder; see ``Bundler.whole``."""
        return Bundler(self._journal).whole(out, since=since, tell=tell)

    def excerpt(
        self,
        out: str | PathLike[str],
        *,
        set: UUID,  # noqa: A002  # the word for it in action learning
        since: Collection[int] = (),
        tell: Tell = untold,
    ) -> Checkpoint:
        """Write what belongs to one set into a new folder, each event with its proof; see ``Bundler.excerpt``.

        That is the set, its programme, its problems, and the people in it with all that they recorded of themselves.
        """
        streams = streams_around(self._journal, set)
        return Bundler(self._journal).excerpt(streams, out, about={"set": str(set)}, since=since, tell=tell)

    def _sequencer(self, signers: Sequence[Signer] = (), sink: CheckpointSink | None = None) -> Sequencer:
        return Sequencer(self._journal, signers, clock=self._clock, sink=sink)
