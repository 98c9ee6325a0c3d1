"""A bundle read as a journal: the same views fold it, with no database and no keys.

Positions are places in the log, from 1. What cannot be read is left out and noted with its position.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.entries import Entry
from actionlearning.audit.errors import AuditError, BadBundle
from actionlearning.audit.layout import ENTRIES, EXCERPT, PAYLOADS, entries_of, entries_path, payload_path, proof_path, state_of
from actionlearning.audit.leaf import reader_of
from actionlearning.audit.progress import Tell, untold
from actionlearning.audit.tiles import WIDTH
from actionlearning.audit.verify import Verdict, verify
from actionlearning.domain.personal import Personal
from actionlearning.journal.detached import detached_codec
from actionlearning.journal.port import NewEvent, Raw, Recorded, Unreadable
from actionlearning.journal.tables import NoTables, TableStore

__all__ = ["SEALED", "BundleJournal", "ReadOnly"]

SEALED = "[sealed]"
"""What stands where somebody's words or name are: they need a key, and a bundle has none."""

ALIAS = b'"alias":"'
FILES_KEPT = 64
MOST_STREAMS = 10


class ReadOnly(AuditError):
    """A bundle is what was recorded; nothing is recorded in it."""

    where: str
    says = "{where} is a bundle, and nothing can be recorded in it; open the journal itself"


