"""Tiles (C2SP tlog-tiles): the tree's hashes in files of 256, from which any root and any proof can be computed.

A tile of level 0 holds leaf hashes, one of level 1 the roots over whole tiles of level 0, and so on. The last tile of a level
is partial until it has 256. The partial tiles of all levels together are the frontier: all that is needed to go on growing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from actionlearning.audit.tree import EMPTY_ROOT, HASH_BYTES, Nodes, node_hash, perfect_root

__all__ = ["HEIGHT", "WIDTH", "Frontier", "Tile", "nodes_of", "path_of", "place_of", "shape_of", "split_hashes"]

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_BYTES = WIDTH * HASH_BYTES


class Tile(NamedTuple):
    """Where a tile stands, and how many hashes it has."""

    level: int
    number: int
    width: int = WIDTH


class Frontier:
    """A tree that grows: the partial tile of every level. What is whole is handed out and forgotten.

    ``size`` counts leaves, ``partial`` has the hashes of each level's last tile one after the other.
    """

    def __init__(self, size: int = 0, partial: Iterable[bytes] = ()) -> None:
        self.size = size
        self.partial = [bytearray(hashes) for hashes in partial]
        wanted = [(size >> HEIGHT * level) % WIDTH * HASH_BYTES for level in range(len(self.partial))]
        if [len(hashes) for hashes in self.partial] != wanted or size >> HEIGHT * len(self.partial):
            raise ValueError(f"these partial tiles are not those of a tree of {size}")

    def add(self, hashes: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Add leaf hashes, one after the other in ``hashes``, and hand out the tiles that have become whole.

        All of what it hands out has to be taken, or the frontier is left half grown.
        """
        first = self.size >> HEIGHT
        self.size += len(hashes) // HASH_BYTES
        yield from self._add(0, first, hashes)

    def _add(self, level: int, index: int, hashes: bytes) -> Iterator[tuple[Tile, bytes]]:
        if len(self.partial) == level:
            self.partial.append(bytearray())
        waiting = self.partial[level]
        waiting += hashes
        above = bytearray()
        first = index
        for start in range(0, len(waiting) - TILE_BYTES + 1, TILE_BYTES):
            whole = bytes(waiting[start : start + TILE_BYTES])
            yield Tile(level, index), whole
            above += perfect_root(split_hashes(whole))
            index += 1
        if above:
            del waiting[: (index - first) * TILE_BYTES]
            yield from self._add(level + 1, first >> HEIGHT, bytes(above))

    def partial_tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """The last tile of every level that has one."""
        for level, hashes in enumerate(self.partial):
            if hashes:
                yield Tile(level, self.size >> HEIGHT * (level + 1), len(hashes) // HASH_BYTES), bytes(hashes)

    def root(self) -> bytes:
        """The root over all leaves."""
        found: bytes | None = None
        for hashes in self.partial:
            part = bytes(hashes)
            while part:  # the smallest of the trees that stand side by side is the last
                count = len(part) // HASH_BYTES
                width = count & -count
                last = perfect_root(split_hashes(part[-width * HASH_BYTES :]))
                found = last if found is None else node_hash(last, found)
                part = part[: -width * HASH_BYTES]
        return EMPTY_ROOT if found is None else found

    def copy(self) -> Frontier:
        """Another that grows apart from this one."""
        return Frontier(self.size, map(bytes, self.partial))


def split_hashes(hashes: bytes) -> list[bytes]:
    """Hashes that stand one after the other, each for itself."""
    return [hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES)]


def shape_of(size: int) -> Iterator[Tile]:
    """All tiles of a tree, level by level."""
    level = 0
    while size >> HEIGHT * level:
        count = size >> HEIGHT * level
        for index in range(count >> HEIGHT):
            yield Tile(level, index)
        if count % WIDTH:
            yield Tile(level, count >> HEIGHT, count % WIDTH)
        level += 1


def place_of(index: int, width: int = WIDTH) -> str:
    """Where a tile lies within its level: three digits a folder, and the width of one that is partial."""
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03}")
    return "/".join(reversed(parts)) + (f".p/{width}" if width != WIDTH else "")


def path_of(tile: Tile) -> str:
    """Where a tile lies, as C2SP tlog-tiles has it."""
    return f"tile/{tile.level}/{place_of(tile.number, tile.width)}"


def nodes_of(size: int, read: Callable[[Tile], bytes], *, kept: int = 512) -> Nodes:
    """The nodes of a tree of ``size`` leaves, computed from its tiles; as many of these as ``kept`` stay in memory."""

    @lru_cache(maxsize=kept)
    def hashes_of(level: int, index: int) -> bytes:
        count = size >> HEIGHT * level
        return read(Tile(level, index, min(WIDTH, count - index * WIDTH)))

    def node(level: int, index: int) -> bytes:
        tiled, within = divmod(level, HEIGHT)
        first = index << within
        hashes = hashes_of(tiled, first >> HEIGHT)
        start = first % WIDTH * HASH_BYTES
        return perfect_root(split_hashes(hashes[start : start + (HASH_BYTES << within)]))

    return node
