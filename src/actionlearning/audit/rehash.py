"""Hashing again what has been hashed before, and saying where it is not what it was."""

from __future__ import annotations

from itertools import islice
from time import perf_counter

from actionlearning.audit.checkpoint import Checkpoint
from actionlearning.audit.errors import Tampered
from actionlearning.audit.kept import Kept, Standing
from actionlearning.audit.leaf import leaves_of
from actionlearning.audit.progress import Progress, Tell, untold
from actionlearning.audit.tiles import HEIGHT, WIDTH, Frontier, Tile
from actionlearning.audit.tree import HASH_BYTES, leaf_hash, root_at
from actionlearning.journal.port import Journal, Raw

__all__ = ["agrees", "rehash", "settled"]


def settled(journal: Journal) -> int:
    """Up to which position the journal will never change any more: a reader that saves where it is may go no further."""
    return journal.settled()


def rehash(journal: Journal, kept: Kept, standing: Standing, *, last: int | None = None, tell: Tell = untold) -> None:
    """Hash what stands in the journal again, all that was hashed or the ``last`` so many events at least.

    Raises ``Tampered`` where anything is not as it was.
    """
    first = 0 if last is None else max(0, standing.size - last) >> HEIGHT
    begun, frontier, done = perf_counter(), Frontier(), first * WIDTH
    ends = journal.position()
    if ends < standing.position:
        raise Tampered(position=ends, why=f"it ends there, and it had been hashed up to position {standing.position}")
    leaf = leaves_of(standing.origin)
    events = journal.read_raw(after=kept.position_after(standing, first), until=standing.position)
    while done < standing.size:
        tile = Tile(0, done >> HEIGHT, min(WIDTH, standing.size - done))
        found = list(islice(events, tile.width))
        hashes = b"".join(leaf_hash(leaf(each.stream, each.version, each.topic, each.state)) for each in found)
        if hashes != kept.tile(tile):
            raise _difference(found, hashes, kept.tile(tile), standing)
        for _ in frontier.add(hashes):
            pass
        done += tile.width
        tell(Progress.since(begun, first * WIDTH, done, standing.size))
    for each in events:
        raise Tampered(position=each.position, why=f"{_named(each)} was not there when it was hashed")
    if first == 0 and frontier.root() != standing.frontier.root():
        raise Tampered(position=standing.position, why="what is kept beside it for audits has been changed")


def agrees(kept: Kept, standing: Standing, checkpoint: Checkpoint, *, where: str) -> None:
    """Raise ``Tampered`` unless the log begins with what a checkpoint covers that is kept somewhere."""
    position = standing.position
    if checkpoint.origin != standing.origin:
        raise Tampered(position=position, why=f"{where} is of another log, {checkpoint.origin}")
    if checkpoint.size > standing.size:
        raise Tampered(position=position, why=f"{where} covers {checkpoint.size} events, and there are {standing.size}")
    if root_at(checkpoint.size, kept.nodes(checkpoint.size)) != checkpoint.root:
        why = f"{where} has another root for the first {checkpoint.size} events"
        raise Tampered(position=position, why=why)


def _difference(found: list[Raw], hashes: bytes, expected: bytes, standing: Standing) -> Tampered:
    """Where the first event stands that is not what was hashed."""
    for n, each in enumerate(found):
        own = slice(n * HASH_BYTES, (n + 1) * HASH_BYTES)
        if hashes[own] != expected[own]:
            return Tampered(position=each.position, why=f"{_named(each)} is not what was hashed there")
    position = found[-1].position if found else standing.position
    return Tampered(position=position, why="an event is gone that was hashed after it")


def _named(each: Raw) -> str:
    return f"event {each.version} of stream {each.stream}, {each.topic},"
