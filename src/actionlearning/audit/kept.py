"""What is kept beside the journal, in its own database: how far the log is, its tiles, and every checkpoint that was signed.

It is one backup with the journal, and written like the tables of a projection: all or nothing, and only by a sequencer that
shows the revision it has read. Whoever was overtaken writes nothing.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen
from msgspec.structs import replace

from actionlearning.audit.checkpoint import unverified
from actionlearning.audit.errors import BadNote, NewerLog, NotBegun, Tampered
from actionlearning.audit.note import read_note
from actionlearning.audit.tiles import HEIGHT, WIDTH, Frontier, Tile, nodes_of
from actionlearning.audit.tree import HASH_BYTES, Nodes
from actionlearning.journal.tables import Changes, Column, Kind, Overtaken, Reading, Row, Table, TableStore
from actionlearning.journal.tables_tracking import Failure, Tracking

__all__ = ["TABLES", "Grown", "Kept", "Standing"]

NAME = "audit"
DEFINITION = "al.audit/1"

LOG = Table(
    "audit_log",
    (
        Column("origin", Kind.TEXT, "The name of the log, as it stands in every leaf and checkpoint."),
        Column("size", Kind.INTEGER, "How many events are hashed."),
        Column("root", Kind.TEXT, "The root over them, in hex."),
        Column("signed", Kind.INTEGER, "How many events the last checkpoint covers that was signed.", optional=True),
    ),
    key=("origin",),
    says="How far the audit log is.",
)
TILES = Table(
    "audit_tiles",
    (
        Column("level", Kind.INTEGER, "0 for hashes of leaves, 1 for the roots over whole tiles of these, and so on."),
        Column("number", Kind.INTEGER, "Which tile of the level, from 0."),
        Column("hashes", Kind.TEXT, "Up to 256 hashes, one after the other, in base64."),
        Column("position", Kind.INTEGER, "Where the last event under it stands in the journal.", optional=True),
    ),
    key=("level", "number"),
    says="The hashes of the audit log, as C2SP tlog-tiles.",
)
CHECKPOINTS = Table(
    "audit_checkpoints",
    (
        Column("size", Kind.INTEGER, "How many events it covers."),
        Column("published", Kind.TEXT, "The checkpoint as it was signed."),
        Column("signed_at", Kind.TIME, "When."),
    ),
    key=("size",),
    says="Every checkpoint that was signed.",
)
TABLES = (LOG, TILES, CHECKPOINTS)


@frozen
class Standing:
    """How the log stands: its origin, the frontier of its tree, and the last checkpoint that was signed, if any.

    ``position`` is where the last event that was hashed stands in the journal; ``failure`` is the alarm that stopped it.
    """

    tracking: Tracking
    origin: str
    frontier: Frontier
    checkpoint: bytes | None = None

    @property
    def size(self) -> int:
        return self.frontier.size

    @property
    def position(self) -> int:
        return self.tracking.position

    @property
    def failure(self) -> Failure | None:
        return self.tracking.failure


@frozen
class Grown:
    """What a batch of events has come to: the frontier, the tiles that became whole, and where the last event stands.

    A tile of leaves comes with where the last event under it stands.
    """

    frontier: Frontier
    tiles: Sequence[tuple[Tile, bytes, int | None]]
    position: int

    def rows(self) -> Iterator[Row]:
        """The rows of all tiles that have changed."""
        for tile, hashes, position in self.tiles:
            yield _tile_row(tile, hashes, position)
        for tile, hashes in self.frontier.partial_tiles():
            yield _tile_row(tile, hashes, self.position)


class Kept:
    """The log beside one journal."""

    def __init__(self, store: TableStore) -> None:
        self._store = store

    def begin(self, origin: str, now: datetime) -> Standing:
        """An empty log. Raises ``Overtaken`` where there is one already."""
        tracking = Tracking(projection=NAME, definition=DEFINITION, tables=tuple(table.name for table in TABLES), saved_at=now)
        try:
            tracking = self._store.begin(tracking, TABLES)
        except Overtaken:
            tracking = self._half_begun()
        return self.save(Standing(tracking, origin, Frontier()), now=now)

    def standing(self) -> Standing:
        """How it stands now. Raises ``NotBegun``, and ``Tampered`` where what is kept does not agree with itself."""
        with self._store.reading(NAME, TABLES) as reading:
            rows = [] if reading is None else list(reading.rows(LOG.name))
            if reading is None or not rows:
                raise NotBegun
            if reading.tracking.definition != DEFINITION:
                raise NewerLog(definition=reading.tracking.definition, known=DEFINITION)
            changed = Tampered(position=reading.tracking.position, why="what is kept beside it for audits has been changed")
            (row, *others), size = rows, rows[0]["size"]
            try:
                frontier = Frontier(size, _partial(reading, size))
                checkpoint = _checkpoint(reading, row["signed"])
            except (ValueError, BadNote) as cause:
                raise changed from cause
            if others or frontier.root().hex() != row["root"] or (checkpoint is None) != (row["signed"] is None):
                raise changed
        return Standing(reading.tracking, row["origin"], frontier, checkpoint)

    def save(
        self,
        standing: Standing,
        *,
        now: datetime,
        grown: Grown | None = None,
        checkpoint: bytes | None = None,
        failure: Failure | None = None,
    ) -> Standing:
        """Write what has been hashed or signed since, in one transaction. Raises ``Overtaken`` and what the journal raises."""
        frontier, last = standing.frontier if grown is None else grown.frontier, standing.checkpoint
        changes = []
        if checkpoint is not None:
            size = _size(checkpoint)
            row = {"size": size, "published": checkpoint.decode(), "signed_at": now}
            changes.append(Changes(CHECKPOINTS, {(size,): row}, {}, ()))
            last = checkpoint if last is None or _size(last) <= size else last
        if grown is not None:
            changes.append(Changes(TILES, {(row["level"], row["number"]): row for row in grown.rows()}, {}, ()))
        signed = None if last is None else _size(last)
        log = {"origin": standing.origin, "size": frontier.size, "root": frontier.root().hex(), "signed": signed}
        changes.append(Changes(LOG, {(standing.origin,): log}, {}, ()))
        position = standing.position if grown is None else grown.position
        tracking = replace(standing.tracking, position=position, saved_at=now, failure=failure)
        return Standing(self._store.save(tracking, changes), standing.origin, frontier, last)

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile, or as many of them as it had once. Raises ``Tampered`` where they are not there."""
        return self._tile(tile)[0]

    def position_after(self, standing: Standing, tiles: int) -> int:
        """Where the last event under the first so many whole tiles of leaves stands in the journal."""
        if tiles == 0:
            return 0
        if tiles * WIDTH == standing.size:
            return standing.position
        position = self._tile(Tile(0, tiles - 1))[1]
        if position is None:
            raise Tampered(position=standing.position, why=f"the tile {tiles - 1} of hashes has lost its place")
        return position

    def nodes(self, size: int) -> Nodes:
        """The nodes of the tree as it was at this size."""
        return nodes_of(size, self.tile)

    def checkpoints(self) -> Iterator[bytes]:
        """All that were signed, smallest first."""
        with self._store.reading(NAME, TABLES) as reading:
            if reading is not None:
                for row in reading.rows(CHECKPOINTS.name, order=["size"]):
                    yield row["published"].encode()

    def checkpoint(self, size: int) -> bytes | None:
        """The one that was signed for this size."""
        with self._store.reading(NAME, TABLES) as reading:
            found = [] if reading is None else list(reading.rows(CHECKPOINTS.name, size=size))
        return found[0]["published"].encode() if found else None

    def _half_begun(self) -> Tracking:
        """What somebody left who was killed as they began. Raises ``Overtaken`` where they were not."""
        with self._store.reading(NAME, TABLES) as reading:
            if reading is None or next(reading.rows(LOG.name), None) is not None:
                raise Overtaken(projection=NAME)
            return reading.tracking

    def _tile(self, tile: Tile) -> tuple[bytes, int | None]:
        with self._store.reading(NAME, TABLES) as reading:
            found = [] if reading is None else list(reading.rows(TILES.name, level=tile.level, number=tile.number))
        hashes = _hashes(found[0]) if found else b""
        if len(hashes) < tile.width * HASH_BYTES:
            raise Tampered(position=0, why=f"the tile {tile.number} of level {tile.level} of the hashes kept beside it is gone")
        return hashes[: tile.width * HASH_BYTES], found[0]["position"]


