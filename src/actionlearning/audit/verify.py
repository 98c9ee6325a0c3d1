"""The verifier of bundles: it needs no journal, no database and no secret, and believes nothing that a bundle says of itself.

Who is to be believed comes from outside: the keys of the log and of witnesses, checkpoints that the auditor has kept, a root
that somebody has published. Any surprise is a failure, and none is a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike

from attrs import frozen

from actionlearning.audit.bundle_files import BundleFiles, Problem
from actionlearning.audit.checkpoint import Believed, Checkpoint, Trust, read_checkpoint, unverified
from actionlearning.audit.entries import Entries, Entry
from actionlearning.audit.errors import AuditError, BadBundle
from actionlearning.audit.layout import ABOUT, CHECKPOINT, EXCERPT, README_FILE, About, read_about, schema_path
from actionlearning.audit.layout import earlier_checkpoint as checkpoint_path
from actionlearning.audit.layout import earlier_growth as growth_path
from actionlearning.audit.note import read_note
from actionlearning.audit.progress import Tell, untold
from actionlearning.audit.proof import read_growth
from actionlearning.audit.tree import verify_consistency

__all__ = ["Entry", "Held", "Problem", "Verdict", "verify"]


@frozen
class Held:
    """A root that the auditor brought, over so many events, and whether the bundle has grown out of it."""

    size: int
    root: bytes
    proved: bool = False


@frozen(kw_only=True)
class Verdict:
    """What came of it. It ``holds`` where there are no problems; ``covered`` events are protected by what the auditor holds.

    ``entries`` is how many events were looked at. An excerpt has some of them, a whole bundle all ``size``.
    """

    about: About | None = None
    checkpoint: Checkpoint | None = None
    believed: Believed | None = None
    held: tuple[Held, ...] = ()
    entries: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problems

    @property
    def whole(self) -> bool:
        return self.about is not None and self.about.kind != EXCERPT

    @property
    def size(self) -> int:
        return 0 if self.checkpoint is None else self.checkpoint.size

    @property
    def covered(self) -> int:
        """So many events, from the first on, are covered by a checkpoint that the auditor holds, and proved to be as then."""
        return max((held.size for held in self.held if held.proved), default=0)

    def is_outside(self, problem: Problem) -> bool:
        """Whether a problem is about an event that no checkpoint held elsewhere covers."""
        return problem.index is not None and problem.index >= self.covered


def verify(
    folder: str | PathLike[str],
    trust: Trust | None,
    *,
    checkpoints: Sequence[bytes] = (),
    root: tuple[int, bytes] | None = None,
    each: Callable[[Entry], None] | None = None,
    tell: Tell = untold,
) -> Verdict:
    """Verify a bundle, whole or an excerpt, and answer what was found. It never raises for what is in the bundle.

    ``trust`` names whose signatures count; None looks at none, and is for those who only want to read. ``checkpoints`` are
    those that the auditor has kept, ``root`` a size and a root from a source of theirs. ``each`` is called with every entry
    that is what was hashed, in order. Raises ``BadNote`` for a checkpoint of the auditor's that is none.
    """
    held = [unverified(read_note(data)) for data in checkpoints]
    work = _Verifying(trust, held, root)
    try:
        work.run(BundleFiles(folder), each, tell)
    except AuditError as error:
        work.problems.append(_problem(error))
    except Exception as surprise:  # noqa: BLE001  # a verifier that can be made to crash can be kept from telling
        work.problems.append(Problem("bundle", f"it cannot be read: {type(surprise).__name__}: {surprise}"))
    return work.verdict()


class _Verifying:
    """One verification, as far as it is."""

    def __init__(self, trust: Trust | None, held: Sequence[Checkpoint], root: tuple[int, bytes] | None) -> None:
        self.problems: list[Problem] = []
        self._trust = trust
        self._kept = held
        self._held = [Held(each.size, each.root) for each in held] + ([Held(*root)] if root else [])
        self._files: BundleFiles | None = None
        self._about: About | None = None
        self._checkpoint: Checkpoint | None = None
        self._believed: Believed | None = None
        self._entries: Entries | None = None

    def verdict(self) -> Verdict:
        found = self._files.problems if self._files else []
        return Verdict(
            about=self._about,
            checkpoint=self._checkpoint,
            believed=self._believed,
            held=tuple(self._held),
            entries=0 if self._entries is None else self._entries.done,
            problems=(*found, *(self._entries.problems if self._entries else ()), *self.problems),
        )

    def run(self, files: BundleFiles, each: Callable[[Entry], None] | None, tell: Tell) -> None:
        self._files = files
        about = self._about = read_about(files.read(ABOUT))
        published = files.read(CHECKPOINT)
        checkpoint = self._checkpoint = self._read(published)
        if (about.log, about.size) != (checkpoint.origin, checkpoint.size):
            raise BadBundle(where=ABOUT, why=f"it is about {about.size} events of {about.log}, and the checkpoint is not")
        self._entries = Entries(files, checkpoint, published, sizes=self._sizes(files, checkpoint), each=each, tell=tell)
        try:
            (self._entries.excerpt if about.kind == EXCERPT else self._entries.whole)()
        finally:
            for topic in sorted(self._entries.names):
                path = schema_path(topic)
                if path is not None and path in files:
                    files.read(path)
        for size in self._earlier(files):
            self._grown(files, size, checkpoint, published)
        self._compare(files, checkpoint, published)
        files.read(README_FILE)
        files.finish()

    def _read(self, published: bytes) -> Checkpoint:
        if self._trust is None:
            return unverified(read_note(published))
        self._believed = read_checkpoint(published, self._trust)
        return self._believed.checkpoint

    def _earlier(self, files: BundleFiles) -> list[int]:
        """The sizes of the earlier checkpoints that are in the bundle."""
        told = {path.split("/")[1] for path in files.names("earlier")}
        return sorted(int(size) for size in told if size.isdecimal() and size == str(int(size)))

    def _sizes(self, files: BundleFiles, checkpoint: Checkpoint) -> set[int]:
        """The sizes at which the root has to be known."""
        wanted = {held.size for held in self._held} | set(self._earlier(files))
        return {size for size in wanted if size <= checkpoint.size}

    def _grown(self, files: BundleFiles, size: int, checkpoint: Checkpoint, published: bytes) -> None:
        """Look at an earlier checkpoint in the bundle, and the proof that goes with it. Raises what is wrong with them."""
        where = checkpoint_path(size)
        note = files.read(where)
        earlier = (
            unverified(read_note(note)) if self._trust is None else read_checkpoint(note, Trust(self._trust.log)).checkpoint
        )
        if (earlier.origin, earlier.size) != (checkpoint.origin, size):
            raise BadBundle(where=where, why=f"it is about {earlier.size} events of {earlier.origin}")
        self._prove(files, size, earlier.root, checkpoint, published)
        if self._roots.get(size, earlier.root) != earlier.root:
            raise BadBundle(where=where, why="it has another root than the entries have")

    @property
    def _roots(self) -> dict[int, bytes]:
        return {} if self._entries is None else self._entries.roots

    def _prove(self, files: BundleFiles, size: int, root: bytes, checkpoint: Checkpoint, published: bytes) -> None:
        """Raise ``BadBundle`` or ``BadProof`` unless the bundle has the proof that it has grown out of this root."""
        growth = read_growth(files.read(growth_path(size)))
        if growth.old != size or growth.checkpoint != published:
            raise BadBundle(where=growth_path(size), why="it is a proof about other checkpoints")
        verify_consistency(size, checkpoint.size, root, checkpoint.root, growth.hashes)

    def _compare(self, files: BundleFiles, checkpoint: Checkpoint, published: bytes) -> None:
        """Compare with every root that the auditor brought."""
        for other in self._kept:
            if other.origin != checkpoint.origin:
                self.problems.append(Problem(CHECKPOINT, f"it is of {checkpoint.origin}, and you hold one of {other.origin}"))
                return
        for number, held in enumerate(self._held):
            why = self._why_not(files, held, checkpoint, published)
            if why is None:
                self._held[number] = Held(held.size, held.root, proved=True)
            else:
                self.problems.append(Problem(CHECKPOINT, why))

    def _why_not(self, files: BundleFiles, held: Held, checkpoint: Checkpoint, published: bytes) -> str | None:
        """Why the bundle has not grown out of a root that the auditor holds, or None where it has."""
        if held.size > checkpoint.size:
            return (
                f"you hold a checkpoint of {held.size} events, and here there are {checkpoint.size}: history has become shorter"
            )
        known = checkpoint.root if held.size == checkpoint.size else self._roots.get(held.size)
        if known is None and growth_path(held.size) in files:
            try:
                self._prove(files, held.size, held.root, checkpoint, published)
            except AuditError as error:
                return f"it has not grown out of the checkpoint of {held.size} events that you hold: {error}"
            return None
        if known is None:
            return f"there is no proof in it for the checkpoint of {held.size} events that you hold; ask for one with --since"
        if known != held.root:
            return f"the first {held.size} events are not those that your checkpoint covers: something in them was changed"
        return None


def _problem(error: AuditError) -> Problem:
    return Problem(error.where, error.why) if isinstance(error, BadBundle) else Problem("bundle", str(error))
