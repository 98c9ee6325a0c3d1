"""Bundles for two verifiers: of mixed events, whole and excerpts, with earlier checkpoints and a witness."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from attrs import frozen
from logs import SIGNER, MemorySink, fill, opened, sequencer_of

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.note import Kind, Signer, read_note
from actionlearning.journal.bulk import append_many
from actionlearning.testing.journals import new, registered

__all__ = ["SEEN", "WITNESS", "Sample", "grown", "mixed", "sample"]

WITNESS = Signer.new("witness.example/w1", Kind.WITNESS)
SEEN = 1_735_689_600


@frozen
class Sample:
    """Bundles of one journal, and what an auditor brings to them."""

    whole: Path
    excerpt: Path
    held: bytes
    trust: Trust


def mixed(journal: Any, count: int) -> None:
    """Record so many events in many streams, with and without personal text."""
    streams: dict[UUID, int] = {}
    events = []
    for n in range(count):
        stream = UUID(int=n % 97 + 1) if n % 7 else uuid4()
        version = streams.get(stream) or journal.tip(stream)
        streams[stream] = version + 1
        events.append(new(stream, version + 1, registered(f"Aisha {n}") if n % 5 == 0 else None))
    append_many(journal, events)


def grown(journal: Any, sizes: list[int], folder: Path) -> list[Path]:
    """A journal at these sizes, signed at each, and a whole bundle at each."""
    sequencer, bundles = sequencer_of(journal, sink=MemorySink()), []
    for size in sizes:
        fill_to(journal, size)
        sequencer.checkpoint()
        bundles.append(folder / f"whole-{size}")
        Bundler(journal).whole(bundles[-1])
    return bundles


def fill_to(journal: Any, size: int) -> None:
    more = size - journal.position()
    if more > 2:  # a mixture, and two of which the second follows the first
        mixed(journal, more - 2)
    fill(journal, size - journal.position())


def sample(folder: Path, size: int = 300, env: dict[str, str] | None = None) -> Sample:
    """A whole bundle with two earlier checkpoints, cosigned, and an excerpt of one stream of the same journal."""
    journal = opened("memory:", env=env)
    sequencer = sequencer_of(journal)
    for covered in (size // 3, size // 2):
        fill_to(journal, covered)
        held = sequencer.checkpoint()
    fill_to(journal, size)
    published = sequencer.checkpoint()
    sequencer.cosign(WITNESS.sign(read_note(published).text, at=SEEN).line.encode(), [WITNESS.verifier])
    whole, excerpt = folder / "whole", folder / "excerpt"
    Bundler(journal).whole(whole)
    Bundler(journal).excerpt({UUID(int=n) for n in range(1, 8)}, excerpt, about={"set": str(UUID(int=1))})
    return Sample(whole, excerpt, held, Trust((SIGNER.verifier,), (WITNESS.verifier,)))