def _partial(reading: Reading, size: int) -> list[bytes]:
    """The hashes of the last, partial tile of every level."""
    found = []
    level = 0
    while size >> HEIGHT * level:
        width = (size >> HEIGHT * level) % WIDTH
        rows = list(reading.rows(TILES.name, level=level, number=size >> HEIGHT * (level + 1))) if width else []
        found.append(_hashes(rows[0])[: width * HASH_BYTES] if rows else b"")
        level += 1
    return found


def _checkpoint(reading: Reading, size: int | None) -> bytes | None:
    """The checkpoint that was signed for this size. Raises ``BadNote`` where something else stands there."""
    rows = [] if size is None else list(reading.rows(CHECKPOINTS.name, size=size))
    if not rows:
        return None
    published: bytes = rows[0]["published"].encode()
    if _size(published) != size:
        raise BadNote(why="it is of another size")
    return published


def _size(published: bytes) -> int:
    return unverified(read_note(published)).size


def _tile_row(tile: Tile, hashes: bytes, position: int | None) -> Row:
    at = position if tile.level == 0 else None
    return {"level": tile.level, "number": tile.number, "hashes": b64encode(hashes).decode(), "position": at}


def _hashes(row: Row) -> bytes:
    """What stands in a row; nothing where somebody has put there what is no base64."""
    try:
        return b64decode(row["hashes"], validate=True)
    except ValueError:
        return b""
