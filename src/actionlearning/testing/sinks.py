"""The contract of a checkpoint sink: what any implementation must do, as tests to inherit.

```python
class TestOurSink(CheckpointSinkContract):
    @pytest.fixture
    def make(self, tmp_path):
        return lambda: OurSink(tmp_path / "checkpoints")
```

``make`` opens the same sink each time: what it was given must be there for whoever opens it next.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actionlearning.audit.checkpoint import Checkpoint, signed, unverified
from actionlearning.audit.errors import SinkFailed
from actionlearning.audit.note import Kind, Signer, read_note, written
from actionlearning.audit.sinks import CheckpointSink
from actionlearning.audit.tree import leaf_hash

__all__ = ["CheckpointSinkContract"]

SIGNER = Signer.new("example.org/log")


def _published(size: int, root: bytes = b"the root", *, witness: Signer | None = None) -> bytes:
    checkpoint = Checkpoint(SIGNER.name, size, leaf_hash(root + str(size).encode()))
    note = read_note(signed(checkpoint, [SIGNER]))
    added = [] if witness is None else [witness.sign(note.text, at=1)]
    return written(note.text, [*note.signatures, *added])


class CheckpointSinkContract:
    """Inherit, and give the fixture ``make``: a function that opens the sink under test."""

    @pytest.fixture
    def make(self) -> Callable[[], CheckpointSink]:
        """A function that opens the sink under test."""
        raise NotImplementedError("give the fixture make: a function that opens the sink under test")

    def test_a_new_sink_has_nothing(self, make: Callable[[], CheckpointSink]) -> None:
        assert make().latest() is None

    def test_the_one_that_covers_most_is_the_latest_whatever_came_last(self, make: Callable[[], CheckpointSink]) -> None:
        sink = make()
        for size in (1, 9, 10, 100, 99):
            sink.publish(_published(size))
        assert _published(100) == sink.latest()
        assert _published(100) == make().latest(), "for whoever opens it next too"

    def test_the_same_again_changes_nothing(self, make: Callable[[], CheckpointSink]) -> None:
        sink = make()
        for _ in range(2):
            sink.publish(_published(7))
        assert _published(7) == sink.latest()

    def test_the_same_with_more_signatures_takes_its_place(self, make: Callable[[], CheckpointSink]) -> None:
        sink, more = make(), _published(7, witness=Signer.new("witness.example/w", Kind.WITNESS))
        sink.publish(_published(7))
        sink.publish(more)
        assert more == make().latest()

    def test_another_root_for_a_size_that_is_kept_is_refused(self, make: Callable[[], CheckpointSink]) -> None:
        sink = make()
        sink.publish(_published(7))
        with pytest.raises(SinkFailed):
            sink.publish(_published(7, b"another root"))
        kept = sink.latest()
        assert kept is not None
        assert unverified(read_note(_published(7))) == unverified(read_note(kept))

    def test_what_is_no_checkpoint_is_refused(self, make: Callable[[], CheckpointSink]) -> None:
        sink = make()
        with pytest.raises(SinkFailed):
            sink.publish(b"nonsense")
        assert sink.latest() is None
