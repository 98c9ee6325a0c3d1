"""The sequencer: reads the journal beside the write path, hashes every event into the tree, and signs how far it has come.

It begins by hashing its last leaves again, and halts where the journal is shorter or other than it was. It never signs two
roots for one size: a checkpoint is handed out only after it was saved under the revision that was read, so of several
sequencers one saves, and the others read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from itertools import islice
from time import perf_counter

from actionlearning.audit.checkpoint import Checkpoint, cosigned, signed, unverified
from actionlearning.audit.errors import BadKey, BadNote, NotBegun, SinkFailed, Tampered
from actionlearning.audit.kept import Grown, Kept, Standing
from actionlearning.audit.leaf import checked_origin, leaves_of
from actionlearning.audit.note import Signer, Verifier, read_note, written
from actionlearning.audit.progress import Progress, Tell, untold
from actionlearning.audit.rehash import agrees, rehash, settled
from actionlearning.audit.sinks import CheckpointSink
from actionlearning.audit.tiles import WIDTH
from actionlearning.journal.port import NO_STREAM, Journal, Raw
from actionlearning.journal.tables import Overtaken
from actionlearning.journal.tables_tracking import Failure

__all__ = ["Sequencer"]

BATCH = 4096
"""Events that are hashed before they are saved; so many are hashed again after a kill."""

RECHECKED = 1024
"""Events at the end that are hashed again at every start."""


class Sequencer:
    """The audit log of one journal. ``signers`` are all the keys that sign now; ``sink`` keeps checkpoints somewhere else.

    Several may be at work at once, in any number of processes: each thing is done by one of them.
    """

    def __init__(
        self,
        journal: Journal,
        signers: Sequence[Signer] = (),
        *,
        clock: Callable[[], datetime],
        sink: CheckpointSink | None = None,
        batch: int = BATCH,
        rechecked: int = RECHECKED,
    ) -> None:
        self._journal = journal
        self._signers = tuple(signers)
        self._clock = clock
        self._sink = sink
        self._batch = batch
        self._rechecked = rechecked
        self.kept = Kept(journal.tables())

    def begin(self, origin: str) -> Standing:
        """Begin the log of this journal, or answer how it stands. Raises ``BadOrigin``, and ``BadKey`` under another name."""
        checked_origin(origin)
        try:
            standing = self.kept.standing()
        except NotBegun:
            with suppress(Overtaken):  # somebody else has just begun it
                return self.kept.begin(origin, self._clock())
            standing = self.kept.standing()
        if standing.origin != origin:
            raise BadKey(why=f"this journal's log is called {standing.origin}, and a log keeps its name; name it so")
        return standing

    def catch_up(self, *, tell: Tell = untold) -> Standing:
        """Hash what was recorded since, and answer how the log stands. Raises ``NotBegun`` or ``Tampered``."""
        while True:
            with suppress(Overtaken):
                return self._grow(self._checked(), tell)

    def checkpoint(self, *, tell: Tell = untold) -> bytes:
        """Hash what was recorded since, sign how far that is, and hand it to the sink; the one there is where nothing is new.

        Raises ``NotBegun``, ``Tampered``, ``BadKey`` without a key of this log, and ``SinkFailed``, after which the same again
        hands it out.
        """
        while True:
            elsewhere = self._elsewhere()  # asked first: what it has was saved here before, so the log must reach that far
            standing = self.catch_up(tell=tell)
            with suppress(Overtaken):
                published = self._sign(standing, elsewhere)
                break
        if self._sink is not None:
            self._sink.publish(published)
        return published

    def cosign(self, answer: bytes, witnesses: Sequence[Verifier]) -> bytes:
        """Add what witnesses have answered to the checkpoint that they saw. Raises ``BadNote`` or ``Unsigned``."""
        while True:
            standing = self.kept.standing()
            if answer.startswith("— ".encode()):
                published = standing.checkpoint
            else:
                published = self.kept.checkpoint(unverified(read_note(answer)).size)
            if published is None:
                raise BadNote(why="this log has signed no checkpoint of that size")
            both = cosigned(published, answer, witnesses)
            with suppress(Overtaken):
                self.kept.save(standing, now=self._clock(), checkpoint=both, failure=standing.failure)
                break
        if self._sink is not None:
            self._sink.publish(both)
        return both

    def examine(self, *, tell: Tell = untold) -> Standing:
        """Hash everything again that was hashed before. Raises ``Tampered``, and leaves the alarm for whoever signs next."""
        elsewhere = self._elsewhere()  # asked first, as where it is signed
        standing = self.kept.standing()
        with self._alarmed(standing):
            self._anchored(standing)
            rehash(self._journal, self.kept, standing, tell=tell)
            if elsewhere is not None:
                agrees(self.kept, standing, elsewhere, where="the checkpoint that is kept elsewhere")
        return standing

    def _checked(self) -> Standing:
        """How the log stands, once its end is known to be what it was."""
        standing = self.kept.standing()
        with self._alarmed(standing):
            self._anchored(standing)
            rehash(self._journal, self.kept, standing, last=self._rechecked)
        return standing

    def _anchored(self, standing: Standing) -> None:
        if standing.checkpoint is not None:
            agrees(self.kept, standing, unverified(read_note(standing.checkpoint)), where="the last checkpoint that was signed")

    def _grow(self, standing: Standing, tell: Tell) -> Standing:
        begun, first = perf_counter(), standing.size
        leaf = leaves_of(standing.origin)
        until = settled(self._journal)
        events = self._journal.read_raw(after=standing.position, until=until)
        while batch := list(islice(events, self._batch)):
            standing = self.kept.save(standing, now=self._clock(), grown=_grown(standing, batch, leaf))
            dense = batch[-1].position - batch[0].position < 2 * len(
                batch
            )  # where they are not, nobody knows how many are left
            left = until - batch[-1].position if dense else 0
            tell(Progress.since(begun, first, standing.size, standing.size + left))
        if standing.failure is not None:  # all that it was about is as it was
            standing = self.kept.save(standing, now=self._clock())
        return standing

    def _sign(self, standing: Standing, elsewhere: Checkpoint | None) -> bytes:
        """The checkpoint for how far the log is, saved before anybody sees it. Raises ``Overtaken``."""
        if not self._signers or any(signer.name != standing.origin for signer in self._signers):
            raise BadKey(why=f"a checkpoint of this log is signed by keys that are called {standing.origin}")
        if elsewhere is not None:
            with self._alarmed(standing):
                agrees(self.kept, standing, elsewhere, where="the checkpoint that is kept elsewhere")
        told = Checkpoint(standing.origin, standing.size, standing.frontier.root())
        published = signed(told, self._signers)
        if standing.checkpoint is not None:
            last = read_note(standing.checkpoint)
            if unverified(last) == told:
                known = {(each.name, each.key_id) for each in last.signatures}
                added = [each for each in read_note(published).signatures if (each.name, each.key_id) not in known]
                if not added:
                    return standing.checkpoint
                published = written(last.text, [*last.signatures, *added])
        self.kept.save(standing, now=self._clock(), checkpoint=published)
        return published

    def _elsewhere(self) -> Checkpoint | None:
        """The last checkpoint that the sink has."""
        held = None if self._sink is None else self._sink.latest()
        try:
            return None if held is None else unverified(read_note(held))
        except BadNote as cause:
            raise SinkFailed(where="the sink", why=f"what it has is no checkpoint: {cause}") from cause

    @contextmanager
    def _alarmed(self, standing: Standing) -> Iterator[None]:
        """Leave the alarm beside the log, for everybody to see, and halt."""
        try:
            yield
        except Tampered as alarm:
            failure = Failure(
                position=alarm.position, stream=NO_STREAM, version=0, event="", exception=type(alarm).__name__, why=alarm.why
            )
            with suppress(Overtaken):  # somebody else is at work, and will find the same
                self.kept.save(standing, now=self._clock(), failure=failure)
            raise


def _grown(standing: Standing, batch: Sequence[Raw], leaf: Callable[..., bytes]) -> Grown:
    """What the log comes to with these events."""
    frontier = standing.frontier.copy()
    digests = [sha256(b"\0" + leaf(stream, version, name, state)).digest() for _, stream, version, name, state in batch]
    tiles = [
        (tile, data, batch[(tile.number + 1) * WIDTH - 1 - standing.size].position if tile.level == 0 else None)
        for tile, data in frontier.add(b"".join(digests))
    ]
    return Grown(frontier, tiles, batch[-1].position)
