"""Making bundles: everything that a signed checkpoint covers, or what happened in some streams, each event with its proof.

Every event is hashed again on its way out, so nothing leaves that is not what was signed. Memory stays bounded, however long
the journal is. A bundle is written beside its place and moved there when it is whole.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import perf_counter
from uuid import UUID

from actionlearning.audit.checkpoint import Checkpoint, unverified
from actionlearning.audit.errors import BadProof, BundleExists, NoSuchCheckpoint, NotSigned, NotWritten, Tampered, TooLarge
from actionlearning.audit.guarantees import README
from actionlearning.audit.kept import Kept, Standing
from actionlearning.audit.layout import (
    ABOUT,
    CHECKPOINT,
    ENTRIES,
    EXCERPT,
    FORMAT,
    LARGEST_FILE,
    PAYLOADS,
    README_FILE,
    SUMS,
    WHOLE,
    About,
    as_json,
    earlier_checkpoint,
    earlier_growth,
    entries_path,
    line_of,
    packed_entries,
    payload_path,
    proof_path,
    schema_path,
    sums_line,
)
from actionlearning.audit.leaf import leaves_of
from actionlearning.audit.note import read_note
from actionlearning.audit.progress import Progress, Tell, untold
from actionlearning.audit.proof import Growth, Inclusion
from actionlearning.audit.rehash import rehash
from actionlearning.audit.tiles import WIDTH, Frontier, Tile, path_of
from actionlearning.audit.tree import consistency_proof, inclusion_proof, leaf_hash, verify_inclusion
from actionlearning.journal.port import Journal, Raw
from actionlearning.journal.schemas import schema_of

__all__ = ["Bundler"]

LONGEST_ENTRY = 2**16 - 1
MOST_EARLIER = 20
"""How many of the checkpoints that were signed before go along, the last ones, unless others are named."""


class Bundler:
    """Makes bundles of one journal, up to the last checkpoint that was signed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept = Kept(journal.tables())

    def whole(self, out: str | os.PathLike[str], *, since: Collection[int] = (), tell: Tell = untold) -> Checkpoint:
        """Everything that the last checkpoint covers. Raises ``NotBegun``, ``NotSigned``, ``BundleExists`` or ``Tampered``."""
        standing, published, checkpoint = self._signed()
        with _written(out) as files:
            names = self._events(files, standing, checkpoint, tell)
            self._around(files, checkpoint, published, since, names, self._about(WHOLE, checkpoint))
        return checkpoint

    def excerpt(
        self,
        streams: Collection[UUID],
        out: str | os.PathLike[str],
        *,
        about: Mapping[str, str],
        since: Collection[int] = (),
        tell: Tell = untold,
    ) -> Checkpoint:
        """What stands in these streams, each event with the proof that it is in the log; ``about`` says what they are."""
        standing, published, checkpoint = self._signed()
        with _written(out) as files:
            names = self._chosen(files, standing, checkpoint, published, frozenset(streams), tell)
            self._around(files, checkpoint, published, since, names, self._about(EXCERPT, checkpoint, dict(about)))
        return checkpoint

    def _signed(self) -> tuple[Standing, bytes, Checkpoint]:
        standing = self._kept.standing()
        if standing.checkpoint is None:
            raise NotSigned
        return standing, standing.checkpoint, unverified(read_note(standing.checkpoint))

    def _about(self, kind: str, checkpoint: Checkpoint, about: dict[str, str] | None = None) -> About:
        journal = self._journal
        return About(
            format=FORMAT,
            kind=kind,
            log=checkpoint.origin,
            journal=str(journal.id),
            size=checkpoint.size,
            simulated=journal.simulated,
            about=about or {},
        )

    def _events(self, files: _Files, standing: Standing, checkpoint: Checkpoint, tell: Tell) -> set[str]:
        """Write entries, payloads and tiles; answer the names there are."""
        names: set[str] = set()
        for first, batch, entries in self._hashed(standing, checkpoint, tell, files.write_tile):
            number, width = first // WIDTH, len(batch)
            for index, entry in enumerate(entries, first):
                _fits(index, len(entry), LONGEST_ENTRY)
            files.write(entries_path(number, width), packed_entries(entries))
            files.write(payload_path(number, width), _lines(batch, first))
            names.update(each.topic for each in batch)
        return names

    def _chosen(  # noqa: PLR0917  # one pass over the journal needs all of it
        self,
        files: _Files,
        standing: Standing,
        checkpoint: Checkpoint,
        published: bytes,
        streams: frozenset[UUID],
        tell: Tell,
    ) -> set[str]:
        """Write the entries of some streams with their proofs; answer the names there are."""
        size, nodes, names = checkpoint.size, self._kept.nodes(checkpoint.size), set()
        with files.open(ENTRIES) as entries, files.open(PAYLOADS) as payloads:
            for first, batch, leaves in self._hashed(standing, checkpoint, tell):
                for index, (each, entry) in enumerate(zip(batch, leaves, strict=True), first):
                    if each.stream in streams:
                        entries(entry + b"\n")
                        payloads(line_of(each.state) + b"\n")
                        proof = inclusion_proof(index, size, nodes)
                        if not _holds(index, checkpoint, entry, proof):
                            raise Tampered(position=each.position, why="what is kept beside it for audits has been changed")
                        files.write(proof_path(index), Inclusion(index, tuple(proof), published).text)
                        names.add(each.topic)
        return names

    def _hashed(
        self, standing: Standing, checkpoint: Checkpoint, tell: Tell, write: Callable[[Tile, bytes], None] = lambda *_: None
    ) -> Iterator[tuple[int, Sequence[Raw], Sequence[bytes]]]:
        """All that the checkpoint covers, a tile at a time, with its leaves; ``write`` is given the tiles of hashes.

        Raises ``Tampered`` at the end where that is not what was signed.
        """
        frontier, begun, leaf = Frontier(), perf_counter(), leaves_of(checkpoint.origin)
        events = islice(self._journal.read_raw(until=standing.position), checkpoint.size)
        while batch := list(islice(events, WIDTH)):
            leaves = [leaf(each.stream, each.version, each.topic, each.state) for each in batch]
            yield frontier.size, batch, leaves
            for tile, hashes in frontier.add(b"".join(map(leaf_hash, leaves))):
                write(tile, hashes)
            tell(Progress.since(begun, 0, frontier.size, checkpoint.size))
        for tile, hashes in frontier.partial_tiles():
            write(tile, hashes)
        if (frontier.size, frontier.root()) != (checkpoint.size, checkpoint.root):
            rehash(self._journal, self._kept, standing)  # which says where it differs
            raise Tampered(position=standing.position, why="it was changed while the bundle was written")

    def _around(  # noqa: PLR0917  # all that is not an event
        self,
        files: _Files,
        checkpoint: Checkpoint,
        published: bytes,
        since: Collection[int],
        names: set[str],
        about: About,
    ) -> None:
        """Write what stands around the events."""
        files.write(CHECKPOINT, published)
        for size, earlier in self._earlier(checkpoint.size, since):
            proof = consistency_proof(size, checkpoint.size, self._kept.nodes(checkpoint.size))
            files.write(earlier_checkpoint(size), earlier)
            files.write(earlier_growth(size), Growth(size, tuple(proof), published).text)
        for name in sorted(names):
            path, schema = schema_path(name), schema_of(name)
            if path is not None and schema is not None:
                files.write(path, as_json(schema))
        files.write(ABOUT, about.text)
        files.write(README_FILE, README.encode())
        files.finish()

    def _earlier(self, size: int, since: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """The checkpoints that go along: those of the sizes named, and otherwise the last ones."""
        if not since:
            for each in deque(self._kept.checkpoints(), MOST_EARLIER + 1):
                if (told := unverified(read_note(each)).size) < size:
                    yield told, each
            return
        for wanted in sorted(set(since) - {size}):
            found = self._kept.checkpoint(wanted)
            if found is None or wanted > size:
                raise NoSuchCheckpoint(size=wanted)
            yield wanted, found


class _Files:
    """A bundle being written, with the sums of its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums: dict[str, str] = {}
        self._folders: set[Path] = set()

    def write(self, path: str, data: bytes) -> None:
        self._place(path).write_bytes(data)
        self._sums[path] = sha256(data).hexdigest()

    def write_tile(self, tile: Tile, hashes: bytes) -> None:
        self.write(path_of(tile), hashes)

    @contextmanager
    def open(self, path: str) -> Iterator[Callable[[bytes], None]]:
        """A function that adds to a file."""
        digest = sha256()
        with self._place(path).open("wb") as file:

            def add(data: bytes) -> None:
                file.write(data)
                digest.update(data)

            yield add
        self._sums[path] = digest.hexdigest()

    def finish(self) -> None:
        text = "".join(sums_line(path, self._sums[path]) for path in sorted(self._sums))
        (self._folder / SUMS).write_bytes(text.encode())

    def _place(self, path: str) -> Path:
        place = self._folder / path
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        return place


@contextmanager
def _written(out: str | os.PathLike[str]) -> Iterator[_Files]:
    """A folder that is there when all of it is. Raises ``BundleExists``."""
    place = Path(out)
    if place.exists():
        raise BundleExists(where=str(place))
    partial = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        partial.mkdir(parents=True)
        yield _Files(partial)
        partial.rename(place)
    except OSError as cause:
        raise NotWritten(where=str(place), why=cause.strerror or str(cause)) from cause
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _holds(index: int, checkpoint: Checkpoint, entry: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof that is about to be handed out will be accepted."""
    try:
        verify_inclusion(index, checkpoint.size, leaf_hash(entry), proof, checkpoint.root)
    except BadProof:
        return False
    return True


def _lines(batch: Iterable[Raw], first: int) -> bytes:
    lines = b"".join([line_of(each.state) + b"\n" for each in batch])
    _fits(first, len(lines), LARGEST_FILE)
    return lines


def _fits(index: int, size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(index=index, size=size, limit=limit)
