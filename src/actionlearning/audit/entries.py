"""The entries of a bundle against their payloads, their hashes and the root: all of them, or those of an excerpt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from time import perf_counter

from attrs import frozen

from actionlearning.audit.bundle_files import BundleFiles, Problem
from actionlearning.audit.checkpoint import Checkpoint
from actionlearning.audit.errors import BadBundle
from actionlearning.audit.layout import (
    CHECKPOINT,
    ENTRIES,
    PAYLOADS,
    entries_of,
    entries_path,
    payload_path,
    proof_path,
    state_of,
)
from actionlearning.audit.leaf import Leaf, reader_of
from actionlearning.audit.progress import Progress, Tell
from actionlearning.audit.proof import read_inclusion
from actionlearning.audit.tiles import WIDTH, Frontier, Tile, path_of
from actionlearning.audit.tree import EMPTY_ROOT, HASH_BYTES, leaf_hash, verify_inclusion

__all__ = ["Entries", "Entry"]

MOST_PROBLEMS = 100
"""After so many entries that are wrong nothing more is looked for."""


@frozen
class Entry:
    """One event of a bundle, its place in the log counted from 0: what its leaf says, and its stored bytes."""

    index: int
    leaf: Leaf
    state: bytes


class Entries:
    """The entries under one checkpoint. ``sizes`` are those at which the root is wanted, in ``roots``."""

    def __init__(
        self,
        files: BundleFiles,
        checkpoint: Checkpoint,
        published: bytes,
        *,
        sizes: Collection[int],
        each: Callable[[Entry], None] | None,
        tell: Tell,
    ) -> None:
        self.problems: list[Problem] = []
        self.names: set[str] = set()
        self.roots: dict[int, bytes] = {}
        self.done = 0
        self._files = files
        self._checkpoint = checkpoint
        self._published = published
        self._sizes = sorted(sizes)
        self._each = each
        self._tell = tell
        self._read = reader_of(checkpoint.origin)
        self._tips: dict[str, int] = {}

    def whole(self) -> None:
        """All that the checkpoint covers. Raises ``BadBundle``; single entries that are wrong are ``problems``."""
        size, frontier, begun = self._checkpoint.size, Frontier(), perf_counter()
        self._note_roots(frontier, b"")
        for start in range(0, size, WIDTH):
            tile = Tile(0, start // WIDTH, min(WIDTH, size - start))
            hashes = self._tile(tile)
            self._note_roots(frontier, hashes)
            for above, data in frontier.add(hashes):
                self._same(above, data)
            self.done = start + tile.width
            self._tell(Progress.since(begun, 0, self.done, size))
        for partial, data in frontier.partial_tiles():
            self._same(partial, data)
        if frontier.root() != self._checkpoint.root:
            raise BadBundle(where=CHECKPOINT, why="its root is not that of the entries")

    def excerpt(self) -> None:
        """Some of what the checkpoint covers, each with a proof. Raises ``BadBundle`` or ``BadProof``."""
        entries, lines = self._lines(ENTRIES), self._lines(PAYLOADS)
        paths = [path for path in self._files.names("excerpt") if path.endswith(".tlog-proof")]
        if not len(entries) == len(lines) == len(paths):
            raise BadBundle(where=ENTRIES, why=f"{len(entries)} entries, {len(lines)} payloads and {len(paths)} proofs")
        begun = perf_counter()
        for path, entry, line in zip(paths, entries, lines, strict=True):
            proof = read_inclusion(self._files.read(path))
            if path != proof_path(proof.index) or proof.checkpoint != self._published:
                raise BadBundle(where=path, why="it is the proof of another entry, or of another checkpoint")
            verify_inclusion(proof.index, self._checkpoint.size, leaf_hash(entry), proof.hashes, self._checkpoint.root)
            self._look(ENTRIES, proof.index, [entry], [line])
            self.done += 1
            self._tell(Progress.since(begun, 0, self.done, len(entries)))

    def _tile(self, tile: Tile) -> bytes:
        """The hashes of the entries of one tile, once they and their payloads have been looked at."""
        where, payloads = entries_path(tile.number, tile.width), payload_path(tile.number, tile.width)
        entries, lines = entries_of(self._files.read(where)), self._lines(payloads)
        if entries is None or len(entries) != tile.width:
            raise BadBundle(where=where, why=f"it has not {tile.width} whole entries")
        if len(lines) != tile.width:
            raise BadBundle(where=payloads, why=f"it has {len(lines)} lines, and there are {tile.width} entries")
        self._look(payloads, tile.number * WIDTH, entries, lines)
        return b"".join([sha256(b"\0" + entry).digest() for entry in entries])

    def _look(self, where: str, first: int, entries: Sequence[bytes], lines: Sequence[bytes]) -> None:
        """Compare entries with their payloads, and with what went before in their streams."""
        read, tips, names = self._read, self._tips, self.names
        for index, (entry, line) in enumerate(zip(entries, lines, strict=True), first):
            leaf = read(entry)
            state = line if line[:1] == b"{" else state_of(line)
            if leaf is None:
                self._wrong(where, "its entry is not written as it should be", index)
                continue
            names.add(leaf.name)
            tip, tips[leaf.stream] = tips.get(leaf.stream, 0), leaf.version
            if state is None or sha256(state).hexdigest() != leaf.state:
                self._wrong(
                    where, f"version {leaf.version} of stream {leaf.stream}, {leaf.name}, is not what was hashed", index
                )
            elif leaf.version != tip + 1:
                self._wrong(where, f"in stream {leaf.stream}, version {leaf.version} follows version {tip}", index)
            elif self._each is not None:
                self._each(Entry(index, leaf, state))

    def _wrong(self, where: str, why: str, index: int) -> None:
        self.problems.append(Problem(where, why, index))
        if len(self.problems) >= MOST_PROBLEMS:
            raise BadBundle(where=where, why=f"more than {MOST_PROBLEMS} events are wrong; nothing more was looked at")

    def _lines(self, path: str) -> list[bytes]:
        data = self._files.read(path)
        if data and not data.endswith(b"\n"):
            raise BadBundle(where=path, why="its last line has no end")
        return data.split(b"\n")[:-1]

    def _same(self, tile: Tile, hashes: bytes) -> None:
        path = path_of(tile)
        if self._files.read(path) != hashes:
            raise BadBundle(where=path, why="its hashes are not those of the entries")

    def _note_roots(self, frontier: Frontier, hashes: bytes) -> None:
        """Keep the roots at the sizes that are wanted and reached with these hashes."""
        if not self.roots and 0 in self._sizes:
            self.roots[0] = EMPTY_ROOT
        end = frontier.size + len(hashes) // HASH_BYTES
        for size in self._sizes:
            if frontier.size < size <= end:
                grown = frontier.copy()
                for _ in grown.add(hashes[: (size - frontier.size) * HASH_BYTES]):
                    pass
                self.roots[size] = grown.root()