class BundleJournal:
    """A ``Journal`` that a bundle is read through. ``verdict`` says what came of verifying it.

    Events that are not what was hashed are passed over, and so are those that this release cannot read, which are in
    ``unreadable``, each with its position.
    """

    guards_reads = True

    def __init__(
        self,
        folder: str | PathLike[str],
        *,
        trust: Trust | None = None,
        env: Mapping[str, str] | None = None,
        tell: Tell = untold,
    ) -> None:
        self._folder = Path(folder)
        self._tiles: dict[UUID, list[int]] = {}
        self._aliased: list[int] = []
        self._last = 0
        self.unreadable: dict[int, Unreadable] = {}
        self.verdict: Verdict = verify(folder, trust, each=self._note, tell=tell)
        about = self.verdict.about
        if about is None:
            raise BadBundle(where=str(folder), why="; ".join(map(str, self.verdict.problems)))
        self._altered = {problem.index for problem in self.verdict.problems}
        self._size = about.size
        self._leaf = reader_of(about.log)
        try:
            self._id = UUID(about.journal)
        except ValueError as cause:
            raise BadBundle(where=str(folder), why="it does not say of which journal it is") from cause
        self._simulated = about.simulated
        self._codec = detached_codec(self._id, env=env)
        self._tile: Callable[[int], Sequence[Raw]] = lru_cache(maxsize=FILES_KEPT)(self._read_tile)
        if about.kind == EXCERPT:
            excerpt = self._read_excerpt() if self._last else {}  # with nothing verified, its files may not even be there
            self._tile = lambda tile: excerpt.get(tile, ())

    @property
    def id(self) -> UUID:
        return self._id

    @property
    def simulated(self) -> bool:
        return self._simulated

    def read(self, stream: UUID, *, after: int = 0) -> Sequence[Recorded[Any]]:
        return list(self._decoded(each for each in self._of(stream) if each.version > after))

    def read_raw(self, *, after: int = 0, until: int | None = None) -> Iterator[Raw]:
        last = self._last if until is None else min(until, self._last)
        for tile in range(after // WIDTH, (last + WIDTH - 1) // WIDTH):
            yield from (each for each in self._tile(tile) if after < each.position <= last)

    def read_all(self, *, after: int = 0, until: int | None = None, names: Collection[str] = ()) -> Iterator[Recorded[Any]]:
        wanted = frozenset(names)
        raw = self.read_raw(after=after, until=until)
        return self._decoded(each for each in raw if not wanted or each.topic.rpartition(".")[0] in wanted)

    def read_streams(
        self, streams: Collection[UUID], *, until: int | None = None, names: Collection[str] = ()
    ) -> Iterator[Recorded[Any]]:
        wanted = frozenset(names)
        for stream in streams:
            for recorded in self.read(stream):
                if (until is None or recorded.position <= until) and (not wanted or recorded.name in wanted):
                    yield recorded

    def tip(self, stream: UUID) -> int:
        return max((each.version for each in self._of(stream)), default=0)

    def position(self) -> int:
        """The end of the log that it is from, an excerpt's too."""
        return self._size

    def settled(self) -> int:
        """The same: nothing is added to a bundle."""
        return self._size

    def count(self, *, after: int, until: int) -> int:
        return sum(1 for _ in self.read_all(after=after, until=until))

    def command(self, command: UUID) -> Recorded[Any] | None:
        return next((recorded for recorded in self.read_all() if recorded.command == command), None)

    def aliases(self) -> Iterator[Recorded[Any]]:
        for position in self._aliased:
            raw = self.read_raw(after=position - 1, until=position)
            yield from (recorded for recorded in self._decoded(raw) if recorded.alias is not None)

    def streams(self, prefix: str) -> Sequence[UUID]:
        return sorted(stream for stream in self._tiles if stream.hex.startswith(prefix))[:MOST_STREAMS]

    def reveal(self, handle: Personal) -> str:  # noqa: ARG002  # whatever it is, there is no key
        return SEALED

    def tables(self) -> TableStore:
        raise NoTables(where=str(self._folder))

    def mark_simulated(self) -> None:
        self._refuse()

    def append(self, events: Sequence[NewEvent], *, guards: Mapping[UUID, int]) -> Sequence[int]:  # noqa: ARG002  # refused
        self._refuse()

    def close(self) -> None:
        """Nothing is held open."""

    def _refuse(self) -> NoReturn:
        raise ReadOnly(where=str(self._folder))

    def _note(self, entry: Entry) -> None:
        """Remember where the events of a stream are, as the verifier comes past them."""
        tile, stream = entry.index // WIDTH, UUID(entry.leaf.stream)
        tiles = self._tiles.setdefault(stream, [])
        if not tiles or tiles[-1] != tile:
            tiles.append(tile)
        if ALIAS in entry.state:
            self._aliased.append(entry.index + 1)
        self._last = entry.index + 1

    def _of(self, stream: UUID) -> Iterator[Raw]:
        return (each for tile in self._tiles.get(stream, ()) for each in self._tile(tile) if each.stream == stream)

    def _decoded(self, raw: Iterable[Raw]) -> Iterator[Recorded[Any]]:
        for position, stream, version, topic, state in raw:
            try:
                recorded = self._codec.decode(topic, state, stream=stream, version=version, position=position)
                _ = recorded.envelope  # so that what was altered in it is told here, with its position
            except Unreadable as error:
                error.position = position
                self.unreadable[position] = error
            else:
                yield recorded

    def _read_tile(self, tile: int) -> Sequence[Raw]:
        width = min(WIDTH, self._size - tile * WIDTH)
        entries = entries_of((self._folder / entries_path(tile, width)).read_bytes()) or []
        lines = (self._folder / payload_path(tile, width)).read_bytes().split(b"\n")
        return [*self._raw(range(tile * WIDTH, self._last), entries, lines)]

    def _read_excerpt(self) -> dict[int, list[Raw]]:
        """All that is in an excerpt, by the number of its tile."""
        entries, lines = ((self._folder / path).read_bytes().split(b"\n") for path in (ENTRIES, PAYLOADS))
        proofs = (path for path in (self._folder / ENTRIES).parent.glob("*.tlog-proof") if path.stem.isdecimal())
        found = {int(path.stem): path for path in proofs}
        indexes = [n for n, path in sorted(found.items()) if n < self._last and path == self._folder / proof_path(n)]
        tiles: dict[int, list[Raw]] = {}
        for each in self._raw(indexes, entries, lines):
            tiles.setdefault((each.position - 1) // WIDTH, []).append(each)
        return tiles

    def _raw(self, indexes: Iterable[int], entries: Iterable[bytes], lines: Iterable[bytes]) -> Iterator[Raw]:
        """The events at these places, but for those that the verifier found altered."""
        for index, entry, line in zip(indexes, entries, lines, strict=False):
            leaf, state = self._leaf(entry), state_of(line)
            if leaf is not None and state is not None and index not in self._altered:
                yield Raw(index + 1, UUID(leaf.stream), leaf.version, leaf.name, state)
